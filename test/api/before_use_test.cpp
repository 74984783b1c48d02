// SPDX-License-Identifier: MIT
// Each function as the very first call: the pool needs no call before it. Where each test has a
// process of its own (as under ctest), the pool is as the loader left it.
#include "api.h"

// No tm_reset before the first call.
class BeforeUse : public ::testing::Test {
protected:
    void TearDown() override
    {
        EXPECT_EQ(0, tm_verify());
        EXPECT_EQ(0, error_log.count);
        tm_index_t index = tm_alloc(kSize);
        EXPECT_TRUE(tm_check(index, kSize)) << "and then it works as ever";
        tm_reset();
        error_log = ErrorLog();
    }
};

TEST_F(BeforeUse, Alloc) { EXPECT_NE(0, tm_alloc(kSize)); }
TEST_F(BeforeUse, AllocOfTooMuch) { EXPECT_EQ(0, tm_alloc(TM_POOL_SIZE)); }
TEST_F(BeforeUse, AllocOfNothing) { EXPECT_EQ(0, tm_alloc(0)); }
TEST_F(BeforeUse, Calloc) { EXPECT_NE(0, tm_calloc(2, kSize)); }
TEST_F(BeforeUse, Realloc) { EXPECT_NE(0, tm_realloc(0, kSize)); }
TEST_F(BeforeUse, Free) { tm_free(0); }
TEST_F(BeforeUse, Sizeof) { EXPECT_EQ(0u, tm_sizeof(0)); }
TEST_F(BeforeUse, Thread) { EXPECT_FALSE(tm_thread()); }
TEST_F(BeforeUse, DefragAll) { EXPECT_TRUE(tm_defrag(0, 0)); }
TEST_F(BeforeUse, DefragForAnAlloc) { EXPECT_TRUE(tm_defrag(0, kSize)); }
TEST_F(BeforeUse, DefragForTooMuch) { EXPECT_FALSE(tm_defrag(0, TM_POOL_SIZE)); }
TEST_F(BeforeUse, Pin) { EXPECT_EQ(nullptr, tm_pin(0)); }
TEST_F(BeforeUse, Unpin) { tm_unpin(0); }
TEST_F(BeforeUse, Verify) { EXPECT_EQ(0, tm_verify()); }
TEST_F(BeforeUse, Reset) { tm_reset(); }

TEST_F(BeforeUse, Valid)
{
    for (unsigned index = 0; index <= TM_INDEXES; index++)
        EXPECT_FALSE(tm_valid((tm_index_t)index));
}

TEST_F(BeforeUse, Check)
{
    EXPECT_FALSE(tm_check(0, 0));
    EXPECT_FALSE(tm_check(1, 1));
    EXPECT_FALSE(tm_check(TM_INDEXES, 1));
}

TEST_F(BeforeUse, Walk)
{
    std::vector<tm_span_t> spans = Picture();
    ASSERT_EQ(1u, spans.size());
    EXPECT_EQ(TM_FREE, spans[0].kind);
}

TEST_F(BeforeUse, Stats)
{
    tm_stats_t before = tm_stats();
    EXPECT_EQ(0u, before.live_bytes);
    tm_reset();
    tm_stats_t after = tm_stats();
    EXPECT_TRUE(before == after);
    tm_index_t index = tm_alloc(before.largest_now);
    EXPECT_NE(0, index);
    tm_free(index);
}

#if TM_CHECKS > 0
TEST_F(BeforeUse, WrongIndex)
{
    tm_free(1);
    ExpectError(TM_ERROR_INDEX, 1);
    EXPECT_EQ(nullptr, tm_pin(1));
    ExpectError(TM_ERROR_INDEX, 1);
    EXPECT_EQ(0, tm_realloc(1, kSize));
    ExpectError(TM_ERROR_INDEX, 1);
}
#endif
