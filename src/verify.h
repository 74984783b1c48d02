/* SPDX-License-Identifier: MIT */
/*
 * The verifier: every invariant of state.h, by its number. It writes nothing, and it never follows
 * a number that it has not checked, so that it ends on any bytes.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "compactor/compactor.h"

/* What the walk along the chain has counted. */
struct census {
    size_t nodes, gaps, live_blocks;
};

/* Invariants 3 and 4, for the gap `slot` of `size` units at `place`. */
static int verify_gap(slot_t slot, number_t place, number_t size)
{
    const struct gap *gap = gap_at(place);
    if (size < LEAST_UNITS) return 3;
    if (gap->size != size || gap->own != slot) return 4;
    return *footer_before((number_t)(place + size)) == slot ? 0 : 4;
}

/* Invariants 1 to 4: the chain. */
static int verify_chain(struct census *census)
{
    slot_t slot = next_of(0);
    bool after_gap = false;
    if (place_of(0) != POOL_END || is_free(0) || next_of(0) > state.made) return 1;
    if ((tm_slot_at_(state.made) + 1) * sizeof(entry_t) > (size_t)table_end() * TM_BLOCK_SIZE)
        return 1;
    while (slot != 0) { /* bound: n */
        number_t place = place_of(slot);
        slot_t next = next_of(slot);
        if (next > state.made) return 1;
        if (place_of(next) <= place || place_of(next) > POOL_END) return 1;
        if (is_free(slot)) {
            int broken = verify_gap(slot, place, size_of(slot));
            if (after_gap) return 2;
            if (broken) return broken;
            census->gaps++;
        } else {
            if (size_of(slot) < LEAST_UNITS) return 3;
            if (!is_held(slot)) census->live_blocks += size_of(slot);
        }
        after_gap = is_free(slot);
        census->nodes++;
        slot = next;
    }
    return 0;
}

#if TM_COMPACTOR_SLIDE

/* Invariant 6: there are no bits. */
static bool verify_filled(void) { return true; }

#else

/* Invariant 6: the bins that hold something have their bits, and nothing else has. */
static bool verify_filled(void)
{
    unsigned bin;
    if (state.filled >> (BINS - 1) > 1) return false;
    for (bin = 0; bin < BINS; bin++) { /* bound: BINS */
        if (((state.filled >> bin & 1) != 0) != (state.bins[bin] != 0)) return false;
    }
    return true;
}

#endif

