/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#define TM_LAST TM_NOT_##TM_
static int pond_free(int depth);
