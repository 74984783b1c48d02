/* SPDX-License-Identifier: MIT */
/*
 * The compactor: a state machine that makes room for the requests that were refused. Each step is
 * small, has a bound (platform/cost.h), and leaves an ordinary pool behind. What it remembers from
 * step to step it checks before use: what a call in between made stale is looked up anew.
 *
 * Why it ends: a plan has few phases. Each move in GATHER takes a block out of the window or moves
 * its gap up; PASS moves every block down, once; each move in REACH makes one gap grow; each in
 * LIFT brings one gap down past a block. Only a call in between lets it start over.
 */
#ifndef COMPACT_H
#define COMPACT_H

#include "flight.h"
#include "pins.h"

#include "cost.h"

#if TM_SLICE < COST_LEAST
#error "tinymem: option SLICE is too small for this core: see COST_LEAST in platform/cost.h"
#endif

/* Goals, in the order in which they are worked for; also the bits of given_up. */
#define ALL 1   /* tm_defrag's: one gap */
#define ALLOC 2 /* tm_alloc's request */
#define GROW 4  /* tm_realloc's request */
/* A bit of given_up: nothing was freed since the work for the goal began. */
#define UNCHANGED 8

/* What a block in a window counts beyond its size, in blocks: a move costs more than its copy. */
#define CHARGE 8
/* A window is good enough when it costs at most one block for each two or three blocks scanned. */
#define GOOD_ENOUGH(scanned) ((scanned) / 8 * 3)
/* Gaps that a search for a new home looks at. */
#define SEARCH_LOOKS 6
/* Phases that are spent on a goal at most: each ends, so the work for it does. */
#define MOST_PHASES 31
/* Nodes that one step scans. */
#define SCAN_NODES 4
/* Nodes that one step walks. */
#define WALK_NODES 8

/* What became of a step. */
enum outcome {
    GOES_ON, /* there is more to do */
    SERVED,  /* a request can be served now */
    GAVE_UP, /* a request can't be served */
    IDLE,    /* nothing is to be done */
    TOO_DEAR /* not begun: it costs more than is left of the slice */
};

/* What is tried for a goal, phase by phase; the CHOOSE at the end gives up. */
enum plan { PLAN_NONE, PLAN_ALL, PLAN_ALLOC, PLAN_GROW, PLAN_SLOT };
static const uint8_t plans[][7] = {
    {CHOOSE},
    {PASS, CHOOSE},
    {SCAN, SCAN, SCAN, SCAN, PASS, CHOOSE},
    {REACH, SCAN, SCAN, LIFT, PASS, LIFT, CHOOSE},
    {REACH, LIFT, PASS, CHOOSE},
};

static struct compactor *const compactor = &state.compactor;
static union work *const work = &state.compactor.work;

/* What copying a block costs. */
static inline size_t cost_of_copy(number_t blocks)
{
    size_t bytes = (size_t)blocks * TM_BLOCK_SIZE;
    return COST_OF_COPY(bytes);
}

/* What a look at the list of pins costs now. */
static inline size_t cost_of_pins(void) { return pins_count() != 0 ? COST_PINS : 0; }

/* What a slice has for the copy of a block, when it does nothing but a move. */
static inline size_t slice_for_copy(void)
{
    return (size_t)TM_SLICE - COST_CALL - COST_STEP - COST_MOVE - cost_of_pins();
}

/* Whether a live block must stay where it is: pinned, or too large for a slice. */
static bool is_immovable(index_t index)
{
#if !TM_READ_BARRIER
    if (!compactor->unlimited && cost_of_copy(size_of(index)) > slice_for_copy()) return true;
#endif
    return is_pinned(index);
}

/* Whether a cursor's node still is where it was. */
static inline bool cursor_is_valid(const struct cursor *cursor)
{
    return place_of(cursor->index) == cursor->place;
}

/* Lets a cursor remember a node of the chain. */
static inline void cursor_set(struct cursor *cursor, index_t index)
{
    cursor->index = index;
    cursor->place = place_of(index);
}

/* Whether the gap that is worked on still is one, and where it was. */
static inline bool gap_is_valid(void)
{
    return cursor_is_valid(&compactor->gap) && is_free(compactor->gap.index);
}

