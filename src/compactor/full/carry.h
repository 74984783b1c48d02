/* SPDX-License-Identifier: MIT */
/*
 * Carrying one block to its new place, in steps: MOVE to take the room, AIM to check that all is
 * right and known, WALK for a predecessor that is not, FLY for the copy and the new links, DROP to
 * make the room left behind a gap. In between the room is *held*: a live block that is nobody's.
 * The block itself is its user's all the time: what he does to it in between AIM sees, and then the
 * room is let go.
 *
 * With the option READ_BARRIER the copy too is made piece by piece: see flight.h.
 */
#ifndef CARRY_H
#define CARRY_H

#include "flight.h"
#include "pool/move.h"

#include "compactor/cost.h"

/* Which way a block goes: to a gap elsewhere, or across the one beside it. */
enum course { APART, DOWN, UP };

/* Gaps that a search for a new home looks at. */
#define SEEK_LOOKS 4
/* Nodes that one step walks at most, where the slice has no end. */
#define WALK_NODES 32

static union scratch *const scratch = &state.compactor.scratch;

/* What copying a block costs. */
static inline size_t cost_of_copy(number_t units)
{
    size_t bytes = (size_t)units * TM_BLOCK_SIZE;
    return COST_OF_COPY(bytes);
}

/* What a look at the list of pins costs now. */
static inline size_t cost_of_pins(void)
{
    return !PIN_BIT && pins_count() != 0 ? (size_t)COST_PINS : 0;
}

/* Whether one slice can copy that much at once. */
static inline bool fits_slice(number_t units)
{
    return cost_of_copy(units) <= (size_t)COST_SLICE - COST_CALL - COST_STEP - COST_FLY;
}

/* Whether a block can't be moved by slices at all. */
static inline bool is_too_large(number_t units)
{
    return !TM_READ_BARRIER && !compactor->in_defrag && !fits_slice(units);
}

/* Whether a live block must stay where it is: pinned, or too large for a slice. */
static bool is_immovable(slot_t slot)
{
    if (is_too_large(size_of(slot))) {
        compactor->large = 1; /* tm_defrag could move it */
        return true;
    }
    return is_pinned(slot);
}

/* Whether a cursor's node still is where it was. */
static inline bool cursor_is_valid(const struct cursor *cursor)
{
    return place_of(cursor->slot) == cursor->place;
}

/* Lets a cursor remember a node of the chain. */
static inline void cursor_set(struct cursor *cursor, slot_t slot)
{
    cursor->slot = slot;
    cursor->place = place_of(slot);
}

/* Whether the gap that is worked on still is one, and where it was. */
static inline bool gap_is_valid(void)
{
    return cursor_is_valid(&compactor->gap) && is_free(compactor->gap.slot);
}

/* Goes on with another stage of the carrying. */
static inline void enter_stage(unsigned stage) { compactor->stage = (uint8_t)stage; }

/* Looks for the predecessor of a node: for AIM, while room is held, else for the phase. */
static void walk_to(slot_t slot)
{
    scratch->move.target = place_of(slot);
    scratch->move.reached = slot; /* no place to walk from: WALK finds one */
    enter_stage(WALK);
}

/* WALK: a few nodes, as the slice allows. */
static enum outcome step_walk(size_t *left)
{
    unsigned nodes;
    if (!walk_is_valid(scratch->move.reached, scratch->move.target))
        scratch->move.reached = walk_start(scratch->move.target);
    /* bound: WALK_NODES, COST_NODE each */
    for (nodes = WALK_NODES; nodes != 0 && *left >= COST_NODE; nodes--) {
        *left -= COST_NODE;
        if (!walk_step(&scratch->move.reached, scratch->move.target)) {
            enter_stage(compactor->held != 0 ? AIM : REST);
            break;
        }
        walk_note(scratch->move.reached);
    }
    return GOES_ON;
}

/*
 * Whether a block of `size` units may move into a gap: it fits exactly; or what is left is a gap
 * again (else the block would keep it, and free room would be lost), and there is a slot.
 */
static bool is_home_for(number_t gap_size, number_t size)
{
    if (gap_size == size) return true;
    return gap_size >= size + (size_t)LEAST_UNITS && (state.unused != 0 || reserve() != 0);
}

/* The phase is over: CHOOSE looks what it came to. */
static void phase_finish(void)
{
    compactor->plan_position++;
    compactor->phase = CHOOSE;
}

/*
 * Looks for a gap for `from` outside of the place of the gap that is worked on up to `end`, and
 * moves it there.
 */
static void seek_next(slot_t from, number_t end)
{
    scratch->move.block = from;
    scratch->move.target = end;
    enter_stage(SEEK);
}

