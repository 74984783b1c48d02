/* SPDX-License-Identifier: MIT */
/*
 * What each step of the compactor costs at most, in the unit of the option SLICE: on Cortex-M,
 * cycles by the model of tools/wcet/instrument/timing.h (ARM's tables, no wait states). Each figure
 * is at least the longest way through the step's machine code, as tools/wcet derives it (GCC 12,
 * -O2; docs/BOUNDS.md); a test counts whole slices on pools that are built to be bad
 * (test/target/slices.c), the benchmarks their cycles. Other cores take the table of ARMv7-M as a
 * rough equivalent.
 */
#ifndef COST_H
#define COST_H

/*
 * What a compiler makes of the code when it is told to save bytes (-Os) takes longer: 1.8 times, in
 * terms that need no division where a core has none.
 */
#ifdef __OPTIMIZE_SIZE__
#define COST_OF(cycles) ((cycles) + (cycles) / 2 + (cycles) / 4 + (cycles) / 16)
#define COST_SIZED(quick, small) (small)
#else
#define COST_OF(cycles) (cycles)
#define COST_SIZED(quick, small) (quick)
#endif

#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#define COST_CALL COST_OF(128) /* tm_thread itself, and the step that is found too dear */
#define COST_STEP COST_OF(68)  /* any step: the lock around it, the way there and back */
#define COST_CHOOSE COST_OF(510)
#define COST_PLAN COST_OF(494)
#define COST_SCAN COST_OF(314)
#define COST_SCAN_NODE COST_OF(260)
#define COST_GATHER COST_OF(290)
#define COST_PASS COST_OF(455)
#define COST_REACH COST_OF(228)
#define COST_LIFT COST_OF(215)
#define COST_AIM COST_OF(385)
#define COST_SEEK COST_OF(548)
#define COST_WALK COST_OF(200)
#define COST_NODE COST_OF(38)
#define COST_PIN COST_OF(12)
#define COST_MOVE COST_OF(531)
#define COST_FLY COST_OF(TM_READ_BARRIER ? 586 : 526)
#define COST_DROP COST_OF(548)
#define COST_OF_COPY(bytes) COST_OF((bytes) + (bytes) / 4 + (bytes) / 8)
#else
#define COST_CALL COST_OF(102)
#define COST_STEP COST_OF(42)
#define COST_CHOOSE COST_OF(354)
#define COST_PLAN COST_OF(324)
#define COST_SCAN COST_OF(198)
#define COST_SCAN_NODE COST_OF(160)
#define COST_GATHER COST_OF(166)
#define COST_PASS COST_OF(302)
#define COST_REACH COST_OF(143)
#define COST_LIFT COST_OF(152)
#define COST_AIM COST_OF(278)
#define COST_SEEK COST_OF(290)
#define COST_WALK COST_OF(152)
#define COST_NODE COST_OF(26)
#define COST_PIN COST_OF(8)
#define COST_MOVE COST_OF(311)
#define COST_FLY COST_OF(TM_READ_BARRIER ? 325 : 284)
#define COST_DROP COST_OF(310)
#define COST_OF_COPY(bytes) COST_OF((bytes) + (bytes) / 16)
#endif

/* The bytes that are copied for so much, or some less. */
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#ifdef __OPTIMIZE_SIZE__
#define COST_COPIES(cost) ((cost) / 4 + (cost) / 8)
#else
#define COST_COPIES(cost) ((cost) / 2)
#endif
#elif defined(__OPTIMIZE_SIZE__)
#define COST_COPIES(cost) ((cost) / 2)
#else
#define COST_COPIES(cost) ((cost) - (cost) / 8)
#endif

/*
 * COMPACTOR slide has steps of its own: derived as they are compiled, -Os or not. COST_BLOCK is for
 * each of the pool's blocks that slides.
 */
#if TM_COMPACTOR_SLIDE
#undef COST_CALL
#undef COST_CHOOSE
#undef COST_NODE
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#define COST_CALL COST_SIZED(90, 110)
#define COST_CHOOSE COST_SIZED(916, 1850)
#define COST_SLIDE COST_SIZED(978, 1520)
#define COST_NODE COST_SIZED(86, 232)
#define COST_BLOCK ((COST_SIZED(26, 36) * TM_BLOCK_SIZE + 15) / 16)
#else
#define COST_CALL COST_SIZED(76, 108)
#define COST_CHOOSE COST_SIZED(614, 1084)
#define COST_SLIDE COST_SIZED(478, 536)
#define COST_NODE COST_SIZED(56, 124)
#define COST_BLOCK ((COST_SIZED(20, 28) * TM_BLOCK_SIZE + 15) / 16)
#endif
#endif

/* While anything is pinned, a step looks for its block in the whole list. */
#define COST_PINS (TM_PINS * COST_PIN + COST_OF(16))

/* COMPACTOR slide looks for one block a step, and not at all where a bit says it. */
#define COST_SLIDE_PINS (PIN_BIT || TM_PINS == 0 ? 0 : COST_PINS)

/* The least slice: a call, and the dearest step, with the copy of a block's unit or two. */
#define COST_LARGER(a, b) ((a) > (b) ? (a) : (b))
#define COST_DEAREST                                                                               \
    COST_LARGER(COST_LARGER(COST_LARGER(COST_CHOOSE + COST_PINS, COST_SEEK),                       \
                            COST_LARGER(COST_MOVE, COST_DROP)),                                    \
                COST_LARGER(COST_FLY + COST_OF_COPY(2 * TM_BLOCK_SIZE),                            \
                            COST_LARGER(COST_AIM, COST_PASS + COST_PINS) + COST_PINS))
#if TM_COMPACTOR_SLIDE
#define COST_LEAST                                                                                 \
    (COST_CALL + COST_STEP + COST_SLIDE_PINS +                                                     \
     COST_LARGER(COST_CHOOSE, COST_SLIDE + 2 * COST_BLOCK))
#else
#define COST_LEAST (COST_CALL + COST_STEP + COST_DEAREST)
#endif

/* What a slice may cost. */
#ifdef TM_SLICE
#define COST_SLICE (TM_SLICE)
#else
#define COST_SLICE COST_LARGER(840, COST_LEAST)
#endif

#endif
