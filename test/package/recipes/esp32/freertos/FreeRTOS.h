/* SPDX-License-Identifier: MIT */
/* ESP-IDF's critical sections, as far as the recipe uses them. */
#ifndef INC_FREERTOS_H
#define INC_FREERTOS_H

#include <stdint.h>

#include "lock.h"

#define portMUX_FREE_VAL 0xB33FFFFFu

typedef struct {
    uint32_t owner, count;
} portMUX_TYPE;

#define portMUX_INITIALIZER_UNLOCKED                                                               \
    {                                                                                              \
        portMUX_FREE_VAL, 0                                                                        \
    }

static inline void stub_enter(portMUX_TYPE *mux)
{
    mux->owner = lock_take();
    mux->count++;
}

static inline void stub_exit(portMUX_TYPE *mux)
{
    mux->count--;
    lock_give(mux->owner);
}

#define portENTER_CRITICAL_SAFE(mux) stub_enter(mux)
#define portEXIT_CRITICAL_SAFE(mux) stub_exit(mux)

#endif
