/* SPDX-License-Identifier: MIT */
/*
 * Faults on purpose, so that each analyser is seen to find something with the very options that
 * find nothing in the library. Never linked to anything.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <tinymem.h>

int planted_null(const int *number, int known);
int planted_uninitialised(int which);
size_t planted_recursion(size_t depth);
size_t planted_dynamic(size_t size);
char *planted_libc(size_t size);
size_t planted_pointer(size_t (*call)(size_t));

/* Reads through a pointer that was just found to be null. */
int planted_null(const int *number, int known)
{
    if (number == NULL && known == 0) return *number;
    return known;
}

/* Uses a variable that is set on one way only. */
int planted_uninitialised(int which)
{
    int value;
    if (which > 3) value = which;
    return value + 1;
}

#if !defined(PLANTED) || PLANTED == 1
/* Calls itself. */
size_t planted_recursion(size_t depth)
{
    volatile char room[16];
    room[0] = (char)depth;
    return depth == 0 ? (size_t)room[0] : planted_recursion(depth - 1) + (size_t)room[0];
}
#endif

#if !defined(PLANTED) || PLANTED == 2
/* Has an array whose size is known when it runs. */
size_t planted_dynamic(size_t size)
{
    char text[size + 1];
    memset(text, 'a', size);
    text[size] = 0;
    return strlen(text) + (size_t)text[size / 2];
}
#endif

#if !defined(PLANTED) || PLANTED == 3
/* Calls nobody knows what. */
size_t planted_pointer(size_t (*call)(size_t)) { return call(1) + 1; }
#endif

#if !defined(PLANTED) || PLANTED == 4
/* Calls what bare metal need not have. */
char *planted_libc(size_t size) { return (char *)malloc(size); }
#endif
