/* SPDX-License-Identifier: MIT */
/*
 * Every state that a small pool can get into, by any sequence of calls, with each step of the
 * compactor as a happening of its own: a breadth-first search from the pool that was never used. In
 * each state, and over each call, what the interface and docs/DESIGN.md promise is checked:
 *
 * - tm_verify; that blocks keep their sizes, places and contents; that what fails changes nothing;
 * - that no filling of blocks and gaps, and no hint, makes a difference;
 * - the promise: with nothing pinned, a request up to largest_after is served by tm_thread, and by
 *   tm_defrag. A refusal remembers the request; each way of steps, and of the same request in
 *   between, leads to a state where it can be served;
 * - that tm_thread ends: no way of steps, and of the same request in between, is a circle.
 *
 * What is found is printed with the shortest sequence of calls that leads to it.
 */
#include <time.h>

#include "check.h"
#include "judge.h"
#include "ways.h"

/* More states than that are stored only where --limit says so. */
#define MOST_STATES 40000000

/* Twice pinned stands for pinned more often. */
#define MOST_PINS 2

static struct store rests;         /* states that tm_defrag was tried on, as far as it matters */
static struct states exact_states; /* --exact: what the first search found */

/* --exact: some states as they were before they got their normal form. */
static struct {
    struct store store;
    uint32_t *numbers; /* of their states */
    uint32_t next;     /* the next one to look at, */
    uint64_t where;    /* and where it stands */
    bool is_here;      /* it is the one of the state that is looked at: */
    struct world world;
} raw;

/* ---- Keeping states ------------------------------------------------------------------------- */

/* Adds a way from the state that is looked at. */
static void add_way(uint32_t way, unsigned steps)
{
    states.ways = grown(states.ways, sizeof *states.ways, states.ways_count);
    states.steps = grown(states.steps, sizeof *states.steps, states.ways_count);
    states.steps[states.ways_count] = (uint8_t)(steps < UINT8_MAX ? steps : UINT8_MAX);
    states.ways[states.ways_count++] = way;
}

/* Notes what a call says about the promise, and the way that it is. */
static void note_call(struct call call, struct answer answer, uint32_t to)
{
    uint8_t *flags = &states.flags[now.number];
    if (call.kind == STEP && answer.outcome != IDLE) {
        uint32_t way = to | WAY_STEP;
        if (compactor->want != now.compactor->want) way |= WAY_TAKES;
        if ((compactor->grow == 0) != (now.compactor->grow == 0)) way |= WAY_GROWS;
        add_way(way, answer.steps);
    } else if (call.kind == TAKE && call.size == now.compactor->want) {
        if (answer.done) *flags |= TAKE_NOW;
        if (!answer.done && to != now.number) add_way(to | WAY_TAKES, 0);
    } else if (call.kind == RESIZE && call.index == now.compactor->grow &&
               call.size == now.compactor->grow_size) {
        if (answer.done) *flags |= GROW_NOW;
        if (!answer.done && to != now.number) add_way(to | WAY_GROWS, 0);
    }
}

/* Keeps the pool as it is, before it gets its normal form as state `number`. */
static void keep_raw(const struct world *world, uint32_t number)
{
    static unsigned char packed[PACKED_MOST];
    uint32_t count = raw.store.count;
    if (store_number(&raw.store, packed, world_pack(world, packed)) != count) return;
    raw.numbers = grown(raw.numbers, sizeof *raw.numbers, count);
    raw.numbers[count] = number;
}

/* Keeps the state that a call led to. Returns its number. */
static uint32_t keep(struct call call, struct answer answer)
{
    static struct world world;
    uint32_t count = states.store.count;
    uint32_t to;
    if (exact) world_save(&world);
    to = number_pool(&states.store);
    if (to == count) {
        states.origins = grown(states.origins, sizeof *states.origins, count);
        states.flags = grown(states.flags, sizeof *states.flags, count);
        states.origins[count].parent = now.number;
        states.origins[count].call = call;
        states.flags[count] = 0;
        if (exact && count % options.samples == 0) keep_raw(&world, count);
    }
    note_call(call, answer, to);
    return to;
}

