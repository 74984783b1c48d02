/* SPDX-License-Identifier: MIT */
/*
 * The calls of the allocator, each marked for the instrument: what the workloads and the user
 * (bench/workload) make them by.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include "mark.h"
#include "workload.h"

/* What is counted: the lower three bits of a mark's code. The rest is the number of a case. */
enum kind {
    NOT_COUNTED,
    CALL_ALLOC,
    CALL_FREE,
    CALL_REALLOC,
    CALL_VOID,
    CALL_THREAD,
    CALL_ALLOC_REFUSED,
    CALL_REALLOC_REFUSED,
    KINDS
};

/* The case that is at work (W3), 0: none. Its number is part of the codes, its name is printed. */
extern unsigned current_case;

/* Whether call_thread does nothing. */
extern bool nobody_tidies;

/*
 * The allocator's calls, marked, beside those that the user makes (user.h). Refused ones are counted
 * apart; `call_alloc_late` and `call_realloc_late` then let the allocator make room, slice by slice
 * (counted too), until the request is served or nothing more can be done.
 */
block_t call_alloc_late(size_t size);
block_t call_realloc(block_t block, size_t size);
block_t call_realloc_late(block_t block, size_t size);
bool call_thread(void);

#endif
