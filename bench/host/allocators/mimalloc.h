/* SPDX-License-Identifier: MIT */
/* mimalloc, by its own names. */
#ifndef ALLOCATOR_MIMALLOC_H
#define ALLOCATOR_MIMALLOC_H

#include <mimalloc.h>

typedef void *block_t;

static inline block_t adapter_alloc(size_t size) { return mi_malloc(size); }
static inline void adapter_free(block_t block) { mi_free(block); }
static inline block_t adapter_realloc(block_t block, size_t size) { return mi_realloc(block, size); }

#endif
