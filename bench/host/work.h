/* SPDX-License-Identifier: MIT */
/*
 * The work: lists of operations, drawn beforehand, the same for each allocator.
 *
 *     W1  sizes 8, 16, 24, 32, 48, 64; 60 % of the pool live; a block is freed, another allocated
 *     W2  sizes 4 to 64 (90 %), 65 to 512 (9 %), 513 to 2048 (1 %); 70 % of the pool live, which is
 *         80 % of what tinymem can hold; before each allocation as many frees as it takes
 *
 * The block to free is any of the live ones. Pseudo-random numbers: xorshift32.
 */
#ifndef WORK_H
#define WORK_H

#include <stdint.h>

#define WORK_PAIRS 10000     /* the most allocations in a list, but for the one that fills the pool */
#define WORK_MOST_LIVE 65535 /* the most blocks that are live at once */

/* Allocate `size` bytes and remember the block in `slot`; or, with size 0, free the block there. */
typedef struct {
    uint16_t slot;
    uint16_t size;
} work_op_t;

typedef struct {
    unsigned number;                /* 1 for W1, 2 for W2 */
    uint32_t random;                /* the generator's state */
    uint32_t target;                /* bytes that are to be live */
    uint32_t bytes;                 /* bytes that are live when the list has been done, */
    uint32_t live;                  /* and blocks */
    uint16_t slots[WORK_MOST_LIVE]; /* the slots of the live blocks, then those that are empty */
    uint16_t sizes[WORK_MOST_LIVE]; /* the size of the block in each slot */
    uint32_t count;                 /* operations in the list */
    work_op_t ops[2 * WORK_PAIRS + WORK_MOST_LIVE];
} work_t;

/* Begins the workload `number` for a pool, and draws the list that fills it. */
void work_fill(work_t *work, unsigned number, uint32_t pool_bytes);

/* Draws the list of the next `pairs` allocations, at most WORK_PAIRS, and the frees they need. */
void work_draw(work_t *work, uint32_t pairs);

#endif