/* The blocks that the goal wants in one gap. */
static inline number_t goal_size(void)
{
    return compactor->goal == ALLOC ? compactor->want : compactor->grow_size;
}

/* How much a block must grow to `size` blocks. */
static inline number_t growth_of(index_t index, number_t size)
{
    number_t has = size_of(index);
    return (number_t)(size > has ? size - has : 0);
}

/* The blocks that the anchor wants behind it: any gap serves the table, or a block that shrinks. */
static inline number_t goal_reach(void)
{
    return work->move.anchor == 0 ? 0 : growth_of(work->move.anchor, compactor->grow_size);
}

/* Whether tm_realloc's request would be served now. */
static bool grow_is_met(void)
{
    index_t who = compactor->grow;
    number_t size = compactor->grow_size;
    number_t has = size_of(who);
    index_t next = next_of(who);
    if (is_free(next)) {
        if (size <= has + (size_t)size_of(next)) return true;
    } else if (size <= has) {
        return has - size < LEAST || slots_ready() || state.compactor.reserve != 0;
    }
    return !is_pinned(who) && heap_find(size) != 0;
}

/* Whether the goal is reached, or nobody wants it any more. */
static bool goal_is_met(void)
{
    if (compactor->goal == ALL) return false;
    if (compactor->goal == ALLOC) return compactor->want == 0 || heap_find(compactor->want) != 0;
    return compactor->grow == 0 || !is_live(compactor->grow) || grow_is_met();
}

/* Goes on with another phase. */
static inline void enter(unsigned phase) { compactor->phase = (uint8_t)phase; }

/* The phase is over: CHOOSE looks what it came to. */
static void finish(void)
{
    compactor->tries++;
    enter(CHOOSE);
}

/*
 * The gap is where the anchor wants it, or can't be brought there. The table takes its slots at
 * once: no other move can undo that, so the plan may start over.
 */
static void finish_behind_anchor(void)
{
    index_t made = state.made;
    if (work->move.anchor == 0) (void)slots_ready();
    finish();
    if (state.made != made) compactor->tries = 0;
}

/* Starts a phase of a plan; what the others left behind is not read again, but for the anchor. */
static void start(unsigned phase)
{
    index_t anchor = work->move.anchor;
    memset(work, 0, sizeof *work);
    if (phase != SCAN) work->move.anchor = anchor;
    cursor_set(&compactor->edge, phase == SCAN ? next_of(0) : phase == LIFT ? anchor : 0);
    compactor->gap.index = 0;
    enter(phase);
}

/* Looks for the predecessor of what stands at `target`, and then goes on with `phase`. */
static void walk_to(number_t target, unsigned phase)
{
    work->move.target = target;
    work->move.at = walk_start(target);
    compactor->after_walk = phase & 15;
    enter(WALK);
}

/* Moves `from` next, into the gap `to`, or (0) across the gap that is worked on; then `phase`. */
static void move_next(index_t from, index_t to, unsigned phase)
{
    work->move.from = from;
    work->move.to = to;
    compactor->after_move = phase & 15;
    enter(MOVE);
}

/* Puts the gap that was worked on where the request looks first. */
static void raise_gap(index_t gap)
{
    bins_pull(place_of(gap));
    bins_push(place_of(gap));
}

/* Begins the work for a goal. */
static void begin(unsigned goal)
{
    compactor->goal = goal & 7;
    compactor->tries = 0;
    compactor->phases = 0;
    compactor->given_up |= UNCHANGED;
}

/* The plan was tried to its end. That counts, unless something was freed meanwhile. */
static enum outcome give_up(void)
{
    if (compactor->given_up & UNCHANGED)
        compactor->given_up = (uint8_t)(compactor->given_up | compactor->goal);
    begin(compactor->goal);
    return GAVE_UP;
}

/* The plan for the goal, which is not met. It says what wants room behind it, too. */
static enum plan plan_for_goal(void)
{
    number_t needs = goal_size();
    work->move.anchor = 0;
    if (compactor->goal == ALL) return PLAN_ALL;
    if (compactor->goal == GROW) needs = growth_of(compactor->grow, needs);
    if (state.unused == 0 && state.made < TM_INDEXES && (needs == 0 || bins_find(goal_size()) != 0))
        return PLAN_SLOT;
    if (needs > state.free_blocks + (size_t)held_blocks()) return PLAN_NONE;
    if (compactor->goal == ALLOC) return PLAN_ALLOC;
    work->move.anchor = compactor->grow;
    return PLAN_GROW;
}

