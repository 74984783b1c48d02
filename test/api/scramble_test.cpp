// SPDX-License-Identifier: MIT
// SCRAMBLE: a call that may move blocks moves all that it may and can. (For pools that have it.)
#include "api.h"

#if TM_SCRAMBLE

class Scramble : public Api {
protected:
    void SetUp() override
    {
        Api::SetUp();
        for (int count = 0; count < 10; count++) {
            blocks_.push_back(tm_alloc(kSize));
            Mark(blocks_.back());
        }
    }

    // Every block is elsewhere, and whole.
    void ExpectAllMoved(const std::vector<void *> &before)
    {
        for (size_t at = 0; at < blocks_.size(); at++) EXPECT_NE(before[at], tm_void(blocks_[at]));
        ExpectMarked(blocks_);
    }

    std::vector<tm_index_t> blocks_;
};

TEST_F(Scramble, ThreadMovesEveryBlock)
{
    std::vector<void *> before = Addresses(blocks_);
    tm_thread();
    ExpectAllMoved(before);
    before = Addresses(blocks_);
    tm_thread();
    ExpectAllMoved(before);
}

TEST_F(Scramble, DefragMovesEveryBlock)
{
    std::vector<void *> before = Addresses(blocks_);
    tm_defrag(0, kSize);
    ExpectAllMoved(before);
}

// As an interrupt's tm_realloc of its own block may come at any time.
TEST_F(Scramble, ReallocMovesItsOwnBlockEachTimeAndNoOther)
{
    for (tm_size_t size : {kSize, kSize / 2, kSize}) {
        for (size_t at : {3u, 0u, 9u}) {
            std::vector<void *> before = Addresses(blocks_);
            ASSERT_EQ(blocks_[at], tm_realloc(blocks_[at], size));
            std::vector<void *> after = Addresses(blocks_);
            EXPECT_NE(before[at], after[at]) << at << " to " << size;
            before[at] = after[at];
            EXPECT_EQ(before, after) << at << " to " << size;
        }
    }
}

TEST_F(Scramble, AllocAndFreeMoveNothing)
{
    std::vector<void *> before = Addresses(blocks_);
    tm_free(tm_alloc(kSize));
    tm_stats();
    EXPECT_EQ(before, Addresses(blocks_));
}

#if TM_PINS > 0
TEST_F(Scramble, LeavesPinnedBlocksWhereTheyAre)
{
    void *address = tm_pin(blocks_[5]);
    tm_thread();
    EXPECT_EQ(address, tm_void(blocks_[5]));
    ExpectMarked(blocks_);
    tm_unpin(blocks_[5]);
}
#endif

#endif
