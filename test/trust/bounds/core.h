/* SPDX-License-Identifier: MIT */
/*
 * The core, compiled into the test, with two numbers that otherwise are fixed when it is compiled:
 * how many blocks the memory has, and how many slots there may be. So one program tries thousands
 * of pools. What is measured in these pools is blocks and slots; the state beside them has no
 * limit.
 */
#ifndef BOUNDS_CORE_H
#define BOUNDS_CORE_H

#include "options.h"

static size_t pool_end;     /* blocks of the memory, table included */
static size_t pool_indexes; /* the most slots */
extern entry_t pool_memory[];
enum { MOST_INDEXES = TM_INDEXES };

#undef POOL_END
#define POOL_END ((number_t)pool_end)
#undef TM_POOL_
#define TM_POOL_ pool_memory
#undef TM_INDEXES
#define TM_INDEXES pool_indexes

#include "tinymem.c"

#include "sizing.h"

#endif
