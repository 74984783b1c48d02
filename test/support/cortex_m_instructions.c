/* SPDX-License-Identifier: MIT */
/* The counter of instructions: see instructions.h. */
#include "instructions.h"

#define SYSTICK_CONTROL (*(volatile uint32_t *)0xE000E010u)
#define SYSTICK_RELOAD (*(volatile uint32_t *)0xE000E014u)
#define SYSTICK_VALUE (*(volatile uint32_t *)0xE000E018u)
#define ENABLE_WITH_CPU_CLOCK 5u
#define TICKS 0x1000000u

/* The known stretch: this many rounds of a loop of two instructions. */
#define ROUNDS 4000u
#define LEAST_TICKS_AN_INSTRUCTION 10u

/* Ticks between two readings with nothing between them, and ticks of the known stretch. */
static uint32_t idle_ticks;
static uint32_t known_ticks;

uint32_t instructions_now(void) { return TICKS - 1 - SYSTICK_VALUE; }

/* The ticks between two readings; the counter may have wrapped once. */
static uint32_t ticks_between(uint32_t begin, uint32_t end) { return (end - begin) & (TICKS - 1); }

uint32_t instructions_between(uint32_t begin, uint32_t end)
{
    uint32_t ticks = ticks_between(begin, end);
    if (ticks <= idle_ticks) return 0;
    return (uint32_t)(((uint64_t)(ticks - idle_ticks) * 2 * ROUNDS + known_ticks / 2) /
                      known_ticks);
}

/* The ticks of so many rounds, and of what is around them. */
static uint32_t measure_rounds(uint32_t rounds)
{
    uint32_t begin = instructions_now();
    __asm__ volatile(".syntax unified\n"
                     "1: subs %0, #1\n\t"
                     "bne 1b"
                     : "+l"(rounds)
                     :
                     : "cc");
    return ticks_between(begin, instructions_now());
}

bool instructions_begin(void)
{
    SYSTICK_RELOAD = TICKS - 1;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = ENABLE_WITH_CPU_CLOCK;
    uint32_t begin = instructions_now();
    idle_ticks = ticks_between(begin, instructions_now());
    uint32_t once = measure_rounds(ROUNDS);
    known_ticks = measure_rounds(2 * ROUNDS) - once;
    return known_ticks > 2 * ROUNDS * LEAST_TICKS_AN_INSTRUCTION;
}
