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
    if (c->reserve == 0 && state.made < TM_INDEXES) return 0;
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
static inline bool is_vain_free(void)
{
    return state.compactor.vain != 0 && state.compactor.vain <= free_units();
}

#endif
