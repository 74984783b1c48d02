/* SPDX-License-Identifier: MIT */
/* CMSIS-RTOS2's lock of the kernel, as far as the recipe uses it: 1 while it is locked, else 0. */
#ifndef CMSIS_OS2_H_
#define CMSIS_OS2_H_

#include <stdint.h>

#include "lock.h"

typedef enum { osKernelReady = 1, osKernelRunning = 2, osKernelLocked = 3 } osKernelState_t;

static inline int32_t osKernelLock(void)
{
    int32_t before = (int32_t)lock_depth();
    lock_expect_interrupt(false);
    lock_set(true);
    return before;
}

static inline int32_t osKernelRestoreLock(int32_t lock)
{
    lock_expect_interrupt(false);
    lock_set(lock != 0);
    return lock;
}

static inline osKernelState_t osKernelGetState(void)
{
    return lock_depth() != 0 ? osKernelLocked : osKernelRunning;
}

#endif
