/* SPDX-License-Identifier: MIT */
/*
 * The core, compiled into the explorer: its state can be saved and restored, and its compactor can
 * be run a single step at a time. Two things differ from the pool of a user: there are exactly
 * EXPLORE_BLOCKS blocks behind the first table, whatever the state beside it takes; and a slice is
 * the least there may be, or (EXPLORE_WHOLE) one that copies so many blocks at once, and not one
 * more: there a copy is so dear that such a slice has room for each other step.
 */
#ifndef EXHAUSTIVE_CORE_H
#define EXHAUSTIVE_CORE_H

#include <tinymem.h>

#include "compactor/cost.h"

#undef COST_SLICE
#ifndef EXPLORE_WHOLE
#define COST_SLICE COST_LEAST
#elif TM_COMPACTOR_SLIDE
#define COST_SLICE (COST_CALL + COST_STEP + COST_PINS + COST_SLIDE + EXPLORE_WHOLE * COST_UNIT)
#undef COST_LEAST
#define COST_LEAST 0
#undef COST_CHOOSE
#define COST_CHOOSE COST_SLIDE
#else
#define COST_SLICE                                                                                 \
    (COST_CALL + COST_STEP + COST_FLY - 1 + COST_OF_COPY((EXPLORE_WHOLE + 1) * TM_BLOCK_SIZE))
#undef COST_LEAST
#define COST_LEAST 0
#undef COST_OF_COPY
#undef COST_COPIES
#define COST_OF_COPY(bytes) (8 * (bytes))
#define COST_COPIES(cost) ((cost) / 8)
#endif

#include "pool/state.h"

/* As few as there can be: nothing depends on how many, but for how long it takes. */
#undef ASKS
#define ASKS 1
#undef MOST_VAIN
#define MOST_VAIN 1

#undef MEMORY_BYTES
#define MEMORY_BYTES (((size_t)TABLE_UNITS + EXPLORE_BLOCKS) * TM_BLOCK_SIZE)

REQUIRE(EXPLORE_BLOCKS_end_at_a_slot, MEMORY_BYTES % GRAIN == 0);
REQUIRE(numbers_reach_all_of_them, MEMORY_BYTES / TM_BLOCK_SIZE + BINS <= (number_t) ~(number_t)0);
REQUIRE(numbers_are_as_wide_as_the_configuration_says, TM_NUMBER_BITS == EXPLORE_NUMBER_BITS);

/* Calls that tm_on_error was told of. */
static unsigned errors;

/* Counts what was wrong. */
void tm_on_error(tm_error_t error, tm_index_t index)
{
    (void)error;
    (void)index;
    errors++;
}

#include "tinymem.c"

#endif
