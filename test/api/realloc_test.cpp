// SPDX-License-Identifier: MIT
// tm_realloc.
#include "api.h"

using Realloc = Api;

TEST_F(Realloc, OfIndexZeroAllocates)
{
    tm_index_t index = tm_realloc(0, kSize);
    EXPECT_TRUE(tm_check(index, kSize));
    EXPECT_EQ(0, tm_realloc(0, 0));
}

TEST_F(Realloc, ToNothingFrees)
{
    tm_index_t index = tm_alloc(kSize);
    EXPECT_EQ(0, tm_realloc(index, 0));
    EXPECT_FALSE(tm_valid(index));
    EXPECT_EQ(0u, tm_stats().live_bytes);
}

TEST_F(Realloc, KeepsIndexAndBytesWhereverTheBlockGoes)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    ASSERT_GE(blocks.size(), 6u);
    for (size_t at = 0; at < 3; at++) tm_free(blocks[at]);
    tm_index_t index = blocks[blocks.size() - 2];
    void *before = tm_void(index);
    ASSERT_EQ(index, tm_realloc(index, 2 * kSize));
    EXPECT_NE(before, tm_void(index)) << "no room was behind it";
    EXPECT_TRUE(IsMarked(index, kSize));
    EXPECT_TRUE(tm_check(index, 2 * kSize));
    ExpectMarked({blocks.begin() + 3, blocks.end() - 2});
    ExpectMarked({blocks.back()});
}

TEST_F(Realloc, GivesBackWhereItCameFrom)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    tm_size_t bytes = tm_stats().live_bytes + tm_stats().free_bytes;
    for (size_t at = 0; at < 3; at++) tm_free(blocks[at]);
    ASSERT_NE(0, tm_realloc(blocks[4], 2 * kSize));
    EXPECT_EQ(bytes, tm_stats().live_bytes + tm_stats().free_bytes);
    EXPECT_NE(0, tm_alloc(kSize));
}

TEST_F(Realloc, ShrinksInPlaceAndGivesTheRestBack)
{
    tm_index_t index = tm_alloc(kSize);
    Mark(index);
    void *before = tm_void(index);
    tm_size_t free_bytes = tm_stats().free_bytes;
    ASSERT_EQ(index, tm_realloc(index, kSize / 4));
    EXPECT_TRUE(tm_check(index, kSize / 4));
    EXPECT_GT(tm_stats().free_bytes, free_bytes);
    EXPECT_TRUE(IsMarked(index, kSize / 4));
    EXPECT_EQ(before, tm_void(index));
    EXPECT_EQ(0u, tm_stats().moves);
}

TEST_F(Realloc, ShrinksInAFullPool)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    for (tm_index_t index : blocks) EXPECT_EQ(index, ReallocPatiently(index, kSize / 2));
    EXPECT_EQ(0, tm_verify());
    for (tm_index_t index : blocks) EXPECT_TRUE(IsMarked(index, kSize / 2));
}

TEST_F(Realloc, GrowsIntoFreeRoomBehindWithoutACopy)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    tm_index_t index = blocks[1];
    void *before = tm_void(index);
    tm_size_t moves = tm_stats().moves;
    tm_free(blocks[2]);
    ASSERT_EQ(index, tm_realloc(index, 2 * kSize - TM_BLOCK_SIZE));
    EXPECT_EQ(before, tm_void(index));
    EXPECT_EQ(moves, tm_stats().moves);
    ExpectMarked({blocks[0], blocks[3]});
}

TEST_F(Realloc, ToTheSameSizeChangesNothing)
{
    tm_index_t index = tm_alloc(kSize);
    Unchanged unchanged;
    EXPECT_EQ(index, tm_realloc(index, kSize));
    EXPECT_EQ(index, tm_realloc(index, tm_sizeof(index)));
}

TEST_F(Realloc, RefusedLeavesAllUntouched)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    {
        Unchanged unchanged;
        EXPECT_EQ(0, tm_realloc(blocks[0], 6 * kSize));
        EXPECT_EQ(0, tm_realloc(blocks[1], SIZE_MAX));
        EXPECT_EQ(0, tm_realloc(blocks[2], SIZE_MAX - TM_BLOCK_SIZE));
        EXPECT_EQ(0, tm_realloc(blocks[2], TM_POOL_SIZE));
    }
    ExpectMarked(blocks);
}

TEST_F(Realloc, MovesNoOtherBlock)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_index_t index = blocks.back();
    blocks.pop_back();
    std::vector<void *> addresses = Addresses(blocks);
    for (tm_size_t size = kSize; size < 3 * kSize; size += TM_BLOCK_SIZE) tm_realloc(index, size);
    EXPECT_EQ(addresses, Addresses(blocks));
    ExpectMarked(blocks);
}

TEST_F(Realloc, GrowsPatientlyByAllThatIsFree)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_index_t index = blocks[blocks.size() / 2];
    tm_size_t size = tm_sizeof(index) + tm_stats().largest_after;
    tm_index_t answer = ReallocPatiently(index, size);
    if (answer == 0 && !TM_READ_BARRIER && tm_defrag(index, size)) answer = tm_realloc(index, size);
    EXPECT_EQ(index, answer);
    EXPECT_TRUE(IsMarked(index, kSize));
    EXPECT_TRUE(tm_check(index, size));
}

TEST_F(Realloc, GrowsPatientlyWhereverTheBlockLies)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    for (size_t at : {(size_t)0, blocks.size() / 3, blocks.size() - 1}) {
        tm_index_t index = blocks[at];
        EXPECT_EQ(index, ReallocPatiently(index, tm_sizeof(index) + kSize));
        EXPECT_TRUE(IsMarked(index, kSize));
        EXPECT_EQ(0, tm_verify());
    }
}

#if TM_PINS > 0
TEST_F(Realloc, ResizesAPinnedBlockInPlace)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    void *address = tm_pin(blocks[1]);
    tm_free(blocks[2]);
    EXPECT_EQ(blocks[1], tm_realloc(blocks[1], 2 * kSize - TM_BLOCK_SIZE));
    EXPECT_EQ(address, tm_void(blocks[1]));
    EXPECT_EQ(blocks[1], tm_realloc(blocks[1], kSize / 2));
    EXPECT_EQ(address, tm_void(blocks[1]));
    tm_unpin(blocks[1]);
}

TEST_F(Realloc, RefusesToMoveAPinnedBlock)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    for (size_t at = 3; at < 6; at++) tm_free(blocks[at]);
    tm_pin(blocks[1]);
    {
        Unchanged unchanged;
        EXPECT_EQ(0, tm_realloc(blocks[1], 2 * kSize));
    }
    tm_unpin(blocks[1]);
    EXPECT_EQ(blocks[1], tm_realloc(blocks[1], 2 * kSize));
}
#endif

TEST_F(Realloc, GrowsByAllThatIsFreeAfterATableGrewForAnAlloc)
{
    ASSERT_TRUE(tm_defrag(0, 1));
    tm_index_t index = tm_alloc(1);
    tm_size_t size = tm_sizeof(index) + tm_stats().largest_after;
    if (ReallocPatiently(index, size) == 0) {
        EXPECT_TRUE(tm_defrag(index, size));
        EXPECT_EQ(index, tm_realloc(index, size));
    }
}