/* Moves `from` next across the gap that is worked on. */
static void move_next(slot_t from)
{
    scratch->move.block = from;
    scratch->move.home = 0;
    enter_stage(MOVE);
}

/*
 * SEEK: a gap that the block can move into, outside of where it may not go: from the exact bin
 * upwards, a few gaps in all. If there is none, the block slides, or (REACH) stays.
 */
static enum outcome step_seek(void)
{
    slot_t block = scratch->move.block;
    number_t size = size_of(block);
    unsigned looks = SEEK_LOOKS;
    unsigned few = 0;
    unsigned bin;
    bitmap_t bins;
    number_t place = 0;
    enter_stage(REST);
    if (!is_live(block)) return GOES_ON;
    enter_stage(MOVE);
    scratch->move.home = 0;
    bin = bin_of(size);
    bins = (bitmap_t)(state.filled >> bin);
    for (; looks != 0; looks--) { /* bound: SEEK_LOOKS */
        const struct gap *gap;
        if (place == 0 || few == 0) {
            unsigned step;
            if (bins == 0) break;
            step = lowest_bit(bins);
            bin += step;
            bins = (bitmap_t)(bins >> step ^ 1);
            place = state.bins[bin];
            few = SEEK_LOOKS / 2;
        }
        gap = gap_at(place);
        if (is_home_for(gap->size, size) &&
            (place < compactor->gap.place || place >= scratch->move.target)) {
            scratch->move.home = gap->own;
            return GOES_ON;
        }
        place = gap->next;
        few--;
    }
    if (compactor->phase == REACH) {
        enter_stage(REST);
        phase_finish();
    }
    return GOES_ON;
}

/*
 * MOVE: takes the room that was chosen, if it still is one.
 *
 *     [ block ] ... [ gap          ]   =>   [ block ] ... [ gap ][ held ]
 *     [ gap   ][ block ]               =>   [ held  ][ block ]              or the other way round
 */
static enum outcome step_move(void)
{
    slot_t block = scratch->move.block;
    slot_t gap = scratch->move.home != 0 ? scratch->move.home : compactor->gap.slot;
    number_t place = place_of(gap);
    number_t size = size_of(block);
    enter_stage(REST);
    if (!is_live(block) || !is_free(gap) || place == 0) return GOES_ON;
    if (scratch->move.home != 0) {
        if (!is_home_for(size_of(gap), size)) return GOES_ON;
        slots_lend();
        compactor->held = heap_cut(place, bin_of(size_of(gap)), size);
        compactor->course = APART;
    } else {
        if (!gap_is_valid() || (next_of(gap) != block && next_of(block) != gap)) return GOES_ON;
        bins_pull(place);
        mark_live(gap);
        compactor->held = gap;
        compactor->course = next_of(gap) == block ? DOWN : UP;
    }
    flight_ready();
    short_free_end();
    enter_stage(AIM);
    return GOES_ON;
}

/* Whether the block still can be carried to the room that is held, or is on its way. */
static bool aim_is_valid(slot_t block, slot_t held)
{
    if (flown() != 0) return block != 0 && !is_abandoned(block);
    if (!is_live(block) || is_immovable(block)) return false;
    if (compactor->course == APART) return block != held && size_of(block) == size_of(held);
    return compactor->course == DOWN ? next_of(held) == block : next_of(block) == held;
}

/* Sees to it that *before is the predecessor of `slot`; false: a WALK for it has begun. */
static bool aim_knows(slot_t slot, slot_t *before)
{
    slot_t gap;
    if (next_of(*before) == slot) return true;
    gap = gap_before(slot, place_of(slot));
    if (gap == 0 && next_of(scratch->move.reached) == slot) gap = scratch->move.reached;
    *before = gap;
    if (gap != 0 || next_of(0) == slot) return true;
    walk_to(slot);
    return false;
}

/* AIM: what moves, and where to, still is so, and the predecessors prove themselves. */
static enum outcome step_aim(void)
{
    slot_t block = scratch->move.block;
    slot_t held = compactor->held;
    slot_t first = compactor->course == DOWN ? held : block;
    if (!aim_is_valid(block, held)) {
        enter_stage(DROP);
    } else if (compactor->course == APART && !aim_knows(held, &scratch->move.home)) {
        return GOES_ON; /* a WALK */
    } else if (aim_knows(first, &scratch->move.reached)) {
        enter_stage(FLY);
    }
    return GOES_ON;
}

/* Whether what AIM made sure of still is so. */
static bool fly_is_right(slot_t block, number_t size)
{
    slot_t held = compactor->held;
    slot_t first = compactor->course == DOWN ? held : block;
    if (block == 0 || is_free(block) || next_of(scratch->move.reached) != first) return false;
    if (is_abandoned(block)) return false;
    if (compactor->course == APART)
        return next_of(scratch->move.home) == held && size_of(held) == size;
    return next_of(first) == (first == held ? block : held);
}

