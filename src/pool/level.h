/* SPDX-License-Identifier: MIT */
/*
 * A quantity and its high-water mark, kept as the mark and the distance below it: so a change costs
 * one load and one store, and the mark is touched only when it rises.
 */
#ifndef LEVEL_H
#define LEVEL_H

#include "state.h"

/* What the quantity is now. */
static inline size_t level_now(const struct level *level)
{
#if TM_STATS
    return (number_t)(level->peak - level->below);
#else
    return (number_t)-level->below;
#endif
}

/* Adds to the quantity. Without the option STATS nobody wants the mark: it is 0. */
static inline void level_raise(struct level *level, unsigned more)
{
    unsigned below = level->below;
    unsigned left = below - more;
#if TM_STATS
    if (UNLIKELY(left > below)) {
        level->peak = (number_t)(level->peak - left);
        left = 0;
    }
#endif
    OPAQUE(left);
    level->below = (number_t)left;
}

/* Takes from the quantity. */
static inline void level_lower(struct level *level, unsigned less)
{
    unsigned below = (unsigned)level->below + less;
    OPAQUE(below);
    level->below = (number_t)below;
}

#endif
