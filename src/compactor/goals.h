/* SPDX-License-Identifier: MIT */
/*
 * What the compactor works for: the requests that were refused, what was given up, and whether a
 * request could be served now. Between two of the compactor's steps the pool is an ordinary pool
 * (but for the room that is held), so any call may come in between.
 *
 * A request has no name: who was refused asks again, or never. So one of tm_alloc and one of
 * tm_realloc are remembered, for whoever it may concern, and each goes this way:
 *
 *     refused -> waits -> served -> forgotten: its size was taken, or nobody came for it
 *                  |
 *                  +----> given up: hopeless until something is freed, resized or unpinned
 *
 * The rules, of which docs/DESIGN.md proves that nobody starves: of tm_alloc the largest request
 * waits, since its room is good for all others. What is worked for stays so until it is served or
 * given up; then it is the other one's turn. What was served keeps its room for a while. And a
 * hopeless request does not wait: more than all that is free, or not less than one given up.
 */
#ifndef GOALS_H
#define GOALS_H

#include "pool/pins.h"
#include "work.h"

/* The units that the goal wants in one gap. */
static inline number_t goal_size(void)
{
    return compactor->goal == GOAL_ALLOC ? compactor->alloc_size : compactor->realloc_size;
}

/* How much a block must grow to `size` units. */
static CALLED unsigned growth_of(slot_t slot, unsigned size)
{
    number_t has = size_of(slot);
    return size > has ? size - has : 0;
}

/* Whether a slot is to be had without growing the table; a full one lends its reserve. */
static CALLED bool has_slot(void)
{
    return state.unused != 0 || slots_have_room() || (is_table_full() && reserve() != 0);
}

/* Whether tm_alloc would serve a request of `size` units, if there is a slot. */
static enum fit alloc_fit(number_t size)
{
    unsigned bin;
    number_t place = bins_find(size, &bin);
    if (place == 0) return NO_GAP;
    return has_slot() || can_take_whole(gap_at(place)->size, size) ? FITS : NO_SLOT;
}

/* Whether tm_realloc would give a live block `size` units. */
static enum fit realloc_fit(slot_t who, number_t size)
{
    enum fit fit = heap_fit(who, size);
    if (fit == NO_GAP && !is_pinned(who)) return alloc_fit(size);
    return fit == NO_SLOT && (has_slot() || reserve() != 0) ? FITS : fit;
}

/* What the goal lacks. */
static enum fit goal_lacks(void)
{
    if (compactor->goal == GOAL_ONE_GAP) return NO_GAP;
    if (compactor->goal == GOAL_ALLOC) return alloc_fit(compactor->alloc_size);
    return realloc_fit(compactor->realloc_slot, compactor->realloc_size);
}

/* Whether a goal is wanted and not given up; tm_defrag's one gap is, while it is the goal. */
static CALLED bool is_open(enum goal goal)
{
    if (goal == GOAL_REALLOC) return compactor->realloc_slot != 0 && !compactor->given_up;
    return goal == GOAL_ONE_GAP || compactor->alloc_size != 0;
}

/*
 * Something was freed, resized or unpinned, or tm_defrag moved what was in the way: what was given
 * up waits again, and the plan that is under way is not at its end when it is done. But of tm_alloc
 * only where nothing else waits (its caller asks again), and where there is enough by now.
 */
static void goals_reopen(void)
{
    if (compactor->vain <= free_units()) {
        if (compactor->alloc_size == 0) compactor->alloc_size = compactor->vain;
        compactor->vain = 0;
    }
    compactor->vain_reallocs = 0;
    compactor->given_up = 0;
    work_reopen();
}

/* Closes tm_free's short way: what it freed meanwhile counts, and from now on each tm_free tells.
 */
static void short_free_end(void)
{
    if (short_free() != 0) goals_reopen();
    short_free_close();
}

/*
 * Begins the work for a goal, where tm_free's short way is closed: what was tried for another one
 * decides nothing.
 */
static void goal_begin(enum goal goal)
{
    compactor->goal = (uint8_t)goal;
    work_begin();
}

/* If what is worked for is a request of this kind, it is another by now; `waits`: than one that
 * waits.
 */
static CALLED void goal_renew(enum goal goal, bool waits)
{
    if (compactor->goal != goal) return;
    if (waits)
        work_change();
    else
        goal_begin(goal);
}

/*
 * The goal is met, given up or forgotten: next it is the other's turn, if that is open. Whoever was
 * refused meanwhile, and may hope, is told to ask again.
 */
static void goal_end(void)
{
    compactor->asks = ASKS;
    goal_begin(compactor->goal == GOAL_ALLOC ? GOAL_REALLOC : GOAL_ALLOC);
    work_stop();
}

