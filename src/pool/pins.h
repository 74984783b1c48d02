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

/* The pin of a block; of slot 0: one that is not in use. NULL: there is none. */
static struct pin *pins_find(slot_t slot)
{
    unsigned i;
    for (i = 0; i < TM_PINS; i++) { /* bound: TM_PINS */
        if (state.pins[i].slot == slot) return &state.pins[i];
    }
    return NULL;
}

#if PIN_BIT

/* Whether a block is pinned. */
static inline bool is_pinned(slot_t slot) { return (*entry_of(slot) & ENTRY_PINNED) != 0; }

#if !TM_COMPACTOR_SLIDE
/* Whether a slot is free, or its block pinned: nothing that may be freed. */
static inline bool is_stuck(slot_t slot)
{
    return (*entry_of(slot) & (ENTRY_FREE | ENTRY_PINNED)) != 0;
}
#endif

/* A block is pinned for the first time. */
static inline void pin_mark(slot_t slot)
{
    *entry_of(slot) |= ENTRY_PINNED;
    state.pinned++;
}

/* A block is pinned no more. */
static inline void pin_unmark(slot_t slot)
{
    *entry_of(slot) &= (entry_t)~ENTRY_PINNED;
    state.pinned--;
}

#else

/* The bit of the filter for a slot. */
static inline entry_t filter_of(slot_t slot)
{
    return (entry_t)((entry_t)1 << (slot % FLAGS_A_WORD));
}

/* Whether a block is pinned. */
static inline bool is_pinned(slot_t slot)
{
    return (state.pin_filter & filter_of(slot)) != 0 && pins_find(slot) != NULL;
}

#if !TM_COMPACTOR_SLIDE
/* Whether a slot is free, or its block may be pinned: perhaps nothing that may be freed. */
static inline bool is_stuck(slot_t slot)
{
    return is_free(slot) || (state.pin_filter & filter_of(slot)) != 0;
}
#endif

/* A block is pinned for the first time. */
static inline void pin_mark(slot_t slot)
{
    state.pin_filter |= filter_of(slot);
    state.pinned++;
}

/* A block is pinned no more: its bit of the filter may be another's too. */
static void pin_unmark(slot_t slot)
{
    unsigned i;
    (void)slot;
    state.pin_filter = 0;
    state.pinned--;
    for (i = 0; i < TM_PINS; i++) { /* bound: TM_PINS */
        if (state.pins[i].slot != 0) state.pin_filter |= filter_of(state.pins[i].slot);
    }
}

#endif

/* How many blocks are pinned. */
static inline size_t pins_count(void) { return state.pinned; }

/* Pins a live block once more. False: no entry is left for it, or no larger count. */
static bool pins_add(slot_t slot)
{
    bool first = !is_pinned(slot);
    if (!PIN_BIT || !first) {
        struct pin *pin = pins_find(slot);
        if (pin == NULL) pin = pins_find(0);
        if (pin == NULL || pin->count == UINT16_MAX) return false;
        pin->slot = slot;
        pin->count++;
    }
    if (first) pin_mark(slot);
    return true;
}

/* Unpins a block once. False: it was not pinned. */
static bool pins_drop(slot_t slot)
{
    struct pin *pin;
    if (!is_pinned(slot)) return false;
    pin = pins_find(slot);
    if (pin != NULL && --pin->count == 0) pin->slot = 0;
    if (pin == NULL || (!PIN_BIT && pin->slot == 0)) pin_unmark(slot);
    return true;
}

#else

/* Whether a block is pinned: none can be. */
static inline bool is_pinned(slot_t slot)
{
    (void)slot;
    return false;
}

#if !TM_COMPACTOR_SLIDE
/* Whether a slot is free: no block is pinned. */
static inline bool is_stuck(slot_t slot) { return is_free(slot); }
#endif

/* How many blocks are pinned. */
static inline size_t pins_count(void) { return 0; }

/* Refuses every pin. */
static inline bool pins_add(slot_t slot)
{
    (void)slot;
    return false;
}

/* No block was pinned. */
static inline bool pins_drop(slot_t slot)
{
    (void)slot;
    return false;
}

#endif

#endif
