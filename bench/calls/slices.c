/* SPDX-License-Identifier: MIT */
/*
 * Every phase of tm_thread, on pools that are bad in one way each: the longest slice is looked for.
 * Requests that are refused wait for it slice by slice.
 */
#include "workloads.h"

/* The option's default. */
#ifndef TM_SLICE
#define TM_SLICE 840
#endif

/* A size that one slice may just move: a cycle a byte, and the work around it. */
#define SLICE_BYTES (TM_SLICE / 2)

/* Fills the pool with blocks whose sizes lie in this range. */
static void fill(unsigned least, unsigned most)
{
    while (live_count < MOST_BLOCKS && take(least + random_below(most - least + 1))) {
    }
}

/* Frees one block of every `nth`. */
static void free_each(unsigned nth)
{
    unsigned each;
    for (each = 0; each < live_count; each += nth) {
        call_free(live[each].block);
        live[each].block = 0;
    }
}

/* Waits for a block and gives it back. */
static void ask_for(size_t size)
{
    tm_index_t index = call_alloc_late(size);
    if (index) call_free(index);
}

/* Asks for parts of what is free, for all of it, and for more. */
static void ask(void)
{
    ask_for(tm_stats().free_bytes / 4);
    ask_for(tm_stats().free_bytes / 2);
    ask_for(tm_stats().largest_after);
    ask_for(tm_stats().free_bytes + 1);
}

static void least_blocks(void)
{
    fill(1, 1);
    free_each(2);
    ask();
}

static void few_gaps(void)
{
    fill(1, 60);
    free_each(23);
    ask();
}

static void largest_to_move(void)
{
    fill(SLICE_BYTES - 60, SLICE_BYTES + 60);
    free_each(3);
    ask();
}

static void too_large_to_move(void)
{
    fill(TM_SLICE + 100, TM_SLICE + 900);
    free_each(3);
    ask();
}

static void large_among_small(void)
{
    while (live_count + 2 < MOST_BLOCKS && take(8) && take(SLICE_BYTES)) {
    }
    free_each(2);
    ask();
}

static void growth(void)
{
    unsigned each;
    fill(1, 120);
    free_each(3);
    for (each = 1; each < live_count; each += 1 + live_count / 10) {
        tm_index_t index = live[each].block;
        if (!index) continue;
        (void)call_realloc_late(index, tm_sizeof(index) + tm_stats().largest_after / 2);
        (void)call_realloc_late(index, tm_sizeof(index) + tm_stats().free_bytes);
    }
}

static void many_slots_late(void)
{
    fill(500, 600);
    free_each(2);
    fill(1, 8);
    ask();
}

/* Random work on a nearly full pool, with a slice now and then between the calls. */
static void churn(void)
{
    unsigned step;
    fill(4, 160);
    for (step = 0; step < 3000; step++) {
        tm_index_t *block = &live[random_below(live_count)].block;
        uint32_t size = random_below(50) == 0 ? 1 + random_below(1200) : 1 + random_below(160);
        if (!*block) {
            *block = call_alloc_late(size);
        } else if (random_below(3) == 0) {
            (void)call_realloc_late(*block, size);
        } else {
            call_free(*block);
            *block = 0;
            (void)call_thread();
        }
    }
}

#if TM_PINS > 0
static void pins_in_the_way(void)
{
    unsigned each;
    fill(8, 200);
    free_each(2);
    for (each = 1; each < live_count; each += live_count / 4) (void)tm_pin(live[each | 1].block);
    ask();
}
#endif

void slices_by_size(void)
{
    static const struct {
        const char *name;
        unsigned size;
    } cases[] = {{"8", 8},     {"16", 16},   {"32", 32},   {"64", 64},     {"128", 128},
                 {"256", 256}, {"512", 512}, {"768", 768}, {"1024", 1024}, {"2048", 2048}};
    unsigned each;
    counting = true;
    for (each = 0; each < sizeof cases / sizeof *cases; each++) {
        tm_reset();
        live_count = 0;
        case_begin(cases[each].name);
        fill(cases[each].size, cases[each].size);
        free_each(3);
        ask();
    }
}

void slices(void)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } cases[] = {
        {"slices, least blocks", least_blocks},
        {"slices, few gaps", few_gaps},
        {"slices, the largest blocks that a slice moves", largest_to_move},
        {"slices, blocks that no slice moves", too_large_to_move},
        {"slices, large blocks among small ones", large_among_small},
        {"slices, growth", growth},
        {"slices, many slots late", many_slots_late},
        {"slices, random work", churn},
#if TM_PINS > 0
        {"slices, pins in the way", pins_in_the_way},
#endif
    };
    unsigned each;
    counting = true;
    for (each = 0; each < sizeof cases / sizeof *cases; each++) {
        tm_reset();
        live_count = 0;
        case_begin(cases[each].name);
        cases[each].run();
    }
}
