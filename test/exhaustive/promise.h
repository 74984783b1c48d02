/* SPDX-License-Identifier: MIT */
/*
 * What holds over many steps, whoever calls: there is an end, and nobody starves. A way goes on
 * from a state by a step, or by a request of anybody that is refused and changes what is
 * remembered. Calls that get something are no ways: in what others get and give back, the bounds
 * are counted.
 */
#ifndef EXHAUSTIVE_PROMISE_H
#define EXHAUSTIVE_PROMISE_H

#include "search.h"

/* The ways from a state: the first one, and the one behind the last. */
static uint32_t ways_begin(uint32_t number) { return nodes[number].ways; }
static uint32_t ways_end(uint32_t number)
{
    return number + 1 < figures.looked_at ? nodes[number + 1].ways : ways.count;
}

/* ---- There is an end ------------------------------------------------------------------------ */

/* Whether a way ends the work for a request, as it is served. */
static bool is_service(uint32_t number, const struct way *way)
{
    return way->call.kind == STEP && (nodes[number].flags & SERVES) != 0;
}

/*
 * Checks that tm_thread is busy for ever only if it serves for ever: without the steps that serve a
 * request no way is a circle. It takes out each state that no way leads to any more, until none is
 * left. On the way it measures the longest.
 */
static void check_ends(void)
{
    uint32_t *coming = zeros(figures.looked_at, sizeof *coming); /* ways that lead to a state */
    uint16_t *length = zeros(figures.looked_at, sizeof *length); /* the longest that does */
    uint32_t *todo = zeros(figures.looked_at, sizeof *todo);
    uint32_t count = 0;
    uint32_t done = 0;
    uint32_t number;
    uint32_t at;
    for (number = 0; number < figures.looked_at; number++) {
        for (at = ways_begin(number); at != ways_end(number); at++) {
            const struct way *way = &ways.list[at];
            if (way->to < figures.looked_at && !is_service(number, way)) coming[way->to]++;
        }
    }
    for (number = 0; number < figures.looked_at; number++) {
        if (coming[number] == 0) todo[count++] = number;
    }
    for (; count != 0; done++) {
        number = todo[--count];
        if (length[number] > figures.longest) figures.longest = length[number];
        for (at = ways_begin(number); at != ways_end(number); at++) {
            const struct way *way = &ways.list[at];
            unsigned steps = length[number] + (way->call.kind == STEP ? 1u : 0u);
            if (way->to >= figures.looked_at || is_service(number, way)) continue;
            if (steps > length[way->to]) length[way->to] = (uint16_t)steps;
            if (--coming[way->to] == 0) todo[count++] = way->to;
        }
    }
    for (now.number = 0; done < figures.looked_at; now.number++) {
        if (coming[now.number] != 0) wrong("steps go in a circle, from here or before");
    }
    free(coming);
    free(length);
    free(todo);
}

/* ---- Nobody starves ------------------------------------------------------------------------- */

/*
 * One caller asks tm_alloc for `size` blocks, again and again; others ask for whatever they like,
 * and are refused. He is owed it where it is promised; but once room was made for him he asks
 * before it is forgotten.
 */
static bool is_owed(uint32_t number, unsigned size)
{
    const struct node *node = &nodes[number];
    bool waits_for_him = (node->flags & RESTS) != 0 && (node->gets >> size & 1) != 0;
    return size <= node->promised && !waits_for_him;
}

/* Tarjan's search for circles, without recursion. */
static struct {
    uint32_t *order; /* when a state was met first; 0: never */
    uint32_t *low;   /* the first one met that it leads back to; NOWHERE: it is done with */
    uint32_t *next;  /* its way that is looked at next */
    uint32_t *path;  /* the states from the first to the one that is looked at */
    uint32_t *open;  /* those that were met, and are on no circle that is closed */
    uint32_t met, length, opened;
} circles;

/* Whether he asks again in a state of a circle, is refused, and is on the circle still. */
static bool asks_on(uint32_t number, unsigned size)
{
    uint32_t at;
    if ((nodes[number].gets >> size & 1) != 0) return false;
    for (at = ways_begin(number); at != ways_end(number); at++) {
        const struct way *way = &ways.list[at];
        if (way->call.kind == TAKE && way->call.size == size)
            return way->to < figures.looked_at && circles.low[way->to] == circles.low[number];
    }
    return true; /* he is remembered already */
}

/* A circle is closed, of all that was opened since `root`: he must not be able to stay on it. */
static void check_circle(uint32_t root, unsigned size)
{
    uint32_t from = circles.opened;
    uint32_t at;
    do {
        circles.low[circles.open[--from]] = circles.order[root];
    } while (circles.open[from] != root);
    for (at = from; circles.opened - from > 1 && at != circles.opened; at++) {
        now.number = circles.open[at];
        if (asks_on(now.number, size))
            wrong("who asks for %u blocks may starve, from here on", size);
    }
    while (circles.opened != from) circles.low[circles.open[--circles.opened]] = NOWHERE;
}

/* Meets a state. */
static void circle_meet(uint32_t number)
{
    circles.order[number] = circles.low[number] = ++circles.met;
    circles.next[number] = ways_begin(number);
    circles.path[circles.length++] = number;
    circles.open[circles.opened++] = number;
}

/* Goes all ways from `start`, where he is owed `size` blocks. */
static void circle_search(uint32_t start, unsigned size)
{
    circle_meet(start);
    while (circles.length != 0) {
        uint32_t number = circles.path[circles.length - 1];
        if (circles.next[number] != ways_end(number)) {
            uint32_t to = ways.list[circles.next[number]++].to;
            if (to >= figures.looked_at || !is_owed(to, size)) continue;
            if (circles.order[to] == 0)
                circle_meet(to);
            else if (circles.low[to] != NOWHERE && circles.order[to] < circles.low[number])
                circles.low[number] = circles.order[to];
            continue;
        }
        circles.length--;
        if (circles.low[number] == circles.order[number]) {
            check_circle(number, size);
        } else {
            uint32_t before = circles.path[circles.length - 1];
            if (circles.low[number] < circles.low[before])
                circles.low[before] = circles.low[number];
        }
    }
}

/*
 * Checks that nobody starves: on no circle of steps and refusals somebody asks, again and again,
 * for what he is owed.
 */
static void check_promises(void)
{
    unsigned size;
    uint32_t number;
    circles.low = zeros(figures.looked_at, sizeof *circles.low);
    circles.next = zeros(figures.looked_at, sizeof *circles.next);
    circles.path = zeros(figures.looked_at, sizeof *circles.path);
    circles.open = zeros(figures.looked_at, sizeof *circles.open);
    for (size = LEAST_UNITS; size <= EXPLORE_BLOCKS; size++) {
        circles.order = zeros(figures.looked_at, sizeof *circles.order);
        circles.met = 0;
        for (number = 0; number < figures.looked_at; number++) {
            if (circles.order[number] == 0 && is_owed(number, size)) circle_search(number, size);
        }
        free(circles.order);
    }
    free(circles.low);
    free(circles.next);
    free(circles.path);
    free(circles.open);
}

#endif
