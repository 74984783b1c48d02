/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a pool when a bit of it flips. In many states of a small pool each bit of its
 * state, table and gaps flips, alone. Then tm_verify ends, reads nothing outside of the pool, and
 * names the fault; or it says that the pool is whole, and then the user goes on with random calls,
 * and nothing may come of it: no call loops or reaches outside, no block is lost or changed, the
 * pool stays whole, and the promise holds. Why, says a table below. The rest is what the pool knows
 * once only (another table): no verifier can tell that it is wrong; but nothing worse may come of
 * it than a user's block that has other bytes, or a call that is reported.
 */
#include <stdio.h>
#include <string.h>

#include "user.h"

/* States that are looked at, and the calls between two of them; to get to a move, at most. */
#define STATES 40
#define CALLS_BETWEEN 13
#define CALLS_TO_A_MOVE 4000

/* After a flip that tm_verify does not name: sequences of random calls, and their length. */
#define SEQUENCES 3
#define CALLS_AFTER 40

/* Loads and stores that a call, or the loop of all slices, makes at most: far more than any does.
 */
#define MOST_ACCESSES 4000000ul

/* What one kind of bits came to. */
struct row {
    const char *name;
    unsigned long flips, named, harmless, harmful;
};
#define MOST_ROWS 64
static struct row rows[MOST_ROWS];

/* Kinds of bits, by how their names begin. */
struct kind {
    const char *begin;
    const char *why;
};

/* Of these bytes, which nobody reads, one bit flips: there are many. */
#define INSIDE "gap: inside"

/* Bits that tm_verify need not name, and why they do no harm. */
static const struct kind harmless[] = {
    {"memory, never used", "the first call writes all that is read"},
    {"padding", "nobody reads it"},
    {"slot: not made yet", "a slot is written when it is made"},
    {"slot: flags", "of slots that are not made yet"},
    {INSIDE, "nobody reads it"},
    {"gap: previous of a first", "nobody reads it: the bin says which gap is the first"},
    {"short_", "a short way serves less than it might, or is open some calls too early"},
    {"pin_filter", "a block is looked for in the list of pins that is not there"},
    {"stats.", "a figure for the user"},
    {"hints", "a hint proves itself on the chain, or is not used"},
    {"compactor.touched", "which way a block goes next, no more"},
    {"compactor.scratch", "a cursor proves itself on the chain; a cost only chooses a window"},
    {"compactor.gap", "a cursor proves itself on the chain"},
    {"compactor.frontier", "a cursor proves itself on the chain"},
    {"compactor.alloc_size", "another request than the refused one: its caller asks again"},
    {"compactor.realloc_slot", "another request than the refused one: its caller asks again"},
    {"compactor.vain", "what is given up is tried again, or what is not is left to tm_defrag"},
    {"compactor.asks", "tm_thread says \"ask again\" more often, or less often"},
    {"reason", "a figure for the user"},
    {"compactor.", "another step of the compactor than planned: each step proves what it does"},
};

/* What the pool knows once only. */
static const struct kind known_once[] = {
    {"slot: live", "the border of two live blocks: nothing stands at it"},
    {"pins", "which block is pinned, and how often"},
    {"compactor.held", "which of two live blocks of one size is nobody's"},
    {"compactor.copied", "how much of a block in flight has arrived"},
    {"in flight", "whether a block was taken out of flight"},
    {"compactor.in_defrag",
     "whether tm_defrag is at work: else a block may be too large for a slice"},
};

/* The kind that a name belongs to; NULL: none of them. */
static const struct kind *kind_of(const char *name, const struct kind *kinds, size_t count)
{
    size_t each;
    for (each = 0; each < count; each++) {
        if (strncmp(name, kinds[each].begin, strlen(kinds[each].begin)) == 0) return &kinds[each];
    }
    return NULL;
}
#define KIND_OF(name, kinds) kind_of(name, kinds, sizeof(kinds) / sizeof *(kinds))

