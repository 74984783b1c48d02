/* SPDX-License-Identifier: MIT */
/*
 * What holds over many steps: what is promised is served, and there is an end. A way goes on from a
 * state by a step, or by a request that is refused once more.
 */
#ifndef EXHAUSTIVE_PROMISE_H
#define EXHAUSTIVE_PROMISE_H

#include "search.h"

/* The states that the ways of `node` lead to and that were looked at. Returns how many. */
static unsigned ways_of(const struct node *node, uint32_t *to)
{
    unsigned count = 0;
    unsigned request;
    if (node->step < figures.looked_at) to[count++] = node->step;
    for (request = 0; request < REQUESTS; request++) {
        if (node->again[request] < figures.looked_at) to[count++] = node->again[request];
    }
    return count;
}

/* Prints how a promise was made, and then the states by which it was lost; ends the program. */
static void broken_promise(const uint32_t *before, uint32_t number, enum request request)
{
    static uint32_t path[1 << 16];
    unsigned length = 0;
    while (before[number] != number && length < 1 << 16) {
        path[length++] = number;
        number = before[number];
    }
    fprintf(stderr, "explore: " EXPLORE_NAME ": tm_thread is done, but %s has a promise\n",
            request == TAKES ? "tm_alloc" : "tm_realloc");
    replay_way(number);
    while (length != 0) {
        const struct node *node = &nodes[number];
        struct call call = {STEP, 0, 0};
        number = path[--length];
        if (number == node->again[TAKES]) {
            call.kind = TAKE;
            call.size = (uint8_t)compactor->want;
        } else if (number == node->again[GROWS]) {
            call.kind = RESIZE;
            call.index = (uint8_t)compactor->grow;
            call.size = (uint8_t)compactor->grow_size;
        }
        replay(call);
    }
    exit(1);
}

/*
 * Checks that what is promised is served: from each state that remembers a request that is
 * promised, each way leads to one where it can be served.
 */
static void check_promises(enum request request)
{
    uint32_t *before = zeros(figures.looked_at, sizeof *before); /* from where it is owed */
    uint32_t *todo = zeros(figures.looked_at, sizeof *todo);
    uint32_t count = 0;
    uint32_t number;
    for (number = 0; number < figures.looked_at; number++) {
        bool owed = (nodes[number].flags & PROMISED(request)) != 0 &&
                    (nodes[number].flags & NOW(request)) == 0;
        before[number] = owed ? number : NOWHERE;
        if (owed) todo[count++] = number;
    }
    while (count != 0) {
        const struct node *node;
        number = todo[--count];
        node = &nodes[number];
        if (node->step == NOWHERE) broken_promise(before, number, request);
        uint32_t to[] = {(node->flags & SERVES(request)) != 0 ? NOWHERE : node->step,
                         node->again[request]};
        unsigned way;
        for (way = 0; way < 2; way++) {
            if (to[way] >= figures.looked_at || before[to[way]] != NOWHERE) continue;
            if ((nodes[to[way]].flags & NOW(request)) != 0) continue;
            before[to[way]] = number;
            todo[count++] = to[way];
        }
    }
    free(before);
    free(todo);
}

/*
 * Checks that no way is a circle: takes out each state that no way leads to any more, until none is
 * left. On the way it measures the longest.
 */
static void check_ends(void)
{
    uint32_t *coming = zeros(figures.looked_at, sizeof *coming); /* ways that lead to a state */
    uint16_t *length = zeros(figures.looked_at, sizeof *length); /* the longest that does */
    uint32_t *todo = zeros(figures.looked_at, sizeof *todo);
    uint32_t to[REQUESTS + 1];
    uint32_t count = 0;
    uint32_t done = 0;
    uint32_t number;
    unsigned ways;
    for (number = 0; number < figures.looked_at; number++) {
        for (ways = ways_of(&nodes[number], to); ways != 0; ways--) coming[to[ways - 1]]++;
    }
    for (number = 0; number < figures.looked_at; number++) {
        if (coming[number] == 0) todo[count++] = number;
    }
    for (; count != 0; done++) {
        number = todo[--count];
        if (length[number] > figures.longest) figures.longest = length[number];
        for (ways = ways_of(&nodes[number], to); ways != 0; ways--) {
            uint32_t next = to[ways - 1];
            unsigned steps = length[number] + (next == nodes[number].step ? 1u : 0u);
            if (steps > length[next]) length[next] = (uint16_t)steps;
            if (--coming[next] == 0) todo[count++] = next;
        }
    }
    for (now.number = 0; done < figures.looked_at; now.number++) {
        if (coming[now.number] != 0) wrong("steps go in a circle, from here or before");
    }
    free(coming);
    free(length);
    free(todo);
}

#endif
