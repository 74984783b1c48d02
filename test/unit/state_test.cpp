// SPDX-License-Identifier: MIT
// What is promised of the RAM, in every configuration of a table: POOL_SIZE is all of it, and
// little of it is not memory.
#include <gtest/gtest.h>

#include "ram.h"

#define RAM(name) ram_of_##name,
static const struct ram configurations[] = {RAM_NAMES};

TEST(State, MemoryAndStateAreThePool)
{
    for (const struct ram &ram : configurations) {
        EXPECT_LE(ram.memory_bytes + ram.state_bytes, ram.pool_bytes) << ram.name;
        EXPECT_GT(ram.memory_bytes + ram.state_bytes + ram.grain_bytes, ram.pool_bytes) << ram.name;
    }
}

// What counts is the memory, not POOL_SIZE: so round sizes have the narrow numbers.
TEST(State, NumbersAreAsNarrowAsTheMemoryAllows)
{
    EXPECT_EQ(8u, ram_of_bytes_1k.number_bits);
    EXPECT_EQ(8u, ram_of_bytes_most.number_bits);
    EXPECT_EQ(16u, ram_of_bytes_beyond.number_bits);
    EXPECT_EQ(16u, ram_of_halves_256k.number_bits);
    EXPECT_EQ(16u, ram_of_halves_most.number_bits);
    EXPECT_EQ(32u, ram_of_halves_beyond.number_bits);
    for (const struct ram &ram : configurations) {
        EXPECT_EQ(0u, uint64_t{ram.memory_bytes} / ram.block_bytes >> ram.number_bits) << ram.name;
    }
}

TEST(State, ASlotAndItsHintsAreFewBits)
{
    for (const struct ram &ram : configurations) {
        if (ram.number_bits == 32 || ram.number_bits != ram.index_bits) continue;
        double slots = (double)ram.pool_bytes / 32; // the average block
        double bits = ram.slot_bits + ram.flag_bits + (double)ram.hint_bytes * 8 / slots;
        EXPECT_LE(bits, ram.number_bits == 16 ? 34 : 18) << ram.name;
    }
}

// As docs/CONFIG.md tells callers of PINS.
TEST(State, ASlotHasABitForPinsWhereItsLinkHasOneToSpare)
{
    for (const struct ram &ram : configurations) {
        EXPECT_EQ(ram.pins_any, ram.pin_bits) << ram.name;
    }
    EXPECT_EQ(1u, ram_of_default.pin_bits);
    EXPECT_EQ(0u, ram_of_large.pin_bits) << "32,767 indexes, and blocks and gaps enough";
    EXPECT_EQ(0u, ram_of_bytes_1k.pin_bits);
    EXPECT_EQ(1u, ram_of_bytes_63.pin_bits);
    EXPECT_EQ(0u, ram_of_bytes_64.pin_bits);
    EXPECT_EQ(1u, ram_of_halves_16383.pin_bits);
    EXPECT_EQ(0u, ram_of_halves_16384.pin_bits);
    EXPECT_EQ(0u, ram_of_generations.pin_bits) << "retired slots are more than fit as blocks";
    EXPECT_EQ(1u, ram_of_generations_1023.pin_bits);
    EXPECT_EQ(1u, ram_of_huge.pin_bits);
}

TEST(State, OfCompactorSlideIsSmallest)
{
    EXPECT_LE(ram_of_slide.other_bytes, 28u);
    EXPECT_LE(ram_of_slide_lean.other_bytes, 28u);
}

TEST(State, OtherStateIsSmall)
{
    for (const struct ram &ram : configurations) {
        if (ram.pool_bytes <= 1024) {
            EXPECT_LE(ram.other_bytes, 80u) << ram.name;
        } else if (ram.pool_bytes <= 65536) {
            EXPECT_LE(ram.other_bytes, 256u) << ram.name;
        }
    }
}
