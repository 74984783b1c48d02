// SPDX-License-Identifier: MIT
#include "unit.h"

using Pins = Unit;

// So many blocks, the lowest last.
static std::vector<slot_t> Blocks(unsigned count)
{
    std::vector<slot_t> blocks;
    while (count-- != 0) blocks.push_back(heap_alloc(LEAST_UNITS));
    return blocks;
}

// Entries of the list that are in use.
static unsigned Entries()
{
    unsigned count = 0;
    for (const struct pin &pin : state.pins) count += pin.slot != 0;
    return count;
}

TEST_F(Pins, ABlockIsPinnedUntilAsManyDropsAsAdds)
{
    std::vector<slot_t> row = Row({4, 4});
    EXPECT_FALSE(is_pinned(row[0]));
    for (int count = 0; count < 3; count++) EXPECT_TRUE(pins_add(row[0]));
    EXPECT_FALSE(is_pinned(row[1]));
    EXPECT_EQ(1u, pins_count());
    for (int count = 0; count < 3; count++) {
        EXPECT_TRUE(is_pinned(row[0]));
        EXPECT_TRUE(pins_drop(row[0]));
        EXPECT_EQ(0, verify_all());
    }
    EXPECT_FALSE(is_pinned(row[0]));
    EXPECT_FALSE(pins_drop(row[0]));
    EXPECT_EQ(0u, pins_count());
    EXPECT_EQ(0u, Entries());
}