static unsigned char good[CORE_MOST];
static struct user user;

/* The row of a kind of bits. */
static struct row *row_of(const char *name)
{
    struct row *row = rows;
    while (row->name != NULL && strcmp(row->name, name) != 0) row++;
    row->name = name;
    return row;
}

/* For watch_call: what tm_verify says. */
static void verify(void *context) { *(int *)context = tm_verify(); }

/* What tm_verify says; -1: it was ended. */
static int verdict(void)
{
    int broken = 0;
    return watch_call(verify, &broken, MOST_ACCESSES) == WATCH_FINE ? broken : -1;
}

/* What no flip that is not named may come to, but of what is known once: then these two. */
#define DAMAGES "damages a block"
#define REPORTS "is reported"
/* And this, of one bit: a slice waits for a block that no slice can copy. */
#define LOOPS "loops"
#define MAY_LOOP "compactor.in_defrag"

/* For watch_call: at last the user has all that is his, and the promise holds for the largest
   request that there is one for. */
struct last {
    const struct user *user;
    const char *what; /* what does not hold, NULL: nothing */
};
static void look_back(void *context)
{
    struct last *last = context;
    tm_size_t size = tm_stats().largest_after;
    tm_index_t index = 0;
    unsigned slices = 0;
    if (!user_has_all(last->user)) last->what = DAMAGES;
    if (size == 0 || last->what != NULL || tm_stats().pinned != 0) return;
    while ((index = tm_alloc(size)) == 0 && tm_thread() && ++slices < 10000) {
    }
    if (index == 0 && tm_defrag(0, size)) index = tm_alloc(size);
    if (index == 0) last->what = "breaks the promise";
}

/* What random calls come to; NULL: nothing bad. */
static const char *consequence(uint32_t seed)
{
    struct user after = user;
    struct user_run run;
    unsigned call;
    struct last last;
    memset(&run, 0, sizeof run);
    after.random = seed;
    for (call = 0; call < CALLS_AFTER; call++) {
        user_call(&after, &run, MOST_ACCESSES);
        if (run.ended == WATCH_LOOP) return LOOPS;
        if (run.ended == WATCH_STORE) return "stores outside";
        if (run.ended == WATCH_LOAD) return "loads outside";
        if (run.reports != 0) return REPORTS;
        if (run.damaged) return DAMAGES;
        if (verdict() != 0) return "breaks the pool";
    }
    last.user = &after;
    last.what = NULL;
    if (watch_call(look_back, &last, 20 * MOST_ACCESSES) != WATCH_FINE) return LOOPS;
    return last.what;
}

/* Whether a flip of this kind of bits may come to that. */
static bool may_come_to(const char *name, const char *what)
{
    if (what == NULL) return KIND_OF(name, harmless) != NULL || KIND_OF(name, known_once) != NULL;
    if (strcmp(what, LOOPS) == 0) return strcmp(name, MAY_LOOP) == 0;
    return KIND_OF(name, known_once) != NULL &&
           (strcmp(what, DAMAGES) == 0 || strcmp(what, REPORTS) == 0);
}

/* Flips one bit, and judges what comes of it. False: more than may. */
static bool flip(uint32_t state, unsigned part, size_t offset, unsigned bit, const char *name)
{
    struct row *row = row_of(name);
    const char *what = NULL;
    unsigned sequence;
    int broken;
    row->flips++;
    core_parts[part].start[offset] ^= (unsigned char)(1u << bit);
    broken = verdict();
    core_load(good);
    if (broken > 0) {
        row->named++;
        return true;
    }
    if (broken < 0) what = "ends tm_verify";
    for (sequence = 0; sequence < SEQUENCES && what == NULL; sequence++) {
        core_parts[part].start[offset] ^= (unsigned char)(1u << bit);
        what = consequence(state * 31u + sequence * 7919u);
        core_load(good);
    }
    if (what == NULL)
        row->harmless++;
    else
        row->harmful++;
    if (may_come_to(name, what)) return true;
    fprintf(stderr, "state %lu: %s, byte %lu, bit %u: %s\n", (unsigned long)state, name,
            (unsigned long)offset, bit, what == NULL ? "harmless, but why?" : what);
    return false;
}

