// SPDX-License-Identifier: MIT
// tm_free.
#include <algorithm>

#include "api.h"

using Free = Api;

TEST_F(Free, OfIndexZeroIsNothing)
{
    tm_alloc(kSize);
    Unchanged unchanged;
    tm_free(0);
}

TEST_F(Free, EndsTheLifeOfAnIndex)
{
    tm_index_t index = tm_alloc(kSize);
    EXPECT_TRUE(tm_valid(index));
    tm_free(index);
    EXPECT_FALSE(tm_valid(index));
    EXPECT_FALSE(tm_check(index, kSize));
}

TEST_F(Free, JoinsBothSidesAtOnceInWhateverOrder)
{
    int order[] = {0, 1, 2};
    do {
        tm_reset();
        std::vector<tm_index_t> blocks = FillPool(kSize);
        ASSERT_GE(blocks.size(), 5u);
        size_t before = Gaps();
        for (int which : order) tm_free(blocks[1 + which]);
        EXPECT_EQ(before + 1, Gaps());
        EXPECT_EQ(0, tm_verify());
        EXPECT_TRUE(tm_alloc(3 * kSize) != 0) << "three neighbours are one gap";
    } while (std::next_permutation(order, order + 3));
}

TEST_F(Free, InEveryOrderGivesAllBack)
{
    tm_size_t all = tm_stats().free_bytes;
    tm_size_t after_fill = 0;
    for (size_t stride : {1, 2, 3, 5, 7}) {
        std::vector<tm_index_t> blocks = FillPool(kSize);
        for (size_t start = 0; start < stride; start++) {
            for (size_t at = start; at < blocks.size(); at += stride) tm_free(blocks[at]);
        }
        tm_stats_t stats = tm_stats();
        EXPECT_EQ(0u, stats.live_bytes);
        EXPECT_LE(stats.free_bytes, all);
        if (after_fill != 0) {
            EXPECT_EQ(after_fill, stats.free_bytes) << "stride " << stride;
        }
        after_fill = stats.free_bytes;
        EXPECT_EQ(1u, Gaps());
        EXPECT_GE(stats.largest_now, stats.free_bytes - 64);
    }
}

TEST_F(Free, MovesNothing)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    tm_size_t moves = tm_stats().moves;
    while (blocks.size() > 1) {
        tm_index_t index = blocks[blocks.size() / 2];
        blocks.erase(blocks.begin() + blocks.size() / 2);
        std::vector<void *> addresses = Addresses(blocks);
        tm_free(index);
        EXPECT_EQ(addresses, Addresses(blocks));
    }
    EXPECT_EQ(moves, tm_stats().moves);
    ExpectMarked(blocks);
}

TEST_F(Free, LeavesTheNeighboursContentsAlone)
{
    ExpectMarked(FragmentPool(kSize));
}

TEST_F(Free, MakesIndexesThatAreUsedAgain)
{
    tm_free(tm_alloc(kSize));
    tm_size_t slots = tm_stats().slots_total;
    for (int round = 0; round < 70000; round++) {
        tm_index_t one = tm_alloc(kSize);
        ASSERT_NE(0, one);
        tm_free(one);
    }
    EXPECT_LE(tm_stats().slots_total, TM_GENERATIONS > 0 ? TM_INDEXES : slots + 1);
}
