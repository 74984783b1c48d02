/* SPDX-License-Identifier: MIT */
/*
 * Programs that stay within their bounds, p blocks in n live blocks, and do their worst: they make
 * the table large, leave rests in all blocks, cut what is free to pieces, and then want all of the
 * bound at once. Each of their requests must be served; the first that is not ends the attack.
 */
#ifndef BOUNDS_ATTACKS_H
#define BOUNDS_ATTACKS_H

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../bench/workload/random.h"

#define MOST_ITEMS 4096
#define NONE ((size_t)-1)

/* What the test looks at after each slice. */
#ifndef AFTER_SLICE
#define AFTER_SLICE()
#endif

/* A live block, and the blocks that were asked for it. */
struct item {
    tm_index_t index;
    size_t size;
};

static struct item items[MOST_ITEMS];
static size_t count;                    /* live blocks, */
static size_t most_count;               /* and the most there may be */
static size_t asked;                    /* blocks that were asked for them, */
static size_t most_asked;               /* and the most there may be */
static size_t waiting;                  /* the item that waits to grow; NONE: it is a new one */
static size_t robson_most = (size_t)-1; /* the largest block of Robson's program */
static bool interferes;                 /* whether calls come between the slices */
static jmp_buf is_refused;
static uint32_t random_state;

/* What was counted. */
static struct {
    unsigned long long requests, refused, slices, longest, defrags;
} counted;

/* A number below `limit`, that looks random. */
static size_t below(size_t limit)
{
    return (size_t)((uint64_t)random_next(&random_state) * limit >> 32);
}

/* Frees an item; the last one takes its place. */
static void drop(size_t at)
{
    tm_free(items[at].index);
    asked -= items[at].size;
    items[at] = items[--count];
    if (waiting == count) waiting = at;
}

/* Frees an item; those behind it move up. */
static void drop_in_order(size_t at)
{
    tm_free(items[at].index);
    asked -= items[at].size;
    count--;
    memmove(&items[at], &items[at + 1], (count - at) * sizeof *items);
}

/* Keeps a new item. */
static void keep(tm_index_t index, size_t size)
{
    items[count].index = index;
    items[count++].size = size;
    asked += size;
}

/* Gives an item another size, if that can be done now. */
static bool resize_now(size_t at, size_t size)
{
    size_t bytes = size * TM_BLOCK_SIZE - below(TM_BLOCK_SIZE);
    if (tm_realloc(items[at].index, bytes) == 0) return false;
    asked = asked - items[at].size + size;
    items[at].size = size;
    return true;
}

/* Tries the request: items[waiting] with `size` blocks, or a new item. */
static bool try_now(size_t size)
{
    tm_index_t index;
    if (waiting != NONE) return resize_now(waiting, size);
    index = tm_alloc(size * TM_BLOCK_SIZE - below(TM_BLOCK_SIZE));
    if (index != 0) keep(index, size);
    return index != 0;
}

/* A call between two slices of the wait for `size` blocks; the request stays within the bounds. */
static void interfere(size_t size)
{
    size_t more = most_asked - asked - size + (waiting != NONE ? items[waiting].size : 0);
    size_t other = below(count + 1);
    if (other == count || other == waiting) {
        bool may = more >= LEAST_UNITS && count + (waiting == NONE) < most_count;
        tm_index_t index = may ? tm_alloc(LEAST_UNITS * TM_BLOCK_SIZE) : 0;
        if (index != 0) keep(index, LEAST_UNITS);
    } else if (below(3) == 0) {
        drop(other);
    } else if (below(2) == 0) {
        (void)resize_now(other, LEAST_UNITS + below(items[other].size - LEAST_UNITS + 1));
    } else {
        (void)resize_now(other, items[other].size + below(more + 1));
    }
}

/* One slice, and after it some calls, if there are any `calls` left. False: nothing was to be done.
 */
static bool slice(size_t size, unsigned *calls)
{
    bool more = tm_thread();
    AFTER_SLICE();
    for (; more && *calls != 0 && below(2) == 0; --*calls) interfere(size);
    return more;
}

/* tm_thread has nothing to do any more: only tm_defrag helps now, where blocks are too large. */
static void defrag(size_t size)
{
    tm_index_t index = waiting != NONE ? items[waiting].index : 0;
    if (TM_READ_BARRIER) longjmp(is_refused, 1);
    counted.defrags++;
    if (!tm_defrag(index, size * TM_BLOCK_SIZE) || !try_now(size)) longjmp(is_refused, 1);
}

/*
 * The request must be served. If it is not, the attack has succeeded. While there are calls between
 * the slices it is not asked for again, so what was made room for may be gone; then it is a new
 * request.
 */
static void insist(size_t at, size_t size)
{
    unsigned long long slices = 0;
    unsigned calls = interferes ? 8 : 0;
    waiting = at;
    counted.requests++;
    while (!try_now(size)) {
        bool is_alone = calls == 0;
        bool more;
        counted.refused += slices == 0;
        do {
            slices++;
            more = slice(size, &calls);
        } while (more && calls != 0);
        if (!more) calls = 0;
        if (!more && is_alone) {
            defrag(size);
            break;
        }
    }
    waiting = NONE;
    counted.slices += slices;
    if (!interferes && slices > counted.longest) counted.longest = slices;
}

