/* SPDX-License-Identifier: MIT */
/*
 * The workloads of all benchmarks. Each begins with a fresh pool.
 *
 *     W1  sizes 8, 16, 24, 32, 48, 64, each as likely; 60 % live
 *     W2  90 % of the sizes are 4 to 64, 9 % 65 to 512, 1 % 513 to 2048; 80 % live
 *     W3  many gaps that are too small, and blocks between two gaps
 *
 * The share that is live is of what the allocator can hold; or, where it has no pool of its own, of
 * what somebody else can.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include "user.h"

/* What W1 and W2 are made of: how the sizes are drawn, and how much is live. */
struct workload {
    size_t (*draw)(void);
    unsigned percent;
};
extern const struct workload workload_1, workload_2;

/* A size of W1, of W2. */
size_t w1_size(void);
size_t w2_size(void);

/*
 * Fills the pool until a request is refused, then frees blocks until no more is live than the
 * workload wants. Returns how many bytes that are.
 */
uint32_t workload_fill(const struct workload *workload);

/* Called before each free of W1 and W2, where it is set: what weighs on the allocator meanwhile. */
extern void (*workload_burden)(void);

/* Frees so many blocks, each followed by as many allocations as make `target` bytes live again. */
void workload_pairs(const struct workload *workload, uint32_t target, unsigned frees);

/* The workloads from their beginning to their end. They say from where on is to be measured. */
void w1(void);
void w2(void);
void w3(void);

/* What the program has for W3: begins the next case, and tells its name. */
void case_begin(const char *name);

#endif
