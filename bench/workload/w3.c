/* SPDX-License-Identifier: MIT */
/* W3, for every allocator: many gaps that are too small, and blocks between two gaps. */
#include "workload.h"

/* Frees a live block. */
static void give(unsigned which)
{
    call_free(live[which].block);
    live[which].block = 0;
}

/* Fills the pool with blocks of 16 bytes; frees the last eighth, and every second of the rest.
   Returns how many blocks that rest was. */
static unsigned make_gaps(void)
{
    unsigned rest;
    unsigned each;
    while (take(16)) {
    }
    rest = live_count - live_count / 8;
    for (each = rest; each < live_count; each++) give(each);
    for (each = 0; each < rest; each += 2) give(each);
    return rest;
}

void w3(void)
{
    unsigned rest = make_gaps();
    unsigned each;
    counting = true;
    case_begin("alloc of 32 bytes beside gaps of 16");
    while (call_alloc(32)) {
    }
    case_begin("alloc, refused, all gaps too small");
    for (each = 0; each < 8; each++) (void)call_alloc(32);
    case_begin("free between two gaps of 16 bytes");
    for (each = 1; each + 1 < rest; each += 4) give(each);
    case_begin("free between two gaps of 48 bytes");
    for (each = 3; each + 1 < rest; each += 4) give(each);
}
