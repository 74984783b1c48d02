/* SPDX-License-Identifier: MIT */
/*
 * The gaps, sorted by size into bins: doubly linked lists of places, and a bitmap of the bins that
 * hold something. This file knows sizes and lists; it does not know the chain.
 */
#ifndef BINS_H
#define BINS_H

#include "access.h"

/* Gaps that a request looks at in its own bin, before it is refused. */
#define LOOKS 4

/* Holds a bitmap as well as a number. */
#if BINS > 32
typedef uint64_t wide_t;
#else
typedef uint32_t wide_t;
#endif

/* The position of the highest bit of n, which is not 0. */
static inline unsigned highest_bit(wide_t n)
{
#if defined(__GNUC__) && !defined(__ARM_ARCH_6M__) && !defined(__AVR__) && !defined(__riscv)
    return (unsigned)sizeof(long long) * 8 - 1 - (unsigned)__builtin_clzll(n);
#else
    static const uint8_t of_four[16] = {0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3};
    unsigned bit = 0;
#if BINS > 32
    if (n >> 32) {
        n >>= 32;
        bit = 32;
    }
#endif
    if (n >> 16) {
        n >>= 16;
        bit += 16;
    }
    if (n >> 8) {
        n >>= 8;
        bit += 8;
    }
    if (n >> 4) {
        n >>= 4;
        bit += 4;
    }
    return bit + of_four[n];
#endif
}

/* The position of the lowest bit of n, which is not 0. */
static inline unsigned lowest_bit(wide_t n) { return highest_bit(n & (~n + 1)); }

/* The bin that a gap of `size` blocks belongs to. */
static inline unsigned bin_of(number_t size)
{
    unsigned octave;
    unsigned bin;
    if (size <= EXACT_MOST) return (unsigned)size - LEAST;
    octave = highest_bit(size);
    bin = EXACT_BINS + ((octave - EXACT_OCTAVE) << OCTAVE_BITS) +
          (((unsigned)size >> (octave - OCTAVE_BITS)) & ((1U << OCTAVE_BITS) - 1));
    return bin;
}

/* Writes what a gap knows of itself. Its links may lie under the footer: they come later. */
static inline void gap_write(number_t place, number_t size, index_t own)
{
    struct gap *gap = gap_at(place);
    gap->size = size;
    gap->own = own;
    *footer_before((number_t)(place + size)) = own;
}

/* Makes `next` follow `previous`, which is a gap, or END + a bin. */
static inline void bins_link(number_t previous, number_t next)
{
    if (previous >= END) {
        state.bins[previous - END] = next;
        if (next == 0) state.filled &= (bitmap_t) ~((bitmap_t)1 << (previous - END));
    } else {
        gap_at(previous)->next = next;
    }
    if (next != 0) gap_at(next)->previous = previous;
}

/*
 * Puts a gap, which is written, at the head of a bin: its own.
 *
 *     bin -> [ a ] ...   =>   bin -> [ gap ] <-> [ a ] ...
 */
static inline void bins_put(number_t place, unsigned bin)
{
    struct gap *gap = gap_at(place);
    number_t head = state.bins[bin];
    gap->next = head;
    gap->previous = (number_t)(END + bin);
    state.bins[bin] = place;
    if (head != 0)
        gap_at(head)->previous = place;
    else
        state.filled |= (bitmap_t)((bitmap_t)1 << bin);
    state.free_blocks = (number_t)(state.free_blocks + gap->size);
}

/* Puts a gap, which is written, at the head of its bin. */
static inline void bins_push(number_t place) { bins_put(place, bin_of(gap_at(place)->size)); }

/*
 * Takes a gap out of its bin; nothing may have written over it yet.
 *
 *     [ a ] <-> [ gap ] <-> [ b ]   =>   [ a ] <-> [ b ]
 */
static inline void bins_pull(number_t place)
{
    struct gap *gap = gap_at(place);
    state.free_blocks = (number_t)(state.free_blocks - gap->size);
    bins_link(gap->previous, gap->next);
}

/*
 * A gap that holds `size` blocks, 0 if there is none, or only deep in the request's own bin. From
 * the exact bin, else from the lowest that surely fits, else one of the first in its own bin.
 */
static inline number_t bins_find(number_t size)
{
    unsigned bin = bin_of(size);
    number_t gap = state.bins[bin];
    bitmap_t above;
    unsigned look;
    if (size <= EXACT_MOST && gap != 0) return gap;
    above = (bitmap_t)(state.filled >> bin >> 1);
    if (above != 0) return state.bins[bin + 1 + lowest_bit(above)];
    for (look = 0; look < LOOKS && gap != 0; look++) {
        if (gap_at(gap)->size >= size) return gap;
        gap = gap_at(gap)->next;
    }
    return 0;
}

/* The largest request that bins_find certainly answers. */
static inline number_t bins_largest(void)
{
    return state.filled == 0 ? 0 : gap_at(state.bins[highest_bit(state.filled)])->size;
}

#endif
