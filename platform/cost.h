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
#define COST_CALL 80 /* tm_thread itself */
#define COST_STEP 30 /* any step: the lock around it, the way there and back */
#define COST_CHOOSE 470
#define COST_SCAN 150
#define COST_GATHER 485
#define COST_PASS 230
#define COST_REACH 435
#define COST_LIFT 360
#define COST_WALK 70
#define COST_NODE 24
#define COST_PIN 8
#define COST_MOVE 830
#define COST_FLY 730
#define COST_OF_COPY(bytes) (bytes)
#else
#define COST_CALL 60
#define COST_STEP 22
#define COST_CHOOSE 245
#define COST_SCAN 97
#define COST_GATHER 310
#define COST_PASS 190
#define COST_REACH 255
#define COST_LIFT 225
#define COST_WALK 50
#define COST_NODE 18
#define COST_PIN 7
#define COST_MOVE 490
#define COST_FLY 320
#define COST_OF_COPY(bytes) ((bytes) - (bytes) / 8)
#endif

/* While anything is pinned, a step looks for its block in the whole list. */
#define COST_PINS (TM_PINS * COST_PIN + 16)

/* The least slice: a call, and the dearest step with a block of 16 bytes to move. */
#define COST_LEAST (COST_CALL + COST_STEP + COST_MOVE + COST_PINS + COST_OF_COPY(16))

#endif
