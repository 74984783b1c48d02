/* SPDX-License-Identifier: MIT */
/* The C library's own: newlib, newlib-nano or picolibc, as the program is linked. */
#ifndef ADAPTER_MALLOC_H
#define ADAPTER_MALLOC_H

#include <stdlib.h>

/* From arena.c. */
void arena_open(size_t bytes);
#define ADAPTER_OPEN(bytes) arena_open(bytes)

typedef void *block_t;

static inline block_t adapter_alloc(size_t size) { return malloc(size); }
static inline void adapter_free(block_t block) { free(block); }
static inline block_t adapter_realloc(block_t block, size_t size) { return realloc(block, size); }

#endif
