/* SPDX-License-Identifier: MIT */
/*
 * What the requests (goals.h) know of the work that is done for them: how it begins, what a call in
 * between changes, and how it ends. Of each compactor its own; the rest of it, which chooses and
 * moves blocks, stands behind the requests.
 */
#ifndef WORK_H
#define WORK_H

#include "pool/heap.h"

/* What is worked for: tm_alloc's request, tm_realloc's, or tm_defrag's one gap. */
enum AS_BYTE goal { GOAL_ALLOC, GOAL_REALLOC, GOAL_ONE_GAP };

static struct compactor *const compactor = &state.compactor;

#if TM_COMPACTOR_SLIDE

/* Phases that a goal gets, once nothing changes any more. */
#define MOST_PHASES 3

/* Whether a live slot is the compactor's own: a block slides in one step, so none is. */
static inline bool is_held(slot_t slot)
{
    (void)slot;
    return false;
}

/*
 * Whether the goal is met, and its room is left alone until its caller has asked again: no slide
 * makes a gap smaller, so the request is forgotten at once.
 */
static inline bool is_served(void) { return false; }

/* Ends the work that is under way. */
static inline void work_stop(void)
{
    compactor->phase = CHOOSE;
    compactor->frontier = 0;
}

/* Something was freed, resized or unpinned: what was tried decides nothing. */
static inline void work_reopen(void)
{
    compactor->phases_spent = 0;
    compactor->large = false;
}

/* Another goal: what was tried for the last one decides nothing. */
static inline void work_begin(void) { work_reopen(); }

/* The goal is another by now. */
static inline void work_change(void) { work_reopen(); }

#else

/* Phases that are spent on a goal at most: each ends, so the work for it does. */
#define MOST_PHASES 31

/*
 * What is tried for a goal, phase by phase; the CHOOSE at the end gives up. PLAN_REST: nothing, the
 * goal is met.
 */
enum plan { PLAN_NONE, PLAN_ONE_GAP, PLAN_ALLOC, PLAN_REALLOC, PLAN_SLOT, PLAN_REST };
static const uint8_t plans[][7] = {
    {CHOOSE},
    {PASS, CHOOSE},
    {SCAN, SCAN, SCAN, SCAN, PASS, CHOOSE},
    {REACH, SCAN, SCAN, LIFT, PASS, LIFT, CHOOSE},
    {REACH, LIFT, PASS, CHOOSE},
    {CHOOSE},
};

/* Whether a live slot is the compactor's own: the room that a block is about to move into. */
static inline bool is_held(slot_t slot) { return slot != 0 && slot == compactor->held; }

/* Whether the goal is met, and its room is left alone until its caller has asked again. */
static inline bool is_served(void) { return compactor->plan == PLAN_REST; }

/* Ends the work that is under way; a block that is being carried arrives first. */
static void work_stop(void)
{
    compactor->phase = CHOOSE;
    if (compactor->held == 0) compactor->stage = REST;
}

/* Something was freed, resized or unpinned: the plan is not at its end when it is done. */
static inline void work_reopen(void)
{
    compactor->changed = 1;
    compactor->phases_spent = 0;
}

/* Another goal: what was tried for the last one decides nothing. */
static inline void work_begin(void)
{
    compactor->plan = PLAN_NONE;
    compactor->plan_position = 0;
    compactor->phases_spent = 0;
    compactor->changed = 0;
    compactor->large = 0;
}

/*
 * The goal is another by now: what was tried decides nothing, but the plan goes on where it is, so
 * callers that are refused in turn get to its end too.
 */
static inline void work_change(void)
{
    work_reopen();
    if (is_served()) compactor->plan = PLAN_NONE;
}

#endif

#endif
