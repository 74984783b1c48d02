/* SPDX-License-Identifier: MIT */
/*
 * A program that simulates months: a main loop that makes some calls a turn and then tm_thread,
 * through phases that take turns, each with a mix of sizes and lifetimes of its own. What lives at
 * the end of a phase goes over into the next one, so no phase starts with a fresh pool. The bytes
 * of each block are known and compared; the verifier runs now and then; a request that tm_thread
 * gives up although it must be servable ends the program, and so does any error that is reported.
 *
 * Each phase gives a line of counted figures, which are the same on each machine and in each run of
 * the same options, and apart from it a line of how long it took. report.py looks for drift in them.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tinymem.h>

#define MOST_ITEMS (TM_POOL_SIZE / 8) /* the least block has 8 bytes */
#define MOST_LEAKS 1024
#define CROWD 2048 /* blocks that live at once before the phases: more than ever in them */
#define PHASE_OPERATIONS 500000 /* the longest phase */
#define TURNS_A_LOOK 4096       /* turns from one run of the verifier to the next */

enum { OBJECTS, BUFFERS, STRINGS, LEAK, BURSTS, FULL, KINDS };
static const char *const names[KINDS] = {"objects", "buffers", "strings", "leak", "bursts", "full"};
/* How much of the pool each kind of phase keeps live, in per cent. */
static const unsigned fills[KINDS] = {70, 80, 85, 60, 92, 98};

/* A live block: its bytes follow from its size and its stamp. */
struct item {
    tm_index_t index;
    uint16_t pins;
    uint32_t size;
    uint32_t stamp;
};

/* What one phase counts. */
struct figures {
    uint64_t operations, allocations, allocated_bytes, reallocations, frees, pins;
    uint64_t refused, waited, longest_wait, turned_away, defrags, slices;
    uint64_t peak_live_bytes;
};

/* The request that waits for room: for a new block, or for an item to grow. */
struct wait {
    uint32_t size;     /* 0: no request waits */
    tm_index_t grows;  /* 0: a new block */
    uint64_t slices;   /* tm_thread calls since it was refused */
};

static struct item items[MOST_ITEMS];
static uint32_t count;
static struct item leaks[MOST_LEAKS];
static uint32_t leaked;
static struct wait wait;
static struct figures figures;
static tm_stats_t stats;
static uint64_t random_state;
static uint32_t stamps;
static uint32_t oldest; /* BUFFERS: goes round, so that blocks live about equally long */
static bool falling;    /* BURSTS: which way it goes */
static uint64_t phase;
static unsigned kind;

/* Says what is wrong and where, and ends the program. */
static void fail(const char *format, ...)
{
    va_list words;
    fprintf(stderr, "soak: phase %llu (%s), operation %llu: ", (unsigned long long)phase,
            names[kind], (unsigned long long)figures.operations);
    va_start(words, format);
    vfprintf(stderr, format, words);
    va_end(words);
    fputc('\n', stderr);
    exit(1);
}

/* No call here is wrong: whatever is reported is a defect. */
void tm_on_error(tm_error_t error, tm_index_t index)
{
    fail("error %d was reported for index %u", (int)error, (unsigned)index);
}

/* A number below `limit`, the same sequence for the same seed: xorshift64*. */
static uint32_t below(uint32_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * 0x2545F4914F6CDD1Du >> 32) * limit >> 32);
}

/* Writes an item's bytes from `from` on. */
static void item_fill(const struct item *item, uint32_t from)
{
    uint32_t *words = tm_void(item->index);
    uint32_t i;
    for (i = from / 4; i < item->size / 4; i++) words[i] = item->stamp + i * 0x9E3779B9u;
    memset((unsigned char *)words + i * 4, (unsigned char)item->stamp, item->size % 4);
}

/* Compares a block's first `size` bytes with what was written; the end only where it is whole. */
static void bytes_compare(const struct item *item, uint32_t size)
{
    const uint32_t *words = tm_void(item->index);
    uint32_t differs = 0;
    uint32_t i;
    for (i = 0; i < size / 4; i++) differs |= words[i] ^ (item->stamp + i * 0x9E3779B9u);
    if (size == item->size) {
        for (i *= 4; i < size; i++)
            differs |= ((const unsigned char *)words)[i] ^ (unsigned char)item->stamp;
    }
    if (differs != 0) fail("block %u of %u bytes was changed", item->index, item->size);
}

