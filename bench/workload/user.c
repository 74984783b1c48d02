/* SPDX-License-Identifier: MIT */
/* See user.h. Nothing here may use the C library's malloc: it may be what is measured. */
#include "user.h"

#include "random.h"

struct live_block live[MOST_BLOCKS];
unsigned live_count;
uint32_t live_bytes;
bool counting;

static uint32_t random_state = RANDOM_SEED;

void random_seed(uint32_t seed) { random_state = RANDOM_SEED + seed; }

uint32_t random_below(uint32_t limit) { return random_next(&random_state) % limit; }

bool keep(block_t block, size_t size)
{
    if (!block) return false;
    live[live_count].block = block;
    live[live_count].size = (uint32_t)size;
    live_count++;
    live_bytes += (uint32_t)size;
    return true;
}

void drop(void)
{
    unsigned victim;
    block_t block;
    if (live_count == 0) return;
    victim = random_below(live_count);
    block = live[victim].block;
    live_bytes -= live[victim].size;
    live[victim] = live[--live_count];
    call_free(block);
}
