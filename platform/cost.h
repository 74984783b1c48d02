/* SPDX-License-Identifier: MIT */
/*
 * What each step of the compactor costs at most, in the unit of the option SLICE. On Cortex-M that
 * unit is an instruction: test/target/slices.c counts them on pools that are built to be bad, and
 * fails when a slice is longer than it may be. Other cores take the table of ARMv7-M as a rough
 * equivalent.
 */
#ifndef COST_H
#define COST_H

#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#define COST_CALL 100 /* tm_thread itself, and the lock around each step */
#define COST_CHOOSE 525
#define COST_SCAN 215
#define COST_GATHER 745
#define COST_PASS 345
#define COST_REACH 445
#define COST_LIFT 265
#define COST_WALK 70
#define COST_NODE 24
#define COST_MOVE 850
#define COST_FLY 560
#define COST_OF_COPY(bytes) (bytes)
#else
#define COST_CALL 70
#define COST_CHOOSE 320
#define COST_SCAN 165
#define COST_GATHER 420
#define COST_PASS 220
#define COST_REACH 320
#define COST_LIFT 225
#define COST_WALK 60
#define COST_NODE 18
#define COST_MOVE 495
#define COST_FLY 520
#define COST_OF_COPY(bytes) ((bytes) - (bytes) / 8)
#endif

/* A pinned block is looked for in the whole list: what the constants above hold is for 8 entries. */
#define COST_PINS (TM_PINS > 8 ? (TM_PINS - 8) * 8 : 0)

/* The least slice: a call, and the dearest step with a block of 16 bytes to move. */
#define COST_LEAST (COST_CALL + COST_MOVE + COST_PINS + COST_OF_COPY(16))

#endif
