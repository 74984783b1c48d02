/* SPDX-License-Identifier: MIT */
/*
 * What holds over many steps: what is promised is served, and there is an end.
 */
#ifndef EXHAUSTIVE_WAYS_H
#define EXHAUSTIVE_WAYS_H

#include "look.h"

#define NOWHERE UINT32_MAX

/* Memory for a number a state, or the end of the program. */
static uint32_t *numbers_for_states(void)
{
    uint32_t *numbers = calloc((size_t)figures.looked_at + 1, sizeof *numbers);
    if (numbers == NULL) out_of_memory();
    return numbers;
}

/* Shows the states by which a promise was lost, from the one that made it. */
static void show_states(const uint32_t *before, uint32_t number)
{
    static struct world world;
    uint64_t where = 0;
    uint32_t at;
    if (before[number] != number) show_states(before, before[number]);
    for (at = 0; at < number; at++) (void)store_next(&states.store, &where);
    world_unpack(store_next(&states.store, &where), &world);
    world_load(&world);
    fprintf(stderr, "  state %u: ", number);
    pool_print(stderr);
    fprintf(stderr, "\n");
}

/*
 * What a state owes goes on to where its ways lead: along steps that don't serve the request, and
 * along the request's repetition. False: it has no step.
 */
static bool pass_on(uint32_t number, unsigned shift, uint32_t *before, uint32_t *todo,
                    uint32_t *todo_count)
{
    uint32_t served = shift == 0 ? WAY_TAKES : WAY_GROWS;
    bool steps = false;
    uint32_t at;
    for (at = states.first_way[number]; at < states.first_way[number + 1]; at++) {
        uint32_t way = states.ways[at];
        uint32_t to = way & WAY_TO;
        bool step = (way & WAY_STEP) != 0;
        steps |= step;
        if (step == ((way & served) != 0)) continue;
        if (to >= figures.looked_at || before[to] != NOWHERE) continue;
        if ((states.flags[to] >> shift & TAKE_NOW) != 0) continue;
        before[to] = number;
        todo[(*todo_count)++] = to;
    }
    return steps;
}

/*
 * Checks that what is promised is served: from each state that remembers a request that is promised,
 * each way of steps leads to one where it can be served.
 */
static void check_promises(unsigned shift)
{
    uint32_t *before = numbers_for_states(); /* from where it is owed */
    uint32_t *todo = numbers_for_states();
    uint32_t todo_count = 0;
    uint32_t number;
    for (number = 0; number < figures.looked_at; number++) {
        unsigned flags = (unsigned)states.flags[number] >> shift & (TAKE_PROMISED | TAKE_NOW);
        before[number] = NOWHERE;
        if (flags != TAKE_PROMISED) continue;
        before[number] = number;
        todo[todo_count++] = number;
    }
    while (todo_count != 0) {
        number = todo[--todo_count];
        if (pass_on(number, shift, before, todo, &todo_count)) continue;
        fprintf(stderr, "A promise is lost on this way:\n");
        show_states(before, number);
        now.number = number;
        wrong("tm_thread is done, but %s has a promise", shift == 0 ? "tm_alloc" : "tm_realloc");
    }
    free(before);
    free(todo);
}

/* Goes one way further, depth first; the way of `number` was gone. False: it has no more ways. */
static bool go_on(uint32_t number, uint32_t *gone, uint32_t *length, uint32_t *next)
{
    uint32_t at = states.first_way[number] + gone[number];
    uint32_t to;
    uint32_t all;
    if (at == states.first_way[number + 1]) return false;
    to = states.ways[at] & WAY_TO;
    *next = NOWHERE;
    if (to < figures.looked_at && gone[to] != NOWHERE) {
        if (length[to] != 0) {
            now.number = number;
            wrong("steps go in a circle");
        }
        *next = to;
        return true;
    }
    all = states.steps[at] + (to < figures.looked_at ? length[to] : 1);
    if (all > length[number]) length[number] = all;
    gone[number]++;
    return true;
}

/* Checks that no way is a circle, and measures the longest. */
static void check_ends(void)
{
    uint32_t *length = numbers_for_states(); /* 1 + the steps of the longest way; 0: not known */
    uint32_t *gone = numbers_for_states();   /* ways that were gone; NOWHERE: all */
    uint32_t *stack = numbers_for_states();
    uint32_t root;
    for (root = 0; root < figures.looked_at; root++) {
        uint32_t depth = 0;
        uint32_t next = root;
        if (gone[root] == NOWHERE) continue;
        do {
            if (next != NOWHERE) {
                length[next] = 1;
                stack[depth++] = next;
            }
            if (!go_on(stack[depth - 1], gone, length, &next)) {
                uint32_t number = stack[--depth];
                gone[number] = next = NOWHERE;
                if (length[number] - 1 > figures.longest) figures.longest = length[number] - 1;
            }
        } while (depth != 0);
    }
    free(length);
    free(gone);
    free(stack);
}

#endif
