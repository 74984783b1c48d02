/* SPDX-License-Identifier: MIT */
/*
 * The worst cases of tinymem's calls, each built on purpose. Sizes are in blocks of 4 bytes. Gaps
 * of up to 16 blocks have a bin for each size; 17 to 23 share one, so do 24 to 31, 32 to 47, ..
 */
#include "workloads.h"

#include <string.h>

#define BLOCK TM_BLOCK_SIZE
#define LEAST 2u
#define MOST_GAPS 16

/* The blocks that are to become gaps, and those that lie between them. */
static tm_index_t gaps[MOST_GAPS];
static unsigned gap_count;

/* Begins anew. */
static void fresh(void)
{
    counting = false;
    tm_reset();
    gap_count = live_count = 0;
}

/* A live block, so that its neighbours stay apart. */
static tm_index_t wall(void) { return call_alloc(LEAST * BLOCK); }

/* A block that is to become a gap, with a wall above it. */
static tm_index_t plan_gap(unsigned blocks)
{
    (void)wall();
    gaps[gap_count] = call_alloc(blocks * BLOCK);
    return gaps[gap_count++];
}

/* Fills all that is left with the least blocks. */
static void fill_rest(void)
{
    while (take(LEAST * BLOCK)) {
    }
}

/* Makes gaps of the blocks that were planned: the first one comes to stand first in its bin. */
static void open_gaps(void)
{
    while (gap_count > 0) call_free(gaps[--gap_count]);
}

/* Makes gaps of each second one. */
static void open_half(unsigned first)
{
    for (; first < gap_count; first += 2) call_free(gaps[first]);
}

/* Joins blocks in pairs: that leaves slots unused. The blocks filled in first are the topmost. */
static void spare_slots(void)
{
    unsigned each;
    for (each = 0; each < 8; each += 2) {
        call_free(live[each].block);
        call_free(live[each + 1].block);
        (void)call_alloc(2 * LEAST * BLOCK);
    }
}

/* The gaps of one bin, of which the fourth is the first that 20 blocks fit into. */
static void plan_looks(unsigned fourth)
{
    static const uint8_t before[] = {17, 18, 19};
    unsigned each;
    for (each = 0; each < 3; each++) (void)plan_gap(before[each]);
    (void)plan_gap(fourth);
}

/* With or without more gaps behind the one that is cut, and in the bin that its rest goes to. */
static void alloc_that_looks_longest(void)
{
    unsigned which;
    case_begin("alloc that looks longest in its bin");
    for (which = 0; which < 4; which++) {
        fresh();
        plan_looks(23);
        if (which & 1) (void)plan_gap(22);
        if (which & 2) (void)plan_gap(3);
        fill_rest();
        spare_slots();
        open_gaps();
        counting = true;
        (void)call_alloc(20 * BLOCK);
    }
}

static void alloc_that_fails(void)
{
    fresh();
    plan_looks(19);
    fill_rest();
    spare_slots();
    open_gaps();
    counting = true;
    case_begin("alloc that looks longest and fails");
    (void)call_alloc(20 * BLOCK);
    (void)call_alloc(20 * BLOCK);
}

static void alloc_that_makes_slots(void)
{
    fresh();
    counting = true;
    case_begin("alloc from a pool that was never used");
    (void)call_alloc(BLOCK);
    case_begin("alloc that makes a slot or lets the table grow");
    while (take(LEAST * BLOCK)) {
    }
}

/* The table grows into a gap that changes its bin, and the request looks longest, twice. */
static void alloc_that_grows_the_table(void)
{
    unsigned each;
    unsigned first;
    fresh();
    plan_looks(23);
    (void)plan_gap(22);
    (void)plan_gap(3);
    (void)plan_gap(16);
    (void)plan_gap(14);
    fill_rest();
    for (each = 0; each < 8; each++) call_free(live[--live_count].block);
    first = live_count;
    fill_rest();
    open_gaps();
    while (live_count > first) call_free(live[--live_count].block);
    counting = true;
    case_begin("alloc that looks longest and lets the table grow");
    (void)call_alloc(20 * BLOCK);
}

