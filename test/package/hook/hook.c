/* SPDX-License-Identifier: MIT */
/* The user's hook: the program succeeds if it is called. */
#include <stdlib.h>

#include <tinymem.h>

void tm_on_error(tm_error_t error, tm_index_t index)
{
    (void)index;
    exit(error == TM_ERROR_FREED ? 0 : 2);
}
