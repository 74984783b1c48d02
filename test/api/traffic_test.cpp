// SPDX-License-Identifier: MIT
// Much traffic of small blocks, while something weighs on the pool: pins, requests that wait, and
// requests that were given up. Most calls go short ways then as they do without; each leaves a pool
// that is whole, and each block holds what was written to it.
#include "../model/random.h"
#include "../support/pins.h"
#include "api.h"

class Traffic : public Api
{
  protected:
    // Sixty percent of the pool is live, in blocks of these sizes.
    void SetUp() override
    {
        Api::SetUp();
        blocks_.clear();
        all_ = tm_stats().free_bytes;
        while (tm_stats().live_bytes < all_ / 10 * 6) ASSERT_TRUE(Take());
    }

    // No block is lost, and no byte of what is free.
    void TearDown() override
    {
        while (!blocks_.empty()) Drop(blocks_.size() - 1);
        EXPECT_EQ(0u, tm_stats().live_bytes);
        Finish();
        EXPECT_TRUE(tm_defrag(0, 0));
        EXPECT_EQ(1u, Gaps());
        Api::TearDown();
    }

    // One block more. False: it is refused.
    bool Take()
    {
        static const tm_size_t sizes[] = {8, 16, 24, 32, 48, 64};
        tm_size_t size = sizes[random_.Below(6)];
        tm_index_t index = tm_alloc(size);
        EXPECT_EQ(0, tm_verify());
        if (index == 0) return false;
        EXPECT_TRUE(tm_check(index, size));
        Mark(index);
        blocks_.push_back(index);
        return true;
    }

    // One block less.
    void Drop(size_t at)
    {
        tm_index_t index = blocks_[at];
        EXPECT_TRUE(IsMarked(index, tm_sizeof(index))) << "index " << index;
        tm_free(index);
        EXPECT_EQ(0, tm_verify());
        EXPECT_FALSE(tm_valid(index));
        blocks_[at] = blocks_.back();
        blocks_.pop_back();
    }

    // A block goes and others come, as many times: at each of them `look` is called.
    void Trade(unsigned times, const std::function<void()> &look)
    {
        for (; times != 0 && !HasFailure(); times--) {
            if (!blocks_.empty()) Drop(random_.Below((uint32_t)blocks_.size()));
            while (tm_stats().live_bytes < all_ / 10 * 6 && Take()) continue;
            look();
        }
    }

    // As many blocks out of the traffic.
    std::vector<tm_index_t> Keep(size_t count)
    {
        std::vector<tm_index_t> kept;
        while (kept.size() < count && blocks_.size() > 2) {
            size_t at = random_.Below((uint32_t)blocks_.size());
            kept.push_back(blocks_[at]);
            blocks_[at] = blocks_.back();
            blocks_.pop_back();
        }
        return kept;
    }

    // And back.
    void Return(const std::vector<tm_index_t> &kept)
    {
        ExpectMarked(kept);
        blocks_.insert(blocks_.end(), kept.begin(), kept.end());
    }

    // Goes on until more is free than in any one place, and than any of the blocks takes. Returns
    // what will be refused so, and is promised.
    tm_size_t Fragment()
    {
        for (unsigned round = 0; round < 50; round++) {
            Trade(kTimes / 10, [] {});
            tm_size_t largest = 64;
            for (const tm_span_t &span : Picture()) {
                if (span.kind == TM_FREE && span.size > largest) largest = span.size;
            }
            if (largest + 128 <= tm_stats().largest_after) return largest + 64;
        }
        ADD_FAILURE() << "all that is free is one gap";
        return 0;
    }

    static constexpr unsigned kTimes = 1500;

    Random random_{20250701u};
    std::vector<tm_index_t> blocks_; // in no order
    tm_size_t all_;                  // what an empty pool has
};

TEST_F(Traffic, GoesOnWhereNothingWeighs)
{
    Trade(kTimes, [] { EXPECT_EQ(TM_REASON_NONE, tm_stats().reason); });
}

#if TM_PINS > 0

TEST_F(Traffic, GoesOnAroundPinnedBlocksWhichStay)
{
    for (size_t count : {(size_t)1, (size_t)TM_PINS, (size_t)(PINS_ANY ? 3 * TM_PINS + 1 : TM_PINS)}) {
        std::vector<tm_index_t> kept = Keep(count);
        std::vector<void *> addresses;
        for (tm_index_t index : kept) addresses.push_back(tm_pin(index));
        EXPECT_EQ(addresses, Addresses(kept));
        Trade(kTimes / 3, [&] {
            if (random_.OneIn(4)) tm_thread();
            tm_index_t index = kept[random_.Below((uint32_t)kept.size())];
            if (random_.OneIn(16)) {
                tm_free(index);
                ExpectError(TM_ERROR_PINNED, index);
            }
            EXPECT_EQ(kept.size(), tm_stats().pinned);
        });
        EXPECT_EQ(addresses, Addresses(kept));
        for (tm_index_t index : kept) tm_unpin(index);
        Return(kept);
    }
}

