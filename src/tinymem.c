/* SPDX-License-Identifier: MIT */
/*
 * The interface: each call locks, checks what it was given, and delegates. The files below it, in
 * the order in which to read them:
 *
 *     pool/state.h          the picture, the struct, the invariants
 *     compactor/cost.h      what each step of the compactor costs at most
 *     options.h             the least and the most of options, where only the compiler knows them
 *
 * The pool: where blocks lie, and how they are allocated, resized and freed.
 *
 *     pool/level.h          high-water marks
 *     pool/look.h           what checkers are told of a look at user data
 *     pool/access.h         the only one that knows how an entry and a gap look in memory
 *     pool/bins.h           gaps, sorted by size
 *     pool/quiet.h          whether the short ways of tm_alloc and tm_free are open
 *     pool/slots.h          the slots of the table, and its growth
 *     pool/chain.h          predecessors
 *     pool/heap.h           allocating, freeing, resizing in place
 *     pool/copy.h           copying blocks
 *     pool/move.h           moving one block at once
 *     pool/pins.h           pinned blocks
 *
 * The compactor: which blocks are moved, for whom, and how.
 *
 *     compactor/goals.h     the requests that were refused
 *     compactor/flight.h    what READ_BARRIER adds to a move
 *     compactor/carry.h     moving one block step by step
 *     compactor/window.h    which blocks to move: out of one window
 *     compactor/slide.h     which blocks to move: those in the way
 *     compactor/compact.h   the state machine: what to do next
 *
 * What looks at both.
 *
 *     scramble.h            the debug option SCRAMBLE
 *     stats.h               figures, and the walk
 *     verify.h              the verifier
 *
 * All of it is one translation unit, so that each pool has its own, under its own prefix, and the
 * compiler sees through the layers.
 */
#include "options.h"
#include "scramble.h"
#include "stats.h"
#include "verify.h"

/* Last: macros of a system's headers, which a port may include, reach no file above. */
#include "port.h"

IN_SECTION(entry_t TM_POOL_[MEMORY_BYTES / sizeof(entry_t) + GUARDS] ALIGNED(GRAIN);)

#if TM_SHARED
entry_t *const TM_MEMORY_ = TM_POOL_;
#if TM_READ_BARRIER
volatile tm_index_t *const tm_in_flight_at_ = &tm_in_flight_;
#endif
#endif

/* The rounding: units that `size` bytes take, 0 if it is none, or more than there can be. */
static inline number_t units_for(tm_size_t size)
{
    size_t units;
    if (size - 1 >= MEMORY_BYTES) return 0;
    units = (size + (TM_BLOCK_SIZE - 1)) / TM_BLOCK_SIZE;
    return (number_t)(units < LEAST_UNITS ? LEAST_UNITS : units);
}

/*
 * Whether the pool may be used: CHECKS 2 looks before each call, so that nothing that a user
 * spoiled is followed, nor anything done without a lock. A call that finds it so does nothing, and
 * call_end says so.
 */
static inline bool is_sound(void) { return TM_CHECKS < 2 || (PORT_HOLDS && verify_all() == 0); }

/*
 * What is wrong after a refusal; 0: nothing. Who uses the index of a refusal unchecked writes
 * behind the memory: CHECKS 1 tells so the next time, and when tm_thread has nothing to do.
 */
static inline unsigned guard_error(void)
{
    return state.made != 0 && !guard_is_whole() ? TM_ERROR_CORRUPT : 0;
}

/* What is wrong with the pool before it is worked on; 0: nothing that one can see. */
static inline unsigned pool_error(void)
{
    if (!is_sound()) return TM_ERROR_CORRUPT;
    return guard_error();
}