/* The goals that are wanted and not given up, as bits. */
static unsigned goals_open(void)
{
    unsigned goals = 0;
    if (compactor->grow != 0 && !is_live(compactor->grow)) compactor->grow = 0;
    if (compactor->all) goals |= ALL;
    if (compactor->want != 0) goals |= ALLOC;
    if (compactor->grow != 0) goals |= GROW;
    return goals & ~(unsigned)compactor->given_up;
}

/* CHOOSE: takes the next phase of the plan for the first goal. */
static enum outcome step_choose(void)
{
    unsigned goals = goals_open();
    unsigned goal = goals & (~goals + 1);
    unsigned plan;
    unsigned phase;
    if (goal == 0) return IDLE;
    if (goal != compactor->goal) begin(goal);
    if (goal_is_met()) {
        if (goal == ALLOC) compactor->want = 0;
        if (goal == GROW) compactor->grow = 0;
        begin(goal);
        return SERVED;
    }
    plan = plan_for_goal();
    if (plan != compactor->plan) compactor->tries = 0;
    compactor->plan = plan & 7;
    phase = plans[plan][compactor->tries];
    if (phase == CHOOSE || compactor->phases == MOST_PHASES) return give_up();
    compactor->phases++;
    start(phase);
    return GOES_ON;
}

/* Takes one node off the start of the window; it starts at a gap again when the next is one. */
static void window_shrink(void)
{
    index_t first = compactor->gap.index;
    index_t next = next_of(first);
    if (!is_free(first)) {
        size_t cost = (size_t)size_of(first) + CHARGE;
        work->scan.cost = (number_t)(work->scan.cost > cost ? work->scan.cost - cost : 0);
    }
    if (next == compactor->edge.index) next = 0;
    cursor_set(&compactor->gap, next);
}

/* Takes the node behind the window into it. */
static void window_extend(index_t node)
{
    if (is_free(node)) {
        if (compactor->gap.index == 0) cursor_set(&compactor->gap, node);
    } else if (is_immovable(node)) {
        compactor->gap.index = 0;
        work->scan.cost = 0;
    } else if (compactor->gap.index != 0) {
        size_t live = work->scan.cost + (size_t)size_of(node) + CHARGE;
        work->scan.cost = (number_t)(live < END ? live : END);
    }
    cursor_set(&compactor->edge, next_of(node));
}

/* Keeps the window if it is the best so far. */
static void window_keep(void)
{
    if (work->scan.best.index != 0 && work->scan.cost >= work->scan.best_cost) return;
    work->scan.best = compactor->gap;
    work->scan.best_cost = work->scan.cost;
    work->scan.best_end = compactor->edge.place;
}

/* Goes on from the best window to GATHER. */
static void gather_start(void)
{
    compactor->gap = work->scan.best;
    compactor->edge.place = work->scan.best_end;
    memset(work, 0, sizeof *work);
    enter(GATHER);
}

/*
 * One node of the chain. A window is a stretch from a gap on, long enough for the goal, with
 * nothing immovable in it; of all windows the one with the least to move is wanted.
 *
 *     -> [ live ] -> ( [ gap ] -> [ live ] -> [ gap ] -> [ live ] ) -> [ edge ] ->
 */
static void scan_node(void)
{
    index_t first = compactor->gap.index;
    index_t edge = compactor->edge.index;
    if (!cursor_is_valid(&compactor->edge) || (first != 0 && !cursor_is_valid(&compactor->gap))) {
        finish();
    } else if (first != 0 && !is_free(first)) {
        window_shrink();
    } else if (first != 0 && compactor->edge.place - compactor->gap.place >= goal_size()) {
        window_keep();
        window_shrink();
    } else if (edge != 0 &&
               (work->scan.best.index == 0 ||
                work->scan.best_cost > GOOD_ENOUGH(compactor->edge.place - table_end()))) {
        window_extend(edge);
    } else if (work->scan.best.index != 0) {
        gather_start();
    } else {
        finish();
    }
}

