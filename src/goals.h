/* SPDX-License-Identifier: MIT */
/*
 * What the compactor works for: the requests that were refused, what was given up, and whether a
 * request could be served now. Between two of the compactor's steps the pool is an ordinary pool
 * (but for the room that is held), so any call may come in between.
 */
#ifndef GOALS_H
#define GOALS_H

#include "heap.h"
#include "pins.h"

/* Goals, in the order in which they are worked for; also the bits of given_up. */
#define ALL 1   /* tm_defrag's: one gap */
#define ALLOC 2 /* tm_alloc's request */
#define GROW 4  /* tm_realloc's request */
/* A bit of given_up: since the work for the goal began nothing was freed, and it is the same. */
#define UNCHANGED 8

static struct compactor *const compactor = &state.compactor;

/* Phases that are spent on a goal at most: each ends, so the work for it does. */
#define MOST_PHASES 31

/* What is tried for a goal, phase by phase; the CHOOSE at the end gives up. */
enum plan { PLAN_NONE, PLAN_ALL, PLAN_ALLOC, PLAN_GROW, PLAN_SLOT };
static const uint8_t plans[][7] = {
    {CHOOSE},
    {PASS, CHOOSE},
    {SCAN, SCAN, SCAN, SCAN, PASS, CHOOSE},
    {REACH, SCAN, SCAN, LIFT, PASS, LIFT, CHOOSE},
    {REACH, LIFT, PASS, CHOOSE},
};

/* Whether a live slot is the compactor's own: the room that a block is about to move into. */
static inline bool is_held(index_t index) { return index != 0 && index == state.compactor.held; }

/* The blocks that the goal wants in one gap. */
static inline number_t goal_size(void)
{
    return compactor->goal == ALLOC ? compactor->want : compactor->grow_size;
}

/* How much a block must grow to `size` blocks. */
static inline number_t growth_of(index_t index, number_t size)
{
    number_t has = size_of(index);
    return (number_t)(size > has ? size - has : 0);
}

/* Whether a slot is to be had without growing the table; a full one lends its reserve. */
static inline bool has_slot(void)
{
    return state.unused != 0 || slots_have_room() ||
           (state.made >= TM_INDEXES && compactor->reserve != 0);
}

/* Whether tm_alloc would serve a request of `size` blocks without growing the table. */
static enum fit fit_of(number_t size)
{
    unsigned bin;
    number_t place = bins_find(size, &bin);
    if (place == 0) return NO_GAP;
    return has_slot() || can_take_whole(gap_at(place)->size, size) ? FITS : NO_SLOT;
}

/* Whether tm_realloc would serve the request that it refused. */
static enum fit fit_of_growth(void)
{
    index_t who = compactor->grow;
    number_t size = compactor->grow_size;
    number_t has = size_of(who);
    index_t next = next_of(who);
    size_t room = is_free(next) ? size_of(next) : 0;
    if (size > has + room) return is_pinned(who) ? NO_GAP : fit_of(size);
    if (room != 0 || has - size < LEAST) return FITS;
    return has_slot() || compactor->reserve != 0 ? FITS : NO_SLOT;
}

/* What the goal lacks; nothing, when nobody wants it any more. */
static enum fit goal_lacks(void)
{
    if (compactor->goal == ALL) return NO_GAP;
    if (compactor->goal == ALLOC) return compactor->want == 0 ? FITS : fit_of(compactor->want);
    if (!is_live(compactor->grow)) return FITS;
    return fit_of_growth();
}

/* Sets the bits of what was given up. */
static inline void set_given_up(unsigned bits) { compactor->given_up = bits & 15; }

/* Begins the work for a goal; the plan for another one decides nothing for it. */
static void goal_begin(unsigned goal)
{
    compactor->goal = goal & 7;
    compactor->plan = PLAN_NONE;
    compactor->tries = 0;
    compactor->phases = 0;
    set_given_up(compactor->given_up | (unsigned)UNCHANGED);
}

/* The goals that are wanted and not given up, as bits. */
static unsigned goals_open(void)
{
    unsigned goals = compactor->all;
    if (!is_live(compactor->grow)) compactor->grow = 0;
    if (compactor->want != 0) goals |= ALLOC;
    if (compactor->grow != 0) goals |= GROW;
    return goals & ~(unsigned)compactor->given_up;
}

/* A request replaces another one: what was tried for that one decides nothing. */
static void goal_changed(unsigned goal)
{
    if (compactor->goal == goal) set_given_up(compactor->given_up & ~(unsigned)UNCHANGED);
}

/*
 * Remembers a refused request of tm_alloc: the latest. But one that is not below a request that was
 * given up is given up with it. The plan goes on where it is, so two callers that are refused in
 * turn get to its end too. While tm_defrag is at work, its own request is the only one.
 */
static void goal_want(number_t size)
{
    if (compactor->unlimited) return;
    if ((compactor->given_up & ALLOC) != 0) {
        if (size >= compactor->want) return;
        set_given_up(compactor->given_up & ~(unsigned)ALLOC);
    }
    if (compactor->want != 0 && compactor->want != size) goal_changed(ALLOC);
    compactor->want = size;
    state.quiet = 0;
}

/* Whether a request of tm_realloc is as hopeless as the one that was given up. */
static bool is_hopeless_too(index_t index, number_t size)
{
    index_t who = compactor->grow;
    if (!is_live(who) || is_pinned(who) != is_pinned(index)) return false;
    if (is_pinned(who) && who != index) return false;
    return growth_of(who, compactor->grow_size) != 0 &&
           growth_of(index, size) >= growth_of(who, compactor->grow_size);
}

/* Remembers a refused request of tm_realloc, of a live block, in the same way: growth counts. */
static void goal_grow(index_t index, number_t size)
{
    if (compactor->unlimited) return;
    if ((compactor->given_up & GROW) != 0) {
        if (is_hopeless_too(index, size)) return;
        if (compactor->grow == index && compactor->grow_size == size) return;
        set_given_up(compactor->given_up & ~(unsigned)GROW);
    }
    if (compactor->grow != 0 && (compactor->grow != index || compactor->grow_size != size))
        goal_changed(GROW);
    compactor->grow = index;
    compactor->grow_size = size;
}

/* Ends the work that is under way; a block that is being carried arrives first. */
static void goal_stop(void)
{
    compactor->after_move = CHOOSE;
    if (compactor->held == 0) compactor->phase = CHOOSE;
}

/* Forgets the requests in `goals`, which were served: the work for the next one starts fresh. */
static void goal_forget(unsigned goals)
{
    if (compactor->unlimited) return;
    if ((goals & ALLOC) != 0) compactor->want = 0;
    if ((goals & GROW) != 0) compactor->grow = 0;
    set_given_up(compactor->given_up & ~goals);
    compactor->tries = 0;
    compactor->phases = 0;
    goal_stop();
}

/* Forgets what was given up: something was freed, resized or unpinned. */
static inline void goal_hope(void)
{
    compactor->given_up = 0;
    compactor->phases = 0;
}

/*
 * The end of a long way: looks whether tm_alloc and tm_free may take their
 * short ways again: nothing is wanted, pinned or held, and a slot is in reserve (can_take_whole).
 */
static void settle(void)
{
    bool quiet = compactor->want == 0 && compactor->grow == 0 && !compactor->unlimited &&
                 pins_count() == 0 && compactor->held == 0 &&
                 (compactor->reserve != 0 || state.made >= TM_INDEXES);
    state.quiet = quiet ? state.made : 0;
}

#endif
