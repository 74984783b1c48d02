/* SPDX-License-Identifier: MIT */
/* One configuration's record; its name is RAM_NAME. */
#include "state.h"

#include "ram.h"

#define JOIN(a, b) a##b
#define EXPAND(a, b) JOIN(a, b)
#define TEXT(name) #name
#define EXPAND_TEXT(name) TEXT(name)

#if TM_READ_BARRIER
#define FLIGHT_BYTES sizeof tm_in_flight_
#else
#define FLIGHT_BYTES 0
#endif

const struct ram EXPAND(ram_of_, RAM_NAME) = {
    EXPAND_TEXT(RAM_NAME),
    TM_POOL_SIZE,
    TM_BLOCK_SIZE,
    MEMORY_BYTES,
    GRAIN,
    sizeof state + FLIGHT_BYTES,
    sizeof state.hints,
    offsetof(struct state, hints) + FLIGHT_BYTES, /* hints, pins and statistics stand last */
    TM_NUMBER_BITS,
    TM_INDEX_BITS,
    2 * TM_NUMBER_BITS,
    TM_FLAGS_APART,
};
