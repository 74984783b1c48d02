// SPDX-License-Identifier: MIT
// What tm_on_error is told, and that a wrong call changes nothing. (These pools have CHECKS on.)
#include "api.h"

#if TM_CHECKS > 0

// Each call with that index is an error of that kind, and does nothing.
static void ExpectWrong(tm_error_t error, tm_index_t index)
{
    Unchanged unchanged;
    EXPECT_FALSE(tm_valid(index));
    EXPECT_FALSE(tm_check(index, 1));
    EXPECT_EQ(0, error_log.count) << "one may ask";
    tm_free(index);
    ExpectError(error, index);
    EXPECT_EQ(0, tm_realloc(index, kSize));
    ExpectError(error, index);
    EXPECT_EQ(0, tm_realloc(index, 0));
    ExpectError(error, index);
    EXPECT_EQ(0u, tm_sizeof(index));
    ExpectError(error, index);
    EXPECT_EQ(nullptr, tm_pin(index));
    ExpectError(error, index);
    tm_unpin(index);
    ExpectError(error, index);
    EXPECT_FALSE(tm_defrag(index, kSize));
    ExpectError(error, index);
#if TM_CHECKS >= 2
    EXPECT_EQ(nullptr, tm_void(index));
    ExpectError(error, index);
    EXPECT_EQ(nullptr, tm_uint32(index));
    ExpectError(error, index);
#endif
}

class Error : public Api {
protected:
    void SetUp() override
    {
        Api::SetUp();
        first_ = tm_alloc(kSize);
        second_ = tm_alloc(kSize);
        third_ = tm_alloc(kSize);
        Mark(first_);
        Mark(third_);
    }

    void TearDown() override
    {
        ExpectMarked({first_, third_});
        Api::TearDown();
    }

    tm_index_t first_, second_, third_;
};

TEST_F(Error, IndexBeyondAllThereMayBe)
{
    ExpectWrong(TM_ERROR_INDEX, (tm_index_t)-1);
#if TM_INDEXES < (1 << TM_INDEX_BITS) - 1
    ExpectWrong(TM_ERROR_INDEX, TM_INDEXES + 1);
#endif
}

TEST_F(Error, IndexThatWasNeverGivenOut)
{
    tm_size_t slots = tm_stats().slots_total;
    if (slots < TM_INDEXES) ExpectWrong(TM_ERROR_INDEX, (tm_index_t)(slots + 1));
    ExpectWrong(TM_ERROR_INDEX, TM_INDEXES);
}

TEST_F(Error, IndexOfAFreedBlockBetweenLiveOnes)
{
    tm_free(second_);
    ExpectWrong(TM_ERROR_FREED, second_);
}

TEST_F(Error, IndexOfAFreedBlockThatWasJoinedToAGap)
{
    tm_index_t last = tm_alloc(kSize);
    tm_free(last);
    tm_free(second_);
    ExpectWrong(TM_ERROR_FREED, last);
}

TEST_F(Error, IndexOfABlockThatReallocFreed)
{
    tm_realloc(second_, 0);
    ExpectWrong(TM_ERROR_FREED, second_);
}

TEST_F(Error, IndexFromBeforeAReset)
{
    tm_index_t high = tm_alloc(kSize);
    tm_reset();
    EXPECT_FALSE(tm_valid(high));
    tm_free(high);
    EXPECT_EQ(1, error_log.count);
    error_log = ErrorLog();
    first_ = tm_alloc(kSize);
    third_ = tm_alloc(kSize);
    Mark(first_);
    Mark(third_);
}

TEST_F(Error, UnpinOfABlockThatIsNotPinned)
{
    Unchanged unchanged;
    tm_unpin(first_);
    ExpectError(TM_ERROR_UNPIN, first_);
}

TEST_F(Error, ZeroIsNeverAnError)
{
    Unchanged unchanged;
    tm_free(0);
    tm_unpin(0);
    EXPECT_EQ(nullptr, tm_pin(0));
    EXPECT_EQ(0u, tm_sizeof(0));
    EXPECT_FALSE(tm_valid(0));
#if TM_CHECKS >= 2
    EXPECT_EQ(nullptr, tm_void(0));
#endif
    EXPECT_EQ(0, error_log.count);
}

#if TM_PINS > 0

TEST_F(Error, FreeOfAPinnedBlock)
{
    tm_pin(first_);
    {
        Unchanged unchanged;
        tm_free(first_);
        ExpectError(TM_ERROR_PINNED, first_);
        EXPECT_EQ(0, tm_realloc(first_, 0));
        ExpectError(TM_ERROR_PINNED, first_);
    }
    tm_unpin(first_);
}

