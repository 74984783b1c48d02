// SPDX-License-Identifier: MIT
// tm_pin and tm_unpin.
#include "api.h"

using Pin = Api;

TEST_F(Pin, OfIndexZeroIsNothing)
{
    Unchanged unchanged;
    EXPECT_EQ(nullptr, tm_pin(0));
    tm_unpin(0);
}

#if TM_PINS > 0

TEST_F(Pin, ReturnsTheAddress)
{
    tm_index_t index = tm_alloc(kSize);
    EXPECT_EQ(tm_void(index), tm_pin(index));
    EXPECT_EQ(1u, tm_stats().pinned);
    tm_unpin(index);
    EXPECT_EQ(0u, tm_stats().pinned);
}

TEST_F(Pin, HoldsTheBlockWhileAllOthersMove)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_index_t index = blocks[blocks.size() / 2];
    void *address = tm_pin(index);
    tm_defrag(0, 0);
    EXPECT_EQ(address, tm_void(index));
    EXPECT_GT(tm_stats().moves, 0u) << "the blocks around it still move";
    EXPECT_LE(Gaps(), 2u) << "one on each side";
    ExpectMarked(blocks);
    tm_unpin(index);
}

TEST_F(Pin, HoldsTheBlockInSlices)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_index_t index = blocks[1];
    void *address = tm_pin(index);
    tm_size_t size = 3 * kSize;
    while (AllocPatiently(size) != 0) EXPECT_EQ(address, tm_void(index));
    Finish();
    EXPECT_EQ(address, tm_void(index));
    EXPECT_GT(tm_stats().moves, 0u);
    ExpectMarked(blocks);
    tm_unpin(index);
}

TEST_F(Pin, TakenBetweenTwoSlicesHoldsFromThereOn)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    EXPECT_EQ(0, tm_alloc(4 * kSize));
    uint32_t slices = 0;
    for (size_t at = 0; tm_thread(); at = (at + 1) % blocks.size()) {
        void *address = tm_pin(blocks[at]);
        tm_thread();
        EXPECT_EQ(address, tm_void(blocks[at]));
        tm_unpin(blocks[at]);
        ASSERT_LT(++slices, kMostSlices);
    }
    ExpectMarked(blocks);
}

TEST_F(Pin, NestsAsDeepAsOneLikes)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_index_t index = blocks[0];
    void *address = tm_pin(index);
    for (int count = 1; count < 1000; count++) EXPECT_EQ(address, tm_pin(index));
    EXPECT_EQ(1u, tm_stats().pinned);
    for (int count = 1; count < 1000; count++) tm_unpin(index);
    EXPECT_EQ(1u, tm_stats().pinned);
    tm_defrag(0, 0);
    EXPECT_EQ(address, tm_void(index)) << "one pin is left";
    tm_unpin(index);
    EXPECT_EQ(0u, tm_stats().pinned);
    EXPECT_TRUE(tm_defrag(0, 0));
}

TEST_F(Pin, RunsOutAfterAsManyBlocksAsPins)
{
    std::vector<tm_index_t> blocks;
    for (int count = 0; count <= TM_PINS; count++) blocks.push_back(tm_alloc(1));
    for (int at = 0; at < TM_PINS; at++) EXPECT_NE(nullptr, tm_pin(blocks[at]));
    {
        Unchanged unchanged;
        EXPECT_EQ(nullptr, tm_pin(blocks[TM_PINS]));
    }
    EXPECT_NE(nullptr, tm_pin(blocks[0])) << "another pin of a pinned block needs no room";
    tm_unpin(blocks[0]);
    EXPECT_EQ(nullptr, tm_pin(blocks[TM_PINS]));
    tm_unpin(blocks[0]);
    EXPECT_NE(nullptr, tm_pin(blocks[TM_PINS]));
}

TEST_F(Pin, LeavesOnlyWhatIsLargestNow)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    EXPECT_GT(tm_stats().largest_after, tm_stats().largest_now);
    tm_pin(blocks[0]);
    EXPECT_EQ(tm_stats().largest_after, tm_stats().largest_now);
    tm_unpin(blocks[0]);
    EXPECT_GT(tm_stats().largest_after, tm_stats().largest_now);
}

TEST_F(Pin, EndsWithAReset)
{
    tm_pin(tm_alloc(kSize));
    tm_reset();
    EXPECT_EQ(0u, tm_stats().pinned);
    EXPECT_NE(0, tm_alloc(tm_stats().largest_after));
}

TEST_F(Pin, ShowsInTheWalk)
{
    tm_index_t index = tm_alloc(kSize);
    tm_pin(index);
    for (const tm_span_t &span : Picture())
        EXPECT_EQ(span.index == index ? TM_PINNED : TM_FREE, span.kind);
    tm_unpin(index);
    for (const tm_span_t &span : Picture())
        EXPECT_EQ(span.index == index ? TM_LIVE : TM_FREE, span.kind);
}

#else

TEST_F(Pin, IsAlwaysRefusedWithoutPins)
{
    tm_index_t index = tm_alloc(kSize);
    Unchanged unchanged;
    EXPECT_EQ(nullptr, tm_pin(index));
    tm_unpin(index);
    ExpectError(TM_ERROR_UNPIN, index);
}

#endif
