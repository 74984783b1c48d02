/* SPDX-License-Identifier: MIT */
/*
 * Was a request of tm_alloc rightly given up, while blocks were pinned? Then nothing is promised; so
 * this counts, and does not fail. Of the requests that were given up although a slot was at hand:
 *
 *   had_room   one stretch between immovable blocks had enough free, if its blocks slid together
 *   could_fit  some way to put the movable blocks into the stretches leaves enough free in one
 */
#ifndef EXHAUSTIVE_JUDGE_H
#define EXHAUSTIVE_JUDGE_H

#include "look.h"

/* The stretches between immovable blocks, and the movable blocks, in blocks. */
struct stretches {
    unsigned count;
    size_t room[MOST];
    size_t free[MOST];
    unsigned movable_count;
    number_t movable[MOST];
};

/* Takes the pool apart. */
static void stretches_of_pool(struct stretches *stretches)
{
    index_t at;
    memset(stretches, 0, sizeof *stretches);
    for (at = next_of(0); at != 0; at = next_of(at)) {
        unsigned last = stretches->count;
        if (!is_free(at) && is_immovable(at)) {
            stretches->count++;
            continue;
        }
        stretches->room[last] += size_of(at);
        if (is_free(at))
            stretches->free[last] += size_of(at);
        else
            stretches->movable[stretches->movable_count++] = size_of(at);
    }
    stretches->count++;
}

/* Whether the movable blocks from `block` on fit in, so that `want` is left somewhere. */
static bool can_fit(struct stretches *stretches, unsigned block, size_t want)
{
    unsigned at;
    for (at = 0; at < stretches->count; at++) {
        if (block == stretches->movable_count) {
            if (stretches->room[at] >= want) return true;
        } else if (stretches->room[at] >= stretches->movable[block]) {
            bool fits;
            stretches->room[at] -= stretches->movable[block];
            fits = can_fit(stretches, block + 1, want);
            stretches->room[at] += stretches->movable[block];
            if (fits) return true;
        }
    }
    return false;
}

/* Judges the state that a step led to, if a request of tm_alloc was given up there. */
static void judge(struct answer answer)
{
    struct stretches stretches;
    unsigned at;
    if (answer.outcome != GAVE_UP || !(compactor->given_up & ALLOC) || now.pinned == 0) return;
    if (state.unused == 0 && !slots_have_room()) return;
    figures.refused++;
    stretches_of_pool(&stretches);
    for (at = 0; at < stretches.count; at++) {
        if (stretches.free[at] < compactor->want) continue;
        figures.had_room++;
        break;
    }
    figures.could_fit += can_fit(&stretches, 0, compactor->want);
}

#endif
