// SPDX-License-Identifier: MIT
// Several callers who wait at the same time: whoever can be served is, whatever the others are
// refused; and there is an end, whoever asks.
#include "api.h"

// How often tm_thread says "ask again" for somebody who may not come.
constexpr uint32_t kAsks = 7;

// Slices in which the work ends, once the room is there.
constexpr uint32_t kLastSlices = 8;

class Callers : public Api
{
  protected:
    // Half of the pool is free, in pieces. `blocks_` are what is live.
    void SetUp() override
    {
        Api::SetUp();
        blocks_ = FragmentPool(kSize);
        Finish();
        free_ = tm_stats().free_bytes;
        wanted_ = tm_stats().largest_after / 2;
        ASSERT_GT(wanted_, tm_stats().largest_now);
    }

    // More turns than it takes to serve one of some callers, however many times they are refused:
    // so many for each block and each caller.
    size_t Turns(size_t callers) const { return 32 * (blocks_.size() + 16) * callers; }

    // A request that is refused each time, as it can't be served: the n-th of them.
    void AskInVain(size_t n)
    {
        tm_size_t size = free_ + TM_BLOCK_SIZE * (1 + n % 5);
        tm_index_t other = blocks_[1 + n % (blocks_.size() - 1)];
        switch (n % 7) {
        case 0:
            EXPECT_EQ(0, tm_alloc(size));
            break;
        case 1:
            EXPECT_EQ(0, tm_alloc(TM_POOL_SIZE));
            break;
        case 2:
            EXPECT_EQ(0, tm_realloc(other, kSize + size));
            break;
        case 3:
            EXPECT_EQ(0, tm_realloc(other, TM_POOL_SIZE));
            break;
        case 4:
            EXPECT_EQ(0, tm_alloc(SIZE_MAX));
            break;
        case 5:
            EXPECT_EQ(0, tm_realloc(other, SIZE_MAX - n));
            break;
        case 6:
            EXPECT_EQ(0, tm_calloc(2, size));
            break;
        }
    }

    // Pins a block in the middle, so that what is free is more than there can be on either side.
    tm_index_t PinTheMiddle()
    {
        tm_free(blocks_.back());
        tm_free(blocks_.front());
        blocks_ = {blocks_.begin() + 1, blocks_.end() - 1};
        free_ = tm_stats().free_bytes;
        tm_index_t middle = blocks_[blocks_.size() / 2];
        tm_pin(middle);
        return middle;
    }

    // What the first caller wants: a block, or that the first block grows.
    bool Ask(bool grows)
    {
        if (grows) return tm_realloc(blocks_[0], tm_sizeof(blocks_[0]) + wanted_) != 0;
        return tm_alloc(wanted_) != 0;
    }

    // Turns until he is served: he asks, and the others, as `ask` does, before him or after him;
    // then one slice. The first turns are the others' alone.
    void ExpectServed(bool grows, size_t callers, size_t alone, bool first,
                      const std::function<void(size_t)> &ask)
    {
        size_t turns = 0;
        bool served = false;
        for (; !served && turns < Turns(callers) + alone; turns++) {
            if (!first) ask(turns);
            if (turns >= alone) served = Ask(grows);
            if (first && !served) ask(turns);
            bool more = tm_thread();
            ASSERT_TRUE(more || served || turns < alone) << "nothing can be done for him";
            ASSERT_EQ(0, tm_verify());
        }
        EXPECT_TRUE(served) << "not in " << turns << " turns";
        ExpectMarked({blocks_.begin() + 1, blocks_.end()});
        EXPECT_TRUE(IsMarked(blocks_[0], kSize));
    }

    std::vector<tm_index_t> blocks_;
    tm_size_t free_, wanted_;
};

TEST_F(Callers, NobodyStarvesBehindOneWhoAsksInVain)
{
    for (bool grows : {false, true}) {
        for (bool first : {false, true}) {
            for (size_t kind = 0; kind < 7; kind++) {
                SetUp();
                ExpectServed(grows, 2, kind, first, [&](size_t) { AskInVain(kind); });
            }
        }
    }
}

TEST_F(Callers, NobodyStarvesBehindManyWhoAskInVainInTurn)
{
    for (bool grows : {false, true}) {
        for (bool first : {false, true}) {
            for (size_t others = 2; others <= 8; others += 2) {
                SetUp();
                ExpectServed(grows, 1 + others, 3, first, [&](size_t turn) {
                    for (size_t n = 0; n < others; n++) AskInVain(turn * others + n);
                });
            }
        }
    }
}

