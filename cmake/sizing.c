/* SPDX-License-Identifier: MIT */
/*
 * For sizing.cmake, which compiles it and reads the digits in the object file: it works for any
 * target, as nothing runs.
 */
#include "state.h"

#include "sizing.h"

/* The most that rounding adds to a size that is a multiple of SIZING_UNIT. */
#define SHORTEST (SIZING_SMALLEST > SIZING_UNIT ? SIZING_SMALLEST : SIZING_UNIT)
#define TO_BLOCKS (SIZING_UNIT % TM_BLOCK_SIZE == 0 ? 0 : TM_BLOCK_SIZE - 1)
#define TO_LEAST (SHORTEST < LEAST * TM_BLOCK_SIZE ? LEAST * TM_BLOCK_SIZE - SHORTEST : 0)
#define ROUNDING ((size_t)(TO_BLOCKS > TO_LEAST ? TO_BLOCKS : TO_LEAST))

#define BLOCKS_ASKED ((SIZING_BYTES + SIZING_LIVE * ROUNDING) / TM_BLOCK_SIZE)
#define ANSWER SIZING_POOL(BLOCKS_ASKED, (size_t)SIZING_LIVE)
#define DIGIT(power) ((char)('0' + ANSWER / (power) % 10))

REQUIRE(INDEXES_name_all_blocks_and_a_gap, TM_INDEXES > SIZING_LIVE);

const char sizing_answer[] = {
    't', 'i', 'n', 'y', 'm', 'e', 'm', '-', 'p', 'o', 'o', 'l', '-', 's', 'i', 'z', 'e', ':',
    DIGIT(1000000000), DIGIT(100000000), DIGIT(10000000), DIGIT(1000000), DIGIT(100000),
    DIGIT(10000), DIGIT(1000), DIGIT(100), DIGIT(10), DIGIT(1), '.', 0};