/* Whether a slot came, or moved, with the call that was done. */
static bool has_moved(index_t index)
{
    if (place_of(index) == 0) return false;
    return index > now.made || place_of(index) != now.place[index];
}

/*
 * Keeps the states in which a failed cursor means one of the slots that stand elsewhere now.
 * `result`: what the call led to.
 */
static void keep_revived(struct call call, struct answer answer, const struct world *result)
{
    index_t gaps = cursor_failed(&compactor->gap) ? state.made : 0;
    index_t edges = cursor_failed(&compactor->edge) ? state.made : 0;
    for (call.gap = 0; call.gap <= gaps; call.gap++) {
        for (call.edge = 0; call.edge <= edges; call.edge++) {
            if (call.gap == 0 && call.edge == 0) continue;
            world_load(result);
            if (call.gap != 0 && !has_moved((index_t)call.gap)) continue;
            if (call.edge != 0 && !has_moved((index_t)call.edge)) continue;
            call_revive(call);
            (void)keep(call, answer);
        }
    }
}

/* The state as it was before it got its normal form must lead to the same state as that. */
static void check_raw(struct call call, uint32_t to)
{
    uint32_t count = states.store.count;
    if (!raw.is_here) return;
    world_load(&raw.world);
    call = call_really(call);
    set_hints((index_t)(call.kind == STEP ? call.hint : 0));
    (void)call_do(call);
    figures.samples++;
    if (number_pool(&states.store) != to || states.store.count != count)
        wrong("what the normal form leaves out makes a difference");
}

/*
 * Whether a step gave up because too many phases were spent, on requests that were refused in turn.
 * One of them may have been promised: that is a limit, and the search does not go beyond it.
 */
static bool is_spent(struct answer answer)
{
    return answer.outcome == GAVE_UP && now.compactor->phases == MOST_PHASES;
}

/* Does a call to the state, checks it, and keeps the state that it leads to. */
static void try_call(struct call call)
{
    static struct world result;
    unsigned errors_before = errors;
    struct answer answer;
    uint32_t to;
    now.call = &call;
    figures.transitions++;
    world_load(&now.worlds[0]);
    if (call.kind == STEP) set_hints((index_t)call.hint);
    answer = call_do(call);
    check_call(&call, answer, errors != errors_before);
    if (call.kind == STEP) judge(answer);
    answer.steps += check_walk();
    if (call.kind == STEP && is_spent(answer)) {
        figures.spent++;
        add_way(WAY_STEP | WAY_TO, answer.steps);
        return;
    }
    world_save(&result);
    to = keep(call, answer);
    keep_revived(call, answer, &result);
    check_lies(call, answer, &result);
    if (call.kind == STEP && call.hint == 0) check_guesses(to);
    check_raw(call, to);
    now.call = NULL;
}

/* ---- All that can be done ------------------------------------------------------------------- */

/* All calls of tm_defrag, if it was not tried on such a state yet. */
static void try_defrags(void)
{
    static struct world world;
    static unsigned char packed[PACKED_MOST];
    struct call call = {DEFRAG, 0, 0, 0, 0, 0};
    uint32_t count = rests.count;
    world = now.bare;
    world_rest(&world);
    if (store_number(&rests, packed, world_pack(&world, packed)) != count) return;
    try_call(call);
    for (call.size = LEAST; call.size <= EXPLORE_BLOCKS + 1; call.size++) {
        for (call.index = 0; call.index <= now.made; call.index++) {
            if (call.index == 0 || now.is_live[call.index]) try_call(call);
        }
    }
}

/* All calls that concern one block. */
static void try_block(unsigned index)
{
    struct call call = {FREE_, (uint8_t)index, 0, 0, 0, 0};
    try_call(call);
    call.kind = RESIZE;
    for (call.size = LEAST; call.size <= EXPLORE_BLOCKS + 1; call.size++) try_call(call);
    call.size = 0;
    call.kind = UNPIN_;
    if (TM_PINS > 0) try_call(call);
    call.kind = PIN_;
    if (now.pins[index] < MOST_PINS) try_call(call);
    call.kind = TOUCH;
    if (now.in_flight == index) try_call(call);
}

