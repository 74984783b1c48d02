/* SPDX-License-Identifier: MIT */
/*
 * The same attacks through the public interface alone, on a pool of the POOL_SIZE that
 * cmake/sizing.cmake gave: all requests must be served. Or, in a pool that is a little smaller, one
 * must be refused.
 */
#include <tinymem.h>

#define LEAST_BYTES (TM_NUMBER_BITS / 2)
#define LEAST_UNITS (((size_t)LEAST_BYTES + TM_BLOCK_SIZE - 1) / TM_BLOCK_SIZE)

#include "attacks.h"

/* The command line. */
int main(int words, char **word)
{
    bool is_small = words == 5 && strcmp(word[4], "refused") == 0;
    size_t p, n;
    unsigned seed, seeds;
    if (words != 4 && !is_small) {
        printf("usage: exact BYTES BLOCKS SEEDS [refused]\n"
               "Fails if a request within these bounds is refused (or if none is).\n");
        return words == 2 && strcmp(word[1], "--help") == 0 ? 0 : 2;
    }
    p = strtoul(word[1], NULL, 10) / TM_BLOCK_SIZE;
    n = strtoul(word[2], NULL, 10);
    seeds = (unsigned)strtoul(word[3], NULL, 10);
    for (seed = 1; seed <= seeds; seed++) {
        if (attack(p, n, seed, NULL)) continue;
        if (is_small) return 0;
        fprintf(stderr, "bounds: %zu blocks in %zu: refused with seed %u\n", p, n, seed);
        return 1;
    }
    if (is_small) fprintf(stderr, "bounds: a smaller pool serves all requests too\n");
    printf("%llu requests, %llu refused at first, %llu slices, %llu times tm_defrag\n",
           counted.requests, counted.refused, counted.slices, counted.defrags);
    return is_small ? 1 : 0;
}
