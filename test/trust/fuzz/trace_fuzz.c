/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the reader of traces, and the player behind it: the input is a trace's text. What the
 * reader lets through must be sound by books of our own, and is played on a pool.
 */
#include "player.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static trace_t trace;
static player_t player;
static uint32_t sizes[TRACE_MOST_IDS + 1]; /* of what is alive */

/* Where the input stands, as the reader wants a path; of this process, as fuzzers run several. */
static const char *path_of_input(void)
{
    static char path[64];

    if (path[0] == '\0') {
        const char *folder = getenv("TMPDIR");

        snprintf(path, sizeof path, "%.32s/trace_fuzz.%ld", folder ? folder : "/tmp",
                 (long)getpid());
    }
    return path;
}

/* Ends the program, a find, unless the claim holds. */
static void claim(int holds, const char *words)
{
    if (holds) return;
    fprintf(stderr, "trace_fuzz: it does not hold that %s\n", words);
    abort();
}

/* Checks one operation against the books. Returns what is alive after it. */
static uint64_t account(const trace_op_t *op, uint64_t live)
{
    claim(op->id >= 1 && op->id <= TRACE_MOST_IDS, "the id is in range");
    claim(op->what == 'a' || op->what == 'f' || op->what == 'r', "the operation is known");
    claim((op->size == 0) == (op->what == 'f'), "only a free has no size");
    claim(op->old_size == sizes[op->id], "the old size is the last one");
    claim((op->old_size == 0) == (op->what == 'a'), "ids are allocated once");
    sizes[op->id] = op->size;
    live += op->size;
    live -= op->old_size;
    claim(live == trace.live_bytes, "live_bytes is what is alive");
    claim(live <= trace.peak_live, "no more is alive than peak live");
    return live;
}

/* Reads the trace to its end, and plays it. */
static void take(void)
{
    trace_op_t op;
    uint64_t live = 0;
    uint32_t count = 0;
    player_end_t end = PLAYER_OK;

    while (trace_next(&trace, &op)) {
        count++;
        claim(op.number == count && count <= trace.operations, "operations are counted");
        live = account(&op, live);
        if (end == PLAYER_OK) end = player_step(&player, &op);
    }
    claim(!trace_next(&trace, &op), "the end is the end");
    claim(end != PLAYER_SPOILED, "the pool keeps its blocks");
    if (trace.error[0] == '\0') claim(count == trace.operations, "a sound trace is whole");
    if (end == PLAYER_OK && trace.error[0] == '\0') {
        claim(player_finish(&player, &trace) == PLAYER_OK, "the pool is sound at the end");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = path_of_input();
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if (file < 0 || write(file, data, size) != (ssize_t)size) {
        fprintf(stderr, "trace_fuzz: can't write %s\n", path);
        exit(2);
    }
    close(file);
    memset(sizes, 0, sizeof sizes);
    memset(&player, 0, sizeof player);
    tm_reset();
    if (trace_open(&trace, path)) take();
    claim(memchr(trace.error, '\0', sizeof trace.error) != NULL, "the message has an end");
    trace_close(&trace);
    unlink(path);
    return 0;
}
