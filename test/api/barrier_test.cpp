// SPDX-License-Identifier: MIT
// READ_BARRIER: whatever is done to a block between the slices that copy it, its bytes are right,
// and all requests are served by slices alone. (Without the option these tests hold for small
// blocks; with it the blocks here are larger than a slice can copy.)
#include "api.h"

constexpr tm_size_t kLarge =
    TM_READ_BARRIER ? TM_POOL_SIZE / 10 / TM_BLOCK_SIZE * TM_BLOCK_SIZE : kSize;

class Barrier : public Api {
protected:
    // A request is refused, so that slices move blocks.
    void SetUp() override
    {
        Api::SetUp();
        blocks_ = FillPool(kLarge);
        ASSERT_GE(blocks_.size(), 6u);
        for (size_t at = 0; at < blocks_.size(); at++) {
            if (at % 2 != 0)
                kept_.push_back(blocks_[at]);
            else
                tm_free(blocks_[at]);
        }
        tm_free(tm_alloc(kLarge)); // no other request waits
        wanted_ = 2 * kLarge;
        ASSERT_EQ(0, tm_alloc(wanted_));
    }

    std::vector<tm_index_t> blocks_, kept_;
    tm_size_t wanted_;
};

TEST_F(Barrier, LargeBlocksMoveInSlices)
{
    Finish();
    EXPECT_NE(0, tm_alloc(wanted_));
    ExpectMarked(kept_);
}

TEST_F(Barrier, ABlockThatIsTouchedAfterEachSliceIsWhole)
{
    uint32_t slices = 0;
    do {
        ExpectMarked(kept_);
        ASSERT_LT(++slices, kMostSlices);
    } while (tm_thread());
    EXPECT_NE(0, tm_alloc(wanted_)) << "and the work gets done nevertheless";
    ExpectMarked(kept_);
}

TEST_F(Barrier, WhatIsWrittenBetweenSlicesIsKept)
{
    std::vector<uint8_t> values(kept_.size());
    uint32_t slices = 0;
    do {
        size_t which = slices % kept_.size();
        tm_uint8(kept_[which])[slices % kLarge] ^= 0x5A;
        tm_uint8(kept_[which])[kLarge - 1] = values[which] = (uint8_t)slices;
        for (size_t at = 0; at < kept_.size(); at++) {
            if (values[at] != 0) {
                EXPECT_EQ(values[at], tm_uint8(kept_[at])[kLarge - 1]);
            }
        }
        ASSERT_LT(++slices, kMostSlices);
    } while (tm_thread());
}

TEST_F(Barrier, AnAddressHoldsUntilTheNextSlice)
{
    uint32_t slices = 0;
    do {
        std::vector<void *> addresses = Addresses(kept_);
        tm_index_t other = tm_alloc(1);
        tm_stats();
        EXPECT_EQ(addresses, Addresses(kept_));
        tm_free(other);
        EXPECT_EQ(addresses, Addresses(kept_));
        ASSERT_LT(++slices, kMostSlices);
    } while (tm_thread());
}

TEST_F(Barrier, ABlockMayBeFreedAfterAnySlice)
{
    for (uint32_t after = 1; after < 60; after += 1 + after / 8) {
        for (size_t which = 0; which < kept_.size(); which += 1 + kept_.size() / 6) {
            tm_reset();
            kept_.clear();
            ASSERT_NO_FATAL_FAILURE(SetUp());
            for (uint32_t slice = 0; slice < after; slice++) tm_thread();
            tm_free(kept_[which]);
            kept_.erase(kept_.begin() + which);
            ASSERT_EQ(0, tm_verify());
            Finish();
            EXPECT_NE(0, tm_alloc(wanted_));
            ExpectMarked(kept_);
            if (HasFailure()) return;
        }
    }
}

TEST_F(Barrier, ABlockMayBeResizedAfterAnySlice)
{
    for (uint32_t after = 1; after < 60; after += 1 + after / 8) {
        for (tm_size_t size : {kLarge / 2, kLarge + kLarge / 2}) {
            tm_reset();
            kept_.clear();
            ASSERT_NO_FATAL_FAILURE(SetUp());
            for (uint32_t slice = 0; slice < after; slice++) tm_thread();
            tm_index_t index = kept_[after % kept_.size()];
            if (tm_realloc(index, size) != 0) {
                EXPECT_TRUE(tm_check(index, size));
            }
            ASSERT_EQ(0, tm_verify());
            EXPECT_TRUE(IsMarked(index, size < kLarge ? size : kLarge));
            Finish();
            EXPECT_TRUE(IsMarked(index, size < kLarge ? size : kLarge));
            if (HasFailure()) return;
        }
    }
}

TEST_F(Barrier, ACallMayServeTheRequestAfterAnySlice)
{
    uint32_t served = 0;
    for (uint32_t after = 1; after < 9; after++) {
        for (size_t which = 0; which < 5; which++) {
            tm_reset();
            kept_.clear();
            ASSERT_NO_FATAL_FAILURE(SetUp());
            for (uint32_t slice = 0; slice < after; slice++) tm_thread();
            if (which >= kept_.size()) break;
            tm_free(kept_[which]);
            kept_.erase(kept_.begin() + which);
            if (tm_alloc(wanted_) == 0) continue;
            const size_t apart = 1 + kept_.size() / 64; // looks, in a large pool
            for (served++; !kept_.empty(); kept_.pop_back()) {
                tm_thread(); // the move that was at hand, maybe
                if (kept_.size() % apart == 0) {
                    ASSERT_EQ(0, tm_verify()) << "after " << after << ", block " << which;
                    ExpectMarked(kept_);
                }
                tm_free(kept_.back());
            }
        }
    }
    EXPECT_GT(served, 0u);
}

#if TM_PINS > 0
TEST_F(Barrier, ABlockMayBePinnedAfterAnySlice)
{
    uint32_t slices = 0;
    do {
        tm_index_t index = kept_[slices % kept_.size()];
        void *address = tm_pin(index);
        ASSERT_NE(nullptr, address);
        bool more = tm_thread();
        EXPECT_EQ(address, tm_void(index));
        EXPECT_TRUE(IsMarked(index, kLarge));
        tm_unpin(index);
        ASSERT_LT(++slices, kMostSlices);
        if (!more) break;
    } while (tm_thread());
    Finish();
    EXPECT_NE(0, tm_alloc(wanted_));
    ExpectMarked(kept_);
}
#endif

TEST_F(Barrier, ABlockInFlightIsLiveAndShownOnce)
{
    uint32_t slices = 0;
    do {
        EXPECT_EQ(kept_.size(), LiveBlocks().size());
        for (tm_index_t index : kept_) EXPECT_TRUE(tm_valid(index));
        EXPECT_EQ(0, tm_verify());
        ASSERT_LT(++slices, kMostSlices);
    } while (tm_thread());
}

TEST_F(Barrier, DefragFinishesWhatSlicesBegan)
{
    for (int slice = 0; slice < 5; slice++) tm_thread();
    EXPECT_TRUE(tm_defrag(0, 0));
    EXPECT_EQ(1u, Gaps());
    ExpectMarked(kept_);
}

TEST_F(Barrier, ResetMayComeBetweenSlices)
{
    for (int slice = 0; slice < 3; slice++) tm_thread();
    tm_reset();
    EXPECT_EQ(0, tm_verify());
    EXPECT_FALSE(tm_thread());
    EXPECT_EQ(1u, Gaps());
}