/* Goes on to the other goal, where the one that was worked for is not open. False: neither is. */
static bool goal_next(void)
{
    enum goal other = compactor->goal == GOAL_ALLOC ? GOAL_REALLOC : GOAL_ALLOC;
    if (is_open((enum goal)compactor->goal)) return true;
    if (!is_open(other)) return false;
    goal_begin(other);
    return true;
}

/* Refuses all but tm_defrag's own request, while it is at work: who is refused asks again later. */
static bool refuse_for_defrag(void)
{
    if (compactor->in_defrag) compactor->asks = ASKS;
    return compactor->in_defrag;
}

/* Refuses more than all that is free. */
static bool refuse_too_much(size_t units)
{
    if (units <= free_units()) return false;
    if (!compactor->in_defrag) state.reason = TM_REASON_FULL;
    return true;
}

/* Whether a size is not less than a request, if there is one: none is 0. */
static inline bool reaches(unsigned size, unsigned request) { return request - 1 < size; }

/* Notes what is given up of tm_alloc: all that is not less. */
static inline void goal_in_vain(number_t size)
{
    if (!reaches(size, compactor->vain)) compactor->vain = size;
}

/* Remembers a refused request of tm_alloc, unless it is hopeless, or one waits that is as large. */
static void goal_remember_alloc(number_t size)
{
    short_free_end();
    if (refuse_too_much(size)) {
        if (size > compactor->alloc_size && !compactor->in_defrag) goal_in_vain(size);
        return;
    }
    if (reaches(size, compactor->vain) || refuse_for_defrag()) return;
    if (size <= compactor->alloc_size) return;
    goal_renew(GOAL_ALLOC, compactor->alloc_size != 0);
    compactor->alloc_size = size;
    state.reason = TM_REASON_NONE;
}

/* Whether a request of tm_realloc was given up: this one, or too many. */
static bool is_vain_realloc(slot_t slot, number_t size)
{
    if (compactor->vain_reallocs >= MOST_VAIN) return true;
    return compactor->given_up && slot == compactor->realloc_slot &&
           size >= compactor->realloc_size;
}

/*
 * Remembers a refused request of tm_realloc, of a live block, unless one of another block waits; a
 * hopeless one as given up, where there is no other.
 */
static void goal_remember_realloc(slot_t slot, number_t size)
{
    bool too_much = refuse_too_much(growth_of(slot, size));
    bool waits;
    if (TM_COMPACTOR_SLIDE && size == POOL_END) return; /* more than the pool has: see is_size */
    short_free_end();
    waits = is_open(GOAL_REALLOC);
    if (too_much ? compactor->realloc_slot != 0 || compactor->in_defrag
                 : is_vain_realloc(slot, size))
        return;
    if (refuse_for_defrag()) return;
    if (waits && (slot != compactor->realloc_slot || size <= compactor->realloc_size)) return;
    if (compactor->given_up && slot == compactor->realloc_slot && compactor->vain_reallocs != 0)
        compactor->vain_reallocs--; /* the same, less */
    goal_renew(GOAL_REALLOC, waits);
    compactor->realloc_slot = slot;
    compactor->realloc_size = size;
    compactor->given_up = too_much;
    if (!too_much) state.reason = TM_REASON_NONE;
}

/* Forgets a request: somebody has it now, or nobody can want it any more. Others may ask again. */
static void goal_forget(enum goal goal)
{
    compactor->asks = ASKS;
    if (goal == GOAL_ALLOC) {
        compactor->alloc_size = 0;
    } else {
        compactor->realloc_slot = 0;
        compactor->given_up = 0;
    }
    if (compactor->goal == goal) goal_end();
}

/*
 * tm_alloc gave somebody that many units: what waits for no more is served, or was not in vain,
 * and others who asked for as much may ask again.
 */
static void goal_took(number_t size)
{
    if (reaches(size, compactor->vain)) {
        compactor->vain = 0;
        compactor->asks = ASKS;
    }
    if (!reaches(size, compactor->alloc_size) || compactor->in_defrag) return;
    short_free_end();
    goal_forget(GOAL_ALLOC);
}

#if SHORT_WAYS

/* Opens tm_free's short way, or closes it, as is right. */
static inline void short_free_settle(void)
{
    if (may_reopen()) goals_reopen();
    state.short_free = short_free_is_right() && !is_vain_free() ? state.made : 0;
}

/*
 * The end of a long way: fills the reserve again where two slots are unused, and opens the short
 * ways that are right.
 */
static void settle(void)
{
    if (state.unused != 0 && next_of(state.unused) != 0) slots_refill();
    state.short_alloc = short_alloc_right();
    short_free_settle();
}

#else

/* Nothing to open. */
static inline void short_free_settle(void) {}

/* Nothing to fill. */
static inline void settle(void) {}

#endif

#endif
