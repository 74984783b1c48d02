/* SPDX-License-Identifier: MIT */
/* What tm_void costs, inlined: from an index in a register to an address in one. */
#include "workloads.h"

#define NOT_INLINED __attribute__((noinline))

/* Takes the address of a block, inside a stretch that is counted. */
static inline void take_address(tm_index_t index)
{
    const void *address = tm_void(index);
    __asm__ volatile("" : : "r"(address) : "memory");
}

static NOT_INLINED void take_one(tm_index_t first)
{
    mark_begin(current_case * KINDS + CALL_VOID);
    take_address(first);
    mark_end();
}

static NOT_INLINED void take_two(tm_index_t first, tm_index_t second)
{
    mark_begin(current_case * KINDS + CALL_VOID);
    take_address(first);
    take_address(second);
    mark_end();
}

static NOT_INLINED void take_three(tm_index_t first, tm_index_t second, tm_index_t third)
{
    mark_begin(current_case * KINDS + CALL_VOID);
    take_address(first);
    take_address(second);
    take_address(third);
    mark_end();
}

/* What the third costs shows the difference: for it all that is constant is at hand. */
void addresses(void)
{
    tm_index_t first = tm_alloc(1);
    tm_index_t second = tm_alloc(1);
    tm_index_t third = tm_alloc(1);
    case_begin("dereference, inlined, with the base");
    take_one(first);
    case_begin("two dereferences");
    take_two(first, second);
    case_begin("three dereferences");
    take_three(first, second, third);
}
