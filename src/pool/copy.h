/* SPDX-License-Identifier: MIT */
/*
 * Copying whole units. A loop of our own, where the compiler lets us see user memory as words: its
 * cycles are ours to bound, whatever C library the program is linked with.
 */
#ifndef COPY_H
#define COPY_H

#include <limits.h>

#include "access.h"

/* What one turn of the shortest loop copies: a word, where a register holds one. */
#if UINT_MAX <= 0xFFFF
#define COPY_SHORT 1
typedef unsigned char piece_t;
#elif defined(__GNUC__) && TM_BLOCK_SIZE >= 4
#define COPY_SHORT (TM_COMPACTOR_SLIDE && SMALL)
typedef uint32_t MAY_ALIAS piece_t;
#else
#define COPY_SHORT 0
#endif

#if COPY_SHORT

/* Copies blocks, one unit at least, from one place to another; the two may overlap. */
static void copy_units(number_t to, number_t from, number_t units)
{
    size_t pieces = (size_t)units * (TM_BLOCK_SIZE / sizeof(piece_t));
    piece_t *target = (piece_t *)(void *)address_of(to);
    const piece_t *source = (const piece_t *)(const void *)address_of(from);
    if (to < from) {
        do { /* bound: bytes / 4 */
            *target++ = *source++;
        } while (--pieces != 0);
    } else {
        source += pieces;
        target += pieces;
        do { /* bound: bytes / 4 */
            *--target = *--source;
        } while (--pieces != 0);
    }
}

#elif defined(__GNUC__) && TM_BLOCK_SIZE >= 4

/* Copies `bytes`, a multiple of 4, upwards: right for a target below the source, or apart. */
static void copy_up(unsigned char *to, const unsigned char *from, size_t bytes)
{
    piece_t *target = (piece_t *)(void *)to;
    const piece_t *source = (const piece_t *)(const void *)from;
    size_t words = bytes / 4;
    for (; words >= 4; words -= 4) { /* bound: bytes / 16 */
        piece_t a = source[0], b = source[1], c = source[2], d = source[3];
        target[0] = a;
        target[1] = b;
        target[2] = c;
        target[3] = d;
        source += 4;
        target += 4;
    }
    for (; words != 0; words--) *target++ = *source++; /* bound: 3 */
}

/* Copies `bytes`, a multiple of 4, downwards: right for a target above the source. */
static void copy_down(unsigned char *to, const unsigned char *from, size_t bytes)
{
    piece_t *target = (piece_t *)(void *)(to + bytes);
    const piece_t *source = (const piece_t *)(const void *)(from + bytes);
    size_t words = bytes / 4;
    for (; words >= 4; words -= 4) { /* bound: bytes / 16 */
        piece_t a = source[-1], b = source[-2], c = source[-3], d = source[-4];
        target[-1] = a;
        target[-2] = b;
        target[-3] = c;
        target[-4] = d;
        source -= 4;
        target -= 4;
    }
    for (; words != 0; words--) *--target = *--source; /* bound: 3 */
}

/* Copies units from one place to another; the two may overlap. */
static void copy_units(number_t to, number_t from, number_t units)
{
    size_t bytes = (size_t)units * TM_BLOCK_SIZE;
    if (to < from) {
        copy_up(address_of(to), address_of(from), bytes);
    } else {
        copy_down(address_of(to), address_of(from), bytes);
    }
}

#else

/* Copies units from one place to another; the two may overlap. */
static void copy_units(number_t to, number_t from, number_t units)
{
    memmove(address_of(to), address_of(from), (size_t)units * TM_BLOCK_SIZE);
}

#endif

#endif
