/* SPDX-License-Identifier: MIT */
/* Somebody who calls tinymem at random, with blocks of his own: a task, or an interrupt. */
#ifndef OWNER_H
#define OWNER_H

#include <tinymem.h>

#include "../../bench/workload/random.h"

#define BLOCKS 60

/* Blocks of one owner, each full of one byte. */
typedef struct {
    tm_index_t index[BLOCKS];
    uint8_t byte[BLOCKS];
    uint32_t state;
    unsigned damaged;
} owner_t;

/* The owner's next random number. */
static uint32_t next(owner_t *owner) { return random_next(&owner->state); }

/* Fills a block, or finds out whether it is still full of its byte. It is pinned meanwhile. */
static void visit(owner_t *owner, unsigned which, bool write)
{
    tm_size_t size = tm_sizeof(owner->index[which]);
    uint8_t *bytes = tm_pin(owner->index[which]);
    if (bytes == NULL) return;
    for (tm_size_t at = 0; at < size; at++) {
        if (write) bytes[at] = owner->byte[which];
        if (bytes[at] != owner->byte[which]) owner->damaged++;
    }
    tm_unpin(owner->index[which]);
}

/* Makes, resizes or frees a random block of the owner, and looks at it. */
static void step(owner_t *owner)
{
    unsigned which = (unsigned)(next(owner) % BLOCKS);
    tm_size_t size = (tm_size_t)(1 + next(owner) % 200);
    if (owner->index[which] == 0) {
        owner->index[which] = tm_alloc(size);
        owner->byte[which] = (uint8_t)next(owner);
        if (owner->index[which] != 0) visit(owner, which, true);
    } else if (next(owner) % 4 == 0 && tm_realloc(owner->index[which], size) != 0) {
        visit(owner, which, true);
    } else {
        visit(owner, which, false);
        tm_free(owner->index[which]);
        owner->index[which] = 0;
    }
}

#endif
