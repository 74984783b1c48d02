/* SPDX-License-Identifier: MIT */
/*
 * See heap.h. newlib takes whole pages of its heap, as it counts addresses: so the heap ends with a
 * page, and none of it is lost that way.
 */
#include "heap.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

/* Called by the adapter. */
void arena_open(size_t bytes);

/* Called by malloc for more memory, and to give some back: picolibc's name, and newlib's. */
void *sbrk(ptrdiff_t bytes);
void *_sbrk(ptrdiff_t bytes);

#define PAGE 4096
#define START_BYTES 1024

/* Before arena_open malloc has `start_memory`; after it the last `limit` bytes of `memory`. */
static uint8_t start_memory[START_BYTES] __attribute__((aligned(8)));
static uint8_t memory[MOST_HEAP] __attribute__((aligned(PAGE)));
static uint8_t *start = start_memory;
static uint32_t limit = START_BYTES;
static uint32_t taken, peak;

void arena_open(size_t bytes)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    limit = bytes < MOST_HEAP ? (uint32_t)(bytes / 8 * 8) : MOST_HEAP;
    start = memory + MOST_HEAP - limit;
    taken = peak = 0;
}

uint32_t heap_peak(void) { return peak; }

void *sbrk(ptrdiff_t bytes)
{
    if (bytes > (ptrdiff_t)(limit - taken) || bytes < -(ptrdiff_t)taken) {
        errno = ENOMEM;
        return (void *)-1;
    }
    taken += (uint32_t)bytes;
    if (taken > peak) peak = taken;
    return start + taken - bytes;
}

void *_sbrk(ptrdiff_t bytes) { return sbrk(bytes); }
