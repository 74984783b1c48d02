/* SPDX-License-Identifier: MIT */
/* pico-sdk's hardware spinlocks, as far as the recipe uses them. */
#ifndef _HARDWARE_SYNC_H
#define _HARDWARE_SYNC_H

#include <stdint.h>
#include <stdlib.h>

#include "lock.h"

#define PICO_SPINLOCK_ID_OS1 14
#define PICO_SPINLOCK_ID_OS2 15

typedef volatile uint32_t spin_lock_t;
typedef unsigned int uint;

static inline spin_lock_t *spin_lock_instance(uint lock_num)
{
    return (spin_lock_t *)(uintptr_t)(lock_num + 1);
}

static inline uint32_t spin_lock_blocking(spin_lock_t *lock)
{
    if (lock != spin_lock_instance(PICO_SPINLOCK_ID_OS2)) abort();
    return lock_take();
}

static inline void spin_unlock(spin_lock_t *lock, uint32_t saved_irq)
{
    if (lock != spin_lock_instance(PICO_SPINLOCK_ID_OS2)) abort();
    lock_give(saved_irq);
}

#endif
