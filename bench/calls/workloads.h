/* SPDX-License-Identifier: MIT */
/*
 * The workloads beside W1, W2 and W3 (bench/workload). Each begins with a fresh pool: it is all that
 * a run of the program does.
 */
#ifndef WORKLOADS_H
#define WORKLOADS_H

#include "harness.h"

/* A trace of a real program. */
void trace(void);

/* W3, what only tinymem has: worst cases of its calls, and of tm_thread. */
void worst(void);
void slices(void);

/* What dereferencing costs, with the pool's base at hand and without. */
void addresses(void);

/* The longest slice against the size of the blocks, a case for each size: that is its name. */
void slices_by_size(void);

#endif
