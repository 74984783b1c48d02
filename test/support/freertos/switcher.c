/* SPDX-License-Identifier: MIT */
#include "switcher.h"

#include "FreeRTOS.h"

#define CONTROL (*(volatile uint32_t *)0xE000ED04u)
#define PRIORITIES (*(volatile uint32_t *)0xE000ED20u)
#define PEND_PENDSV (1u << 28)

/* SysTick may call the kernel, and PendSV, which switches, is the least urgent. */
#define MAX_SYSCALL 0x80u
#define SYSTICK_AND_PENDSV 0x80FF0000u

#define STACK_WORDS 512u
#define SAVED_WORDS 8u /* r4 to r11 */
#define FRAME_WORDS 8u /* what an exception pushes */
#define FRAME_PC 6u
#define FRAME_XPSR 7u
#define THUMB (1u << 24)

void pendsv_handler(void) __attribute__((naked));

volatile unsigned switcher_switches, switcher_misuses;

/* The stacks of the two, and that of the one that does not run, as it left it. */
static uint32_t stacks[2][STACK_WORDS] __attribute__((aligned(8)));
uint32_t *switcher_other;

/* How many critical sections of tasks are open: no task changes inside of one. */
static unsigned nesting;

UBaseType_t ulPortRaiseBASEPRI(void)
{
    UBaseType_t saved;
    __asm__ volatile("mrs %0, basepri\n\tmsr basepri, %1\n\tisb\n\tdsb"
                     : "=&r"(saved)
                     : "r"(MAX_SYSCALL)
                     : "memory");
    return saved;
}

void vPortSetBASEPRI(UBaseType_t saved)
{
    __asm__ volatile("msr basepri, %0" : : "r"(saved) : "memory");
}

void vPortEnterCritical(void)
{
    (void)ulPortRaiseBASEPRI();
    nesting++;
    if (xPortIsInsideInterrupt()) switcher_misuses++;
}

void vPortExitCritical(void)
{
    if (--nesting == 0) vPortSetBASEPRI(0);
}

void switcher_yield(void) { CONTROL = PEND_PENDSV; }

/* Exchanges the registers of the task that ran for those of the other one. */
void pendsv_handler(void)
{
    __asm__ volatile("mrs r0, psp\n\t"
                     "stmdb r0!, {r4-r11}\n\t"
                     "ldr r1, =switcher_other\n\t"
                     "ldr r2, [r1]\n\t"
                     "str r0, [r1]\n\t"
                     "ldmia r2!, {r4-r11}\n\t"
                     "msr psp, r2\n\t"
                     "ldr r1, =switcher_switches\n\t"
                     "ldr r0, [r1]\n\t"
                     "adds r0, #1\n\t"
                     "str r0, [r1]\n\t"
                     "bx lr\n\t"
                     ".ltorg");
}

/* Calls a task, with the process stack ending here. */
static __attribute__((naked, noinline)) void call_on(uint32_t *stack, void (*task)(void))
{
    (void)stack;
    (void)task;
    __asm__ volatile("push {r4, lr}\n\t"
                     "msr psp, r0\n\t"
                     "movs r0, #2\n\t"
                     "msr control, r0\n\t"
                     "isb\n\t"
                     "blx r1\n\t"
                     "movs r0, #0\n\t"
                     "msr control, r0\n\t"
                     "isb\n\t"
                     "pop {r4, pc}");
}

void switcher_run(void (*first)(void), void (*second)(void))
{
    uint32_t *frame = &stacks[1][STACK_WORDS - FRAME_WORDS];
    frame[FRAME_PC] = (uint32_t)second & ~1u;
    frame[FRAME_XPSR] = THUMB;
    switcher_other = frame - SAVED_WORDS;
    PRIORITIES = SYSTICK_AND_PENDSV;
    call_on(&stacks[0][STACK_WORDS], first);
}
