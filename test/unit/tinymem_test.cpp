// SPDX-License-Identifier: MIT
// When tm_alloc and tm_free take their short ways, and that they do the right thing when they may
// not: each test ends, or begins, the quiet by a call of the interface.
#include "unit.h"

class Quiet : public Unit
{
  protected:
    // Small blocks between larger ones, up to the end of the pool, and no gap below them; quiet.
    void SetUp() override
    {
        Unit::SetUp();
        row = Row({4, 20, 4, 20, 4, 20, 4, 4, 4});
        rest = Take(gap_at(place_of(next_of(0)))->size);
        Settle();
        ASSERT_EQ(state.made, state.quiet);
    }

    static index_t Take(unsigned blocks) { return tm_alloc((tm_size_t)blocks * TM_BLOCK_SIZE); }

    static bool Realloc(index_t index, unsigned blocks)
    {
        return tm_realloc(index, (tm_size_t)blocks * TM_BLOCK_SIZE) != 0;
    }

    // A free and an alloc of the same block.
    void Settle()
    {
        tm_free(row[7]);
        ASSERT_EQ(row[7], Take(4));
    }

    // Slices until there is nothing more to do.
    static void Finish()
    {
        unsigned slices = 0;
        while (tm_thread()) ASSERT_LT(++slices, 10000u);
    }

    // The request that waits is given up, as pins or blocks that are too large may force it.
    static void GiveUp(unsigned blocks)
    {
        ASSERT_EQ(blocks, compactor->want);
        EXPECT_EQ(GAVE_UP, give_up());
        EXPECT_EQ(blocks, compactor->vain);
        EXPECT_EQ(0, compactor->want);
    }

    // Frees blocks, so that a request of 40 blocks waits, and nothing larger than 20 is free.
    void Refuse()
    {
        tm_free(row[1]);
        tm_free(row[3]);
        ASSERT_EQ(0, Take(40));
    }

    std::vector<index_t> row;
    index_t rest;
};

TEST_F(Quiet, AFreshPoolIsNot)
{
    tm_reset();
    EXPECT_EQ(0, state.quiet);
    index_t index = Take(4);
    EXPECT_EQ(state.made, state.quiet);
    tm_free(index);
    EXPECT_EQ(state.made, state.quiet);
}

TEST_F(Quiet, MoreSlotsEndItUntilTheNextCall)
{
    tm_free(rest);
    index_t made = state.made;
    for (unsigned count = 0; state.made < made + 4u; count++) {
        ASSERT_NE(0, Take(LEAST));
        ASSERT_EQ(state.made, state.quiet);
        ASSERT_LT(count, 40u);
    }
}

TEST_F(Quiet, ARefusedAllocEndsItUntilOneIsServed)
{
    Refuse();
    EXPECT_EQ(0, state.quiet);
    tm_free(row[7]);
    EXPECT_EQ(row[7], Take(4));
    EXPECT_EQ(0, state.quiet) << "smaller than what was refused";
    EXPECT_EQ(40, compactor->want);
    tm_free(row[2]); // joins the gaps beside it
    EXPECT_EQ(0, state.quiet);
    move_next(row[4], GATHER);
    EXPECT_NE(0, Take(40));
    EXPECT_EQ(0, compactor->want);
    EXPECT_EQ(state.made, state.quiet);
    EXPECT_EQ(CHOOSE, compactor->phase) << "nothing moves while all is quiet";
}

TEST_F(Quiet, ALargerAllocThanTheRefusedOneEndsItsWaitToo)
{
    Refuse();
    tm_free(row[2]);
    EXPECT_NE(0, Take(41));
    EXPECT_EQ(0, compactor->want);
    EXPECT_EQ(state.made, state.quiet);
}

