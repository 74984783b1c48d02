/* SPDX-License-Identifier: MIT */
/*
 * What each step of the compactor costs at most, in the unit of the option SLICE: on Cortex-M,
 * cycles by the model of tools/wcet/instrument/timing.h (ARM's tables, no wait states). Each figure
 * is at least the longest way through the step's machine code, as tools/wcet derives it (GCC 12,
 * -O2 and -Os; docs/BOUNDS.md); a test counts whole slices on pools that are built to be bad
 * (test/target/slices.c), the benchmarks their cycles. Other cores take the table of ARMv7-M as a
 * rough equivalent.
 */
#ifndef COST_H
#define COST_H

/* Of four figures the one that holds: ARMv7-M at -O2 and at -Os, ARMv6-M at -O2 and at -Os. */
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#ifdef __OPTIMIZE_SIZE__
#define COST_OF(v7m_fast, v7m_small, v6m_fast, v6m_small) (v6m_small)
#else
#define COST_OF(v7m_fast, v7m_small, v6m_fast, v6m_small) (v6m_fast)
#endif
#else
#ifdef __OPTIMIZE_SIZE__
#define COST_OF(v7m_fast, v7m_small, v6m_fast, v6m_small) (v7m_small)
#else
#define COST_OF(v7m_fast, v7m_small, v6m_fast, v6m_small) (v7m_fast)
#endif
#endif

#if TM_COMPACTOR_SLIDE

#define COST_CALL COST_OF(84, 108, 96, 110) /* tm_thread itself, and the step that is too dear */
#define COST_STEP COST_OF(42, 60, 68, 80)   /* any step: the lock, the way there and back */
#define COST_CHOOSE COST_OF(618, 1092, 918, 1892)
#define COST_SLIDE COST_OF(484, 584, 924, 1572)
#define COST_SLIDE_NODE COST_OF(56, 124, 86, 232)

/* What copying costs, for each unit of the pool. */
#define COST_UNIT ((COST_OF(17, 28, 21, 36) * TM_BLOCK_SIZE + 15) / 16)
#define COST_OF_COPY(bytes) ((bytes) / TM_BLOCK_SIZE * COST_UNIT)

#else

#define COST_CALL COST_OF(96, 102, 128, 114) /* tm_thread itself, and the step that is too dear */
#define COST_STEP COST_OF(42, 60, 68, 80)    /* any step: the lock, the way there and back */
#define COST_CHOOSE COST_OF(420, 868, 614, 1156)
#define COST_PLAN COST_OF(342, 800, 538, 1430)
#define COST_SCAN COST_OF(206, 290, 314, 368)
#define COST_SCAN_NODE COST_OF(162, 256, 258, 320)
#define COST_GATHER COST_OF(162, 278, 250, 424)
#define COST_PASS COST_OF(276, 572, 436, 788)
#define COST_REACH COST_OF(132, 304, 192, 380)
#define COST_LIFT COST_OF(140, 240, 212, 304)
#define COST_SEEK COST_OF(266, 298, 496, 544)
#define COST_MOVE COST_OF(304, 594, 546, 850)
#define COST_AIM COST_OF(260, 436, 362, 548)
#define COST_WALK COST_OF(144, 166, 180, 164)
#define COST_NODE COST_OF(26, 48, 38, 68)
#define COST_FLY (TM_READ_BARRIER ? COST_OF(336, 542, 562, 722) : COST_OF(272, 528, 466, 720))
#define COST_DROP COST_OF(246, 448, 484, 708)

/* What copying costs, and the bytes that are copied for so much, or some less. */
#define COST_OF_COPY(bytes)                                                                        \
    COST_OF((bytes) + (bytes) / 16, (bytes) + (bytes) / 4 + (bytes) / 8,                           \
            (bytes) + (bytes) / 4 + (bytes) / 8, 2 * (bytes) + (bytes) / 4)
#define COST_COPIES(cost)                                                                          \
    COST_OF((cost) - (cost) / 8, (cost) / 2 + (cost) / 8, (cost) / 2 + (cost) / 8,                 \
            (cost) / 4 + (cost) / 8)

#endif

/* Where a block has no bit that says it is pinned, a step looks for it in the whole list. */
#define COST_PIN COST_OF(8, 16, 12, 24)
#define COST_PINS (TM_PINS > 0 && !PIN_BIT ? TM_PINS * COST_PIN + COST_OF(16, 30, 16, 30) : 0)

/* The least slice: a call, and the dearest step, with the copy of a unit or two. */
#define COST_LARGER(a, b) ((a) > (b) ? (a) : (b))
#if TM_COMPACTOR_SLIDE
#define COST_DEAREST (COST_PINS + COST_LARGER(COST_CHOOSE, COST_SLIDE + 2 * COST_UNIT))
#else
#define COST_DEAREST                                                                               \
    COST_LARGER(                                                                                   \
        COST_LARGER(COST_LARGER(COST_CHOOSE + COST_PINS, COST_LARGER(COST_PLAN, COST_SEEK)),       \
                    COST_LARGER(COST_MOVE, COST_DROP)),                                            \
        COST_LARGER(COST_FLY + COST_OF_COPY(2 * TM_BLOCK_SIZE),                                    \
                    COST_LARGER(COST_AIM, COST_PASS + COST_PINS) + COST_PINS))
#endif
#define COST_LEAST (COST_CALL + COST_STEP + COST_DEAREST)

/* What a slice may cost. */
#ifdef TM_SLICE
#define COST_SLICE (TM_SLICE)
#else
#define COST_SLICE COST_LARGER(840, COST_LEAST)
#endif

#endif
