/* SPDX-License-Identifier: MIT */
/* Zephyr's spinlocks, as far as the recipe uses them. */
#ifndef STUB_SPINLOCK_H
#define STUB_SPINLOCK_H

#include "lock.h"

#define ALWAYS_INLINE inline

struct k_spinlock {
    int unused;
};

typedef struct {
    int key;
} k_spinlock_key_t;

static ALWAYS_INLINE k_spinlock_key_t k_spin_lock(struct k_spinlock *l)
{
    k_spinlock_key_t k = {(int)lock_take()};
    (void)l;
    return k;
}

static ALWAYS_INLINE void k_spin_unlock(struct k_spinlock *l, k_spinlock_key_t key)
{
    (void)l;
    lock_give((unsigned)key.key);
}

#endif
