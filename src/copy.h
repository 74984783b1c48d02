/* SPDX-License-Identifier: MIT */
/*
 * Copying whole blocks. A loop of our own, where the compiler lets us see user memory as words: its
 * cycles are ours to bound, whatever C library the program is linked with.
 */
#ifndef COPY_H
#define COPY_H

#include <limits.h>

#include "access.h"

#if UINT_MAX <= 0xFFFF || (defined(__GNUC__) && TM_BLOCK_SIZE >= 4)

/* What one turn copies: a word, where a register holds one. */
#if UINT_MAX <= 0xFFFF
typedef unsigned char unit_t;
#else
typedef uint32_t MAY_ALIAS unit_t;
#endif

#ifdef __OPTIMIZE_SIZE__

/* Copies units, one at least, upwards: right for a target below the source, or apart. */
static inline void copy_up(unit_t *target, const unit_t *source, size_t units)
{
    do { /* bound: bytes / 4 */
        *target++ = *source++;
    } while (--units != 0);
}

/* Copies units, one at least, downwards: right for a target above the source. */
static inline void copy_down(unit_t *target, const unit_t *source, size_t units)
{
    source += units;
    target += units;
    do { /* bound: bytes / 4 */
        *--target = *--source;
    } while (--units != 0);
}

#else

/* Copies units upwards: right for a target below the source, or apart. */
static void copy_up(unit_t *target, const unit_t *source, size_t units)
{
    for (; units >= 4; units -= 4) { /* bound: bytes / 16 */
        unit_t a = source[0], b = source[1], c = source[2], d = source[3];
        target[0] = a;
        target[1] = b;
        target[2] = c;
        target[3] = d;
        source += 4;
        target += 4;
    }
    for (; units != 0; units--) *target++ = *source++; /* bound: 3 */
}

/* Copies units downwards: right for a target above the source. */
static void copy_down(unit_t *target, const unit_t *source, size_t units)
{
    source += units;
    target += units;
    for (; units >= 4; units -= 4) { /* bound: bytes / 16 */
        unit_t a = source[-1], b = source[-2], c = source[-3], d = source[-4];
        target[-1] = a;
        target[-2] = b;
        target[-3] = c;
        target[-4] = d;
        source -= 4;
        target -= 4;
    }
    for (; units != 0; units--) *--target = *--source; /* bound: 3 */
}

#endif

/* Copies blocks, one at least, from one place to another; the two may overlap. */
static void copy_blocks(number_t to, number_t from, number_t blocks)
{
    size_t units = (size_t)blocks * (TM_BLOCK_SIZE / sizeof(unit_t));
    unit_t *target = (unit_t *)(void *)address_of(to);
    const unit_t *source = (const unit_t *)(const void *)address_of(from);
    if (to < from)
        copy_up(target, source, units);
    else
        copy_down(target, source, units);
}

#else

/* Copies blocks from one place to another; the two may overlap. */
static void copy_blocks(number_t to, number_t from, number_t blocks)
{
    memmove(address_of(to), address_of(from), (size_t)blocks * TM_BLOCK_SIZE);
}

#endif

#endif
