/* SPDX-License-Identifier: MIT */
/*
 * The other ways to make room: PASS slides all blocks down; REACH and LIFT bring a gap to one
 * place, right behind a block that grows, or behind the table.
 */
#ifndef LIFT_H
#define LIFT_H

#include "window.h"

/* The block that wants room behind it; 0: the table. */
static inline slot_t anchor_of_plan(void)
{
    return compactor->plan == PLAN_REALLOC ? compactor->realloc_slot : 0;
}

/* The units that the anchor wants behind it: any gap serves the table, or a block that shrinks. */
static inline unsigned goal_reach(void)
{
    slot_t anchor = anchor_of_plan();
    return anchor == 0 ? 0 : growth_of(anchor, compactor->realloc_size);
}

/* Starts a phase of a plan; what the others left behind is not read again. */
static void phase_start(unsigned phase)
{
    if (phase == SCAN) {
        scratch->scan.best.slot = 0;
        scratch->scan.cost = 0;
        cursor_set(&compactor->frontier, next_of(0));
    } else {
        scratch->move.reached = 0;
        cursor_set(&compactor->frontier, phase == LIFT ? anchor_of_plan() : 0);
    }
    compactor->gap.slot = 0;
    compactor->phase = (uint8_t)phase;
}

/* PASS, between gaps: a few blocks that are in place, as the slice allows. */
static void pass_walk(slot_t node, size_t *left)
{
    unsigned nodes = WALK_NODES;
    do { /* bound: WALK_NODES, COST_NODE each */
        compactor->frontier.slot = node;
        node = next_of(node);
        nodes--;
        *left -= *left < COST_NODE ? *left : COST_NODE;
    } while (nodes != 0 && *left >= COST_NODE && node != 0 && !is_free(node));
    cursor_set(&compactor->frontier, compactor->frontier.slot);
}

/*
 * PASS: whatever is behind a gap slides down.
 *
 *     -> [ edge ] -> [ gap ] -> [ block ] ->   =>   -> [ edge ] -> [ block ] -> [ gap ] ->
 */
static enum outcome step_pass(size_t *left)
{
    slot_t node;
    slot_t block;
    if (!cursor_is_valid(&compactor->frontier) || is_free(compactor->frontier.slot)) {
        phase_start(PASS);
        return GOES_ON;
    }
    node = next_of(compactor->frontier.slot);
    block = is_free(node) ? next_of(node) : node;
    if (block == 0) {
        phase_finish();
    } else if (node == block) {
        pass_walk(node, left);
    } else if (goal_lacks() == FITS) {
        phase_finish();
    } else if (is_immovable(block)) {
        cursor_set(&compactor->frontier, block);
    } else {
        cursor_set(&compactor->gap, node);
        scratch->move.reached = compactor->frontier.slot;
        move_next(block);
    }
    return GOES_ON;
}

/*
 * REACH: the block behind the anchor (or behind the gap there) moves to a gap elsewhere.
 *
 *     -> [ anchor ] -> [ gap ] -> [ block ] ->   =>   -> [ anchor ] -> [ gap           ] ->
 */
static enum outcome step_reach(void)
{
    slot_t anchor = anchor_of_plan();
    slot_t gap = next_of(anchor);
    slot_t block = is_free(gap) ? next_of(gap) : gap;
    bool there = is_free(gap) && size_of(gap) >= goal_reach();
    if (anchor != 0 && !is_live(anchor)) there = true;
    if (there || block == 0 || is_immovable(block) || was_touched(block)) {
        phase_finish();
    } else {
        cursor_set(&compactor->gap, gap);
        scratch->move.reached = anchor;
        seek_next(block, place_of(block));
    }
    return GOES_ON;
}

/* LIFT, to begin with: one node in search of a gap above the anchor that is large enough. */
static void lift_search(void)
{
    slot_t node = next_of(compactor->frontier.slot);
    if (node == 0 || (!is_free(node) && is_immovable(node))) {
        phase_finish();
    } else if (is_free(node) && size_of(node) >= goal_reach()) {
        cursor_set(&compactor->gap, node);
        scratch->move.reached = compactor->frontier.slot;
    } else {
        cursor_set(&compactor->frontier, node);
    }
}

/*
 * LIFT: the block in front of the gap slides up across it, until the gap touches the anchor. Slot 0
 * stands for no gap: it is never free, and lies at POOL_END, above every anchor.
 *
 *     -> [ anchor ] -> .. -> [ block ] -> [ gap ] ->   =>   .. -> [ gap ] -> [ block ] ->
 */
static enum outcome step_lift(void)
{
    slot_t anchor = anchor_of_plan();
    slot_t gap = compactor->gap.slot;
    slot_t block = scratch->move.reached;
    if (anchor != 0 && (!is_live(anchor) || place_of(gap) < place_of(anchor))) {
        phase_finish();
    } else if (gap == 0 && cursor_is_valid(&compactor->frontier)) {
        lift_search();
    } else if (!gap_is_valid()) {
        phase_start(LIFT);
    } else if (next_of(anchor) == gap) {
        phase_finish();
    } else if (next_of(block) != gap) {
        walk_to(gap);
    } else if (is_immovable(block)) {
        phase_finish();
    } else {
        move_next(block);
    }
    return GOES_ON;
}

#endif
