/* SPDX-License-Identifier: MIT */
/*
 * The interface: each call locks, checks what it was given, and delegates. The files below it, in
 * the order in which to read them:
 *
 *     state.h     the picture, the struct, the invariants
 *     options.h   the least and the most of options, where only the compiler knows them
 *     level.h     high-water marks
 *     access.h    the only one that knows how a slot and a gap look in memory
 *     bins.h      gaps, sorted by size
 *     slots.h     the slots of the table, and its growth
 *     chain.h     predecessors
 *     heap.h      allocating, freeing, resizing in place
 *     copy.h      copying blocks
 *     move.h      moving one block at once
 *     pins.h      pinned blocks
 *     goals.h     the requests that were refused
 *     carry.h     moving one block step by step
 *     window.h    which blocks to move: out of one window
 *     slide.h     which blocks to move: those in the way
 *     compact.h   the compactor: what to do next
 *     scramble.h  the debug option SCRAMBLE
 *     stats.h     figures, and the walk
 *     verify.h    the verifier
 *
 * All of it is one translation unit, so that each pool has its own, under its own prefix, and the
 * compiler sees through the layers.
 */
#include "options.h"
#include "port.h"
#include "scramble.h"
#include "stats.h"
#include "verify.h"

slot_t TM_POOL_[MEMORY_BYTES / sizeof(slot_t)] ALIGNED(GRAIN) IN_SECTION;

/* The rounding: blocks that `size` bytes take, 0 if it is none, or more than there can be. */
static inline number_t blocks_for(tm_size_t size)
{
    size_t blocks;
    if (size - 1 >= MEMORY_BYTES) return 0;
    blocks = (size + (TM_BLOCK_SIZE - 1)) / TM_BLOCK_SIZE;
    return (number_t)(blocks < LEAST ? LEAST : blocks);
}

/*
 * Whether the pool may be used: CHECKS 2 looks before each call, so that nothing that a user
 * spoiled is followed. A call that finds it spoiled does nothing, and call_end says so.
 */
static inline bool is_sound(void) { return TM_CHECKS < 2 || verify_all() == 0; }

/* Whether an index, which may be any number, names a live block. */
static inline bool is_users(tm_index_t name)
{
    index_t index = tm_slot_named_(name);
    return is_live(index) && !is_held(index) && is_name(name);
}

/* What is wrong with an index that must name a live block; 0: nothing. */
static inline unsigned index_error(tm_index_t name)
{
#if TM_CHECKS >= 1
    if (!is_sound()) return TM_ERROR_CORRUPT;
    if (UNLIKELY(tm_slot_named_(name) - 1U >= state.made)) return TM_ERROR_INDEX;
    if (UNLIKELY(!is_users(name))) return TM_ERROR_FREED;
#else
    (void)name;
#endif
    return 0;
}

/* Begins a call: takes the lock. */
static inline port_lock_t call_begin(void)
{
    port_lock_t saved = port_lock();
    scramble_open();
    return saved;
}

/* Ends a call: releases the lock, and tells tm_on_error what was wrong, if anything was. */
static inline void call_end(port_lock_t saved, unsigned error, index_t index)
{
#if TM_CHECKS >= 2
    if (error == 0 && verify_all() != 0) error = TM_ERROR_CORRUPT;
#endif
    if (error != TM_ERROR_CORRUPT) scramble_close();
    port_unlock(saved);
    if (UNLIKELY(error != 0)) tm_on_error((tm_error_t)error, index);
}

/* tm_alloc, under the lock. */
static index_t alloc_locked(tm_size_t size)
{
    number_t blocks = blocks_for(size);
    index_t index;
    if (!is_sound()) return 0;
    index = blocks == 0 ? 0 : heap_alloc(blocks);
    if (LIKELY(index != 0)) {
        stats_live();
    } else {
        if (size != 0) stats_failed();
        if (blocks != 0) goal_want(blocks);
    }
    if (UNLIKELY(state.quiet == 0)) {
        if (index != 0 && compactor->want != 0 && blocks >= compactor->want) goal_forget(ALLOC);
        settle();
    }
    return index;
}

