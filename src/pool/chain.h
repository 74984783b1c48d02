/* SPDX-License-Identifier: MIT */
/*
 * Finding a block's predecessor on the chain, which links forwards only: by the footer of a gap in
 * front of it, or by a walk from a hint. Either proves itself on the chain.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include "slots.h"

/* Stretches that a walk looks back for a hint, before it starts at the sentinel. */
#define HINT_LOOKS 4

/*
 * The gap in front of the block `slot` at `place`; 0: there is a live block or the table. What
 * stands there may be user data: a candidate counts only if the chain agrees.
 */
static inline slot_t gap_before(slot_t slot, number_t place)
{
    slot_t candidate;
    PORT_LOOK(candidate, footer_before(place));
    return candidate <= state.made && is_gap_before(candidate, slot) ? candidate : 0;
}

#if !TM_COMPACTOR_SLIDE
/* Whether a walk to the predecessor of `target` may be at `slot`: on the chain, and before it. */
static inline bool walk_is_valid(slot_t slot, number_t target)
{
    return slot == 0 || (place_of(slot) != 0 && place_of(slot) < target);
}
#endif

#if HINTS > 0

/* Remembers where a walk came by. */
static inline void walk_note(slot_t slot)
{
    size_t stretch = (size_t)place_of(slot) >> HINT_SHIFT;
    if (stretch != 0) state.hints[stretch - 1] = slot;
}

/* Where a walk to the predecessor of `target` starts. */
static slot_t walk_start(number_t target)
{
    unsigned look;
    size_t stretch = (size_t)(target - 1) >> HINT_SHIFT;
    for (look = 0; look < HINT_LOOKS && stretch != 0; look++) { /* bound: HINT_LOOKS */
        slot_t hint = state.hints[--stretch];
        if (hint != 0 && walk_is_valid(hint, target)) return hint;
    }
    return 0;
}

#else

/* A pool so small has no hints. */
static inline void walk_note(slot_t slot) { (void)slot; }

/* A walk starts at the sentinel. */
static inline slot_t walk_start(number_t target)
{
    (void)target;
    return 0;
}

#endif

/* One step of a walk: false when `at` is the last node before `target`. */
static inline bool walk_step(slot_t *at, number_t target)
{
    slot_t next = next_of(*at);
    if (place_of(next) >= target) return false;
    *at = next;
    return true;
}

/* The predecessor of a node of the chain. At most all nodes below it are walked. */
static slot_t predecessor_of(slot_t slot)
{
    number_t place = place_of(slot);
    slot_t at = gap_before(slot, place);
    if (at != 0) return at;
    at = walk_start(place);
    while (walk_step(&at, place)) walk_note(at); /* bound: n */
    return at;
}

#endif
