/* SPDX-License-Identifier: MIT */
/*
 * What each step of the compactor costs at most, in the unit of the option SLICE. On Cortex-M that
 * unit is a cycle of the model that docs/BENCHMARKS.md states; elsewhere it is a rough equivalent.
 */
#ifndef COST_H
#define COST_H

#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#define COST_CHOOSE 300
#define COST_SCAN 160
#define COST_SEARCH 300
#define COST_MOVE 400
#define COST_WALK 60
#define COST_OF_COPY(bytes) ((bytes) + (bytes) / 4)
#else
#define COST_CHOOSE 240
#define COST_SCAN 110
#define COST_SEARCH 240
#define COST_MOVE 340
#define COST_WALK 40
#define COST_OF_COPY(bytes) ((bytes) + (bytes) / 8)
#endif

/* The least slice: the dearest step, with a block of 16 bytes to move. */
#define COST_LEAST (COST_MOVE + COST_OF_COPY(16))

#endif
