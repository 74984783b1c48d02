/* SPDX-License-Identifier: MIT */
/* The heap map: see heap_map.h. */
#include "heap_map.h"

/* Where a cell begins; where the heap ends, for the cell behind the last one. */
static uint32_t cell_start(const heap_map_t *map, uint32_t cell)
{
    return (uint32_t)((uint64_t)map->bytes * cell / HEAP_MAP_CELLS);
}

void heap_map_add(heap_map_t *map, uint32_t offset, uint32_t size)
{
    uint32_t cell = (uint32_t)((uint64_t)offset * HEAP_MAP_CELLS / map->bytes);

    while (size > 0 && cell < HEAP_MAP_CELLS) {
        uint32_t end = cell_start(map, cell + 1);
        uint32_t part = end <= offset ? 0 : end - offset;

        if (part > size) part = size;
        map->used[cell++] += part;
        offset += part;
        size -= part;
    }
}

void heap_map_write(const heap_map_t *map, char text[HEAP_MAP_CELLS + 1])
{
    uint32_t cell;

    for (cell = 0; cell < HEAP_MAP_CELLS; cell++) {
        uint32_t bytes = cell_start(map, cell + 1) - cell_start(map, cell);
        uint32_t sixteenths = bytes ? map->used[cell] * 16 / bytes : 0;

        text[cell] = '.';
        if (sixteenths >= 1) text[cell] = '-';
        if (sixteenths >= 8) text[cell] = '+';
        if (sixteenths >= 15) text[cell] = '#';
    }
    text[HEAP_MAP_CELLS] = '\0';
}
