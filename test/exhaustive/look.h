/* SPDX-License-Identifier: MIT */
/*
 * What the search keeps: the states, how each was reached, and the one that is looked at now. And how
 * it says what it found.
 */
#ifndef EXHAUSTIVE_LOOK_H
#define EXHAUSTIVE_LOOK_H

#include <signal.h>
#include <stdarg.h>

#include "calls.h"
#include "store.h"

/* Tells the compiler that arguments are printf's. */
#if defined(__GNUC__)
#define LIKE_PRINTF __attribute((format(printf, 1, 2), noreturn))
#else
#define LIKE_PRINTF
#endif

/* How a state was reached first. */
struct origin {
    uint32_t parent;
    struct call call;
};

/* Flags of a state. */
#define TAKE_PROMISED 1 /* tm_alloc's request is remembered, promised, and not given up */
#define TAKE_NOW 2      /* and would be served at once */
#define GROW_SHIFT 2    /* the same of tm_realloc's */
#define GROW_PROMISED (TAKE_PROMISED << GROW_SHIFT)
#define GROW_NOW (TAKE_NOW << GROW_SHIFT)

/* Ways from a state: the number of the next one, and flags. No way may be a circle. */
#define WAY_STEP 0x80000000u  /* a step; else a request repeated: */
#define WAY_TAKES 0x40000000u /* tm_alloc's, or the step served that */
#define WAY_GROWS 0x20000000u /* the same of tm_realloc's */
#define WAY_TO 0x1FFFFFFFu

/* What a search found. */
struct states {
    struct store store;
    struct origin *origins;
    uint8_t *flags;
    uint32_t *first_way; /* of each state, in `ways` */
    uint32_t *ways;
    uint8_t *steps; /* of each way: how many steps it is */
    uint64_t ways_count;
};

static struct states states;

static struct {
    const char *json;
    uint32_t limit;
    unsigned lies; /* fillings that each call is tried with: this many, or all */
    unsigned samples;
    bool exact;
    bool progress;
} options;

static struct {
    uint64_t transitions, lies, samples;
    uint32_t looked_at; /* states */
    uint32_t defrags;   /* states that tm_defrag was tried on */
    uint32_t covered;   /* exact states that the short form covers */
    uint32_t spent;     /* steps that gave up as all phases were spent: not looked behind */
    unsigned depth;
    unsigned longest; /* steps in a row */
    uint32_t refused, had_room, could_fit; /* see judge.h */
    bool limited;
} figures;

/* The state that is looked at. */
static struct {
    uint32_t number;
    struct world bare;         /* as it is kept: no contents */
    struct world worlds[MOST]; /* 0: with contents; others: filled with that index */
    const struct compactor *compactor;
    unsigned made;
    unsigned live;
    unsigned pinned;
    index_t in_flight;
    bool is_live[MOST]; /* a user's block */
    bool is_gap[MOST];
    number_t place[MOST], size[MOST];
    unsigned pins[MOST];
    size_t largest_now, largest_after; /* in blocks */
    const struct call *call;           /* that is looked at, NULL: none */
} now;

/* How often a block is pinned. */
static unsigned pins_of(index_t index)
{
#if TM_PINS > 0
    struct pin *pin = index != 0 ? pins_find(index) : NULL;
    return pin != NULL ? pin->count : 0;
#else
    (void)index;
    return 0;
#endif
}

/* The call on the pool as it really would be, where slots are never renamed. */
static struct call call_really(struct call call)
{
    static index_t name[MOST];
    struct call real = call;
    unsigned at;
    if (state.made == 0) return call;
    world_names(name);
    for (at = 0; at <= state.made; at++) {
        if (name[at] == call.index) real.index = (uint8_t)at;
        if (name[at] == call.hint) real.hint = (uint8_t)at;
        if (name[at] == call.gap) real.gap = (uint8_t)at;
        if (name[at] == call.edge) real.edge = (uint8_t)at;
    }
    return real;
}

/* Does what the short form takes for possible after a call. */
static void call_revive(struct call call)
{
    if (call.gap != 0) cursor_set(&compactor->gap, (index_t)call.gap);
    if (call.edge != 0) cursor_set(&compactor->edge, (index_t)call.edge);
}

/* Does a call once more, on the pool as it really would be, and prints both. */
static void replay(struct call call)
{
    struct answer answer;
    fprintf(stderr, "    ");
    pool_print(stderr);
    call = call_really(call);
    fprintf(stderr, "\n  ");
    call_print(stderr, call);
    if (call.kind == STEP) set_hints((index_t)call.hint);
    answer = call_do(call);
    if (call.kind == TAKE) fprintf(stderr, " = %u", (unsigned)answer.index);
    if (call.kind != TAKE && !answer.done) fprintf(stderr, ": no");
    fprintf(stderr, "\n");
    call_revive(call);
}

/* Prints how the state is reached, and what was done to it. */
static void print_way(void)
{
    static uint32_t path[1 << 16];
    unsigned length = 0;
    uint32_t number;
    for (number = now.number; number != 0 && length < 1 << 16; length++) {
        path[length] = number;
        number = states.origins[number].parent;
    }
    fprintf(stderr, "The shortest way there, with the pool before each call:\n");
    tm_reset();
    memset(TM_POOL_, 0, MEMORY_BYTES);
    while (length != 0) replay(states.origins[path[--length]].call);
    if (now.call != NULL) replay(*now.call);
    fprintf(stderr, "    ");
    pool_print(stderr);
    fprintf(stderr, "\n  tm_verify() = %d\n", tm_verify());
}

/* Something is wrong: says what, and how to get there; ends the program. */
LIKE_PRINTF static void wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fflush(stdout);
    fprintf(stderr, "explore: " EXPLORE_NAME ": ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    print_way();
    exit(1);
}

/* The core read or wrote where there is nothing; a second time ends the program. */
static void crash(int number)
{
    signal(number, SIG_DFL);
    wrong("signal %d", number);
}

/* Brings the pool into its normal form and numbers it. */
static uint32_t number_pool(struct store *store)
{
    static struct world world;
    static unsigned char packed[PACKED_MOST];
    static index_t name[MOST];
    world_normalise(name);
    world_save(&world);
    return store_number(store, packed, world_pack(&world, packed));
}

#endif
