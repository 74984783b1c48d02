/* SPDX-License-Identifier: MIT */
/*
 * What can happen to a pool: a call, or one step of the compactor. How to do it, and how to say it.
 */
#ifndef EXHAUSTIVE_CALLS_H
#define EXHAUSTIVE_CALLS_H

#include "store.h"

enum kind { STEP, SPENT, THREAD, TAKE, FREE_, RESIZE, PIN_, UNPIN_, TOUCH, DEFRAG };

struct call {
    uint8_t kind;
    uint8_t index;
    uint8_t size; /* in blocks */
};

/* What a call answered: whether it got what it asked for, and what else there is to say. */
struct answer {
    bool done;
    slot_t index;         /* TAKE: the block */
    enum outcome outcome; /* STEP */
};

/*
 * One step, with the least that a slice must have left for it to change something: with each piece
 * of work on its own, calls can come in between anywhere.
 */
static enum outcome least_step(void)
{
    static struct world before;
    const size_t whole = (size_t)COST_SLICE - COST_CALL;
    enum outcome outcome;
    size_t budget = 0;
    size_t left;
    world_save(&before);
    do {
        budget += budget + 8 > whole && budget < whole ? whole - budget : 8;
        left = budget;
        outcome = compact_step(&left);
    } while (budget < whole && (outcome == TOO_DEAR || (outcome == GOES_ON && world_is(&before))));
    return left > budget ? TOO_DEAR : outcome;
}

/* Does it. SPENT is a step when no phase is left to be spent on the goal. */
static struct answer call_do(struct call call)
{
    struct answer answer = {true, 0, IDLE};
    tm_size_t bytes = (tm_size_t)call.size * TM_BLOCK_SIZE;
    slot_t index = (slot_t)call.index;
    switch (call.kind) {
    case SPENT:
        spend();
        /* fall through */
    case STEP:
        answer.outcome = least_step();
        answer.done = answer.outcome != IDLE;
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

/* Says it, and what it answered. */
static void call_print(struct call call, struct answer answer)
{
    static const char *const names[] = {"a step of tm_thread",
                                        "a step without phases left of tm_thread",
                                        "tm_thread",
                                        "tm_alloc",
                                        "tm_free",
                                        "tm_realloc",
                                        "tm_pin",
                                        "tm_unpin",
                                        "tm_void",
                                        "tm_defrag"};
    unsigned index = call.index;
    unsigned bytes = call.size * TM_BLOCK_SIZE;
    fprintf(stderr, "  %s(", names[call.kind]);
    if (call.kind == TAKE)
        fprintf(stderr, "%u)", bytes);
    else if (call.kind == RESIZE || call.kind == DEFRAG)
        fprintf(stderr, "%u, %u)", index, bytes);
    else if (call.kind > TAKE)
        fprintf(stderr, "%u)", index);
    else
        fprintf(stderr, ")");
    if (answer.index != 0) fprintf(stderr, " = %u", (unsigned)answer.index);
    fprintf(stderr, answer.done ? "\n" : ": no\n");
}

/* Draws the chain, and says what the compactor is at. */
static void pool_print(void)
{
    slot_t at;
    if (state.made == 0) {
        fprintf(stderr, "    (never used)\n");
        return;
    }
    fprintf(stderr, "    [table %u]", (unsigned)table_end());
    for (at = next_of(0); at != 0; at = next_of(at))
        fprintf(stderr, "[%s%u: %u%s]",
                is_free(at)   ? "gap "
                : is_held(at) ? "held "
                              : "",
                (unsigned)at, (unsigned)size_of(at), is_pinned(at) ? " pinned" : "");
    fprintf(stderr,
            " made %u, unused %u, reserve %u; want %u, vain %u, grow %u to %u, given up %u;",
            (unsigned)state.made, (unsigned)state.unused, (unsigned)reserve(),
            (unsigned)compactor->alloc_size, (unsigned)compactor->vain,
            (unsigned)compactor->realloc_slot, (unsigned)compactor->realloc_size,
            (unsigned)compactor->given_up);
    compactor_print();
    if (in_flight() != 0) fprintf(stderr, ", %u flies", (unsigned)in_flight());
    fprintf(stderr, "\n");
}

#endif
