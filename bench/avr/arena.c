/* SPDX-License-Identifier: MIT */
/* The RAM of avr-libc's malloc: as much as ADAPTER_OPEN said, its own variables included. */
#include <stdlib.h>

/* From adapters/malloc.h. */
void arena_open(size_t bytes);

/* The five variables: the heap's start, end and margin, its break, and the list of what is free. */
#define VARIABLES (5 * sizeof(char *))

static char arena[4096];

void arena_open(size_t bytes)
{
    __malloc_heap_start = arena;
    __malloc_heap_end = arena + bytes - VARIABLES;
}