/* Compares an item's bytes and its size with what is known of it. */
static void item_compare(const struct item *item)
{
    bytes_compare(item, item->size);
    if (!tm_check(item->index, item->size) || tm_sizeof(item->index) < item->size)
        fail("block %u of %u bytes has %u", item->index, item->size,
             (unsigned)tm_sizeof(item->index));
}

/* Keeps a new block. */
static void item_add(tm_index_t index, uint32_t size)
{
    struct item *item = &items[count];
    if (count++ == MOST_ITEMS) fail("there are more blocks than can be");
    item->index = index;
    item->pins = 0;
    item->size = size;
    item->stamp = stamps++ * 0x85EBCA6Bu;
    item_fill(item, 0);
    figures.allocations++;
    figures.allocated_bytes += size;
}

/* Frees a block after a look at its bytes. */
static void block_free(struct item *item)
{
    item_compare(item);
    for (; item->pins != 0; item->pins--) tm_unpin(item->index);
    tm_free(item->index);
    if (tm_valid(item->index)) fail("block %u is there after it was freed", item->index);
    figures.operations++;
    figures.frees++;
}

/* Frees an item; the last one takes its place. */
static void item_free(uint32_t at)
{
    block_free(&items[at]);
    if (items[at].index == wait.grows) wait.size = 0;
    items[at] = items[--count];
}

/* The size of the next request. */
static uint32_t next_size(void)
{
    uint32_t dice = below(100);
    switch (kind) {
    case OBJECTS:
        return 4 + below(61);
    case BUFFERS:
        return dice < 50 ? 40 + below(88) : dice < 80 ? 128 + below(449) : 1000 + below(515);
    case STRINGS:
        return 8 + below(24);
    case LEAK:
        return 8 + below(120);
    default:
        return dice < 90 ? 4 + below(61) : dice < 99 ? 65 + below(448) : 513 + below(1000);
    }
}

/* A request for a new block; refused, it waits. */
static void ask(uint32_t size)
{
    tm_index_t index = below(16) == 0 ? tm_calloc(1, size) : tm_alloc(size);
    figures.operations++;
    if (index != 0) {
        item_add(index, size);
        if (kind == LEAK && below(400) == 0 && leaked < MOST_LEAKS) leaks[leaked++] = items[--count];
    } else if (wait.size == 0) {
        figures.refused++;
        wait.size = size;
        wait.grows = 0;
        wait.slices = 0;
    }
}

/* Changes an item's size; refused, it waits. Returns whether it was done. */
static bool resize(uint32_t at, uint32_t size)
{
    struct item *item = &items[at];
    uint32_t old = item->size;
    bool done = tm_realloc(item->index, size) != 0;
    figures.operations++;
    if (done) {
        bytes_compare(item, old < size ? old - old % 4 : size);
        item->size = size;
        item_fill(item, old < size ? old : size);
        figures.reallocations++;
        if (size > old) figures.allocated_bytes += size - old;
    } else if (wait.size == 0) {
        figures.refused++;
        wait.size = size;
        wait.grows = item->index;
        wait.slices = 0;
    }
    return done;
}

/* Pins an item, as for DMA, or lets it go again. */
static void pin_or_unpin(uint32_t at)
{
    struct item *item = &items[at];
    figures.operations++;
    if (item->pins != 0) {
        item->pins--;
        tm_unpin(item->index);
    } else if (stats.pinned < 4) {
        if (tm_pin(item->index) != tm_void(item->index)) fail("a pin gave another address");
        item->pins++;
        figures.pins++;
    }
}

/* The item that goes next: any, or where blocks pass through, one of the oldest. */
static uint32_t next_to_go(void)
{
    return kind == BUFFERS ? oldest++ % count : below(count);
}

/* Whether more is to live: below the fill of the phase, or in bursts, on the way up. */
static bool is_to_grow(void)
{
    uint64_t room = stats.live_bytes + stats.free_bytes;
    if (kind != BURSTS) return stats.live_bytes * 100 < room * fills[kind];
    if (stats.live_bytes * 100 >= room * fills[BURSTS]) falling = true;
    if (stats.live_bytes * 100 < room * 25) falling = false;
    return !falling;
}

/* A call or two of the program's own work, while no request waits. */
static void work(void)
{
    uint32_t at;
    uint32_t dice = below(16);
    if (count == 0 || is_to_grow()) {
        if (kind != STRINGS || count == 0 || dice < 6) {
            ask(next_size());
            return;
        }
        at = below(count);
        if (items[at].size < 1200)
            (void)resize(at, items[at].size + items[at].size / 2 + below(8));
        else
            item_free(at);
        return;
    }
    at = next_to_go();
    if (dice == 0 && items[at].size > 16)
        (void)resize(at, items[at].size - below(items[at].size / 2));
    else if (dice < 3 && (kind == BUFFERS || items[at].pins != 0))
        pin_or_unpin(at);
    else
        item_free(at);
}

