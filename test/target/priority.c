/* SPDX-License-Identifier: MIT */
/*
 * The option LOCK_PRIORITY, on Cortex-M: while the lock is held an interrupt more urgent than that
 * priority comes at once, and one that is as urgent waits for its end. The emulators have 8 bits of
 * priority, and would take an unshifted number too; so what is in BASEPRI is looked at as well.
 */
#include <stdio.h>

#include <tinymem.h>

#include "board.h"

/* Priorities as a chip of so many bits has them. */
#define SHIFTED(priority) ((uint32_t)(priority) << (8 - TM_PRIORITY_BITS))

/* How often the masked and the urgent interrupt ran. */
static volatile unsigned masked, urgent;

/* What was seen under the lock. */
static unsigned masked_inside, urgent_inside;
static uint32_t basepri_inside;

/* SysTick, raised by the program: the one that is masked. It calls. */
void board_tick(void)
{
    masked++;
    tm_free(tm_alloc(10));
}

/* PendSV: the urgent one, which may not call. */
void board_raised(void) { urgent++; }

static uint32_t basepri(void)
{
    uint32_t value;
    __asm__ volatile("mrs %0, basepri" : "=r"(value) : : "memory");
    return value;
}

static void set_basepri(uint32_t value)
{
    __asm__ volatile("msr basepri, %0\n\tisb" : : "r"(value) : "memory");
}

/* Raises both. */
static void raise_both(void)
{
    BOARD_CONTROL = BOARD_PEND_SYSTICK;
    board_raise();
}

/* Under the lock. */
static bool raise_here(const tm_span_t *span, void *context)
{
    unsigned masked_before = masked, urgent_before = urgent;
    (void)span;
    (void)context;
    raise_both();
    masked_inside = masked - masked_before;
    urgent_inside = urgent - urgent_before;
    basepri_inside = basepri();
    return false;
}

/* Says what is wrong, if it is. Returns how much of it. */
static unsigned expect(bool right, const char *what)
{
    printf("%s %s\n", right ? "ok   " : "FAIL ", what);
    return right ? 0 : 1;
}

int main(void)
{
    unsigned wrong = 0;
    tm_index_t index = tm_alloc(40);
    board_priorities(SHIFTED(TM_LOCK_PRIORITY), SHIFTED(TM_LOCK_PRIORITY - 1));

    raise_both();
    wrong += expect(masked == 1 && urgent == 1, "both come while no call is under way");
    tm_walk(raise_here, NULL);
    wrong += expect(masked_inside == 0, "the one of LOCK_PRIORITY waits while the lock is held");
    wrong += expect(urgent_inside == 1, "the more urgent one comes at once");
    wrong += expect(basepri_inside == SHIFTED(TM_LOCK_PRIORITY), "BASEPRI is shifted");
    wrong += expect(masked == 2 && urgent == 2, "the one that waited comes behind the lock");
    wrong += expect(basepri() == 0, "BASEPRI is as it was, 0");

    set_basepri(SHIFTED(TM_LOCK_PRIORITY - 1));
    tm_walk(raise_here, NULL);
    wrong += expect(basepri_inside == SHIFTED(TM_LOCK_PRIORITY - 1) && urgent_inside == 0,
                    "a lock does not let in what the caller masks");
    wrong += expect(basepri() == SHIFTED(TM_LOCK_PRIORITY - 1) && urgent == 2,
                    "BASEPRI is as the caller had it");
    set_basepri(0);
    wrong += expect(masked == 3 && urgent == 3, "and both come when the caller lets them in");

    tm_free(index);
    wrong += expect(tm_verify() == 0, "the pool is sound");
    return (int)wrong;
}
