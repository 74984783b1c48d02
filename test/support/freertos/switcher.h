/* SPDX-License-Identifier: MIT */
/* Two tasks that take turns, on Cortex-M3: the kernel behind FreeRTOS.h, as far as tests need one.
 */
#ifndef SWITCHER_H
#define SWITCHER_H

/* Runs both. Returns when the first one does; the second one must not return. */
void switcher_run(void (*first)(void), void (*second)(void));

/* The other task goes on, when no critical section is open and no interrupt is left. */
void switcher_yield(void);

/* How often another task went on, and the form for tasks was called by an interrupt. */
extern volatile unsigned switcher_switches, switcher_misuses;

#endif
