/* SPDX-License-Identifier: MIT */
/* Libraries that symbols.cmake must object to: one fault each. */
#include <stdio.h>
#include <stdlib.h>

char planted_pool[16];
void *planted(int number);

#ifdef PLANTED_DATA
int planted_data = 7;
#endif

/* The fault. */
void *planted(int number)
{
#ifdef PLANTED_PRINTF
    printf("%d\n", number);
#endif
#ifdef PLANTED_MALLOC
    return malloc((size_t)number);
#else
    return &planted_pool[number];
#endif
}
