/* SPDX-License-Identifier: MIT */
/*
 * FreeRTOS: a critical section of the kernel, in the form for tasks or in that for interrupts,
 * whichever runs. It shuts out tasks, and those interrupts that may call the kernel; on kernels for
 * several cores all of them.
 */
#ifndef PORT_FREERTOS_H
#define PORT_FREERTOS_H

#include <FreeRTOS.h>
#include <task.h>

/*
 * Whether an interrupt runs: the kernel's port knows, or FreeRTOSConfig.h says so by that name. The
 * ports for Arm's M profile have a function for it.
 */
#if defined(portCHECK_IF_IN_ISR)
#define PORT_IN_INTERRUPT() (portCHECK_IF_IN_ISR() != 0)
#elif defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
#define PORT_IN_INTERRUPT() (xPortIsInsideInterrupt() != pdFALSE)
enum { FREERTOS_PORT_HAS_INSIDE_INTERRUPT = sizeof(&xPortIsInsideInterrupt) };
#else
#error "tinymem: this port of FreeRTOS does not tell whether an interrupt runs; define \
portCHECK_IF_IN_ISR() in FreeRTOSConfig.h, as 0 if no interrupt calls tinymem"
#endif

/* What the form for interrupts returns; the one for tasks counts by itself. */
typedef UBaseType_t port_lock_t;

/* Enters a critical section. */
static inline port_lock_t port_lock(void)
{
    if (PORT_IN_INTERRUPT()) return taskENTER_CRITICAL_FROM_ISR();
    taskENTER_CRITICAL();
    return 0;
}

/* Leaves it, by the form that it was entered by: no task becomes an interrupt inside. */
static inline void port_unlock(port_lock_t saved)
{
    if (PORT_IN_INTERRUPT())
        taskEXIT_CRITICAL_FROM_ISR(saved);
    else
        taskEXIT_CRITICAL();
}

#endif
