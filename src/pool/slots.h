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

#if TM_COMPACTOR_SLIDE

/* The slot that the compactor has for itself: none. */
static inline slot_t reserve(void) { return 0; }

#else

/* The slot that the compactor has for itself, 0: none. */
static inline slot_t reserve(void) { return state.reserve; }

#endif

/* Whether the table's memory has room for one slot more. */
static inline bool slots_have_room(void)
{
    return !is_table_full() && (tm_slot_at_((slot_t)(state.made + 1)) + 1) * sizeof(entry_t) <=
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

/* The bin of a gap that is in none: the table grew into it, and a block will be cut from it next.
 */
#define NO_BIN BINS

#if TM_COMPACTOR_SLIDE

/* Makes the slot a gap up to `next`, at the head of its bin. */
static void gap_lay(slot_t own, number_t place, slot_t next, number_t size)
{
    (void)size; /* a parameter more would cost bytes */
    set_gap(own, place, next);
    gap_write(place, (number_t)(place_of(next) - place), own);
    bins_push(place);
}

/*
 * Gives a gap another end. It goes to the head of its new bin.
 *
 *     [ gap     ]   =>   [ gap          ]
 */
static void gap_grow(slot_t own, number_t place, slot_t next, number_t size)
{
    bins_pull(place);
    gap_lay(own, place, next, size);
}

/* The same; its bin is of no use. */
static inline void gap_shrink(slot_t own, number_t place, slot_t next, number_t size, unsigned bin)
{
    (void)bin;
    gap_grow(own, place, next, size);
}

#else

/*
 * Gives a gap in `bin`, or in none, another size: its end moves. It changes bins only if it must.
 *
 *     [ gap     ]   =>   [ gap          ]
 */
static inline void gap_resize(slot_t own, number_t place, number_t size, unsigned bin)
{
    struct gap *gap = gap_at(place);
    unsigned to = bin_of(size);
    if (bin != to && bin != NO_BIN) bins_take(gap, place, bin);
    gap_write(place, size, own);
    if (bin != to) bins_put(gap, place, to);
}

/* Makes the slot a gap up to `next`, at the head of its bin. */
static INLINED void gap_lay(slot_t own, number_t place, slot_t next, number_t size)
{
    set_gap(own, place, next);
#if SMALL
    gap_resize(own, place, size, NO_BIN);
#else
    gap_write(place, size, own);
    bins_push(place);
#endif
}

/* Gives a gap another end, up to `next`. */
static INLINED void gap_grow(slot_t own, number_t place, slot_t next, number_t size)
{
    set_gap(own, place, next);
    gap_resize(own, place, size, bin_of(gap_at(place)->size));
}

/* The same, of a gap in `bin`, or in none. */
static INLINED void gap_shrink(slot_t own, number_t place, slot_t next, number_t size, unsigned bin)
{
    set_gap(own, place, next);
    gap_resize(own, place, size, bin);
}

#endif

/*
 * Retired slots are used again when no other is left and none can be made. So none is retired then.
 */
static inline void slots_recall(void)
{
#if TM_GENERATIONS > 0
    if (state.unused == 0 && is_table_full()) {
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

/*
 * Cuts off a block with no gap behind it, or the table, what is behind `place`, where slots_ready.
 * It keeps what is below the least size.
 *
 *     [ before                  ]   =>   [ before       ][ gap    ]
 */
static void gap_cut(slot_t before, number_t place)
{
    slot_t next = next_of(before);
    number_t size = (number_t)(place_of(next) - place);
    slot_t gap;
    if (size < LEAST_UNITS) return;
    gap = slot_take();
    gap_lay(gap, place, next, size);
    set_next(before, gap);
}

#if TM_COMPACTOR_SLIDE || SMALL

/*
 * Takes the gap behind a block, or the table, into it: that has a slot more. For a moment: what it
 * may not keep is cut off next.
 *
 *     [ before ][ gap           ]   =>   [ before                  ]
 */
static void gap_join(slot_t before)
{
    slot_t gap = next_of(before);
    bins_pull(place_of(gap));
    set_next(before, next_of(gap));
    slot_release(gap);
}

/*
 * Moves the border between a block, or the table, and the gap behind it to `place`. All of the gap
 * goes along, and frees a slot, when the rest would be below the least size.
 *
 *     [ before ][ gap           ]   =>   [ before       ][ gap    ]
 */
static void border_move(slot_t before, number_t place)
{
    gap_join(before);
    gap_cut(before, place);
}

#else

/* Moves that border, and the gap keeps its slot: faster. */
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

#endif

/*
 * Lets the table grow by LEAST_UNITS (two slots or more), into the gap behind it. False: none, or
 * as many slots as there may be.
 *
 *     [ table ][ gap            ]   =>   [ table    ][ gap     ]
 */
static bool table_grow(void)
{
    number_t place = (number_t)(table_end() + LEAST_UNITS);
    if (is_table_full() || !is_free(next_of(0))) return false;
    border_move(0, place);
    return true;
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

#if TM_COMPACTOR_SLIDE

/* To slide a block takes no slot: there is no reserve. */
static inline void slots_lend(void) {}

/* Nor is it filled. */
static inline void slots_refill(void) {}

#else

/* Makes the reserve an ordinary unused slot, where there is no other: for a move. */
static void slots_lend(void)
{
    if (state.unused != 0 || state.reserve == 0) return;
    short_alloc_close();
    slots_count(1);
    slot_release(state.reserve);
    state.reserve = 0;
}

/*
 * Fills the reserve again, where a slot is to be had for nothing. It links to nothing: a FREE slot
 * that links to a live block would pass for the gap before it.
 */
static inline void slots_refill(void)
{
    if (state.reserve != 0 || is_table_full()) return;
    if (slots_have_room()) slot_make();
    if (state.unused != 0) {
        state.reserve = slot_take();
        set_next(state.reserve, 0);
        slots_count(-1);
    }
}

#endif

/*
 * Sees to it that slot_take has a slot to give: an unused one, a new one, or, when the table can't
 * grow any more, the reserve. False: none is to be had now.
 */
static INLINED bool slots_ready(void)
{
    if (state.unused == 0) {
        if (!slots_have_room() && !table_grow()) {
            if (is_table_full()) slots_lend();
            return state.unused != 0;
        }
        if (state.unused == 0) slot_make();
    }
    if (UNLIKELY(reserve() == 0) && slots_have_room()) slots_refill();
    return true;
}

#endif