/* A step, whatever the hints say; a scan in the short form, whatever it chooses. */
static void try_steps(void)
{
    struct call call = {STEP, 0, 0, 0, 0, 0};
    if (exact || now.compactor->phase != SCAN) {
        for (call.hint = 0; call.hint <= now.made; call.hint++) try_call(call);
        return;
    }
    try_call(call);
    call.hint = 1;
    try_call(call);
    call.hint = 0;
    for (call.index = 1; call.index <= now.made; call.index++) {
        for (call.size = 1; call.size <= END; call.size++) {
            if (now.is_gap[call.index] && call.size > now.place[call.index]) try_call(call);
        }
    }
}

/* All that can be done to a state. A slice is tried where it begins with a goal. */
static void try_all(void)
{
    struct call call = {THREAD, 0, 0, 0, 0, 0};
    unsigned index;
    try_steps();
    if (now.compactor->phases == 0 && (exact || now.compactor->phase == CHOOSE)) try_call(call);
    call.kind = TAKE;
    for (call.size = LEAST; call.size <= EXPLORE_BLOCKS + 1; call.size++) try_call(call);
    for (index = 1; index <= now.made; index++) {
        if (now.is_live[index]) try_block(index);
    }
    try_defrags();
    check_wrong_calls();
}

/* ---- The search ----------------------------------------------------------------------------- */

/* Takes the measure of the blocks of the state that is looked at. */
static void measure_blocks(void)
{
    index_t at;
    now.made = state.made;
    now.in_flight = in_flight();
    now.live = now.pinned = 0;
    memset(now.is_live, 0, sizeof now.is_live);
    for (at = 1; at <= state.made; at++) {
        now.place[at] = place_of(at);
        now.is_live[at] = is_live(at) && !is_held(at);
        now.is_gap[at] = now.place[at] != 0 && is_free(at);
        now.size[at] = now.is_live[at] ? size_of(at) : 0;
        now.pins[at] = pins_of(at);
        now.live += now.is_live[at];
        now.pinned += now.pins[at] != 0;
    }
}

/* Takes the measure of what is promised. */
static void measure_promises(void)
{
    tm_stats_t stats = tm_stats();
    struct call take = {TAKE, 0, (uint8_t)now.compactor->want, 0, 0, 0};
    struct call grow = {RESIZE, (uint8_t)now.compactor->grow, (uint8_t)now.compactor->grow_size,
                        0, 0, 0};
    now.largest_now = stats.largest_now / TM_BLOCK_SIZE;
    now.largest_after = stats.largest_after / TM_BLOCK_SIZE;
    if (stats.pinned != now.pinned) wrong("tm_stats says %u are pinned", (unsigned)stats.pinned);
    if (now.largest_now > now.largest_after) wrong("largest_now is above largest_after");
    if (is_promised(&take) && !(now.compactor->given_up & ALLOC))
        states.flags[now.number] |= TAKE_PROMISED;
    if (now.is_live[grow.index] && is_promised(&grow) && !(now.compactor->given_up & GROW))
        states.flags[now.number] |= GROW_PROMISED;
}

/* Makes ready the state that is looked at: as it is, with contents, and with lies. */
static void look_at(uint32_t number, const unsigned char *packed)
{
    unsigned lie;
    now.number = number;
    now.compactor = &now.bare.state.compactor;
    world_unpack(packed, &now.bare);
    world_load(&now.bare);
    fill_with_content();
    world_save(&now.worlds[0]);
    for (lie = 1; lie <= now.bare.state.made; lie++) {
        world_load(&now.bare);
        fill_with_lies((index_t)lie);
        world_save(&now.worlds[lie]);
    }
    world_load(&now.worlds[0]);
    check_proof();
    measure_blocks();
    measure_promises();
    raw.is_here = exact && raw.next < raw.store.count && raw.numbers[raw.next] == number;
    if (!raw.is_here) return;
    world_unpack(store_next(&raw.store, &raw.where), &raw.world);
    raw.next++;
}