/* tm_free, under the lock, of a live block. */
static unsigned free_locked(index_t index)
{
    if (is_pinned(index)) return TM_ERROR_PINNED;
    if (index == compactor->grow) goal_forget(GROW);
    fly_forget(index);
    heap_free(index);
    stats_freed();
    goal_hope();
    settle();
    return 0;
}

/* tm_realloc, under the lock, of a live block to a size that is not 0. False: refused. */
static bool realloc_locked(index_t index, tm_size_t size)
{
    number_t blocks = blocks_for(size);
    number_t had = size_of(index);
    enum fit lacks;
    if (blocks == 0) {
        stats_failed();
        return false;
    }
    fly_touch(index);
    lacks = heap_resize(index, blocks);
    if (lacks == NO_GAP && !is_pinned(index) && move_and_grow(index, blocks)) lacks = FITS;
    if (lacks == FITS) {
        level_lower(&state.live, had);
        level_raise(&state.live, size_of(index));
        if (index == compactor->grow) goal_forget(GROW);
        goal_hope();
    } else {
        stats_failed();
        goal_grow(index, blocks);
    }
    settle();
    return lacks == FITS;
}

/* What users call the block of a slot, if there is one: a pool that was spoiled names none. */
static inline tm_index_t name_if_any(index_t slot) { return slot == 0 ? 0 : name_of(slot); }

/* tm_alloc's long way, to its end. */
static NOINLINE tm_index_t alloc_any(tm_size_t size, port_lock_t saved)
{
    tm_index_t index = name_if_any(alloc_locked(size));
    call_end(saved, 0, index);
    return index;
}

tm_index_t tm_alloc(tm_size_t size)
{
    port_lock_t saved = call_begin();
    size_t over = size - ((LEAST - 1) * TM_BLOCK_SIZE + 1);
    if (LIKELY(over < (size_t)EXACT_BINS * TM_BLOCK_SIZE) && LIKELY(state.quiet != 0) &&
        is_sound()) {
        unsigned bin = (unsigned)over / TM_BLOCK_SIZE;
        number_t place = state.bins[bin];
        if (LIKELY(place != 0)) {
            tm_index_t index = name_of(heap_pop(bin, place));
            stats_live();
            call_end(saved, 0, index);
            return index;
        }
    }
    return alloc_any(size, saved);
}

tm_index_t tm_calloc(tm_size_t count, tm_size_t size)
{
    port_lock_t saved;
    tm_index_t index;
    index_t slot;
    if (size != 0 && count > (tm_size_t)-1 / size) {
        count = (tm_size_t)-1;
        size = 1;
    }
    saved = call_begin();
    slot = alloc_locked(count * size);
    index = name_if_any(slot);
    if (slot != 0) memset(address_of(place_of(slot)), 0, count * size);
    call_end(saved, 0, index);
    return index;
}

/* tm_free's long way, to its end. */
static NOINLINE void free_any(tm_index_t index, port_lock_t saved)
{
    unsigned error = index == 0 ? 0 : index_error(index);
    if (index != 0 && error == 0) error = free_locked(tm_slot_named_(index));
    call_end(saved, error, index);
}

/* tm_free's long way in a quiet pool. */
static NOINLINE void free_quiet(tm_index_t index, port_lock_t saved)
{
    heap_free(tm_slot_named_(index));
    stats_freed();
    call_end(saved, 0, index);
}

void tm_free(tm_index_t index)
{
    port_lock_t saved = call_begin();
    index_t slot = tm_slot_named_(index);
    index_t made = state.quiet;
    if (UNLIKELY(slot - 1U >= made) ||
        (TM_CHECKS >= 1 && UNLIKELY(is_free(slot) || !is_name(index))) || !is_sound()) {
        free_any(index, saved);
    } else if (LIKELY(heap_free_alone(slot, made))) {
        stats_freed();
        call_end(saved, 0, index);
    } else {
        free_quiet(index, saved);
    }
}

