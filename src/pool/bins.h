/* SPDX-License-Identifier: MIT */
/*
 * The gaps, sorted by size into bins: doubly linked lists of places, and a bitmap of the bins that
 * hold something. This file knows sizes and lists; it does not know the chain.
 */
#ifndef BINS_H
#define BINS_H

#include <limits.h>

#include "octaves.h"

#if !TM_COMPACTOR_SLIDE

/* Gaps that a request looks at in its own bin, before it is refused. */
#define LOOKS 4

/* Holds a bitmap as well as a number. */
#if BINS > 32
typedef uint64_t wide_t;
#else
typedef uint32_t wide_t;
#endif

/* The position of the highest bit of n, which is not 0. */
#if defined(__GNUC__) && UINT_MAX >= 0xFFFFFFFFU && !defined(__ARM_ARCH_6M__) && !defined(__riscv)

static inline unsigned highest_bit(wide_t n)
{
#if BINS > 32
    return 63 - (unsigned)__builtin_clzll(n);
#else
    return 31 - (unsigned)__builtin_clz(n);
#endif
}

#else

/* Where no instruction counts zeros: by halves. */
static NOINLINE unsigned highest_bit(wide_t n)
{
    static const uint8_t of_four[16] = {0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3};
    unsigned bit = 0;
#if BINS > 32
    if (n >> 32) {
        n >>= 32;
        bit = 32;
    }
#endif
    if (n >> 16) {
        n >>= 16;
        bit += 16;
    }
    if (n >> 8) {
        n >>= 8;
        bit += 8;
    }
    if (n >> 4) {
        n >>= 4;
        bit += 4;
    }
    return bit + of_four[n];
}

#endif

/* The position of the lowest bit of n, which is not 0. */
static inline unsigned lowest_bit(wide_t n) { return highest_bit(n & (~n + 1)); }

/* The bin that a gap of `size` units belongs to: see BINS. */
static inline unsigned bin_of(unsigned size)
{
    unsigned octave;
    unsigned bin;
    if (LIKELY(size <= EXACT_MOST)) return size - LEAST_UNITS;
    octave = highest_bit(size);
    bin = EXACT_BINS + (octave << OCTAVE_BITS) + (size >> (octave - OCTAVE_BITS)) -
          ((EXACT_OCTAVE + 1U) << OCTAVE_BITS);
    return bin < BINS ? bin : BINS - 1;
}

/*
 * Puts a gap at the head of a bin: its own. The first of a bin has no previous one.
 *
 *     bin -> [ a ] ...   =>   bin -> [ gap ] <-> [ a ] ...
 */
static inline void bins_put(struct gap *gap, unsigned place, unsigned bin)
{
    number_t head = state.bins[bin];
    struct gap *second = gap_at(head);
    gap->next = head;
    state.bins[bin] = (number_t)place;
    if (LIKELY(head != 0))
        second->previous = (number_t)place;
    else
        state.filled |= (bitmap_t)((bitmap_t)1 << bin);
}

/* Puts a gap, which is written, at the head of its bin. */
static inline void bins_push(number_t place)
{
    struct gap *gap = gap_at(place);
    bins_put(gap, place, bin_of(gap->size));
}

/*
 * Takes the first gap out of a bin.
 *
 *     bin -> [ gap ] <-> [ a ] ...   =>   bin -> [ a ] ...
 */
static inline void bins_pop(const struct gap *gap, unsigned bin)
{
    number_t next = gap->next;
    state.bins[bin] = next;
    if (UNLIKELY(next == 0)) state.filled &= (bitmap_t) ~((bitmap_t)1 << bin);
}

/*
 * Takes a gap out of its bin; nothing may have written over it yet.
 *
 *     [ a ] <-> [ gap ] <-> [ b ]   =>   [ a ] <-> [ b ]
 */
static inline void bins_take(const struct gap *gap, unsigned place, unsigned bin)
{
    number_t next;
    number_t previous;
    if (state.bins[bin] == place) {
        bins_pop(gap, bin);
        return;
    }
    next = gap->next;
    previous = gap->previous;
    gap_at(previous)->next = next;
    if (next != 0) gap_at(next)->previous = previous;
}

/* Takes a gap out of its bin, whichever it is. */
static inline void bins_pull(number_t place)
{
    const struct gap *gap = gap_at(place);
    bins_take(gap, place, bin_of(gap->size));
}

/*
 * A gap that holds `size` units, 0 if there is none, or only deep in the request's own bin; and
 * its bin. From the exact bin, else from the lowest that surely fits, else one of the first in its
 * own.
 */
static inline number_t bins_find(number_t size, unsigned *bin)
{
    unsigned own = bin_of(size);
    number_t place = state.bins[own];
    bitmap_t above;
    unsigned look;
    *bin = own;
    if (size <= EXACT_MOST && place != 0) return place;
    above = (bitmap_t)(state.filled >> own >> 1);
    if (LEAST_UNITS > 1 && size < EXACT_MOST && above > 1)
        above &= (bitmap_t) ~(bitmap_t)1; /* no lost rest */
    if (above != 0) {
        *bin = own + 1 + lowest_bit(above);
        return state.bins[*bin];
    }
    for (look = 0; look < LOOKS && place != 0; look++) { /* bound: LOOKS */
        const struct gap *gap = gap_at(place);
        if (gap->size >= size) return place;
        place = gap->next;
    }
    return 0;
}

/* The largest request that bins_find certainly answers. */
static inline number_t bins_largest(void)
{
    return state.filled == 0 ? 0 : gap_at(state.bins[highest_bit(state.filled)])->size;
}

/* Whether all that is free is one gap, or nothing is. */
static bool is_one_gap(void)
{
    bitmap_t filled = state.filled;
    if (filled == 0) return true;
    if ((filled & (bitmap_t)(filled - 1)) != 0) return false;
    return gap_at(state.bins[lowest_bit(filled)])->next == 0;
}

#endif

#endif