/* Invariants 5 to 7: the bins hold the gaps of the chain, and nothing else. */
static int verify_bins(const struct census *census)
{
    size_t gaps = 0;
    unsigned bin;
    if (!verify_filled()) return 6;
    for (bin = 0; bin < BINS; bin++) { /* bound: BINS */
        /* The first one's link back is not looked at. */
        number_t previous = 0;
        number_t place = state.bins[bin];
        while (place != 0) { /* bound: n in all */
            const struct gap *gap;
            if (place > POOL_END - LEAST_UNITS || ++gaps > census->gaps) return 5;
            gap = gap_at(place);
            if (gap->own > state.made || !is_free(gap->own)) return 5;
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
static bool verify_list(slot_t slot, size_t *rest)
{
    for (; slot != 0; slot = next_of(slot)) { /* bound: n */
        if (*rest == 0 || slot > state.made || slot == reserve()) return false;
        if (!is_free(slot) || place_of(slot) != 0) return false;
        --*rest;
    }
    return true;
}

/* Invariant 8: the slots that are not on the chain. */
static int verify_slots(const struct census *census)
{
    size_t rest = (size_t)state.made - census->nodes;
    if (reserve() != 0) {
        if (reserve() > state.made || place_of(reserve()) != 0) return 8;
        if (!is_free(reserve()) || next_of(reserve()) != 0) return 8;
        rest--;
    }
    if (!verify_list(state.unused, &rest)) return 8;
#if TM_GENERATIONS > 0
    if (!verify_list(state.retired, &rest)) return 8;
    if (state.retired != 0 && state.unused == 0 && is_table_full()) return 8;
#endif
    return rest == 0 ? 0 : 8;
}

#if TM_PINS > 0

/* Whether the list of pins is right: live blocks that are pinned, each once. */
static bool verify_pin_list(void)
{
    unsigned i;
    unsigned k;
    for (i = 0; i < TM_PINS; i++) { /* bound: TM_PINS */
        const struct pin *pin = &state.pins[i];
        if ((pin->slot == 0) != (pin->count == 0)) return false;
        if (pin->slot == 0) continue;
        if (!is_live(pin->slot) || !is_pinned(pin->slot)) return false;
        for (k = 0; k < i; k++) { /* bound: TM_PINS */
            if (state.pins[k].slot == pin->slot) return false;
        }
    }
    return true;
}

/* Invariant 9: the pins. */
static int verify_pins(void)
{
    size_t pinned = 0;
    size_t slot;
    if (!verify_pin_list() || (PIN_BIT && is_pinned(0))) return 9;
    for (slot = 1; slot <= state.made; slot++) { /* bound: n */
        if (!is_pinned((slot_t)slot)) continue;
        if (is_free((slot_t)slot)) return 9;
        pinned++;
    }
    return pinned == state.pinned ? 0 : 9;
}

#else

/* Invariant 9: there are no pins. */
static int verify_pins(void) { return 0; }

#endif

#if TM_COMPACTOR_SLIDE

/* Invariant 10: nothing is held. */
static int verify_held(void) { return 0; }

/* Invariant 11: there are no short ways. */
static int verify_short_ways(void) { return 0; }

#else

/* Whether a block is on its way: between MOVE and DROP, for which room is held. */
static bool is_carrying(void)
{
    return compactor->stage == AIM || compactor->stage == FLY ||
           (compactor->stage == WALK && compactor->held != 0);
}

#if TM_READ_BARRIER
/* Whether a block in flight can be on its way to the room that is held. */
static bool is_way(slot_t block, slot_t held)
{
    if (compactor->course == APART) return size_of(block) == size_of(held);
    if (compactor->course == DOWN) return next_of(held) == block;
    return compactor->course == UP && next_of(block) == held;
}
#endif

/* Invariant 10: what the compactor holds. */
static int verify_held(void)
{
    slot_t held = compactor->held;
    if (held == 0 && is_carrying()) return 10;
    if (held != 0) {
        if (!is_live(held) || is_pinned(held)) return 10;
        if (!is_carrying() && compactor->stage != DROP) return 10;
    }
#if TM_READ_BARRIER
    if (tm_in_flight_ != 0) {
        slot_t block = tm_in_flight_;
        if (!is_live(block) || is_pinned(block) || block == held) return 10;
        if (compactor->copied == 0 || compactor->copied >= size_of(block)) return 10;
        if (!is_carrying() || scratch->move.block != block || !is_way(block, held)) return 10;
    }
#endif
    return 0;
}

/* Invariant 11: the short ways of tm_alloc and tm_free are open only where they are right. */
static int verify_short_ways(void)
{
    if (state.short_alloc > short_alloc_right()) return 11;
    if (state.short_free == 0) return 0;
    return short_free_is_right() && state.short_free == state.made ? 0 : 11;
}

#endif

/* Whether a request is one that can have been remembered. */
static bool is_request(number_t size) { return size >= LEAST_UNITS && size <= POOL_END; }

/* Invariant 12, for the requests that were refused: one given up is not below one that waits. */
static bool verify_requests(void)
{
    bool has_growth = compactor->realloc_slot != 0;
    if (compactor->goal > GOAL_ONE_GAP ||
        (compactor->goal == GOAL_ONE_GAP && !compactor->in_defrag))
        return false;
    if (is_served() && (compactor->goal == GOAL_ONE_GAP || !is_open((enum goal)compactor->goal)))
        return false;
    if (compactor->alloc_size != 0 && !is_request(compactor->alloc_size)) return false;
    if (compactor->vain != 0 &&
        (!is_request(compactor->vain) || compactor->alloc_size >= compactor->vain))
        return false;
    if (has_growth && (!is_live(compactor->realloc_slot) || is_held(compactor->realloc_slot)))
        return false;
    if (has_growth && !is_request(compactor->realloc_size)) return false;
    if (compactor->given_up && !has_growth) return false;
    return state.reason <= TM_REASON_SLOTS;
}

#if TM_COMPACTOR_SLIDE

/* Invariant 12: what is remembered between calls. It may be stale, so no more is claimed of it. */
static int verify_memory(void)
{
    if (!verify_requests() || compactor->phase > MAKE || compactor->asks > ASKS) return 12;
    if (compactor->phases_spent > MOST_PHASES || compactor->vain_reallocs > MOST_VAIN) return 12;
    if (compactor->phase != CHOOSE && !is_open((enum goal)compactor->goal)) return 12;
    if (compactor->phase == LIFT && compactor->goal != GOAL_REALLOC) return 12;
    return compactor->frontier <= state.made ? 0 : 12;
}

#else

/* Whether a cursor can have been set: nothing on the chain has the place 0, as unused slots do. */
static bool is_cursor(const struct cursor *cursor)
{
    return cursor->slot <= state.made && (cursor->slot == 0 || cursor->place != 0);
}

/*
 * Invariant 12, for what the phases of the compactor remember: SCAN has a window; the others have
 * indexes, but those of a move only while there is one.
 */
static int verify_work(void)
{
    unsigned phase = compactor->phase;
    unsigned stage = compactor->stage;
    bool moves = stage == SEEK || stage == MOVE || is_carrying();
    if (stage == REST && (phase == CHOOSE || phase == PLAN)) return 0;
    if (phase == SCAN) {
        if (scratch->scan.best.slot != 0 && scratch->scan.best_end == 0) return 12;
        return is_cursor(&scratch->scan.best) ? 0 : 12;
    }
    if (scratch->move.reached > state.made) return 12;
    if (stage == WALK && (scratch->move.target == 0 || scratch->move.target > POOL_END)) return 12;
    if (moves && scratch->move.block > state.made) return 12;
    return moves && stage != SEEK && scratch->move.home > state.made ? 12 : 0;
}

/* Invariant 12: what is remembered between calls. It may be stale, so no more is claimed of it. */
static int verify_memory(void)
{
    const unsigned movers = 1U << CHOOSE | 1U << GATHER | 1U << PASS | 1U << REACH | 1U << LIFT;
    unsigned position;
    if (!verify_requests() || compactor->plan > PLAN_REST) return 12;
    if (compactor->phases_spent > MOST_PHASES || compactor->asks > ASKS) return 12;
    if (compactor->vain_reallocs > MOST_VAIN || compactor->plan_position >= sizeof *plans)
        return 12;
    for (position = 0; position < compactor->plan_position; position++) { /* bound: 7 */
        if (plans[compactor->plan][position] == CHOOSE) return 12;
    }
    if (compactor->phase != CHOOSE) {
        if (compactor->phase > PLAN && plans[compactor->plan][position] == CHOOSE) return 12;
        if (!is_open((enum goal)compactor->goal)) return 12;
    }
    if (compactor->phase > LIFT || compactor->stage > DROP) return 12;
    if (compactor->stage != REST && (movers >> compactor->phase & 1) == 0) return 12;
    if (compactor->course > UP) return 12;
    if (!is_cursor(&compactor->gap) || !is_cursor(&compactor->frontier)) return 12;
#if HINTS > 0
    for (position = 0; position < HINTS; position++) { /* bound: HINTS */
        if (state.hints[position] > state.made) return 12;
    }
#endif
    return verify_work();
}

#endif

#if TM_STATS
#define VERIFY_UP_TO offsetof(struct state, stats)
#else
#define VERIFY_UP_TO sizeof state
#endif

/* A pool that was never used: all of its state is zero, but for what is counted, and that a request
   was refused which no pool could serve. */
static int verify_fresh(void)
{
    const unsigned char *bytes = (const unsigned char *)&state;
    size_t at;
    for (at = 0; at < VERIFY_UP_TO; at++) { /* bound: sizeof state */
        if (bytes[at] != 0 && &bytes[at] != &state.reason) return 8;
    }
    if (state.reason > TM_REASON_FULL) return 8;
#if TM_READ_BARRIER
    return tm_in_flight_ == 0 ? 0 : 10;
#else
    return 0;
#endif
}

/* The number of the first invariant that is broken, 0: none. */
static int verify_all(void)
{
    struct census census = {0, 0, 0};
    size_t made = state.made;
    int broken;
    if (made == 0) return verify_fresh();
    if (made > TM_INDEXES) return 8;
    broken = verify_chain(&census);
    if (broken == 0) broken = verify_bins(&census);
    if (broken == 0) broken = verify_slots(&census);
    if (broken == 0) broken = verify_pins();
    if (broken == 0) broken = verify_held();
    if (broken == 0) broken = verify_short_ways();
    if (broken == 0) broken = verify_memory();
    if (broken == 0 && !guard_is_whole()) broken = 13;
    return broken;
}

#endif
