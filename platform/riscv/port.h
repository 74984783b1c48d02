/* SPDX-License-Identifier: MIT */
/*
 * RISC-V in machine mode: interrupts are off (mstatus.MIE) while the lock is held, and come back as
 * they were. That holds for the hart that runs; in other modes the first call is an illegal
 * instruction.
 */
#ifndef PORT_RISCV_H
#define PORT_RISCV_H

#if !defined(__riscv) || !defined(__GNUC__)
#error "tinymem: the port riscv needs a RISC-V and GNU inline assembly"
#endif

typedef unsigned long port_lock_t;

#define PORT_MIE 8u

/*
 * Turns interrupts off; returns mstatus.MIE as it was. This is csrrci %0, mstatus, 8, in a form
 * that assemblers take without being told of Zicsr.
 */
static inline port_lock_t port_lock(void)
{
    port_lock_t status;
    __asm__ volatile(".insn i 0x73, 7, %0, x8, 0x300" : "=r"(status) : : "memory");
    return status & PORT_MIE;
}

/* Sets MIE if it was set: csrs mstatus, %0. */
static inline void port_unlock(port_lock_t saved)
{
    __asm__ volatile(".insn i 0x73, 2, x0, %0, 0x300" : : "r"(saved) : "memory");
}

#endif
