// SPDX-License-Identifier: MIT
// Numbers that look random and are the same on every machine for the same seed.
#ifndef TEST_MODEL_RANDOM_H
#define TEST_MODEL_RANDOM_H

#include <stdint.h>

// Marsaglia's xorshift of 32 bits.
class Random {
public:
    explicit Random(uint32_t seed) : state_(seed != 0 ? seed : 1) {}

    // Any number but 0.
    uint32_t Next()
    {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return state_;
    }

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
