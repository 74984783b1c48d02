/* SPDX-License-Identifier: MIT */
/* A part of the program: it keeps one block, and says what it sees of its pool. */
#ifndef PART_H
#define PART_H

#include <stdbool.h>
#include <stddef.h>

#define PART_JOIN_(part, name) part##_##name
#define PART_JOIN(part, name) PART_JOIN_(part, name)
#define IN(name) PART_JOIN(PART, name)

#if defined(__GNUC__)
#define PART_SHOWN __attribute__((visibility("default")))
#else
#define PART_SHOWN
#endif

#define DECLARE_PART(part)                                                                         \
    PART_SHOWN bool part##_fill(void);                                                             \
    PART_SHOWN bool part##_holds(void);                                                            \
    PART_SHOWN size_t part##_live(void);                                                           \
    PART_SHOWN void part##_free_twice(void);

DECLARE_PART(first)
DECLARE_PART(second)

#endif
