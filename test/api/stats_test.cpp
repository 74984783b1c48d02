// SPDX-License-Identifier: MIT
// tm_stats: each figure, where it must change and where not.
#include "api.h"

using Stats = Api;

TEST_F(Stats, OfAFreshPoolSayThatAllIsFree)
{
    tm_stats_t stats = tm_stats();
    EXPECT_EQ((tm_size_t)TM_POOL_SIZE, stats.pool_bytes);
    EXPECT_EQ(0u, stats.live_bytes);
    EXPECT_EQ(0u, stats.live_blocks);
    EXPECT_GT(stats.free_bytes, 0u);
    EXPECT_LT(stats.free_bytes, (tm_size_t)TM_POOL_SIZE);
    EXPECT_GT(stats.largest_now, 0u);
    EXPECT_EQ(0u, stats.failed);
    EXPECT_EQ(0u, stats.moves);
    EXPECT_EQ(0u, stats.pinned);
}

TEST_F(Stats, CountWholeBlocks)
{
    tm_index_t one = tm_alloc(1), other = tm_alloc(kSize + 1);
    tm_stats_t stats = tm_stats();
    EXPECT_EQ(tm_sizeof(one) + tm_sizeof(other), stats.live_bytes);
    EXPECT_EQ(TM_STATS ? 2u : 0u, stats.live_blocks);
    EXPECT_EQ(TM_STATS != 0, stats.slots_used >= 2);
    EXPECT_GE(stats.slots_total, stats.slots_used);
}

TEST_F(Stats, LiveFreeAndTableAreAllOfThePool)
{
    tm_size_t all = tm_stats().free_bytes;
    tm_size_t before = tm_stats().slots_total;
    FillPool(kSize);
    tm_stats_t stats = tm_stats();
    tm_size_t table = (stats.slots_total - before) * (TM_NUMBER_BITS / 4);
    tm_size_t gone = all - stats.live_bytes - stats.free_bytes;
    EXPECT_GE(gone + 3 * kSize, table);
    EXPECT_LE(gone, table + table / 16 + 3 * kSize);
}

TEST_F(Stats, RememberThePeak)
{
    tm_index_t one = tm_alloc(kSize), other = tm_alloc(2 * kSize);
    tm_size_t bytes = tm_stats().live_bytes;
    tm_free(one);
    tm_free(other);
    EXPECT_EQ(0u, tm_stats().live_bytes);
    EXPECT_EQ(TM_STATS ? bytes : 0u, tm_stats().peak_live_bytes);
    EXPECT_EQ(TM_STATS ? 2u : 0u, tm_stats().peak_live_blocks);
    tm_reset();
    EXPECT_EQ(0u, tm_stats().peak_live_bytes);
    EXPECT_EQ(0u, tm_stats().peak_live_blocks);
}

TEST_F(Stats, RememberThePeakThatAReallocMade)
{
    tm_index_t index = tm_alloc(kSize);
    EXPECT_EQ(index, tm_realloc(index, 3 * kSize));
    tm_size_t bytes = tm_sizeof(index);
    EXPECT_EQ(index, tm_realloc(index, kSize));
    EXPECT_EQ(TM_STATS ? bytes : 0u, tm_stats().peak_live_bytes);
    EXPECT_EQ(TM_STATS ? 1u : 0u, tm_stats().peak_live_blocks);
}

TEST_F(Stats, CountWhatWasRefused)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_size_t before = tm_stats().failed;
    tm_alloc(4 * kSize);
    tm_calloc(4, kSize);
    tm_realloc(blocks[0], 4 * kSize);
    EXPECT_EQ(TM_STATS ? before + 3 : 0, tm_stats().failed);
    tm_index_t index = tm_alloc(1);
    EXPECT_NE(0, index);
    EXPECT_EQ(TM_STATS ? before + 3 : 0, tm_stats().failed);
}

TEST_F(Stats, CountMoves)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    std::vector<void *> before = Addresses(blocks);
    tm_size_t moves_before = tm_stats().moves;
    tm_size_t bytes_before = tm_stats().moved_bytes;
    tm_defrag(0, 0);
    std::vector<void *> after = Addresses(blocks);
    tm_size_t moved = 0, bytes = 0;
    for (size_t at = 0; at < blocks.size(); at++) {
        if (before[at] == after[at]) continue;
        moved++;
        bytes += tm_sizeof(blocks[at]);
    }
    EXPECT_GT(moved, 0u);
    EXPECT_GE(tm_stats().moves, TM_STATS ? moves_before + moved : 0);
    EXPECT_GE(tm_stats().moved_bytes, TM_STATS ? bytes_before + bytes : 0);
    EXPECT_EQ(TM_STATS ? 0u : 1u, tm_stats().moves == 0);
}

TEST_F(Stats, LargestAfterIsAllThatIsFreeButAGrowthOfTheTable)
{
    FragmentPool(kSize);
    tm_stats_t stats = tm_stats();
    tm_size_t growth = (TM_NUMBER_BITS / 4) * (TM_FLAGS_APART ? 2 * TM_NUMBER_BITS + 1 : 2);
    EXPECT_LE(stats.largest_after, stats.free_bytes);
    EXPECT_GE(stats.largest_after + growth + 2 * TM_BLOCK_SIZE, stats.free_bytes);
}

TEST_F(Stats, AreZeroForRequestsInAFullPool)
{
    while (tm_size_t size = tm_stats().largest_after) ASSERT_NE(0, AllocPromised(size));
    EXPECT_EQ(0u, tm_stats().largest_now);
    EXPECT_EQ(0, tm_alloc(1));
}

TEST_F(Stats, OfAResetPoolAreThoseOfAFreshOne)
{
    tm_stats_t fresh = tm_stats();
    FragmentPool(kSize);
    tm_reset();
    tm_stats_t reset = tm_stats();
    EXPECT_TRUE(fresh == reset);
}

TEST_F(Stats, ChangeNothing)
{
    FragmentPool(kSize);
    tm_alloc(4 * kSize);
    tm_thread();
    Unchanged unchanged;
    for (int count = 0; count < 10; count++) tm_stats();
}
