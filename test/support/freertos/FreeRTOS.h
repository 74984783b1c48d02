/* SPDX-License-Identifier: MIT */
/*
 * What the port freertos uses of FreeRTOS, made for the tests: the same names and the same meaning.
 * On Arm's M profile switcher.c has a kernel of two tasks behind it; elsewhere the lock of the
 * tests of calls, which sees whether the form is right.
 */
#ifndef INC_FREERTOS_H
#define INC_FREERTOS_H

#include <stdint.h>

typedef long BaseType_t;
typedef unsigned long UBaseType_t;

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)

#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'

void vPortEnterCritical(void);
void vPortExitCritical(void);
UBaseType_t ulPortRaiseBASEPRI(void);
void vPortSetBASEPRI(UBaseType_t saved);

static inline BaseType_t xPortIsInsideInterrupt(void)
{
    uint32_t number;
    __asm__ volatile("mrs %0, ipsr" : "=r"(number) : : "memory");
    return number == 0 ? pdFALSE : pdTRUE;
}

#define portENTER_CRITICAL() vPortEnterCritical()
#define portEXIT_CRITICAL() vPortExitCritical()
#define portSET_INTERRUPT_MASK_FROM_ISR() ulPortRaiseBASEPRI()
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(saved) vPortSetBASEPRI(saved)

#else

#include "lock.h"

/* The number of critical sections of a task that are open; a key for each form. */
static UBaseType_t stub_task_key;

static inline void stub_enter_task(void)
{
    lock_expect_interrupt(false);
    stub_task_key = lock_take();
}

static inline void stub_exit_task(void)
{
    lock_expect_interrupt(false);
    lock_give((unsigned)stub_task_key);
}

static inline UBaseType_t stub_enter_interrupt(void)
{
    lock_expect_interrupt(true);
    return lock_take();
}

static inline void stub_exit_interrupt(UBaseType_t saved)
{
    lock_expect_interrupt(true);
    lock_give((unsigned)saved);
}

#ifndef STUB_CANNOT_TELL
#define portCHECK_IF_IN_ISR() (lock_interrupt ? pdTRUE : pdFALSE)
#endif
#define portENTER_CRITICAL() stub_enter_task()
#define portEXIT_CRITICAL() stub_exit_task()
#define portSET_INTERRUPT_MASK_FROM_ISR() stub_enter_interrupt()
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(saved) stub_exit_interrupt(saved)

#endif

#endif
