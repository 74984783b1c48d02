/* SPDX-License-Identifier: MIT */
/* See work.h: a user whose calls are written down, instead of made. */
#include "work.h"

#include "workload.h"

work_t work;

static const struct workload *workload;
static uint32_t target; /* bytes that are to be live */

/* The slots whose blocks were freed, and how many slots were ever in use. */
static uint16_t unused[WORK_MOST_LIVE];
static unsigned unused_count;
static unsigned made;

/* Adds an operation to the list. False: the list is full. */
static bool add(uint16_t slot, size_t size)
{
    if (work.count == WORK_MOST_OPS) return false;
    work.ops[work.count++] = (work_op_t){slot, (uint16_t)size};
    return true;
}

/* A slot that holds nothing; 0: there is none. */
static uint16_t find_slot(void)
{
    if (unused_count > 0) return unused[--unused_count];
    return made < WORK_MOST_LIVE ? (uint16_t)++made : 0;
}

/* Takes a block. False where no more can be written down. */
bool take(size_t size)
{
    uint16_t slot = find_slot();
    return slot != 0 && add(slot, size) && keep(slot, size);
}

/* Nothing makes room in a list. */
bool take_late(size_t size) { return take(size); }

/* Frees a block. */
void call_free(block_t block)
{
    (void)add(block, 0);
    unused[unused_count++] = block;
}

/* Frees a block and takes another one, in turn. */
static void swap(uint32_t frees)
{
    for (; frees > 0; frees--) {
        drop();
        (void)take(workload->draw());
    }
}

void work_draw(uint32_t frees)
{
    work.count = 0;
    if (workload == &workload_1)
        swap(frees);
    else
        workload_pairs(workload, target, frees);
}

void work_fill(unsigned number, uint32_t pool_bytes)
{
    workload = number == 1 ? &workload_1 : &workload_2;
    target = pool_bytes / 10 * (number == 1 ? 6 : 7);
    work.count = 0;
    workload_pairs(workload, target, 1); /* there is nothing to free */
}

void work_warm_up(void) { work_draw(live_count < WORK_PAIRS / 2 ? 2 * live_count : WORK_PAIRS); }
