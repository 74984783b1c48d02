/* SPDX-License-Identifier: MIT */
/*
 * Cortex-M: interrupts are off (PRIMASK) while the lock is held, and come back as they were. The
 * processor does that for privileged code alone, and for the core that it runs on: unprivileged
 * code is found out with CHECKS 2, a second core not at all.
 *
 * With LOCK_PRIORITY only those interrupts are off that have this priority or a less urgent one
 * (BASEPRI).
 */
#ifndef PORT_CORTEX_M_H
#define PORT_CORTEX_M_H

#if !defined(__GNUC__)
#error "tinymem: the port cortex-m needs GNU inline assembly"
#endif

typedef uint32_t port_lock_t;

#if defined(TM_LOCK_PRIORITY) != defined(TM_PRIORITY_BITS)
#error "tinymem: options LOCK_PRIORITY and PRIORITY_BITS go together"
#elif !defined(TM_LOCK_PRIORITY)

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

#elif defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#error "tinymem: option LOCK_PRIORITY needs BASEPRI, which ARMv6-M and ARMv8-M Baseline have not"
#elif TM_LOCK_PRIORITY >> TM_PRIORITY_BITS != 0
#error "tinymem: option LOCK_PRIORITY is above what a priority of PRIORITY_BITS can be"
#else

/* BASEPRI has its bits at the top: of an unshifted number the chip would see none. */
#define PORT_BASEPRI ((uint32_t)TM_LOCK_PRIORITY << (8 - TM_PRIORITY_BITS))

/* Masks interrupts, unless more of them are masked already; returns BASEPRI as it was. */
static inline port_lock_t port_lock(void)
{
    port_lock_t saved;
    __asm__ volatile("mrs %0, basepri\n\tmsr basepri_max, %1"
                     : "=&r"(saved)
                     : "r"(PORT_BASEPRI)
                     : "memory");
    return saved;
}

/* Restores BASEPRI. */
static inline void port_unlock(port_lock_t saved)
{
    __asm__ volatile("msr basepri, %0" : : "r"(saved) : "memory");
}

/*
 * Whether interrupts are masked. Unprivileged code reads 0, and so does all code on a chip that has
 * fewer bits than PRIORITY_BITS, and none of those that are set.
 */
static inline bool port_holds(void)
{
    uint32_t masked;
    __asm__ volatile("mrs %0, basepri" : "=r"(masked) : : "memory");
    return masked != 0;
}

#endif

#define PORT_HOLDS port_holds()

#endif
