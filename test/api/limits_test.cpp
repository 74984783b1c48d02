// SPDX-License-Identifier: MIT
// The ends of every range: sizes up to SIZE_MAX, and as many blocks as there are indexes. In pools
// that could hold more blocks than indexes the indexes run out, else the memory does.
#include "api.h"

using Limits = Api;

TEST_F(Limits, HugeSizesAreRefused)
{
    tm_index_t index = tm_alloc(kSize);
    Mark(index);
    for (tm_size_t less = 0; less < 200; less++) {
        Unchanged unchanged;
        EXPECT_EQ(0, tm_alloc(SIZE_MAX - less));
        EXPECT_EQ(0, tm_calloc(1, SIZE_MAX - less));
        EXPECT_EQ(0, tm_realloc(index, SIZE_MAX - less));
        EXPECT_FALSE(tm_check(index, SIZE_MAX - less));
    }
    ExpectMarked({index});
}

TEST_F(Limits, SizesAroundThePoolAreRefused)
{
    tm_index_t index = tm_alloc(1);
    Unchanged unchanged;
    for (tm_size_t size : {TM_POOL_SIZE - 1, TM_POOL_SIZE, TM_POOL_SIZE + 1, 2 * TM_POOL_SIZE}) {
        EXPECT_EQ(0, tm_alloc(size));
        EXPECT_EQ(0, tm_realloc(index, size));
        EXPECT_EQ(0, tm_realloc(0, size));
    }
}

TEST_F(Limits, SizesDoNotWrapAtTheWidthOfANumber)
{
    Unchanged unchanged;
    for (unsigned bits : {8u, 15u, 16u, 17u, 24u, 31u}) {
        tm_size_t blocks = (tm_size_t)1 << bits;
        if (blocks > SIZE_MAX / TM_BLOCK_SIZE || blocks * TM_BLOCK_SIZE < TM_POOL_SIZE) continue;
        EXPECT_EQ(0, tm_alloc(blocks * TM_BLOCK_SIZE)) << bits;
        EXPECT_EQ(0, tm_alloc(blocks * TM_BLOCK_SIZE + 1)) << bits;
        EXPECT_EQ(0, tm_alloc(blocks * TM_BLOCK_SIZE + kSize)) << bits;
        EXPECT_EQ(0, tm_calloc(blocks, TM_BLOCK_SIZE)) << bits;
    }
}

TEST_F(Limits, EveryIndexNamesAnOwnLiveBlock)
{
    while (tm_index_t index = AllocPatiently(4)) Mark(index);
    tm_stats_t stats = tm_stats();
    EXPECT_EQ(0u, stats.largest_after);
    EXPECT_TRUE(tm_defrag(0, 0));
    if (tm_index_t rest = tm_alloc(stats.free_bytes)) Mark(rest); // its gap had the last index
    std::vector<tm_index_t> blocks = LiveBlocks();
    EXPECT_EQ(TM_STATS ? blocks.size() : 0u, tm_stats().live_blocks);
    bool indexes_run_out = stats.free_bytes > 200;
    if (indexes_run_out) {
        EXPECT_EQ((size_t)TM_INDEXES, blocks.size());
    }
    ExpectMarked(blocks);
    EXPECT_EQ(0, tm_verify());
}

TEST_F(Limits, ALastIndexThatIsFreedIsGivenOutAgain)
{
    while (AllocPatiently(4)) continue;
    std::vector<tm_index_t> blocks = LiveBlocks();
    for (size_t at : {(size_t)0, blocks.size() / 2, blocks.size() - 1}) {
        tm_free(blocks[at]);
        EXPECT_NE(0, AllocPatiently(4));
        EXPECT_EQ(0, AllocPatiently(4));
    }
}

TEST_F(Limits, AllBlocksCanBeFreedAgain)
{
    while (AllocPatiently(4)) continue;
    for (tm_index_t index : LiveBlocks()) tm_free(index);
    EXPECT_EQ(0u, tm_stats().live_bytes);
    EXPECT_TRUE(tm_defrag(0, 0));
    EXPECT_EQ(1u, Gaps());
    EXPECT_NE(0, tm_alloc(tm_stats().largest_after));
}
