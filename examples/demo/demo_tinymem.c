/* SPDX-License-Identifier: MIT */
/*
 * The demo on tinymem, in the pool that it is linked with: the trace is replayed as player.h says.
 * Call: demo_tinymem TRACE FIGURES. Exit status: 0 the trace passed, 1 it was refused, 2 a block
 * was spoiled, 3 anything else.
 */
#include "heap_map.h"
#include "instructions.h"
#include "player.h"
#include "screen.h"

#include <string.h>

static trace_t trace;
static player_t player;

/* The heap when a request was refused: this time, and when it took the most slices so far. */
static char refused_map[HEAP_MAP_CELLS + 1];
static struct {
    trace_op_t op;
    uint32_t slices;
    bool defrag;
    char before[HEAP_MAP_CELLS + 1], after[HEAP_MAP_CELLS + 1];
} hardest;

/* A map that is being drawn. */
typedef struct {
    heap_map_t map;
    bool begun;
} drawing_t;

/* Adds a stretch of the pool, and with the first one what lies below it: the table. */
static bool add_span(const tm_span_t *span, void *context)
{
    drawing_t *drawing = context;

    if (!drawing->begun) heap_map_add(&drawing->map, 0, (uint32_t)span->offset);
    drawing->begun = true;
    if (span->kind != TM_FREE) {
        heap_map_add(&drawing->map, (uint32_t)span->offset, (uint32_t)span->size);
    }
    return true;
}

/* Draws the pool as it is now. */
static void draw(char text[HEAP_MAP_CELLS + 1])
{
    drawing_t drawing = {.map = {.bytes = TM_POOL_SIZE}};

    tm_walk(add_span, &drawing);
    heap_map_write(&drawing.map, text);
}

/* Keeps the maps of the request that took the most slices. */
static void watch(player_t *who, const trace_op_t *op, bool served)
{
    static uint32_t defrags;

    if (!served) {
        draw(refused_map);
        defrags = who->defrags;
    } else if (who->request_slices > hardest.slices) {
        hardest.op = *op;
        hardest.slices = who->request_slices;
        hardest.defrag = who->defrags > defrags;
        memcpy(hardest.before, refused_map, sizeof refused_map);
        draw(hardest.after);
    }
}

/* Shows what tidying did for the request that took the most slices. */
static void show_hardest(void)
{
    printf("    its hardest request was operation %lu, for %lu bytes: before it, and after\n"
           "    %lu slices%s\n    %s\n    %s\n",
           (unsigned long)hardest.op.number, (unsigned long)hardest.op.size,
           (unsigned long)hardest.slices, hardest.defrag ? " and tm_defrag" : "", hardest.before,
           hardest.after);
}

/* Prints what the run took, and writes it for the driver. */
static void report(void)
{
    if (player.refused == 0) {
        printf("    no request was refused, so nothing was moved\n");
    } else {
        show_hardest();
        printf("    %lu requests refused at first: %lu slices, the longest %lu instructions;\n"
               "    %lu blocks moved; %lu requests needed tm_defrag\n",
               (unsigned long)player.refused, (unsigned long)player.slices,
               (unsigned long)player.longest, (unsigned long)player.moves,
               (unsigned long)player.defrags);
    }
    screen_figure("refused", player.refused);
    screen_figure("slices", player.slices);
    screen_figure("defrags", player.defrags);
    screen_figure("moves", player.moves);
    screen_figure("moved_bytes", player.moved_bytes);
    screen_figure("asked_bytes", player.asked_bytes);
    screen_figure("longest", player.longest);
}

/* Replays the trace until its end, or until there is no way to go on. */
static player_end_t replay(trace_op_t *op)
{
    while (trace_next(&trace, op)) {
        player_end_t end = player_step(&player, op);

        if (end != PLAYER_OK) return end;
        screen_progress(trace.done, trace.operations);
    }
    return player_finish(&player, &trace);
}

/* Says how the replay ended, and where, if it was before the trace's end. */
static void say(player_end_t end, const trace_op_t *op)
{
    static const char *const words[] = {"passes", "refuses", "a block is spoiled"};

    screen_end_bar(end == PLAYER_OK, words[end]);
    if (end == PLAYER_OK) return;
    printf("    operation %lu of %lu: %lu bytes wanted, %lu free\n", (unsigned long)op->number,
           (unsigned long)trace.operations, (unsigned long)op->size,
           (unsigned long)tm_stats().free_bytes);
}

int main(int argc, char **argv)
{
    player_end_t end;
    trace_op_t op;

    if (argc != 3) {
        puts("call: demo_tinymem TRACE FIGURES");
        return 3;
    }
    if (!screen_begin("tinymem", argv[2])) return 3;
    if (instructions_begin()) {
        player.now = instructions_now;
        player.between = instructions_between;
    }
    player.watch = watch;
    if (!trace_open(&trace, argv[1])) {
        printf("%s\n", trace.error);
        return 3;
    }
    end = replay(&op);
    if (trace.error[0]) {
        printf("%s\n", trace.error);
        return 3;
    }
    say(end, &op);
    report();
    screen_end();
    return (int)end;
}
