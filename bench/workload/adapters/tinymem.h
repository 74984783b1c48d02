/* SPDX-License-Identifier: MIT */
/* tinymem: the pool that the program is linked with. */
#ifndef ADAPTER_TINYMEM_H
#define ADAPTER_TINYMEM_H

#include <tinymem.h>

#define ADAPTER_THREAD() tm_thread()
#define ADAPTER_DEFRAG(size) tm_defrag(0, size)
#define ADAPTER_ADDRESS(block) tm_void(block)

typedef tm_index_t block_t;

static inline block_t adapter_alloc(size_t size) { return tm_alloc(size); }
static inline void adapter_free(block_t block) { tm_free(block); }
static inline block_t adapter_realloc(block_t block, size_t size) { return tm_realloc(block, size); }

#endif
