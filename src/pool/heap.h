/* SPDX-License-Identifier: MIT */
/*
 * Blocks: allocating, freeing, resizing in place. Each function leaves an ordinary pool behind, or,
 * when it fails, the pool as it was. No statistics, no requests, no moves here.
 */
#ifndef HEAP_H
#define HEAP_H

#include "chain.h"

/* The first use of the pool: the table, and one gap of all the rest. */
static void heap_start(void)
{
    number_t first = (number_t)TABLE_UNITS;
#if TM_FLAGS_APART
    *flags_of(0) = 0;
#endif
    guard_set();
    state.made = 1;
    slots_count(1);
    set_unused(0);
    set_unused(1);
    set_live(0, POOL_END, 1);
    gap_lay(1, first, 0, (number_t)(POOL_END - first));
    slots_refill();
}

/* What a request lacks. */
enum AS_BYTE fit { FITS, NO_SLOT, NO_GAP };

/* Makes sure that the pool is set up. */
static inline void heap_ready(void)
{
    if (UNLIKELY(state.made == 0)) heap_start();
}

/*
 * Whether a gap may be taken whole, when no slot is unused: it brings its own slot along. But the
 * last gap stays when the reserve is gone: it will be the table's. Without it no block could be cut
 * any more, when all is live.
 */
static bool can_take_whole(number_t gap_size, number_t size)
{
    return gap_size - size < LEAST_UNITS &&
           (TM_COMPACTOR_SLIDE || reserve() != 0 || is_table_full() || !is_one_gap());
}

#if TM_COMPACTOR_SLIDE

/*
 * The gap that a request of `size` units can have now, 0: none. If it must be cut, there is a slot
 * for the block: the table may have grown into that gap for it.
 */
static number_t heap_look(number_t size)
{
    number_t place;
    heap_ready();
    place = bins_look(size);
    if (place == 0 || can_take_whole(gap_at(place)->size, size)) return place;
    if (!slots_ready()) return 0;
    return place < table_end() ? table_end() : place;
}

/* The same; its bin is of no use. */
static inline number_t heap_find(number_t size, unsigned *bin)
{
    *bin = 0;
    return heap_look(size);
}

#else

/*
 * Lets the table grow into a gap behind it that will be cut next: taken out of its bin, and written
 * only once.
 *
 *     [ table ][ gap                   ]   =>   [ table    ][ gap, in no bin    ]
 */
static number_t table_grow_and_cut(number_t place, unsigned bin)
{
    struct gap *gap = gap_at(place);
    slot_t own = gap->own;
    number_t size = gap->size;
    bins_take(gap, place, bin);
    place = (number_t)(place + LEAST_UNITS);
    set_place(own, place);
    gap = gap_at(place);
    gap->size = (number_t)(size - LEAST_UNITS);
    gap->own = own;
    slot_make();
    if (UNLIKELY(reserve() == 0) && slots_have_room()) slots_refill();
    return place;
}

/*
 * heap_find, when no slot is unused: a gap, and a slot for it if it must be cut; 0: none. The table
 * grows only where the gap then still holds the request; it may be that gap which it grows into.
 */
static NOINLINE number_t heap_find_last(number_t size, unsigned *bin)
{
    number_t place;
    number_t room;
    if (state.made == 0) heap_start();
    place = bins_find(size, bin);
    if (place == 0) return 0;
    room = gap_at(place)->size;
    if (can_take_whole(room, size)) return place;
    if (!slots_have_room()) {
        if (room - size < LEAST_UNITS) return 0;
        if (place == table_end() && !is_table_full()) {
            place = table_grow_and_cut(place, *bin);
            *bin = NO_BIN;
            return place;
        }
    }
    return slots_ready() ? place : 0;
}

/*
 * The gap that a request of `size` units can have now, 0: none; and its bin. If it must be cut,
 * there is a slot for the block: the table may have grown into that gap for it (NO_BIN).
 */
static inline number_t heap_find(number_t size, unsigned *bin)
{
    if (UNLIKELY(state.unused == 0)) return heap_find_last(size, bin);
    return bins_find(size, bin);
}

#endif

/* What a request of `size` units gets of a gap: all, when the rest would be below the least size.
 */
static inline unsigned taken_of(unsigned gap_size, unsigned size)
{
    return gap_size - size < LEAST_UNITS ? gap_size : size;
}

/*
 * Makes a live block of the top `size` units of a gap in `bin` that heap_find found, and returns
 * its index; or of all of the gap: taken_of.
 *
 *     [ gap            ]   =>   [ gap    ][ block ]   or   [ block          ]
 */
static INLINED slot_t heap_cut(number_t place, unsigned bin, unsigned size)
{
    const struct gap *gap = gap_at(place);
    slot_t own = gap->own;
    unsigned rest = gap->size - size;
    slot_t slot;
    if (rest < LEAST_UNITS) {
        if (bin != NO_BIN) bins_take(gap, place, bin);
        mark_live(own);
        return own;
    }
    slot = slot_take();
    set_live(slot, (number_t)(place + rest), next_of(own));
    gap_shrink(own, place, slot, (number_t)rest, bin);
    return slot;
}

/* Allocates `size` units; 0: refused. */
static inline slot_t heap_alloc(number_t size)
{
    unsigned bin;
    number_t place = heap_find(size, &bin);
    slot_t slot;
    if (place == 0) return 0;
    if (!SMALL) level_raise(&state.live, taken_of(gap_at(place)->size, size));
    slot = heap_cut(place, bin, size);
    if (SMALL) level_raise(&state.live, size_of(slot)); /* slower, and fewer bytes */
    return slot;
}

