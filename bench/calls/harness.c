/* SPDX-License-Identifier: MIT */
/* See harness.h. Nothing here may use the C library's malloc: it may be what is counted. */
#include "harness.h"

unsigned current_case;
bool nobody_tidies;

/* The code of a mark. */
static unsigned code_of(enum kind kind)
{
    return counting ? current_case * KINDS + (unsigned)kind : NOT_COUNTED;
}

block_t call_alloc(size_t size)
{
    block_t block;
    mark_call(code_of(CALL_ALLOC));
    block = adapter_alloc(size);
    if (!block) mark_last(code_of(CALL_ALLOC_REFUSED));
    return block;
}

block_t call_realloc(block_t block, size_t size)
{
    block_t moved;
    mark_call(code_of(CALL_REALLOC));
    moved = adapter_realloc(block, size);
    if (!moved) mark_last(code_of(CALL_REALLOC_REFUSED));
    return moved;
}

void call_free(block_t block)
{
    mark_call(code_of(CALL_FREE));
    adapter_free(block);
}

bool call_thread(void)
{
    if (!ADAPTER_MAKES_ROOM || nobody_tidies) return false; /* no call would follow the mark */
    mark_call(code_of(CALL_THREAD));
    return ADAPTER_THREAD();
}

block_t call_alloc_late(size_t size)
{
    block_t block;
    while (!(block = call_alloc(size)) && call_thread()) {
    }
    return block;
}

block_t call_realloc_late(block_t block, size_t size)
{
    block_t moved;
    while (!(moved = call_realloc(block, size)) && call_thread()) {
    }
    return moved;
}

/*
 * Writes pseudo-random bytes into a block: programs write to theirs, so what an allocator finds in a
 * block that is freed is data, not what it left there itself.
 */
static void write_to(block_t block, size_t size)
{
    static uint32_t data = 88172645U;
#ifdef ADAPTER_ADDRESS
    unsigned char *bytes = ADAPTER_ADDRESS(block);
#else
    unsigned char *bytes = block;
#endif
    while (size != 0) {
        data = data * 1664525U + 1013904223U;
        bytes[--size] = (unsigned char)(data >> 24);
    }
}

/* Keeps a block, written to. */
static bool keep_written(block_t block, size_t size)
{
    if (block) write_to(block, size);
    return keep(block, size);
}

bool take(size_t size) { return keep_written(call_alloc(size), size); }

/* Asks for the address of a block, counted: from the index in a register to the address in one. */
static __attribute__((noinline)) void look_at(block_t block)
{
#ifdef ADAPTER_ADDRESS
    const void *address;
    mark_begin(code_of(CALL_VOID));
    address = ADAPTER_ADDRESS(block);
    __asm__ volatile("" : : "r"(address));
    mark_end();
#else
    (void)block;
#endif
}

bool take_late(size_t size)
{
    block_t block = call_alloc_late(size);
    if (block) look_at(block);
    return keep_written(block, size);
}
