/* SPDX-License-Identifier: MIT */
/*
 * The longest call of tm_thread in counted instructions, on Cortex-M. An instruction takes at least
 * one of the cycles that the option SLICE is in, so none may be longer than TM_SLICE. Each case
 * builds a pool that is bad in its own way and has requests refused; all slices are counted.
 */
#include <stdio.h>

#include <tinymem.h>

#include "../../bench/workload/random.h"
#include "instructions.h"

/* As many blocks as a pool here can hold. */
#define MOST_BLOCKS 2048

/* The option's default. */
#ifndef TM_SLICE
#define TM_SLICE 840
#endif

/* A size that one slice may just move: a cycle a byte, and the work around it. */
#define SLICE_BYTES (TM_SLICE / 2)

/* The blocks of a case; 0 where one was freed. */
static tm_index_t blocks[MOST_BLOCKS];

/* The longest slice of a case, and how many there were. */
static uint32_t longest;
static unsigned slices;

/* The state of the random numbers. */
static uint32_t state = RANDOM_SEED;

/* A random number below `limit`. */
static uint32_t below(uint32_t limit) { return random_next(&state) % limit; }

/* One slice, counted. */
static bool slice(void)
{
    uint32_t begin = instructions_now();
    bool more = tm_thread();
    uint32_t taken = instructions_between(begin, instructions_now());
    if (taken > longest) longest = taken;
    slices++;
    return more;
}

/* Asks for a block until it is there or given up. */
static tm_index_t serve(tm_size_t size)
{
    tm_index_t index = 0;
    while ((index = tm_alloc(size)) == 0 && slice()) {
    }
    return index;
}

/* Asks for another size of a block until it has it or it is given up. */
static void serve_growth(tm_index_t index, tm_size_t size)
{
    while (tm_realloc(index, size) == 0 && slice()) {
    }
}

/* Fills the pool with blocks whose sizes lie in this range. Returns how many there are. */
static unsigned fill(tm_size_t least, tm_size_t most)
{
    unsigned count = 0;
    while (count < MOST_BLOCKS) {
        tm_size_t size = least + below((uint32_t)(most - least + 1));
        blocks[count] = serve(size);
        if (blocks[count] == 0) break;
        count++;
    }
    return count;
}

/* Frees one block of every `nth`. */
static void free_each(unsigned count, unsigned nth)
{
    for (unsigned each = 0; each < count; each += nth) {
        tm_free(blocks[each]);
        blocks[each] = 0;
    }
}

/* Asks for parts of what is free, for all of it, and for more. */
static void ask(void)
{
    tm_free(serve(tm_stats().free_bytes / 4));
    tm_free(serve(tm_stats().free_bytes / 2));
    tm_free(serve(tm_stats().largest_after));
    tm_free(serve(tm_stats().free_bytes + 1));
}

static void least_blocks(void)
{
    free_each(fill(1, 1), 2);
    ask();
}

static void few_gaps(void)
{
    free_each(fill(1, 60), 23);
    ask();
}

static void largest_to_move(void)
{
    free_each(fill(SLICE_BYTES - 60, SLICE_BYTES + 60), 3);
    ask();
}

static void too_large_to_move(void)
{
    free_each(fill(TM_SLICE + 100, TM_SLICE + 900), 3);
    ask();
}

static void large_among_small(void)
{
    unsigned count = 0;
    while (count + 2 < MOST_BLOCKS) {
        blocks[count] = tm_alloc(8);
        blocks[count + 1] = tm_alloc(SLICE_BYTES);
        if (blocks[count + 1] == 0) break;
        count += 2;
    }
    free_each(count, 2);
    ask();
}

static void pins_in_the_way(void)
{
    unsigned count = fill(8, 200);
    free_each(count, 2);
    for (unsigned each = 1; each < count; each += count / 4) tm_pin(blocks[each | 1u]);
    ask();
}

static void growth(void)
{
    unsigned count = fill(1, 120);
    free_each(count, 3);
    for (unsigned each = 1; each < count; each += 1 + count / 10) {
        if (blocks[each] == 0) continue;
        serve_growth(blocks[each], tm_sizeof(blocks[each]) + tm_stats().largest_after / 2);
        serve_growth(blocks[each], tm_sizeof(blocks[each]) + tm_stats().free_bytes);
    }
}

static void many_slots_late(void)
{
    free_each(fill(500, 600), 2);
    fill(1, 8);
    ask();
}

/* Random work on a nearly full pool, with a slice now and then between the calls. */
static void churn(void)
{
    unsigned count = fill(4, 160);
    for (unsigned step = 0; count != 0 && step < 3000; step++) {
        tm_index_t *block = &blocks[below(count)];
        uint32_t size = below(50) == 0 ? 1 + below(1200) : 1 + below(160);
        if (*block == 0) {
            *block = serve(size);
        } else if (below(3) == 0) {
            serve_growth(*block, size);
        } else {
            tm_free(*block);
            *block = 0;
            slice();
        }
    }
}

/* The table of cases. */
static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    {"least blocks", least_blocks},
    {"few gaps", few_gaps},
    {"the largest blocks that a slice moves", largest_to_move},
    {"blocks that no slice moves", too_large_to_move},
    {"large blocks among small ones", large_among_small},
    {"pins in the way", pins_in_the_way},
    {"growth", growth},
    {"many slots late", many_slots_late},
    {"churn", churn},
};

int main(void)
{
    int failed = 0;
    if (!instructions_begin()) {
        printf("FAIL  instructions are not counted: QEMU needs -icount shift=10\n");
        return 1;
    }
    for (unsigned each = 0; each < sizeof cases / sizeof *cases; each++) {
        tm_reset();
        longest = slices = 0;
        cases[each].run();
        bool right = longest <= TM_SLICE && slices != 0 && tm_verify() == 0;
        printf("%s %s: %u slices, the longest %u of %u instructions\n", right ? "ok   " : "FAIL ",
               cases[each].name, slices, (unsigned)longest, (unsigned)TM_SLICE);
        if (!right) failed++;
    }
    return failed;
}
