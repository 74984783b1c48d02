/* SPDX-License-Identifier: MIT */
/*
 * The verifier: every invariant of state.h, by its number. It writes nothing, and it never follows
 * a number that it has not checked, so that it ends on any bytes.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "compact.h"

/* What the walk along the chain has counted. */
struct census {
    size_t nodes, gaps, live, live_blocks;
};

/* Invariants 3 and 4, for the gap `index` of `size` blocks at `place`. */
static int verify_gap(index_t index, number_t place, number_t size)
{
    const struct gap *gap = gap_at(place);
    if (size < LEAST) return 3;
    if (gap->size != size || gap->own != index) return 4;
    return *footer_before((number_t)(place + size)) == index ? 0 : 4;
}

/* Invariants 1 to 4: the chain. */
static int verify_chain(struct census *census)
{
    index_t index = next_of(0);
    bool after_gap = false;
    if (place_of(0) != END || is_free(0) || next_of(0) > state.made) return 1;
    if ((tm_slot_at_(state.made) + 1) * sizeof(slot_t) > (size_t)table_end() * TM_BLOCK_SIZE)
        return 1;
    while (index != 0) { /* bound: n */
        number_t place = place_of(index);
        index_t next = next_of(index);
        if (index > state.made || next > state.made || census->nodes > state.made) return 1;
        if (place == 0 || place_of(next) <= place || place_of(next) > END) return 1;
        if (is_free(index)) {
            int broken = verify_gap(index, place, size_of(index));
            if (after_gap) return 2;
            if (broken) return broken;
            census->gaps++;
        } else {
            if (size_of(index) < LEAST) return 3;
            census->live++;
            if (!is_held(index)) census->live_blocks += size_of(index);
        }
        after_gap = is_free(index);
        census->nodes++;
        index = next;
    }
    return 0;
}

/* Invariants 5 to 7: the bins hold the gaps of the chain, and nothing else. */
static int verify_bins(const struct census *census)
{
    size_t gaps = 0;
    unsigned bin;
    for (bin = 0; bin < BINS; bin++) { /* bound: BINS */
        number_t previous = 0; /* of the first: not looked at */
        number_t place = state.bins[bin];
        if (((state.filled >> bin & 1) != 0) != (place != 0)) return 6;
        while (place != 0) { /* bound: n in all */
            const struct gap *gap;
            if (place < table_end() || place > END - LEAST || ++gaps > census->gaps) return 5;
            gap = gap_at(place);
            if (gap->own == 0 || gap->own > state.made || !is_free(gap->own)) return 5;
            if (place_of(gap->own) != place) return 5;
            if (previous != 0 && gap->previous != previous) return 5;
            if (bin_of(gap->size) != bin) return 5;
            previous = place;
            place = gap->next;
        }
    }
    if (gaps != census->gaps) return 5;
    return census->live_blocks == level_now(&state.live) ? 0 : 7;
}

/* Whether a list of slots that are not in use is whole; their number is taken off `rest`. */
static bool verify_list(index_t index, size_t *rest)
{
    for (; index != 0; index = next_of(index)) { /* bound: n */
        if (*rest == 0 || index > state.made || index == state.compactor.reserve) return false;
        if (!is_free(index) || place_of(index) != 0) return false;
        --*rest;
    }
    return true;
}

/* Invariant 8: the slots that are not on the chain. */
static int verify_slots(const struct census *census)
{
    size_t rest = (size_t)state.made - census->nodes;
    if (state.compactor.reserve != 0) {
        if (rest == 0 || state.compactor.reserve > state.made ||
            place_of(state.compactor.reserve) != 0)
            return 8;
        if (!is_free(state.compactor.reserve) || next_of(state.compactor.reserve) != 0) return 8;
        rest--;
    }
    if (!verify_list(state.unused, &rest)) return 8;
#if TM_GENERATIONS > 0
    if (!verify_list(state.retired, &rest)) return 8;
    if (state.retired != 0 && state.unused == 0 && state.made == TM_INDEXES) return 8;
#endif
    return rest == 0 ? 0 : 8;
}

/* Invariant 9: the pins. */
static int verify_pins(void)
{
#if TM_PINS > 0
    unsigned used = 0;
    unsigned i;
    unsigned k;
    for (i = 0; i < TM_PINS; i++) { /* bound: TM_PINS */
        const struct pin *pin = &state.pins[i];
        if ((pin->index == 0) != (pin->count == 0)) return 9;
        if (pin->index == 0) continue;
        used++;
        if (!is_live(pin->index)) return 9;
        for (k = 0; k < i; k++) { /* bound: TM_PINS */
            if (state.pins[k].index == pin->index) return 9;
        }
    }
    if (used != state.pinned) return 9;
#endif
    return 0;
}

/* Invariant 10: what the compactor holds. */
static int verify_held(void)
{
    index_t held = compactor->held;
    if (held != 0) {
        if (!is_live(held) || is_pinned(held)) return 10;
        if (compactor->phase != AIM && compactor->phase != WALK && compactor->phase != FLY &&
            compactor->phase != DROP)
            return 10;
    }
#if TM_READ_BARRIER
    if (tm_in_flight_ != 0) {
        index_t block = tm_in_flight_;
        if (held == 0 || !is_live(block) || is_pinned(block) || block == held) return 10;
        if (compactor->copied == 0 || compactor->copied > size_of(block)) return 10;
    }
#endif
    return 0;
}

/* Invariant 11: the short ways of tm_alloc and tm_free are open only where they are right. */
static int verify_quiet(void)
{
    index_t quiet = state.quiet;
    bool right;
    if (quiet == 0) return 0;
    right = quiet == state.made && compactor->want == 0 && compactor->grow == 0 &&
            !compactor->unlimited && compactor->held == 0 && pins_count() == 0 &&
            (compactor->reserve != 0 || quiet >= TM_INDEXES);
    return right ? 0 : 11;
}

/* The number of the first invariant that is broken, 0: none. */
static int verify_all(void)
{
    struct census census = {0, 0, 0, 0};
    size_t made = state.made;
    int broken;
    if (made == 0) return 0;
    if (made > TM_INDEXES) return 8;
    broken = verify_chain(&census);
    if (broken == 0) broken = verify_bins(&census);
    if (broken == 0) broken = verify_slots(&census);
    if (broken == 0) broken = verify_pins();
    if (broken == 0) broken = verify_held();
    if (broken == 0) broken = verify_quiet();
    return broken;
}

#endif
