/* SPDX-License-Identifier: MIT */
/*
 * Two interrupts on each target that has some, for the tests in plain C: one that a clock raises,
 * and one that the program raises itself. The program has a function for each.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

/* The program's: called as interrupts, by the clock and after board_raise. */
void board_tick(void);
void board_raised(void);

/* Lets an interrupt in that waits: some cores do an instruction or two before. */
static inline void board_wait(void) { __asm__ volatile("nop\n\tnop\n\tnop\n\tnop" : : : "memory"); }

#if defined(__AVR__)

#include <avr/interrupt.h>

#define BOARD_PERIOD 20011u

/* The timer stops here, and what it did on the way counts not. */
ISR(TIMER0_COMPA_vect)
{
    TCCR0B = 0;
    TIFR0 = 1 << OCF0A;
    board_raised();
}

ISR(TIMER1_COMPA_vect) { board_tick(); }

static inline void board_interrupts_off(void) { cli(); }

static inline void board_interrupts_on(void) { sei(); }

/* Lets both interrupts in. */
static inline void board_begin(void)
{
    TIMSK0 = 1 << OCIE0A;
    TIMSK1 = 1 << OCIE1A;
    board_interrupts_on();
}

/* Raises the interrupt: the 8-bit timer comes round, and stands where the interrupt found it. */
static inline void board_raise(void)
{
    OCR0A = 100;
    TCCR0B = 1 << CS00;
    for (uint16_t round = 0; round < 200; round++) __asm__ volatile("nop" : : : "memory");
}

/* Starts the clock. */
static inline void board_clock_start(void)
{
    OCR1A = BOARD_PERIOD;
    TCCR1B = 1 << WGM12 | 1 << CS10;
}

/* Stops it. */
static inline void board_clock_stop(void) { TCCR1B = 0; }

#elif defined(__riscv)

#define BOARD_SOFTWARE (*(volatile uint32_t *)0x02000000u)
#define BOARD_COMPARE ((volatile uint32_t *)0x02004000u)
#define BOARD_NOW (*(volatile uint32_t *)0x0200BFF8u)
#define BOARD_PERIOD 200003u
#define BOARD_IS_CLOCK 0x80000007u
#define BOARD_MIE_BOTH 0x88u
#define BOARD_ON 8u

/* One instruction with a control register. */
#define BOARD_CSR(text, ...)                                                                       \
    __asm__ volatile(".option push\n\t.option arch, +zicsr\n\t" text "\n\t.option "                \
                     "pop" __VA_ARGS__)

/* Moves the clock's next interrupt. */
static inline void board_next_tick(uint32_t high)
{
    BOARD_COMPARE[1] = UINT32_MAX;
    BOARD_COMPARE[0] = BOARD_NOW + BOARD_PERIOD;
    BOARD_COMPARE[1] = high;
}

/* Whichever it is. */
static __attribute__((interrupt("machine"), aligned(4))) void board_trap(void)
{
    uint32_t cause;
    BOARD_CSR("csrr %0, mcause", : "=r"(cause));
    if (cause == BOARD_IS_CLOCK) {
        board_next_tick(0);
        board_tick();
    } else {
        BOARD_SOFTWARE = 0;
        board_raised();
    }
}

static inline void board_interrupts_off(void)
{
    BOARD_CSR("csrc mstatus, %0", : : "r"(BOARD_ON) : "memory");
}

static inline void board_interrupts_on(void)
{
    BOARD_CSR("csrs mstatus, %0", : : "r"(BOARD_ON) : "memory");
}

/* Lets both interrupts in. */
static inline void board_begin(void)
{
    board_next_tick(UINT32_MAX);
    BOARD_CSR("csrw mtvec, %0", : : "r"(board_trap));
    BOARD_CSR("csrs mie, %0", : : "r"(BOARD_MIE_BOTH));
    board_interrupts_on();
}

/* Raises the interrupt. */
static inline void board_raise(void)
{
    BOARD_SOFTWARE = 1;
    for (unsigned round = 0; round < 100; round++) __asm__ volatile("nop" : : : "memory");
}

/* Starts the clock. */
static inline void board_clock_start(void) { board_next_tick(0); }

/* Stops it. */
static inline void board_clock_stop(void) { board_next_tick(UINT32_MAX); }

#else

#define BOARD_SYSTICK ((volatile uint32_t *)0xE000E010u)
#define BOARD_CONTROL (*(volatile uint32_t *)0xE000ED04u)
#define BOARD_PRIORITIES (*(volatile uint32_t *)0xE000ED20u)
#define BOARD_ENABLE 7u
#define BOARD_PEND_PENDSV (1u << 28)
#define BOARD_PEND_SYSTICK (1u << 26)
#define BOARD_PERIOD 200003u

void systick_handler(void);
void pendsv_handler(void);

/* Called by the vectors. */
void systick_handler(void) { board_tick(); }

void pendsv_handler(void) { board_raised(); }

static inline void board_interrupts_off(void) { __asm__ volatile("cpsid i" : : : "memory"); }

static inline void board_interrupts_on(void) { __asm__ volatile("cpsie i\n\tisb" : : : "memory"); }

/* The priorities of the clock and of the raised interrupt, as the chip has them: of 8 bits. */
static inline void board_priorities(uint32_t clock, uint32_t raised)
{
    BOARD_PRIORITIES = clock << 24 | raised << 16;
}

/* Lets both interrupts in, with priorities that the option LOCK_PRIORITY may mask. */
static inline void board_begin(void) { board_priorities(0x80, 0x80); }

/* Raises the interrupt. */
static inline void board_raise(void)
{
    BOARD_CONTROL = BOARD_PEND_PENDSV;
    __asm__ volatile("dsb\n\tisb" : : : "memory");
}

/* Starts the clock. */
static inline void board_clock_start(void)
{
    BOARD_SYSTICK[1] = BOARD_PERIOD;
    BOARD_SYSTICK[2] = 0;
    BOARD_SYSTICK[0] = BOARD_ENABLE;
}

/* Stops it. */
static inline void board_clock_stop(void) { BOARD_SYSTICK[0] = 0; }

#endif

#endif
