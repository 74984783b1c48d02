/* SPDX-License-Identifier: MIT */
/* The smallest program that uses tinymem: the README shows it. */
#include <stdio.h>
#include <string.h>

#include <tinymem.h>

/* Told of a double free and the like. Without it, the program stops there. */
void tm_on_error(tm_error_t error, tm_index_t index)
{
    printf("block %u: error %d\n", (unsigned)index, (int)error);
}

int main(void)
{
    tm_index_t text = tm_alloc(100); /* 0 means: no room now */
    if (!text) return 1;
    strcpy(tm_char(text), "hello, moving world");

    /* A main loop would call it once a turn: it tidies up, in slices. */
    while (tm_thread()) {
    }

    puts(tm_char(text)); /* the block may have moved: ask for its address again */
    tm_free(text);
    return 0;
}
