/* SPDX-License-Identifier: MIT */
/*
 * The slots of the table: giving them out, taking them back, making more of them. The table grows
 * into the gap behind it and never shrinks. One slot is the compactor's reserve, so that it can
 * move the block that stands in the table's way even when all others are in use.
 */
#ifndef SLOTS_H
#define SLOTS_H

#include "bins.h"
#include "quiet.h"

/* Counts a slot that went into use, or (by -1) out of it. */
static inline void slots_count(int change)
{
#if TM_STATS
    state.stats.slots_used = (number_t)(state.stats.slots_used + (number_t)change);
#else
    (void)change;
#endif
}

/* Whether the table's memory has room for one slot more. */
static inline bool slots_have_room(void)
{
    return state.made < TM_INDEXES &&
           (tm_slot_at_((slot_t)(state.made + 1)) + 1) * sizeof(entry_t) <=
               (size_t)table_end() * TM_BLOCK_SIZE;
}

/* Puts a slot among the unused ones. */
static inline void slot_release(slot_t slot)
{
    set_gap(slot, 0, state.unused);
    state.unused = slot;
    slots_count(-1);
}

/* Makes one slot more, where slots_have_room: its word of flags too, where it is the first there.
 */
static void slot_make(void)
{
    slot_t slot = (slot_t)(state.made + 1);
#if TM_FLAGS_APART
    if (slot % FLAGS_A_WORD == 0) *flags_of(slot) = 0;
#endif
    set_unused(slot);
    state.made = slot;
    short_free_widen();
    slots_count(1);
    slot_release(slot);
}

/*
 * Moves the border between a block, or the table, and the gap behind it to `place`. All of the gap
 * goes along, and frees a slot, when the rest would be below the least size.
 *
 *     [ before ][ gap           ]   =>   [ before       ][ gap    ]
 */
static void border_move(slot_t before, number_t place)
{
    slot_t gap = next_of(before);
    number_t end = place_of(next_of(gap));
    bins_pull(place_of(gap));
    if (end - place < LEAST_UNITS) {
        set_next(before, next_of(gap));
        slot_release(gap);
        return;
    }
    set_place(gap, place);
    gap_write(place, (number_t)(end - place), gap);
    bins_push(place);
}

/*
 * Lets the table grow by LEAST_UNITS (two slots or more), into the gap behind it. False: none, or
 * as many slots as there may be.
 */
static bool table_grow(void)
{
    if (state.made >= TM_INDEXES || !is_free(next_of(0))) return false;
    border_move(0, (number_t)(table_end() + LEAST_UNITS));
    return true;
}

/*
 * Retired slots are used again when no other is left and none can be made. So none is retired then.
 */
static inline void slots_recall(void)
{
#if TM_GENERATIONS > 0
    if (state.unused == 0 && state.made == TM_INDEXES) {
        state.unused = state.retired;
        state.retired = 0;
    }
#endif
}

/* Takes an unused slot, where slots_ready. The caller makes it a block's or a gap's at once. */
static inline slot_t slot_take(void)
{
    slot_t slot = state.unused;
    state.unused = next_of(slot);
    slots_count(1);
    slots_recall();
    return slot;
}

#if TM_GENERATIONS > 0

/* Puts a slot among those that have been through all their generations; it begins anew. */
static void slot_retire(slot_t slot)
{
    set_unused(slot);
    set_gap(slot, 0, state.retired);
    state.retired = slot;
    slots_count(-1);
    slots_recall();
}

#endif

/* Makes the reserve an ordinary unused slot, where there is no other: for a move. */
static void slots_lend(void)
{
    if (state.unused != 0 || state.compactor.reserve == 0) return;
    short_alloc_close();
    slots_count(1);
    slot_release(state.compactor.reserve);
    state.compactor.reserve = 0;
}

/*
 * Fills the reserve again, where a slot is to be had for nothing. It links to nothing: a FREE slot
 * that links to a live block would pass for the gap before it.
 */
static inline void slots_refill(void)
{
    if (state.compactor.reserve != 0 || state.made >= TM_INDEXES) return;
    if (slots_have_room()) slot_make();
    if (state.unused != 0) {
        state.compactor.reserve = slot_take();
        set_next(state.compactor.reserve, 0);
        slots_count(-1);
    }
}

/*
 * Sees to it that slot_take has a slot to give: an unused one, a new one, or, when the table can't
 * grow any more, the reserve. False: none is to be had now.
 */
static INLINED bool slots_ready(void)
{
    if (state.unused == 0) {
        if (!slots_have_room() && !table_grow()) {
            if (state.made == TM_INDEXES) slots_lend();
            return state.unused != 0;
        }
        if (state.unused == 0) slot_make();
    }
    if (UNLIKELY(state.compactor.reserve == 0) && slots_have_room()) slots_refill();
    return true;
}

#endif
