/* SPDX-License-Identifier: MIT */
/*
 * The short ways of tm_alloc and tm_free: whether they are open. They serve most calls, and tell
 * the compactor nothing; so each is open only while there is nothing to tell:
 *
 *     tm_alloc   the request is smaller than one that waits, or the least that was given up (else
 *                the compactor must hear that somebody has it); and a slot is in reserve (else a
 *                gap may not be taken whole: can_take_whole)
 *     tm_free    it is known already that something was freed; what is given up is more than all
 *                that is free (goals.h looks again before it closes the way); no block waits to
 *                grow, which could be this one; and no room is held, which a stale index could name
 *
 * Whatever may end that closes them; only the end of a long way opens them.
 */
#ifndef QUIET_H
#define QUIET_H

#include "access.h"

#if TM_COMPACTOR_SLIDE

/* COMPACTOR slide has no short ways. */
#define SHORT_WAYS 0

/* There is none of tm_free. */
static inline slot_t short_free(void) { return 0; }

/* Nor is it closed. */
static inline void short_free_close(void) {}

/* Nor of tm_alloc. */
static inline void short_alloc_close(void) {}

/* Nothing to note. */
static inline void short_free_widen(void) {}

/* Each request is told to the compactor. */
static inline bool is_long_alloc(number_t units)
{
    (void)units;
    return true;
}

#else

#define SHORT_WAYS 1

/* The slots that tm_free's may be given: all that were made; 0: it is closed. */
static inline slot_t short_free(void) { return state.short_free; }

/* Closes tm_free's. */
static inline void short_free_close(void) { state.short_free = 0; }

/* Closes tm_alloc's. */
static inline void short_alloc_close(void) { state.short_alloc = 0; }

/* One slot more was made: tm_free may be given it. */
static inline void short_free_widen(void)
{
    if (state.short_free != 0) state.short_free = state.made;
}

/* Whether a request of so many units must be told to the compactor. */
static inline bool is_long_alloc(number_t units)
{
    return units - (unsigned)LEAST_UNITS >= state.short_alloc;
}

/* The units above LEAST_UNITS that no request waits for: one that waits is below one given up. */
static inline number_t short_alloc_right(void)
{
    const struct compactor *c = &state.compactor;
    if (state.reserve == 0 && !is_table_full()) return 0;
    return (number_t)((c->alloc_size != 0 ? c->alloc_size : c->vain) -
                      LEAST_UNITS); /* of none: all */
}

/* Whether tm_free has nothing to tell, but that the least that was given up may be free by now. */
static inline bool short_free_is_right(void)
{
    const struct compactor *c = &state.compactor;
    return c->changed && c->vain_reallocs == 0 && c->realloc_slot == 0 && c->held == 0;
}

/* Whether the least that was given up is not more than all that is free. */
static inline bool is_vain_free(void) { return state.compactor.vain - 1U < free_units(); }

/* Whether tm_free's short way has freed enough for what was given up: it told nobody. */
static inline bool may_reopen(void) { return state.short_free != 0 && is_vain_free(); }

#endif

#endif
