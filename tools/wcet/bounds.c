/* SPDX-License-Identifier: MIT */
/*
 * Inputs that are built to make a call take long, for the calls that bench/calls does not count or
 * whose time depends on the pool. The name of a case is `CALL, n N, bytes N, what is bad`: n are
 * the slots of the table that were made, bytes those that are cleared or copied.
 */
#include "workloads.h"

#include <string.h>

#define LEAST_SIZE (2 * TM_BLOCK_SIZE)

/* Appends a text, or a number, to a name. */
static char *put(char *end, const char *text)
{
    size_t length = strlen(text);
    memcpy(end, text, length + 1);
    return end + length;
}

static char *put_number(char *end, size_t number)
{
    if (number >= 10) end = put_number(end, number / 10);
    *end++ = (char)('0' + number % 10);
    *end = '\0';
    return end;
}

/* The next function that is called is a case of its own. */
static void next_call(const char *call, size_t bytes, const char *what)
{
    char name[120];
    char *end = put(put(name, call), ", n ");
    end = put_number(end, tm_stats().slots_total);
    end = put_number(put(end, ", bytes "), bytes);
    (void)put(put(end, ", "), what);
    case_begin(name);
    mark_call(current_case * KINDS + CALL_ALLOC);
}

/* A pool of the least blocks: as many slots as it can need. Every second one becomes a gap. */
static void fill_with_least(bool gaps)
{
    unsigned each;
    tm_reset();
    live_count = 0;
    while (take(LEAST_SIZE)) {
    }
    for (each = 1; gaps && each < live_count; each += 2) call_free(live[each].block);
}

/* A block of 1000 bytes with no gap behind it, and a gap for it that is above. */
static tm_index_t block_to_move(void)
{
    tm_index_t room, block;
    tm_reset();
    live_count = 0;
    room = call_alloc(1100);
    (void)call_alloc(LEAST_SIZE);
    block = call_alloc(1000);
    while (take(LEAST_SIZE)) {
    }
    call_free(room);
    return block;
}

static void calls_that_look(void)
{
    tm_index_t block;
    fill_with_least(true);
    block = live[2].block;
    next_call("tm_sizeof", 0, "a live block");
    (void)tm_sizeof(block);
    next_call("tm_valid", 0, "a live block");
    (void)tm_valid(block);
    next_call("tm_check", 0, "a live block");
    (void)tm_check(block, LEAST_SIZE);
    next_call("tm_stats", 0, "a full table");
    (void)tm_stats();
    next_call("tm_verify", 0, "every second block a gap");
    (void)tm_verify();
    tm_reset();
    next_call("tm_stats, the first call", 0, "a pool that was never used");
    (void)tm_stats();
    next_call("tm_reset", 0, "any pool");
    tm_reset();
}

/* The visitor of a walk: it does nothing. */
bool visit_nothing(const tm_span_t *span, void *context);
bool visit_nothing(const tm_span_t *span, void *context)
{
    (void)span;
    (void)context;
    return true;
}

static void calls_that_walk(void)
{
    fill_with_least(false);
    next_call("tm_verify", 0, "live blocks only");
    (void)tm_verify();
    next_call("tm_walk", 0, "live blocks only");
    (void)tm_walk(visit_nothing, NULL);
    fill_with_least(true);
    next_call("tm_walk", 0, "every second block a gap");
    (void)tm_walk(visit_nothing, NULL);
}

/*
 * The block stands so far below the gap that the first walk, to the block, leaves no hint where the
 * second one looks for one: both begin at the bottom.
 */
static void walk_twice(void)
{
    const size_t looked_at = 5 * 512 * TM_BLOCK_SIZE;
    fill_with_least(false);
    call_free(live[0].block);
    call_free(live[1].block);
    next_call("tm_realloc", LEAST_SIZE, "moves, and walks twice from the bottom");
    (void)tm_realloc(live[looked_at / LEAST_SIZE].block, 2 * LEAST_SIZE);
}

static void calls_that_copy(void)
{
    tm_index_t block = block_to_move();
    next_call("tm_realloc", 1000, "moves, and walks from the bottom");
    (void)tm_realloc(block, 1080);
    walk_twice();
    block = block_to_move();
    next_call("tm_realloc", 0, "shrinks, and cuts off a gap");
    (void)tm_realloc(block, 100);
    tm_reset();
    next_call("tm_calloc, the first call", 100, "a pool that was never used");
    (void)tm_calloc(1, 100);
}

/* Until the pool is full: slots are made, the table grows. */
static void callocs(void)
{
    unsigned size;
    tm_reset();
    (void)tm_alloc(1);
    for (size = 68; size < 96; size += 2 * TM_BLOCK_SIZE) {
        next_call("tm_calloc", size, "slots are made");
        (void)tm_calloc(1, size);
    }
}

#if TM_PINS > 0
static void pins(void)
{
    unsigned each;
    fill_with_least(false);
    for (each = 1; each < TM_PINS; each++) (void)tm_pin(live[each].block);
    next_call("tm_pin", 0, "the last pin");
    (void)tm_pin(live[each].block);
    for (; each > 1; each--) (void)tm_pin(live[each].block);
    next_call("tm_unpin", 0, "the last pin");
    tm_unpin(live[TM_PINS].block);
    next_call("tm_walk", 0, "all pins in use");
    (void)tm_walk(visit_nothing, NULL);
    next_call("tm_verify", 0, "all pins in use");
    (void)tm_verify();
}
#endif

int main(void)
{
    mark_open();
    calls_that_look();
    calls_that_walk();
    calls_that_copy();
    callocs();
#if TM_PINS > 0
    pins();
#endif
    /* Linked for their bounds only. */
    (void)tm_thread();
    (void)tm_defrag(0, 0);
    (void)tm_pin(0);
    tm_unpin(0);
    return 0;
}