/* Whether an index, which may be any number, names a live block. */
static inline bool is_users(tm_index_t name)
{
    slot_t slot = tm_slot_named_(name);
    return is_live(slot) && !is_held(slot) && is_name(name);
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

/* What is wrong with an index whose block is to be freed; 0: nothing. */
static unsigned free_error(tm_index_t name)
{
    unsigned error = index_error(name);
    if (error == 0 && is_pinned(tm_slot_named_(name))) error = TM_ERROR_PINNED;
    return error;
}

/* Begins a call: takes the lock. */
static inline port_lock_t call_begin(void)
{
    port_lock_t saved = port_lock();
    scramble_open();
    return saved;
}

/* Ends a call: releases the lock, and tells tm_on_error what was wrong, if anything was. */
static inline void call_end(port_lock_t saved, unsigned error, slot_t slot)
{
#if TM_CHECKS >= 2
    if (!PORT_HOLDS) error = TM_ERROR_LOCK;
    if (error == 0 && verify_all() != 0) error = TM_ERROR_CORRUPT;
#endif
    if (error != TM_ERROR_CORRUPT) scramble_close();
    port_unlock(saved);
    if (UNLIKELY(error != 0)) port_tell((tm_error_t)error, slot);
}

/* tm_alloc, under the lock. */
static inline slot_t alloc_locked(tm_size_t size)
{
    number_t units = units_for(size);
    slot_t slot;
    if (!is_sound()) return 0;
    slot = units == 0 ? 0 : heap_alloc(units);
    if (LIKELY(slot != 0)) {
        stats_live();
    } else {
        if (size != 0) stats_failed();
        if (units != 0)
            goal_remember_alloc(units);
        else if (size != 0)
            state.reason = TM_REASON_FULL; /* more than the pool has */
    }
    if (UNLIKELY(is_long_alloc(units)) || UNLIKELY(slot == 0)) {
        if (slot != 0) goal_took(units);
        settle();
    }
    return slot;
}

/* tm_free, under the lock, of a live block that is not pinned. */
static inline void free_locked(slot_t slot)
{
    bool tells = UNLIKELY(state.short_free == 0);
    if (tells) {
        if (slot == compactor->realloc_slot)
            goal_forget(GOAL_REALLOC); /* tm_defrag's request too */
        flight_forget(slot);
    }
    heap_free(slot);
    stats_freed();
    if (tells) {
        goals_reopen();
        if (compactor->reserve == 0)
            settle(); /* there may be a slot for it now */
        else
            short_free_settle();
    }
}

/* tm_realloc, under the lock, of a live block to a size that is not 0. False: refused. */
static bool realloc_locked(slot_t slot, tm_size_t size)
{
    number_t units = units_for(size);
    number_t had = size_of(slot);
    enum fit lacks;
    if (units == 0) {
        stats_failed();
        state.reason = TM_REASON_FULL;
        return false;
    }
    fly_touch(slot);
    lacks = heap_resize(slot, units);
    if (lacks == NO_GAP && !is_pinned(slot) && move_and_grow(slot, units)) lacks = FITS;
    if (lacks == FITS) {
        level_lower(&state.live, had);
        level_raise(&state.live, size_of(slot));
        if (slot == compactor->realloc_slot && !compactor->in_defrag) goal_forget(GOAL_REALLOC);
        goals_reopen();
    } else {
        stats_failed();
        goal_remember_realloc(slot, units);
    }
    settle();
    return lacks == FITS;
}

/* What users call the block of a slot, if there is one: a pool that was spoiled names none. */
static inline tm_index_t name_if_any(slot_t slot) { return slot == 0 ? 0 : name_of(slot); }

/* tm_alloc's long way, to its end. */
static NOINLINE tm_index_t alloc_any(tm_size_t size, port_lock_t saved)
{
    tm_index_t index = name_if_any(alloc_locked(size));
    call_end(saved, index == 0 ? guard_error() : 0, index);
    return index;
}

tm_index_t tm_alloc(tm_size_t size)
{
    port_lock_t saved = call_begin();
    size_t over = size - ((LEAST_UNITS - 1) * TM_BLOCK_SIZE + 1);
    unsigned bin = (unsigned)over / TM_BLOCK_SIZE;
    if (LIKELY(over < (size_t)EXACT_BINS * TM_BLOCK_SIZE) && LIKELY(bin < state.short_alloc) &&
        is_sound()) {
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
    tm_index_t index;
    if (size != 0 && count > (tm_size_t)-1 / size) {
        count = (tm_size_t)-1;
        size = 1;
    }
    index = tm_alloc(count * size);
    if (index != 0) {
        port_lock_t saved = call_begin();
        slot_t slot = tm_slot_named_(index);
        fly_touch(slot); /* it may have moved since */
        memset(address_of(place_of(slot)), 0, count * size);
        call_end(saved, 0, index);
    }
    return index;
}

/* tm_free's long way, to its end. `right`: it is known that the block may be freed. */
static NOINLINE void free_any(tm_index_t index, port_lock_t saved, bool right)
{
    unsigned error = right || index == 0 ? 0 : free_error(index);
    if (index != 0 && error == 0) free_locked(tm_slot_named_(index));
    call_end(saved, error, index);
}

void tm_free(tm_index_t index)
{
    port_lock_t saved = call_begin();
    slot_t slot = tm_slot_named_(index);
    slot_t made = state.short_free;
    bool right = LIKELY(slot - 1U < made) &&
                 ((TM_CHECKS == 0 && TM_PINS == 0) || LIKELY(!is_stuck(slot) && is_name(index))) &&
                 is_sound();
    if (LIKELY(right) && LIKELY(heap_free_alone(slot, made))) {
        stats_freed();
        call_end(saved, 0, index);
    } else {
        free_any(index, saved, right);
    }
}

tm_index_t tm_realloc(tm_index_t index, tm_size_t size)
{
    slot_t slot = tm_slot_named_(index);
    port_lock_t saved;
    unsigned error;
    bool done = false;
    if (index == 0) return tm_alloc(size);
    if (size == 0) {
        tm_free(index);
        return 0;
    }
    saved = call_begin();
    error = index_error(index);
    if (error == 0) {
        scramble_note();
        done = realloc_locked(slot, size);
        scramble_one(done ? slot : 0);
        if (!done) error = guard_error();
    }
    call_end(saved, error, index);
    return done ? index : 0;
}

tm_size_t tm_sizeof(tm_index_t index)
{
    port_lock_t saved;
    unsigned error;
    size_t units = 0;
    if (index == 0) return 0;
    saved = call_begin();
    error = index_error(index);
    if (error == 0) units = size_of(tm_slot_named_(index));
    call_end(saved, error, index);
    return units * TM_BLOCK_SIZE;
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
    number_t units = units_for(size);
    port_lock_t saved = call_begin();
    bool fits = false;
    if (units != 0 && is_sound() && is_users(index)) {
        number_t has = size_of(tm_slot_named_(index));
        fits = has >= units && has - units < LEAST_UNITS;
    }
    call_end(saved, 0, index);
    return fits;
}

/* Does steps until one is not allowed any more, or there is nothing to do. */
static enum outcome run_steps(size_t left)
{
    enum outcome outcome;
    do { /* bound: steps */
        port_lock_t saved = call_begin();
        outcome = is_sound() ? compact_step(&left) : IDLE;
        call_end(saved, 0, 0);
    } while (outcome == GOES_ON);
    if (UNLIKELY(outcome == SPOILED)) port_tell(TM_ERROR_CORRUPT, 0);
    return outcome;
}

/* Before steps: SCRAMBLE notes where all is. */
static inline void scramble_begin(void)
{
    port_lock_t saved = call_begin();
    if (is_sound()) scramble_note();
    call_end(saved, 0, 0);
}

/* After steps: SCRAMBLE moves all but what room was made for: of a gap, or behind a block. */
static inline void scramble_end(bool one_gap)
{
    port_lock_t saved = call_begin();
    bool rests = is_served();
    number_t need = rests && compactor->goal == GOAL_ALLOC ? compactor->alloc_size : 0;
    if (is_sound() && !(rests && compactor->goal == GOAL_REALLOC))
        scramble(one_gap ? POOL_END : need);
    call_end(saved, 0, 0);
}

bool tm_thread(void)
{
    enum outcome outcome;
    if (TM_SCRAMBLE) scramble_begin();
    outcome = run_steps(TM_SCRAMBLE ? (size_t)-1 : COST_SLICE - COST_CALL);
    if (TM_SCRAMBLE) scramble_end(false);
    return outcome != IDLE && outcome != SPOILED;
}

/* Makes a request the compactor's goal, with no block too large for it; whose turn it was asks
   again. */
static void defrag_ask(enum goal goal, slot_t slot, number_t units)
{
    if (is_open(GOAL_ALLOC) || is_open(GOAL_REALLOC)) compactor->asks = ASKS;
    if (goal == GOAL_REALLOC) {
        compactor->realloc_slot = slot;
        compactor->realloc_size = units;
        compactor->given_up = 0;
    } else if (goal == GOAL_ALLOC) {
        compactor->alloc_size = units;
        if (compactor->vain <= units) compactor->vain = 0;
    }
    compactor->in_defrag = 1;
    short_alloc_close();
    short_free_end();
    goal_stop();
    goal_begin(goal);
}

/* Ends tm_defrag: whether what it was asked for is there. */
static bool defrag_end(enum goal goal, tm_index_t name, number_t units)
{
    port_lock_t saved = call_begin();
    bool met = false;
    if (is_sound()) {
        if (goal == GOAL_ONE_GAP) {
            met = is_one_gap();
            state.reason = met ? TM_REASON_NONE : TM_REASON_PINNED;
        } else {
            met = goal == GOAL_ALLOC
                      ? alloc_fit(units) == FITS
                      : is_users(name) && realloc_fit(tm_slot_named_(name), units) == FITS;
        }
    }
    compactor->in_defrag = 0;
    if (compactor->goal == GOAL_ONE_GAP) goal_begin(GOAL_ALLOC);
    if (met) goals_reopen();
    call_end(saved, 0, 0);
    return met;
}

bool tm_defrag(tm_index_t index, tm_size_t size)
{
    slot_t slot = tm_slot_named_(index);
    number_t units = units_for(size);
    enum goal goal = index != 0 ? GOAL_REALLOC : units != 0 ? GOAL_ALLOC : GOAL_ONE_GAP;
    port_lock_t saved = call_begin();
    unsigned error = index != 0 ? index_error(index) : 0;
    bool met;
    if (error == 0) error = pool_error();
    if (error == 0 && units == 0 && size != 0) state.reason = TM_REASON_FULL;
    if (error != 0 || (units == 0 && (size != 0 || index != 0))) {
        bool frees = error == 0 && size == 0 && !is_pinned(slot);
        call_end(saved, error, index);
        return frees; /* tm_realloc to 0 frees the block */
    }
    heap_ready();
    scramble_note();
    defrag_ask(goal, slot, units);
    call_end(saved, 0, 0);
    while (run_steps((size_t)-1) == TOO_DEAR) { /* bound: n: a size_t of 16 bits is soon used up */
    }
    met = defrag_end(goal, index, units);
    if (TM_SCRAMBLE) scramble_end(goal == GOAL_ONE_GAP);
    return met;
}

void *tm_pin(tm_index_t index)
{
    slot_t slot = tm_slot_named_(index);
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
            carry_cancel(slot);
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
        slot_t slot = tm_slot_named_(index);
        if (!pins_drop(slot))
            error = TM_ERROR_UNPIN;
        else if (!is_pinned(slot))
            goals_reopen();
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
