/* SPDX-License-Identifier: MIT */
/* Made with the header of one pool and linked with the library of another: it must not link. */
#include <tinymem.h>

int main(void)
{
    return tm_char(tm_alloc(1)) != NULL;
}
