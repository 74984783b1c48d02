/* SPDX-License-Identifier: MIT */
/*
 * What tm_alloc of a constant size costs where the compiler sees into it: the pool's source is part
 * of this file, so that the call becomes part of the caller.
 */
#include "harness.h"

/* Asks for it: a function as large as this one the compiler does not inline by itself. */
extern inline __attribute__((always_inline)) tm_index_t tm_alloc(tm_size_t size);

#include "tinymem.c"

enum { BYTES = 32, TIMES = 50 };

/* Allocates a block. */
static __attribute__((noinline)) void allocate(void)
{
    tm_index_t index;
    mark_begin(current_case * KINDS + CALL_ALLOC);
    index = tm_alloc(BYTES);
    __asm__ volatile("" : : "r"(index));
    mark_end();
}

int main(void)
{
    static tm_index_t blocks[2 * TIMES];
    unsigned each;
    mark_open();
    for (each = 0; each < 2 * TIMES; each++) blocks[each] = tm_alloc(BYTES);
    for (each = 0; each < 2 * TIMES; each += 2) tm_free(blocks[each]);
    case_begin("alloc of a constant size that hits");
    for (each = 0; each < TIMES; each++) allocate();
    return 0;
}
