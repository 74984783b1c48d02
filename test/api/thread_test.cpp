// SPDX-License-Identifier: MIT
// tm_thread: that it makes room, that it ends, what it gives up and when it takes that up again.
#include "api.h"

using Thread = Api;

TEST_F(Thread, HasNothingToDoInAFreshPool)
{
    EXPECT_FALSE(tm_thread());
}

TEST_F(Thread, MovesNothingBeforeARequestIsRefused)
{
    FragmentPool(kSize);
    Finish();
    tm_size_t moves = tm_stats().moves;
    for (int slice = 0; slice < 10; slice++) EXPECT_FALSE(tm_thread());
    EXPECT_EQ(moves, tm_stats().moves);
}

TEST_F(Thread, MakesRoomForARefusedRequest)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    ASSERT_EQ(0, tm_alloc(4 * kSize));
    Finish();
    EXPECT_NE(0, tm_alloc(4 * kSize));
    ExpectMarked(blocks);
}

TEST_F(Thread, MakesRoomForTheLatestRequestWhenAnEarlierOneHasRoomByNow)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    ASSERT_EQ(0, tm_alloc(kSize));
    for (size_t at = 0; at < blocks.size(); at += 2) tm_free(blocks[at]);
    ASSERT_EQ(0, tm_alloc(4 * kSize));
    Finish();
    EXPECT_NE(0, tm_alloc(4 * kSize));
}

TEST_F(Thread, ServesTheVeryLargestRequestThatIsPromised)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_size_t size = tm_stats().largest_after;
    EXPECT_GE(size, 3 * kSize);
    EXPECT_NE(0, AllocPatiently(size));
    ExpectMarked(blocks);
}

TEST_F(Thread, ServesRequestAfterRequestUntilThePoolIsFull)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    for (tm_size_t size = 3 * kSize; tm_stats().largest_after >= size;)
        ASSERT_NE(0, AllocPatiently(size));
    while (tm_size_t size = tm_stats().largest_after) ASSERT_NE(0, AllocPromised(size));
    ExpectMarked(blocks);
}

TEST_F(Thread, FindsSlotsForTheSmallestBlocks)
{
    FragmentPool(kSize);
    while (tm_stats().largest_after >= 1) ASSERT_NE(0, AllocPatiently(1));
    EXPECT_EQ(0, AllocPatiently(1));
}

TEST_F(Thread, EndsWhenThePoolIsFull)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    for (int round = 0; round < 5; round++) {
        EXPECT_EQ(0, AllocPatiently(kSize));
        EXPECT_EQ(0, AllocPatiently(TM_POOL_SIZE));
        Finish();
    }
    ExpectMarked(blocks);
}

TEST_F(Thread, GivesUpWhatIsMoreThanAllThatIsFree)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_size_t size = tm_stats().free_bytes + TM_BLOCK_SIZE;
    EXPECT_EQ(0, AllocPatiently(size));
    tm_size_t moves = tm_stats().moves;
    for (int round = 0; round < 3; round++) EXPECT_EQ(0, AllocPatiently(size));
    EXPECT_EQ(moves, tm_stats().moves) << "nothing was freed: it is not taken up again";
    ExpectMarked(blocks);
}

// More than all that is free is hopeless at once: nobody works for it before it is asked again.
TEST_F(Thread, GivesUpAtOnceWhatIsMoreThanAllThatIsFreeUntilSomethingIsFreed)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_size_t size = tm_stats().free_bytes + kSize / 2;
    Finish();
    EXPECT_EQ(0, tm_alloc(size));
    EXPECT_FALSE(tm_thread());
    tm_free(blocks[0]);
    tm_free(blocks[1]);
    Finish();
    EXPECT_NE(0, tm_alloc(size)) << "without being asked again";
}

TEST_F(Thread, WorksForTheNextRequestWhenOneWasGivenUpAndThenServed)
{
    for (tm_index_t index : FillPool(kSize)) tm_free(index); // now there are slots enough
    tm_size_t large = tm_stats().free_bytes / 5 / TM_BLOCK_SIZE * TM_BLOCK_SIZE;
    std::vector<tm_index_t> blocks = FillPool(large);
    ASSERT_GE(blocks.size(), 4u);
    tm_free(blocks[0]);
    tm_free(blocks[2]);
    if (AllocPatiently(large + large / 2) == 0) { // large blocks are in the way
        EXPECT_TRUE(tm_defrag(0, 0));
        EXPECT_NE(0, tm_alloc(large + large / 2));
    }
    for (tm_index_t index : LiveBlocks()) tm_free(index);
    FragmentPool(kSize);
    EXPECT_NE(0, AllocPatiently(tm_stats().largest_after));
}

TEST_F(Thread, ServesAfterAShrinkWhatWasMoreThanAllThatWasFree)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_size_t size = tm_stats().largest_after + kSize / 2;
    EXPECT_EQ(0, AllocPatiently(size));
    for (tm_index_t index : blocks) EXPECT_EQ(index, tm_realloc(index, kSize / 2));
    EXPECT_NE(0, AllocPatiently(size));
}

