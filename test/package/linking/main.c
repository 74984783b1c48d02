/* SPDX-License-Identifier: MIT */
/*
 * Two parts, each in a shared library or in the program itself. POOLS says how many pools there
 * are: with 1 both see two blocks, with 2 one each. The hook here is told of both parts' errors.
 */
#include <stdio.h>

#include <tinymem.h>

#include "part.h"

static unsigned told;

void tm_on_error(tm_error_t error, tm_index_t index)
{
    (void)index;
    if (error == TM_ERROR_FREED) told++;
}

int main(void)
{
    if (!first_fill() || !second_fill()) return 1;
    if (first_live() != 3 - POOLS || second_live() != 3 - POOLS) return 2;
    if (!first_holds() || !second_holds()) return 3;
    first_free_twice();
    second_free_twice();
    printf("told: %u\n", told);
    return told == 2 ? 0 : 4;
}
