// SPDX-License-Identifier: MIT
// tm_pin and tm_unpin.
#include "../support/pins.h"
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

#if PINS_ANY

TEST_F(Pin, HoldsAnyNumberOfBlocksOnce)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    ASSERT_GT(blocks.size(), (size_t)TM_PINS) << "a pool too small for this test";
    std::vector<void *> addresses;
    for (tm_index_t index : blocks) {
        addresses.push_back(tm_pin(index));
        EXPECT_EQ(addresses.size(), tm_stats().pinned);
        ASSERT_EQ(0, tm_verify());
    }
    EXPECT_EQ(addresses, Addresses(blocks));
    const tm_size_t moves = tm_stats().moves;
    EXPECT_FALSE(tm_defrag(0, 0));
    EXPECT_EQ(0, AllocPatiently(3 * kSize));
    EXPECT_EQ(TM_REASON_PINNED, tm_stats().reason);
    EXPECT_EQ(addresses, Addresses(blocks));
    EXPECT_EQ(moves, tm_stats().moves);
    for (const tm_span_t &span : Picture()) EXPECT_NE(TM_LIVE, span.kind);
    for (tm_index_t index : blocks) {
        tm_free(index);
        ExpectError(TM_ERROR_PINNED, index);
    }
    ExpectMarked(blocks);
    for (tm_index_t index : blocks) {
        tm_unpin(index);
        ASSERT_EQ(0, tm_verify());
    }
    EXPECT_EQ(0u, tm_stats().pinned);
    tm_unpin(blocks[0]);
    ExpectError(TM_ERROR_UNPIN, blocks[0]);
    EXPECT_TRUE(tm_defrag(0, 0));
    ExpectMarked(blocks);
}

TEST_F(Pin, RunsOutOfSecondPinsAfterAsManyBlocksAsPins)
{
    std::vector<tm_index_t> blocks;
    for (int count = 0; count <= TM_PINS; count++) blocks.push_back(tm_alloc(1));
    for (tm_index_t index : blocks) EXPECT_NE(nullptr, tm_pin(index));
    for (int at = 0; at < TM_PINS; at++) EXPECT_EQ(tm_void(blocks[at]), tm_pin(blocks[at]));
    {
        Unchanged unchanged;
        EXPECT_EQ(nullptr, tm_pin(blocks[TM_PINS]));
    }
    EXPECT_NE(nullptr, tm_pin(blocks[0])) << "a third one needs no room";
    tm_unpin(blocks[0]);
    EXPECT_EQ(nullptr, tm_pin(blocks[TM_PINS]));
    tm_index_t one_more = tm_alloc(1);
    EXPECT_NE(nullptr, tm_pin(one_more)) << "nor does a first one";
    tm_unpin(one_more);
    tm_free(one_more);
    EXPECT_FALSE(tm_valid(one_more));
    tm_unpin(blocks[0]);
    EXPECT_NE(nullptr, tm_pin(blocks[TM_PINS]));
    EXPECT_EQ((tm_size_t)TM_PINS + 1, tm_stats().pinned);
    for (int at = 0; at <= TM_PINS; at++) {
        if (at != 0) tm_unpin(blocks[at]);
        tm_free(blocks[at]);
        ExpectError(TM_ERROR_PINNED, blocks[at]);
        tm_unpin(blocks[at]);
        tm_free(blocks[at]);
    }
    EXPECT_EQ(0u, tm_stats().live_bytes);
}

#else

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

#endif

// The blocks around it come and go, and so do those whose slots are beside its slot.
TEST_F(Pin, HoldsTheBlockAndNoOther)
{
    std::vector<tm_index_t> blocks;
    for (int count = 0; count < 40; count++) {
        blocks.push_back(tm_alloc(1));
        if (blocks.back() == 0) break;
        Mark(blocks.back());
    }
    if (blocks.back() == 0) blocks.pop_back();
    for (size_t at = 0; at < blocks.size(); at += 7) {
        void *address = tm_pin(blocks[at]);
        ASSERT_NE(nullptr, address);
        for (size_t other = 0; other < blocks.size(); other++) {
            if (other == at) continue;
            tm_free(blocks[other]);
            EXPECT_FALSE(tm_valid(blocks[other]));
            ASSERT_EQ(0, tm_verify());
        }
        EXPECT_EQ(address, tm_void(blocks[at]));
        EXPECT_TRUE(IsMarked(blocks[at], 1));
        for (size_t other = 0; other < blocks.size(); other++) {
            if (other == at) continue;
            blocks[other] = tm_alloc(1);
            ASSERT_NE(0, blocks[other]);
            Mark(blocks[other]);
        }
        EXPECT_EQ(1u, tm_stats().pinned);
        tm_unpin(blocks[at]);
        EXPECT_EQ(0u, tm_stats().pinned);
        ExpectMarked(blocks);
    }
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
