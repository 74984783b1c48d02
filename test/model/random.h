// SPDX-License-Identifier: MIT
// Numbers that look random and are the same on every machine for the same seed.
#ifndef TEST_MODEL_RANDOM_H
#define TEST_MODEL_RANDOM_H

#include <stdint.h>

#include "../../bench/workload/random.h"

class Random
{
  public:
    explicit Random(uint32_t seed) : state_(seed != 0 ? seed : 1) {}

    // Any number but 0.
    uint32_t Next() { return random_next(&state_); }

    // 0 to count - 1.
    uint32_t Below(uint32_t count) { return (Next() >> 1) % count; }

    // low to high, both included.
    uint32_t Between(uint32_t low, uint32_t high) { return low + Below(high - low + 1); }

    // True once in `count` times.
    bool OneIn(uint32_t count) { return Below(count) == 0; }

  private:
    uint32_t state_;
};

#endif
