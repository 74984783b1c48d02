/* SPDX-License-Identifier: MIT */
/*
 * The compactor: a state machine that makes room for the requests that were refused. Each step is
 * small, has a bound (src/compactor/cost.h), and leaves an ordinary pool behind, but for the room
 * that is held. What it remembers from step to step it checks before use: what a call in between
 * made stale is looked up anew.
 *
 * Why it ends: a plan has few phases. Each move in GATHER takes a block out of the window or moves
 * its gap up; PASS moves every block down, once; each move in REACH makes one gap grow; each in
 * LIFT brings one gap down past a block. Only a call in between lets it start over.
 */
#ifndef COMPACT_H
#define COMPACT_H

#include "lift.h"

REQUIRE(a_portion_costs_no_more_than_is_left, COST_OF_COPY(COST_COPIES(65536UL)) <= 65536UL);

/* Whether the goal lacks a slot, and nothing else. */
static bool lacks_slot(void)
{
    size_t needs = goal_needs();
    bool has_room = compactor->goal == GOAL_ALLOC ? bins_largest() >= needs : needs == 0;
    return has_room && !has_slot();
}

/*
 * The plan was tried to its end. That counts, unless something was freed or the request is another
 * meanwhile: then it starts over, while there are phases left.
 */
static enum outcome give_up(void)
{
    compactor->phase = CHOOSE;
    short_free_end();
    if (compactor->changed && compactor->phases_spent < MOST_PHASES) {
        compactor->changed = 0;
        compactor->plan_position = 0;
        return GOES_ON;
    }
    return goal_give_up(is_too_much(), lacks_slot());
}

/*
 * The goal is met. Its room is left alone until its caller asks again; he may never do so, then it
 * is forgotten after some calls.
 */
static enum outcome step_rest(enum fit lacks)
{
    if (lacks != FITS || compactor->asks == 0) {
        goal_forget((enum goal)compactor->goal);
        return GOES_ON;
    }
    return ask_again();
}

/* What SCRAMBLE leaves alone is remembered as long as it rests. */
static inline void served_forget(void) {}

/* The blocks in one gap that room was made for; 0: none. */
static inline number_t served_gap(void)
{
    return is_served() && compactor->goal == GOAL_ALLOC ? compactor->alloc_size : 0;
}

/* Whether room was made behind a block. */
static inline bool served_growth(void) { return is_served() && compactor->goal == GOAL_REALLOC; }

/*
 * The plan for the goal, by what it lacks. The gap that was brought to the table is the table's,
 * even if no other is large enough now: else a plan undoes what another did. But the request may be
 * another by now, which needs all that is free, and no slot.
 */
static enum plan plan_for(enum fit lacks)
{
    size_t needs = goal_needs();
    if (compactor->goal == GOAL_ONE_GAP) return PLAN_ONE_GAP;
    if (!is_table_full() && !has_slot() &&
        (lacks == NO_SLOT || (compactor->plan == PLAN_SLOT && is_free(next_of(0)) &&
                              needs + 2 * LEAST_UNITS - 1 <= free_units())))
        return PLAN_SLOT;
    if (needs > free_units()) return PLAN_NONE;
    return compactor->goal == GOAL_ALLOC ? PLAN_ALLOC : PLAN_REALLOC;
}

/* Whether nobody waits. */
static bool is_idle(void)
{
    return compactor->goal != GOAL_ONE_GAP && !is_open(GOAL_ALLOC) && !is_open(GOAL_REALLOC) &&
           !may_reopen();
}

/* CHOOSE: looks at the goal. One that is met is its caller's: he asks again. */
static enum outcome step_choose(void)
{
    enum fit lacks;
    unsigned plan;
    if (is_idle()) return step_idle();
    short_free_end();
    (void)goal_next();
    lacks = goal_lacks();
    if (is_served()) return step_rest(lacks);
    if (lacks == FITS) {
        goal_begin((enum goal)compactor->goal);
        compactor->plan = PLAN_REST;
        compactor->asks = ASKS;
        state.reason = TM_REASON_NONE;
        return SERVED;
    }
    plan = plan_for(lacks);
    if (plan != compactor->plan) compactor->plan_position = 0;
    compactor->plan = (uint8_t)plan;
    compactor->phase = PLAN;
    return GOES_ON;
}

/* Whether enough for the goal is left when the table has taken of the gap behind it. */
static bool table_may_grow(void)
{
    number_t gap = size_of(next_of(0));
    return goal_needs() + (gap < 2 * LEAST_UNITS ? gap : LEAST_UNITS) <= free_units();
}

/*
 * PLAN: takes the next phase of the plan. A table that can grow grows first: no move undoes that,
 * so the plan starts over. Calls since CHOOSE may have given a slot back, then it starts over too;
 * or have taken the room that the table would need, then the table stays as it is.
 */
static enum outcome step_plan(void)
{
    unsigned plan = compactor->plan;
    unsigned phase = plans[plan][compactor->plan_position];
    if (plan == PLAN_SLOT && (has_slot() || (table_may_grow() && table_grow()))) {
        compactor->plan_position = 0;
        compactor->phase = CHOOSE;
        return GOES_ON;
    }
    if (phase == CHOOSE || compactor->phases_spent == MOST_PHASES) return give_up();
    compactor->phases_spent++;
    phase_start(phase);
    return GOES_ON;
}

/* What a step of each phase and stage costs; COST_LEAST allows for each of them. */
#define ROW_COST(name, cost, looks, reads) cost,
static const uint16_t phase_costs[] = {PHASES(ROW_COST)};
static const uint16_t stage_costs[] = {STAGES(ROW_COST)};

#if PIN_BIT || TM_PINS == 0

/* What the looks of the next step at the list of pins cost: there are none. */
static inline size_t cost_of_looks(void) { return 0; }

#else

#define ROW_LOOKS(name, cost, looks, reads) looks,
static const uint8_t phase_looks[] = {PHASES(ROW_LOOKS)};
static const uint8_t stage_looks[] = {STAGES(ROW_LOOKS)};

/* What the looks of the next step at the list of pins cost. */
static size_t cost_of_looks(void)
{
    unsigned stage = compactor->stage;
    return (stage != REST ? stage_looks[stage] : phase_looks[compactor->phase]) * cost_of_pins();
}

#endif

/* What the next step costs. */
static size_t cost_of_step(void)
{
    unsigned stage = compactor->stage;
    return (stage != REST ? stage_costs[stage] : phase_costs[compactor->phase]) + cost_of_looks();
}

/* One step of a phase: it chooses the next block to move, or is over. */
static enum outcome phase_step(size_t *left)
{
    switch (compactor->phase) {
    case PLAN:
        return step_plan();
    case SCAN:
        return step_scan(left);
    case GATHER:
        return step_gather();
    case PASS:
        return step_pass(left);
    case REACH:
        return step_reach();
    case LIFT:
        return step_lift();
    default:
        return step_choose();
    }
}

/*
 * One step, of the carry that is under way, or of the phase. Not inlined: a compiler that threads
 * jumps from one step into the next makes code that nobody can bound.
 */
static NOINLINE enum outcome one_step(size_t *left)
{
    return compactor->stage != REST ? carry_step(left) : phase_step(left);
}

/* One step, if what is left of the slice allows it; what it costs is taken off. */
static inline enum outcome compact_step(size_t *left)
{
    size_t cost = COST_STEP + cost_of_step();
    if (cost > *left) return TOO_DEAR;
    *left -= cost;
    return one_step(left);
}

#endif
