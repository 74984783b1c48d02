/* SPDX-License-Identifier: MIT */
/* A program without a hook frees a block twice: stop.cmake expects that it does not go on. */
#include <stdio.h>

#include <tinymem.h>

int main(void)
{
    tm_index_t index = tm_alloc(1);
    puts("calls wrongly");
    fflush(stdout);
    tm_free(index);
    tm_free(index);
    puts("went on");
    return 0;
}
