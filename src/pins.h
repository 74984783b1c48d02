/* SPDX-License-Identifier: MIT */
/*
 * Pinned blocks. Where a link has a bit to spare (PIN_BIT), it says that the block is pinned, and
 * the list only counts how often beyond the first time. Else the list holds each pinned block, and
 * a filter of a few bits says of most others that they are not on it. A look at the list is at all
 * of its TM_PINS entries at most.
 */
#ifndef PINS_H
#define PINS_H

#include "access.h"

#if TM_PINS > 0

/* The entry of a block; of index 0: an entry that is not in use. NULL: there is none. */
static struct pin *pins_find(index_t index)
{
    unsigned i;
    for (i = 0; i < TM_PINS; i++) { /* bound: TM_PINS */
        if (state.pins[i].index == index) return &state.pins[i];
    }
    return NULL;
}

#if PIN_BIT

/* Whether a block is pinned. */
static inline bool is_pinned(index_t index) { return (*slot_of(index) & SLOT_PINNED) != 0; }

#if !TM_COMPACTOR_SLIDE
/* Whether a slot is free, or its block pinned: nothing that may be freed. */
static inline bool is_stuck(index_t index)
{
    return (*slot_of(index) & (SLOT_FREE | SLOT_PINNED)) != 0;
}
#endif

/* A block is pinned for the first time. */
static inline void pin_mark(index_t index)
{
    *slot_of(index) |= SLOT_PINNED;
    state.pinned++;
}

/* A block is pinned no more. */
static inline void pin_unmark(index_t index)
{
    *slot_of(index) &= (slot_t)~SLOT_PINNED;
    state.pinned--;
}

#else

/* The bit of the filter for a slot. */
static inline slot_t filter_of(index_t index)
{
    return (slot_t)((slot_t)1 << (index % FLAGS_A_WORD));
}

/* Whether a block is pinned. */
static inline bool is_pinned(index_t index)
{
    return (state.pin_filter & filter_of(index)) != 0 && pins_find(index) != NULL;
}

#if !TM_COMPACTOR_SLIDE
/* Whether a slot is free, or its block may be pinned: perhaps nothing that may be freed. */
static inline bool is_stuck(index_t index)
{
    return is_free(index) || (state.pin_filter & filter_of(index)) != 0;
}
#endif

/* A block is pinned for the first time. */
static inline void pin_mark(index_t index)
{
    state.pin_filter |= filter_of(index);
    state.pinned++;
}

/* A block is pinned no more: its bit of the filter may be another's too. */
static void pin_unmark(index_t index)
{
    unsigned i;
    (void)index;
    state.pin_filter = 0;
    state.pinned--;
    for (i = 0; i < TM_PINS; i++) { /* bound: TM_PINS */
        if (state.pins[i].index != 0) state.pin_filter |= filter_of(state.pins[i].index);
    }
}

#endif

/* How many blocks are pinned. */
static inline size_t pins_count(void) { return state.pinned; }

/* Pins a live block once more. False: no entry is left for it, or no larger count. */
static bool pins_add(index_t index)
{
    bool first = !is_pinned(index);
    if (!PIN_BIT || !first) {
        struct pin *pin = pins_find(index);
        if (pin == NULL) pin = pins_find(0);
        if (pin == NULL || pin->count == UINT16_MAX) return false;
        pin->index = index;
        pin->count++;
    }
    if (first) pin_mark(index);
    return true;
}

/* Unpins a block once. False: it was not pinned. */
static bool pins_drop(index_t index)
{
    struct pin *pin;
    if (!is_pinned(index)) return false;
    pin = pins_find(index);
    if (pin != NULL && --pin->count == 0) pin->index = 0;
    if (pin == NULL || (!PIN_BIT && pin->index == 0)) pin_unmark(index);
    return true;
}

#else

/* Whether a block is pinned: none can be. */
static inline bool is_pinned(index_t index)
{
    (void)index;
    return false;
}

#if !TM_COMPACTOR_SLIDE
/* Whether a slot is free: no block is pinned. */
static inline bool is_stuck(index_t index) { return is_free(index); }
#endif

/* How many blocks are pinned. */
static inline size_t pins_count(void) { return 0; }

/* Refuses every pin. */
static inline bool pins_add(index_t index)
{
    (void)index;
    return false;
}

/* No block was pinned. */
static inline bool pins_drop(index_t index)
{
    (void)index;
    return false;
}

#endif

#endif
