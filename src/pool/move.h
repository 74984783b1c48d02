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
 * Neighbours too: there one of them is the other's predecessor, and links to itself for a moment.
 */
static void chain_swap(slot_t before_a, slot_t a, slot_t before_b, slot_t b)
{
    number_t place = place_of(a);
    slot_t next;
    set_next(before_a, b);
    set_next(before_b, a);
    next = next_of(a);
    set_live(a, place_of(b), next_of(b));
    set_live(b, place, next);
}

#if TM_COMPACTOR_SLIDE || TM_SCRAMBLE

/*
 * Slides a block across the gap beside it; a and b are neighbours, one the block, one the gap.
 *
 *     [ gap   ][ block ]   =>   [ block ][ gap   ]   or the other way round
 */
static void move_across(slot_t before, slot_t a, slot_t b, slot_t block)
{
    slot_t gap = block == a ? b : a;
    number_t from = place_of(block);
    number_t size = size_of(block);
    number_t size_b = size_of(b);
    bins_pull(place_of(gap));
    chain_swap(before, a, a, b);
    set_place(a, (number_t)(place_of(b) + size_b));
    copy_units(place_of(block), from, size);
    (void)gap_make(gap);
    move_count(size);
}

#endif

/*
 * Moves the live block `slot` to the top of a gap in `bin`, with room for `size` units there (not
 * less than it has). A slot is unused, where the gap must be cut. Costs the copy, and up to two
 * walks over the blocks below.
 *
 *     [ slot  ] ... [ gap         ]   =>   [ free  ] ... [ gap ][ slot  ]
 */
static void move_to_gap(slot_t slot, number_t place, unsigned bin, number_t size)
{
    number_t has = size_of(slot);
    slot_t room = heap_cut(place, bin, size);
    copy_units(place_of(room), place_of(slot), has);
    chain_swap(predecessor_of(slot), slot, predecessor_of(room), room);
    (void)gap_make(room);
    move_count(has);
}

/* Gives a block `size` units at another place; its index stays. False: no gap or slot for it. */
static bool move_and_grow(slot_t slot, number_t size)
{
    unsigned bin;
    number_t place = heap_find(size, &bin);
    if (place == 0) return false;
    move_to_gap(slot, place, bin, size);
    return true;
}

#endif