tm_index_t tm_realloc(tm_index_t index, tm_size_t size)
{
    index_t slot = tm_slot_named_(index);
    port_lock_t saved;
    unsigned error;
    bool done = false;
    if (index == 0) return tm_alloc(size);
    saved = call_begin();
    error = index_error(index);
    if (error == 0) {
        scramble_note();
        if (size == 0)
            error = free_locked(slot);
        else
            done = realloc_locked(slot, size);
        if (error == 0) scramble(0);
    }
    call_end(saved, error, index);
    return done ? index : 0;
}

tm_size_t tm_sizeof(tm_index_t index)
{
    port_lock_t saved;
    unsigned error;
    size_t blocks = 0;
    if (index == 0) return 0;
    saved = call_begin();
    error = index_error(index);
    if (error == 0) blocks = size_of(tm_slot_named_(index));
    call_end(saved, error, index);
    return blocks * TM_BLOCK_SIZE;
}

bool tm_valid(tm_index_t index)
{
    port_lock_t saved = call_begin();
    bool valid = is_sound() && is_users(index);
    call_end(saved, 0, index);
    return valid;
}

bool tm_check(tm_index_t index, tm_size_t size)
{
    number_t blocks = blocks_for(size);
    port_lock_t saved = call_begin();
    bool fits = false;
    if (blocks != 0 && is_sound() && is_users(index)) {
        number_t has = size_of(tm_slot_named_(index));
        fits = has >= blocks && has - blocks < LEAST;
    }
    call_end(saved, 0, index);
    return fits;
}

/* Does steps until one is not allowed any more, or there is nothing to do. */
static enum outcome run(size_t left)
{
    enum outcome outcome;
    do { /* bound: steps */
        port_lock_t saved = call_begin();
        outcome = is_sound() ? compact_step(&left) : IDLE;
        call_end(saved, 0, 0);
    } while (outcome == GOES_ON);
    return outcome;
}

#if TM_SCRAMBLE

/* Before steps: notes where all is. Returns the request of tm_alloc that they may serve. */
static number_t scramble_begin(void)
{
    port_lock_t saved = call_begin();
    number_t need = compactor->want;
    if (is_sound()) scramble_note();
    call_end(saved, 0, 0);
    return need;
}

/* After steps: moves all, but not what was just made room for: `need` blocks, or behind a block. */
static void scramble_end(enum outcome outcome, number_t need)
{
    port_lock_t saved = call_begin();
    if (outcome != SERVED) need = compactor->goal == ALL ? END : 0;
    if ((outcome != SERVED || compactor->goal == ALLOC) && is_sound()) scramble(need);
    call_end(saved, 0, 0);
}

#else

/* Nothing is noted. */
static inline number_t scramble_begin(void) { return 0; }

/* Nothing moves. */
static inline void scramble_end(enum outcome outcome, number_t need)
{
    (void)outcome;
    (void)need;
}

#endif

bool tm_thread(void)
{
    number_t need = scramble_begin();
    enum outcome outcome = run(TM_SCRAMBLE ? (size_t)-1 : COST_SLICE - COST_CALL);
    scramble_end(outcome, need);
    return outcome != IDLE;
}

/* Makes a request for the compactor, with no block too large for it. Returns the goal. */
static unsigned defrag_ask(index_t index, number_t blocks)
{
    unsigned goal = index != 0 ? GROW : blocks != 0 ? ALLOC : ALL;
    if (goal == GROW) {
        compactor->grow = index;
        compactor->grow_size = blocks;
    } else if (goal == ALLOC) {
        compactor->want = blocks;
    }
    compactor->all = goal == ALL ? 1 : 0;
    compactor->unlimited = 1;
    state.quiet = 0;
    set_given_up(compactor->given_up & ~goal);
    goal_stop();
    goal_begin(goal);
    return goal;
}

