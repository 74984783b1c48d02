/* SPDX-License-Identifier: MIT */
/*
 * Unprivileged code, on Cortex-M: it can't switch interrupts off, so there with CHECKS 2 every call
 * that changes the pool is refused, and says so. SysTick, which is privileged whatever it
 * interrupts, goes on using the pool; it also makes the program privileged again, at the end.
 */
#include <stdio.h>

#include <tinymem.h>

#define SYSTICK_CONTROL (*(volatile uint32_t *)0xE000E010u)
#define SYSTICK_RELOAD (*(volatile uint32_t *)0xE000E014u)
#define SYSTICK_VALUE (*(volatile uint32_t *)0xE000E018u)
#define ENABLE_WITH_INTERRUPT 7u
#define PRIORITIES (*(volatile uint32_t *)0xE000ED20u)
#define SYSTICK_LEAST_URGENT 0xFF000000u

#define PERIOD_TICKS 20000u

/* What tm_on_error was told, of calls of the program and of the interrupt. */
static volatile unsigned errors, other_errors, errors_above;

/* How often the interrupt found that it could allocate, and that it could not. */
static volatile unsigned served, refused;

/* The program asks to be privileged again. */
static volatile bool done;

void systick_handler(void);

/* The number of the exception that is handled. Read by unprivileged code it is 0, which is right.
 */
static uint32_t exception(void)
{
    uint32_t number;
    __asm__ volatile("mrs %0, ipsr" : "=r"(number));
    return number;
}

/* Makes threads unprivileged, or privileged. */
static void set_unprivileged(bool unprivileged)
{
    uint32_t control;
    __asm__ volatile("mrs %0, control" : "=r"(control));
    control = (control & ~1u) | (unprivileged ? 1u : 0u);
    __asm__ volatile("msr control, %0\n\tisb" : : "r"(control) : "memory");
}

/* Whether threads are. */
static bool is_unprivileged(void)
{
    uint32_t control;
    __asm__ volatile("mrs %0, control" : "=r"(control));
    return (control & 1u) != 0;
}

/* Stands in for the port's own: counts. */
void tm_on_error(tm_error_t error, tm_index_t index)
{
    (void)index;
    if (exception() != 0)
        errors_above++;
    else if (error == TM_ERROR_LOCK)
        errors++;
    else
        other_errors++;
}

/* The interrupt. */
void systick_handler(void)
{
    tm_index_t index = tm_alloc(20);
    if (index != 0)
        served++;
    else
        refused++;
    tm_free(index);
    if (done) set_unprivileged(false);
}

/* Counts the calls that were not refused, or not for that reason. */
static unsigned call_all(tm_index_t index)
{
    unsigned wrong = 0, told = errors;
    wrong += tm_alloc(8) != 0 || errors != ++told;
    wrong += tm_calloc(2, 4) != 0 || errors != ++told;
    wrong += tm_realloc(index, 40) != 0 || errors != ++told;
    wrong += tm_sizeof(index) != 0 || errors != ++told;
    wrong += tm_valid(index) || errors != ++told;
    wrong += tm_check(index, 20) || errors != ++told;
    wrong += tm_pin(index) != NULL || errors != ++told;
    wrong += tm_void(index) != NULL || errors != ++told;
    wrong += tm_stats().live_bytes != 0 || errors != ++told;
    tm_free(index);
    wrong += errors != ++told;
    tm_unpin(index);
    wrong += errors != ++told;
    wrong += tm_thread() || errors == told;
    told = errors;
    wrong += tm_defrag(0, 0) || errors == told;
    return wrong;
}

int main(void)
{
    tm_index_t index = tm_alloc(20);
    unsigned wrong = 0, before;
    PRIORITIES = SYSTICK_LEAST_URGENT;
    SYSTICK_RELOAD = PERIOD_TICKS;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = ENABLE_WITH_INTERRUPT;
    while (served == 0) {
    }
    set_unprivileged(true);
    if (!is_unprivileged()) wrong++;
    wrong += call_all(index);
    before = served;
    while (served == before) {
    }
    done = true;
    while (is_unprivileged()) {
    }
    SYSTICK_CONTROL = 0;
    if (errors == 0 || tm_sizeof(index) != 20 || tm_verify() != 0) wrong++;
    printf("%u calls wrong; %u of the interrupt refused, %u errors of it, %u others\n", wrong,
           refused, errors_above, other_errors);
    return wrong + refused + errors_above + other_errors != 0;
}
