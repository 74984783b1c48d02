/* SPDX-License-Identifier: MIT */
/*
 * Every state that a small pool can get into, by any sequence of calls, with each step of the
 * compactor as a happening of its own: a breadth-first search from the pool that was never used. In
 * each state, and over each call, what the interface and docs/DESIGN.md promise is checked:
 *
 * - tm_verify; that blocks keep their sizes, places and contents; that what fails changes nothing;
 *   that a step keeps within its budget;
 * - the promise, with nothing pinned, up to largest_after: no request is given up, by tm_thread or
 *   by tm_defrag; and whoever asks again and again is served, whatever others ask for;
 * - that tm_thread is done some time, if it serves nobody, whatever is asked for in between;
 * - that it says so to nobody who may hope: not before it was asked ASKS times.
 *
 * What is found is printed with the shortest sequence of calls that leads to it.
 */
#include <time.h>

#include "check.h"
#include "promise.h"

/* More states than that only where --limit says so: about 60 bytes each. */
#define MOST_STATES 40000000

/* Twice pinned stands for pinned more often. */
#define MOST_PINS 2

#define TWINS 8192

/* States that tm_defrag was tried on, as far as it matters. */
static struct set rests;

/* Some worlds that are alike the one that was kept of a state, by the state's number. */
static struct {
    uint32_t number;
    struct world world;
} twins[TWINS];

/* ---- Keeping states ------------------------------------------------------------------------- */

/* Keeps the world that a call led to, if its state is new. Returns the state's number. */
static uint32_t keep(struct call call)
{
    static struct world world;
    uint32_t count = states.count;
    uint32_t number = number_in(&states);
    bool is_twin =
        number < count && number > now.number && twins[number % TWINS].number < now.number;
    if (number < count && !is_twin) return number;
    fill_pool(0, false);
    world_save(&world);
    if (is_twin) {
        twins[number % TWINS].number = number;
        twins[number % TWINS].world = world;
    } else {
        struct node node = {now.number, call, 0, 0, 0, 0};
        nodes = grown(nodes, sizeof *nodes, count);
        nodes[count] = node;
        queue_put(&world);
    }
    return number;
}

/* Notes a call if it is a way, and what it says about the state. */
static void note_way(struct call call, struct answer answer, uint32_t to)
{
    struct node *node = &nodes[now.number];
    struct way way = {to, call};
    bool is_refused = (call.kind == TAKE || call.kind == RESIZE) && !answer.done;
    if (call.kind == TAKE && answer.done) node->gets = (uint16_t)(node->gets | 1U << call.size);
    if (call.kind == STEP && answer.outcome == SERVED) node->flags |= SERVES;
    if ((call.kind != STEP && !is_refused) || to == now.number) return;
    ways.list = grown(ways.list, sizeof *ways.list, ways.count);
    ways.list[ways.count++] = way;
}

/* A world that is alike must lead to one that is alike. */
static void check_twin(struct call call, uint32_t to)
{
    slot_t name[MOST];
    slot_t name_there[MOST];
    uint32_t count = states.count;
    slot_t at;
    if (now.twin == NULL) return;
    world_load(&now.world);
    names_of_slots(name);
    world_load(now.twin);
    names_of_slots(name_there);
    for (at = 0; name_there[at] != name[call.index]; at++) {
    }
    call.index = (uint8_t)at;
    fill_pool(now.lie, true);
    (void)call_do(call);
    figures.twins++;
    if (number_in(&states) != to || states.count != count)
        wrong("what the normal form leaves out makes a difference");
}

/*
 * Does a call to the state, checks it, and keeps the state that it leads to. A step that gives up
 * as no phase is left is a limit, and the search does not go beyond it.
 */
static void try_call(struct call call)
{
    unsigned errors_before = errors;
    struct answer answer;
    uint32_t to;
    now.call = &call;
    figures.transitions++;
    world_load(&now.filled);
    answer = call_do(call);
    check_call(&call, answer, errors != errors_before);
    if (call.kind == SPENT) return;
    if (call.kind == STEP) judge(answer);
    to = keep(call);
    note_way(call, answer, to);
    check_twin(call, to);
    now.call = NULL;
}

