/* SPDX-License-Identifier: MIT */
/*
 * What can happen to a pool: a call, or one step of the compactor. How to do it, and how to say it.
 */
#ifndef EXHAUSTIVE_CALLS_H
#define EXHAUSTIVE_CALLS_H

#include <stdio.h>

#include "world.h"

enum kind { STEP, THREAD, TAKE, FREE_, RESIZE, PIN_, UNPIN_, TOUCH, DEFRAG };

struct call {
    uint8_t kind;
    uint8_t index;
    uint8_t size; /* in blocks */
    uint8_t hint; /* STEP: what all hints say; a scan without a window: whether it was in vain */
    uint8_t gap;  /* then a failed cursor means this slot; 0: it stays as it is */
    uint8_t edge; /* the same of the other cursor */
};

/* What a call answered: whether it got what it asked for, and what else there is to say. */
struct answer {
    bool done;
    index_t index;        /* TAKE: the block */
    enum outcome outcome; /* STEP */
    unsigned steps;       /* STEP: how many steps of the compactor it was */
};

/*
 * One step, and of those phases that do more where the slice allows it, the least that changes
 * something: with each piece of work on its own, calls can come in between anywhere. What the least
 * slice of a phase is gets learned: nothing here depends on the table of costs.
 */
static enum outcome least_step(void)
{
    static size_t least[MOST][2];
    static struct world before;
    size_t *enough = &least[compactor->phase][pins_count() != 0];
    enum outcome outcome;
    world_save(&before);
    do {
        size_t left = *enough;
        outcome = compact_step(&left);
        if (!world_is(&before) || (outcome != TOO_DEAR && outcome != GOES_ON)) break;
    } while (++*enough <= WHOLE_SLICE);
    if (*enough > WHOLE_SLICE) *enough = WHOLE_SLICE;
    return outcome;
}

/* Steps until a phase is over, which no call interrupts. Returns how many; at most a thousand. */
static unsigned steps_of(unsigned phase)
{
    unsigned steps = 0;
    while (compactor->phase == phase && steps < 1000) {
        (void)least_step();
        steps++;
    }
    return steps;
}

/* A scan from the beginning to its end. Returns how many steps it takes. */
static unsigned scan_really(void)
{
    start(SCAN);
    return steps_of(SCAN);
}

/* A scan, in one: it chooses a window; or none, as it was led astray; or what it really chooses. */
static unsigned scan_freely(struct call call)
{
    static struct world before;
    unsigned steps;
    world_save(&before);
    steps = scan_really();
    if (call.hint != 0) return steps;
    world_load(&before);
    if (call.index == 0) {
        finish();
    } else {
        cursor_set(&work->scan.best, (index_t)call.index);
        work->scan.best_end = call.size;
        gather_start();
    }
    return steps;
}

/* A step, or a scan in one. */
static void do_step(struct call call, struct answer *answer)
{
    answer->steps = 1;
    answer->outcome = GOES_ON;
    if (!exact && compactor->phase == SCAN)
        answer->steps = scan_freely(call);
    else
        answer->outcome = least_step();
    answer->done = answer->outcome != IDLE;
}

/* Does it. */
static struct answer call_do(struct call call)
{
    struct answer answer = {true, 0, IDLE, 0};
    tm_size_t bytes = (tm_size_t)call.size * TM_BLOCK_SIZE;
    index_t index = (index_t)call.index;
    switch (call.kind) {
    case STEP:
        do_step(call, &answer);
        break;
    case THREAD:
        answer.done = tm_thread();
        break;
    case TAKE:
        answer.index = tm_alloc(bytes);
        answer.done = answer.index != 0;
        break;
    case FREE_:
        tm_free(index);
        break;
    case RESIZE:
        answer.done = tm_realloc(index, bytes) == index;
        break;
    case PIN_:
        answer.done = tm_pin(index) != NULL;
        break;
    case UNPIN_:
        tm_unpin(index);
        break;
    case TOUCH:
        answer.done = tm_void(index) != NULL;
        break;
    default:
        answer.done = tm_defrag(index, bytes);
        break;
    }
    return answer;
}

/* Says it. */
static void call_print(FILE *file, struct call call)
{
    static const char *const names[] = {"", "tm_thread", "tm_alloc", "tm_free", "tm_realloc",
                                        "tm_pin", "tm_unpin", "tm_void", "tm_defrag"};
    unsigned index = call.index;
    unsigned bytes = call.size * TM_BLOCK_SIZE;
    switch (call.kind) {
    case STEP:
        fprintf(file, "a step of tm_thread()");
        if (index != 0) fprintf(file, ", chooses the window from %u to %u", index, call.size);
        if (call.hint != 0) fprintf(file, ", hints say %u", call.hint);
        break;
    case THREAD:
        fprintf(file, "%s()", names[call.kind]);
        break;
    case TAKE:
        fprintf(file, "%s(%u)", names[call.kind], bytes);
        break;
    case RESIZE:
    case DEFRAG:
        fprintf(file, "%s(%u, %u)", names[call.kind], index, bytes);
        break;
    default:
        fprintf(file, "%s(%u)", names[call.kind], index);
        break;
    }
}

/* Draws the chain, and says what the compactor is at. */
static void pool_print(FILE *file)
{
    static const char *const phases[] = {"choose", "plan", "scan", "gather", "pass", "reach", "lift",
                                         "aim",    "seek", "walk", "move",   "fly",  "drop"};
    index_t at;
    if (state.made == 0) {
        fprintf(file, "(never used)");
        return;
    }
    fprintf(file, "[table %u]", (unsigned)table_end());
    for (at = next_of(0); at != 0; at = next_of(at)) {
        if (is_free(at))
            fprintf(file, "[gap %u: %u]", (unsigned)at, (unsigned)size_of(at));
        else
            fprintf(file, "[%s%u: %u%s]", is_held(at) ? "held " : "", (unsigned)at,
                    (unsigned)size_of(at), is_pinned(at) ? " pinned" : "");
    }
    fprintf(file, " made %u, unused %u, reserve %u; want %u, grow %u to %u, given up %u;",
            (unsigned)state.made, (unsigned)state.unused, (unsigned)compactor->reserve,
            (unsigned)compactor->want, (unsigned)compactor->grow, (unsigned)compactor->grow_size,
            (unsigned)compactor->given_up);
    fprintf(file, " goal %u, plan %u, try %u, phase %u: %s", (unsigned)compactor->goal,
            (unsigned)compactor->plan, (unsigned)compactor->tries, (unsigned)compactor->phases,
            phases[compactor->phase]);
    fprintf(file, ", gap %u at %u, edge %u at %u", (unsigned)compactor->gap.index,
            (unsigned)compactor->gap.place, (unsigned)compactor->edge.index,
            (unsigned)compactor->edge.place);
    if (compactor->phase != SCAN)
        fprintf(file, ", anchor %u, from %u to %u, behind %u, then %s",
                (unsigned)work->move.anchor, (unsigned)work->move.from, (unsigned)work->move.to,
                (unsigned)work->move.at, phases[compactor->after_move]);
    if (in_flight() != 0) fprintf(file, ", %u flies", (unsigned)in_flight());
}

#endif
