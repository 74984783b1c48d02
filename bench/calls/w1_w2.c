/* SPDX-License-Identifier: MIT */
/*
 * W1 and W2: the pool is filled to a share of what the allocator can hold; then blocks are freed
 * and allocated, so that as much stays live. Which block is freed is drawn from all live ones.
 */
#include "workloads.h"

typedef size_t draw_size_t(void);

/* W1: six sizes. */
static size_t draw_w1(void)
{
    static const uint8_t sizes[] = {8, 16, 24, 32, 48, 64};
    return sizes[random_below(sizeof sizes)];
}

/* W2: 90 % small, 9 % medium, 1 % large. */
static size_t draw_w2(void)
{
    uint32_t kind = random_below(100);
    if (kind < 90) return 4 + random_below(61);
    return kind < 99 ? 65 + random_below(448) : 513 + random_below(1536);
}

/* Frees so many blocks, each followed by as many allocations as make `target` bytes live again. */
static void pairs(draw_size_t *draw, uint32_t target, unsigned frees)
{
    for (; frees > 0; frees--) {
        drop();
        while (live_bytes < target && take_late(draw())) {
        }
    }
}

/*
 * Fills the pool until a request is refused, frees blocks until `percent` of that is live, warms up
 * with twice as many frees as blocks are live, and then counts `frees` and what follows them.
 */
static void run(draw_size_t *draw, unsigned percent, unsigned frees)
{
    uint32_t target;
    while (take(draw())) {
    }
    target = live_bytes / 100 * percent;
    while (live_bytes > target) drop();
    pairs(draw, target, 2 * live_count);
    counting = true;
    pairs(draw, target, frees);
}

void w1(void) { run(draw_w1, 60, 10000); }

void w2(void) { run(draw_w2, 80, 10000); }
