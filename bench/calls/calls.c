/* SPDX-License-Identifier: MIT */
/*
 * Runs one workload on one allocator, for the instrument: calls WORKLOAD BYTES [BURDEN]. BYTES are
 * the RAM that the allocator gets, where it is not compiled in; burdens.h has the burdens, which only
 * tinymem can have. Exit status 2: there is no such workload or burden; 3: the burden is gone.
 */
#include "burdens.h"
#include "workloads.h"

#include <string.h>

/* The number that a text of digits is. */
static size_t number_of(const char *text)
{
    size_t number = 0;
    for (; *text != '\0'; text++) number = number * 10 + (size_t)(*text - '0');
    return number;
}

#ifndef TM_TINYMEM_H
/* Nothing can be pinned or waits. */
bool burden_choose(const char *name)
{
    (void)name;
    return false;
}

bool burden_stands(void) { return true; }
#endif

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } workloads[] = {
        {"W1", w1},       {"W2", w2},         {"W3", w3},
        {"trace", trace},
#ifdef TM_TINYMEM_H
        {"worst", worst}, {"slices", slices}, {"sizes", slices_by_size}, {"addresses", addresses},
#endif
    };
    unsigned each;
    if (argc < 3 || argc > 4) return 2;
    mark_open();
    ADAPTER_OPEN(number_of(argv[2]));
    if (argc == 4 && !burden_choose(argv[3])) return 2;
    for (each = 0; each < sizeof workloads / sizeof *workloads; each++) {
        if (strcmp(argv[1], workloads[each].name) == 0) {
            workloads[each].run();
            return burden_stands() ? 0 : 3;
        }
    }
    return 2;
}
