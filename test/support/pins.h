/* SPDX-License-Identifier: MIT */
/*
 * How many blocks may be pinned at once: TM_PINS; or any number once, and TM_PINS of them more than
 * once, where a link has a bit to spare for it. A link holds the flag of a slot, its generation, and
 * the index that follows: the largest index there can be is TM_INDEXES, or what a table that grows
 * has blocks and gaps for (with GENERATIONS there are retired slots too).
 */
#ifndef TEST_SUPPORT_PINS_H
#define TEST_SUPPORT_PINS_H

#include <tinymem.h>

#define PINS_BIT (TM_NUMBER_BITS - 2 - (TM_NUMBER_BITS == TM_INDEX_BITS ? TM_GENERATIONS : 0))
#define PINS_LEAST_BYTES                                                                           \
    (TM_NUMBER_BITS / 2 > TM_BLOCK_SIZE ? TM_NUMBER_BITS / 2 : TM_BLOCK_SIZE)
#define PINS_SLOTS (TM_POOL_SIZE / (PINS_LEAST_BYTES + TM_NUMBER_BITS / 4) + 4)

/* Whether any number of blocks may be pinned once. */
#define PINS_ANY                                                                                   \
    (TM_PINS > 0 && !TM_FLAGS_APART &&                                                             \
     (TM_INDEXES < 1UL << PINS_BIT ||                                                              \
      (!TM_TABLE_FIXED && TM_GENERATIONS == 0 && PINS_SLOTS < 1UL << PINS_BIT)))

#endif
