/* SPDX-License-Identifier: MIT */
/* See burdens.h. What is called here is not counted: no mark is in front of it. */
#include "burdens.h"

#include "workloads.h"

#include <string.h>

/* The blocks to be pinned; the bytes of the request that can't be served, 0: it was not made yet. */
static unsigned pins;
static size_t wanted;

/* Whether all went as the burden's name says. */
static bool right = true;

/* Pins the blocks, once, and keeps them from being freed. */
static void pin(void)
{
    unsigned all = live_count;
    unsigned each;
    if (tm_stats().pinned != 0) return;
    for (each = pins; each > 0; each--) {
        unsigned which = (2 * each - 1) * all / (2 * pins);
        right = right && tm_pin(live[which].block) != NULL;
        live[which] = live[--live_count];
    }
}

/* Asks for more than all that is free; the first time the compactor is heard out before. */
static void ask_in_vain(void)
{
    if (wanted == 0) {
        tm_stats_t now = tm_stats();
        wanted = now.live_bytes + now.free_bytes;
        while (tm_alloc(wanted) == 0 && tm_thread()) {
        }
    }
    right = right && tm_alloc(wanted) == 0 && tm_stats().reason == TM_REASON_FULL;
}

/* Asks for all that was free the first time. */
static void ask_and_wait(void)
{
    if (wanted == 0) wanted = tm_stats().free_bytes;
    right = right && tm_alloc(wanted) == 0;
}

bool burden_choose(const char *name)
{
    if (strncmp(name, "pinned-", 7) == 0) {
        pins = (unsigned)(name[7] - '0');
        workload_burden = pin;
    } else if (strcmp(name, "given-up") == 0) {
        workload_burden = ask_in_vain;
    } else if (strcmp(name, "waiting") == 0) {
        workload_burden = ask_and_wait;
        nobody_tidies = true;
    }
    return workload_burden != NULL;
}

bool burden_stands(void)
{
    if (workload_burden == pin) right = right && tm_stats().pinned == pins;
    if (workload_burden == ask_and_wait) right = right && tm_thread();
    return right;
}
