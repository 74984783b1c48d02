/* SPDX-License-Identifier: MIT */
/*
 * The bins of COMPACTOR slide, in the place of bins.h: one an octave of sizes, so few that a search
 * looks at each, and needs no bitmap. This file knows sizes and lists; it does not know the chain.
 */
#ifndef OCTAVES_H
#define OCTAVES_H

#include "access.h"

#if TM_COMPACTOR_SLIDE

/* Gaps that a request looks at in each bin. */
#define LOOKS 4

/* The bin that a gap of `size` units belongs to. */
#if defined(__GNUC__) && UINT_MAX >= 0xFFFFFFFFU && !defined(__ARM_ARCH_6M__) && !defined(__riscv)
static inline unsigned bin_of(unsigned size)
{
    return 31 - (unsigned)__builtin_clz(size) - LOG2(LEAST_UNITS);
}
#else
static NOINLINE unsigned bin_of(unsigned size)
{
    unsigned bin = 0;
    for (; size >= 2 * LEAST_UNITS; size >>= 1) bin++; /* bound: BINS */
    return bin;
}
#endif

/* Puts a gap, which is written, at the head of its bin. The first of a bin has no previous one. */
static void bins_push(number_t place)
{
    struct gap *gap = gap_at(place);
    unsigned bin = bin_of(gap->size);
    number_t head = state.bins[bin];
    gap->next = head;
    if (head != 0) gap_at(head)->previous = place;
    state.bins[bin] = place;
}

/*
 * Takes a gap out of its bin; nothing may have written over it yet.
 *
 *     [ a ] <-> [ gap ] <-> [ b ]   =>   [ a ] <-> [ b ]
 */
static void bins_pull(number_t place)
{
    const struct gap *gap = gap_at(place);
    unsigned bin = bin_of(gap->size);
    number_t next = gap->next;
    if (state.bins[bin] == place) {
        state.bins[bin] = next;
    } else {
        number_t previous = gap->previous;
        gap_at(previous)->next = next;
        if (next != 0) gap_at(next)->previous = previous;
    }
}

/* The same, of a gap whose bin is known. */
static inline void bins_take(const struct gap *gap, number_t place, unsigned bin)
{
    (void)gap;
    (void)bin;
    bins_pull(place);
}

/* A gap that holds `size` units, 0 if there is none, or only deep in the request's own bin. */
static number_t bins_look(number_t size)
{
    unsigned bin;
    for (bin = bin_of(size); bin < BINS; bin++) { /* bound: BINS */
        number_t place = state.bins[bin];
        unsigned looks;
        /* bound: LOOKS + 1 in all: what is in a higher bin fits */
        for (looks = LOOKS; place != 0 && looks != 0; looks--) {
            const struct gap *gap = gap_at(place);
            if (gap->size >= size) return place;
            place = gap->next;
        }
    }
    return 0;
}

/* A gap that holds `size` units, as bins_look has it. Its bin is of no use here. */
static inline number_t bins_find(number_t size, unsigned *bin)
{
    *bin = 0;
    return bins_look(size);
}

/* The largest request that bins_look certainly answers. */
static number_t bins_largest(void)
{
    unsigned bin = BINS;
    while (bin-- != 0) { /* bound: BINS */
        number_t place = state.bins[bin];
        if (place != 0) return gap_at(place)->size;
    }
    return 0;
}

/* Whether all that is free is one gap, or nothing is. */
static inline bool is_one_gap(void) { return bins_largest() == free_units(); }

#endif

#endif
