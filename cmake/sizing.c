/* SPDX-License-Identifier: MIT */
/*
 * For sizing.cmake, which compiles it and reads the digits in the object file: it works for any
 * target, as nothing runs.
 */
#include "pool/state.h"

#include "sizing.h"

/* The most that rounding adds to a size that is a multiple of SIZING_UNIT. */
#define SHORTEST (SIZING_SMALLEST > SIZING_UNIT ? SIZING_SMALLEST : SIZING_UNIT)
#define TO_BLOCKS (SIZING_UNIT % TM_BLOCK_SIZE == 0 ? 0 : TM_BLOCK_SIZE - 1)
#define TO_LEAST                                                                                   \
    (SHORTEST < LEAST_UNITS * TM_BLOCK_SIZE ? LEAST_UNITS * TM_BLOCK_SIZE - SHORTEST : 0)
#define ROUNDING ((unsigned long)(TO_BLOCKS > TO_LEAST ? TO_BLOCKS : TO_LEAST))

#define BLOCKS_ASKED ((SIZING_BYTES + SIZING_LIVE * ROUNDING) / TM_BLOCK_SIZE)
#define SERVES_ALL SIZING_POOL(BLOCKS_ASKED, SIZING_LIVE)

/* Where few large blocks are asked for, what any pool must have may be more. */
#define ANSWER (SERVES_ALL > POOL_LEAST ? SERVES_ALL : POOL_LEAST)
#define DIGIT(power) ((char)('0' + ANSWER / (power) % 10))

#if TM_INDEXES <= SIZING_LIVE
#error "tinymem: option INDEXES must be above BLOCKS: it names all blocks and a gap"
#endif

const char sizing_answer[] = {'t',
                              'i',
                              'n',
                              'y',
                              'm',
                              'e',
                              'm',
                              '-',
                              'p',
                              'o',
                              'o',
                              'l',
                              '-',
                              's',
                              'i',
                              'z',
                              'e',
                              ':',
                              DIGIT(1000000000),
                              DIGIT(100000000),
                              DIGIT(10000000),
                              DIGIT(1000000),
                              DIGIT(100000),
                              DIGIT(10000),
                              DIGIT(1000),
                              DIGIT(100),
                              DIGIT(10),
                              DIGIT(1),
                              ' ',
                              'p',
                              'o',
                              'i',
                              'n',
                              't',
                              'e',
                              'r',
                              ':',
                              (char)('0' + sizeof(void *)),
                              '.',
                              0};
