/* SPDX-License-Identifier: MIT */
/*
 * W1 and W2: the pool is filled to a share of what the allocator can hold; then blocks are freed
 * and allocated, so that as much stays live. Which block is freed is drawn from all live ones.
 */
#include "workload.h"

/* The frees that are measured, each with what follows it. */
#ifndef WORKLOAD_FREES
#define WORKLOAD_FREES 10000
#endif

const struct workload workload_1 = {w1_size, 60};
const struct workload workload_2 = {w2_size, 80};

void (*workload_burden)(void);

uint32_t workload_fill(const struct workload *workload)
{
    uint32_t target;
    while (take(workload->draw())) {
    }
    target = live_bytes / 100 * workload->percent;
    while (live_bytes > target) drop();
    return target;
}

void workload_pairs(const struct workload *workload, uint32_t target, unsigned frees)
{
    for (; frees > 0; frees--) {
        if (workload_burden) workload_burden();
        drop();
        while (live_bytes < target && take_late(workload->draw())) {
        }
    }
}

/* Fills the pool, warms up with twice as many frees as blocks are live, and is measured then. */
static void play(const struct workload *workload)
{
    uint32_t target = workload_fill(workload);
    workload_pairs(workload, target, 2 * live_count);
    counting = true;
    workload_pairs(workload, target, WORKLOAD_FREES);
}

void w1(void) { play(&workload_1); }

void w2(void) { play(&workload_2); }