/* Flips every bit of this state of the pool. Returns how many flips came to more than they may. */
static unsigned long flip_all(uint32_t state)
{
    unsigned long bad = 0;
    unsigned part;
    core_save(good);
    if (consequence(state) != NULL) {
        fprintf(stderr, "state %lu, no flip: %s\n", (unsigned long)state, consequence(state));
        bad++;
    }
    core_load(good);
    for (part = 0; part < CORE_PARTS; part++) {
        size_t offset;
        for (offset = 0; offset < core_parts[part].bytes; offset++) {
            unsigned bit;
            for (bit = 0; bit < 8; bit++) {
                const char *name = core_bit(part, offset, bit);
                if (name == NULL || (strcmp(name, INSIDE) == 0 && bit != offset % 8)) continue;
                if (!flip(state, part, offset, bit, name)) bad++;
            }
        }
    }
    return bad;
}

/* The table, as Markdown. */
static void print_rows(void)
{
    const struct row *row;
    struct row sum = {"all", 0, 0, 0, 0};
    printf("| bits of | flips | named | harmless | known once | |\n|---|---|---|---|---|---|\n");
    for (row = rows; row->name != NULL; row++) {
        const struct kind *once = KIND_OF(row->name, known_once);
        const struct kind *kind = once != NULL ? once : KIND_OF(row->name, harmless);
        bool all_named = row->named == row->flips;
        printf("| %s | %lu | %lu | %lu | %lu | %s |\n", row->name, row->flips, row->named,
               row->harmless, row->harmful, all_named || kind == NULL ? "" : kind->why);
        sum.flips += row->flips;
        sum.named += row->named;
        sum.harmless += row->harmless;
        sum.harmful += row->harmful;
    }
    printf("| **all** | %lu | %lu | %lu | %lu | |\n", sum.flips, sum.named, sum.harmless,
           sum.harmful);
}

/* Whether a block is in flight. */
static bool is_flying(void)
{
#if TM_READ_BARRIER
    return tm_in_flight_ != 0;
#else
    return false;
#endif
}

/* On to the next state; to every second one until a move is under way, and some until one flies. */
static void go_on(struct user_run *run, uint32_t state)
{
    unsigned call;
    for (call = 0; call < CALLS_TO_A_MOVE; call++) {
        bool there = state % 2 == 0 || (state % 4 == 1 ? core_held() != 0 : is_flying());
        if (call >= CALLS_BETWEEN && there) return;
        user_call(&user, run, MOST_ACCESSES);
    }
}

/* Runs all of it; 0: nothing came to more than it may. */
int main(int count, char **arguments)
{
    struct user_run run;
    uint32_t state;
    unsigned long bad = 0;
    unsigned held = 0, flying = 0, pinned = 0;
    if (count > 1) {
        printf("usage: %s\nFlips each bit of a pool in %u states, and prints what it comes to.\n",
               arguments[0], STATES);
        return strcmp(arguments[1], "--help") != 0;
    }
    memset(&run, 0, sizeof run);
    core_clear();
    for (state = 0; state < STATES; state++) {
        bad += flip_all(state);
        go_on(&run, state);
        if (run.ended != WATCH_FINE || run.damaged || run.reports != 0 || tm_verify() != 0) {
            fprintf(stderr, "a pool that nobody touched is bad\n");
            return 2;
        }
        held += core_held() != 0;
        flying += is_flying();
        pinned += tm_stats().pinned != 0;
    }
    print_rows();
    printf("\n%u states; a move under way in %u, a block in flight in %u, pins in %u\n", STATES,
           held, flying, pinned);
    if (held == 0 || pinned == 0 || (TM_READ_BARRIER && flying == 0)) return 3;
    return bad != 0;
}
