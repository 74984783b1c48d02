/* SPDX-License-Identifier: MIT */
/*
 * Sequences whose time the data sheet of the ATmega1284P tells: the test of avr-calls.
 * CMakeLists.txt has the lines that it must write.
 */
#include "mark.h"

#define NAKED __attribute__((naked, noinline))

/* RET takes 4. */
NAKED static void only_return(void) { __asm__ volatile("ret"); }

/* LDI 1, DEC 1 ten times, BRNE 2 where it branches (nine times) and 1 where not, RET 4: 34. */
NAKED static void loop(void)
{
    __asm__ volatile("ldi r24, 10\n"
                     "1: dec r24\n\t"
                     "brne 1b\n\t"
                     "ret");
}

/* PUSH, POP, LDS, STS and ADIW take 2 each, RET 4: 14. */
NAKED static void memory(void)
{
    __asm__ volatile("push r2\n\t"
                     "pop r2\n\t"
                     "lds r24, 0x100\n\t"
                     "sts 0x100, r24\n\t"
                     "adiw r24, 1\n\t"
                     "ret");
}

/* RCALL 3, RET 4, and RET 4 again: 11. */
NAKED static void nested(void)
{
    __asm__ volatile("rcall 1f\n"
                     "1: ret");
}

int main(void)
{
    mark_open();
    only_return();
    mark_call(1);
    only_return();
    mark_call(2);
    loop();
    mark_call(9);
    memory();
    mark_last(3);
    mark_call(4);
    nested();
    only_return();
    mark_begin(5); /* two NOP, 1 each */
    __asm__ volatile("nop\n\tnop");
    mark_end();
    mark_call(0);
    only_return();
    mark_last(6); /* nothing was counted */
    return 0;
}
