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
enum { EDGE = 1 };

/* What each phase reads of it before it writes it. */
static const uint8_t phase_reads[] = {PHASES(ROW_READS)};

/* Clears what is dead. */
static void forget(struct compactor *c)
{
    if (c->grow == 0) c->grow_size = 0; /* nobody's */
    if ((phase_reads[c->phase] & EDGE) == 0) c->edge = 0;
}

/* Gives what the compactor names its new names. */
static void rename_compactor(struct compactor *c, const index_t *name)
{
    c->grow = name[c->grow];
    c->edge = name[c->edge];
}

/* Says what it is at. */
static void compactor_print(void)
{
    static const char *const phases[] = {PHASES(ROW_TEXT)};
    fprintf(stderr, " goal %u, try %u: %s, edge %u", (unsigned)compactor->goal,
            (unsigned)compactor->tries, phases[compactor->phase], (unsigned)compactor->edge);
}

/* Whether it does nothing. */
static inline bool is_at_rest(void) { return compactor->phase == CHOOSE; }

/* Whether tm_free freed enough for what was given up, and told nobody: it always tells. */
static inline bool is_hopeful(void) { return false; }

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
    return compactor->want != before->want;
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
enum { FROM = 2, TO = 4, AT = 8, TARGET = 16, GAP = 32, EDGE = 64, BEST = 128 };

/* What each phase and stage reads of it before it writes it. */
static const uint8_t phase_reads[] = {PHASES(ROW_READS)};
static const uint8_t stage_reads[] = {STAGES(ROW_READS)};

/* Clears a cursor if it is dead, and its padding in any case. */
static void forget_cursor(struct cursor *cursor, unsigned live)
{
    struct cursor was = *cursor;
    memset(cursor, 0, sizeof *cursor);
    if (live == 0) return;
    cursor->index = was.index;
    cursor->place = was.place;
}

/* Clears all of the union but what is live. */
static void forget_work(union work *work_of, unsigned live)
{
    union work was = *work_of;
    memset(work_of, 0, sizeof *work_of);
    if ((live & BEST) != 0) {
        work_of->scan.cost = was.scan.cost;
        if (was.scan.best.index == 0) return; /* no window yet: it has no place, end and cost */
        work_of->scan.best = was.scan.best;
        forget_cursor(&work_of->scan.best, live);
        work_of->scan.best_end = was.scan.best_end;
        work_of->scan.best_cost = was.scan.best_cost;
        return;
    }
    if ((live & FROM) != 0) work_of->move.from = was.move.from;
    if ((live & TO) != 0) work_of->move.to = was.move.to;
    if ((live & AT) != 0) work_of->move.at = was.move.at;
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
    c->phases = 0;
    if (c->grow == 0) c->grow_size = 0;                                 /* nobody's */
    if (c->gap.index == 0 && c->stage != SEEK) live &= ~(unsigned)GAP;  /* no gap: no place */
    if (c->gap.index != 0 && c->phase == LIFT) live &= ~(unsigned)EDGE; /* its search is over */
    if (c->phase == GATHER) c->edge.index = 0; /* the end of the window is a place */
    forget_cursor(&c->gap, live & GAP);
    forget_cursor(&c->edge, live & EDGE);
    forget_work(&c->work, live);
}

/* Gives what the compactor names its new names. */
static void rename_compactor(struct compactor *c, const index_t *name)
{
    c->grow = name[c->grow];
    c->reserve = name[c->reserve];
    c->held = name[c->held];
    c->gap.index = name[c->gap.index];
    c->edge.index = name[c->edge.index];
    if (c->phase == SCAN) {
        c->work.scan.best.index = name[c->work.scan.best.index];
    } else {
        c->work.move.from = name[c->work.move.from];
        c->work.move.to = name[c->work.move.to];
        c->work.move.at = name[c->work.move.at];
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
            (unsigned)compactor->plan, (unsigned)compactor->tries, phases[compactor->phase],
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
    return compactor->goal == ALLOC;
}

/* Whether there is another end of the work, when too much was spent on it. */
static inline bool may_be_spent(const struct compactor *before) { return before->phase == PLAN; }

/* Too much is. */
static inline void spend(void) { compactor->phases = MOST_PHASES; }

#endif

#endif
