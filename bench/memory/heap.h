/* SPDX-License-Identifier: MIT */
/*
 * The heap of the C library's malloc: as large as it is told (ADAPTER_OPEN), and used by nobody
 * else. What the C library allocates for itself before that has memory of its own; afterwards
 * nothing may be done that takes memory behind the program's back: no file is to be opened, and
 * stdout has no buffer.
 */
#ifndef HEAP_H
#define HEAP_H

#include <stdint.h>

/* The most that a heap can have, in bytes. */
#define MOST_HEAP (512u * 1024)

/* The most bytes of it that malloc ever had. */
uint32_t heap_peak(void);

#endif