/* ---- All that can be done ------------------------------------------------------------------- */

/* All calls of tm_defrag, if it was not tried on a state that is the same once it has begun. */
static void try_defrags(void)
{
    struct call call = {DEFRAG, 0, 0};
    uint32_t count = rests.count;
    world_load(&now.world);
    work_stop();
    goal_begin(GOAL_ONE_GAP);
    if (number_in(&rests) != count) return;
    try_call(call);
    for (call.size = LEAST_UNITS; call.size <= EXPLORE_BLOCKS + 1; call.size++) {
        for (call.index = 0; call.index <= now.made; call.index++) {
            if (call.index == 0 || now.is_live[call.index]) try_call(call);
        }
    }
}

/* All calls that concern one block. */
static void try_block(unsigned index)
{
    struct call call = {FREE_, (uint8_t)index, 0};
    try_call(call);
    call.kind = RESIZE;
    for (call.size = LEAST_UNITS; call.size <= EXPLORE_BLOCKS + 1; call.size++) try_call(call);
    call.size = 0;
    call.kind = UNPIN_;
    if (TM_PINS > 0) try_call(call);
    call.kind = PIN_;
    if (now.pins[index] < MOST_PINS) try_call(call);
    call.kind = TOUCH;
    if (now.in_flight == index) try_call(call);
}

