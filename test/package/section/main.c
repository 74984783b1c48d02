/* SPDX-License-Identifier: MIT */
/* A small program with a pool. */
#include <tinymem.h>

int main(void);
int main(void) { return *tm_char(tm_alloc(8)); }