/* SCAN: a node, and a few more, as the slice allows. */
static enum outcome step_scan(size_t *left)
{
    size_t cost = COST_SCAN + cost_of_pins();
    unsigned nodes;
    scan_node();
    for (nodes = SCAN_NODES - 1; nodes != 0 && compactor->phase == SCAN && *left >= cost; nodes--) {
        *left -= cost;
        scan_node();
    }
    return GOES_ON;
}

/*
 * Whether a block of `size` blocks may move into a gap: it fits exactly; or what is left is a gap
 * again (else the block would keep it, and free room would be lost), and there is a slot.
 */
static bool is_home_for(number_t gap_size, number_t size)
{
    if (gap_size == size) return true;
    return gap_size >= size + (size_t)LEAST && (state.unused != 0 || state.compactor.reserve != 0);
}

/*
 * Looks for a gap that a block of `size` blocks can move into, outside `start` to `end`: from the
 * exact bin upwards, a few gaps in all. 0: none.
 */
static index_t search_home(number_t size, number_t start, number_t end)
{
    unsigned looks = SEARCH_LOOKS;
    unsigned bin = bin_of(size);
    bitmap_t bins = (bitmap_t)(state.filled >> bin);
    while (bins != 0) {
        unsigned step = lowest_bit(bins);
        number_t place = state.bins[bin + step];
        unsigned few;
        for (few = SEARCH_LOOKS / 2; place != 0 && few != 0; few--) {
            struct gap *gap = gap_at(place);
            if (is_home_for(gap->size, size) && (place < start || place >= end)) return gap->own;
            if (--looks == 0) return 0;
            place = gap->next;
        }
        bin += step + 1;
        bins = (bitmap_t)(bins >> step >> 1);
    }
    return 0;
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
    index_t gap = compactor->gap.index;
    index_t block = next_of(gap);
    if (!gap_is_valid()) {
        finish();
    } else if (size_of(gap) >= goal_size()) {
        raise_gap(gap);
        finish();
    } else if (block == 0 || is_immovable(block)) {
        finish();
    } else {
        number_t end = place_of(block) < compactor->edge.place ? compactor->edge.place : END;
        index_t home = 0;
        if (!was_touched(block)) home = search_home(size_of(block), compactor->gap.place, end);
        move_next(block, home, GATHER);
    }
    return GOES_ON;
}

