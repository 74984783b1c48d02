/* SPDX-License-Identifier: MIT */
/*
 * Plays a workload on one allocator, for host.py: usage() tells how. The allocator is seen through
 * the functions of the header ADAPTER, as bench/workload/adapter.h says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "adapter.h"
#include "work.h"

#ifndef ADAPTER_ADDRESS
#define ADAPTER_ADDRESS(block) (block)
#endif

#define MOST_BATCHES 1000
#define LEAST_POOL 1024
#define MOST_POOL 524288

static block_t blocks[WORK_MOST_LIVE + 1];

/* How to call this program. */
static int usage(FILE *out)
{
    fprintf(out,
            "usage: pairs W1|W2 POOL time|touch BATCHES\n"
            "       pairs W1|W2 POOL count PAIRS\n"
            "\n"
            "Has as much live as the workload asks for in a pool of POOL (%d to %d) bytes, and:\n"
            "time   prints the nanoseconds of a free and the allocations that follow it: the median\n"
            "       of BATCHES (1 to %d) of %d frees\n"
            "touch  the same, with one write into each new block\n"
            "count  does the calls of PAIRS (1 to %d) frees and what follows inside count_alloc,\n"
            "       count_free and count_thread, for a tool that counts instructions in these; prints a letter\n"
            "       a call: a allocated, r refused, f freed, t room made\n",
            LEAST_POOL, MOST_POOL, MOST_BATCHES, WORK_PAIRS, WORK_PAIRS);
    return out == stdout ? 0 : 2;
}

/* Allocates after all else could not make room. Ends the program where there is no way. */
static block_t alloc_at_last(size_t size)
{
    block_t block = ADAPTER_DEFRAG(size) ? adapter_alloc(size) : 0;

    if (!block) {
        fprintf(stderr, "pairs: no room for %zu bytes\n", size);
        exit(1);
    }
    return block;
}

/* Allocates after a refusal. */
static block_t alloc_late(size_t size)
{
    block_t block = 0;

    while (ADAPTER_THREAD() && !(block = adapter_alloc(size))) {
    }
    return block ? block : alloc_at_last(size);
}

/* Does the list. */
static inline void play(bool touch)
{
    uint32_t i;

    for (i = 0; i < work.count; i++) {
        work_op_t op = work.ops[i];

        if (op.size != 0) {
            block_t block = adapter_alloc(op.size);

            if (!block) block = alloc_late(op.size);
            if (touch) *(volatile uint32_t *)ADAPTER_ADDRESS(block) = op.slot;
            blocks[op.slot] = block;
        } else {
            adapter_free(blocks[op.slot]);
        }
    }
}

/* What is counted: a jump to the allocator, and its call. */
block_t count_alloc(size_t size);
void count_free(block_t block);
bool count_thread(void);

/* adapter_alloc. */
__attribute__((noinline)) block_t count_alloc(size_t size) { return adapter_alloc(size); }

/* adapter_free. */
__attribute__((noinline)) void count_free(block_t block) { adapter_free(block); }

/* ADAPTER_THREAD. */
__attribute__((noinline)) bool count_thread(void) { return ADAPTER_THREAD(); }

/* Allocates by the counted calls, and prints their letters. */
static block_t alloc_counted(size_t size)
{
    block_t block;

    while (!(block = count_alloc(size))) {
        fputs("rt", stdout);
        if (!count_thread()) return alloc_at_last(size);
    }
    putchar('a');
    return block;
}

/* Does the list by the counted calls, and prints their letters. */
static void play_counted(void)
{
    uint32_t i;

    for (i = 0; i < work.count; i++) {
        work_op_t op = work.ops[i];

        if (op.size == 0) {
            count_free(blocks[op.slot]);
            putchar('f');
        } else {
            blocks[op.slot] = alloc_counted(op.size);
        }
    }
    putchar('\n');
}

/* The order of two times. */
static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Nanoseconds since some moment. */
static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Times `batches` lists, each drawn anew, and prints the median. */
static void time_batches(uint32_t batches, bool touch)
{
    static double times[MOST_BATCHES];
    uint32_t i;

    for (i = 0; i < batches; i++) {
        double begin;

        work_draw(WORK_PAIRS);
        begin = now();
        if (touch)
            play(true);
        else
            play(false);
        times[i] = (now() - begin) / WORK_PAIRS;
    }
    qsort(times, batches, sizeof times[0], compare);
    printf("%.3f\n", times[batches / 2]);
}

/* The number in an argument; 0 if it is none, or not in the range. */
static uint32_t number_in(const char *text, unsigned long first, unsigned long last)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    return *end == '\0' && number >= first && number <= last ? (uint32_t)number : 0;
}

int main(int argc, char **argv)
{
    static char buffer[1 << 16]; /* so that printing allocates nothing */
    bool counts = argc == 5 && strcmp(argv[3], "count") == 0;
    bool touches = argc == 5 && strcmp(argv[3], "touch") == 0;
    bool times = touches || (argc == 5 && strcmp(argv[3], "time") == 0);
    unsigned workload;
    uint32_t pool;
    uint32_t number;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) return usage(stdout);
    if (!counts && !times) return usage(stderr);
    workload = strcmp(argv[1], "W1") == 0 ? 1 : strcmp(argv[1], "W2") == 0 ? 2 : 0;
    pool = number_in(argv[2], LEAST_POOL, MOST_POOL);
    number = number_in(argv[4], 1, counts ? WORK_PAIRS : MOST_BATCHES);
    if (workload == 0 || pool == 0 || number == 0) return usage(stderr);
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);

    work_fill(workload, pool);
    play(false);
    work_warm_up();
    play(false);
    if (counts) {
        work_draw(number);
        play_counted();
    } else {
        time_batches(number, touches);
    }
    return 0;
}