TEST_F(Quiet, ABlockIsCheckedByTheSizeThatItWasAllocatedWith)
{
    index_t index = row[1]; // of 20 blocks
    EXPECT_TRUE(tm_check(index, 20 * TM_BLOCK_SIZE));
    EXPECT_TRUE(tm_check(index, (21 - LEAST) * TM_BLOCK_SIZE)) << "the rest was too small";
    EXPECT_FALSE(tm_check(index, (20 - LEAST) * TM_BLOCK_SIZE));
    EXPECT_FALSE(tm_check(index, 21 * TM_BLOCK_SIZE));
}

TEST_F(Quiet, AFreedBlockLetsARequestHopeThatWasGivenUp)
{
    for (unsigned more : {0u, 1u}) {
        SetUp();
        Refuse();
        GiveUp(40);
        ASSERT_EQ(0, Take(40 - more));
        EXPECT_EQ(more == 0 ? 0 : 39, compactor->want);
        EXPECT_EQ(0, state.quiet);
        tm_free(row[7]); // small, and alone
        EXPECT_EQ(0, compactor->vain);
        EXPECT_EQ(40 - more, compactor->want) << "unless another one waits";
        EXPECT_EQ(0, state.quiet);
        for (unsigned slices = 0; fit_of(40 - more) != FITS; slices++) {
            ASSERT_TRUE(tm_thread());
            ASSERT_LT(slices, 10000u);
        }
        EXPECT_NE(0, Take(40 - more)) << "without being asked again";
        EXPECT_EQ(state.made, state.quiet);
    }
}

TEST_F(Quiet, AResizeThatIsServedLetsARequestHopeThatWasGivenUp)
{
    Refuse();
    GiveUp(40);
    ASSERT_FALSE(Realloc(row[7], 4 + 41));
    EXPECT_EQ(40, compactor->vain) << "this one is refused";
    ASSERT_TRUE(Realloc(row[7], 4));
    EXPECT_EQ(0, compactor->vain);
    EXPECT_EQ(40, compactor->want);
}

TEST_F(Quiet, ARequestThatWasGivenUpAndThenServedSilencesNoOther)
{
    Refuse();
    GiveUp(40); // as when the blocks between are too large for a slice
    ASSERT_TRUE(tm_defrag(0, 0));
    EXPECT_EQ(0, compactor->vain);
    EXPECT_EQ(40, compactor->want) << "what was in the way may have moved";
    ASSERT_NE(0, Take(40));
    EXPECT_EQ(0, compactor->vain);
    EXPECT_EQ(state.made, state.quiet);
    tm_free(row[5]);
    tm_free(row[7]);
    ASSERT_EQ(0, Take(24));
    EXPECT_EQ(24, compactor->want);
    for (unsigned slices = 0; slices < 10000 && fit_of(24) != FITS; slices++) tm_thread();
    EXPECT_NE(0, Take(24));
}

TEST_F(Quiet, ARefusedReallocEndsItUntilItIsServedOrItsBlockFreed)
{
    for (bool served : {true, false}) {
        SetUp();
        tm_free(row[0]);
        ASSERT_FALSE(Realloc(row[7], 8));
        EXPECT_EQ(0, state.quiet);
        tm_free(row[6]);
        EXPECT_EQ(row[6], Take(4));
        EXPECT_EQ(0, state.quiet);
        EXPECT_EQ(row[7], compactor->grow);
        if (served) {
            tm_free(row[8]);
            EXPECT_TRUE(Realloc(row[7], 8));
            tm_free(row[6]);
        } else {
            tm_free(row[7]);
        }
        EXPECT_EQ(0, compactor->grow);
        EXPECT_EQ(state.made, state.quiet);
    }
}

// Lets a growth of a block wait, and work for it begin.
static void Wait(index_t who)
{
    ASSERT_EQ(0, tm_realloc(who, 40 * TM_BLOCK_SIZE));
    size_t left = (size_t)-1;
    ASSERT_EQ(GOES_ON, compact_step(&left));
    ASSERT_EQ(who, compactor->grow);
    ASSERT_NE(CHOOSE, compactor->phase);
}

