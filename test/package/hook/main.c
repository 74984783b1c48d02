/* SPDX-License-Identifier: MIT */
/* Frees a block twice. It knows nothing of a hook, so that nothing but the pool asks for one. */
#include <tinymem.h>

int main(void)
{
    tm_index_t index = tm_alloc(40);
    tm_free(index);
    tm_free(index);
    return 1;
}