/* All that can be done to a state. A slice is tried where it begins with a goal. */
static void try_all(void)
{
    struct call call = {STEP, 0, 0};
    unsigned index;
    try_call(call);
    call.kind = SPENT;
    if (may_be_spent(now.compactor)) try_call(call);
    call.kind = THREAD;
    if (now.compactor->phase == CHOOSE) try_call(call);
    call.kind = TAKE;
    for (call.size = LEAST_UNITS; call.size <= EXPLORE_BLOCKS + 1; call.size++) try_call(call);
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
    slot_t at;
    now.made = state.made;
    now.in_flight = in_flight();
    now.reserve = reserve();
    now.live = now.pinned = 0;
    memset(now.is_live, 0, sizeof now.is_live);
    for (at = 1; at <= state.made; at++) {
        now.place[at] = place_of(at);
        now.is_live[at] = is_live(at) && !is_held(at);
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
    struct call take = {TAKE, 0, 0};
    struct node *node = &nodes[now.number];
    now.hopeful = may_reopen();
    if (now.hopeful) goals_reopen();
    now.hoping = *compactor;
    world_load(&now.filled);
    now.largest_now = stats.largest_now / TM_BLOCK_SIZE;
    now.largest_after = stats.largest_after / TM_BLOCK_SIZE;
    if (stats.pinned != now.pinned) wrong("tm_stats says %u are pinned", (unsigned)stats.pinned);
    if (now.largest_now > now.largest_after) wrong("largest_now is above largest_after");
    take.size = (uint8_t)now.largest_after;
    if (is_promised(&take)) node->promised = take.size;
    if (was_served(now.compactor) && now.compactor->goal == GOAL_ALLOC && now.compactor->asks == 0)
        node->flags |= RESTS;
    node->ways = ways.count;
}

/* A slot that is off the chain must not pass for the gap in front of a block. */
static void check_proof(void)
{
    slot_t at;
    for (at = 1; at <= state.made; at++) {
        if (is_free(at) && place_of(at) == 0 && next_of(at) != 0 && place_of(next_of(at)) != 0)
            wrong("slot %u would pass for the gap before block %u", at, next_of(at));
    }
}

/* Makes the next state the one that is looked at. */
static void look_at(uint32_t number)
{
    now.number = number;
    queue_take(&now.world);
    now.compactor = &now.world.state.compactor;
    now.twin =
        number != 0 && twins[number % TWINS].number == number ? &twins[number % TWINS].world : NULL;
    world_load(&now.world);
    now.lie = (slot_t)(number % (state.made + 1U));
    fill_pool(now.lie, true);
    world_save(&now.filled);
    check_proof();
    measure_blocks();
    measure_promises();
}

/* Says on stderr how far the search is. */
static void show_progress(void)
{
    if (!options.progress || figures.looked_at % 100000 != 0) return;
    fprintf(stderr, "%s: depth %u: looked at %u states of %u, %llu transitions\n", EXPLORE_NAME,
            figures.depth, figures.looked_at, states.count,
            (unsigned long long)figures.transitions);
}

/* Whether the search must stop here. Without --limit it may not. */
static bool is_at_limit(void)
{
    if (states.count < (options.limit != 0 ? options.limit : MOST_STATES)) return false;
    fprintf(stderr, "explore: %s: stopped at %u states, of which it looked at %u; there are more\n",
            EXPLORE_NAME, states.count, figures.looked_at);
    if (options.limit == 0) exit(1);
    return true;
}

/* From the pool that was never used to all that can be reached. */
static void search(void)
{
    struct call none = {STEP, 0, 0};
    uint32_t level = 1; /* the first state of the next depth */
    (void)keep(none);
    while (figures.looked_at < states.count && !figures.limited) {
        if (figures.looked_at == level) {
            level = states.count;
            figures.depth++;
        }
        show_progress();
        look_at(figures.looked_at++);
        try_all();
        figures.limited = is_at_limit();
    }
    check_ends();
    check_promises();
}

/* ---- The report ----------------------------------------------------------------------------- */

/* The row of this configuration, as JSON. */
static void write_json(FILE *file, double seconds)
{
    fprintf(file,
            "{\"name\": \"%s\", \"blocks\": %d, \"block_size\": %d, \"index_bits\": %d, "
            "\"number_bits\": %d, \"indexes\": %d, \"table\": \"%s\", \"pins\": %d, "
            "\"read_barrier\": \"%s\",\n ",
            EXPLORE_NAME, EXPLORE_BLOCKS, TM_BLOCK_SIZE, TM_INDEX_BITS, TM_NUMBER_BITS, TM_INDEXES,
            TM_TABLE_FIXED ? "fixed" : "grow", TM_PINS, TM_READ_BARRIER ? "on" : "off");
    fprintf(file,
            "\"states\": %u, \"transitions\": %llu, \"depth\": %u, \"longest\": %u, "
            "\"twins\": %u,\n \"refused\": %u, \"had_room\": %u, \"could_fit\": %u, "
            "\"limited\": %s, \"seconds\": %.1f}\n",
            states.count, (unsigned long long)figures.transitions, figures.depth, figures.longest,
            figures.twins, figures.refused, figures.had_room, figures.could_fit,
            figures.limited ? "true" : "false", seconds);
}

/* Says how to call it. */
static void usage(FILE *file)
{
    fprintf(file,
            "usage: %s [--limit N] [--json FILE] [--progress]\n"
            "Looks at every state that a pool of %d blocks of %d bytes can get into.\n"
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
    if (number == 0 || number >= NOWHERE || *end != '\0') {
        fprintf(stderr, "explore: %s takes a number above 0\n", argv[0]);
        exit(2);
    }
    return (uint32_t)number;
}

/* Reads the command line. */
static void read_options(char **argv)
{
    while (*++argv != NULL) {
        if (strcmp(*argv, "--help") == 0) {
            usage(stdout);
            exit(0);
        } else if (strcmp(*argv, "--progress") == 0) {
            options.progress = true;
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
    search();
    printf("%s: %u states, %llu transitions, depth %u, longest way %u steps, %u twins%s\n",
           EXPLORE_NAME, states.count, (unsigned long long)figures.transitions, figures.depth,
           figures.longest, figures.twins, figures.limited ? " (limited)" : "");
    if (json == NULL) return 0;
    write_json(json, (double)clock() / CLOCKS_PER_SEC);
    return fclose(json) == 0 ? 0 : 1;
}
