// SPDX-License-Identifier: MIT
// The guard: who writes by the index of a refusal, or beyond the last block, is told of it. With
// CHECKS 2 index 0 has no address, and each call looks at the whole pool: see error_test.cpp.
#include "api.h"

#if TM_CHECKS == 1

class Guard : public Api {
protected:
    void SetUp() override
    {
        Api::SetUp();
        block_ = tm_alloc(kSize); // from the top of the pool
        end_ = tm_uint8(block_) + tm_sizeof(block_);
        memcpy(saved_, end_, sizeof saved_);
    }

    void TearDown() override
    {
        memcpy(end_, saved_, sizeof saved_);
        Api::TearDown();
    }

    // A call is told of it once, and answers no.
    void ExpectTold(bool answer, unsigned index)
    {
        EXPECT_FALSE(answer);
        ExpectError(TM_ERROR_CORRUPT, index);
    }

    // A call is told nothing.
    void ExpectNotTold(bool answer)
    {
        EXPECT_TRUE(answer);
        EXPECT_EQ(0, error_log.count);
        error_log = ErrorLog();
    }

    tm_index_t block_ = 0;
    uint8_t *end_ = nullptr;
    uint8_t saved_[sizeof(tm_entry_t_)] = {};
};

TEST_F(Guard, IsWhereIndexZeroLeads) { EXPECT_EQ(end_, tm_void(0)); }

TEST_F(Guard, TellsWhoUsedTheIndexOfARefusal)
{
    tm_index_t none = tm_alloc(TM_POOL_SIZE);
    ASSERT_EQ(0, none);
    memcpy(tm_char(none), "hello", sizeof saved_);
    ExpectTold(tm_alloc(TM_POOL_SIZE) != 0, 0);
    ExpectTold(tm_calloc(1, TM_POOL_SIZE) != 0, 0);
    ExpectTold(tm_calloc(TM_POOL_SIZE, TM_POOL_SIZE) != 0, 0);
    ExpectTold(tm_realloc(block_, TM_POOL_SIZE) != 0, block_);
    ExpectTold(tm_thread(), 0);
    ExpectTold(tm_thread(), 0);
    ExpectTold(tm_defrag(0, 0), 0);
    ExpectTold(tm_defrag(0, kSize), 0);
    ExpectTold(tm_defrag(block_, 2 * kSize), block_);
    EXPECT_EQ(13, tm_verify());
}

TEST_F(Guard, StopsNoCallThatDoesWhatItWasAskedFor)
{
    memset(end_, 'x', sizeof saved_);
    tm_index_t other = tm_alloc(kSize);
    ExpectNotTold(other != 0);
    ExpectNotTold(tm_calloc(2, 8) != 0);
    ExpectNotTold(tm_realloc(other, kSize / 2) == other);
    ExpectNotTold(tm_sizeof(other) != 0);
    ExpectNotTold(tm_stats().live_bytes != 0);
    tm_free(other);
    ExpectNotTold(!tm_valid(other));
    ExpectNotTold(tm_realloc(block_, 0) == 0);
    EXPECT_FALSE(tm_valid(block_)) << "it is freed";
}

TEST_F(Guard, FindsTheOverrunOfTheLastBlockByOneByte)
{
    for (uint8_t byte : {0x00, 0xFF, 0x41}) {
        end_[0] = byte;
        ExpectTold(tm_thread(), 0);
        memcpy(end_, saved_, sizeof saved_);
        EXPECT_FALSE(tm_thread());
        EXPECT_EQ(0, error_log.count) << "it is whole again";
    }
}

TEST_F(Guard, IsLookedAtWhenAllIsDoneAndNotBefore)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    Finish();
    ASSERT_EQ(0, tm_alloc(tm_stats().largest_after));
    end_[0] ^= 0xFF;
    for (uint32_t slices = 0; tm_thread(); slices++) ASSERT_LT(slices, kMostSlices);
    ExpectError(TM_ERROR_CORRUPT, 0);
}

TEST_F(Guard, IsWholeAfterAReset)
{
    memset(end_, 'x', sizeof saved_);
    tm_reset();
    block_ = tm_alloc(kSize);
    EXPECT_EQ(0, memcmp(end_, saved_, sizeof saved_));
    EXPECT_EQ(0, tm_alloc(TM_POOL_SIZE));
    EXPECT_FALSE(tm_thread());
    EXPECT_EQ(0, error_log.count);
}

TEST_F(Guard, OfAPoolThatWasNeverUsedSaysNothing)
{
    tm_reset();
    memset(end_, 'x', sizeof saved_);
    EXPECT_FALSE(tm_thread());
    EXPECT_EQ(0, tm_alloc((tm_size_t)-1));
    EXPECT_EQ(0, error_log.count);
    EXPECT_EQ(0, tm_verify());
}

#endif
