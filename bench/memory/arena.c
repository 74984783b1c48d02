/* SPDX-License-Identifier: MIT */
/*
 * Whether a trace passes on the C library's malloc with a heap of so many bytes. Call: arena
 * HEAP_BYTES TRACE. Prints figures, one a line as NAME=VALUE: passed (1 or 0), and heap_peak, the
 * most bytes of its heap that malloc had. Exit status 3: the trace or the call is wrong.
 */
#include "adapter.h"
#include "heap.h"
#include "trace.h"

#include <inttypes.h>
#include <stdlib.h>

static trace_t trace;
static block_t blocks[TRACE_MOST_IDS + 1];

/* Plays one operation. False when it is refused. */
static bool step(const trace_op_t *op)
{
    block_t block = 0;

    if (op->what == 'f') {
        adapter_free(blocks[op->id]);
    } else {
        block = op->what == 'a' ? adapter_alloc(op->size)
                                : adapter_realloc(blocks[op->id], op->size);
        if (!block) return false;
    }
    blocks[op->id] = block;
    return true;
}

/* Plays the trace until its end, or until something is refused. Whether it came to its end. */
static bool replay(void)
{
    trace_op_t op;

    while (trace_next(&trace, &op)) {
        if (!step(&op)) return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    char **arguments = argv + argc - 2; /* picolibc puts one word more in front */
    uint32_t heap = argc > 2 ? (uint32_t)strtoul(arguments[0], NULL, 10) : 0;

    if (heap == 0 || heap > MOST_HEAP) {
        puts("call: arena HEAP_BYTES TRACE");
        return 3;
    }
    ADAPTER_OPEN(heap);
    if (trace_open(&trace, arguments[1])) {
        bool passed = replay();

        printf("passed=%d\nheap_peak=%" PRIu32 "\n", passed, heap_peak());
        trace_close(&trace);
        if (trace.error[0] == '\0') return 0;
    }
    printf("arena: %s\n", trace.error);
    return 3;
}
