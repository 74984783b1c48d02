/* SPDX-License-Identifier: MIT */
/*
 * AVR: interrupts are off (the bit I of SREG) while the lock is held, and come back as they were.
 * There is one core, and all code may switch them.
 */
#ifndef PORT_AVR_H
#define PORT_AVR_H

#if !defined(__AVR__) || !defined(__GNUC__)
#error "tinymem: the port avr needs an AVR and GNU inline assembly"
#endif

typedef uint8_t port_lock_t;

/* Turns interrupts off; returns SREG as it was. It has this address on every AVR. */
static inline port_lock_t port_lock(void)
{
    port_lock_t saved;
    __asm__ volatile("in %0, 0x3f\n\tcli" : "=r"(saved) : : "memory");
    return saved;
}

/* Restores SREG. */
static inline void port_unlock(port_lock_t saved)
{
    __asm__ volatile("out 0x3f, %0" : : "r"(saved) : "memory");
}

#endif
