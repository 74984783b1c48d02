// SPDX-License-Identifier: MIT
// tm_alloc, tm_calloc and what tells the size of a block.
#include "api.h"

using Alloc = Api;

TEST_F(Alloc, OfNothingIsNoBlock)
{
    Unchanged unchanged;
    EXPECT_EQ(0, tm_alloc(0));
    EXPECT_EQ(0, tm_calloc(0, 8));
    EXPECT_EQ(0, tm_calloc(8, 0));
}

TEST_F(Alloc, GivesEachBlockItsOwnMemory)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    ASSERT_GT(blocks.size(), 3u);
    ExpectMarked(blocks);
}

TEST_F(Alloc, AlignsToTheBlockSize)
{
    for (tm_size_t size = 1; size < 40; size++) {
        tm_index_t index = tm_alloc(size);
        ASSERT_NE(0, index);
        EXPECT_EQ(0u, (uintptr_t)tm_void(index) % TM_BLOCK_SIZE);
        if (size % 2 != 0) tm_free(index);
        if (tm_stats().largest_now < 2 * size) tm_reset();
    }
}

TEST_F(Alloc, WastesLessThanALeastBlock)
{
    tm_index_t one = tm_alloc(1);
    tm_size_t least = tm_sizeof(one);
    tm_size_t most = tm_stats().largest_now / 2;
    for (tm_size_t size = 1; size < most && size < 300; size++) {
        tm_index_t index = tm_alloc(size);
        ASSERT_NE(0, index);
        EXPECT_GE(tm_sizeof(index), size);
        EXPECT_LT(tm_sizeof(index), size + TM_BLOCK_SIZE + least);
        EXPECT_EQ(0u, tm_sizeof(index) % TM_BLOCK_SIZE);
        tm_free(index);
    }
}

TEST_F(Alloc, CheckHoldsForTheSizeAskedFor)
{
    for (tm_size_t size = 1; size < kSize; size++) {
        tm_index_t index = tm_alloc(size);
        ASSERT_NE(0, index);
        EXPECT_TRUE(tm_check(index, size));
        EXPECT_FALSE(tm_check(index, tm_sizeof(index) + 1));
        tm_free(index);
        EXPECT_FALSE(tm_check(index, size));
    }
    EXPECT_FALSE(tm_check(0, 1));
}

TEST_F(Alloc, CheckIsFalseForAMuchSmallerRequest)
{
    tm_index_t least = tm_alloc(1), index = tm_alloc(4 * kSize);
    ASSERT_NE(0, index);
    EXPECT_FALSE(tm_check(index, 4 * kSize - TM_BLOCK_SIZE - tm_sizeof(least)));
    EXPECT_FALSE(tm_check(index, SIZE_MAX));
}

TEST_F(Alloc, CallocZeroesMemoryThatWasUsed)
{
    for (tm_index_t index : FillPool(kSize)) tm_free(index);
    tm_index_t index = tm_calloc(7, kSize / 8 + 1);
    ASSERT_NE(0, index);
    for (tm_size_t at = 0; at < 7 * (kSize / 8 + 1); at++) EXPECT_EQ(0, tm_char(index)[at]);
}

TEST_F(Alloc, CallocMultipliesCountAndSize)
{
    tm_index_t index = tm_calloc(3, kSize);
    EXPECT_TRUE(tm_check(index, 3 * kSize));
}

TEST_F(Alloc, CallocRefusesAProductThatOverflows)
{
    Unchanged unchanged;
    EXPECT_EQ(0, tm_calloc(SIZE_MAX / 2 + 1, 2));
    EXPECT_EQ(0, tm_calloc(2, SIZE_MAX / 2 + 2));
    EXPECT_EQ(0, tm_calloc(SIZE_MAX, SIZE_MAX));
    EXPECT_EQ(0, tm_calloc((size_t)1 << (sizeof(size_t) * 4), (size_t)1 << (sizeof(size_t) * 4)));
}

TEST_F(Alloc, RefusalChangesNothing)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    {
        Unchanged unchanged;
        EXPECT_EQ(0, tm_alloc(3 * kSize));
        EXPECT_EQ(0, tm_alloc(tm_stats().free_bytes + 1));
        EXPECT_EQ(0, tm_alloc(SIZE_MAX));
    }
    ExpectMarked(blocks);
}

TEST_F(Alloc, MovesNothing)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    std::vector<void *> addresses = Addresses(blocks);
    for (int round = 0; round < 20; round++) {
        tm_index_t one = tm_alloc(kSize / 2), other = tm_calloc(1, kSize);
        EXPECT_EQ(0, tm_alloc(3 * kSize));
        EXPECT_EQ(addresses, Addresses(blocks));
        tm_free(one);
        tm_free(other);
    }
    ExpectMarked(blocks);
}

TEST_F(Alloc, ServesLargestNowAtOnceWheneverItIsAsked)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    for (tm_index_t index : blocks) {
        tm_size_t size = tm_stats().largest_now;
        if (size == 0) break;
        EXPECT_NE(0, tm_alloc(size));
        EXPECT_EQ(0, tm_verify());
        tm_free(index);
    }
}

TEST_F(Alloc, OfAllButALittleChangesNothingWhenRefused)
{
    tm_stats_t stats = tm_stats();
    for (tm_size_t size = stats.largest_now + 1; size <= stats.free_bytes; size++) {
        tm_reset(); // no slot is made yet, and all that is free is one gap
        Unchanged unchanged;
        tm_index_t index = tm_alloc(size);
        if (index != 0) tm_reset(); // it may have it, if all of the gap goes
    }
}

TEST_F(Alloc, GivesTheWholePoolToOneBlock)
{
    tm_size_t size = tm_stats().largest_now;
    tm_index_t index = tm_alloc(size);
    ASSERT_NE(0, index);
    Mark(index);
    EXPECT_EQ(0, tm_verify());
    EXPECT_TRUE(IsMarked(index, size));
    EXPECT_EQ(0, tm_alloc(size));
}
