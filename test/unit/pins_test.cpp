// SPDX-License-Identifier: MIT
#include "unit.h"

using Pins = Unit;

TEST_F(Pins, ABlockIsPinnedUntilAsManyDropsAsAdds)
{
    std::vector<index_t> row = Row({4, 4});
    EXPECT_FALSE(is_pinned(row[0]));
    for (int count = 0; count < 3; count++) EXPECT_TRUE(pins_add(row[0]));
    EXPECT_FALSE(is_pinned(row[1]));
    EXPECT_EQ(1u, pins_count());
    for (int count = 0; count < 3; count++) {
        EXPECT_TRUE(is_pinned(row[0]));
        EXPECT_TRUE(pins_drop(row[0]));
    }
    EXPECT_FALSE(is_pinned(row[0]));
    EXPECT_FALSE(pins_drop(row[0]));
    EXPECT_EQ(0u, pins_count());
}

TEST_F(Pins, OnlySoManyBlocksArePinnedAtOnce)
{
    std::vector<index_t> blocks;
    for (unsigned count = 0; count <= TM_PINS; count++) blocks.push_back(heap_alloc(LEAST));
    for (unsigned count = 0; count < TM_PINS; count++) EXPECT_TRUE(pins_add(blocks[count]));
    EXPECT_FALSE(pins_add(blocks[TM_PINS]));
    EXPECT_TRUE(pins_add(blocks[0])) << "a second pin takes no entry";
    EXPECT_EQ((unsigned)TM_PINS, pins_count());
    EXPECT_TRUE(pins_drop(blocks[1]));
    EXPECT_TRUE(pins_add(blocks[TM_PINS]));
}

TEST_F(Pins, ACountThatIsFullRefusesAndKeepsThePin)
{
    index_t index = heap_alloc(LEAST);
    ASSERT_TRUE(pins_add(index));
    pins_find(index)->count = UINT16_MAX;
    EXPECT_FALSE(pins_add(index));
    EXPECT_EQ(UINT16_MAX, pins_find(index)->count);
}
