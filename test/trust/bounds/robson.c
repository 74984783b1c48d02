/* SPDX-License-Identifier: MIT */
/*
 * Robson's program against allocators that can't move blocks, and against tinymem, side by side:
 * the memory that each needs for the same live bytes, by how many times the largest block is larger
 * than the least. First fit and best fit are simulated without any overhead: no headers, no least
 * gap, no rounding. tinymem's figure counts all but the state.
 */
#include "core.h"

#include "attacks.h"

#define WORDS 4096       /* live at most, in least blocks */
#define FAR (WORDS * 64) /* more memory than the simulated ones ever need */

/* What a simulated allocator holds: pieces in the order of their places. */
struct piece {
    size_t place, size;
};
static struct piece pieces[WORDS];
static size_t piece_count;
static size_t high_water;

/* Where the gap in front of piece number `at` begins, and how long it is. */
static struct piece gap_in_front(size_t at)
{
    struct piece gap = {0, 0};
    if (at != 0) gap.place = pieces[at - 1].place + pieces[at - 1].size;
    gap.size = (at == piece_count ? FAR : pieces[at].place) - gap.place;
    return gap;
}

/* Allocates in the first gap that is large enough, or in the smallest of these. */
static void simulate_alloc(size_t size, bool is_best)
{
    size_t found = piece_count;
    size_t at;
    struct piece piece;
    for (at = piece_count + 1; at-- != 0;) {
        size_t room = gap_in_front(at).size;
        if (room >= size && (!is_best || room <= gap_in_front(found).size)) found = at;
    }
    piece.place = gap_in_front(found).place;
    piece.size = size;
    memmove(&pieces[found + 1], &pieces[found], (piece_count - found) * sizeof *pieces);
    pieces[found] = piece;
    piece_count++;
    if (piece.place + size > high_water) high_water = piece.place + size;
}

/* Whether a piece covers word number f of one of the stretches of `size` words. */
static bool covers(size_t place, size_t length, size_t f, size_t size)
{
    size_t start = place % size;
    return (f >= start ? f - start : f + size - start) < length;
}

/* The words of the pieces that would be freed with f. */
static size_t freed_with(size_t f, size_t size)
{
    size_t sum = 0;
    size_t at;
    for (at = 0; at < piece_count; at++)
        if (!covers(pieces[at].place, pieces[at].size, f, size)) sum += pieces[at].size;
    return sum;
}

/* Robson's program on a simulated allocator: f is chosen so that the pieces that stay are least. */
static size_t robson_simulated(size_t ratio, bool is_best)
{
    size_t size, f = 0;
    piece_count = 0;
    high_water = 0;
    for (size = 1; size <= ratio; size *= 2) {
        size_t live = 0;
        size_t kept = 0;
        size_t at;
        if (size > 1 && freed_with(f + size / 2, size) > freed_with(f, size)) f += size / 2;
        for (at = 0; at < piece_count; at++) {
            if (!covers(pieces[at].place, pieces[at].size, f, size)) continue;
            live += pieces[at].size;
            pieces[kept++] = pieces[at];
        }
        piece_count = kept;
        for (; live + size <= WORDS; live += size) simulate_alloc(size, is_best);
    }
    return high_water;
}

/* Robson's program on tinymem, up to blocks of `ratio` words. */
static bool robson_passes(size_t ratio, size_t less)
{
    pool_end = SIZING_BLOCKS(WORDS * LEAST_UNITS, WORDS) - less;
    robson_most = ratio * LEAST_UNITS;
    return attack(WORDS * LEAST_UNITS, WORDS, 1, robson);
}

/* A line of CSV for each ratio. */
int main(int words, char **word)
{
    size_t ratio;
    if (words != 1) {
        printf("usage: robson\nPrints, in CSV, what Robson's program makes allocators need.\n");
        return strcmp(word[1], "--help") == 0 ? 0 : 2;
    }
    pool_indexes = WORDS + 1;
    printf("ratio,first_fit,best_fit,tinymem,tinymem_theorem\n");
    for (ratio = 1; ratio <= WORDS / 4; ratio *= 2) {
        size_t most = SIZING_BLOCKS((size_t)WORDS * LEAST_UNITS, WORDS);
        size_t low = 0;
        size_t high = most - WORDS * LEAST_UNITS;
        if (!robson_passes(ratio, 0)) {
            fprintf(stderr, "robson: the theorem does not hold\n");
            return 1;
        }
        while (high - low > 1) {
            size_t middle = low + (high - low) / 2;
            if (robson_passes(ratio, middle))
                low = middle;
            else
                high = middle;
        }
        printf("%zu,%.6f,%.6f,%.6f,%.6f\n", ratio, (double)robson_simulated(ratio, false) / WORDS,
               (double)robson_simulated(ratio, true) / WORDS,
               (double)(most - low) / (WORDS * LEAST_UNITS), (double)most / (WORDS * LEAST_UNITS));
        fflush(stdout);
    }
    return 0;
}
