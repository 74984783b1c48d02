/* SPDX-License-Identifier: MIT */
/*
 * The public interface in a table of small cases, in C99 and nothing else: it runs where GoogleTest
 * does not, on microbit, RISC-V and AVR. Each case starts with an empty pool. A line is printed for
 * each; the exit status is the number of cases that failed.
 */
#include <stdio.h>
#include <string.h>

#include <tinymem.h>

#include "../support/pins.h"

/* Leaves the case, and says where, if the claim does not hold. */
#define CLAIM(claim)                                                                               \
    do {                                                                                           \
        if (!(claim)) return __LINE__;                                                             \
    } while (0)

/* The same after a call that changes the pool: its invariants must hold too. */
#define STEP(claim)                                                                                \
    do {                                                                                           \
        CLAIM(claim);                                                                              \
        CLAIM(tm_verify() == 0);                                                                   \
    } while (0)

/* As many blocks as any pool here can hold, and some patience for loops of slices. */
#define MOST_BLOCKS 160
#define MOST_SLICES 20000u

/* The blocks of a case, and the size that each was asked for. */
static tm_index_t blocks[MOST_BLOCKS];
static tm_size_t sizes[MOST_BLOCKS];

/* What tm_on_error was told last, and how often it was. */
static tm_error_t last_error;
static tm_index_t last_index;
static unsigned errors;

/* Stands in for the port's own: remembers the error. */
void tm_on_error(tm_error_t error, tm_index_t index)
{
    last_error = error;
    last_index = index;
    errors++;
}

/* The byte at this place of a block that was filled with this seed. */
static uint8_t pattern(unsigned seed, tm_size_t at)
{
    return (uint8_t)(seed * 31u + (unsigned)at * 7u + 1u);
}

/* Fills the first bytes of a block. */
static void fill(tm_index_t index, tm_size_t size, unsigned seed)
{
    uint8_t *bytes = tm_uint8(index);
    for (tm_size_t at = 0; at < size; at++) bytes[at] = pattern(seed, at);
}

/* Whether the first bytes of a block are what fill left there. */
static bool holds(tm_index_t index, tm_size_t size, unsigned seed)
{
    const uint8_t *bytes = tm_uint8(index);
    for (tm_size_t at = 0; at < size; at++) {
        if (bytes[at] != pattern(seed, at)) return false;
    }
    return true;
}

/* Fills the pool with blocks of 5 to 40 bytes, until one is refused. Returns how many there are. */
static unsigned fill_pool(void)
{
    unsigned count = 0;
    while (count < MOST_BLOCKS) {
        tm_size_t size = 5u + count * 11u % 36u;
        tm_index_t index = tm_alloc(size);
        if (index == 0) {
            if (!tm_thread()) break;
            continue;
        }
        fill(index, size, count);
        sizes[count] = size;
        blocks[count++] = index;
    }
    return count;
}

/* Fills the pool and frees every other block of it. Returns how many there were. */
static unsigned fragment_pool(void)
{
    unsigned count = fill_pool();
    for (unsigned each = 0; each < count; each += 2) {
        tm_free(blocks[each]);
        blocks[each] = 0;
    }
    return count;
}

/* Whether all live blocks of fill_pool have their contents still. */
static bool all_hold(unsigned count)
{
    for (unsigned each = 0; each < count; each++) {
        if (blocks[each] != 0 && !holds(blocks[each], sizes[each], each)) return false;
    }
    return true;
}

/* Does slices until there is nothing to do; false when that takes too long. */
static bool thread_ends(void)
{
    for (unsigned slices = 0; slices < MOST_SLICES; slices++) {
        if (!tm_thread()) return true;
    }
    return false;
}

/* Allocates as the header says: by slices, and by tm_defrag where a block is too large for one. */
static tm_index_t serve(tm_size_t size)
{
    tm_index_t index = 0;
    unsigned slices = 0;
    while ((index = tm_alloc(size)) == 0 && tm_thread() && ++slices < MOST_SLICES) {
    }
    if (index == 0 && tm_defrag(0, size)) index = tm_alloc(size);
    return index;
}

/* The first thing that the program does: the pool works without an init call. */
static int needs_no_init(void)
{
    CLAIM(tm_verify() == 0);
    CLAIM(!tm_thread());
    CLAIM(tm_stats().live_bytes == 0);
    CLAIM(tm_stats().pool_bytes == TM_POOL_SIZE);
    tm_index_t index = tm_alloc(10);
    STEP(index != 0);
    return 0;
}

