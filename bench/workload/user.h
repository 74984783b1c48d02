/* SPDX-License-Identifier: MIT */
/*
 * The user of an allocator: the blocks that are live, and what is done at random, the same in each
 * run. What the allocator is, and how it is called, the program says: by the header ADAPTER (see
 * adapter.h), and by the functions that stand at the end of this file.
 */
#ifndef USER_H
#define USER_H

#include "adapter.h"

/* As many blocks as any pool here can hold. */
#ifndef MOST_BLOCKS
#define MOST_BLOCKS 32768
#endif

/* The live blocks, in no order. */
struct live_block {
    block_t block;
    uint32_t size;
};
extern struct live_block live[MOST_BLOCKS];
extern unsigned live_count;
extern uint32_t live_bytes;

/* Whether what is done now is to be measured: not while the pool is made ready. */
extern bool counting;

/* Begins another sequence of random numbers, one for each seed. That of 0 is begun at the start. */
void random_seed(uint32_t seed);

/* A random number below `limit`. */
uint32_t random_below(uint32_t limit);

/* Puts a block to the live ones. False: it is none, as it was refused. */
bool keep(block_t block, size_t size);

/* Frees any of the live blocks, if there is one. */
void drop(void);

/*
 * What the program has. `take` asks for a block and keeps it; false: it is refused. `take_late`
 * lets the allocator make room first, where it can.
 */
bool take(size_t size);
bool take_late(size_t size);
block_t call_alloc(size_t size);
void call_free(block_t block);

#endif