// They never come for what they asked for.
TEST_F(Callers, NobodyStarvesBehindOthersWhoAskForLessOrForMore)
{
    for (bool grows : {false, true}) {
        for (bool first : {false, true}) {
            SetUp();
            const tm_size_t most = tm_stats().largest_after;
            ExpectServed(grows, 5, 2, first, [&](size_t turn) {
                const tm_size_t sizes[] = {most, most - kSize, wanted_ + TM_BLOCK_SIZE,
                                           wanted_ - 1};
                tm_index_t other = blocks_[1 + turn % (blocks_.size() - 1)];
                tm_size_t size = sizes[turn % 4];
                tm_index_t index = turn % 8 < 4 ? tm_alloc(size) : 0;
                tm_free(index); // he has done what he had to do
                if (turn % 8 >= 4 && tm_realloc(other, kSize + size) != 0) {
                    EXPECT_EQ(other, tm_realloc(other, kSize));
                }
            });
        }
    }
}

// A block whose address is taken is not carried on, with a read barrier.
TEST_F(Callers, NobodyStarvesBehindOneWhoReads)
{
    for (bool grows : {false, true}) {
        SetUp();
        ExpectServed(grows, 2, 0, true, [&](size_t turn) {
            tm_index_t read = blocks_[turn % blocks_.size()];
            EXPECT_TRUE(IsMarked(read, kSize));
            AskInVain(turn);
        });
    }
}

#if TM_PINS > 0
TEST_F(Callers, NobodyStarvesBehindOneForWhomAPinIsInTheWay)
{
    for (bool first : {false, true}) {
        SetUp();
        tm_index_t middle = PinTheMiddle();
        const tm_size_t hopeless = free_ - 2 * TM_BLOCK_SIZE;
        wanted_ = free_ / 4;
        ExpectServed(false, 4, 2, first, [&](size_t turn) {
            EXPECT_EQ(0, tm_alloc(hopeless + turn % 3 * TM_BLOCK_SIZE));
            EXPECT_EQ(0, tm_realloc(middle, kSize + hopeless));
            AskInVain(turn);
        });
        tm_unpin(middle);
    }
}

// Some growths that pins make hopeless are tried; then each other one is hopeless too.
TEST_F(Callers, WhoAsksInVainBecauseOfAPinKeepsNobodyBusyForEver)
{
    tm_index_t middle = PinTheMiddle();
    const tm_size_t hopeless = free_ - 2 * TM_BLOCK_SIZE;
    size_t turns = 0;
    for (size_t idle = 0; idle < 100; turns++) {
        tm_index_t other = blocks_[turns % blocks_.size()];
        bool got = turns % 2 == 0 ? tm_alloc(hopeless + turns / 2 % 3 * TM_BLOCK_SIZE) != 0
                                  : tm_realloc(other, kSize + hopeless) != 0;
        ASSERT_FALSE(got);
        idle = tm_thread() ? 0 : idle + 1;
        ASSERT_LT(turns, Turns(8));
    }
    tm_unpin(middle);
    EXPECT_NE(0, AllocPatiently(wanted_));
}
#endif

TEST_F(Callers, WhoAsksInVainKeepsNobodyBusyAtAll)
{
    const tm_size_t moves = tm_stats().moves;
    for (size_t kinds = 1; kinds <= 7; kinds++) {
        for (size_t turn = 0; turn < 200; turn++) {
            AskInVain(turn % kinds);
            EXPECT_FALSE(tm_thread()) << kinds << ", turn " << turn;
        }
    }
    EXPECT_EQ(moves, tm_stats().moves);
}

// When he was promised room, and room for him is there or can be made, false is no answer.
TEST_F(Callers, WhoseSizeIsTakenBySomebodyElseIsNotToldThatNothingCanBeDone)
{
    bool was_served = false;
    for (size_t when = 0; !was_served; when++) {
        SetUp();
        wanted_ = tm_stats().largest_after / 4;
        tm_index_t others = tm_alloc(kSize);
        ASSERT_NE(0, others = ReallocPatiently(others, wanted_)) << "as large a block";
        Finish();
        wanted_ = tm_sizeof(others);
        if (tm_stats().largest_now >= wanted_) FAIL() << "there is room already";
        tm_index_t index = 0;
        size_t turns = 0;
        for (bool more = true; index == 0 && more; turns++) {
            index = tm_alloc(wanted_);
            if (index == 0 && turns == when) {
                tm_free(others);
                others = tm_alloc(wanted_); // as an interrupt may
                ASSERT_NE(0, others);
            }
            if (index == 0) more = tm_thread();
            ASSERT_LT(turns, Turns(2));
        }
        EXPECT_NE(0, index) << when;
        was_served = turns <= when;
    }
}