TEST_F(Quiet, ARequestThatIsServedEndsTheWorkForItselfOnly)
{
    tm_free(row[1]);
    tm_free(row[3]);
    Wait(row[4]);
    unsigned phase = compactor->phase;
    EXPECT_NE(0, Take(4));
    EXPECT_EQ(phase, compactor->phase) << "of tm_alloc";
    for (index_t other : {row[7], row[2]}) {
        EXPECT_TRUE(Realloc(other, 4));
        EXPECT_EQ(row[4], compactor->grow) << "of tm_realloc, a lower index and a higher one";
        EXPECT_EQ(phase, compactor->phase);
    }
    tm_free(row[7]);
    tm_free(row[2]);
    EXPECT_EQ(row[4], compactor->grow) << "of tm_free";
    EXPECT_EQ(40, compactor->grow_size);
}

TEST_F(Quiet, EachSizeTakesTheGapThatItFillsByTheShortWayToo)
{
    std::vector<index_t> gaps;
    tm_reset();
    for (unsigned blocks = LEAST; blocks < LEAST + 3; blocks++) {
        gaps.push_back(Take(blocks));
        ASSERT_NE(0, Take(LEAST));
    }
    for (index_t gap : gaps) tm_free(gap);
    for (unsigned blocks = LEAST; blocks < LEAST + 3; blocks++) {
        unsigned from = blocks == LEAST ? 1 : (blocks - 1) * TM_BLOCK_SIZE + 1;
        for (unsigned size = from; size <= blocks * TM_BLOCK_SIZE; size++) {
            ASSERT_NE(0, state.quiet);
            tm_index_t index = tm_alloc(size);
            EXPECT_EQ(gaps[blocks - LEAST], index) << size;
            tm_free(index);
        }
    }
}

TEST_F(Quiet, TmDefragEndsItWhileItIsAtWork)
{
    for (unsigned blocks : {39u, 0u}) {
        SetUp();
        tm_free(row[1]);
        tm_free(row[3]);
        ASSERT_NE(0, state.quiet);
        enum goal goal = blocks != 0 ? ALLOC : ALL;
        defrag_ask(goal, 0, (number_t)blocks);
        EXPECT_EQ(0, state.quiet);
        size_t left = (size_t)-1;
        compact_step(&left);
        tm_free(row[7]); // as an interrupt may, between two steps
        EXPECT_EQ(row[7], Take(4));
        EXPECT_EQ(0, Take(40));
        EXPECT_EQ(0, state.quiet);
        EXPECT_EQ(blocks, compactor->want) << "its request is its own";
        EXPECT_EQ(blocks != 0 ? SERVED : GAVE_UP, run((size_t)-1)) << "all is one gap: its end";
        EXPECT_TRUE(defrag_end(goal, 0, (number_t)blocks));
    }
}

TEST_F(Quiet, TmDefragBeginsAnewThoughItsGoalIsBeingWorkedFor)
{
    Refuse();
    const std::vector<unsigned char> before = Bytes();
    for (enum goal goal : {ALLOC, GROW, ALL}) {
        goal_begin(goal == ALL ? ALLOC : goal);
        compactor->plan = PLAN_ALLOC;
        compactor->tries = 2;
        compactor->phases = 3;
        compactor->unchanged = 0;
        compactor->large = 1;
        compactor->after_move = GATHER;
        enter(SCAN);
        compactor->given_up = 1;
        defrag_ask(goal, goal == GROW ? row[0] : 0, 38);
        EXPECT_EQ(goal, +compactor->goal);
        EXPECT_EQ(PLAN_NONE, (unsigned)compactor->plan);
        EXPECT_EQ(0, +compactor->tries);
        EXPECT_EQ(0, +compactor->phases);
        EXPECT_EQ(1, +compactor->unchanged);
        EXPECT_EQ(0, +compactor->large);
        EXPECT_EQ(CHOOSE, +compactor->phase);
        EXPECT_EQ(CHOOSE, +compactor->after_move);
        EXPECT_EQ(1, +compactor->unlimited);
        EXPECT_EQ(goal == ALLOC ? 38 : 40, compactor->want) << "in another's place";
        EXPECT_EQ(goal == GROW ? row[0] : 0, compactor->grow);
        EXPECT_EQ(goal == GROW ? 38 : 0, compactor->grow_size);
        EXPECT_EQ(goal == GROW ? 0 : 1, +compactor->given_up);
        EXPECT_EQ(ASKS, +compactor->asks) << "whose turn it was asks again";
        SetBytes(before);
    }
    tm_reset();
}

