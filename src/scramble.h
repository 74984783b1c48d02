/* SPDX-License-Identifier: MIT */
/*
 * The debug option SCRAMBLE: a call that may move blocks moves every block that it may and can, and
 * overwrites what they leave, so that a stale pointer fails at once. Under AddressSanitizer the
 * bytes of gaps are out of bounds between calls. Speed and RAM do not count here: the list of
 * places lies beside the pool. The idea is the heap scramble of the classic Mac OS debuggers.
 */
#ifndef SCRAMBLE_H
#define SCRAMBLE_H

#include "compactor/compactor.h"

#if TM_SCRAMBLE

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SCRAMBLE_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SCRAMBLE_ASAN 1
#endif

#ifdef SCRAMBLE_ASAN
#include <sanitizer/asan_interface.h>
#define SCRAMBLE_HIDE(start, bytes) ASAN_POISON_MEMORY_REGION(start, bytes)
#define SCRAMBLE_SHOW(start, bytes) ASAN_UNPOISON_MEMORY_REGION(start, bytes)
#else
#define SCRAMBLE_HIDE(start, bytes) ((void)(start), (void)(bytes))
#define SCRAMBLE_SHOW(start, bytes) ((void)(start), (void)(bytes))
#endif

/* What a gap's bytes are overwritten with. */
#define SCRAMBLE_BYTE 0xDB

/* Where each block was when the call began; of as many slots as the pool has room for. */
#define SCRAMBLE_SLOTS (MEMORY_BYTES / sizeof(entry_t))
static number_t scramble_places[(TM_INDEXES < SCRAMBLE_SLOTS ? TM_INDEXES : SCRAMBLE_SLOTS) + 1];

/* A call begins: gaps may be written. */
static void scramble_open(void) { SCRAMBLE_SHOW(TM_POOL_, MEMORY_BYTES); }

/* A call ends: all of a gap but what it knows of itself is out of bounds. */
static void scramble_close(void)
{
    slot_t slot;
    if (state.made == 0) return;
    for (slot = next_of(0); slot != 0; slot = next_of(slot)) { /* bound: n */
        if (is_free(slot)) {
            unsigned char *from = address_of(place_of(slot)) + LEAST_BYTES;
            unsigned char *end = (unsigned char *)footer_before(place_of(next_of(slot)));
            if (end > from) SCRAMBLE_HIDE(from, (size_t)(end - from));
        }
    }
}

/* Notes where each block is. */
static void scramble_note(void)
{
    slot_t slot;
    if (state.made == 0) return;
    for (slot = next_of(0); slot != 0; slot = next_of(slot)) /* bound: n */
        scramble_places[slot] = place_of(slot);
}

/* Overwrites the bytes of all gaps. */
static void scramble_poison(void)
{
    slot_t slot;
    for (slot = next_of(0); slot != 0; slot = next_of(slot)) { /* bound: n */
        if (is_free(slot)) {
            unsigned char *from = address_of(place_of(slot)) + LEAST_BYTES;
            unsigned char *end = (unsigned char *)footer_before(place_of(next_of(slot)));
            if (end > from) memset(from, SCRAMBLE_BYTE, (size_t)(end - from));
        }
    }
}

/*
 * Slides the blocks behind `before` down, up to the next pinned one. Returns the gap behind them,
 * 0: none.
 */
static slot_t scramble_down(slot_t before)
{
    for (;;) { /* bound: n */
        slot_t node = next_of(before);
        slot_t block = is_free(node) ? next_of(node) : node;
        if (block == 0 || is_pinned(block)) return is_free(node) ? node : 0;
        if (block != node) move_across(before, node, block, block);
        before = block;
    }
}

/* How many blocks between `before` and `gap` would be where they were, `up` above where they are.
 */
static unsigned scramble_stay(slot_t before, slot_t gap, number_t up)
{
    unsigned stay = 0;
    slot_t slot;
    for (slot = next_of(before); slot != gap; slot = next_of(slot)) /* bound: n */
        stay += scramble_places[slot] == place_of(slot) + up;
    return stay;
}

