/* SPDX-License-Identifier: MIT */
/*
 * The port freertos on a real switch of tasks, on Cortex-M3: two tasks and the interrupt that
 * switches them use one pool, each with blocks of its own. Nobody's contents may suffer, and the
 * pool must stay sound.
 */
#include <stdio.h>

#include "owner.h"
#include "switcher.h"

#define SYSTICK ((volatile uint32_t *)0xE000E010u)
#define ENABLE_WITH_INTERRUPT 7u
#define PERIOD_TICKS 400009u

#define STEPS 5000u
#define LEAST_SWITCHES 1000u

/* The two tasks, and the interrupt. */
static owner_t one = {{0}, {0}, 88675123u, 0};
static owner_t two = {{0}, {0}, 521288629u, 0};
static owner_t above = {{0}, {0}, 362436069u, 0};

/* How often the second task did something, the verifier found something, and a call was wrong. */
static volatile unsigned steps_of_two, broken, errors;

void systick_handler(void);

/* Nothing is wrong, ever. */
void tm_on_error(tm_error_t error, tm_index_t index)
{
    (void)error;
    (void)index;
    errors++;
}

/* The interrupt calls, finds what it masked as it was, and has the other task go on. */
void systick_handler(void)
{
    uint32_t masked;
    step(&above);
    __asm__ volatile("mrs %0, basepri" : "=r"(masked) : : "memory");
    if (masked != 0) errors++;
    switcher_yield();
}

/* The task that moves blocks. */
static void first(void)
{
    SYSTICK[1] = PERIOD_TICKS;
    SYSTICK[2] = 0;
    SYSTICK[0] = ENABLE_WITH_INTERRUPT;
    for (unsigned each = 0; each < STEPS; each++) {
        step(&one);
        tm_thread();
        if (each % 500 == 0) tm_defrag(0, 0);
        if (each % 100 == 0 && tm_verify() != 0) broken++;
    }
    SYSTICK[0] = 0;
}

/* The other one. */
static void second(void)
{
    for (;;) {
        step(&two);
        steps_of_two++;
    }
}

int main(void)
{
    switcher_run(first, second);
    unsigned damaged = one.damaged + two.damaged + above.damaged;
    printf(
        "%u switches, %u steps of the second task, %u bytes damaged, %u times unsound, %u errors, "
        "%u wrong forms\n",
        switcher_switches, steps_of_two, damaged, broken, errors, switcher_misuses);
    return switcher_switches < LEAST_SWITCHES || steps_of_two < LEAST_SWITCHES ||
           damaged + broken + errors + switcher_misuses + (unsigned)tm_verify() != 0;
}
