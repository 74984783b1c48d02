/* SPDX-License-Identifier: MIT */
/*
 * Numbers that look random and are the same on every machine: Marsaglia's xorshift of 32 bits. For
 * the benchmarks, and for tests in C.
 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* Where a sequence begins, unless somebody wants another one. Any number but 0 will do. */
#define RANDOM_SEED 2463534242u

/* Makes of a number the next one: any but 0. */
static inline uint32_t random_next(uint32_t *number)
{
    *number ^= *number << 13;
    *number ^= *number >> 17;
    *number ^= *number << 5;
    return *number;
}

#endif