TEST_F(Quiet, WhereNobodyWaitedTmDefragTellsNobodyToAskAgain)
{
    const std::vector<unsigned char> before = Bytes();
    for (unsigned which = 0; which < 4; which++) {
        if (which == 1) compactor->want = 4;
        if (which >= 2) compactor->grow = row[0];
        if (which == 3) compactor->given_up = 1;
        defrag_ask(ALL, 0, 0);
        EXPECT_EQ(which == 1 || which == 2 ? ASKS : 0, +compactor->asks) << which;
        SetBytes(before);
    }
}

TEST_F(Quiet, WhatWasGivenUpIsTakenUpByTmDefragAndNothingLess)
{
    const std::vector<unsigned char> before = Bytes();
    for (unsigned blocks : {39u, 40u, 41u}) {
        compactor->vain = 40;
        defrag_ask(ALLOC, 0, (number_t)blocks);
        EXPECT_EQ(blocks < 40 ? 40 : 0, compactor->vain) << blocks;
        EXPECT_EQ(blocks, compactor->want);
        SetBytes(before);
        compactor->vain = 40;
        defrag_ask(GROW, row[0], (number_t)blocks);
        EXPECT_EQ(40, compactor->vain);
        SetBytes(before);
    }
}

TEST_F(Quiet, WhatTmDefragMovedLetsHopeAndWhatItDidNotDoesNot)
{
    for (bool moves : {true, false}) {
        SetUp();
        Refuse();
        GiveUp(40);
        compactor->grow = row[0];
        compactor->grow_size = 60;
        compactor->given_up = 1;
        compactor->vain_growths = MOST_VAIN;
        EXPECT_EQ(moves, tm_defrag(0, (moves ? 39 : 41) * TM_BLOCK_SIZE));
        EXPECT_EQ(moves ? 0 : 41, compactor->vain);
        EXPECT_EQ(moves ? 0 : 1, +compactor->given_up);
        EXPECT_EQ(moves ? 0 : MOST_VAIN, +compactor->vain_growths);
        tm_reset();
    }
}

#if TM_PINS > 0
// Its caller may try as often as he likes: others are not given up with him.
TEST_F(Quiet, WhatTmDefragCanNotServeDoesNotCount)
{
    pins_add(row[2]);
    tm_free(row[1]);
    tm_free(row[3]);
    for (int time = 0; time < 2; time++) {
        EXPECT_FALSE(tm_defrag(row[0], 40 * TM_BLOCK_SIZE));
        EXPECT_EQ(1, +compactor->given_up);
        EXPECT_EQ(0, +compactor->vain_growths);
    }
    pins_drop(row[2]);
    tm_reset();
}

