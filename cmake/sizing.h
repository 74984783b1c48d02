/* SPDX-License-Identifier: MIT */
/*
 * The theorem of docs/SIZING.md as constant expressions: what a pool must have, so that any program
 * with at most n live blocks of at most p blocks of TM_BLOCK_SIZE in all is served. Include it
 * behind src/pool/state.h: all that depends on options comes from there. All is unsigned long:
 * where size_t has 16 bits, what doesn't fit the target would wrap to an answer that looks good.
 */
#ifndef SIZING_H
#define SIZING_H

/* What a table takes that has slots up to k (an unsigned long), in units. */
#define SIZING_WORDS(k) ((k) + 1 + (TM_FLAGS_APART ? (k) / (2 * TM_NUMBER_BITS) + 1 : 0))
#define SIZING_TABLE(k) ((SIZING_WORDS(k) * sizeof(entry_t) + TM_BLOCK_SIZE - 1) / TM_BLOCK_SIZE)

/* The last slot that a growing table ever wants: n blocks and what a move holds, a gap behind each
   of them and one in front, the reserve, and the slot that is asked for. Slots that are worn out
   come on top: with GENERATIONS all that there may be. */
#define SIZING_LAST(n)                                                                             \
    (TM_GENERATIONS > 0 || TM_INDEXES < 2 * (n) + 5 ? (unsigned long)TM_INDEXES : 2 * (n) + 5)

/* The most that the table takes, in units: it grows when it lacks a block at least, by 2
   LEAST_UNITS - 1 at most. */
#define SIZING_TABLE_MOST(n)                                                                       \
    (TM_TABLE_FIXED ? SIZING_TABLE((unsigned long)TM_INDEXES)                                      \
                    : SIZING_TABLE(SIZING_LAST((unsigned long)(n))) + 2 * LEAST_UNITS - 2)

/* The blocks of the memory, table included. All blocks but the one that is asked for may have a
   rest that is too small for a gap. */
#define SIZING_BLOCKS(p, n)                                                                        \
    (SIZING_TABLE_MOST(n) + (unsigned long)(p) + ((unsigned long)(n)-1) * (LEAST_UNITS - 1))

/* POOL_SIZE. */
#define SIZING_POOL(p, n)                                                                          \
    (STATE_BYTES + (SIZING_BLOCKS(p, n) * TM_BLOCK_SIZE + GRAIN - 1) / GRAIN * GRAIN)

#endif
