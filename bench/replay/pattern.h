/* SPDX-License-Identifier: MIT */
/*
 * What a replay writes into a block, to find out later whether it is still there: a byte for each
 * place, made from the block's id, so that a block which grows keeps its first bytes.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stdint.h>

/* The byte that belongs at `place` in the block of `id`. */
static inline uint8_t pattern_byte(uint32_t id, uint32_t place)
{
    return (uint8_t)(id * 37 + place * 11 + (place >> 8));
}

/* Fills the block of `id` from the place `from` up to, not with, `to`. */
static inline void pattern_fill(uint8_t *memory, uint32_t id, uint32_t from, uint32_t to)
{
    uint32_t place;

    for (place = from; place < to; place++) memory[place] = pattern_byte(id, place);
}

/* Whether the first `size` bytes of the block of `id` are as they were filled. */
static inline bool pattern_holds(const uint8_t *memory, uint32_t id, uint32_t size)
{
    uint32_t place;

    for (place = 0; place < size; place++) {
        if (memory[place] != pattern_byte(id, place)) return false;
    }
    return true;
}

#endif
