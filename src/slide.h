/* SPDX-License-Identifier: MIT */
/*
 * The other ways to make room: PASS slides all blocks down; REACH and LIFT bring a gap to one
 * place, right behind a block that grows, or behind the table.
 */
#ifndef SLIDE_H
#define SLIDE_H

#include "window.h"

#if !TM_COMPACTOR_SLIDE

/* The block that wants room behind it; 0: the table. */
static inline index_t anchor_of_plan(void)
{
    return compactor->plan == PLAN_GROW ? compactor->grow : 0;
}

/* The blocks that the anchor wants behind it: any gap serves the table, or a block that shrinks. */
static inline unsigned goal_reach(void)
{
    index_t anchor = anchor_of_plan();
    return anchor == 0 ? 0 : growth_of(anchor, compactor->grow_size);
}

/* Starts a phase of a plan; what the others left behind is not read again. */
static void start(unsigned phase)
{
    if (phase == SCAN) {
        work->scan.best.index = 0;
        work->scan.cost = 0;
        cursor_set(&compactor->edge, next_of(0));
    } else {
        work->move.at = 0;
        cursor_set(&compactor->edge, phase == LIFT ? anchor_of_plan() : 0);
    }
    compactor->gap.index = 0;
    compactor->phase = (uint8_t)phase;
}

/* PASS, between gaps: a few blocks that are in place, as the slice allows. */
static void pass_walk(index_t node, size_t *left)
{
    unsigned nodes = WALK_NODES;
    do { /* bound: WALK_NODES, COST_NODE each */
        compactor->edge.index = node;
        node = next_of(node);
        nodes--;
        *left -= *left < COST_NODE ? *left : COST_NODE;
    } while (nodes != 0 && *left >= COST_NODE && node != 0 && !is_free(node));
    cursor_set(&compactor->edge, compactor->edge.index);
}

/*
 * PASS: whatever is behind a gap slides down.
 *
 *     -> [ edge ] -> [ gap ] -> [ block ] ->   =>   -> [ edge ] -> [ block ] -> [ gap ] ->
 */
static enum outcome step_pass(size_t *left)
{
    index_t node;
    index_t block;
    if (!cursor_is_valid(&compactor->edge) || is_free(compactor->edge.index)) {
        start(PASS);
        return GOES_ON;
    }
    node = next_of(compactor->edge.index);
    block = is_free(node) ? next_of(node) : node;
    if (block == 0) {
        finish();
    } else if (node == block) {
        pass_walk(node, left);
    } else if (goal_lacks() == FITS) {
        finish();
    } else if (is_immovable(block)) {
        cursor_set(&compactor->edge, block);
    } else {
        cursor_set(&compactor->gap, node);
        work->move.at = compactor->edge.index;
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
    index_t anchor = anchor_of_plan();
    index_t gap = next_of(anchor);
    index_t block = is_free(gap) ? next_of(gap) : gap;
    bool there = is_free(gap) && size_of(gap) >= goal_reach();
    if (anchor != 0 && !is_live(anchor)) there = true;
    if (there || block == 0 || is_immovable(block) || was_touched(block)) {
        finish();
    } else {
        cursor_set(&compactor->gap, gap);
        work->move.at = anchor;
        seek_next(block, place_of(block));
    }
    return GOES_ON;
}

/* LIFT, to begin with: one node in search of a gap above the anchor that is large enough. */
static void lift_search(void)
{
    index_t node = next_of(compactor->edge.index);
    if (node == 0 || (!is_free(node) && is_immovable(node))) {
        finish();
    } else if (is_free(node) && size_of(node) >= goal_reach()) {
        cursor_set(&compactor->gap, node);
        work->move.at = compactor->edge.index;
    } else {
        cursor_set(&compactor->edge, node);
    }
}

/*
 * LIFT: the block in front of the gap slides up across it, until the gap touches the anchor. Slot 0
 * stands for no gap: it is never free, and lies at END, above every anchor.
 *
 *     -> [ anchor ] -> .. -> [ block ] -> [ gap ] ->   =>   .. -> [ gap ] -> [ block ] ->
 */
static enum outcome step_lift(void)
{
    index_t anchor = anchor_of_plan();
    index_t gap = compactor->gap.index;
    index_t block = work->move.at;
    if (anchor != 0 && (!is_live(anchor) || place_of(gap) < place_of(anchor))) {
        finish();
    } else if (gap == 0 && cursor_is_valid(&compactor->edge)) {
        lift_search();
    } else if (!gap_is_valid()) {
        start(LIFT);
    } else if (next_of(anchor) == gap) {
        finish();
    } else if (next_of(block) != gap) {
        walk_to(gap);
    } else if (is_immovable(block)) {
        finish();
    } else {
        move_next(block);
    }
    return GOES_ON;
}

#endif

#endif
