/* SPDX-License-Identifier: MIT */
/*
 * A program of calls for the tests of the instrument, on an emulated core: the sequences of
 * sequences.h, then some hundred calls of malloc and free. It prints a line for each call:
 *
 *     reference expect    what the instrument must write for a sequence, as plugin.c does
 *     reference count     the instructions, by the guest's own counter (QEMU: -icount shift=10)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instructions.h"
#include "mark.h"

#if defined(__ARM_ARCH_6M__)
#define WITH_THUMB_2 0
#else
#define WITH_THUMB_2 1
#endif
#define MOST_WORDS 12
#define CALLS 600
#define BLOCKS 40

typedef void *called_t(void *pointer, uint32_t zero, uint32_t number);

/* The number of the core's column in sequences.h, from 0. */
#if defined(__ARM_ARCH_6M__)
#define COLUMN(m0, m0plus, m4) (CORE_IS_M0PLUS ? (m0plus) : (m0))
#else
#define COLUMN(m0, m0plus, m4) (m4)
#endif

/* The words of a sequence, without the parentheses around them. */
#define PLAIN(...) __VA_ARGS__

/* Each sequence becomes a function, */
#define LOCKED(name, source, words, ways, m0, m0plus, m4, locked_m0, locked_m0plus, locked_m4)     \
    extern called_t sequence_##name;                                                               \
    __asm__(".pushsection .text.sequence_" #name ", \"ax\"\n\t.syntax unified\n\t.balign 4\n\t"    \
            ".global sequence_" #name "\n\t.thumb_func\nsequence_" #name ":\n\t" source            \
            "\n\t.popsection");
#define SEQUENCE(name, source, words, ways, m0, m0plus, m4)                                        \
    LOCKED(name, source, words, ways, m0, m0plus, m4, 0, 0, 0)
#include "sequences.h"
#undef LOCKED

/* and a row of this table. */
#define LOCKED(name, source, words, ways, m0, m0plus, m4, locked_m0, locked_m0plus, locked_m4)     \
    {#name, sequence_##name, {PLAIN words}, ways, COLUMN(m0, m0plus, m4),                          \
     COLUMN(locked_m0, locked_m0plus, locked_m4)},
static const struct sequence {
    const char *name;
    called_t *called;
    uint16_t words[MOST_WORDS];
    const char *ways;
    unsigned cycles;
    unsigned locked;
} sequences[] = {
#include "sequences.h"
};
#define SEQUENCES (sizeof sequences / sizeof *sequences)

/* What the guest counted. */
static uint32_t counts[SEQUENCES + CALLS];
static unsigned calls;

/* Calls it: the instrument counts from the first instruction to the return, the guest some more. */
static __attribute__((noinline)) void *measure(called_t *called, void *pointer, uint32_t number)
{
    void *result;
    uint32_t begin = instructions_now();
    mark_call(1);
    result = called(pointer, 0, number);
    counts[calls++] = instructions_between(begin, instructions_now());
    return result;
}

/* malloc and free, in the shape of the sequences. */
static void *call_malloc(void *pointer, uint32_t zero, uint32_t number)
{
    (void)pointer;
    (void)zero;
    return malloc(number);
}

static void *call_free(void *pointer, uint32_t zero, uint32_t number)
{
    (void)zero;
    (void)number;
    free(pointer);
    return NULL;
}

/* Whether the words of a sequence are those of its source: each stands there, in any order. */
static bool is_as_written(const struct sequence *sequence)
{
    const uint8_t *code = (const uint8_t *)((uintptr_t)sequence->called & ~(uintptr_t)1);
    unsigned each;
    for (each = 0; each < MOST_WORDS && sequence->words[each] != 0; each++) {
        unsigned at = 0;
        while (at < 2 * MOST_WORDS && memcmp(code + at, &sequence->words[each], 2) != 0) at += 2;
        if (at == 2 * MOST_WORDS) return false;
    }
    return true;
}

/* Runs all sequences. False when one is not what the table says. */
static bool run_sequences(void)
{
    static void *scratch[8];
    unsigned each;
    scratch[0] = scratch;
    for (each = 0; each < SEQUENCES; each++) {
        if (!is_as_written(&sequences[each])) {
            printf("FAIL  %s: the words are not those of its source\n", sequences[each].name);
            return false;
        }
        (void)measure(sequences[each].called, scratch, 4);
    }
    return true;
}

/* Allocates and frees blocks of pseudo-random sizes (xorshift32). */
static void run_calls(void)
{
    static void *blocks[BLOCKS];
    uint32_t random = 2463534242u;
    unsigned each;
    for (each = 0; each < CALLS; each++) {
        void **block;
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        block = &blocks[random % BLOCKS];
        *block = *block ? measure(call_free, *block, 0)
                        : measure(call_malloc, NULL, 4 + (random >> 8) % 300);
    }
}

int main(int argc, char **argv)
{
    bool counts_itself = argc > 1 && strcmp(argv[1], "count") == 0;
    unsigned each;
    if (counts_itself && !instructions_begin()) {
        printf("FAIL  instructions are not counted: QEMU needs -icount shift=10\n");
        return 1;
    }
    mark_open();
    if (!run_sequences()) return 1;
    run_calls();
    mark_call(0);
    for (each = 0; counts_itself && each < calls; each++) printf("%u\n", (unsigned)counts[each]);
    for (each = 0; !counts_itself && each < SEQUENCES; each++) {
        const struct sequence *sequence = &sequences[each];
        printf("1 %u %u %u %s\n", (unsigned)strlen(sequence->ways), sequence->cycles,
               sequence->locked, sequence->name);
    }
    return 0;
}