/* Copies `units` more; `copied` are there. On the way up the end comes first. */
static void fly_copy(slot_t block, number_t copied, number_t units)
{
    number_t from = place_of(block);
    number_t size = size_of(block);
    number_t to = place_of(compactor->held);
    if (compactor->course == UP) {
        to = (number_t)(from + size_of(compactor->held));
        copied = (number_t)(size - copied - units);
    }
    copy_units((number_t)(to + copied), (number_t)(from + copied), units);
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

/* All is copied: the chain learns the new place, and the room held is what the block left. */
static void fly_land(slot_t block, slot_t before, slot_t before_held)
{
    slot_t held = compactor->held;
    move_count(size_of(block));
    if (compactor->course == APART)
        chain_swap(before, block, before_held, held);
    else if (compactor->course == DOWN)
        chain_turn(before, held, block);
    else
        chain_turn(before, block, held);
    flight_end();
    enter_stage(DROP);
}

/*
 * A block has slid down. In PASS the next one slides across the same room, which stays held; if it
 * can't, AIM finds out.
 *
 *     [ block ][ held  ][ next  ]
 */
static void fly_next(slot_t block)
{
    slot_t next = next_of(compactor->held);
    scratch->move.reached = block;
    if (compactor->phase != PASS || next == 0 || is_free(next)) return;
    cursor_set(&compactor->frontier, block);
    scratch->move.block = next;
    flight_ready();
    enter_stage(AIM);
}

/* As many units of the rest as are copied in this step; 0: none. */
static size_t fly_portion(size_t rest, size_t left)
{
    if (cost_of_copy((number_t)rest) <= left) return rest;
    if (!TM_READ_BARRIER || fits_slice((number_t)rest)) return 0; /* in the next slice */
    return COST_COPIES(left) / TM_BLOCK_SIZE;
}

/*
 * FLY: copies what the slice allows, and lands when all is there.
 *
 *     [ block ] ... [ held  ]   =>   [ held  ] ... [ block ]
 */
static enum outcome step_fly(size_t *left)
{
    slot_t block = scratch->move.block;
    number_t size = size_of(block);
    size_t copied = flown();
    size_t portion;
    portion = fly_portion(size - copied, *left);
    if (!fly_is_right(block, size) || (portion == 0 && is_too_large(size))) {
        enter_stage(AIM);
        return GOES_ON;
    }
    if (portion == 0) return TOO_DEAR;
    *left -= cost_of_copy((number_t)portion);
    fly_copy(block, (number_t)copied, (number_t)portion);
    if (copied + portion == size) {
        fly_land(block, scratch->move.reached, scratch->move.home);
        if (compactor->course == DOWN) fly_next(block);
    } else {
        flight_note(block, (number_t)(copied + portion));
    }
    return GOES_ON;
}

/*
 * DROP: what is held becomes a gap, or part of the gaps beside it. Then the reserve is filled
 * again.
 *
 *     [ gap ][ held ]   =>   [ gap          ]
 */
static enum outcome step_drop(void)
{
    if (compactor->held != 0) {
        slot_t gap = gap_make(compactor->held);
        compactor->held = 0;
        if (compactor->course != APART) cursor_set(&compactor->gap, gap);
        if (reserve() == 0) return GOES_ON;
    } else {
        slots_refill();
    }
    enter_stage(REST);
    return GOES_ON;
}

/* One step of the carrying: a stage. */
static enum outcome carry_step(size_t *left)
{
    switch (compactor->stage) {
    case SEEK:
        return step_seek();
    case MOVE:
        return step_move();
    case AIM:
        return step_aim();
    case WALK:
        return step_walk(left);
    case FLY:
        return step_fly(left);
    default:
        return step_drop();
    }
}

/* A block that is pinned stays: what is held for it is let go. */
static inline void carry_cancel(slot_t slot)
{
    if (compactor->held != 0 && scratch->move.block == slot) scratch->move.block = 0;
}

/*
 * Takes a block out of flight before it is used: a copy apart is abandoned, O(1); on its way across
 * a gap the block lands at once, at the cost of the rest of its copy and of a walk.
 */
static void fly_touch(slot_t slot)
{
    if (!is_in_flight(slot)) return;
    if (compactor->course == APART) {
        flight_abandon(slot);
        return;
    }
    fly_copy(slot, flown(), (number_t)(size_of(slot) - flown()));
    fly_land(slot, predecessor_of(compactor->course == DOWN ? compactor->held : slot), 0);
}

#endif
