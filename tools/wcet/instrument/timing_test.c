/* SPDX-License-Identifier: MIT */
/* The model of cycles on the sequences of sequences.h, on this machine: no emulator is needed. */
#include "timing.h"

#include <stdio.h>
#include <string.h>

#define WITH_THUMB_2 1
#define MOST_WORDS 12

/* The words of a sequence, without the parentheses around them. */
#define PLAIN(...) __VA_ARGS__

#define SEQUENCE(name, source, words, ways, m0, m0plus, m4)                                        \
    {#name, {PLAIN words}, ways, {[CORE_M0] = m0, [CORE_M0PLUS] = m0plus, [CORE_M4] = m4}},
#define LOCKED(name, source, words, ways, m0, m0plus, m4, locked_m0, locked_m0plus, locked_m4)     \
    SEQUENCE(name, source, words, ways, m0, m0plus, m4)

static const struct sequence {
    const char *name;
    uint16_t words[MOST_WORDS];
    const char *ways;
    unsigned cycles[CORES];
} sequences[] = {
#include "sequences.h"
};

/* The cycles of a sequence on a core. */
static unsigned cycles_of(const struct sequence *sequence, enum core core)
{
    struct instruction before;
    const uint16_t *word = sequence->words;
    const char *way;
    unsigned cycles = 0;
    memset(&before, 0, sizeof before);
    for (way = sequence->ways; *way != '\0'; way++) {
        struct instruction now = timing_decode(core, word[0], word[1]);
        cycles += timing_cycles(core, &before, &now, *way == 't', *way != 's');
        word += now.size / 2;
        before = now;
    }
    return cycles;
}

int main(void)
{
    static const char *const names[CORES] = {"cortex-m0", "cortex-m0plus", "cortex-m4"};
    unsigned failed = 0;
    unsigned each;
    unsigned core;
    for (each = 0; each < sizeof sequences / sizeof *sequences; each++) {
        for (core = 0; core < CORES; core++) {
            unsigned expected = sequences[each].cycles[core];
            unsigned counted = cycles_of(&sequences[each], timing_core(names[core]));
            if (expected == 0 || counted == expected) continue;
            printf("FAIL  %s on %s: %u cycles, not %u\n", sequences[each].name, names[core],
                   counted, expected);
            failed++;
        }
    }
    printf("%u sequences, %u failures\n", each, failed);
    return failed != 0;
}