TEST_F(Quiet, OneGapThatTmDefragGivesUpLeavesTheRequestsAsTheyWere)
{
    tm_free(row[1]);
    tm_free(row[3]);
    tm_pin(row[2]);
    ASSERT_FALSE(Realloc(row[5], 60));
    ASSERT_EQ(0, Take(40));
    Finish();
    ASSERT_EQ(40, compactor->vain);
    ASSERT_EQ(1, +compactor->given_up);
    EXPECT_FALSE(tm_defrag(0, 0));
    EXPECT_EQ(40, compactor->vain);
    EXPECT_EQ(0, compactor->want);
    EXPECT_EQ(1, +compactor->given_up);
    EXPECT_EQ(row[5], compactor->grow);
    EXPECT_EQ(1, compactor->vain_growths);
    tm_unpin(row[2]);
    EXPECT_EQ(40, compactor->want) << "a pin less lets all hope";
    EXPECT_EQ(0, +compactor->given_up);
}
#endif

TEST_F(Quiet, ASliceIsStepsThatMayCostSliceLessTheCall)
{
    for (size_t more : {0u, 5u, 7u}) {
        SetUp();
        tm_free(row[more]);
        Refuse();
        bool goes_on = true;
        for (unsigned slices = 0; goes_on && slices < 200; slices++) {
            std::vector<unsigned char> before = Bytes();
            size_t left = COST_SLICE - COST_CALL;
            enum outcome outcome;
            do {
                outcome = compact_step(&left);
            } while (outcome == GOES_ON);
            std::vector<unsigned char> after = Bytes();
            SetBytes(before);
            goes_on = tm_thread();
            ASSERT_EQ(outcome != IDLE, goes_on);
            ASSERT_TRUE(after == Bytes()) << "slice " << slices;
        }
    }
}

TEST_F(Quiet, AfterTmDefragItIsUpToWhoTakesTheRoom)
{
    for (bool comes : {true, false}) {
        SetUp();
        tm_free(row[1]);
        tm_free(row[3]);
        EXPECT_TRUE(tm_defrag(0, 40 * TM_BLOCK_SIZE));
        EXPECT_EQ(40, compactor->want);
        EXPECT_TRUE(is_served());
        Settle();
        EXPECT_EQ(0, state.quiet) << "the room is left alone";
        if (comes)
            EXPECT_NE(0, Take(40));
        else
            Finish();
        EXPECT_EQ(0, compactor->want);
        Settle();
        EXPECT_EQ(state.made, state.quiet);
    }
}

TEST_F(Quiet, WithoutAReserveTheLastGapStaysForTheTable)
{
    while (state.unused != 0 || slots_have_room()) { // the end that is cut off takes a slot
        ASSERT_TRUE(Realloc(rest, size_of(rest) - LEAST));
        ASSERT_NE(0, Take(LEAST));
    }
    Settle();
    ASSERT_EQ(state.made, state.quiet);
    ASSERT_NE(0, compactor->reserve);
    ASSERT_TRUE(Realloc(row[7], 4 - LEAST)) << "by the reserve";
    EXPECT_EQ(0, compactor->reserve);
    EXPECT_EQ(0, state.quiet);
    EXPECT_EQ(0, Take(LEAST)) << "the last gap";
    tm_free(row[5]);
    EXPECT_EQ(0, state.quiet);
    EXPECT_NE(0, Take(LEAST)) << "there is another one now";
    EXPECT_EQ(0, verify_all());
}

TEST_F(Quiet, TmResetEndsIt)
{
    tm_reset();
    EXPECT_EQ(0, state.quiet);
    for (unsigned index = 0; index < 10; index++) tm_free((index_t)index);
    EXPECT_EQ(0, verify_all());
}

TEST_F(Quiet, AWrongIndexChangesNothing)
{
    tm_free(row[7]); // small, and alone
    tm_free(row[1]);
    tm_free(row[2]); // its slot is unused now
    ASSERT_NE(0, state.quiet);
    const std::vector<unsigned char> before = Bytes();
    for (unsigned index : {0u, 0u + row[7], 0u + row[1], 0u + row[2], 0u + compactor->reserve,
                           0u + state.unused, state.made + 1u, 0u + TM_INDEXES, ~0u})
        tm_free((index_t)index);
    EXPECT_TRUE(before == Bytes());
}