// Where blocks that are too large for a slice are in the way.
TEST_F(Thread, TakesAGivenUpRequestUpAgainAfterAFree)
{
    for (tm_index_t index : FillPool(kSize)) tm_free(index); // now there are slots enough
    tm_size_t large = tm_stats().free_bytes / 7 / TM_BLOCK_SIZE * TM_BLOCK_SIZE;
    std::vector<tm_index_t> blocks = FillPool(large);
    ASSERT_GE(blocks.size(), 6u);
    tm_free(blocks[0]);
    tm_free(blocks[2]);
    tm_index_t small = tm_alloc(kSize);
    tm_size_t size = large + kSize;
    if (AllocPatiently(size) != 0) return; // they are not that large
    EXPECT_FALSE(tm_thread());
    tm_free(small);
    EXPECT_TRUE(tm_thread()) << "without being asked again";
    Finish();
    tm_free(blocks[1]);
    EXPECT_NE(0, tm_alloc(size));
}

#if TM_PINS > 0
TEST_F(Thread, TakesAGivenUpRequestUpAgainAfterAnUnpin)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_free(blocks.back());
    tm_free(blocks.front());
    blocks = {blocks.begin() + 1, blocks.end() - 1};
    tm_size_t size = tm_stats().largest_after; // more than half: no room beside the middle
    tm_index_t middle = blocks[blocks.size() / 2];
    tm_pin(middle);
    EXPECT_EQ(0, AllocPatiently(size)) << "the pinned block is in the way";
    tm_unpin(middle);
    Finish();
    EXPECT_NE(0, tm_alloc(size));
    ExpectMarked(blocks);
}
#endif

TEST_F(Thread, KeepsAllWholeWhenBlocksAreFreedBetweenSlices)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    EXPECT_EQ(0, tm_alloc(4 * kSize));
    uint32_t slices = 0;
    while (!blocks.empty()) {
        tm_thread();
        EXPECT_EQ(0, tm_verify());
        if (++slices % 3 == 0) {
            EXPECT_TRUE(IsMarked(blocks.back(), kSize));
            tm_free(blocks.back());
            blocks.pop_back();
        }
        ASSERT_LT(slices, kMostSlices);
    }
    Finish();
    EXPECT_EQ(0u, tm_stats().live_bytes);
    EXPECT_TRUE(tm_defrag(0, 0));
    EXPECT_EQ(1u, Gaps());
}

TEST_F(Thread, KeepsAllWholeWhenBlocksAreMadeBetweenSlices)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    EXPECT_EQ(0, tm_alloc(4 * kSize));
    for (int slice = 0; slice < 200; slice++) {
        tm_thread();
        tm_index_t index = tm_alloc(1 + slice % kSize);
        if (index != 0) {
            Mark(index);
            blocks.push_back(index);
        }
        EXPECT_EQ(0, tm_verify());
    }
    ExpectMarked(blocks);
    Finish();
    ExpectMarked(blocks);
}

TEST_F(Thread, WorksForAnAllocWhileAReallocCanNotBeServed)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    ASSERT_EQ(0, tm_realloc(blocks[0], TM_POOL_SIZE - 1));
    EXPECT_NE(0, AllocPatiently(4 * kSize));
}

TEST_F(Thread, WorksForAReallocWhileAnAllocCanNotBeServed)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    ASSERT_EQ(0, tm_alloc(TM_POOL_SIZE - 1));
    EXPECT_EQ(blocks[1], ReallocPatiently(blocks[1], 4 * kSize));
    EXPECT_TRUE(IsMarked(blocks[1], kSize));
}

#if TM_PINS > 0
TEST_F(Thread, WorksForAReallocWhileThatOfAPinnedBlockCanNotBeServed)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    tm_pin(blocks.back()); // nothing is behind it: it can't grow
    for (size_t at : {0u, 2u, 4u}) tm_free(blocks[at]);
    EXPECT_EQ(0, ReallocPatiently(blocks.back(), 2 * kSize));
    ASSERT_EQ(0, tm_realloc(blocks[1], 4 * kSize)) << "no gap is that large";
    EXPECT_EQ(blocks[1], ReallocPatiently(blocks[1], 4 * kSize));
    EXPECT_TRUE(IsMarked(blocks[1], kSize));
}
#endif

TEST_F(Thread, WorksForBothRequestsAtOnce)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_size_t third = tm_stats().largest_after / 3;
    ASSERT_GE(third, kSize);
    tm_size_t grown = tm_sizeof(blocks[1]) + third;
    tm_index_t alloc = 0, grow = 0;
    uint32_t slices = 0;
    do {
        if (alloc == 0) alloc = tm_alloc(third);
        if (grow == 0) grow = tm_realloc(blocks[1], grown);
        ASSERT_LT(++slices, kMostSlices);
    } while ((alloc == 0 || grow == 0) && tm_thread());
    EXPECT_NE(0, alloc);
    EXPECT_NE(0, grow);
}

TEST_F(Thread, ForgetsTheRequestOfABlockThatIsFreed)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    ASSERT_EQ(0, tm_realloc(blocks[0], 4 * kSize));
    tm_thread();
    tm_free(blocks[0]);
    Finish();
    EXPECT_NE(0, AllocPatiently(4 * kSize));
}

TEST_F(Thread, LosesNothingInAnEpisode)
{
    FragmentPool(kSize);
    tm_stats_t before = tm_stats();
    ASSERT_EQ(0, tm_alloc(4 * kSize));
    Finish();
    tm_stats_t after = tm_stats();
    EXPECT_EQ(before.live_bytes, after.live_bytes);
    EXPECT_EQ(before.free_bytes, after.free_bytes);
}
