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
    number_t first = (number_t)TABLE_BLOCKS;
#if TM_FLAGS_APART
    *flags_of(0) = 0;
#endif
    guard_set();
    state.made = 1;
    slots_count(1);
    set_unused(0);
    set_unused(1);
    set_live(0, END, 1);
    gap_lay(1, first, 0, (number_t)(END - first));
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
    return gap_size - size < LEAST &&
           (TM_COMPACTOR_SLIDE || reserve() != 0 || is_table_full() || !is_one_gap());
}

#if TM_COMPACTOR_SLIDE

/*
 * The gap that a request of `size` blocks can have now, 0: none. If it must be cut, there is a slot
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
    index_t own = gap->own;
    number_t size = gap->size;
    bins_take(gap, place, bin);
    place = (number_t)(place + LEAST);
    set_place(own, place);
    gap = gap_at(place);
    gap->size = (number_t)(size - LEAST);
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
        if (room - size < LEAST) return 0;
        if (place == table_end() && !is_table_full()) {
            place = table_grow_and_cut(place, *bin);
            *bin = NO_BIN;
            return place;
        }
    }
    return slots_ready() ? place : 0;
}

/*
 * The gap that a request of `size` blocks can have now, 0: none; and its bin. If it must be cut,
 * there is a slot for the block: the table may have grown into that gap for it (NO_BIN).
 */
static inline number_t heap_find(number_t size, unsigned *bin)
{
    if (UNLIKELY(state.unused == 0)) return heap_find_last(size, bin);
    return bins_find(size, bin);
}

#endif

/* What a request of `size` blocks gets of a gap: all, when the rest would be below the least size.
 */
static inline unsigned taken_of(unsigned gap_size, unsigned size)
{
    return gap_size - size < LEAST ? gap_size : size;
}

/*
 * Makes a live block of the top `size` blocks of a gap in `bin` that heap_find found, and returns
 * its index; or of all of the gap: taken_of.
 *
 *     [ gap            ]   =>   [ gap    ][ block ]   or   [ block          ]
 */
static INLINED index_t heap_cut(number_t place, unsigned bin, unsigned size)
{
    const struct gap *gap = gap_at(place);
    index_t own = gap->own;
    unsigned rest = gap->size - size;
    index_t index;
    if (rest < LEAST) {
        if (bin != NO_BIN) bins_take(gap, place, bin);
        mark_live(own);
        return own;
    }
    index = slot_take();
    set_live(index, (number_t)(place + rest), next_of(own));
    gap_shrink(own, place, index, (number_t)rest, bin);
    return index;
}

/* Allocates `size` blocks; 0: refused. */
static inline index_t heap_alloc(number_t size)
{
    unsigned bin;
    number_t place = heap_find(size, &bin);
    index_t index;
    if (place == 0) return 0;
    if (!SMALL) level_raise(&state.live, taken_of(gap_at(place)->size, size));
    index = heap_cut(place, bin, size);
    if (SMALL) level_raise(&state.live, size_of(index)); /* slower, and fewer bytes */
    return index;
}

#if SHORT_WAYS

/*
 * The short way of heap_alloc (quiet.h): makes a live block of the first gap of an exact bin. It
 * needs no slot: the gap brings its own.
 */
static inline index_t heap_pop(unsigned bin, number_t place)
{
    const struct gap *gap = gap_at(place);
    index_t own = gap->own;
    bins_pop(gap, bin);
    mark_live(own);
    level_raise(&state.live, bin + LEAST);
    return own;
}

#endif

/*
 * Makes the live block `index` part of the free room: it joins the gaps on both sides. Returns the
 * gap.
 *
 *     [ gap a ][ index ][ gap b ]   =>   [ gap a                    ]
 *     [ live  ][ index ][ gap b ]   =>   [ live  ][ index           ]
 */
static INLINED index_t gap_make(index_t index)
{
    number_t place = place_of(index);
    index_t next = next_of(index);
    number_t end = place_of(next);
    index_t left = gap_before(index, place);
    if (is_free(next)) {
        index_t right = next;
        number_t size = gap_at(end)->size;
        bins_pull(end);
        end = (number_t)(end + size);
        next = next_of(right);
        slot_release(right);
    }
    if (left != 0) {
        slot_release(index);
        place = place_of(left);
        gap_grow(left, place, next, (number_t)(end - place));
        index = left;
    } else {
        gap_lay(index, place, next, (number_t)(end - place));
    }
    return index;
}

