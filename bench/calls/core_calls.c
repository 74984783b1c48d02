/* SPDX-License-Identifier: MIT */
/* A program of the core calls, tm_thread and what they need: size.py looks how large it is. */
#include <tinymem.h>

/* Where the linker begins to look for what is needed. */
tm_index_t core_calls(tm_index_t index, tm_size_t size);

tm_index_t core_calls(tm_index_t index, tm_size_t size)
{
    if (tm_thread()) tm_free(index);
    return tm_realloc(tm_alloc(size), size);
}