static int allocates(void)
{
    tm_index_t first = tm_alloc(1);
    tm_index_t second = tm_alloc(33);
    STEP(first != 0 && second != 0 && first != second);
    CLAIM(tm_sizeof(first) >= 1 && tm_sizeof(second) >= 33);
    CLAIM((uintptr_t)tm_void(first) % TM_BLOCK_SIZE == 0);
    fill(first, tm_sizeof(first), 1);
    fill(second, tm_sizeof(second), 2);
    CLAIM(holds(first, tm_sizeof(first), 1) && holds(second, tm_sizeof(second), 2));
    CLAIM(tm_verify() == 0);
    return 0;
}

static int refuses_nothing_and_too_much(void)
{
    STEP(tm_alloc(0) == 0);
    STEP(tm_alloc(TM_POOL_SIZE) == 0);
    STEP(tm_alloc((tm_size_t)-1) == 0);
    STEP(tm_alloc((tm_size_t)-1 / 2) == 0);
    STEP(tm_calloc((tm_size_t)-1 / 2 + 2, 2) == 0);
    STEP(thread_ends());
    CLAIM(tm_stats().live_bytes == 0);
    return 0;
}

static int clears(void)
{
    tm_index_t index = tm_alloc(60);
    fill(index, 60, 3);
    tm_free(index);
    index = tm_calloc(12, 5);
    STEP(index != 0);
    for (tm_size_t at = 0; at < 60; at++) CLAIM(tm_uint8(index)[at] == 0);
    return 0;
}

static int resizes(void)
{
    tm_index_t index = tm_realloc(0, 20);
    STEP(index != 0);
    fill(index, 20, 4);
    tm_index_t behind = tm_alloc(8);
    STEP(tm_realloc(index, 60) == index);
    CLAIM(holds(index, 20, 4) && tm_check(index, 60));
    STEP(tm_realloc(index, 9) == index);
    CLAIM(holds(index, 9, 4) && tm_check(index, 9));
    STEP(tm_realloc(index, TM_POOL_SIZE) == 0);
    CLAIM(holds(index, 9, 4) && tm_check(index, 9));
    STEP(tm_realloc(index, 0) == 0);
    CLAIM(!tm_valid(index) && tm_valid(behind));
    return 0;
}

static int joins_both_sides(void)
{
    tm_index_t three[3];
    for (unsigned each = 0; each < 3; each++) three[each] = tm_alloc(40);
    tm_size_t free_before = tm_stats().free_bytes;
    tm_size_t bytes = tm_sizeof(three[0]) + tm_sizeof(three[1]) + tm_sizeof(three[2]);
    tm_free(three[0]);
    tm_free(three[2]);
    tm_free(three[1]);
    STEP(tm_stats().free_bytes == free_before + bytes);
    tm_free(0);
    STEP(tm_stats().live_bytes == 0);
    return 0;
}

static int knows_its_blocks(void)
{
    tm_index_t index = tm_alloc(5);
    STEP(tm_valid(index) && tm_check(index, 5));
    CLAIM(!tm_check(index, 200) && !tm_valid(0) && !tm_check(0, 5) && tm_sizeof(0) == 0);
    tm_free(index);
    STEP(!tm_valid(index) && !tm_check(index, 5));
    return 0;
}

static int gives_typed_pointers(void)
{
    tm_index_t index = tm_alloc(16);
    memset(tm_void(index), 0xFF, 16);
    CLAIM(tm_int8(index)[0] == -1 && tm_uint8(index)[15] == 0xFF);
    CLAIM(tm_int16(index)[0] == -1 && tm_uint16(index)[7] == 0xFFFF);
    CLAIM(tm_int32(index)[0] == -1 && tm_uint32(index)[3] == 0xFFFFFFFFu);
    CLAIM(TM_AS(uint32_t, index) == tm_uint32(index) && TM_AS(void, index) == tm_void(index));
    CLAIM((void *)tm_char(index) == tm_void(index) &&
          TM_AS_UNALIGNED(double, index) == tm_void(index));
    return 0;
}

