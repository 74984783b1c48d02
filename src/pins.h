/* SPDX-License-Identifier: MIT */
/*
 * The list of pinned blocks: each once, with a count. A call looks at all TM_PINS entries at most,
 * and at none while nothing is pinned.
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

/* Whether a block is pinned. */
static inline bool is_pinned(index_t index)
{
    return state.pinned != 0 && pins_find(index) != NULL;
}

/* How many blocks are pinned. */
static inline unsigned pins_count(void) { return state.pinned; }

/* Pins a live block once more. False: no entry is left, or no larger count. */
static bool pins_add(index_t index)
{
    struct pin *pin = pins_find(index);
    if (pin == NULL) {
        pin = pins_find(0);
        if (pin == NULL) return false;
        state.pinned++;
        state.quiet = 0;
        pin->index = index;
    }
    if (pin->count == UINT16_MAX) return false;
    pin->count++;
    return true;
}

/* Unpins a block once. False: it was not pinned. */
static bool pins_drop(index_t index)
{
    struct pin *pin = pins_find(index);
    if (pin == NULL) return false;
    if (--pin->count == 0) {
        pin->index = 0;
        state.pinned--;
    }
    return true;
}

#else

/* Whether a block is pinned: none can be. */
static inline bool is_pinned(index_t index)
{
    (void)index;
    return false;
}

/* How many blocks are pinned. */
static inline unsigned pins_count(void) { return 0; }

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
