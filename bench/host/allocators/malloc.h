/* SPDX-License-Identifier: MIT */
/* malloc: the C library's, or that of the library which the program is linked with. */
#ifndef ALLOCATOR_MALLOC_H
#define ALLOCATOR_MALLOC_H

#include <stdlib.h>

typedef void *block_t;

static inline block_t adapter_alloc(size_t size) { return malloc(size); }
static inline void adapter_free(block_t block) { free(block); }
static inline block_t adapter_realloc(block_t block, size_t size) { return realloc(block, size); }

#endif
