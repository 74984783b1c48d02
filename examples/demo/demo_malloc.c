/* SPDX-License-Identifier: MIT */
/*
 * The demo on newlib-nano's malloc, with no more RAM than it is told: the trace is replayed until
 * malloc or realloc fails. Call: demo_malloc TRACE RAM_BYTES FIGURES.
 */
#include "heap_map.h"
#include "pattern.h"
#include "screen.h"
#include "trace.h"

#include <errno.h>
#include <stdlib.h>

/* malloc has its list of free chunks and its start in two words, outside its heap. */
#define MALLOC_STATE_BYTES 8
/* What stands before each block, in its chunk. */
#define MALLOC_HEADER_BYTES 4

#define MOST_RAM (384 * 1024)
#define STDIO_RAM 4096

/*
 * The heap. Before `limit` is set, malloc gets memory of stdio_ram: the C library opens its files
 * by malloc, and that shall not be counted.
 */
static uint8_t ram[MOST_RAM] __attribute__((aligned(8)));
static uint8_t stdio_ram[STDIO_RAM] __attribute__((aligned(8)));
static uint32_t limit, taken, stdio_taken;

static trace_t trace;
static uint8_t *block[TRACE_MOST_IDS + 1];

/* Called by malloc for more memory: the C library's own would give all the board has. */
void *_sbrk(ptrdiff_t bytes);
void *_sbrk(ptrdiff_t bytes)
{
    uint8_t *start = limit ? ram : stdio_ram;
    uint32_t *used = limit ? &taken : &stdio_taken;
    uint32_t most = limit ? limit : STDIO_RAM;

    if (bytes > (ptrdiff_t)(most - *used) || bytes < -(ptrdiff_t)*used) {
        errno = ENOMEM;
        return (void *)-1;
    }
    *used += (uint32_t)bytes;
    return start + *used - bytes;
}

/* Plays one operation. False when malloc fails; `spoiled` is set when bytes are not as written. */
static bool step(const trace_op_t *op, bool *spoiled)
{
    uint32_t kept = op->old_size < op->size ? op->old_size : op->size;
    uint8_t *memory;

    if (op->what == 'f') {
        *spoiled = !pattern_holds(block[op->id], op->id, op->old_size);
        free(block[op->id]);
        return true;
    }
    memory = op->what == 'a' ? malloc(op->size) : realloc(block[op->id], op->size);
    if (memory == NULL) return false;
    block[op->id] = memory;
    *spoiled = !pattern_holds(memory, op->id, kept);
    pattern_fill(memory, op->id, kept, op->size);
    return true;
}

/* Says where malloc failed, what was free then, and shows the heap. */
static void report_failure(const trace_op_t *op, uint32_t ram_bytes)
{
    uint32_t live = trace.live_bytes - op->size + op->old_size;
    heap_map_t map = {.bytes = limit};
    char text[HEAP_MAP_CELLS + 1];
    uint32_t id;

    for (id = 1; id <= TRACE_MOST_IDS; id++) {
        uint32_t size = id == op->id ? op->old_size : trace.size[id];

        if (size == 0) continue;
        heap_map_add(&map, (uint32_t)(block[id] - ram) - MALLOC_HEADER_BYTES,
                     (size + MALLOC_HEADER_BYTES + 3) / 4 * 4);
    }
    heap_map_write(&map, text);
    printf("    operation %lu of %lu: %lu bytes wanted, %lu free; the heap then:\n    %s\n",
           (unsigned long)op->number, (unsigned long)trace.operations, (unsigned long)op->size,
           (unsigned long)(ram_bytes - live), text);
    screen_figure("failed_at", op->number);
    screen_figure("wanted", op->size);
    screen_figure("free", ram_bytes - live);
}

/* Replays the trace until its end, or until malloc fails. Returns the exit status. */
static int replay(uint32_t ram_bytes)
{
    trace_op_t op;
    bool spoiled = false;

    while (trace_next(&trace, &op) && !spoiled) {
        if (!step(&op, &spoiled)) {
            screen_end_bar(false, "fails");
            report_failure(&op, ram_bytes);
            return 0;
        }
        screen_progress(trace.done, trace.operations);
    }
    if (spoiled || trace.error[0]) {
        screen_end_bar(false, spoiled ? "a block is spoiled" : trace.error);
        return 3;
    }
    screen_end_bar(true, "survives");
    screen_figure("failed_at", 0);
    return 0;
}

int main(int argc, char **argv)
{
    uint32_t ram_bytes = argc == 4 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    int status;

    if (ram_bytes <= MALLOC_STATE_BYTES || ram_bytes > MOST_RAM) {
        puts("call: demo_malloc TRACE RAM_BYTES FIGURES");
        return 3;
    }
    if (!screen_begin("malloc", argv[3])) return 3;
    if (!trace_open(&trace, argv[1])) {
        printf("%s\n", trace.error);
        return 3;
    }
    limit = ram_bytes - MALLOC_STATE_BYTES;
    status = replay(ram_bytes);
    screen_end();
    return status;
}
