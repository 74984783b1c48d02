/* SPDX-License-Identifier: MIT */
/* A file in C90, which takes the pool's header all the same. */
#include HEADER

int of_old_c(void);
int of_old_c(void) { return 0; }
