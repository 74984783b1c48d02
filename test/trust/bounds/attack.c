/* SPDX-License-Identifier: MIT */
/*
 * Attacks the theorem of docs/SIZING.md: in pools that have exactly what it asks for, every request
 * must be served; in a pool that is some blocks smaller, one must be refused, else the theorem asks
 * for too much. On the way it counts how many slices a request waits.
 */
#include "core.h"

static size_t most_table; /* blocks that the table may take */

/* After each slice: the table is not larger than the theorem says. */
static void look_at_table(void);
#define AFTER_SLICE() look_at_table()

#include "attacks.h"

/* Ends the program: the theorem does not hold, or it asks for too much. */
static void fail(const char *what, size_t p, size_t n)
{
    fprintf(stderr, "bounds: %s: %zu blocks in %zu, %zu slots, memory of %zu blocks\n", what, p, n,
            pool_indexes, pool_end);
    exit(1);
}

static void look_at_table(void)
{
    if (table_end() > most_table) fail("the table is too large", most_asked, most_count);
}

/*
 * Makes the pool that the theorem asks for, less some blocks, with `slots` slots at most. False:
 * that is none, or it is larger than the numbers reach.
 */
static bool pool_make(size_t p, size_t n, size_t slots, size_t less)
{
    if (slots < n + 1 || slots > MOST_INDEXES) return false;
    pool_indexes = slots;
    most_table = SIZING_TABLE_MOST(n);
    pool_end = SIZING_BLOCKS(p, n);
    if (pool_end > MEMORY_BYTES / TM_BLOCK_SIZE || pool_end < TABLE_UNITS + LEAST_UNITS + less)
        return false;
    pool_end -= less;
    return true;
}

/* Whether all attacks fail on such a pool, with so many seeds. */
static bool pool_holds(size_t p, size_t n, size_t slots, size_t less, unsigned seeds)
{
    unsigned seed;
    for (seed = 1; seed <= seeds; seed++) {
        if (!pool_make(p, n, slots, less)) return false;
        if (!attack(p, n, seed, NULL)) return false;
    }
    return true;
}

/* Pools of many sizes, with as many slots as there may be, or one more than blocks. */
struct tally {
    unsigned long pools;
    size_t least_slack, most_slack; /* blocks fewer that are not yet refused, */
    unsigned long slacks;           /* in so many pools with an average of two least blocks */
};

/* Attacks the pool for p blocks in n, and smaller ones until one is refused. */
static void pool_try(size_t p, size_t n, size_t slots, unsigned seeds, struct tally *tally)
{
    size_t less = 1;
    if (!pool_make(p, n, slots, 0)) return;
    tally->pools++;
    if (!pool_holds(p, n, slots, 0, seeds)) fail("a request was refused", p, n);
    if (p < 2 * n * LEAST_UNITS || n < 3) return;
    while (pool_holds(p, n, slots, less, seeds)) less++;
    less--;
    if (tally->slacks++ == 0 || less < tally->least_slack) tally->least_slack = less;
    if (less > tally->most_slack) tally->most_slack = less;
}

/* All pools with that many slots (0: one more than blocks), as a line of CSV. */
static size_t pools_try(const char *name, size_t slots, unsigned seeds)
{
    static const size_t tenths[] = {10, 11, 12, 13, 15, 20, 33, 60, 100};
    struct tally tally = {0, 0, 0, 0};
    size_t n, i;
    memset(&counted, 0, sizeof counted);
    for (n = 1; n <= 40; n += 1 + n / 8) {
        for (i = 0; i < sizeof tenths / sizeof *tenths; i++)
            pool_try(n * LEAST_UNITS * tenths[i] / 10, n, slots != 0 ? slots : n + 1, seeds,
                     &tally);
    }
    printf("%s,%s,%d,%d,%d,%lu,%llu,%llu,%llu,%zu,%zu\n", name, slots != 0 ? "any" : "n + 1",
           TM_BLOCK_SIZE, TM_NUMBER_BITS, LEAST_UNITS, tally.pools, counted.requests,
           counted.refused, counted.defrags, tally.least_slack * TM_BLOCK_SIZE,
           tally.most_slack * TM_BLOCK_SIZE);
    return tally.most_slack * TM_BLOCK_SIZE;
}

/* The longest wait of a request in pools of more and more blocks, as lines of CSV. */
static void waits(const char *name, unsigned seeds)
{
    size_t n;
    for (n = 25; n <= 400; n *= 2) {
        unsigned long long nodes = 2 * n + 2;
        unsigned long long bound = MOST_PHASES * (4 * nodes * nodes + 20 * nodes + 3);
        memset(&counted, 0, sizeof counted);
        if (!pool_holds(3 * n * LEAST_UNITS, n, MOST_INDEXES, 0, seeds))
            fail("a request was refused", 3 * n * LEAST_UNITS, n);
        printf("%s,%zu,%llu,%llu,%.1f,%llu,%llu\n", name, n, counted.requests, counted.refused,
               (double)counted.slices / (double)(counted.refused ? counted.refused : 1),
               counted.longest, bound);
        if (counted.longest > bound) fail("a request waits too long", 3 * n * LEAST_UNITS, n);
    }
}

/* The command line. */
int main(int words, char **word)
{
    bool is_waits = words == 4 && strcmp(word[1], "waits") == 0;
    unsigned seeds;
    size_t limit;
    size_t slack;
    if (!is_waits && (words != 5 || strcmp(word[1], "pools") != 0)) {
        printf("usage: attack pools NAME SEEDS SLACK | attack waits NAME SEEDS\n"
               "pools: attacks pools of the size that the theorem asks for; fails if a request is\n"
               "refused, or if no request is in pools that are more than SLACK bytes smaller.\n"
               "waits: how many slices requests wait; fails above the bound. Both print lines of "
               "CSV; NAME comes first.\n");
        return words == 2 && strcmp(word[1], "--help") == 0 ? 0 : 2;
    }
    seeds = (unsigned)strtoul(word[3], NULL, 10);
    if (is_waits) {
        waits(word[2], seeds);
        return 0;
    }
    limit = strtoul(word[4], NULL, 10);
    slack = pools_try(word[2], 0, seeds);
    if (!TM_TABLE_FIXED) {
        size_t any = pools_try(word[2], MOST_INDEXES, seeds);
        if (any > slack) slack = any;
    }
    if (slack > limit) {
        fprintf(stderr, "bounds: %s: %zu bytes less still serve every request\n", word[2], slack);
        return 1;
    }
    return 0;
}
