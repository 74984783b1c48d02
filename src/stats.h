/* SPDX-License-Identifier: MIT */
/*
 * The figures of the pool, and the walk over it. Reading only, but for the counters themselves.
 */
#ifndef STATS_H
#define STATS_H

#include "compactor/compactor.h"

/* Counts a block that was allocated. */
static inline void stats_live(void)
{
#if TM_STATS
    level_raise(&state.stats.blocks, 1);
#endif
}

/* Counts a block that was freed. */
static inline void stats_freed(void)
{
#if TM_STATS
    level_lower(&state.stats.blocks, 1);
#endif
}

/* Counts a request that was refused. */
static inline void stats_failed(void)
{
#if TM_STATS
    state.stats.failed++;
#endif
}

/* Whether a slot is to be had now, without a move. Changes nothing. */
static bool slot_is_near(void)
{
    if (state.unused != 0 || slots_have_room()) return true;
    if (is_table_full()) return reserve() != 0;
    return is_free(next_of(0));
}

/*
 * The largest gap, as far as a request can have it: the last gap makes slots first, when none is
 * left and the reserve is gone (see heap_find_last).
 */
static size_t largest_now(void)
{
    size_t units = bins_largest();
    if (TM_COMPACTOR_SLIDE && units < 2 * LEAST_UNITS)
        return units; /* whole, whatever is asked for */
    if (!slot_is_near()) return 0;
    if (state.unused != 0 || slots_have_room() || reserve() != 0) return units;
    return units < 2 * LEAST_UNITS ? 0 : units - LEAST_UNITS;
}

#if TM_COMPACTOR_SLIDE

/* Whether all that is free is one gap: nothing is held. */
static inline bool is_last_gap(void) { return is_one_gap(); }

#else

/* Whether all that is free is one gap, what is held too: room cut from a gap has a slot more. */
static bool is_last_gap(void)
{
    if (state.compactor.held == 0) return is_one_gap();
    return state.filled == 0;
}

#endif

/*
 * All that is free, less what the table takes when a slot must be made for the request: a growth of
 * LEAST_UNITS, and a rest below the least size. Never less than what fits now.
 */
static size_t largest_after(size_t free)
{
    size_t now = largest_now();
    size_t after;
    if (pins_count() != 0) return now;
    if (state.unused != 0 || slots_have_room()) return free;
    if (is_table_full())
        after = reserve() != 0 || !is_last_gap() ? free : 0;
    else
        after = free < 2 * LEAST_UNITS ? 0 : free - (2 * LEAST_UNITS - 1);
    return after > now ? after : now;
}

/* The figures. */
static tm_stats_t stats_read(void)
{
    tm_stats_t stats;
    size_t free = free_units();
    memset(&stats, 0, sizeof stats);
    stats.pool_bytes = TM_POOL_SIZE;
    stats.live_bytes = level_now(&state.live) * TM_BLOCK_SIZE;
    stats.free_bytes = free * TM_BLOCK_SIZE;
    stats.largest_now = largest_now() * TM_BLOCK_SIZE;
    stats.largest_after = largest_after(free) * TM_BLOCK_SIZE;
    stats.slots_total = TM_TABLE_FIXED ? TM_INDEXES : state.made;
    stats.pinned = pins_count();
    stats.reason = (tm_reason_t)state.reason;
#if TM_STATS
    stats.live_blocks = level_now(&state.stats.blocks);
    stats.slots_used = state.stats.slots_used;
    stats.peak_live_bytes = (size_t)state.live.peak * TM_BLOCK_SIZE;
    stats.peak_live_blocks = state.stats.blocks.peak;
    stats.failed = state.stats.failed;
    stats.moves = state.stats.moves;
    stats.moved_bytes = state.stats.moved_bytes;
#endif
    return stats;
}

/* Shows each stretch to `visit`. */
static bool stats_walk(tm_visit_t *visit, void *context)
{
    slot_t slot = next_of(0);
    for (; slot != 0; slot = next_of(slot)) { /* bound: n */
        tm_span_t span;
        bool is_gap = is_free(slot) || is_held(slot);
        span.index = is_gap ? 0 : name_of(slot);
        span.kind = is_gap ? TM_FREE : is_pinned(slot) ? TM_PINNED : TM_LIVE;
        span.offset = (size_t)place_of(slot) * TM_BLOCK_SIZE;
        span.size = (size_t)size_of(slot) * TM_BLOCK_SIZE;
        if (!visit(&span, context)) return false;
    }
    return true;
}

#endif