#if TM_GENERATIONS > 0

/*
 * The slot that the room of a freed block goes on with: its own, one generation older; or another,
 * when it has been through all of them. Without another it begins anew.
 *
 *     -> [ before ] -> [ worn  ] ->   =>   -> [ before ] -> [ other ] ->
 */
static index_t slot_age(index_t index)
{
    index_t other;
    if ((*slot_of(index) & SLOT_GENERATION) != SLOT_GENERATION) {
        *slot_of(index) += SLOT_OLDER;
        return index;
    }
    if (!slots_ready()) {
        *slot_of(index) &= (slot_t)~SLOT_GENERATION;
        return index;
    }
    other = slot_take();
    set_live(other, place_of(index), next_of(index));
    set_next(predecessor_of(index), other);
    slot_retire(index);
    return other;
}

#else

/* The slot that the room of a freed block goes on with: its own. */
static inline index_t slot_age(index_t index) { return index; }

#endif

/* Frees a live block. */
static inline void heap_free(index_t index)
{
    level_lower(&state.live, size_of(index));
    (void)gap_make(slot_age(index));
}

#if SHORT_WAYS

/*
 * The short way of heap_free: the slot `index`, if it is live, becomes a small gap between live
 * blocks. False: it is not so, and nothing was changed. Each load and register counts here.
 *
 *     [ live  ][ index ][ live  ]   =>   [ live  ][ gap   ][ live  ]
 */
static inline bool heap_free_alone(index_t index, unsigned made)
{
    slot_t slot = *slot_of(index) ^ SLOT_FREE;
    slot_t next = *slot_of((index_t)((slot & ~(SLOT_FREE | SLOT_GENERATION)) >> TM_NUMBER_BITS));
    struct gap *gap = gap_at((number_t)slot);
    unsigned left;
    footer_t *footer;
    unsigned size;
    PORT_LOOK(left, (const footer_t *)gap - 1);
    if (TM_FLAGS_APART || UNLIKELY((next & SLOT_FREE) != 0)) return false;
    if (UNLIKELY(left <= made) && is_gap_before((index_t)left, index)) return false;
    OPAQUE(slot);
    size = (unsigned)(number_t)next - (number_t)slot;
    OPAQUE(size);
    footer = footer_before((number_t)next);
    if (UNLIKELY(size > EXACT_MOST)) return false;
    if (TM_GENERATIONS > 0 && UNLIKELY((slot & SLOT_GENERATION) == SLOT_GENERATION)) return false;
    *slot_of(index) = (slot_t)(slot + SLOT_OLDER);
    *footer = index;
    gap->own = index;
    gap->size = (number_t)size;
    level_lower(&state.live, size);
    bins_put(gap, (number_t)slot, size - LEAST);
    return true;
}

#endif

/* Whether a block may have `size` blocks without a move; NO_SLOT: if there is one for its end. */
static enum fit heap_fit(index_t index, number_t size)
{
    number_t has = size_of(index);
    index_t next = next_of(index);
    bool has_gap = is_free(next);
    if (size > has + (size_t)(has_gap ? size_of(next) : 0)) return NO_GAP;
    return has_gap || has - size < LEAST ? FITS : NO_SLOT;
}

/*
 * Gives a block `size` blocks without moving it, if that FITS. O(1).
 *
 *     [ index ][ gap            ]   =>   [ index        ][ gap     ]   or without a gap behind it
 */
static enum fit heap_resize(index_t index, number_t size)
{
    enum fit fit = heap_fit(index, size);
    number_t end = (number_t)(place_of(index) + size);
    if (fit == NO_GAP) return NO_GAP;
    if (fit == NO_SLOT) {
        if (!slots_ready()) slots_lend();
        if (state.unused == 0) return NO_SLOT;
    } else if (is_free(next_of(index))) {
#if TM_COMPACTOR_SLIDE
        gap_join(index);
#else
        if (size != size_of(index)) border_move(index, end);
        return FITS;
#endif
    }
    gap_cut(index, end);
    return FITS;
}

#endif