/* The blocks that still may be asked for. */
static size_t room(void) { return most_asked - asked; }

/* Whether a new item of `size` blocks is within the bounds. */
static bool may_take(size_t size) { return count < most_count && room() >= size; }

/* Allocates a new item of `size` blocks, if it may. */
static void take(size_t size)
{
    if (may_take(size)) insist(NONE, size);
}

/* Gives an item another size, as far as it may: calls between slices may have freed it. */
static void resize(size_t at, size_t size)
{
    if (at >= count) return;
    if (size > items[at].size + room()) size = items[at].size + room();
    insist(at, size);
}

/* Asks for all that may be asked for: one more block, or the growth of one. */
static void take_all(void)
{
    if (room() == 0) return;
    if (may_take(LEAST_UNITS)) {
        take(room());
    } else if (count != 0) {
        size_t at = below(count);
        resize(at, items[at].size + room());
    }
}

/* Frees all. */
static void drop_all(void)
{
    while (count != 0) drop(below(count));
}

/* Many blocks with a gap behind each: all slots that there ever can be are in use. */
static void comb(void)
{
    size_t each = most_asked / most_count;
    size_t at;
    while (may_take(each)) take(each);
    for (at = count; at-- != 0 && each >= 2 * LEAST_UNITS;) resize(at, LEAST_UNITS);
    if (count > 1) drop_in_order(count - 1);
    while (may_take(LEAST_UNITS)) take(LEAST_UNITS);
}

/* All blocks but one with a rest below the least size; then all the rest of the bound at once. */
static void rests(void)
{
    size_t each = most_asked / most_count;
    size_t at;
    drop_all();
    if (each < 2 * LEAST_UNITS - 1) return;
    while (count + 1 < most_count && may_take(each)) take(each);
    for (at = 0; at < count; at++) resize(at, each - (LEAST_UNITS - 1));
    take_all();
}

/* Fills the bound with blocks of one size, frees every other one, and goes on with a larger one. */
static void sawtooth(void)
{
    size_t size;
    drop_all();
    for (size = LEAST_UNITS; size <= most_asked; size += 1 + size / 2) {
        size_t at;
        while (may_take(size)) take(size);
        for (at = 1; at < count; at++) drop_in_order(at);
    }
    take_all();
}

/* Any calls, of sizes that are mostly small; the bound is always nearly reached. */
static void shake(void)
{
    size_t calls = 40 + 10 * most_count;
    while (calls-- != 0) {
        size_t size = LEAST_UNITS + below(below(8) == 0 ? most_asked : 4 * LEAST_UNITS);
        if (!may_take(LEAST_UNITS) || (count != 0 && below(4) == 0)) {
            drop(below(count));
        } else if (count != 0 && below(3) == 0) {
            resize(below(count), size);
        } else {
            take(size < room() ? size : room());
        }
    }
    take_all();
}

/* For tm_walk: notes where each item lies, in blocks from the start of the memory. */
static bool note_place(const tm_span_t *span, void *context)
{
    size_t *places = context;
    if (span->kind == TM_LIVE) places[span->index] = span->offset / TM_BLOCK_SIZE;
    return true;
}

/*
 * Robson's program (1974, simplified): in step i it keeps of each stretch of 2^i words only what
 * covers its word number f, so that nothing that is free holds 2^i words; and fills up with such
 * blocks. A word is a least block here.
 */
static void robson(void)
{
    static size_t places[UINT16_MAX + 1];
    size_t size;
    drop_all();
    for (size = LEAST_UNITS; size <= robson_most && size <= most_asked; size *= 2) {
        size_t f = below(size);
        size_t at;
        (void)tm_walk(note_place, places);
        for (at = count; at-- != 0;) {
            size_t start = places[items[at].index] % size;
            size_t distance = f >= start ? f - start : f + size - start;
            if (distance >= items[at].size) drop(at);
        }
        while (may_take(size)) take(size);
    }
    take_all();
}

static void (*const attacks[])(void) = {comb, rests, sawtooth, shake, robson};
enum { ATTACKS = sizeof attacks / sizeof *attacks };

/*
 * One attack on a new pool; or (NULL) all of them, and some of them again, with calls between the
 * slices or without. False: a request was not served.
 */
static bool attack(size_t p, size_t n, uint32_t seed, void (*only)(void))
{
    size_t rounds;
    most_asked = p;
    most_count = n;
    count = 0;
    asked = 0;
    random_state = seed * 2654435761u + 1;
    tm_reset();
    if (setjmp(is_refused) != 0) return false;
    for (rounds = only != NULL ? 3 * ATTACKS - 1 : 0; rounds < 3 * ATTACKS; rounds++) {
        interferes = only == NULL && rounds >= ATTACKS && below(2) == 0;
        if (only != NULL)
            only();
        else
            attacks[rounds < ATTACKS ? rounds : below(ATTACKS)]();
        if (tm_verify() != 0) {
            fprintf(stderr, "bounds: invariant %d is broken\n", tm_verify());
            exit(1);
        }
    }
    return true;
}

#endif
