/* SPDX-License-Identifier: MIT */
/*
 * Cortex-M: interrupts are off (PRIMASK) while the lock is held, and come back as they were. The
 * processor does that for privileged code alone, and for the core that it runs on: unprivileged
 * code is found out with CHECKS 2, a second core not at all.
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

/* Whether interrupts are off. Unprivileged code can't switch them off, and reads 0. */
static inline bool port_holds(void)
{
    uint32_t masked;
    __asm__ volatile("mrs %0, primask" : "=r"(masked) : : "memory");
    return masked != 0;
}

#define PORT_HOLDS port_holds()

#endif