/* Says on stderr how far the search is. */
static void show_progress(void)
{
    if (!options.progress || figures.looked_at % 100000 != 0) return;
    fprintf(stderr, "%s: depth %u: looked at %u states of %u, %llu transitions\n", EXPLORE_NAME,
            figures.depth, figures.looked_at, states.store.count,
            (unsigned long long)figures.transitions);
}

/* Whether the search must stop here. Without --limit it may not. */
static bool is_at_limit(void)
{
    if (states.store.count < (options.limit != 0 ? options.limit : MOST_STATES)) return false;
    fprintf(stderr, "explore: %s: stopped at %u states, of which it looked at %u; there are more\n",
            EXPLORE_NAME, states.store.count, figures.looked_at);
    if (options.limit == 0) exit(1);
    return true;
}

/* From the pool that was never used to all that can be reached. */
static void search(void)
{
    uint64_t where = 0;
    uint32_t level = 1;
    const unsigned char *packed;
    struct call none = {TAKE, 0, 0, 0, 0, 0};
    struct answer no_answer = {true, 0, IDLE, 0};
    memset(&states, 0, sizeof states);
    memset(&rests, 0, sizeof rests);
    memset(&figures, 0, sizeof figures);
    tm_reset();
    memset(TM_POOL_, 0, MEMORY_BYTES);
    memset(&now.bare, 0, sizeof now.bare);
    now.number = 0;
    now.compactor = &now.bare.state.compactor;
    (void)keep(none, no_answer);
    while ((packed = store_next(&states.store, &where)) != NULL) {
        uint32_t number = figures.looked_at;
        if (number == level) {
            level = states.store.count;
            figures.depth++;
        }
        figures.limited = is_at_limit();
        if (figures.limited) break;
        show_progress();
        states.first_way = grown(states.first_way, sizeof *states.first_way, number);
        states.first_way[number] = (uint32_t)states.ways_count;
        figures.looked_at++;
        look_at(number, packed);
        try_all();
    }
    states.first_way = grown(states.first_way, sizeof *states.first_way, figures.looked_at);
    states.first_way[figures.looked_at] = (uint32_t)states.ways_count;
    figures.defrags = rests.count;
    check_promises(0);
    check_promises(GROW_SHIFT);
    check_ends();
}

/* Checks that the short form covers all states of the exact one. */
static void check_cover(void)
{
    static struct world world;
    uint64_t where = 0;
    uint32_t count = states.store.count;
    const unsigned char *packed;
    while ((packed = store_next(&exact_states.store, &where)) != NULL) {
        world_unpack(packed, &world);
        world_load(&world);
        if (number_pool(&states.store) >= count) {
            now.number = figures.covered;
            states = exact_states;
            exact = true;
            wrong("the short form does not cover this");
        }
        figures.covered++;
    }
}

/* ---- The report ----------------------------------------------------------------------------- */

/* The row of this configuration, as JSON. */
static void write_json(FILE *file, double seconds)
{
    fprintf(file,
            "{\"name\": \"%s\", \"form\": \"%s\", \"blocks\": %d, \"block_size\": %d, "
            "\"index_bits\": %d, \"number_bits\": %d, \"indexes\": %d, \"table\": \"%s\", "
            "\"pins\": %d, \"read_barrier\": %d,\n ",
            EXPLORE_NAME, exact ? "exact" : "short", EXPLORE_BLOCKS, TM_BLOCK_SIZE, TM_INDEX_BITS,
            TM_NUMBER_BITS, TM_INDEXES, TM_TABLE_FIXED ? "fixed" : "grow", TM_PINS,
            TM_READ_BARRIER);
    fprintf(file,
            "\"states\": %u, \"transitions\": %llu, \"depth\": %u, \"longest\": %u, "
            "\"defrags\": %u, \"lies\": %llu, \"samples\": %llu, \"covered\": %u, \"spent\": %u,\n ",
            states.store.count, (unsigned long long)figures.transitions, figures.depth,
            figures.longest, figures.defrags, (unsigned long long)figures.lies,
            (unsigned long long)figures.samples, figures.covered, figures.spent);
    fprintf(file,
            "\"refused_with_pins\": %u, \"had_room\": %u, \"could_fit\": %u, \"limited\": %s, "
            "\"seconds\": %.1f}",
            figures.refused, figures.had_room, figures.could_fit,
            figures.limited ? "true" : "false", seconds);
}

