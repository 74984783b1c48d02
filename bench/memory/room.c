/* SPDX-License-Identifier: MIT */
/*
 * How much of its RAM an allocator can give to blocks. Call: room RAM STATIC WORK NUMBER, where RAM
 * is what the allocator has in all, STATIC what of it lies outside the heap of a malloc (tinymem
 * has all in its pool), both in bytes, and WORK is
 *
 *   payload SEED    W2 with ever more alive, until a request is refused
 *   objects SIZE    as many blocks of SIZE bytes as fit
 *   pieces SIZE     the same, then every second one is freed: the largest block that fits now
 *
 * Prints figures, one a line as NAME=VALUE.
 */
#include "heap.h"
#include "workload.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAYLOAD_OPERATIONS 20000
#define FIRST_PERCENT 30

/* Prints a figure. */
static void print(const char *name, uint32_t value) { printf("%s=%" PRIu32 "\n", name, value); }

/* Asks once. */
static block_t ask(uint32_t size) { return adapter_alloc(size); }

/* Asks until there is no way. */
static block_t insist(uint32_t size)
{
    block_t block;

    while (!(block = ask(size)) && ADAPTER_THREAD()) {
    }
    if (!block && ADAPTER_DEFRAG(size)) block = ask(size);
    return block;
}

#ifdef TM_TINYMEM_H

/* Prints what tells the share of the slots in all that blocks do not get. */
static void report_pool(void)
{
    tm_stats_t stats = tm_stats();

    print("slots", (uint32_t)stats.slots_total);
    print("overhead", (uint32_t)(stats.pool_bytes - stats.live_bytes - stats.free_bytes));
}
#else
/* Others have no slots. */
static void report_pool(void) {}
#endif

/* Takes a block. False when it is refused for good. */
bool take(size_t size) { return keep(insist((uint32_t)size), size); }

/* Frees a block. */
void call_free(block_t block) { adapter_free(block); }

/* Each operation frees a block or allocates one, as what is alive has reached its target or not;
   the target rises from operation to operation, to all RAM. */
static void payload(uint32_t ram, uint32_t seed)
{
    uint32_t operation;

    random_seed(seed);
    for (operation = 0; operation < PAYLOAD_OPERATIONS; operation++) {
        uint32_t rise = (100 - FIRST_PERCENT) * operation / (PAYLOAD_OPERATIONS / 100);

        if (live_bytes >= ram * (FIRST_PERCENT * 100 + rise) / 10000) {
            drop();
        } else if (!take(w2_size())) {
            break;
        }
    }
    print("live", live_bytes);
}

/* Allocates blocks of that size until no more fits. */
static void objects(uint32_t size)
{
    while (take(size)) {
    }
    print("objects", live_count);
    report_pool();
}

/* Whether a block of that size fits, when asked for in that way. */
static bool fits(uint32_t size, block_t (*way)(uint32_t))
{
    block_t block = way(size);

    if (!block) return false;
    adapter_free(block);
    return true;
}

/* The largest block that fits, by bisection. */
static uint32_t largest(block_t (*way)(uint32_t))
{
    uint32_t fitting = 0, refused = MOST_HEAP;

    while (refused - fitting > 1) {
        uint32_t middle = (fitting + refused) / 2;

        if (fits(middle, way)) {
            fitting = middle;
        } else {
            refused = middle;
        }
    }
    return fitting;
}

/* Fills all with blocks of that size, and frees every second one in the order of their making. */
static void pieces(uint32_t size)
{
    uint32_t which;

    while (take(size)) {
    }
    for (which = 0; which < live_count; which += 2) adapter_free(live[which].block);
    print("largest", largest(ask));
    print("largest_after", largest(insist));
}

/* Does the work of that name. False when there is none. */
static bool run(const char *work, uint32_t ram, uint32_t number)
{
    if (strcmp(work, "payload") == 0) {
        payload(ram, number);
    } else if (strcmp(work, "objects") == 0) {
        objects(number);
    } else if (strcmp(work, "pieces") == 0) {
        pieces(number);
    } else {
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    char **arguments = argv + argc - 4; /* picolibc puts one word more in front */
    uint32_t ram = argc > 4 ? (uint32_t)strtoul(arguments[0], NULL, 10) : 0;
    uint32_t outside = argc > 4 ? (uint32_t)strtoul(arguments[1], NULL, 10) : 0;
    uint32_t number = argc > 4 ? (uint32_t)strtoul(arguments[3], NULL, 10) : 0;

    if (outside < ram && ram <= MOST_HEAP && number > 0) {
        ADAPTER_OPEN(ram - outside);
        if (run(arguments[2], ram, number)) return 0;
    }
    puts("call: room RAM STATIC payload|objects|pieces NUMBER");
    return 3;
}
