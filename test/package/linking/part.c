/* SPDX-License-Identifier: MIT */
/* The part of the name PART. */
#include <string.h>

#include <tinymem.h>

#include "part.h"

#define QUOTE_(name) #name
#define QUOTE(name) QUOTE_(name)

static tm_index_t block;

/* Makes the block, and writes into it. */
bool IN(fill)(void)
{
    block = tm_alloc(40);
    if (block == 0) return false;
    strcpy(tm_char(block), QUOTE(PART));
    return true;
}

/* Whether it has still what was written, after all blocks may have moved. */
bool IN(holds)(void) { return tm_defrag(0, 0) && strcmp(tm_char(block), QUOTE(PART)) == 0; }

/* How many blocks live in the pool. */
size_t IN(live)(void) { return tm_stats().live_blocks; }

/* A broken contract. */
void IN(free_twice)(void)
{
    tm_free(block);
    tm_free(block);
}