/* One search, and its row. */
static void report(FILE *json, bool in_full)
{
    clock_t start = clock();
    exact = in_full;
    search();
    if (exact_states.store.count != 0) check_cover();
    if (json != NULL) write_json(json, (double)(clock() - start) / CLOCKS_PER_SEC);
    printf("%-20s %-5s %10u states %12llu transitions, depth %3u, longest way %3u steps%s\n",
           EXPLORE_NAME, exact ? "exact" : "short", states.store.count,
           (unsigned long long)figures.transitions, figures.depth, figures.longest,
           figures.limited ? " (limited)" : "");
}

/* Says how to call it. */
static void usage(FILE *file)
{
    fprintf(file,
            "usage: %s [--exact] [--lies N] [--samples N] [--limit N] [--json FILE] [--progress]\n"
            "Looks at every state that a pool of %d blocks of %d bytes can get into.\n"
            "  --exact      keep what the compactor remembers as it is; then check that the short\n"
            "               form covers those states\n"
            "  --lies N     fill blocks and gaps in N ways for each call (1; 255: in all)\n"
            "  --samples N  --exact: try one state in N without its normal form too (16)\n"
            "  --limit N    stop when there are N states, and succeed\n"
            "  --json FILE  write the figures there\n"
            "  --progress   say on stderr how far it is\n",
            EXPLORE_NAME, EXPLORE_BLOCKS, TM_BLOCK_SIZE);
}

/* The number that follows an option; ends the program if there is none. */
static uint32_t number_after(char **argv)
{
    char *end = NULL;
    unsigned long number = argv[1] != NULL ? strtoul(argv[1], &end, 10) : 0;
    if (number == 0 || number > WAY_TO || *end != '\0') {
        fprintf(stderr, "explore: %s takes a number from 1 to %u\n", argv[0], WAY_TO);
        exit(2);
    }
    return (uint32_t)number;
}

/* Reads the command line. */
static void read_options(char **argv)
{
    options.lies = 1;
    options.samples = 16;
    while (*++argv != NULL) {
        if (strcmp(*argv, "--help") == 0) {
            usage(stdout);
            exit(0);
        } else if (strcmp(*argv, "--exact") == 0) {
            options.exact = true;
        } else if (strcmp(*argv, "--progress") == 0) {
            options.progress = true;
        } else if (strcmp(*argv, "--lies") == 0) {
            options.lies = number_after(argv++);
        } else if (strcmp(*argv, "--samples") == 0) {
            options.samples = number_after(argv++);
        } else if (strcmp(*argv, "--limit") == 0) {
            options.limit = number_after(argv++);
        } else if (strcmp(*argv, "--json") == 0 && argv[1] != NULL) {
            options.json = *++argv;
        } else {
            fprintf(stderr, "explore: unknown option %s\n", *argv);
            usage(stderr);
            exit(2);
        }
    }
}

int main(int argc, char **argv)
{
    FILE *json = NULL;
    (void)argc;
    read_options(argv);
    if (options.json != NULL && (json = fopen(options.json, "w")) == NULL) {
        perror(options.json);
        return 1;
    }
    signal(SIGSEGV, crash);
    content_start();
    if (json != NULL) fputs("[", json);
    if (options.exact) {
        report(json, true);
        if (json != NULL) fputs(",\n", json);
        exact_states = states;
    }
    report(json, false);
    if (json != NULL) {
        fputs("]\n", json);
        if (fclose(json) != 0) return 1;
    }
    return 0;
}
