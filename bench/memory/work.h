/* SPDX-License-Identifier: MIT */
/* The random numbers and the sizes of the workload W2. */
#ifndef WORK_H
#define WORK_H

#include <stdint.h>

/* Starts the random numbers: a sequence of its own for each seed. */
void work_seed(uint32_t seed);

/* A random number below `limit`. */
uint32_t work_random(uint32_t limit);

/* A size of W2: 90 % are 4 to 64 bytes, 9 % 65 to 512, 1 % 513 to 2048. */
uint32_t work_size(void);

#endif