/* The promise: what stats say, slices do, and no content is lost. */
static int serves_from_fragments(void)
{
    unsigned count = fragment_pool();
    tm_size_t size = tm_stats().largest_after;
    STEP(count > 10 && size > tm_stats().largest_now);
    CLAIM(all_hold(count));
    tm_index_t index = serve(size);
    STEP(index != 0 && tm_check(index, size));
    CLAIM(all_hold(count));
    fill(index, size, 5);
    CLAIM(all_hold(count) && holds(index, size, 5));
    STEP(thread_ends());
    return 0;
}

static int grows_in_fragments(void)
{
    unsigned count = fragment_pool();
    tm_index_t index = blocks[count / 2 | 1u];
    tm_size_t kept = sizes[count / 2 | 1u];
    tm_size_t size = tm_sizeof(index) + tm_stats().largest_after;
    unsigned slices = 0;
    CLAIM(count > 10);
    while (tm_realloc(index, size) == 0 && tm_thread() && ++slices < MOST_SLICES) {
        CLAIM(tm_verify() == 0);
    }
    if (!tm_check(index, size)) {
        STEP(tm_defrag(index, size));
        STEP(tm_realloc(index, size) == index);
    }
    CLAIM(tm_check(index, size) && holds(index, kept, count / 2 | 1u) && all_hold(count));
    return 0;
}

/* Counts the gaps. */
static bool count_gap(const tm_span_t *span, void *context)
{
    if (span->kind == TM_FREE) ++*(unsigned *)context;
    return true;
}

static int defragments_at_once(void)
{
    unsigned gaps = 0;
    unsigned count = fragment_pool();
    CLAIM(tm_walk(count_gap, &gaps) && gaps > 5);
    STEP(tm_defrag(0, 0));
    CLAIM(all_hold(count));
    gaps = 0;
    CLAIM(tm_walk(count_gap, &gaps) && gaps == 1);
    STEP(!tm_defrag(0, TM_POOL_SIZE));
    STEP(tm_defrag(0, tm_stats().largest_after));
    CLAIM(all_hold(count));
    return 0;
}

static int keeps_pinned_blocks(void)
{
    unsigned count = fragment_pool();
    unsigned middle = count / 2 | 1u;
    CLAIM(count > 10);
    void *place = tm_pin(blocks[middle]);
    STEP(place != NULL && place == tm_void(blocks[middle]));
    STEP(tm_pin(blocks[middle]) == place && tm_stats().pinned == 1);
    tm_defrag(0, 0);
    STEP(tm_void(blocks[middle]) == place && all_hold(count));
    tm_unpin(blocks[middle]);
    tm_defrag(0, 0);
    STEP(tm_void(blocks[middle]) == place && all_hold(count));
    tm_unpin(blocks[middle]);
    STEP(tm_stats().pinned == 0);
    STEP(tm_defrag(0, 0) && all_hold(count));
    CLAIM(tm_pin(0) == NULL);
    return 0;
}

/* Where a link has no bit for them the last one is refused; else a second pin of the last one is.
 */
static int limits_pins(void)
{
    for (unsigned each = 0; each <= TM_PINS; each++) {
        blocks[each] = tm_alloc(8);
        STEP(blocks[each] != 0);
    }
    for (unsigned each = 0; PINS_ANY && each <= TM_PINS; each++) STEP(tm_pin(blocks[each]) != NULL);
    for (unsigned each = 0; each < TM_PINS; each++) STEP(tm_pin(blocks[each]) != NULL);
    STEP(tm_pin(blocks[TM_PINS]) == NULL);
    CLAIM(tm_stats().pinned == TM_PINS + PINS_ANY);
    tm_unpin(blocks[0]);
    STEP(tm_pin(blocks[TM_PINS]) != NULL);
    return 0;
}

/* What visit_span sees. */
typedef struct {
    tm_size_t end;
    tm_size_t live;
    tm_size_t gaps;
    unsigned left;
} view_t;

/* Adds a stretch up, and ends the walk when none is left to be seen or they are out of order. */
static bool visit_span(const tm_span_t *span, void *context)
{
    view_t *view = context;
    if (span->offset < view->end || view->left == 0) return false;
    view->end = span->offset + span->size;
    view->left--;
    if (span->kind == TM_FREE) {
        view->gaps += span->size;
        return span->index == 0;
    }
    view->live += span->size;
    return span->index != 0;
}

