/* SPDX-License-Identifier: MIT */
/*
 * What the workloads call: an allocator, seen through three functions. To add another one, write a
 * header like those in adapters/ and give CMake its name, this header and the sources, as
 * TINYMEM_PEER, TINYMEM_PEER_ADAPTER and TINYMEM_PEER_SOURCES. A header has
 *
 *   block_t                                    names a block: a pointer, or an index; 0: none
 *   block_t adapter_alloc(size_t)              0: refused
 *   void adapter_free(block_t)
 *   block_t adapter_realloc(block_t, size_t)   0: refused, and the block is as it was
 *
 * They are `static inline` and call the allocator's own functions directly: what is counted is the
 * allocator's code from its first instruction on. These macros may be there as well:
 *
 *   ADAPTER_OPEN(bytes)     gives the allocator its RAM (32768), where that is not compiled in
 *   ADAPTER_THREAD()        makes room for what was refused; false: nothing more can be done
 *   ADAPTER_DEFRAG(size)    makes room whatever it costs, where ADAPTER_THREAD could not; false: no
 *   ADAPTER_ADDRESS(block)  where a block lies, for allocators that move blocks
 */
#ifndef ADAPTER_H
#define ADAPTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include ADAPTER

#ifndef ADAPTER_OPEN
#define ADAPTER_OPEN(bytes) ((void)(bytes))
#endif
#ifdef ADAPTER_THREAD
#define ADAPTER_MAKES_ROOM true
#else
#define ADAPTER_THREAD() false
#define ADAPTER_MAKES_ROOM false
#endif
#ifndef ADAPTER_DEFRAG
#define ADAPTER_DEFRAG(size) ((void)(size), false)
#endif

#endif
