/* SPDX-License-Identifier: MIT */
/*
 * What the workloads share: the calls of the allocator, each marked for the instrument, the blocks
 * that are live, and pseudo-random numbers (xorshift32).
 */
#ifndef HARNESS_H
#define HARNESS_H

#include "adapter.h"
#include "mark.h"

/* As many blocks as any pool here can hold. */
#ifndef MOST_BLOCKS
#define MOST_BLOCKS 32768
#endif

/* What is counted: the lower three bits of a mark's code. The rest is the number of a case. */
enum kind {
    NOT_COUNTED,
    CALL_ALLOC,
    CALL_FREE,
    CALL_REALLOC,
    CALL_VOID,
    CALL_THREAD,
    CALL_ALLOC_REFUSED,
    CALL_REALLOC_REFUSED,
    KINDS
};

/* The live blocks, in no order. */
struct live_block {
    block_t block;
    uint32_t size;
};
extern struct live_block live[MOST_BLOCKS];
extern unsigned live_count;
extern uint32_t live_bytes;

/* Whether calls are counted: not while the pool is made ready. */
extern bool counting;

/* The case that is at work (W3), 0: none. Its number is part of the codes, its name is printed. */
extern unsigned current_case;

/* Begins the next case: prints its number and its name. */
void case_begin(const char *name);

/* A pseudo-random number below `limit`. */
uint32_t random_below(uint32_t limit);

/*
 * The allocator's calls, marked. Refused ones are counted apart; `call_alloc_late` and
 * `call_realloc_late` then let the allocator make room, slice by slice (counted too), until the
 * request is served or nothing more can be done.
 */
block_t call_alloc(size_t size);
block_t call_alloc_late(size_t size);
block_t call_realloc(block_t block, size_t size);
block_t call_realloc_late(block_t block, size_t size);
void call_free(block_t block);
bool call_thread(void);

/* Allocates a block and puts it to the live ones. False: refused. */
bool take(size_t size);

/* The same, but late if it is refused at first; and looks at the block's address. */
bool take_late(size_t size);

/* Frees any of the live blocks, if there is one. */
void drop(void);

#endif
