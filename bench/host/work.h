/* SPDX-License-Identifier: MIT */
/*
 * The work: lists of operations of W1 and W2 (bench/workload), drawn beforehand, the same for each
 * allocator. A share of a pool is live: 60 % with W1; with W2 70 %, which is 80 % of what tinymem can
 * hold. W1 frees and allocates in turn: who times it plays the list without a branch that nobody can
 * predict, which would cost more than a call.
 */
#ifndef WORK_H
#define WORK_H

#include <stdint.h>

#define WORK_PAIRS 10000     /* the most frees in a list */
#define WORK_MOST_LIVE 65535 /* the most blocks that are live at once: slots from 1 to this */
#define WORK_MOST_OPS (3 * WORK_PAIRS + WORK_MOST_LIVE)

/* Allocate `size` bytes and remember the block in `slot`; or, with size 0, free the block there. */
typedef struct {
    uint16_t slot;
    uint16_t size;
} work_op_t;

/* The list. */
typedef struct {
    uint32_t count;
    work_op_t ops[WORK_MOST_OPS];
} work_t;
extern work_t work;

/* Begins the workload `number`, 1 or 2, for a pool, and draws the list that fills it. */
void work_fill(unsigned number, uint32_t pool_bytes);

/* Draws the list of the next `frees`, and of the allocations that follow them. */
void work_draw(uint32_t frees);

/* Draws the list that warms up. */
void work_warm_up(void);

#endif
