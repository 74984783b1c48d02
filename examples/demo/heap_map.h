/* SPDX-License-Identifier: MIT */
/* A heap as one line of characters, from its lowest address to its highest. */
#ifndef HEAP_MAP_H
#define HEAP_MAP_H

#include <stdint.h>

#define HEAP_MAP_CELLS 72

/* A map that is being made; all zero, but for `bytes`, before the first block. */
typedef struct {
    uint32_t bytes;                /* of the heap */
    uint32_t used[HEAP_MAP_CELLS]; /* bytes in use, of each cell */
} heap_map_t;

/* Adds a block of `size` bytes at the distance `offset` from the heap's start. */
void heap_map_add(heap_map_t *map, uint32_t offset, uint32_t size);

/* Writes the map as text: '#' full, '+' half full or more, '-' less, '.' free. */
void heap_map_write(const heap_map_t *map, char text[HEAP_MAP_CELLS + 1]);

#endif
