/* SPDX-License-Identifier: MIT */
/*
 * The compactor of COMPACTOR slide, in the place of full/. All that it does is to slide one block
 * across the gap beside it, in one step. So nothing is ever held, and it takes no slot.
 *
 *     PASS    slides each block down, from the bottom up: at its end all that is free is one gap
 *     LIFT    slides the lowest gap above the block that grows down to it
 *     MAKE    slides the lowest gap of all down to the table, and lets that grow: for a slot
 *
 * Why it ends: each slide of PASS moves a block down; each of LIFT and MAKE brings the lowest gap
 * down past a block, or joins two. A goal gets MOST_PHASES of them, and more only after a call that
 * changed something, or a growth of the table.
 */
#ifndef SLIDE_H
#define SLIDE_H

#include "compactor/ends.h"
#include "pool/move.h"

#include "compactor/cost.h"

/* Nodes that one step walks at most, where the slice has no end. */
#define WALK_NODES 24

/* The most blocks that one slice copies. */
#define MOST_BLOCKS ((COST_SLICE - COST_CALL - COST_STEP - COST_SLIDE - COST_PINS) / COST_UNIT)

/* What a look at the list of pins costs now. */
static inline size_t cost_of_pins(void) { return !PIN_BIT && pins_count() != 0 ? COST_PINS : 0; }

/* What it costs to look at one node more. */
static inline size_t cost_of_node(void) { return COST_SLIDE_NODE + cost_of_pins(); }

/* Whether one slice can copy that much. */
static inline bool fits_slice(size_t units) { return units <= MOST_BLOCKS; }

/* Whether a live block must stay where it is: pinned, or too large for a slice. */
static bool is_immovable(slot_t slot)
{
    if (!compactor->in_defrag && !fits_slice(size_of(slot))) {
        compactor->large = true; /* tm_defrag could move it */
        return true;
    }
    return is_pinned(slot);
}

/* A block in flight: there is none. */
static inline void fly_touch(slot_t slot) { (void)slot; }

/* A block in flight: there is none. */
static inline void flight_forget(slot_t slot) { (void)slot; }

/* A block on its way: there is none between two steps. */
static inline void carry_cancel(slot_t slot) { (void)slot; }

/*
 * The goal gets one slide more, or is given up. A PASS that has begun goes on; each other phase
 * brings room to a block that grows.
 */
static enum outcome step_next(enum fit lacks)
{
    bool too_much = is_too_much();
    unsigned phase = PASS;
    if (too_much || compactor->phases_spent == MOST_PHASES)
        return goal_give_up(too_much, lacks == NO_SLOT);
    if (compactor->frontier == 0) {
        if (compactor->goal == GOAL_REALLOC && compactor->phases_spent % 2 == 0) phase = LIFT;
        if (lacks == NO_SLOT && !is_table_full()) phase = MAKE;
    }
    compactor->phase = (uint8_t)phase;
    return GOES_ON;
}

#if TM_SCRAMBLE

/* The goal that was met last: SCRAMBLE leaves its room alone. Beside the pool, as all of SCRAMBLE.
 */
static struct compactor served;

/* Nothing was met yet. */
static inline void served_forget(void) { memset(&served, 0, sizeof served); }

/* A goal is met. */
static inline void served_note(void) { served = *compactor; }

/* The blocks in one gap that room was made for; 0: none. */
static inline number_t served_gap(void)
{
    return served.goal == GOAL_ALLOC ? served.alloc_size : 0;
}

/* Whether room was made behind a block. */
static inline bool served_growth(void)
{
    return served.goal == GOAL_REALLOC && served.realloc_slot != 0;
}

#else

/* Nobody asks. */
static inline void served_forget(void) {}

/* Nobody asks. */
static inline void served_note(void) {}

/* Not called. */
static inline number_t served_gap(void) { return 0; }

/* Not called. */
static inline bool served_growth(void) { return false; }

#endif

/* CHOOSE: looks at the goal. One that is met is its caller's: he asks again. */
static enum outcome step_choose(void)
{
    enum fit lacks;
    if (!goal_next()) return step_idle();
    lacks = goal_lacks();
    if (lacks == NO_SLOT && slots_ready()) return GOES_ON;
    if (lacks != FITS) return step_next(lacks);
    served_note();
    state.reason = TM_REASON_NONE;
    goal_forget((enum goal)compactor->goal);
    return SERVED;
}

/* There is nothing more to slide: the phase is over. */
static inline enum outcome step_over(void)
{
    compactor->phases_spent++;
    work_stop();
    return GOES_ON;
}

/*
 * PASS, LIFT, MAKE: looks up the chain for a gap that the block beside it can slide across, and
 * lets it.
 *
 *     PASS         -> [ frontier ] -> [ gap   ] -> [ block ]   =>   .. -> [ block ] -> [ gap   ]
 *     LIFT, MAKE   -> [ frontier ] -> [ block ] -> [ gap   ]   =>   .. -> [ gap   ] -> [ block ]
 */
static enum outcome step_slide(size_t *left)
{
    bool down = compactor->phase == PASS;
    slot_t anchor = compactor->phase == LIFT ? compactor->realloc_slot : 0;
    slot_t before = compactor->frontier;
    unsigned nodes = WALK_NODES;
    slot_t a;
    slot_t b;
    slot_t block;
    size_t cost;
    if (before == 0 || place_of(before) == 0) before = anchor;
    for (;;) { /* bound: WALK_NODES, COST_SLIDE_NODE each */
        a = next_of(before);
        if (a == 0) return step_over();
        b = next_of(a);
        block = down ? b : a;
        if (is_free(down ? a : b)) {
            if (block != 0 && !is_immovable(block)) break;
            if (!down) return step_over();
        }
        compactor->frontier = before = a;
        if (--nodes == 0 || *left < cost_of_node()) return GOES_ON;
        *left -= cost_of_node();
    }
    cost = (size_t)size_of(block) * COST_UNIT;
    if (cost > *left) return TOO_DEAR;
    *left -= cost;
    move_across(before, a, b, block);
    compactor->phase = CHOOSE;
    compactor->frontier = down ? block : 0;
    return GOES_ON;
}

/*
 * One step. Not inlined: a compiler that threads jumps from one step into the next makes code that
 * nobody can bound.
 */
static DERIVED enum outcome one_step(size_t *left)
{
    return compactor->phase != CHOOSE ? step_slide(left) : step_choose();
}

/* One step, if what is left of the slice allows it; what it costs is taken off. */
static inline enum outcome compact_step(size_t *left)
{
    size_t cost = compactor->phase != CHOOSE ? COST_STEP + COST_SLIDE : COST_STEP + COST_CHOOSE;
    cost += cost_of_pins();
    if (cost > *left) return TOO_DEAR;
    *left -= cost;
    return one_step(left);
}

#endif
