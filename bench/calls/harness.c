/* SPDX-License-Identifier: MIT */
/* See harness.h. Nothing here may use the C library's malloc: it may be what is counted. */
#include "harness.h"

struct live_block live[MOST_BLOCKS];
unsigned live_count;
uint32_t live_bytes;
bool counting;
unsigned current_case;

static uint32_t seed = 2463534242U;

uint32_t random_below(uint32_t limit)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % limit;
}

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

/* Puts a block to the live ones, written to. */
static bool keep(block_t block, size_t size)
{
    if (!block) return false;
    write_to(block, size);
    live[live_count].block = block;
    live[live_count].size = (uint32_t)size;
    live_count++;
    live_bytes += (uint32_t)size;
    return true;
}

bool take(size_t size) { return keep(call_alloc(size), size); }

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
    return keep(block, size);
}

void drop(void)
{
    unsigned victim;
    block_t block;
    if (live_count == 0) return;
    victim = random_below(live_count);
    block = live[victim].block;
    live_bytes -= live[victim].size;
    live[victim] = live[--live_count];
    call_free(block);
}
