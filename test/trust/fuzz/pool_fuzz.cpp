// SPDX-License-Identifier: MIT
// Fuzzes the public interface: the input is a seed, and operations of four bytes each. For
// libFuzzer, for AFL++ through its driver of the same interface, and for replay.c.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"

// More would only be slow.
constexpr size_t kMostOperations = 256;

// Says what is wrong and ends the program: a find.
void ReportFailure(const char *file, int line, const char *text)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, text);
    abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t seed = 0;
    if (size < sizeof seed) return 0;
    memcpy(&seed, data, sizeof seed);
    Player player(seed);
    const uint8_t *end = data + size;
    data += sizeof seed;
    for (size_t count = 0; count < kMostOperations && end - data >= (ptrdiff_t)sizeof(Operation);
         count++, data += sizeof(Operation)) {
        Operation operation;
        memcpy(&operation, data, sizeof operation);
        player.Play(operation);
    }
    player.End();
    return 0;
}