/* What goes on while a request waits: looks at blocks, and now and then a free or a small block. */
static void meanwhile(void)
{
    uint32_t dice = below(32);
    if (count == 0) return;
    if (dice == 0)
        item_free(next_to_go());
    else if (dice == 1)
        ask(4 + below(16));
    else if (dice < 8)
        item_compare(&items[dice % count]);
}

/* The item of an index. */
static uint32_t item_of(tm_index_t index)
{
    uint32_t at = 0;
    while (at < count && items[at].index != index) at++;
    if (at == count) fail("index %u is nobody's", index);
    return at;
}

/* Tries the waiting request again: whether it was served. */
static bool try_again(void)
{
    uint32_t size = wait.size;
    bool done;
    if (wait.grows != 0) {
        done = resize(item_of(wait.grows), size);
    } else {
        tm_index_t index = tm_alloc(size);
        done = index != 0;
        figures.operations++;
        if (done) item_add(index, size);
    }
    if (done) {
        figures.waited += wait.slices;
        if (wait.slices > figures.longest_wait) figures.longest_wait = wait.slices;
        wait.size = 0;
    }
    return done;
}

/*
 * tm_thread has nothing to do any more, and the request still is refused. Where it must be served,
 * tm_defrag does it: blocks too large for a slice were in the way, which can't be with READ_BARRIER.
 * Else there is no room for it, and it is turned away.
 */
static void given_up(void)
{
    tm_index_t grows = wait.grows;
    uint32_t has = grows != 0 ? (uint32_t)tm_sizeof(grows) : 0;
    uint32_t more = wait.size > has ? wait.size - has : 0;
    stats = tm_stats();
    if (more <= stats.largest_after && stats.pinned == 0) {
        if (TM_READ_BARRIER) fail("%u bytes were given up, which must fit", more);
        figures.defrags++;
        figures.operations++;
        if (!tm_defrag(grows, wait.size) || !try_again()) fail("tm_defrag made no room");
        return;
    }
    figures.turned_away++;
    wait.size = 0;
    if (count != 0) item_free(next_to_go());
}

/* The verifier and the figures, now and then. */
static bool count_span(const tm_span_t *span, void *context)
{
    if (span->kind != TM_FREE) *(size_t *)context += span->size;
    return true;
}

/* Looks at all: the verifier, the sum of the walk, and every block's bytes. */
static void look(void)
{
    size_t live = 0;
    uint32_t i;
    int broken = tm_verify();
    if (broken != 0) fail("invariant %d is broken", broken);
    if (!tm_walk(count_span, &live) || live != tm_stats().live_bytes)
        fail("the blocks have %u bytes, not %u", (unsigned)live, (unsigned)tm_stats().live_bytes);
    if (tm_stats().live_blocks != count + leaked) fail("a block is lost, or is there twice");
    for (i = 0; i < count; i++) item_compare(&items[i]);
    for (i = 0; i < leaked; i++) item_compare(&leaks[i]);
}

/* The leak ends: all that leaked is freed. */
static void plug(void)
{
    while (leaked != 0) block_free(&leaks[--leaked]);
}

/* A turn of the main loop: some work, and a slice. */
static void turn(void)
{
    unsigned calls = 4;
    bool more;
    stats = tm_stats();
    if (stats.live_bytes > figures.peak_live_bytes) figures.peak_live_bytes = stats.live_bytes;
    if (wait.size != 0)
        meanwhile();
    else
        while (calls-- != 0 && wait.size == 0) work();
    if (leaked == MOST_LEAKS) plug();
    more = tm_thread();
    figures.operations++;
    if (more) figures.slices++;
    if (wait.size == 0) return;
    wait.slices++;
    if (!try_again() && !more) given_up();
}

/* A phase: at least so many operations. */
static void phase_run(uint64_t operations)
{
    uint64_t turns;
    memset(&figures, 0, sizeof figures);
    for (turns = 1; figures.operations < operations; turns++) {
        turn();
        if (turns % TURNS_A_LOOK == 0) look();
    }
    plug();
    look();
}

