/* SPDX-License-Identifier: MIT */
/* A pool of the least POOL_SIZE serves a block, again and again. */
#include <tinymem.h>

/* Whether a request is served, at once or by slices. */
static tm_index_t patiently(tm_size_t size)
{
    tm_index_t index;
    while (!(index = tm_alloc(size)) && tm_thread()) continue;
    return index;
}

/* The number of the line that failed, 0: none did. */
int main(void)
{
    tm_size_t size = 1;
    unsigned turn;
    for (turn = 0; turn < 600; turn++) { /* so that generations wear out */
        tm_index_t index = patiently(size);
        if (index == 0) return __LINE__;
        if (tm_verify() != 0) return __LINE__;
        size = turn % 3 == 0 ? tm_sizeof(index) : 1;
        tm_free(index);
        if (tm_verify() != 0) return __LINE__;
    }
    return 0;
}