#if SHORT_WAYS

/*
 * The short way of heap_alloc (quiet.h): makes a live block of the first gap of an exact bin. It
 * needs no slot: the gap brings its own.
 */
static inline slot_t heap_pop(unsigned bin, number_t place)
{
    const struct gap *gap = gap_at(place);
    slot_t own = gap->own;
    bins_pop(gap, bin);
    mark_live(own);
    level_raise(&state.live, bin + LEAST_UNITS);
    return own;
}

#endif

/*
 * Makes the live block `slot` part of the free room: it joins the gaps on both sides. Returns the
 * gap.
 *
 *     [ gap a ][ slot  ][ gap b ]   =>   [ gap a                    ]
 *     [ live  ][ slot  ][ gap b ]   =>   [ live  ][ slot            ]
 */
static INLINED slot_t gap_make(slot_t slot)
{
    number_t place = place_of(slot);
    slot_t next = next_of(slot);
    number_t end = place_of(next);
    slot_t left = gap_before(slot, place);
    if (is_free(next)) {
        slot_t right = next;
        number_t size = gap_at(end)->size;
        bins_pull(end);
        end = (number_t)(end + size);
        next = next_of(right);
        slot_release(right);
    }
    if (left != 0) {
        slot_release(slot);
        place = place_of(left);
        gap_grow(left, place, next, (number_t)(end - place));
        slot = left;
    } else {
        gap_lay(slot, place, next, (number_t)(end - place));
    }
    return slot;
}

#if TM_GENERATIONS > 0

/*
 * The slot that the room of a freed block goes on with: its own, one generation older; or another,
 * when it has been through all of them. Without another it begins anew.
 *
 *     -> [ before ] -> [ worn  ] ->   =>   -> [ before ] -> [ other ] ->
 */
static slot_t slot_age(slot_t slot)
{
    slot_t other;
    if ((*entry_of(slot) & ENTRY_GENERATION) != ENTRY_GENERATION) {
        *entry_of(slot) += ENTRY_OLDER;
        return slot;
    }
    if (!slots_ready()) {
        *entry_of(slot) &= (entry_t)~ENTRY_GENERATION;
        return slot;
    }
    other = slot_take();
    set_live(other, place_of(slot), next_of(slot));
    set_next(predecessor_of(slot), other);
    slot_retire(slot);
    return other;
}

#else

/* The slot that the room of a freed block goes on with: its own. */
static inline slot_t slot_age(slot_t slot) { return slot; }

#endif

/* Frees a live block. */
static inline void heap_free(slot_t slot)
{
    level_lower(&state.live, size_of(slot));
    (void)gap_make(slot_age(slot));
}

#if SHORT_WAYS

/*
 * The short way of heap_free: the `slot`, if it is live, becomes a small gap between live
 * blocks. False: it is not so, and nothing was changed. Each load and register counts here.
 *
 *     [ live  ][ slot  ][ live  ]   =>   [ live  ][ gap   ][ live  ]
 */
static inline bool heap_free_alone(slot_t slot, unsigned made)
{
    entry_t entry = *entry_of(slot) ^ ENTRY_FREE;
    entry_t next =
        *entry_of((slot_t)((entry & ~(ENTRY_FREE | ENTRY_GENERATION)) >> TM_NUMBER_BITS));
    struct gap *gap = gap_at((number_t)entry);
    unsigned left;
    footer_t *footer;
    unsigned size;
    PORT_LOOK(left, (const footer_t *)gap - 1);
    if (TM_FLAGS_APART || UNLIKELY((next & ENTRY_FREE) != 0)) return false;
    if (UNLIKELY(left <= made) && is_gap_before((slot_t)left, slot)) return false;
    OPAQUE(entry);
    size = (unsigned)(number_t)next - (number_t)entry;
    OPAQUE(size);
    footer = footer_before((number_t)next);
    if (UNLIKELY(size > EXACT_MOST)) return false;
    if (TM_GENERATIONS > 0 && UNLIKELY((entry & ENTRY_GENERATION) == ENTRY_GENERATION))
        return false;
    *entry_of(slot) = (entry_t)(entry + ENTRY_OLDER);
    *footer = slot;
    gap->own = slot;
    gap->size = (number_t)size;
    level_lower(&state.live, size);
    bins_put(gap, (number_t)entry, size - LEAST_UNITS);
    return true;
}

#endif

/* Whether a block may have `size` units without a move; NO_SLOT: if there is one for its end. */
static enum fit heap_fit(slot_t slot, number_t size)
{
    number_t has = size_of(slot);
    slot_t next = next_of(slot);
    bool has_gap = is_free(next);
    if (size > has + (size_t)(has_gap ? size_of(next) : 0)) return NO_GAP;
    return has_gap || has - size < LEAST_UNITS ? FITS : NO_SLOT;
}

/*
 * Gives a block `size` units without moving it, if that FITS. O(1).
 *
 *     [ slot  ][ gap            ]   =>   [ slot         ][ gap     ]   or without a gap behind it
 */
static enum fit heap_resize(slot_t slot, number_t size)
{
    enum fit fit = heap_fit(slot, size);
    number_t end = (number_t)(place_of(slot) + size);
    if (fit == NO_GAP) return NO_GAP;
    if (fit == NO_SLOT) {
        if (!slots_ready()) slots_lend();
        if (state.unused == 0) return NO_SLOT;
    } else if (is_free(next_of(slot))) {
#if TM_COMPACTOR_SLIDE
        gap_join(slot);
#else
        if (size != size_of(slot)) border_move(slot, end);
        return FITS;
#endif
    }
    gap_cut(slot, end);
    return FITS;
}

#endif
