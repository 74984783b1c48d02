/* SPDX-License-Identifier: MIT */
/*
 * How the work for a goal ends, whichever compactor does it: it is met, or given up; and what
 * tm_thread says meanwhile, and when there is nothing to do.
 */
#ifndef ENDS_H
#define ENDS_H

#include "goals.h"

/* What became of a step. tm_thread tells GOES_ON, IDLE and SPOILED apart, tests the others too. */
enum AS_BYTE outcome {
    GOES_ON, /* there is more to do */
    SERVED,  /* a request can be served now */
    GAVE_UP, /* a request can't be served */
    AGAIN,   /* nothing is to be done, but somebody may ask again */
    IDLE,    /* nothing is to be done, for nobody */
    SPOILED, /* nothing is to be done, and the guard was written to */
    TOO_DEAR /* not begun: it costs more than is left of the slice */
};

/* Blocks that the goal needs beyond those that it has. */
static size_t goal_needs(void)
{
    number_t size = goal_size();
    return compactor->goal == GOAL_REALLOC ? growth_of(compactor->realloc_slot, size) : size;
}

/*
 * Why the goal can't be met now that its plan is at its end. `too_much`: it needs more than all
 * that is free; `has_room`: it lacks a slot only. What is left when all else is ruled out: the
 * table would have to grow for it, and what that takes is missing.
 */
static tm_reason_t reason_of_end(bool too_much, bool has_room)
{
    if (too_much) return TM_REASON_FULL;
    if (has_room && is_table_full()) return TM_REASON_SLOTS;
    if (compactor->large) return TM_REASON_LARGE;
    return pins_count() != 0 ? TM_REASON_PINNED : TM_REASON_FULL;
}

/* Whether the goal needs more than all that is free. */
static CALLED bool is_too_much(void)
{
    return compactor->goal != GOAL_ONE_GAP && goal_needs() > free_units();
}

/* The goal can't be met, until something is freed, resized or unpinned: see reason_of_end. */
static enum outcome goal_give_up(bool too_much, bool has_room)
{
    state.reason = (uint8_t)reason_of_end(too_much, has_room);
    if (compactor->goal == GOAL_ALLOC) {
        goal_in_vain(compactor->alloc_size);
        compactor->alloc_size = 0;
    } else if (compactor->goal == GOAL_REALLOC) {
        compactor->given_up = 1;
        if (!too_much && !compactor->in_defrag) compactor->vain_reallocs++;
    }
    goal_end();
    return GAVE_UP;
}

/* Nothing is done: "ask again" is said once more. */
static enum outcome ask_again(void)
{
    compactor->asks--;
    return AGAIN;
}

/*
 * Nobody waits for anything: but who was refused while another one's turn was may ask again. And
 * who used the index of a refusal unchecked is told: here it costs no slice anything.
 */
static enum outcome step_idle(void)
{
    if (!guard_is_whole()) return SPOILED;
    return compactor->asks == 0 ? IDLE : ask_again();
}

#endif
