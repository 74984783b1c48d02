/* SPDX-License-Identifier: MIT */
/*
 * Moving a block piece by piece, for the option READ_BARRIER. While it flies, the room that it
 * goes to (or the gap that it crosses) is held: a live block that is nobody's. tm_void compares
 * with the one index in flight: the block is whole again before anybody sees it.
 */
#ifndef FLIGHT_H
#define FLIGHT_H

#include "move.h"

#if TM_READ_BARRIER

/* Which way it goes; on the way down or up across a gap the old bytes are lost. */
enum course { APART, DOWN, UP };

volatile tm_index_t tm_in_flight_ IN_SECTION;

/* The blocks that are held: free, but in no bin. */
static inline number_t held_blocks(void)
{
    index_t held = state.compactor.held;
    return held == 0 ? 0 : size_of(held);
}

/* Whether a live slot is the compactor's own. */
static inline bool is_held(index_t index) { return index != 0 && index == state.compactor.held; }

/* Takes off for the top of a gap. A slot is unused, where the gap must be cut. */
static void flight_apart(index_t index, index_t gap)
{
    state.compactor.held = heap_cut(place_of(gap), size_of(index));
    state.compactor.course = APART;
    state.compactor.copied = 0;
    state.compactor.phase = FLY;
    tm_in_flight_ = index;
}

/* Takes off across the gap beside it. */
static void flight_across(index_t index, index_t gap)
{
    bins_pull(place_of(gap));
    mark_live(gap);
    state.compactor.held = gap;
    state.compactor.course = next_of(gap) == index ? DOWN : UP;
    state.compactor.copied = 0;
    state.compactor.phase = FLY;
    tm_in_flight_ = index;
}

/* Copies `blocks` more. On the way up the end comes first. */
static void flight_copy(number_t blocks)
{
    struct compactor *const c = &state.compactor;
    index_t index = tm_in_flight_;
    number_t from = place_of(index);
    number_t to = c->course == UP ? (number_t)(from + size_of(c->held)) : place_of(c->held);
    number_t offset = c->copied;
    if (c->course == UP) offset = (number_t)(size_of(index) - c->copied - blocks);
    copy_blocks((number_t)(to + offset), (number_t)(from + offset), blocks);
    c->copied = (number_t)(c->copied + blocks);
}

/*
 * Lands, when all is copied: the chain learns the new place, and the room held becomes a gap at the
 * old one. `before` is the predecessor of the block, or of the first of the two neighbours;
 * `before_held` that of the room, where it lies apart.
 */
static void flight_land(index_t before, index_t before_held)
{
    struct compactor *const c = &state.compactor;
    index_t index = tm_in_flight_;
    index_t held = c->held;
    move_count(size_of(index));
    if (c->course == APART)
        chain_swap(before, index, before_held, held);
    else if (c->course == DOWN)
        chain_turn(before, held, index);
    else
        chain_turn(before, index, held);
    c->held = 0;
    c->touched = 0;
    tm_in_flight_ = 0;
    heap_free(held);
}

/* Lets go of the room, when the block was taken out of flight. */
static void flight_drop(void)
{
    index_t held = state.compactor.held;
    state.compactor.held = 0;
    heap_free(held);
}

/*
 * Takes a block out of flight before it is used: a copy apart is abandoned, O(1); on its way across
 * a gap the block lands at once, at the cost of the rest of its copy and of a walk.
 */
static void flight_touch(index_t index)
{
    struct compactor *const c = &state.compactor;
    if (index == 0 || index != tm_in_flight_) return;
    if (c->course == APART) {
        c->touched = index;
        tm_in_flight_ = 0;
        return;
    }
    flight_copy((number_t)(size_of(index) - c->copied));
    flight_land(predecessor_of(c->course == DOWN ? c->held : index), 0);
}

/* Whether a block was just taken out of flight: next it slides, which nobody can stop. */
static inline bool was_touched(index_t index) { return index == state.compactor.touched; }

/* A block that is freed needs no care: only its flight ends. */
static inline void flight_forget(index_t index)
{
    if (index == tm_in_flight_) tm_in_flight_ = 0;
}

#else

/* Nothing is ever held. */
static inline number_t held_blocks(void) { return 0; }

/* Nothing is ever held. */
static inline bool is_held(index_t index)
{
    (void)index;
    return false;
}

/* Nothing ever flies. */
static inline bool was_touched(index_t index)
{
    (void)index;
    return false;
}

/* Nothing ever flies. */
static inline void flight_touch(index_t index) { (void)index; }

/* Nothing ever flies. */
static inline void flight_forget(index_t index) { (void)index; }

#endif

#endif
