/* SPDX-License-Identifier: MIT */
/*
 * A user who leaves bytes of his blocks undefined, in a pool whose memory is undefined at first:
 * random calls of the interface, under a checker that follows each bit (MemorySanitizer, or
 * valgrind). The library may decide nothing by bytes that it did not write, but for the number in
 * front of a block (src/pool/look.h); and it must carry both kinds of bytes as they are. Without a
 * checker the undefined bytes are small numbers, which look like indexes.
 */
#include <stdio.h>
#include <string.h>

#include <tinymem.h>

#include "../../../bench/workload/random.h"

#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define CHECKER "MemorySanitizer"
#endif
#endif
#if !defined(CHECKER) && defined(PORT_VALGRIND)
#include <valgrind/memcheck.h>
#define CHECKER "valgrind"
#endif

#ifndef OPERATIONS
#define OPERATIONS 20000
#endif

#define MOST_BLOCKS 60
#define LARGEST (TM_POOL_SIZE / 16)

/* What is known of a block. The half with the number `half` was never written. */
struct record {
    tm_index_t index;
    tm_size_t size;
    unsigned char seed;
    unsigned half;
    bool pinned;
};

static struct record records[MOST_BLOCKS];
static uint32_t random_state = RANDOM_SEED;
static unsigned calls;

/* A number below `most`. */
static uint32_t below(uint32_t most) { return random_next(&random_state) % most; }

/* Makes memory undefined; where nobody can tell, something that looks like indexes. */
static void make_undefined(unsigned char *start, size_t bytes)
{
    size_t at;
    for (at = 0; at < bytes; at++) start[at] = (unsigned char)(below(4) ? 0 : below(40));
#if defined(PORT_VALGRIND)
    VALGRIND_MAKE_MEM_UNDEFINED(start, bytes);
#elif defined(CHECKER)
    __msan_poison(start, bytes);
#endif
}

/* Whether the checker takes a byte for undefined; `otherwise` where there is no checker. */
static bool is_undefined(const unsigned char *byte, bool otherwise)
{
#if defined(PORT_VALGRIND)
    unsigned char bits = 0;
    if (VALGRIND_GET_VBITS(byte, &bits, 1) == 1) return bits != 0;
    return otherwise;
#elif defined(CHECKER)
    (void)otherwise;
    return __msan_test_shadow(byte, 1) == 0;
#else
    (void)byte;
    return otherwise;
#endif
}

/* Whether byte `at` of a block is one of those that nobody wrote. */
static bool is_unwritten(const struct record *record, tm_size_t at)
{
    return (at < record->size / 2) == (record->half == 0);
}

/* Writes one half of a block, and makes the other one undefined. */
static void fill(const struct record *record)
{
    unsigned char *bytes = tm_uint8(record->index);
    tm_size_t at;
    make_undefined(bytes, record->size);
    for (at = 0; at < record->size; at++) {
        if (!is_unwritten(record, at)) bytes[at] = (unsigned char)(record->seed + at);
    }
}

/* Whether the first `size` bytes of a block are as fill left them. */
static bool is_whole(const struct record *record, tm_size_t size)
{
    const unsigned char *bytes = tm_uint8(record->index);
    tm_size_t at;
    for (at = 0; at < size; at++) {
        if (is_unwritten(record, at)) {
            if (!is_undefined(&bytes[at], true)) return false;
        } else if (is_undefined(&bytes[at], false) ||
                   bytes[at] != (unsigned char)(record->seed + at)) {
            return false;
        }
    }
    return true;
}

/* Gives a record that is free a block. */
static void allocate(struct record *record)
{
    tm_size_t size = below(8) ? below(60) + 1 : below(LARGEST) + 1;
    record->index = tm_alloc(size);
    record->size = size;
    record->seed = (unsigned char)below(256);
    record->half = below(2);
    record->pinned = false;
    if (record->index != 0) fill(record);
}

/* Gives a block another size. False: its bytes are not what they were. */
static bool resize(struct record *record)
{
    tm_size_t size = below(LARGEST) + 1;
    tm_size_t kept = size < record->size ? size : record->size;
    if (tm_realloc(record->index, size) == 0) return true;
    if (!is_whole(record, kept)) return false;
    record->size = size;
    fill(record);
    return true;
}

/* Pins a block, or takes its pin back. */
static void pin(struct record *record)
{
    if (record->pinned) {
        tm_unpin(record->index);
        record->pinned = false;
    } else {
        record->pinned = tm_pin(record->index) != NULL;
    }
}

/* Frees a block, pinned or not. */
static void give_back(struct record *record)
{
    if (record->pinned) tm_unpin(record->index);
    tm_free(record->index);
    record->index = 0;
}

/* One random call. False: a block is not what it was. */
static bool step(void)
{
    struct record *record = &records[below(MOST_BLOCKS)];
    uint32_t dice = below(16);
    calls++;
    if (record->index == 0) {
        allocate(record);
        return true;
    }
    if (!is_whole(record, record->size)) return false;
    if (dice < 6)
        give_back(record);
    else if (dice < 9)
        return resize(record);
    else if (dice < 10)
        pin(record);
    else if (dice < 11)
        (void)tm_defrag(0, below(2) ? 0 : below(LARGEST) + 1);
    else
        (void)tm_thread();
    return true;
}

/* Adds what a stretch covers. */
static bool add_span(const tm_span_t *span, void *total)
{
    *(size_t *)total += span->size;
    if (span->offset + span->size > *(size_t *)total) *(size_t *)total = span->offset + span->size;
    return true;
}

/* An empty pool, all of whose memory is undefined. */
static void start(void)
{
    size_t bytes = 0;
    tm_reset();
    (void)tm_walk(add_span, &bytes);
    tm_reset();
    make_undefined((unsigned char *)TM_POOL_, bytes);
    memset(records, 0, sizeof records);
}

int main(void)
{
    unsigned operation;
    for (operation = 0; operation < OPERATIONS; operation++) {
        if (operation % (OPERATIONS / 4) == 0) start();
        if (!step()) {
            printf("call %u: a block is not what it was\n", calls);
            return 1;
        }
        if (operation % 16 == 0 && tm_verify() != 0) {
            printf("call %u: tm_verify says %d\n", calls, tm_verify());
            return 1;
        }
    }
#ifdef CHECKER
    printf("%u calls, watched by %s\n", calls, CHECKER);
#else
    printf("%u calls\n", calls);
#endif
    return 0;
}
