/* SPDX-License-Identifier: MIT */
/*
 * What the compactor remembers from step to step, of either COMPACTOR: what of it is dead, how its
 * indexes are renamed (both for the normal form of world.h), how it is said, and what else the
 * explorer asks.
 */
#ifndef EXHAUSTIVE_REMEMBERS_H
#define EXHAUSTIVE_REMEMBERS_H

#include <stdio.h>

#include "core.h"

#define ROW_TEXT(name, cost, looks, reads) #name,
#define ROW_READS(name, cost, looks, reads) (uint8_t)(reads),

#if TM_COMPACTOR_SLIDE

/* What the compactor remembers from step to step, by the name of the table PHASES. */
enum { FRONTIER = 1 };

/* What each phase reads of it before it writes it. */
static const uint8_t phase_reads[] = {PHASES(ROW_READS)};

/* Clears what is dead. */
static void forget(struct compactor *c)
{
    if (c->realloc_slot == 0) c->realloc_size = 0; /* nobody's */
    if ((phase_reads[c->phase] & FRONTIER) == 0) c->frontier = 0;
}

/* Gives what the compactor names its new names. */
static void rename_compactor(struct compactor *c, const slot_t *name)
{
    c->realloc_slot = name[c->realloc_slot];
    c->frontier = name[c->frontier];
}

/* Says what it is at. */
static void compactor_print(void)
{
    static const char *const phases[] = {PHASES(ROW_TEXT)};
    fprintf(stderr, " goal %u, try %u: %s, edge %u", (unsigned)compactor->goal,
            (unsigned)compactor->phases_spent, phases[compactor->phase],
            (unsigned)compactor->frontier);
}

/* Whether it does nothing. */
static inline bool is_at_rest(void) { return compactor->phase == CHOOSE; }

/* Whether tm_free freed enough for what was given up, and told nobody: it always tells. */
static inline bool may_reopen(void) { return false; }

/* Whether its goal was met, and is remembered still: no. */
static inline bool was_served(const struct compactor *before)
{
    (void)before;
    return false;
}

/* Whether the bitmaps of the bins are the same: there are none. */
static inline bool has_bits_of(const struct state *before)
{
    (void)before;
    return true;
}

/* Whether a step may forget a request: that was met, or is given up. */
static inline bool may_forget(const struct compactor *before, enum outcome outcome)
{
    (void)before;
    return outcome == GAVE_UP || outcome == SERVED;
}

/* Whether the request of tm_alloc was served, else that of tm_realloc: it is forgotten. */
static inline bool takes_served(const struct compactor *before)
{
    return compactor->alloc_size != before->alloc_size;
}

/* Whether there is another end of the work, when too much was spent on it: no. */
static inline bool may_be_spent(const struct compactor *before)
{
    (void)before;
    return false;
}

/* Not called. */
static inline void spend(void) {}

#else

/* What the compactor remembers from step to step, by the names of the tables PHASES and STAGES. */
enum { BLOCK = 2, HOME = 4, REACHED = 8, TARGET = 16, GAP = 32, FRONTIER = 64, BEST = 128 };

/* What each phase and stage reads of it before it writes it. */
static const uint8_t phase_reads[] = {PHASES(ROW_READS)};
static const uint8_t stage_reads[] = {STAGES(ROW_READS)};

/* Clears a cursor if it is dead, and its padding in any case. */
static void forget_cursor(struct cursor *cursor, unsigned live)
{
    struct cursor was = *cursor;
    memset(cursor, 0, sizeof *cursor);
    if (live == 0) return;
    cursor->slot = was.slot;
    cursor->place = was.place;
}