#if TM_PINS > 0
TEST_F(Quiet, APinEndsItUntilItIsTakenBack)
{
    tm_pin(row[7]);
    EXPECT_EQ(0, state.quiet);
    tm_free(row[8]);
    tm_free(row[7]);
    EXPECT_TRUE(is_live(row[7])) << "a pinned block is not freed";
    EXPECT_EQ(row[8], Take(4));
    EXPECT_EQ(0, state.quiet);
    tm_unpin(row[7]);
    tm_free(row[7]);
    EXPECT_FALSE(is_live(row[7]));
    EXPECT_EQ(state.made, state.quiet);
}
#endif

TEST_F(Quiet, WhatIsHeldKeepsItOffUntilThatIsLetGo)
{
    Refuse();
    while (compactor->held == 0) {
        size_t left = (size_t)-1;
        ASSERT_EQ(GOES_ON, compact_step(&left));
    }
    goal_forget(ALLOC);
    Settle();
    EXPECT_EQ(0, state.quiet);
    Finish();
    EXPECT_EQ(0, compactor->held);
    Settle();
    EXPECT_EQ(state.made, state.quiet);
}

using Interface = Unit;

TEST_F(Interface, OnlyWhatIsNoMoreThanTheMemoryTakesBlocks)
{
    EXPECT_EQ(END, blocks_for(MEMORY_BYTES));
    EXPECT_EQ(0, blocks_for(MEMORY_BYTES + 1));
    EXPECT_EQ(0, blocks_for(0));
}

TEST_F(Interface, AResetTakesWhateverBytesAreThere)
{
    for (int byte : {0xFF, 0xA5, 0x01}) {
        memset(&state, byte, sizeof state);
        memset(TM_POOL_, byte, sizeof TM_POOL_);
        tm_reset();
        EXPECT_EQ(0, tm_verify()) << byte;
        index_t index = tm_alloc(1);
        EXPECT_NE(0, index) << byte;
        EXPECT_TRUE(tm_valid(index)) << byte;
        EXPECT_FALSE(tm_valid((index_t)(index + 1))) << byte;
        EXPECT_EQ(0, tm_verify()) << byte;
    }
}

TEST_F(Interface, ARequestForMoreThanThereCanBeIsGivenUpAtOnce)
{
    for (bool fresh : {true, false}) {
        if (fresh) tm_reset();
        EXPECT_EQ(0, tm_alloc((tm_size_t)-1));
        EXPECT_EQ(0, verify_all());
        EXPECT_EQ(TM_REASON_FULL, tm_stats().reason);
        EXPECT_EQ(0, compactor->want);
        tm_index_t index = tm_alloc(1);
        state.reason = TM_REASON_NONE;
        EXPECT_EQ(0, tm_realloc(index, (tm_size_t)-1));
        EXPECT_EQ(TM_REASON_FULL, tm_stats().reason);
        EXPECT_EQ(0, compactor->grow);
        state.reason = TM_REASON_NONE;
        EXPECT_EQ(0, tm_alloc(0));
        EXPECT_EQ(TM_REASON_NONE, tm_stats().reason) << "a request for nothing is none";
    }
}

TEST_F(Interface, ARequestForNothingIsNoneThatWasRefused)
{
    EXPECT_EQ(0, tm_alloc(0));
    EXPECT_EQ(0u, tm_stats().failed);
}

#if TM_STATS
TEST_F(Interface, AProductThatOverflowsIsARequestThatWasRefused)
{
    const tm_size_t most = (tm_size_t)-1;
    EXPECT_EQ(0, tm_calloc(most, most)) << "1, if it wrapped";
    EXPECT_EQ(0, tm_calloc(most / 2 + 1, 2)) << "0, if it wrapped";
    EXPECT_EQ(2u, tm_stats().failed);
    EXPECT_EQ(0, compactor->want);
}
#endif
