// SPDX-License-Identifier: MIT
// tm_defrag: each of its three forms does what it says, or says that it can't.
#include "api.h"

using Defrag = Api;

TEST_F(Defrag, OfAFreshPoolIsDone)
{
    EXPECT_TRUE(tm_defrag(0, 0));
    EXPECT_EQ(1u, Gaps());
}

TEST_F(Defrag, MakesOneGapOfAllThatIsFree)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    EXPECT_GT(Gaps(), 2u);
    tm_stats_t before = tm_stats();
    EXPECT_TRUE(tm_defrag(0, 0));
    EXPECT_EQ(1u, Gaps());
    EXPECT_EQ(before.free_bytes, tm_stats().free_bytes);
    EXPECT_EQ(before.live_bytes, tm_stats().live_bytes);
    ExpectMarked(blocks);
}

TEST_F(Defrag, OfAFullPoolIsDone)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    EXPECT_TRUE(tm_defrag(0, 0));
    EXPECT_LE(Gaps(), 1u);
    ExpectMarked(blocks);
}

TEST_F(Defrag, MakesRoomForAnAlloc)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_size_t size = tm_stats().largest_after;
    EXPECT_TRUE(tm_defrag(0, size));
    EXPECT_NE(0, tm_alloc(size));
    ExpectMarked(blocks);
}

TEST_F(Defrag, MakesRoomForARealloc)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    for (tm_index_t index : {blocks.front(), blocks[blocks.size() / 2], blocks.back()}) {
        tm_size_t size = tm_sizeof(index) + kSize;
        EXPECT_TRUE(tm_defrag(index, size));
        EXPECT_EQ(index, tm_realloc(index, size));
        EXPECT_TRUE(IsMarked(index, kSize));
    }
}

TEST_F(Defrag, MakesRoomForTheLargestRealloc)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_index_t index = blocks[blocks.size() / 2];
    tm_size_t size = tm_sizeof(index) + tm_stats().largest_after;
    EXPECT_TRUE(tm_defrag(index, size));
    EXPECT_EQ(index, tm_realloc(index, size));
    EXPECT_TRUE(IsMarked(index, kSize));
}

TEST_F(Defrag, MovesBlocksOfAnySize)
{
    tm_size_t large = tm_stats().free_bytes / 5 / TM_BLOCK_SIZE * TM_BLOCK_SIZE;
    std::vector<tm_index_t> blocks = FillPool(large);
    ASSERT_GE(blocks.size(), 4u);
    tm_free(blocks[0]);
    tm_free(blocks[2]);
    EXPECT_TRUE(tm_defrag(0, large + large / 2));
    EXPECT_NE(0, tm_alloc(large + large / 2));
    ExpectMarked({blocks[1], blocks[3]});
}

TEST_F(Defrag, SaysWhenNotEnoughIsFree)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_size_t size = tm_stats().free_bytes + TM_BLOCK_SIZE;
    EXPECT_FALSE(tm_defrag(0, size));
    EXPECT_FALSE(tm_defrag(0, SIZE_MAX));
    EXPECT_FALSE(tm_defrag(blocks[0], tm_sizeof(blocks[0]) + size));
    EXPECT_FALSE(tm_defrag(blocks[0], SIZE_MAX));
    ExpectMarked(blocks);
}

// Without a size a realloc frees the block: nothing has to be moved for that.
TEST_F(Defrag, OfABlockToNothingSaysWhetherItCanBeFreed)
{
    tm_index_t index = tm_alloc(kSize);
    Unchanged unchanged;
    EXPECT_TRUE(tm_defrag(index, 0));
    if (tm_pin(index) != nullptr) {
        EXPECT_FALSE(tm_defrag(index, 0));
        tm_unpin(index);
    }
}

TEST_F(Defrag, AllocatesNothing)
{
    FragmentPool(kSize);
    tm_stats_t before = tm_stats();
    tm_defrag(0, 4 * kSize);
    EXPECT_EQ(before.live_bytes, tm_stats().live_bytes);
    EXPECT_EQ(before.live_blocks, tm_stats().live_blocks);
}

TEST_F(Defrag, SaysYesToWhatAllocServesAtOnceUpToTheLastSlot)
{
    while (tm_stats().largest_now != 0) {
        ASSERT_TRUE(tm_defrag(0, 1));
        ASSERT_NE(0, tm_alloc(1));
    }
}

#if TM_PINS > 0
TEST_F(Defrag, SaysWhenAPinnedBlockIsInTheWay)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_free(blocks.back());
    tm_free(blocks.front());
    blocks = {blocks.begin() + 1, blocks.end() - 1};
    tm_size_t size = tm_stats().largest_after; // more than half: no room beside the middle
    void *address = tm_pin(blocks[blocks.size() / 2]);
    EXPECT_FALSE(tm_defrag(0, size));
    EXPECT_EQ(address, tm_void(blocks[blocks.size() / 2]));
    tm_unpin(blocks[blocks.size() / 2]);
    EXPECT_TRUE(tm_defrag(0, size));
    ExpectMarked(blocks);
}
#endif

#if TM_CHECKS > 0
TEST_F(Defrag, ForAWrongIndexIsAnError)
{
    tm_index_t index = tm_alloc(kSize);
    tm_alloc(kSize);
    tm_free(index);
    for (tm_size_t size : {(tm_size_t)0, kSize, (tm_size_t)SIZE_MAX}) {
        EXPECT_FALSE(tm_defrag(index, size));
        ExpectError(TM_ERROR_FREED, index);
    }
}
#endif