/* Whether tm_defrag is done, after steps with that outcome: its goal is met or given up. */
static bool is_over(enum outcome outcome, unsigned goal)
{
    port_lock_t saved = call_begin();
    bool over = outcome == IDLE || (outcome == SERVED && compactor->goal == goal) ||
                (compactor->given_up & goal) != 0;
    call_end(saved, 0, 0);
    return over;
}

/* Works until the goal is reached or given up. */
static enum outcome defrag_run(unsigned goal)
{
    enum outcome outcome;
    do { /* bound: 3: each ends the work for a goal */
        outcome = run((size_t)-1);
    } while (!is_over(outcome, goal));
    return outcome;
}

bool tm_defrag(tm_index_t index, tm_size_t size)
{
    index_t slot = tm_slot_named_(index);
    number_t blocks = blocks_for(size);
    port_lock_t saved = call_begin();
    unsigned error = index != 0 ? index_error(index) : is_sound() ? 0 : TM_ERROR_CORRUPT;
    enum outcome outcome;
    unsigned goal;
    bool met;
    if (error != 0 || (blocks == 0 && (size != 0 || index != 0))) {
        bool frees = error == 0 && size == 0 && !is_pinned(slot);
        call_end(saved, error, index);
        return frees; /* tm_realloc to 0 frees the block */
    }
    heap_ready();
    scramble_note();
    goal = defrag_ask(slot, blocks);
    call_end(saved, 0, 0);
    outcome = defrag_run(goal);
    saved = call_begin();
    met = is_sound() && (goal == ALL ? is_one_gap() : outcome == SERVED);
    compactor->unlimited = 0;
    compactor->all = 0;
    set_given_up(compactor->given_up & ~(unsigned)ALL);
    call_end(saved, 0, 0);
    scramble_end(outcome, blocks);
    return met;
}

void *tm_pin(tm_index_t index)
{
    index_t slot = tm_slot_named_(index);
    port_lock_t saved;
    unsigned error;
    void *address = NULL;
    if (index == 0) return NULL;
    saved = call_begin();
    error = index_error(index);
    if (error == 0) {
        fly_touch(slot);
        if (pins_add(slot)) {
            address = address_of(place_of(slot));
            carry_not(slot);
        }
    }
    call_end(saved, error, index);
    return address;
}

void tm_unpin(tm_index_t index)
{
    port_lock_t saved;
    unsigned error;
    if (index == 0) return;
    saved = call_begin();
    error = index_error(index);
    if (error == 0) {
        if (pins_drop(tm_slot_named_(index)))
            goal_hope();
        else
            error = TM_ERROR_UNPIN;
    }
    call_end(saved, error, index);
}

tm_stats_t tm_stats(void)
{
    port_lock_t saved = call_begin();
    tm_stats_t stats;
    if (is_sound()) {
        heap_ready();
        stats = stats_read();
    } else {
        memset(&stats, 0, sizeof stats);
    }
    call_end(saved, 0, 0);
    return stats;
}

int tm_verify(void)
{
    port_lock_t saved = call_begin();
    int broken = verify_all();
    call_end(saved, 0, 0);
    return broken;
}

bool tm_walk(tm_visit_t *visit, void *context)
{
    port_lock_t saved = call_begin();
    bool whole = false;
    if (is_sound()) {
        heap_ready();
        whole = stats_walk(visit, context);
    }
    call_end(saved, 0, 0);
    return whole;
}

void tm_reset(void)
{
    port_lock_t saved = call_begin();
    memset(&state, 0, sizeof state);
#if TM_READ_BARRIER
    tm_in_flight_ = 0;
#endif
    call_end(saved, 0, 0);
}

#if TM_CHECKS >= 2
bool tm_void_check_(tm_index_t index)
{
    port_lock_t saved = call_begin();
    unsigned error = index == 0 ? 0 : index_error(index);
    call_end(saved, error, index);
    return index != 0 && error == 0;
}
#endif

#if TM_READ_BARRIER
void tm_touch_(void)
{
    port_lock_t saved = call_begin();
    fly_touch(tm_in_flight_);
    call_end(saved, 0, 0);
}
#endif
