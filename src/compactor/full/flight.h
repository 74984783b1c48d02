/* SPDX-License-Identifier: MIT */
/*
 * What the option READ_BARRIER adds to a carry: the copy is made piece by piece, and in between the
 * block is in flight. tm_void compares with the one index in flight, and takes the block out before
 * anybody sees it. Without the option a block is copied at once, and nothing ever flies.
 */
#ifndef FLIGHT_H
#define FLIGHT_H

#include "compactor/ends.h"

#if TM_READ_BARRIER

IN_SECTION(volatile tm_index_t tm_in_flight_;)

/* Whether a block is in flight. */
static inline bool is_in_flight(slot_t slot) { return slot != 0 && slot == tm_in_flight_; }

/* How much of the copy is there, in units; 0: it has not begun. */
static inline number_t flown(void) { return compactor->copied; }

/* A copy will begin. */
static inline void flight_ready(void) { compactor->copied = 0; }

/* So much of the copy of `block` is there: tm_void looks out for it. */
static inline void flight_note(slot_t block, number_t copied)
{
    tm_in_flight_ = block;
    compactor->copied = copied;
}

/* The block has arrived. */
static inline void flight_end(void)
{
    tm_in_flight_ = 0;
    compactor->touched = 0;
}

/* Somebody uses the block where it was: the copy is for nothing. */
static inline void flight_abandon(slot_t slot)
{
    tm_in_flight_ = 0;
    compactor->touched = slot;
}

/* A block that is freed needs no care: only its flight ends. */
static inline void flight_forget(slot_t slot)
{
    if (slot == tm_in_flight_) tm_in_flight_ = 0;
}

/* Whether the copy of a block was begun, and somebody took it out of flight since. */
static inline bool is_abandoned(slot_t slot)
{
    return compactor->copied != 0 && tm_in_flight_ != slot;
}

/* Whether a block was just taken out of flight: next it slides, which nobody can stop. */
static inline bool was_touched(slot_t slot) { return slot == compactor->touched; }

#else

/* Nothing is. */
static inline bool is_in_flight(slot_t slot)
{
    (void)slot;
    return false;
}

/* None has begun: it is whole at once. */
static inline number_t flown(void) { return 0; }

/* Nothing to note. */
static inline void flight_ready(void) {}

/* Not called: a copy is whole. */
static inline void flight_note(slot_t block, number_t copied)
{
    (void)block;
    (void)copied;
}

/* Nothing to note. */
static inline void flight_end(void) {}

/* Not called: nothing flies. */
static inline void flight_abandon(slot_t slot) { (void)slot; }

/* Nothing to forget. */
static inline void flight_forget(slot_t slot) { (void)slot; }

/* None is. */
static inline bool is_abandoned(slot_t slot)
{
    (void)slot;
    return false;
}

/* None was. */
static inline bool was_touched(slot_t slot)
{
    (void)slot;
    return false;
}

#endif

#endif
