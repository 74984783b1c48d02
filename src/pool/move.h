/* SPDX-License-Identifier: MIT */
/*
 * Moving one block, at once: to a gap elsewhere, or across the gap beside it. The room that a move
 * needs or leaves is a live block for a moment, so that heap.h does all the cutting and joining.
 */
#ifndef MOVE_H
#define MOVE_H

#include "copy.h"
#include "heap.h"

/* Counts a move. */
static inline void move_count(number_t units)
{
#if TM_STATS
    state.stats.moves++;
    state.stats.moved_bytes += (tm_size_t)units * TM_BLOCK_SIZE;
#else
    (void)units;
#endif
}

/*
 * Lets two live blocks change places on the chain; their predecessors are known.
 *
 *     -> p -> a -> ...  -> q -> b ->     =>     -> p -> b -> ...  -> q -> a ->
 *
 * Neighbours too: there one of them is the other's predecessor, and so it will be the other way.
 */
static void chain_swap(slot_t before_a, slot_t a, slot_t before_b, slot_t b)
{
    number_t place = place_of(a);
    slot_t next = next_of(a);
    set_live(a, place_of(b), next_of(b));
    set_live(b, place, next);
    set_next(before_a == b ? a : before_a, b);
    set_next(before_b == a ? b : before_b, a);
}

/*
 * Lets two neighbours change places on the chain: b moves down to where a started.
 *
 *     -> p -> [ a    ][ b ] ->     =>     -> p -> [ b ][ a    ] ->
 */
static void chain_turn(slot_t before, slot_t a, slot_t b)
{
    number_t place = place_of(a);
    number_t size_b = size_of(b);
    set_live(a, (number_t)(place + size_b), next_of(b));
    set_live(b, place, a);
    set_next(before, b);
}

/*
 * Moves the live block `slot` to the top of a gap in `bin`, with room for `size` units there (not
 * less than it has). A slot is unused, where the gap must be cut. `before` and `before_gap` are the
 * predecessors of the block and of the gap.
 *
 *     [ slot  ] ... [ gap         ]   =>   [ free  ] ... [ gap ][ slot  ]
 */
static void move_to_gap(slot_t before, slot_t slot, slot_t before_gap, unsigned bin, number_t size)
{
    slot_t gap = next_of(before_gap);
    number_t has = size_of(slot);
    unsigned got = size;
    slot_t room = heap_cut(place_of(gap), bin, &got);
    if (room != gap) {
        before_gap = gap;
        if (before == gap) before = room;
    }
    copy_units(place_of(room), place_of(slot), has);
    chain_swap(before, slot, before_gap, room);
    (void)gap_make(room);
    move_count(has);
}

/*
 * Gives a block `size` units at another place; its index stays. False: no gap or slot for it.
 * Costs the copy, and up to two walks over the blocks below.
 */
static bool move_and_grow(slot_t slot, number_t size)
{
    unsigned bin;
    number_t place = heap_find(size, &bin);
    slot_t before;
    slot_t before_gap;
    if (place == 0) return false;
    before_gap = predecessor_of(gap_at(place)->own);
    before = predecessor_of(slot);
    move_to_gap(before, slot, before_gap, bin, size);
    return true;
}

#endif