/* PASS, between gaps: a few blocks that are in place, as the slice allows. */
static void pass_walk(index_t node, size_t *left)
{
    unsigned nodes = WALK_NODES;
    do {
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
    } else if (goal_is_met()) {
        finish();
    } else if (is_immovable(block)) {
        cursor_set(&compactor->edge, block);
    } else {
        cursor_set(&compactor->gap, node);
        work->move.at = compactor->edge.index;
        move_next(block, 0, PASS);
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
    index_t anchor = work->move.anchor;
    index_t gap = next_of(anchor);
    index_t block = is_free(gap) ? next_of(gap) : gap;
    index_t home = 0;
    bool there = is_free(gap) && size_of(gap) >= goal_reach();
    if (anchor != 0 && !is_live(anchor)) there = true;
    if (!there && block != 0 && !is_immovable(block) && !was_touched(block))
        home = search_home(size_of(block), place_of(gap), place_of(block));
    if (home == 0)
        finish_behind_anchor();
    else
        move_next(block, home, REACH);
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
 * LIFT: the block in front of the gap slides up across it, until the gap touches the anchor.
 *
 *     -> [ anchor ] -> .. -> [ block ] -> [ gap ] ->   =>   .. -> [ gap ] -> [ block ] ->
 */
static enum outcome step_lift(void)
{
    index_t anchor = work->move.anchor;
    index_t gap = compactor->gap.index;
    index_t block = work->move.at;
    if (anchor != 0 && (!is_live(anchor) || (gap != 0 && place_of(gap) < place_of(anchor)))) {
        finish();
    } else if (gap == 0 && cursor_is_valid(&compactor->edge)) {
        lift_search();
    } else if (gap == 0 || !gap_is_valid()) {
        start(LIFT);
    } else if (next_of(anchor) == gap) {
        finish_behind_anchor();
    } else if (next_of(block) != gap) {
        walk_to(compactor->gap.place, LIFT);
    } else if (is_immovable(block)) {
        finish();
    } else {
        move_next(block, 0, LIFT);
    }
    return GOES_ON;
}

/* WALK: a few nodes, as the slice allows. */
static enum outcome step_walk(size_t *left)
{
    unsigned nodes;
    if (!walk_is_valid(work->move.at, work->move.target))
        work->move.at = walk_start(work->move.target);
    for (nodes = WALK_NODES; nodes != 0 && *left >= COST_NODE; nodes--) {
        *left -= COST_NODE;
        if (!walk_step(&work->move.at, work->move.target)) {
            enter(compactor->after_walk);
            break;
        }
        walk_note(work->move.at);
    }
    return GOES_ON;
}

/* Whether what was chosen for a MOVE into a gap still is so. */
static bool home_is_valid(index_t before, index_t block, index_t home)
{
    return next_of(before) == block && is_free(home) && place_of(home) != 0 &&
           is_home_for(size_of(home), size_of(block));
}

/* MOVE into a gap elsewhere. `whole`: the copy fits into the slice; else it begins to fly. */
static void move_home(bool whole)
{
    index_t block = work->move.from;
    index_t home = work->move.to;
    index_t before = gap_before(block, place_of(block));
    if (before == 0) before = work->move.anchor;
    enter(compactor->after_move);
    if (!home_is_valid(before, block, home)) return;
    if (size_of(home) == size_of(block) && next_of(work->move.at) != home) {
        walk_to(place_of(home), MOVE);
    } else if (whole) {
        slots_lend();
        move_to_gap(before, block, work->move.at, home, size_of(block));
        slots_refill();
    } else {
#if TM_READ_BARRIER
        slots_lend();
        flight_apart(block, home);
#endif
    }
}

/* MOVE across the gap that is worked on, whichever side it is on. */
static void move_beside(bool whole)
{
    index_t block = work->move.from;
    index_t gap = compactor->gap.index;
    index_t first = next_of(gap) == block ? gap : block;
    index_t second = first == gap ? block : gap;
    enter(compactor->after_move);
    if (!gap_is_valid() || next_of(first) != second) return;
    if (next_of(work->move.at) != first) {
        walk_to(place_of(first), MOVE);
    } else if (whole) {
        move_across(work->move.at, first, second);
        if (first == gap) work->move.at = block;
        cursor_set(&compactor->gap, first == gap ? gap : gap_before(block, place_of(block)));
    } else {
#if TM_READ_BARRIER
        flight_across(block, gap);
#endif
    }
}

/* MOVE: one block, if what is left of the slice allows its copy. */
static enum outcome step_move(size_t *left)
{
    index_t block = work->move.from;
    size_t copy;
    bool whole = true;
    if (!is_live(block) || is_held(block) || is_immovable(block)) {
        enter(compactor->after_move);
        return GOES_ON;
    }
    copy = cost_of_copy(size_of(block));
    if (copy > *left) {
        if (!TM_READ_BARRIER || copy <= slice_for_copy()) return TOO_DEAR;
        whole = false;
    }
    if (work->move.to != 0)
        move_home(whole);
    else
        move_beside(whole);
    if (whole && compactor->phase == compactor->after_move) *left -= copy;
    return GOES_ON;
}

#if TM_READ_BARRIER

/* The predecessor of `index`, if it proves itself; else a WALK for it is begun, and false. */
static bool fly_knows(index_t index, index_t *before)
{
    index_t gap = gap_before(index, place_of(index));
    *before = gap != 0 ? gap : work->move.at;
    if (next_of(*before) == index) return true;
    walk_to(place_of(index), FLY);
    return false;
}

/* FLY, the end: the chain learns where the block is now. */
static void fly_land(void)
{
    index_t block = tm_in_flight_;
    index_t held = compactor->held;
    index_t before;
    if (compactor->course == APART) {
        if (next_of(work->move.to) != held) {
            if (fly_knows(held, &before)) work->move.to = before;
            return;
        }
        if (!fly_knows(block, &before)) return;
        flight_land(before, work->move.to);
        slots_refill();
    } else {
        if (!fly_knows(compactor->course == DOWN ? held : block, &before)) return;
        flight_land(before, 0);
        work->move.at = block;
        cursor_set(&compactor->gap,
                   compactor->course == DOWN ? held : gap_before(block, place_of(block)));
    }
    enter(compactor->after_move);
}

/* FLY: as much of the copy as the slice allows; then the landing. */
static enum outcome step_fly(size_t *left)
{
    size_t blocks = *left / COST_OF_COPY(TM_BLOCK_SIZE);
    size_t rest;
    if (tm_in_flight_ == 0) { /* it was touched, or freed */
        if (compactor->held != 0) flight_drop();
        slots_refill();
        enter(compactor->after_move);
        return GOES_ON;
    }
    rest = (size_t)size_of(tm_in_flight_) - compactor->copied;
    if (rest == 0) {
        fly_land();
        return GOES_ON;
    }
    if (blocks == 0) return TOO_DEAR;
    if (blocks > rest) blocks = rest;
    flight_copy((number_t)blocks);
    *left -= blocks * COST_OF_COPY(TM_BLOCK_SIZE);
    return GOES_ON;
}

#else

/* FLY: never entered without the option READ_BARRIER. */
static enum outcome step_fly(size_t *left)
{
    (void)left;
    return IDLE;
}

#endif

/* One step, if what is left of the slice allows it; what it costs is taken off. */
static enum outcome compact_step(size_t *left)
{
    static const uint16_t costs[] = {COST_CHOOSE, COST_SCAN, COST_GATHER, COST_PASS, COST_REACH,
                                     COST_LIFT,   COST_WALK, COST_MOVE,   COST_FLY};
    size_t cost = COST_STEP + costs[compactor->phase] + cost_of_pins();
    if (cost > *left) return TOO_DEAR;
    *left -= cost;
    switch (compactor->phase) {
    case SCAN:
        return step_scan(left);
    case GATHER:
        return step_gather();
    case PASS:
        return step_pass(left);
    case REACH:
        return step_reach();
    case LIFT:
        return step_lift();
    case WALK:
        return step_walk(left);
    case MOVE:
        return step_move(left);
    case FLY:
        return step_fly(left);
    default:
        return step_choose();
    }
}

/*
 * Remembers a refused request of tm_alloc: the latest. But one that is not below a request that was
 * given up is given up with it. The plan goes on where it is, so two callers that are refused in
 * turn get to its end too. While tm_defrag is at work, its own
 * request is the only one.
 */
static void compact_want(number_t size)
{
    if (compactor->unlimited) return;
    if ((compactor->given_up & ALLOC) != 0) {
        if (size >= compactor->want) return;
        compactor->given_up &= (uint8_t)~ALLOC;
    }
    compactor->want = size;
}

/* Whether a request of tm_realloc is as hopeless as the one that was given up. */
static bool is_hopeless_too(index_t index, number_t size)
{
    index_t who = compactor->grow;
    if (!is_live(who) || is_pinned(who) != is_pinned(index)) return false;
    if (is_pinned(who) && who != index) return false;
    return growth_of(who, compactor->grow_size) != 0 &&
           growth_of(index, size) >= growth_of(who, compactor->grow_size);
}

/* Remembers a refused request of tm_realloc, of a live block, in the same way: growth counts. */
static void compact_grow(index_t index, number_t size)
{
    if (compactor->unlimited) return;
    if ((compactor->given_up & GROW) != 0) {
        if (is_hopeless_too(index, size)) return;
        if (compactor->grow == index && compactor->grow_size == size) return;
        compactor->given_up &= (uint8_t)~GROW;
    }
    compactor->grow = index;
    compactor->grow_size = size;
}

/* A request of tm_alloc was served: it is forgotten, and the work for the next one starts fresh. */
static void compact_served_alloc(void)
{
    if (compactor->unlimited) return;
    compactor->want = 0;
    compactor->tries = 0;
    compactor->phases = 0;
}

/* The same for tm_realloc. */
static void compact_served_grow(void)
{
    if (compactor->unlimited) return;
    compactor->grow = 0;
    compactor->tries = 0;
    compactor->phases = 0;
}

/* Forgets what was given up: something was freed, resized or unpinned. */
static inline void compact_hope(void) { compactor->given_up = 0; }

#endif
