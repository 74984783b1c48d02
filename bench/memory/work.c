/* SPDX-License-Identifier: MIT */
/* See work.h. */
#include "work.h"

static uint32_t state;

void work_seed(uint32_t seed) { state = 2463534242u + seed; }

/* Marsaglia's xorshift of 32 bits. */
uint32_t work_random(uint32_t limit)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % limit;
}

uint32_t work_size(void)
{
    uint32_t kind = work_random(100);

    if (kind < 90) return 4 + work_random(61);
    return kind < 99 ? 65 + work_random(448) : 513 + work_random(1536);
}
