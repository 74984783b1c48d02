/* SPDX-License-Identifier: MIT */
/*
 * Gives files to a fuzz target, one after the other, where no fuzzer is linked: the corpus in the
 * tests of every compiler, and a find under a debugger. Exits 0 when the target took them all.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Larger than any input: the fuzzers are told to keep below. */
static uint8_t input[65536];

/* Gives one file to the target. False when it can't be read. */
static int give(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t size;
    int good;

    if (file == NULL) return 0;
    size = fread(input, 1, sizeof input, file);
    good = !ferror(file);
    fclose(file);
    if (good) LLVMFuzzerTestOneInput(input, size);
    return good;
}

int main(int argc, char **argv)
{
    int at;

    if (argc < 2 || strcmp(argv[1], "--help") == 0) {
        fputs("usage: replay FILE...\n\nGives each file to the fuzz target.\n",
              argc < 2 ? stderr : stdout);
        return argc < 2 ? 2 : 0;
    }
    for (at = 1; at < argc; at++) {
        if (!give(argv[at])) {
            fprintf(stderr, "replay: can't read %s\n", argv[at]);
            return 2;
        }
    }
    printf("%d files\n", argc - 1);
    return 0;
}
