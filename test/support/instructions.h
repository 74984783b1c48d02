/* SPDX-License-Identifier: MIT */
/*
 * Counts instructions on QEMU's Cortex-M boards, by SysTick. QEMU must run with "-icount shift=10":
 * an instruction then takes 2^10 ns of the board's time, which is 16 ticks or more. For stretches
 * of at most 400,000 instructions.
 */
#ifndef INSTRUCTIONS_H
#define INSTRUCTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* Starts the counter, and finds out how fast it is. False when QEMU runs without -icount. */
bool instructions_begin(void);

/* The counter now. */
uint32_t instructions_now(void);

/* How many instructions lie between two readings of the counter, the readings not counted. */
uint32_t instructions_between(uint32_t begin, uint32_t end);

#endif
