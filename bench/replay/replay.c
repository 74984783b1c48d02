/* SPDX-License-Identifier: MIT */
/*
 * Replays one trace in the pool that this program was built with, and prints figures, one a line as
 * NAME=VALUE, for the scripts beside it. Exit status: 0 the trace passed, 1 it was refused, 2 a
 * block was spoiled, 3 the trace or the call is wrong.
 */
#include "player.h"

#include <inttypes.h>
#include <string.h>

/* What the pool was like when most was alive. */
static tm_stats_t at_peak;

static trace_t trace;
static player_t player;

/* Prints how to call this program. Returns the exit status for the caller. */
static int usage(FILE *to, int status)
{
    fputs("usage: replay TRACE\n\n"
          "Replays TRACE (plain text) in a tinymem pool and prints figures, one a line.\n",
          to);
    return status;
}

/* Plays the whole trace. */
static player_end_t play(void)
{
    trace_op_t op;
    uint32_t most = 0;

    while (trace_next(&trace, &op)) {
        player_end_t end = player_step(&player, &op);

        if (end != PLAYER_OK) return end;
        if (trace.live_bytes > most) {
            most = trace.live_bytes;
            at_peak = tm_stats();
        }
    }
    return player_finish(&player, &trace);
}

/* Prints the figures of a trace that came to its end, or as far as it came. */
static void report(void)
{
    printf("pool_bytes=%lu\n", (unsigned long)tm_stats().pool_bytes);
    printf("operations=%" PRIu32 "\n", trace.done);
    printf("peak_live_bytes=%lu\n", (unsigned long)at_peak.live_bytes);
    printf("peak_free_bytes=%lu\n", (unsigned long)at_peak.free_bytes);
    printf("refused=%" PRIu32 "\n", player.refused);
    printf("slices=%" PRIu32 "\n", player.slices);
    printf("defrags=%" PRIu32 "\n", player.defrags);
    printf("moves=%" PRIu32 "\n", player.moves);
    printf("moved_bytes=%" PRIu32 "\n", player.moved_bytes);
    printf("asked_bytes=%" PRIu32 "\n", player.asked_bytes);
}

int main(int argc, char **argv)
{
    player_end_t end;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) return usage(stdout, 0);
    if (argc != 2) return usage(stderr, 3);
    if (trace_open(&trace, argv[1])) {
        end = play();
        report();
        trace_close(&trace);
        if (trace.error[0] == '\0') return (int)end;
    }
    fprintf(stderr, "replay: %s\n", trace.error);
    return 3;
}
