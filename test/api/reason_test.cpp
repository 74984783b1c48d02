// SPDX-License-Identifier: MIT
// tm_stats().reason: why the work for a request ended without room for it.
#include "api.h"

class Reason : public Api
{
  protected:
    static tm_reason_t Now() { return tm_stats().reason; }

    // Refused, and given up.
    static void ExpectGivenUp(tm_size_t size, tm_reason_t reason)
    {
        EXPECT_EQ(0, AllocPatiently(size));
        EXPECT_EQ(reason, Now());
        EXPECT_EQ(0, AllocPatiently(size));
        EXPECT_EQ(reason, Now()) << "the same again is as hopeless";
    }
};

TEST_F(Reason, ThereIsNoneBeforeARequestIsGivenUp)
{
    EXPECT_EQ(TM_REASON_NONE, Now());
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_reset();
    EXPECT_EQ(TM_REASON_NONE, Now());
    EXPECT_EQ(0, tm_alloc(0));
    EXPECT_EQ(TM_REASON_NONE, Now()) << "a request for nothing is none";
}

TEST_F(Reason, IsThatThePoolIsTooFullAtOnceForMoreThanAllThatIsFree)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    const tm_size_t more = tm_stats().free_bytes + TM_BLOCK_SIZE;
    for (tm_size_t size : {more, (tm_size_t)TM_POOL_SIZE, (tm_size_t)SIZE_MAX}) {
        for (bool grows : {false, true}) {
            SetUp();
            blocks = FragmentPool(kSize);
            ASSERT_EQ(0, tm_alloc(tm_stats().largest_after)) << "this one waits";
            EXPECT_EQ(TM_REASON_NONE, Now());
            if (grows) {
                EXPECT_EQ(0, tm_realloc(blocks[0], size < TM_POOL_SIZE ? kSize + size : size));
            }
            if (!grows) {
                EXPECT_EQ(0, tm_alloc(size));
            }
            EXPECT_EQ(TM_REASON_FULL, Now());
        }
    }
    EXPECT_EQ(0, tm_calloc(SIZE_MAX, SIZE_MAX));
    EXPECT_EQ(TM_REASON_FULL, Now());
}

TEST_F(Reason, IsGoneWhenARequestWaitsOrIsServed)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    const tm_size_t most = tm_stats().largest_after;
    ExpectGivenUp(TM_POOL_SIZE, TM_REASON_FULL);
    ASSERT_EQ(0, tm_alloc(4 * kSize));
    EXPECT_EQ(TM_REASON_NONE, Now()) << "it waits";
    EXPECT_EQ(0, tm_alloc(TM_POOL_SIZE));
    EXPECT_EQ(TM_REASON_FULL, Now());
    Finish();
    EXPECT_EQ(TM_REASON_NONE, Now()) << "the first one was served";
    EXPECT_NE(0, tm_alloc(4 * kSize));
    EXPECT_EQ(0, tm_realloc(blocks[0], TM_POOL_SIZE));
    EXPECT_EQ(TM_REASON_FULL, Now());
    ASSERT_EQ(0, tm_realloc(blocks[1], kSize + most / 2 - 4 * kSize / 2));
    EXPECT_EQ(TM_REASON_NONE, Now()) << "it waits";
    EXPECT_EQ(TM_REASON_NONE, (tm_reset(), Now()));
}

TEST_F(Reason, OfTmDefragIsThatOfItsRequest)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    const tm_size_t most = tm_stats().largest_after;
    EXPECT_FALSE(tm_defrag(0, tm_stats().free_bytes + 1));
    EXPECT_EQ(TM_REASON_FULL, Now());
    EXPECT_TRUE(tm_defrag(0, 0));
    EXPECT_EQ(TM_REASON_NONE, Now());
    EXPECT_FALSE(tm_defrag(0, (tm_size_t)-1));
    EXPECT_EQ(TM_REASON_FULL, Now());
    EXPECT_TRUE(tm_defrag(0, most));
    EXPECT_EQ(TM_REASON_NONE, Now());
}

#if TM_PINS > 0
TEST_F(Reason, IsAPinThatIsInTheWay)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_index_t middle = blocks[blocks.size() / 2];
    tm_free(blocks.front());
    tm_free(blocks.back());
    const tm_size_t size = tm_stats().largest_after; // more than half
    ASSERT_NE(nullptr, tm_pin(middle));
    ExpectGivenUp(size, TM_REASON_PINNED);
    EXPECT_EQ(0, ReallocPatiently(middle, kSize + size));
    EXPECT_EQ(TM_REASON_PINNED, Now());
    EXPECT_EQ(0, tm_alloc(TM_POOL_SIZE));
    EXPECT_EQ(TM_REASON_FULL, Now());
    EXPECT_FALSE(tm_defrag(0, size));
    EXPECT_EQ(TM_REASON_PINNED, Now());
    EXPECT_FALSE(tm_defrag(0, 0));
    EXPECT_EQ(TM_REASON_PINNED, Now()) << "one gap";
    Finish();
    ASSERT_NE(nullptr, tm_pin(middle));
    tm_unpin(middle);
    EXPECT_FALSE(tm_thread()) << "it is pinned still: nothing has changed";
    tm_unpin(middle);
    EXPECT_TRUE(tm_thread());
    Finish();
    EXPECT_EQ(TM_REASON_NONE, Now()) << "it is served by now";
    EXPECT_NE(0, tm_alloc(size));
}
#endif

// Blocks that no slice can copy, with gaps between: only tm_defrag moves them.
TEST_F(Reason, IsABlockThatIsTooLargeForASliceAndThenTmDefragServesIt)
{
    const tm_size_t large = tm_stats().free_bytes / 5 / TM_BLOCK_SIZE * TM_BLOCK_SIZE;
    const tm_size_t size = large + large / 2;
    std::vector<tm_index_t> blocks = FillPool(large);
    ASSERT_GE(blocks.size(), 4u);
    tm_free(blocks[1]);
    tm_free(blocks[3]);
    ASSERT_LT(tm_stats().largest_now, size);
    // Of a slice of 840 COMPACTOR slide leaves 840 - 84 - 42 - 484 for the copy, less 80 where it
    // looks for pins in a list: 120 bytes at least, as each unit of 4 bytes pays 5.
    if (TM_READ_BARRIER || large < (TM_COMPACTOR_SLIDE ? 120 : 600)) {
        EXPECT_NE(0, AllocPatiently(size));
        EXPECT_EQ(TM_REASON_NONE, Now());
        return;
    }
    ASSERT_LE(size, tm_stats().largest_after) << "it is promised";
    ExpectGivenUp(size, TM_REASON_LARGE);
    EXPECT_TRUE(tm_defrag(0, size));
    EXPECT_EQ(TM_REASON_NONE, Now());
    EXPECT_NE(0, tm_alloc(size));
    ExpectMarked({blocks[0], blocks[2]});
}

TEST_F(Reason, IsThatThereIsNoSlotWhereEnoughIsFree)
{
    tm_index_t first = tm_alloc(kSize);
    std::vector<tm_index_t> blocks;
    while (tm_index_t index = AllocPatiently(1)) blocks.push_back(index);
    const tm_stats_t full = tm_stats();
    if (full.slots_total < TM_INDEXES || full.free_bytes < kSize) {
        EXPECT_EQ(TM_REASON_FULL, Now());
        return;
    }
    ExpectGivenUp(1, TM_REASON_SLOTS);
    tm_free(first);
    EXPECT_NE(0, AllocPatiently(1));
}
