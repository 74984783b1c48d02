/* SPDX-License-Identifier: MIT */
/*
 * What the search knows: how each state was reached, and the one that is looked at now. And how it
 * says what it found.
 */
#ifndef EXHAUSTIVE_SEARCH_H
#define EXHAUSTIVE_SEARCH_H

#include <signal.h>
#include <stdarg.h>

#include "calls.h"

/* Tells the compiler that arguments are printf's. */
#if defined(__GNUC__)
#define LIKE_PRINTF __attribute((format(printf, 1, 2), noreturn))
#else
#define LIKE_PRINTF
#endif

/* What is known of a state. */
struct node {
    uint32_t parent;  /* from where it was reached first, */
    struct call call; /* and how */
    uint8_t flags;
    uint32_t ways;    /* the first of its ways */
    uint16_t gets;    /* bit n: tm_alloc serves n blocks at once */
    uint8_t promised; /* tm_alloc serves so many, after some calls of tm_thread */
};
#define RESTS 1  /* a request of tm_alloc was served, and will be forgotten: ask now, or never */
#define SERVES 2 /* the next step serves a request */

/* A step, or a request that is refused: where it leads. */
struct way {
    uint32_t to;
    struct call call;
};

static struct set states;
static struct node *nodes;
static struct {
    struct way *list; /* those of state 0, of state 1, and so on */
    uint32_t count;
} ways;

static struct {
    const char *json;
    uint32_t limit;
    bool progress;
} options;

static struct {
    uint64_t transitions;
    uint32_t looked_at; /* states */
    uint32_t twins;     /* calls that were done to a twin too */
    unsigned depth;
    unsigned longest;                      /* steps in a row */
    uint32_t refused, had_room, could_fit; /* see judge */
    bool limited;
} figures;

/* The state that is looked at. */
static struct {
    uint32_t number;
    struct world world;
    struct world filled;      /* with contents */
    const struct world *twin; /* another world of the same normal form, NULL: none */
    const struct compactor *compactor;
    slot_t lie; /* see content_of */
    unsigned made;
    unsigned live;
    unsigned pinned;
    slot_t in_flight;
    slot_t reserve;
    bool hopeful;            /* may_reopen */
    struct compactor hoping; /* what the compactor is once it has hoped */
    bool is_live[MOST];      /* a user's block */
    number_t place[MOST], size[MOST];
    unsigned pins[MOST];
    size_t largest_now, largest_after; /* in blocks */
    const struct call *call;           /* that is tried, NULL: none */
} now;

/* How often a block is pinned. */
static unsigned pins_of(slot_t index)
{
#if TM_PINS > 0
    struct pin *pin = index != 0 ? pins_find(index) : NULL;
    return (pin != NULL ? pin->count : 0) + (unsigned)(PIN_BIT && index != 0 && is_pinned(index));
#else
    (void)index;
    return 0;
#endif
}

/* Does a call, and says so. */
static void replay(struct call call)
{
    call_print(call, call_do(call));
    pool_print();
}

/* Does all calls on the shortest way to a state once more: worlds were kept as they came. */
static void replay_way(uint32_t number)
{
    static uint32_t path[1 << 16];
    unsigned length = 0;
    for (; number != 0 && length < 1 << 16; number = nodes[number].parent) path[length++] = number;
    tm_reset();
    memset(TM_POOL_, 0, MEMORY_BYTES);
    pool_print();
    while (length != 0) replay(nodes[path[--length]].call);
}

/* Says what is wrong. */
static void say_wrong(const char *format, va_list arguments)
{
    fflush(stdout);
    fprintf(stderr, "explore: " EXPLORE_NAME ": ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\nThe shortest way there:\n");
}

/* Something is wrong: says what, and how to get there; ends the program. */
LIKE_PRINTF static void wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say_wrong(format, arguments);
    va_end(arguments);
    replay_way(now.number);
    if (now.call != NULL) {
        fill_pool(now.lie, true);
        replay(*now.call);
    }
    fprintf(stderr, "  tm_verify() = %d\n", tm_verify());
    exit(1);
}

/* The core read or wrote where there is nothing; a second time ends the program. */
static void crash(int number)
{
    signal(number, SIG_DFL);
    wrong("signal %d", number);
}

#endif
