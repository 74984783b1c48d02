/* SPDX-License-Identifier: MIT */
/*
 * Making one large gap out of a window: the stretch of the pool that is the cheapest to empty. SCAN
 * finds it, GATHER empties it, SEEK looks for new homes.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include "carry.h"

/* What a block in a window counts beyond its size, in units: a move costs more than its copy. */
#define CHARGE 32
/* Nodes that one step scans at most, where the slice has no end. */
#define SCAN_NODES 16
/* Of the SCANs of a plan, the one that lets no movable block stay. */
#define LAST_SCAN 3

/*
 * Whether a block must stay for now. A block that takes more than one slice to copy moves only when
 * nothing else helps: it rarely finds another home, and then it slides, again and again.
 */
static bool must_stay(slot_t block)
{
    if (TM_READ_BARRIER && !compactor->in_defrag && compactor->plan_position < LAST_SCAN &&
        !fits_slice(size_of(block)))
        return true;
    return is_immovable(block);
}

/* Takes one node off the start of the window; it starts at a gap again when the next is one. */
static void window_shrink(void)
{
    slot_t first = compactor->gap.slot;
    slot_t next = next_of(first);
    if (!is_free(first)) {
        size_t cost = (size_t)size_of(first) + CHARGE;
        scratch->scan.cost = (number_t)(scratch->scan.cost > cost ? scratch->scan.cost - cost : 0);
    }
    if (next == compactor->frontier.slot) next = 0;
    cursor_set(&compactor->gap, next);
}

/* Takes the node behind the window into it. */
static void window_extend(slot_t node)
{
    if (is_free(node)) {
        if (compactor->gap.slot == 0) cursor_set(&compactor->gap, node);
    } else if (must_stay(node)) {
        compactor->gap.slot = 0;
        scratch->scan.cost = 0;
    } else if (compactor->gap.slot != 0) {
        size_t live = scratch->scan.cost + (size_t)size_of(node) + CHARGE;
        scratch->scan.cost = (number_t)(live < (number_t)-1 ? live : (number_t)-1);
    }
    cursor_set(&compactor->frontier, next_of(node));
}

/* Keeps the window if it is the best so far. */
static void window_keep(void)
{
    if (scratch->scan.best.slot != 0 && scratch->scan.cost >= scratch->scan.best_cost) return;
    scratch->scan.best = compactor->gap;
    scratch->scan.best_cost = scratch->scan.cost;
    scratch->scan.best_end = compactor->frontier.place;
}

/* Goes on from the best window to GATHER. */
static void gather_start(void)
{
    compactor->gap = scratch->scan.best;
    compactor->frontier.place = scratch->scan.best_end;
    scratch->move.reached = 0;
    compactor->phase = GATHER;
}

/*
 * There is no window: between two blocks that stay, all that is free is less than the goal wants.
 * So the other SCANs that let the same blocks stay are in vain, and so is a PASS.
 */
static void scan_in_vain(void)
{
    const uint8_t *plan = plans[compactor->plan];
    unsigned position = compactor->plan_position;
    if (TM_READ_BARRIER && position < LAST_SCAN && plan[LAST_SCAN] == SCAN)
        position = LAST_SCAN;
    else
        /* bound: 5: no plan begins with more */
        while (plan[position] == SCAN || plan[position] == PASS) position++;
    compactor->plan_position = (uint8_t)position;
    compactor->phase = CHOOSE;
}

/*
 * One node of the chain. A window is a stretch from a gap on, long enough for the goal, with
 * nothing in it that stays; of all windows the one with the least to move is wanted, but one that
 * costs at most a unit for each unit scanned is good enough.
 *
 *     -> [ live ] -> ( [ gap ] -> [ live ] -> [ gap ] -> [ live ] ) -> [ edge ] ->
 */
static void scan_node(void)
{
    slot_t first = compactor->gap.slot;
    slot_t edge = compactor->frontier.slot;
    if (first != 0 && !is_free(first)) {
        window_shrink();
    } else if (first != 0 && compactor->frontier.place - compactor->gap.place >= goal_size()) {
        window_keep();
        window_shrink();
    } else if (edge != 0 && (scratch->scan.best.slot == 0 ||
                             scratch->scan.best_cost > compactor->frontier.place - table_end())) {
        window_extend(edge);
    } else if (scratch->scan.best.slot != 0) {
        gather_start();
    } else {
        scan_in_vain();
    }
}

/* SCAN: a node, and more, as the slice allows. */
static enum outcome step_scan(size_t *left)
{
    size_t cost = COST_SCAN_NODE + cost_of_pins();
    unsigned nodes = SCAN_NODES;
    if (!cursor_is_valid(&compactor->frontier) ||
        (compactor->gap.slot != 0 && !cursor_is_valid(&compactor->gap))) {
        phase_finish();
        return GOES_ON;
    }
    scan_node();
    /* bound: SCAN_NODES - 1, COST_SCAN_NODE each */
    while (--nodes != 0 && compactor->phase == SCAN && *left >= cost) {
        *left -= cost;
        scan_node();
    }
    return GOES_ON;
}

/*
 * GATHER: the block behind the window's gap moves to a gap outside; if there is none for it, it
 * slides down, and the gap moves up. Then the window alone is not enough: it goes on above it.
 *
 *     ( [ gap ] -> [ block ] -> ... )   =>   ( [ gap           ] -> ... )    [ block ]
 *                                       or   ( [ block ] -> [ gap ] -> ... )
 */
static enum outcome step_gather(void)
{
    slot_t gap = compactor->gap.slot;
    slot_t block = next_of(gap);
    if (!gap_is_valid()) {
        phase_finish();
    } else if (size_of(gap) >= goal_size()) {
        bins_pull(compactor->gap.place); /* to the head of its bin: there the request looks first */
        bins_push(compactor->gap.place);
        phase_finish();
    } else if (block == 0 || must_stay(block)) {
        phase_finish();
    } else if (was_touched(block)) {
        move_next(block);
    } else {
        seek_next(block, place_of(block) < compactor->frontier.place ? compactor->frontier.place
                                                                     : POOL_END);
    }
    return GOES_ON;
}

#endif
