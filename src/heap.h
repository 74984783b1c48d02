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
    state.made = 1;
    slots_count(1);
    set_live(0, END, 1);
    set_live(1, first, 0);
    mark_free(1);
    gap_write(first, (number_t)(END - first), 1);
    bins_push(first);
    slots_refill();
}

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
 * heap_find, when no slot is unused. A gap that is taken whole brings its own slot along. But the
 * last gap stays when the reserve is gone: it will be the table's. Without it no block could be cut
 * any more, when all is live.
 */
static number_t heap_find_last(number_t size)
{
    number_t gap;
    if (state.made == 0) heap_start();
    gap = bins_find(size);
    if (gap != 0 && gap_at(gap)->size - size < LEAST &&
        (state.compactor.reserve != 0 || state.made >= TM_INDEXES || !is_one_gap()))
        return gap;
    return gap != 0 && slots_ready() ? bins_find(size) : 0;
}

/*
 * The gap that a request of `size` blocks can have now, 0: none. If it must be cut, there is a slot
 * for the block: the table may have grown into the first gap for it.
 */
static inline number_t heap_find(number_t size)
{
    return UNLIKELY(state.unused == 0) ? heap_find_last(size) : bins_find(size);
}

/*
 * Gives a gap another size: its end moves. It changes bins only if it must.
 *
 *     [ gap     ]   =>   [ gap          ]
 */
static inline void gap_resize(number_t place, number_t size, index_t own)
{
    number_t old = gap_at(place)->size;
    unsigned bin = bin_of(size);
    if (bin == bin_of(old)) {
        state.free_blocks = (number_t)(state.free_blocks - old + size);
        gap_write(place, size, own);
    } else {
        bins_pull(place);
        gap_write(place, size, own);
        bins_put(place, bin);
    }
}

/*
 * Makes a live block of the top `size` blocks of a gap that heap_find found, and returns its index.
 * All of the gap, when the rest would be below the least size.
 *
 *     [ gap            ]   =>   [ gap    ][ block ]   or   [ block          ]
 */
static inline index_t heap_cut(number_t place, number_t size)
{
    struct gap *gap = gap_at(place);
    index_t own = gap->own;
    number_t rest = (number_t)(gap->size - size);
    index_t index;
    if (rest < LEAST) {
        bins_pull(place);
        mark_live(own);
        return own;
    }
    index = slot_take();
    set_live(index, (number_t)(place + rest), next_of(own));
    set_next(own, index);
    gap_resize(place, rest, own);
    return index;
}

/* Allocates `size` blocks; 0: refused. */
static inline index_t heap_alloc(number_t size)
{
    number_t gap = heap_find(size);
    return gap == 0 ? 0 : heap_cut(gap, size);
}

/*
 * Makes the live block `index` part of the free room: it joins the gaps on both sides.
 *
 *     [ gap a ][ index ][ gap b ]   =>   [ gap a                    ]
 *     [ live  ][ index ][ gap b ]   =>   [ live  ][ index           ]
 */
static inline void heap_free(index_t index)
{
    number_t place = place_of(index);
    index_t next = next_of(index);
    number_t size = (number_t)(place_of(next) - place);
    index_t left;
    if (is_free(next)) {
        number_t right = place_of(next);
        size = (number_t)(size + gap_at(right)->size);
        bins_pull(right);
        set_next(index, next_of(next));
        slot_release(next);
    }
    left = gap_before(index, place);
    if (left != 0) {
        place = place_of(left);
        set_next(left, next_of(index));
        slot_release(index);
        gap_resize(place, (number_t)(size + gap_at(place)->size), left);
    } else {
        mark_free(index);
        gap_write(place, size, index);
        bins_push(place);
    }
}

/*
 * Cuts the end off a block with no gap behind it, down to `size` blocks, where slots_ready.
 *
 *     [ index         ]   =>   [ index ][ gap  ]
 */
static void heap_shrink(index_t index, number_t size)
{
    number_t place = (number_t)(place_of(index) + size);
    index_t end = slot_take();
    set_live(end, place, next_of(index));
    set_next(index, end);
    heap_free(end);
}

/*
 * Moves the border between a block and the gap behind it, so that the block has `size` blocks: it
 * grows or shrinks. All of the gap, when the rest would be below the least size.
 *
 *     [ index ][ gap            ]   =>   [ index        ][ gap     ]
 */
static void heap_shift(index_t index, number_t size)
{
    index_t gap = next_of(index);
    number_t end = place_of(next_of(gap));
    number_t place = (number_t)(place_of(index) + size);
    bins_pull(place_of(gap));
    if (end - place < LEAST) {
        set_next(index, next_of(gap));
        slot_release(gap);
        return;
    }
    set_place(gap, place);
    gap_write(place, (number_t)(end - place), gap);
    bins_push(place);
}

/* What heap_resize did. */
enum resize { RESIZED, NO_SLOT, NO_ROOM };

/* Gives a block `size` blocks without moving it. O(1). */
static enum resize heap_resize(index_t index, number_t size)
{
    number_t has = size_of(index);
    index_t next = next_of(index);
    number_t room = is_free(next) ? gap_at(place_of(next))->size : 0;
    if (size > has + (size_t)room) return NO_ROOM;
    if (room != 0) {
        if (size != has) heap_shift(index, size);
    } else if (has - size >= LEAST) {
        if (!slots_ready()) slots_lend();
        if (state.unused == 0) return NO_SLOT;
        heap_shrink(index, size);
    }
    return RESIZED;
}

#endif
