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
    set_gap(1, first, 0);
    gap_write(first, (number_t)(POOL_END - first), 1);
    bins_put(gap_at(first), first, bin_of(POOL_END - (unsigned)first));
    slots_refill();
}

/* What a request lacks. */
enum fit { FITS, NO_SLOT, NO_GAP };

/* The bin of a gap that is in none: the table grew into it, and a block will be cut from it next.
 */
#define NO_BIN BINS

/* Makes sure that the pool is set up. */
static inline void heap_ready(void)
{
    if (UNLIKELY(state.made == 0)) heap_start();
}

/* Whether all that is free is one gap, or nothing is. */
static bool is_one_gap(void)
{
    bitmap_t filled = state.filled;
    if (filled == 0) return true;
    if ((filled & (bitmap_t)(filled - 1)) != 0) return false;
    return gap_at(state.bins[lowest_bit(filled)])->next == 0;
}

/*
 * Whether a gap may be taken whole, when no slot is unused: it brings its own slot along. But the
 * last gap stays when the reserve is gone: it will be the table's. Without it no block could be cut
 * any more, when all is live.
 */
static bool can_take_whole(number_t gap_size, number_t size)
{
    return gap_size - size < LEAST_UNITS &&
           (state.compactor.reserve != 0 || state.made >= TM_INDEXES || !is_one_gap());
}

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
    if (UNLIKELY(state.compactor.reserve == 0) && slots_have_room()) slots_refill();
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
        if (place == table_end() && state.made < TM_INDEXES) {
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

/*
 * Gives a gap another size: its end moves. It changes bins only if it must.
 *
 *     [ gap     ]   =>   [ gap          ]
 */
static inline void gap_resize(number_t place, unsigned bin, number_t size, slot_t own)
{
    struct gap *gap = gap_at(place);
    unsigned to = bin_of(size);
    if (bin != to && bin != NO_BIN) bins_take(gap, place, bin);
    gap_write(place, size, own);
    if (bin != to) bins_put(gap, place, to);
}

/*
 * Makes a live block of the top `*size` units of a gap in `bin` that heap_find found, and returns
 * its slot. All of the gap, when the rest would be below the least size: `*size` is what it got.
 *
 *     [ gap            ]   =>   [ gap    ][ block ]   or   [ block          ]
 */
static INLINED slot_t heap_cut(number_t place, unsigned bin, unsigned *size)
{
    const struct gap *gap = gap_at(place);
    slot_t own = gap->own;
    unsigned rest = gap->size - *size;
    slot_t slot;
    if (rest < LEAST_UNITS) {
        *size += rest;
        if (bin != NO_BIN) bins_take(gap, place, bin);
        mark_live(own);
        return own;
    }
    slot = slot_take();
    set_live(slot, (number_t)(place + rest), next_of(own));
    set_gap(own, place, slot);
    gap_resize(place, bin, (number_t)rest, own);
    return slot;
}

/* Allocates `size` units; 0: refused. */
static inline slot_t heap_alloc(number_t size)
{
    unsigned bin;
    number_t place = heap_find(size, &bin);
    unsigned got = size;
    slot_t slot;
    if (place == 0) return 0;
    slot = heap_cut(place, bin, &got);
    level_raise(&state.live, got);
    return slot;
}

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
        set_gap(left, place, next);
        gap_resize(place, bin_of(gap_at(place)->size), (number_t)(end - place), left);
        slot = left;
    } else {
        set_gap(slot, place, next);
        gap_write(place, (number_t)(end - place), slot);
        bins_push(place);
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

/*
 * Cuts the end off a block with no gap behind it, down to `size` units, where slots_ready.
 *
 *     [ slot          ]   =>   [ slot  ][ gap  ]
 */
static void heap_shrink(slot_t slot, number_t size)
{
    number_t place = (number_t)(place_of(slot) + size);
    slot_t end = slot_take();
    set_live(end, place, next_of(slot));
    set_next(slot, end);
    (void)gap_make(end);
}

/* Gives a block `size` units without moving it, if that FITS. O(1). */
static enum fit heap_resize(slot_t slot, number_t size)
{
    number_t has = size_of(slot);
    slot_t next = next_of(slot);
    number_t room = is_free(next) ? gap_at(place_of(next))->size : 0;
    if (size > has + (size_t)room) return NO_GAP;
    if (room != 0) {
        if (size != has) border_move(slot, (number_t)(place_of(slot) + size));
    } else if (has - size >= LEAST_UNITS) {
        if (!slots_ready()) slots_lend();
        if (state.unused == 0) return NO_SLOT;
        heap_shrink(slot, size);
    }
    return FITS;
}

#endif
