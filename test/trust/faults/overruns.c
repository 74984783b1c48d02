/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a pool when its user writes beyond the ends of his blocks. In some states of a
 * small pool, from each live block, a few bytes are written behind its last and before its first
 * one: over a neighbour's data, a gap's links, a gap's footer, or (below the first block) the
 * table. After each such overrun the user goes on with some random calls, and it is counted what
 * they come to. With CHECKS 2 no call may loop, none may reach outside of the pool, and each
 * overrun that spoils the pool's own data must be reported. With CHECKS 1 the table shows what all
 * this would come to; but an overrun into other blocks never is the pool's trouble.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user.h"

/* States that are attacked, and the calls that lead to each. */
#define STATES 3
#define CALLS_BEFORE 150

/* The longest overrun in bytes, and the random calls after each. */
#define LONGEST 10
#define SEQUENCES 2
#define CALLS_AFTER 40

/* Loads and stores that a call makes at most: some hundred times what any takes on a whole pool. */
#define MOST_ACCESSES 400000ul

/* What the bytes beyond the end were. */
enum hit { HIT_DATA, HIT_GAP, HIT_TABLE, HITS };

/* What became of an overrun. */
enum fate { HARMLESS, REPORTED, HEALED, UNREPORTED, DAMAGED, LOOPS, STORES, LOADS, FATES };
static const char *const fates[FATES] = {"harmless", "reported", "healed",         "unreported",
                                         "damaged",  "loops",    "stores outside", "loads outside"};
static const char *const hits[HITS] = {"another block", "a gap", "the table"};

static unsigned long counts[HITS][FATES];

static struct user start_user;
static unsigned char start_bytes[CORE_MOST];

/* Leads the pool to a state, from an empty one. Which one depends on the seed alone. */
static void build(uint32_t seed)
{
    struct user_run run;
    unsigned call;
    memset(&run, 0, sizeof run);
    memset(&start_user, 0, sizeof start_user);
    start_user.random = seed;
    core_clear();
    for (call = 0; call < CALLS_BEFORE || start_user.count < 4; call++) {
        user_call(&start_user, &run, MOST_ACCESSES);
        if (run.ended != WATCH_FINE || run.damaged || run.reports != 0 || tm_verify() != 0) {
            fprintf(stderr, "seed %lu, call %u: a pool that nobody overran is bad\n",
                    (unsigned long)seed, call);
            exit(2);
        }
    }
    core_save(start_bytes);
}

/* For watch_call: what tm_verify says. */
static void verify(void *context) { *(int *)context = tm_verify(); }

/* Whether the pool is whole now; a verifier that fails by itself is a failure. */
static bool is_whole(void)
{
    int broken = 0;
    enum watched ended = watch_call(verify, &broken, MOST_ACCESSES);
    if (ended != WATCH_FINE) {
        fprintf(stderr, "tm_verify was ended: %d\n", (int)ended);
        exit(2);
    }
    return broken == 0;
}

/* What becomes of the pool as it is now, with these random calls. */
static enum fate judge(uint32_t seed)
{
    struct user user = start_user;
    struct user_run run;
    unsigned call;
    bool whole = is_whole();
    memset(&run, 0, sizeof run);
    user.random = seed;
    for (call = 0; call < CALLS_AFTER; call++) {
        user_call(&user, &run, MOST_ACCESSES);
        if (run.ended == WATCH_LOOP) return LOOPS;
        if (run.ended == WATCH_STORE) return STORES;
        if (run.ended == WATCH_LOAD) return LOADS;
    }
    if (whole) return HARMLESS;
    if (run.reports != 0) return REPORTED;
    if (!is_whole()) return UNREPORTED;
    return run.damaged ? DAMAGED : HEALED;
}

/* For tm_walk: what is at an offset of the pool. */
struct look {
    size_t offset;
    enum hit hit;
};

/* Ends the walk where the offset is. */
static bool look_at(const tm_span_t *span, void *context)
{
    struct look *look = context;
    if (look->offset - span->offset >= span->size) return true;
    look->hit = span->kind == TM_FREE ? HIT_GAP : HIT_DATA;
    return false;
}

/* The worst that some bytes of the pool as it is now are. */
static enum hit hit_of(size_t offset, size_t bytes)
{
    enum hit worst = HIT_DATA;
    for (; bytes != 0; bytes--, offset++) {
        struct look look;
        look.offset = offset;
        look.hit = HIT_TABLE;
        (void)tm_walk(look_at, &look);
        if (look.hit > worst) worst = look.hit;
    }
    return worst;
}

/* Byte `at` of what is written beyond an end: always the same one, or one more each time. */
static unsigned char overrun_byte(unsigned value, size_t at)
{
    return (unsigned char)(value + at * (value >> 4 & 3));
}

/* Writes beyond an end of a block, and counts what it comes to. */
static void attack(size_t offset, size_t bytes, unsigned value)
{
    unsigned char *at = core_parts[0].start + offset;
    unsigned sequence;
    enum hit hit;
    size_t each = 0;
    core_load(start_bytes);
    hit = hit_of(offset, bytes);
    while (each < bytes && at[each] == overrun_byte(value, each)) each++;
    if (each == bytes) return;
    for (sequence = 0; sequence < SEQUENCES; sequence++) {
        core_load(start_bytes);
        for (each = 0; each < bytes; each++) at[each] = overrun_byte(value, each);
        counts[hit][judge(value * 977u + sequence * 7919u + (uint32_t)offset)]++;
    }
}

/* All overruns of one block, upwards and downwards. */
static void attack_from(tm_index_t index)
{
    size_t start;
    size_t end;
    size_t bytes;
    unsigned value;
    core_load(start_bytes);
    start = (size_t)((unsigned char *)tm_void(index) - core_parts[0].start);
    end = start + tm_sizeof(index);
    for (bytes = 1; bytes <= LONGEST; bytes++) {
        for (value = 0; value < 256; value += bytes == 1 ? 1 : 5) {
            if (end + bytes <= core_parts[0].bytes) attack(end, bytes, value);
            if (start >= bytes) attack(start - bytes, bytes, value);
        }
    }
}

/* The table, as Markdown. Returns how many overruns came to what they may not. */
static unsigned long print_counts(void)
{
    unsigned long bad = 0;
    unsigned hit;
    unsigned fate;
    printf("| over");
    for (fate = 0; fate < FATES; fate++) printf(" | %s", fates[fate]);
    printf(" |\n|---|---|---|---|---|---|---|---|---|\n");
    for (hit = 0; hit < HITS; hit++) {
        printf("| %s", hits[hit]);
        for (fate = 0; fate < FATES; fate++) {
            printf(" | %lu", counts[hit][fate]);
            if (fate > REPORTED && (TM_CHECKS >= 2 || hit == HIT_DATA)) bad += counts[hit][fate];
        }
        printf(" |\n");
    }
    return bad;
}

/* Runs all of it; 0: nothing came to what it may not. */
int main(int count, char **arguments)
{
    uint32_t state;
    unsigned each;
    if (count > 1) {
        printf("usage: %s\nWrites beyond the ends of blocks, and prints what it comes to.\n",
               arguments[0]);
        return strcmp(arguments[1], "--help") != 0;
    }
    if (!watch_works) return 2;
    for (state = 1; state <= STATES; state++) {
        build(state);
        for (each = 0; each < start_user.count; each++) attack_from(start_user.blocks[each].index);
    }
    return print_counts() != 0;
}