TEST_F(Error, OneUnpinTooMany)
{
    tm_pin(first_);
    tm_pin(first_);
    tm_unpin(first_);
    tm_unpin(first_);
    EXPECT_EQ(0, error_log.count);
    tm_unpin(first_);
    ExpectError(TM_ERROR_UNPIN, first_);
}

#endif

TEST_F(Error, LeavesARefusedRequestAsItWas)
{
    std::vector<tm_index_t> blocks = FillPool(kSize);
    for (size_t at = 0; at < blocks.size(); at += 2) {
        if (blocks[at] != first_ && blocks[at] != third_) tm_free(blocks[at]);
    }
    tm_free(tm_alloc(kSize)); // no other request waits
    tm_size_t size = tm_stats().largest_after;
    ASSERT_GT(size, tm_stats().largest_now);
    ASSERT_EQ(0, tm_alloc(size));
    tm_free((tm_index_t)-1);
    ExpectError(TM_ERROR_INDEX, (tm_index_t)-1);
    Finish();
    EXPECT_NE(0, tm_alloc(size));
}

#endif

#if TM_CHECKS >= 2

// A call that returns nothing to look at, as one that returns false.
template <typename Call>
static bool Does(Call call)
{
    call();
    return false;
}

// From then on each call says so, and does nothing.
TEST_F(Error, AnOverrunIntoAGapStopsEachCall)
{
    tm_index_t small = tm_alloc(8);
    tm_index_t behind = tm_alloc(kSize);
    tm_index_t gap = tm_alloc(kSize);
    tm_index_t index = tm_alloc(kSize);
    tm_free(gap);
    tm_free(small);
    uint8_t *end = tm_uint8(index) + tm_sizeof(index);
    std::vector<uint8_t> saved(end, end + TM_NUMBER_BITS / 2);
    // What each of them may not give, and what it is given.
    const struct {
        std::function<bool()> call;
        tm_index_t index;
    } calls[] = {
        {[] { return tm_alloc(8) != 0; }, 0},
        {[] { return tm_alloc(kSize) != 0; }, 0},
        {[] { return tm_alloc(TM_POOL_SIZE) != 0; }, 0},
        {[] { return tm_calloc(1, kSize) != 0; }, 0},
        {[] { return tm_realloc(0, kSize) != 0; }, 0},
        {[=] { return tm_realloc(behind, 2 * kSize) != 0; }, behind},
        {[=] { return Does([=] { tm_free(behind); }); }, behind},
        {[=] { return tm_void(behind) != nullptr; }, behind},
        {[=] { return tm_sizeof(behind) != 0; }, behind},
        {[=] { return tm_valid(behind); }, behind},
        {[=] { return tm_check(behind, kSize); }, behind},
        {[] { return tm_thread(); }, 0},
        {[] { return tm_defrag(0, kSize); }, 0},
        {[] { return tm_defrag(0, 0); }, 0},
        {[=] { return tm_pin(behind) != nullptr; }, behind},
        {[=] { return Does([=] { tm_unpin(behind); }); }, behind},
        {[] { return tm_stats().pool_bytes != 0; }, 0},
        {[] { return tm_walk([](const tm_span_t *, void *) { return true; }, nullptr); }, 0},
        {[] { return tm_verify() == 0; }, 0},
    };
    memset(end, 0xFF, saved.size());
    for (const auto &each : calls) {
        EXPECT_FALSE(each.call()) << "call " << &each - calls;
        EXPECT_LE(1, error_log.count) << "call " << &each - calls;
        EXPECT_GE(TM_SCRAMBLE ? 3 : 1, error_log.count) << "call " << &each - calls;
        EXPECT_EQ(TM_ERROR_CORRUPT, error_log.error);
        EXPECT_EQ(each.index, error_log.index) << "call " << &each - calls;
        error_log = ErrorLog();
    }
    memcpy(end, saved.data(), saved.size());
    EXPECT_TRUE(tm_check(behind, kSize));
}

#if TM_GENERATIONS > 0
TEST_F(Error, AnOverrunIntoTheTableNamesNoBlock)
{
    tm_entry_t_ saved = TM_MEMORY_[0];
    memset(TM_MEMORY_, 0xFF, sizeof saved);
    EXPECT_EQ(0, tm_alloc(kSize));
    EXPECT_EQ(0, tm_alloc(8));
    EXPECT_EQ(0, tm_calloc(1, kSize));
    EXPECT_EQ(0, tm_realloc(0, kSize));
    EXPECT_EQ(4, error_log.count);
    EXPECT_EQ(TM_ERROR_CORRUPT, error_log.error);
    EXPECT_EQ(0, error_log.index);
    error_log = ErrorLog();
    TM_MEMORY_[0] = saved;
}
#endif

#endif
