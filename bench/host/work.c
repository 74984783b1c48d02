/* SPDX-License-Identifier: MIT */
/* See work.h. */
#include "work.h"

/* A number from 0 to below `limit`. */
static uint32_t draw_below(work_t *work, uint32_t limit)
{
    uint32_t x = work->random;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    work->random = x;
    return (uint32_t)((uint64_t)x * limit >> 32);
}

/* The size of the next block. */
static uint16_t draw_size(work_t *work)
{
    static const uint16_t sizes[6] = {8, 16, 24, 32, 48, 64};
    uint32_t percent;

    if (work->number == 1) return sizes[draw_below(work, 6)];
    percent = draw_below(work, 100);
    if (percent < 90) return (uint16_t)(4 + draw_below(work, 61));
    if (percent < 99) return (uint16_t)(65 + draw_below(work, 448));
    return (uint16_t)(513 + draw_below(work, 1536));
}

/* Adds to the list: allocate a block of `size` bytes, in the next empty slot. */
static void add_take(work_t *work, uint16_t size)
{
    uint16_t slot = work->slots[work->live++];

    work->sizes[slot] = size;
    work->bytes += size;
    work->ops[work->count++] = (work_op_t){slot, size};
}

/* Adds to the list: free any of the live blocks. */
static void add_give(work_t *work)
{
    uint32_t victim = draw_below(work, work->live);
    uint16_t slot = work->slots[victim];

    work->live--;
    work->slots[victim] = work->slots[work->live];
    work->slots[work->live] = slot;
    work->bytes -= work->sizes[slot];
    work->ops[work->count++] = (work_op_t){slot, 0};
}

void work_fill(work_t *work, unsigned number, uint32_t pool_bytes)
{
    uint32_t slot;
    uint16_t size;

    work->number = number;
    work->random = 2463534242U;
    work->target = pool_bytes / 10 * (number == 1 ? 6 : 7);
    work->bytes = 0;
    work->live = 0;
    work->count = 0;
    for (slot = 0; slot < WORK_MOST_LIVE; slot++) work->slots[slot] = (uint16_t)slot;
    while (work->bytes + (size = draw_size(work)) <= work->target) add_take(work, size);
}

void work_draw(work_t *work, uint32_t pairs)
{
    work->count = 0;
    while (pairs-- > 0) {
        uint16_t size = draw_size(work);

        if (work->number == 1)
            add_give(work);
        else
            while (work->bytes + size > work->target) add_give(work);
        add_take(work, size);
    }
}
