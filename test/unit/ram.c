/* SPDX-License-Identifier: MIT */
/* One configuration's record; its name is RAM_NAME. */
#include "pool/state.h"

#include "../support/pins.h"
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

/* The high-water mark is a statistic. */
#if TM_STATS
#define MARK_BYTES sizeof state.live.peak
#else
#define MARK_BYTES 0
#endif

/* Hints, pins and statistics stand last, where there are any. */
#if HINTS > 0
#define HINT_BYTES sizeof state.hints
#define OTHER_BYTES offsetof(struct state, hints)
#elif TM_PINS > 0
#define HINT_BYTES 0
#define OTHER_BYTES offsetof(struct state, pinned)
#else
#define HINT_BYTES 0
#define OTHER_BYTES sizeof state
#endif

const struct ram EXPAND(ram_of_, RAM_NAME) = {
    EXPAND_TEXT(RAM_NAME),
    TM_POOL_SIZE,
    TM_BLOCK_SIZE,
    MEMORY_BYTES,
    GRAIN,
    STATE_BYTES,
    HINT_BYTES,
    OTHER_BYTES - MARK_BYTES + FLIGHT_BYTES + GUARDS * sizeof(entry_t),
    TM_NUMBER_BITS,
    TM_INDEX_BITS,
    2 * TM_NUMBER_BITS,
    TM_FLAGS_APART,
    PIN_BIT,
    PINS_ANY,
};
