// SPDX-License-Identifier: MIT
// The mistakes of an early prototype, one test each, named by what must hold instead.
#include "api.h"

using PrototypeBugs = Api;

TEST_F(PrototypeBugs, AnAllocOfNothingTakesNoIndex)
{
    tm_stats_t before = tm_stats();
    for (int count = 0; count < 1000; count++) EXPECT_EQ(0, tm_alloc(0));
    EXPECT_EQ(before.slots_used, tm_stats().slots_used);
}

TEST_F(PrototypeBugs, ThreadEndsInAPoolThatIsFullAndHardlyFragmented)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    tm_free(blocks[blocks.size() / 2]);
    EXPECT_EQ(0, tm_alloc(2 * kSize));
    Finish();
    EXPECT_FALSE(tm_thread());
}

TEST_F(PrototypeBugs, FreesBetweenSlicesKeepTheFiguresTrue)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    tm_size_t all = tm_stats().live_bytes + tm_stats().free_bytes;
    EXPECT_EQ(0, tm_alloc(4 * kSize));
    for (tm_index_t index : blocks) {
        tm_thread();
        tm_free(index);
        tm_stats_t stats = tm_stats();
        tm_size_t live = 0, free_bytes = 0;
        for (const tm_span_t &span : Picture())
            (span.kind == TM_FREE ? free_bytes : live) += span.size;
        EXPECT_EQ(live, stats.live_bytes);
        EXPECT_EQ(free_bytes, stats.free_bytes);
        EXPECT_GE(all, live + free_bytes);
    }
    EXPECT_EQ(0u, tm_stats().live_bytes);
}

TEST_F(PrototypeBugs, FreeJoinsWhatIsFreeBelowAsWellAsAbove)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    ASSERT_GE(blocks.size(), 8u);
    tm_free(blocks[1]);
    tm_free(blocks[2]);
    EXPECT_NE(0, tm_alloc(2 * kSize)) << "joined to what is below";
    tm_free(blocks[6]);
    tm_free(blocks[5]);
    EXPECT_NE(0, tm_alloc(2 * kSize)) << "joined to what is above";
}

TEST_F(PrototypeBugs, AFreedBlockOfAnySizeIsUsedAgain)
{
    for (tm_size_t size = 3; size < kSize; size += 5) {
        tm_reset();
        std::vector<tm_index_t> blocks = FillPool(size);
        if (tm_stats().free_bytes >= size) continue; // the indexes have run out
        for (tm_index_t index : {blocks[1], blocks[blocks.size() / 2]}) {
            void *address = tm_void(index);
            tm_free(index);
            tm_index_t again = tm_alloc(size);
            ASSERT_NE(0, again) << size;
            EXPECT_EQ(address, tm_void(again)) << size;
        }
    }
}

TEST_F(PrototypeBugs, SizesDoNotWrapAt16Bits)
{
    tm_size_t most = tm_stats().largest_now;
    for (tm_size_t size : {(tm_size_t)65535, (tm_size_t)65536, (tm_size_t)65537, (tm_size_t)65600,
                           (tm_size_t)131073}) {
        tm_index_t index = tm_alloc(size);
        EXPECT_EQ(size <= most, index != 0) << size;
        if (index != 0) {
            EXPECT_GE(tm_sizeof(index), size);
        }
        tm_free(index);
    }
}

#if TM_CHECKS > 0
TEST_F(PrototypeBugs, ADoubleFreeHandsNoIndexOutTwice)
{
    tm_index_t one = tm_alloc(kSize), other = tm_alloc(kSize);
    tm_free(one);
    tm_free(one);
    ExpectError(TM_ERROR_FREED, one);
    tm_index_t first = tm_alloc(kSize), second = tm_alloc(kSize);
    EXPECT_NE(first, second);
    EXPECT_NE(tm_void(first), tm_void(second));
    EXPECT_NE(first, other);
    EXPECT_NE(second, other);
}
#endif

TEST_F(PrototypeBugs, TheNumberOfBlocksDoesNotWrap)
{
    tm_stats_t stats = tm_stats();
    EXPECT_GE(stats.largest_now, (tm_size_t)TM_POOL_SIZE / 4);
    tm_index_t index = tm_alloc(stats.largest_now);
    ASSERT_NE(0, index);
    EXPECT_GE(tm_stats().live_bytes + 64, stats.free_bytes) << "the rest is table";
    Mark(index);
    EXPECT_EQ(0, tm_verify());
}

TEST_F(PrototypeBugs, ReallocKeepsTheIndex)
{
    tm_index_t one = tm_alloc(kSize);
    tm_index_t other = tm_alloc(kSize);
    tm_index_t last = tm_alloc(kSize);
    EXPECT_EQ(one, tm_realloc(one, 2 * kSize));
    EXPECT_EQ(other, tm_realloc(other, 2 * kSize));
    EXPECT_EQ(last, tm_realloc(last, 2 * kSize));
}
