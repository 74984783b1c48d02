/* SPDX-License-Identifier: MIT */
/* The cases of W3 by their names: for Arm's boards, which print by semihosting. */
#include "harness.h"

#define SYS_WRITE0 0x04u

/* Prints a text by semihosting. */
static void say(const char *text)
{
    register uint32_t r0 __asm__("r0") = SYS_WRITE0;
    register const void *r1 __asm__("r1") = text;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void case_begin(const char *name)
{
    char number[4];
    current_case++;
    number[0] = (char)('0' + current_case / 10);
    number[1] = (char)('0' + current_case % 10);
    number[2] = ' ';
    number[3] = '\0';
    say(number);
    say(name);
    say("\n");
}