/*
 * How far the blocks between `before` and `gap` slide up, so that as few as can be are where they
 * were: not at all, across all of the gap, or across a part of it, if a slot is there for the other
 * one, and one of the two still has `need` units.
 */
static number_t scramble_distance(slot_t before, slot_t gap, number_t need)
{
    number_t room = size_of(gap);
    number_t best = 0;
    unsigned least = scramble_stay(before, gap, 0);
    unsigned stay = scramble_stay(before, gap, room);
    size_t up;
    if (stay < least) {
        least = stay;
        best = room;
    }
    if (state.unused == 0) return best;
    for (up = LEAST_UNITS; least != 0 && up + LEAST_UNITS <= room; up++) { /* bound: POOL_END */
        if (up < need && room - up < need) continue;
        stay = scramble_stay(before, gap, (number_t)up);
        if (stay < least) {
            least = stay;
            best = (number_t)up;
        }
    }
    return best;
}

/*
 * Slides the blocks between `before` and `gap` up.
 *
 *     -> [ before ][ a ][ b ][ gap       ]   =>   -> [ before ][ gap  ][ a ][ b ][ gap ]
 */
static void scramble_up(slot_t before, slot_t gap, number_t distance)
{
    slot_t rest = 0;
    unsigned above = size_of(gap) - (unsigned)distance;
    if (distance == 0) return;
    if (above != 0) rest = heap_cut(place_of(gap), bin_of(size_of(gap)), above);
    while (next_of(before) != gap) { /* bound: n */
        slot_t block = before;
        slot_t first = before;
        while (next_of(block) != gap) { /* bound: n */
            first = block;
            block = next_of(block);
        }
        move_across(first, block, gap, block);
    }
    if (rest != 0) (void)gap_make(rest);
}

/* Moves every block that can move, but leaves `need` units in one gap where they are so. */
static void scramble(number_t need)
{
    slot_t before = 0;
    if (state.made == 0) return;
    do { /* bound: n */
        slot_t gap = scramble_down(before);
        if (gap != 0) scramble_up(before, gap, scramble_distance(before, gap, need));
        /* bound: n in all */
        while (next_of(before) != 0 && !is_pinned(next_of(before))) before = next_of(before);
        before = next_of(before);
    } while (before != 0);
    scramble_poison();
}

/* A gap that the block can move into, elsewhere; 0: none. */
static slot_t scramble_home(slot_t block)
{
    number_t size = size_of(block);
    slot_t node;
    for (node = next_of(0); node != 0; node = next_of(node)) { /* bound: n */
        if (is_free(node) && (size_of(node) == size ||
                              (size_of(node) >= size + (size_t)LEAST_UNITS && state.unused != 0)))
            return node;
    }
    return 0;
}

/*
 * Moves one block that is where it was, if it can move: across the gap beside it, or else to one
 * elsewhere. 0: none.
 */
static void scramble_one(slot_t block)
{
    if (block != 0 && place_of(block) == scramble_places[block] && !is_pinned(block)) {
        slot_t before;
        slot_t home;
        if (!is_table_full()) (void)slots_ready();
        before = predecessor_of(block);
        home = scramble_home(block);
        if (is_free(next_of(block)))
            move_across(before, block, next_of(block), block);
        else if (before != 0 && is_free(before))
            move_across(predecessor_of(before), before, block, block);
        else if (home != 0)
            move_to_gap(block, place_of(home), bin_of(size_of(home)), size_of(block));
    }
    scramble_poison();
}

#else

/* A call begins: nothing to do without the option. */
static inline void scramble_open(void) {}

/* A call ends: nothing to do. */
static inline void scramble_close(void) {}

/* Nothing is noted. */
static inline void scramble_note(void) {}

/* Nothing moves. */
static inline void scramble(number_t need) { (void)need; }

/* Nothing moves. */
static inline void scramble_one(slot_t block) { (void)block; }

#endif

#endif
