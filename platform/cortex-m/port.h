/* SPDX-License-Identifier: MIT */
/*
 * Cortex-M: interrupts are off (PRIMASK) while the lock is held, and come back as they were.
 */
#ifndef PORT_CORTEX_M_H
#define PORT_CORTEX_M_H

#if !defined(__GNUC__)
#error "tinymem: the port cortex-m needs GNU inline assembly"
#endif

typedef uint32_t port_lock_t;

/* Turns interrupts off; returns PRIMASK as it was. */
static inline port_lock_t port_lock(void)
{
    port_lock_t saved;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(saved) : : "memory");
    return saved;
}

/* Restores PRIMASK. */
static inline void port_unlock(port_lock_t saved)
{
    __asm__ volatile("msr primask, %0" : : "r"(saved) : "memory");
}

#endif