// One growth is remembered, of whichever block: others ask again when that is over.
TEST_F(Callers, WhoseGrowthWaitsBehindSomebodyElsesIsNotToldThatNothingCanBeDone)
{
    for (int end = 0; end < 3; end++) {
        for (size_t when = 0; when < 40; when++) {
            SetUp();
            tm_index_t other = blocks_.back();
            const tm_size_t grown = kSize + wanted_ / 2;
            bool served = false;
            size_t turns = 0;
            for (bool more = true; !served && more; turns++) {
                if (turns == when && end == 0) (void)tm_realloc(other, grown); // before him
                served = tm_realloc(blocks_[0], grown) != 0;
                if (!served && turns == when && end > 0) {
                    EXPECT_EQ(0, tm_realloc(other, grown));
                }
                if (!served && turns == when) {
                    tm_index_t freed = end == 1 ? tm_realloc(other, kSize) : 0;
                    EXPECT_EQ(end == 1 ? other : 0, freed);
                    if (end != 1) tm_free(other);
                }
                if (!served) more = tm_thread();
                ASSERT_LT(turns, Turns(2));
            }
            EXPECT_TRUE(served) << end << ", " << when;
        }
    }
}

TEST_F(Callers, WhoIsRefusedAndNeverComesBackIsWaitedForSoLong)
{
    ASSERT_EQ(0, tm_alloc(wanted_));
    size_t turns = 0;
    while (tm_stats().largest_now < wanted_) {
        ASSERT_TRUE(tm_thread());
        ASSERT_LT(++turns, Turns(1));
    }
    size_t asks = 0;
    for (; tm_thread(); asks++) ASSERT_LE(asks, 2 * kAsks + kLastSlices);
    EXPECT_GE(asks, kAsks);
    for (int time = 0; time < 3; time++) EXPECT_FALSE(tm_thread());
    EXPECT_NE(0, tm_alloc(wanted_)) << "his room is there still";
}

TEST_F(Callers, WhenSomebodyElseTookHisSizeWhoWaitsIsToldSoOften)
{
    ASSERT_EQ(0, tm_alloc(wanted_));
    for (size_t at = 0; tm_stats().largest_now < wanted_; at++) tm_free(blocks_[at]);
    ASSERT_NE(0, tm_alloc(wanted_));
    for (uint32_t ask = 0; ask < kAsks; ask++) EXPECT_TRUE(tm_thread()) << ask;
    EXPECT_FALSE(tm_thread());
}

// More than all that is free is asked for once, and its caller is gone.
TEST_F(Callers, WhatCanNotBeHadKeepsNobodyBusyAfterEachFree)
{
    ASSERT_EQ(0, tm_alloc(tm_stats().free_bytes + 4 * kSize));
    Finish();
    for (int turn = 0; turn < 100; turn++) {
        tm_index_t index = tm_alloc(kSize / 2);
        ASSERT_NE(0, index);
        tm_free(index);
        ASSERT_FALSE(tm_thread()) << turn;
    }
}

// What a slot's next block is, nobody has asked to grow.
TEST_F(Callers, AFreedBlocksRequestIsNotItsSuccessors)
{
    for (bool defrags : {false, true}) {
        for (size_t slices = 0; slices < 4; slices++) {
            SetUp();
            tm_index_t freed = blocks_.back();
            ASSERT_EQ(0, tm_realloc(freed, kSize + wanted_));
            for (size_t slice = 0; slice < slices; slice++) ASSERT_TRUE(tm_thread());
            EXPECT_TRUE(!defrags || tm_defrag(freed, kSize + wanted_));
            tm_free(freed);
            EXPECT_TRUE(!defrags || tm_defrag(0, 0));
            tm_index_t next = 0;
            while (next != freed && tm_stats().largest_now != 0) next = tm_alloc(1);
            EXPECT_TRUE(next == freed || TM_GENERATIONS > 0);
            const tm_size_t moves = tm_stats().moves;
            size_t asks = 0;
            for (; tm_thread(); asks++) ASSERT_LE(asks, 2 * kAsks + kLastSlices);
            EXPECT_EQ(moves, tm_stats().moves);
            EXPECT_EQ(TM_REASON_NONE, tm_stats().reason);
        }
    }
}
