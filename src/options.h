/* SPDX-License-Identifier: MIT */
/*
 * What options must be at least, or at most, for this target and beside the others: only the
 * compiler knows the sizes, and what a step costs. No code.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "pool/state.h"

#include "compactor/cost.h"

/*
 * These don't compile where the value is not within the bound: an array is declared with two
 * lengths, and most compilers show both, the bound and the value. Where all is well, it is declared
 * twice alike.
 */
#define AT_LEAST(option, value, bound)                                                             \
    extern char option_##option##_must_be_at_least[(value) < (bound) ? (value) : 1];               \
    extern char option_##option##_must_be_at_least[(value) < (bound) ? (bound) : 1]
#define AT_MOST(option, value, bound)                                                              \
    extern char option_##option##_must_be_at_most[(value) > (bound) ? (value) : 1];                \
    extern char option_##option##_must_be_at_most[(value) > (bound) ? (bound) : 1]

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wredundant-decls"
#endif

AT_LEAST(POOL_SIZE, TM_POOL_SIZE, POOL_LEAST);
AT_LEAST(SLICE, COST_SLICE, COST_LEAST);
#if TM_GENERATIONS > 0
AT_MOST(INDEXES, TM_INDEXES, TM_SLOT_MASK_);
#endif

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#if defined SIZE_MAX && COST_SLICE > SIZE_MAX
#error "tinymem: option SLICE must be at most 65535 where pointers have 2 bytes"
#endif

#endif
