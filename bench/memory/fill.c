/* SPDX-License-Identifier: MIT */
/*
 * What tidying costs in a pool of tinymem that is so full: W2 with PERCENT of all that blocks can
 * have alive. Call: fill PERCENT. Prints figures, one a line as NAME=VALUE. Exit status: 0 all
 * went well, 1 a request was refused for good, 2 the pool is not sound, 3 the call is wrong.
 */
#include "workload.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define OPERATIONS 20000

static uint32_t asked_bytes, refused, slices, defrags;

/* Whether a block of that size keeps the pool within PERCENT. */
static bool has_room(uint32_t size, uint32_t percent)
{
    tm_stats_t now = tm_stats();
    uint32_t rounded = (size + TM_BLOCK_SIZE - 1) / TM_BLOCK_SIZE * TM_BLOCK_SIZE;

    return (now.live_bytes + rounded) * 100 <= (now.live_bytes + now.free_bytes) * percent;
}

/* Makes room for a request that was refused, by slices and at last by tm_defrag, and asks again. */
static tm_index_t make_room(size_t size)
{
    tm_index_t index = 0;
    bool busy;

    refused++;
    do {
        busy = tm_thread();
        slices++;
        index = tm_alloc(size);
    } while (!index && busy);
    if (!index && tm_defrag(0, size)) {
        defrags++;
        index = tm_alloc(size);
    }
    return index;
}

/* Takes a block. False when it is refused for good. */
bool take(size_t size)
{
    tm_index_t index = tm_alloc(size);

    return keep(index ? index : make_room(size), size);
}

/* Frees a block. */
void call_free(block_t block) { tm_free(block); }

/* Allocates a block, after as many were freed as that takes. False when it is refused for good. */
static bool replace(uint32_t percent)
{
    uint32_t size = (uint32_t)w2_size();

    while (!has_room(size, percent)) drop();
    if (!take(size)) return false;
    asked_bytes += size;
    return true;
}

int main(int argc, char **argv)
{
    uint32_t percent = argc == 2 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
    uint32_t operation;

    if (percent < 1 || percent > 100) {
        puts("call: fill PERCENT");
        return 3;
    }
    random_seed(1);
    for (operation = 0; operation < OPERATIONS; operation++) {
        if (!replace(percent)) return 1;
    }
    if (tm_verify() != 0) return 2;
    printf("refused=%" PRIu32 "\nslices=%" PRIu32 "\ndefrags=%" PRIu32 "\n", refused, slices,
           defrags);
    printf("moved_bytes=%lu\nasked_bytes=%" PRIu32 "\n", (unsigned long)tm_stats().moved_bytes,
           asked_bytes);
    return 0;
}