static void alloc_without_a_slot(void)
{
    fresh();
    (void)plan_gap(100);
    fill_rest();
    open_gaps();
    counting = true;
    case_begin("alloc that finds room but no slot");
    (void)call_alloc(20 * BLOCK);
    (void)call_alloc(20 * BLOCK);
}

/* The block that is freed between two gaps, and their sizes. */
struct between {
    uint8_t left, size, right;
};

/* Two gaps of the same size, to stand before and behind a third one in its bin. */
static void plan_pair(unsigned blocks)
{
    (void)plan_gap(blocks);
    (void)plan_gap(blocks);
}

/* Frees a block between gaps; bits of `others`: there are more gaps in the bin of the left one, of
   the right one, and in that of the gap which all three become. */
static void free_one_between(const struct between *sizes, unsigned others)
{
    tm_index_t above, block, below;
    fresh();
    if (others & 1) plan_pair(sizes->left);
    if (others & 2) plan_pair(sizes->right);
    if (others & 4) plan_pair((unsigned)sizes->left + sizes->size + sizes->right);
    (void)wall();
    above = call_alloc(sizes->right * BLOCK);
    block = call_alloc(sizes->size * BLOCK);
    below = call_alloc(sizes->left * BLOCK);
    (void)wall();
    fill_rest();
    open_half(0);
    call_free(above);
    call_free(below);
    open_half(1);
    counting = true;
    call_free(block);
}

/* All ways in which the bins can change. */
static void free_between(void)
{
    static const struct between sizes[] = {{3, 2, 4}, {14, 2, 4}, {20, 30, 40}, {30, 2, 200}};
    unsigned each;
    unsigned others;
    case_begin("free between two gaps, all bins changing");
    for (each = 0; each < sizeof sizes / sizeof *sizes; each++) {
        for (others = 0; others < 8; others++) free_one_between(&sizes[each], others);
    }
}

/* Frees a block behind a live one, whose last bytes are `footer`: they may look like a gap's. */
static void free_behind(const char *name, tm_index_t block, tm_index_t below, tm_index_t footer)
{
    memset(tm_void(below), 0, tm_sizeof(below));
    memcpy(tm_char(below) + tm_sizeof(below) - sizeof footer, &footer, sizeof footer);
    counting = true;
    case_begin(name);
    call_free(block);
    counting = false;
}

static void free_with_footers(void)
{
    tm_index_t gap;
    fresh();
    gap = plan_gap(20);
    fill_rest();
    call_free(gap);
    free_behind("free behind user data of zeros", live[10].block, live[11].block, 0);
    free_behind("free behind user data like a gap's footer", live[20].block, live[21].block, gap);
    free_behind("free behind user data like a live block's index", live[30].block,
                live[31].block, live[40].block);
}

/* A pool of the least blocks; a gap is high, the block to move higher; nobody knows the way. */
static void realloc_with_longest_search(void)
{
    fresh();
    fill_rest();
    call_free(live[20].block);
    call_free(live[21].block);
    counting = true;
    case_begin("realloc that searches two predecessors from the bottom");
    (void)call_realloc(live[10].block, 2 * LEAST * BLOCK);
}

static void realloc_of_a_large_block(void)
{
    tm_index_t block, room;
    fresh();
    room = call_alloc(1100);
    (void)wall();
    block = call_alloc(1000);
    (void)wall();
    fill_rest();
    call_free(room);
    counting = true;
    case_begin("realloc that moves 1000 bytes");
    (void)call_realloc(block, 1080);
}

#if TM_PINS > 0
/* A free looks through the whole list of pins. */
static void free_with_pins(void)
{
    unsigned each;
    fresh();
    fill_rest();
    for (each = 0; each < TM_PINS; each++) (void)tm_pin(live[each].block);
    call_free(live[50].block);
    call_free(live[52].block);
    counting = true;
    case_begin("free between two gaps while all pins are in use");
    call_free(live[51].block);
}
#endif

void worst(void)
{
    alloc_that_looks_longest();
    alloc_that_fails();
    alloc_that_makes_slots();
    alloc_that_grows_the_table();
    alloc_without_a_slot();
    free_between();
    free_with_footers();
    realloc_with_longest_search();
    realloc_of_a_large_block();
#if TM_PINS > 0
    free_with_pins();
#endif
}
