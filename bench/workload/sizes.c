/* SPDX-License-Identifier: MIT */
/* The sizes of W1 and W2. */
#include "workload.h"

size_t w1_size(void)
{
    static const uint8_t sizes[] = {8, 16, 24, 32, 48, 64};
    return sizes[random_below(sizeof sizes)];
}

size_t w2_size(void)
{
    uint32_t kind = random_below(100);
    if (kind < 90) return 4 + random_below(61);
    return kind < 99 ? 65 + random_below(448) : 513 + random_below(1536);
}