// A block of the traffic is pinned for some calls only, some of them several times.
TEST_F(Traffic, GoesOnWhileBlocksArePinnedAndUnpinned)
{
    std::vector<tm_index_t> pinned;
    Trade(kTimes, [&] {
        if (pinned.size() < TM_PINS && random_.OneIn(2)) {
            std::vector<tm_index_t> kept = Keep(1);
            pinned.insert(pinned.end(), kept.begin(), kept.end());
            for (tm_index_t index : kept) {
                EXPECT_NE(nullptr, tm_pin(index));
                EXPECT_NE(nullptr, tm_pin(index));
                tm_unpin(index);
                EXPECT_NE(nullptr, tm_pin(index));
            }
        } else if (!pinned.empty()) {
            tm_index_t index = pinned.back();
            pinned.pop_back();
            tm_unpin(index);
            EXPECT_EQ(pinned.size() + 1, tm_stats().pinned);
            tm_unpin(index);
            EXPECT_EQ(pinned.size(), tm_stats().pinned);
            Return({index});
        }
        EXPECT_EQ(0, tm_verify());
        if (random_.OneIn(4)) tm_thread();
    });
    for (tm_index_t index : pinned) {
        tm_unpin(index);
        tm_unpin(index);
    }
    Return(pinned);
}

#endif

// Nobody makes room for it, so it waits, however many smaller ones are served.
TEST_F(Traffic, GoesOnWhileARequestWaitsAndKeepsItWaiting)
{
    const tm_size_t wanted = Fragment();
    ASSERT_EQ(0, tm_alloc(wanted));
    Trade(kTimes, [] {});
    EXPECT_TRUE(tm_thread()) << "somebody waits";
    if (tm_stats().largest_after >= wanted) {
        tm_index_t index = AllocPatiently(wanted);
        EXPECT_NE(0, index);
        tm_free(index);
    }
}

TEST_F(Traffic, GoesOnWhileABlockWaitsToGrow)
{
    const tm_size_t more = Fragment();
    std::vector<tm_index_t> kept = Keep(1);
    const tm_size_t had = tm_sizeof(kept[0]);
    ASSERT_EQ(0, tm_realloc(kept[0], had + more));
    Trade(kTimes, [] {});
    EXPECT_TRUE(tm_thread()) << "somebody waits";
    if (tm_stats().largest_after >= more) {
        EXPECT_EQ(kept[0], ReallocPatiently(kept[0], had + more));
        EXPECT_TRUE(IsMarked(kept[0], had));
        ASSERT_EQ(kept[0], tm_realloc(kept[0], had));
    }
    EXPECT_EQ(had, tm_sizeof(kept[0]));
    Return(kept);
}

// It is tried again once enough is free, though no call but that of tm_thread may have looked.
TEST_F(Traffic, GoesOnWhileARequestIsGivenUpUntilThereIsHopeForIt)
{
    unsigned hopes = 0;
    for (unsigned round = 0; round < 20; round++) {
        const tm_size_t size = tm_stats().free_bytes + (1 + round % 4) * 8 * TM_BLOCK_SIZE;
        bool is_hopeful = false;
        Finish();
        ASSERT_EQ(0, tm_alloc(size));
        ASSERT_EQ(TM_REASON_FULL, tm_stats().reason);
        ASSERT_FALSE(tm_thread()) << "more than all that is free";
        for (unsigned step = 0; step < 100 && !is_hopeful && !HasFailure(); step++) {
            Drop(random_.Below((uint32_t)blocks_.size()));
            is_hopeful = tm_stats().free_bytes >= size;
            if (is_hopeful) break;
            ASSERT_FALSE(tm_thread()) << "still more than all that is free";
            if (!random_.OneIn(4) && !Take()) break; // that waits now
        }
        if (is_hopeful) {
            hopes++;
            EXPECT_TRUE(tm_thread()) << "there is hope";
        }
        while (tm_stats().largest_after < size && !blocks_.empty()) Drop(0);
        tm_index_t index = AllocPatiently(size);
        EXPECT_NE(0, index);
        tm_free(index);
        while (tm_stats().live_bytes < all_ / 10 * 6 && Take()) continue;
    }
    EXPECT_GT(hopes, 5u);
}

TEST_F(Traffic, GoesOnWhileTheCompactorWorks)
{
    unsigned served = 0;
    Trade(kTimes, [&] {
        if (random_.OneIn(8)) {
            tm_size_t size = tm_stats().largest_after / 2;
            tm_index_t index = size == 0 ? 0 : tm_alloc(size);
            served += index != 0;
            tm_free(index);
        }
        tm_thread();
        EXPECT_EQ(0, tm_verify());
    });
    EXPECT_GT(served, 5u);
}