/* A line of counted figures, and a line of the time that it took. */
static void phase_report(FILE *csv, FILE *rates, const tm_stats_t *before, double seconds)
{
    tm_stats_t now = tm_stats();
    uint64_t figure[] = {figures.operations, figures.allocations,  figures.allocated_bytes,
                         figures.reallocations, figures.frees, figures.pins, figures.refused,
                         figures.waited, figures.longest_wait, figures.turned_away,
                         figures.defrags, figures.slices, now.moves - before->moves,
                         now.moved_bytes - before->moved_bytes, figures.peak_live_bytes,
                         now.live_bytes, now.live_blocks, now.peak_live_blocks, now.slots_total};
    size_t i;
    fprintf(csv, "%llu,%s", (unsigned long long)phase, names[kind]);
    for (i = 0; i < sizeof figure / sizeof *figure; i++)
        fprintf(csv, ",%llu", (unsigned long long)figure[i]);
    fprintf(csv, "\n");
    fprintf(rates, "%llu,%s,%llu,%.6f\n", (unsigned long long)phase, names[kind],
            (unsigned long long)figures.operations, seconds);
}

/*
 * The largest crowd of blocks comes first, and goes again: so the table, which never shrinks, has
 * all the slots that the phases will want, and does not grow by a rare record late in the run.
 */
static void crowd(void)
{
    while (count < CROWD) {
        ask(8);
        if (wait.size != 0) fail("%u blocks of 8 bytes are too many", CROWD);
    }
    while (count != 0) item_free(count - 1);
}

/* All phases. Returns the operations that were done. */
static uint64_t run(uint64_t operations, FILE *csv, FILE *rates)
{
    uint64_t length = operations / (8 * KINDS);
    uint64_t done = 0;
    if (length > PHASE_OPERATIONS) length = PHASE_OPERATIONS;
    fprintf(csv, "phase,kind,operations,allocations,allocated_bytes,reallocations,frees,pins,"
                 "refused,waited,longest_wait,turned_away,defrags,slices,moves,moved_bytes,"
                 "peak_live_bytes,live_bytes,live_blocks,most_blocks,slots_total\n");
    fprintf(rates, "phase,kind,operations,seconds\n");
    crowd();
    for (phase = 0; done < operations; phase++) {
        clock_t start = clock();
        tm_stats_t before = tm_stats();
        kind = (unsigned)(phase % KINDS);
        phase_run(length);
        done += figures.operations;
        phase_report(csv, rates, &before, (double)(clock() - start) / CLOCKS_PER_SEC);
    }
    return done;
}

/* All blocks go, and what is free must be one gap again. */
static void drain(void)
{
    tm_stats_t now;
    wait.size = 0;
    while (count != 0) item_free(count - 1);
    if (!tm_defrag(0, 0)) fail("what is free is not one gap");
    now = tm_stats();
    if (now.live_bytes != 0 || now.live_blocks != 0 || now.slots_used != 1)
        fail("%u bytes in %u blocks are live after all was freed", (unsigned)now.live_bytes,
             (unsigned)now.live_blocks);
    tm_reset();
    if (tm_verify() != 0) fail("the pool is broken after tm_reset");
}

/* Opens a file to write to. */
static FILE *file_open(const char *name)
{
    FILE *file = fopen(name, "w");
    if (file == NULL) {
        fprintf(stderr, "soak: can't write %s\n", name);
        exit(2);
    }
    return file;
}

/* The command line, the run, and its sum. */
int main(int words, char **word)
{
    uint64_t operations;
    clock_t start = clock();
    double seconds;
    FILE *csv;
    FILE *rates;
    if (words < 4 || words > 5 || strcmp(word[1], "--help") == 0) {
        printf("usage: soak OPERATIONS FIGURES.csv RATES.csv [SEED]\n"
               "Runs so many calls, in phases; writes what was counted, and how long it took.\n");
        return words == 2 ? 0 : 2;
    }
    operations = strtoull(word[1], NULL, 10);
    random_state = words == 5 ? strtoull(word[4], NULL, 10) : 1;
    random_state = random_state * 0x9E3779B97F4A7C15u + 1;
    csv = file_open(word[2]);
    rates = file_open(word[3]);
    operations = run(operations, csv, rates);
    drain();
    if (fclose(csv) != 0 || fclose(rates) != 0) fail("the figures can't be written");
    seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    printf("soak: %llu operations, %llu phases, %.1f s, %.2f million operations a second\n",
           (unsigned long long)operations, (unsigned long long)phase, seconds,
           (double)operations / seconds / 1e6);
    return 0;
}
