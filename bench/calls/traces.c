/* SPDX-License-Identifier: MIT */
/*
 * Plays a trace (bench/traces). QEMU has put it into memory, packed by run.py: the operations, and
 * one of all zeros at the end. What a refused request was for is left out of the rest of the trace.
 */
#include "workloads.h"

/* The board's second memory: see QEMU's -device loader in run.py. */
#define TRACE ((const struct operation *)0x21000000)

struct operation {
    uint32_t size; /* of the block from now on; 0: it is freed */
    uint32_t id;   /* 1 to what live[] holds; 0: the end */
};

void trace(void)
{
    const struct operation *operation;
    counting = true;
    for (operation = TRACE; operation->id != 0; operation++) {
        struct live_block *at = &live[operation->id];
        if (operation->size == 0) {
            if (at->block) call_free(at->block);
            at->block = 0;
        } else if (at->block) {
            block_t moved = call_realloc_late(at->block, operation->size);
            if (moved) at->block = moved;
        } else {
            at->block = call_alloc_late(operation->size);
        }
    }
}