/* Clears all of the union but what is live. */
static void forget_work(union scratch *work_of, unsigned live)
{
    union scratch was = *work_of;
    memset(work_of, 0, sizeof *work_of);
    if ((live & BEST) != 0) {
        work_of->scan.cost = was.scan.cost;
        if (was.scan.best.slot == 0) return; /* no window yet: it has no place, end and cost */
        work_of->scan.best = was.scan.best;
        forget_cursor(&work_of->scan.best, live);
        work_of->scan.best_end = was.scan.best_end;
        work_of->scan.best_cost = was.scan.best_cost;
        return;
    }
    if ((live & BLOCK) != 0) work_of->move.block = was.move.block;
    if ((live & HOME) != 0) work_of->move.home = was.move.home;
    if ((live & REACHED) != 0) work_of->move.reached = was.move.reached;
    if ((live & TARGET) != 0) work_of->move.target = was.move.target;
}

/* Clears what is dead. */
static void forget(struct compactor *c)
{
    unsigned live = phase_reads[c->phase] | (unsigned)stage_reads[c->stage];
    if (c->stage == WALK && c->held != 0) live |= stage_reads[AIM];
    if (c->held == 0) c->course = 0; /* MOVE sets it */
#if TM_READ_BARRIER
    if (c->held == 0) c->copied = 0; /* likewise */
#endif
    c->phases_spent = 0;
    if (c->realloc_slot == 0) c->realloc_size = 0;                         /* nobody's */
    if (c->gap.slot == 0 && c->stage != SEEK) live &= ~(unsigned)GAP;      /* no gap: no place */
    if (c->gap.slot != 0 && c->phase == LIFT) live &= ~(unsigned)FRONTIER; /* its search is over */
    if (c->phase == GATHER) c->frontier.slot = 0; /* the end of the window is a place */
    forget_cursor(&c->gap, live & GAP);
    forget_cursor(&c->frontier, live & FRONTIER);
    forget_work(&c->scratch, live);
}

/* Gives what the compactor names its new names. */
static void rename_compactor(struct compactor *c, const slot_t *name)
{
    c->realloc_slot = name[c->realloc_slot];
    c->held = name[c->held];
    c->gap.slot = name[c->gap.slot];
    c->frontier.slot = name[c->frontier.slot];
    if (c->phase == SCAN) {
        c->scratch.scan.best.slot = name[c->scratch.scan.best.slot];
    } else {
        c->scratch.move.block = name[c->scratch.move.block];
        c->scratch.move.home = name[c->scratch.move.home];
        c->scratch.move.reached = name[c->scratch.move.reached];
    }
#if TM_READ_BARRIER
    c->touched = name[c->touched];
#endif
}

/* Says what it is at. */
static void compactor_print(void)
{
    static const char *const phases[] = {PHASES(ROW_TEXT)};
    static const char *const stages[] = {STAGES(ROW_TEXT)};
    fprintf(stderr, " goal %u, plan %u, try %u: %s, %s", (unsigned)compactor->goal,
            (unsigned)compactor->plan, (unsigned)compactor->plan_position, phases[compactor->phase],
            stages[compactor->stage]);
}

/* Whether it does nothing. */
static inline bool is_at_rest(void)
{
    return compactor->phase == CHOOSE && compactor->stage == REST;
}

/* Whether its goal was met. */
static inline bool was_served(const struct compactor *before) { return before->plan == PLAN_REST; }

/* Whether the bitmaps of the bins are the same. */
static inline bool has_bits_of(const struct state *before)
{
    return before->filled == state.filled;
}

/* Whether a step may forget a request: that nobody came for, or is given up. */
static inline bool may_forget(const struct compactor *before, enum outcome outcome)
{
    return outcome == GAVE_UP || was_served(before);
}

/* Whether the request of tm_alloc was served, else that of tm_realloc: it rests. */
static inline bool takes_served(const struct compactor *before)
{
    (void)before;
    return compactor->goal == GOAL_ALLOC;
}

/* Whether there is another end of the work, when too much was spent on it. */
static inline bool may_be_spent(const struct compactor *before) { return before->phase == PLAN; }

/* Too much is. */
static inline void spend(void) { compactor->phases_spent = MOST_PHASES; }

#endif

#endif