static int walks(void)
{
    unsigned count = fragment_pool();
    view_t view = {0, 0, 0, MOST_BLOCKS};
    CLAIM(count > 10 && tm_walk(visit_span, &view));
    CLAIM(view.live == tm_stats().live_bytes && view.gaps == tm_stats().free_bytes);
    view_t short_view = {0, 0, 0, 3};
    CLAIM(!tm_walk(visit_span, &short_view) && short_view.left == 0);
    STEP(all_hold(count));
    return 0;
}

static int counts(void)
{
    tm_index_t first = tm_alloc(8);
    tm_index_t second = tm_alloc(80);
    tm_stats_t stats = tm_stats();
    CLAIM(stats.live_bytes == tm_sizeof(first) + tm_sizeof(second) && stats.live_blocks == 2);
    CLAIM(stats.slots_used >= 2 && stats.slots_total >= stats.slots_used);
    tm_free(second);
    CLAIM(tm_alloc(TM_POOL_SIZE) == 0);
    stats = tm_stats();
    CLAIM(stats.live_blocks == 1 && stats.peak_live_blocks == 2 && stats.failed == 1);
    CLAIM(stats.peak_live_bytes > stats.live_bytes && stats.largest_after >= stats.largest_now);
    return 0;
}

/* Whether exactly one error was told since the last question: this one. */
static bool told(tm_error_t error, tm_index_t index)
{
    bool right = errors == 1 && last_error == error && last_index == index;
    errors = 0;
    return right;
}

static int tells_errors(void)
{
    tm_index_t index = tm_alloc(12);
    errors = 0;
    tm_free((tm_index_t)-1);
    STEP(told(TM_ERROR_INDEX, (tm_index_t)-1));
    tm_unpin(index);
    STEP(told(TM_ERROR_UNPIN, index));
    CLAIM(tm_pin(index) != NULL);
    tm_free(index);
    STEP(told(TM_ERROR_PINNED, index) && tm_valid(index));
    tm_unpin(index);
    tm_free(index);
    STEP(errors == 0);
    tm_free(index);
    STEP(told(TM_ERROR_FREED, index));
    STEP(tm_realloc(index, 20) == 0 && told(TM_ERROR_FREED, index));
    STEP(tm_sizeof(index) == 0 && told(TM_ERROR_FREED, index));
    return 0;
}

static int ends_when_full(void)
{
    unsigned count = fill_pool();
    CLAIM(count > 10);
    STEP(tm_alloc(TM_POOL_SIZE / 2) == 0);
    STEP(thread_ends());
    STEP(tm_alloc(TM_POOL_SIZE / 2) == 0);
    STEP(thread_ends() && all_hold(count));
    return 0;
}

static int loses_no_memory(void)
{
    unsigned count = fill_pool();
    for (unsigned each = 0; each < count; each++) tm_free(blocks[each]);
    STEP(tm_stats().live_bytes == 0);
    tm_size_t whole = tm_stats().free_bytes;
    count = fragment_pool();
    STEP(thread_ends());
    for (unsigned each = 0; each < count; each++) tm_free(blocks[each]);
    STEP(tm_stats().live_bytes == 0 && tm_stats().free_bytes == whole);
    tm_reset();
    STEP(tm_stats().free_bytes >= whole && tm_stats().peak_live_bytes == 0);
    return 0;
}

/* The table of cases. */
static const struct {
    const char *name;
    int (*run)(void);
} cases[] = {
    {"needs no init call", needs_no_init},
    {"allocates", allocates},
    {"refuses nothing and too much", refuses_nothing_and_too_much},
    {"clears", clears},
    {"resizes", resizes},
    {"joins both sides", joins_both_sides},
    {"knows its blocks", knows_its_blocks},
    {"gives typed pointers", gives_typed_pointers},
    {"serves from fragments", serves_from_fragments},
    {"grows in fragments", grows_in_fragments},
    {"defragments at once", defragments_at_once},
    {"keeps pinned blocks", keeps_pinned_blocks},
    {"limits pins", limits_pins},
    {"walks", walks},
    {"counts", counts},
    {"tells errors", tells_errors},
    {"ends when full", ends_when_full},
    {"loses no memory", loses_no_memory},
};

int main(void)
{
    int failed = 0;
    for (unsigned each = 0; each < sizeof cases / sizeof *cases; each++) {
        int line = cases[each].run();
        if (line == 0) {
            printf("ok    %s\n", cases[each].name);
        } else {
            printf("FAIL  %s (line %d)\n", cases[each].name, line);
            failed++;
        }
        tm_reset();
    }
    return failed;
}