TEST_F(Pins, AllThatAreOnTheListArePinnedAndNoOthers)
{
    std::vector<slot_t> blocks = Blocks(TM_PINS + 1);
    for (unsigned count = 0; count < TM_PINS; count++) {
        EXPECT_TRUE(pins_add(blocks[count]));
        EXPECT_EQ(count + 1, pins_count());
        for (unsigned at = 0; at <= TM_PINS; at++)
            EXPECT_EQ(at <= count, is_pinned(blocks[at])) << at << " of " << count;
    }
    for (unsigned count = 0; count < TM_PINS; count++) {
        EXPECT_TRUE(pins_drop(blocks[count]));
        EXPECT_EQ(TM_PINS - 1 - count, pins_count());
        for (unsigned at = 0; at < TM_PINS; at++)
            EXPECT_EQ(at > count, is_pinned(blocks[at])) << at << " of " << count;
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Pins, WhatMayNotBeFreedIsFreeOrPinned)
{
    std::vector<slot_t> row = Row({4, 4, 4, 4});
    Free(row, {1});
    ASSERT_TRUE(pins_add(row[2]));
    EXPECT_TRUE(is_stuck(row[1]));
    EXPECT_TRUE(is_stuck(row[2]));
    EXPECT_FALSE(is_stuck(row[0]));
    EXPECT_FALSE(is_stuck(row[3]));
    ASSERT_TRUE(pins_drop(row[2]));
    EXPECT_FALSE(is_stuck(row[2]));
    EXPECT_TRUE(is_stuck(state.reserve)) << "an unused slot is free too";
}

// Whatever comes and goes beside it, and when it is resized where it is.
TEST_F(Pins, ABlockStaysPinnedWhateverItsSlotIsWrittenFor)
{
    std::vector<slot_t> row = Row({4, 9, 9, 9, 4});
    ASSERT_TRUE(pins_add(row[2]));
    Free(row, {1, 3});
    EXPECT_TRUE(is_pinned(row[2]));
    ASSERT_EQ(FITS, Resize(row[2], 12));
    ASSERT_EQ(FITS, Resize(row[2], 5));
    EXPECT_TRUE(is_pinned(row[2]));
    EXPECT_FALSE(is_pinned(next_of(row[2])));
    ASSERT_NE(0, heap_alloc(9));
    for (slot_t node : Chain()) EXPECT_EQ(node == row[2], is_pinned(node)) << node;
    EXPECT_EQ(0, verify_all());
    ASSERT_TRUE(pins_drop(row[2]));
    Free(row, {2});
    for (slot_t node : Chain()) EXPECT_FALSE(is_pinned(node)) << node;
}

TEST_F(Pins, ACountThatIsFullRefusesAndKeepsThePin)
{
    slot_t slot = heap_alloc(LEAST_UNITS);
    ASSERT_TRUE(pins_add(slot));
    ASSERT_TRUE(pins_add(slot));
    pins_find(slot)->count = UINT16_MAX;
    EXPECT_FALSE(pins_add(slot));
    EXPECT_EQ(UINT16_MAX, pins_find(slot)->count);
    EXPECT_TRUE(is_pinned(slot));
    EXPECT_TRUE(pins_drop(slot));
    EXPECT_EQ(UINT16_MAX - 1, pins_find(slot)->count);
}

#if PIN_BIT

TEST_F(Pins, AnyNumberOfBlocksIsPinnedOnceAndNoneTakesAnEntry)
{
    std::vector<slot_t> blocks = Blocks(5 * TM_PINS + 1);
    for (slot_t slot : blocks) EXPECT_TRUE(pins_add(slot));
    EXPECT_EQ(blocks.size(), pins_count());
    EXPECT_EQ(0u, Entries());
    EXPECT_EQ(0, verify_all());
    for (slot_t slot : blocks) {
        EXPECT_TRUE(is_pinned(slot));
        EXPECT_TRUE(pins_drop(slot));
        EXPECT_FALSE(is_pinned(slot));
        EXPECT_FALSE(pins_drop(slot));
    }
    EXPECT_EQ(0u, pins_count());
}

TEST_F(Pins, OnlyWhatIsPinnedMoreThanOnceTakesAnEntry)
{
    std::vector<slot_t> blocks = Blocks(TM_PINS + 1);
    for (slot_t slot : blocks) ASSERT_TRUE(pins_add(slot));
    for (unsigned at = 0; at < TM_PINS; at++) {
        EXPECT_TRUE(pins_add(blocks[at]));
        EXPECT_EQ(at + 1, Entries());
    }
    const std::vector<unsigned char> before = Bytes();
    EXPECT_FALSE(pins_add(blocks[TM_PINS])) << "no entry is left to count it";
    EXPECT_TRUE(before == Bytes());
    EXPECT_TRUE(pins_add(blocks[0])) << "a third pin has its entry";
    EXPECT_TRUE(pins_add(heap_alloc(LEAST_UNITS))) << "nor does a first one need any";
    EXPECT_EQ(TM_PINS + 2u, pins_count());
    EXPECT_EQ(0, verify_all());
    EXPECT_TRUE(pins_drop(blocks[0]));
    EXPECT_FALSE(pins_add(blocks[TM_PINS])) << "it is pinned twice still";
    EXPECT_TRUE(pins_drop(blocks[0]));
    EXPECT_TRUE(is_pinned(blocks[0]));
    EXPECT_TRUE(pins_add(blocks[TM_PINS]));
    EXPECT_EQ(0, verify_all());
    for (int count = 0; count < 2; count++) {
        EXPECT_TRUE(is_pinned(blocks[TM_PINS]));
        EXPECT_TRUE(pins_drop(blocks[TM_PINS]));
    }
    EXPECT_FALSE(is_pinned(blocks[TM_PINS]));
    EXPECT_TRUE(is_pinned(blocks[0]));
}

#else

TEST_F(Pins, OnlySoManyBlocksArePinnedAtOnce)
{
    std::vector<slot_t> blocks = Blocks(TM_PINS + 1);
    for (unsigned count = 0; count < TM_PINS; count++) EXPECT_TRUE(pins_add(blocks[count]));
    const std::vector<unsigned char> before = Bytes();
    EXPECT_FALSE(pins_add(blocks[TM_PINS]));
    EXPECT_TRUE(before == Bytes());
    EXPECT_TRUE(pins_add(blocks[0])) << "a second pin takes no entry";
    EXPECT_EQ((unsigned)TM_PINS, pins_count());
    EXPECT_TRUE(pins_drop(blocks[1]));
    EXPECT_TRUE(pins_add(blocks[TM_PINS]));
}

// The filter has a bit for several slots.
TEST_F(Pins, ABlockIsPinnedOrNotWhoeverSharesItsBitOfTheFilter)
{
    std::vector<slot_t> blocks = Blocks(3 * FLAGS_A_WORD);
    std::vector<slot_t> same;
    for (slot_t slot : blocks) {
        if (filter_of(slot) == filter_of(blocks[0])) same.push_back(slot);
    }
    ASSERT_GE(same.size(), 3u);
    EXPECT_EQ(0u, state.pin_filter);
    ASSERT_TRUE(pins_add(same[0]));
    EXPECT_EQ(filter_of(same[0]), state.pin_filter);
    EXPECT_FALSE(is_pinned(same[1]));
    EXPECT_TRUE(is_stuck(same[1])) << "as far as the filter knows";
    EXPECT_FALSE(pins_drop(same[1]));
    EXPECT_TRUE(is_pinned(same[0]));
    ASSERT_TRUE(pins_add(same[1]));
    ASSERT_TRUE(pins_drop(same[0]));
    EXPECT_FALSE(is_pinned(same[0]));
    EXPECT_TRUE(is_pinned(same[1])) << "the bit is this one's too";
    ASSERT_TRUE(pins_drop(same[1]));
    EXPECT_EQ(0u, state.pin_filter);
    EXPECT_FALSE(is_stuck(same[1]));
}

#endif
