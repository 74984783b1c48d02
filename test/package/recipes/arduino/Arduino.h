/* SPDX-License-Identifier: MIT */
/*
 * Arduino's interrupts, as far as the recipe uses them, and its macros that are least like C. With
 * STUB_AVR as on AVR, else as on Arm.
 */
#ifndef Arduino_h
#define Arduino_h

#include <stdint.h>

#include "lock.h"

#define interrupts() lock_set(false)
#define noInterrupts() lock_set(true)

#if defined(STUB_AVR)
#define __AVR__ 1
#define SREG ((uint8_t)(lock_depth() != 0 ? 0x02 : 0x82))
#else
static inline uint32_t __get_PRIMASK(void) { return lock_depth() != 0; }
#endif

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define abs(x) ((x) > 0 ? (x) : -(x))
#define constrain(amt, low, high) ((amt) < (low) ? (low) : ((amt) > (high) ? (high) : (amt)))
#define round(x) ((x) >= 0 ? (long)((x) + 0.5) : (long)((x)-0.5))
#define sq(x) ((x) * (x))
#define lowByte(w) ((uint8_t)((w)&0xff))
#define highByte(w) ((uint8_t)((w) >> 8))
#define bit(b) (1UL << (b))
#define HIGH 0x1
#define LOW 0x0
#define INPUT 0x0
#define OUTPUT 0x1
#define PI 3.1415926535897932384626433832795
#define B0 0
#define B1 1
typedef unsigned int word;
typedef uint8_t byte;

#endif
