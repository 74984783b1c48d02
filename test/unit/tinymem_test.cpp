// SPDX-License-Identifier: MIT
// When tm_alloc and tm_free take their short ways, and that they do the right thing when they may
// not: each test opens or closes one by calls of the interface.
#include "../model/random.h"
#include "unit.h"

class ShortWays : public Unit
{
  protected:
    // Small blocks between larger ones, up to the end of the pool, and no gap below them; both ways
    // are open.
    void SetUp() override
    {
        Unit::SetUp();
        row = Row({4, 20, 4, 20, 4, 20, 4, 4, 4});
        rest = Take(gap_at(place_of(next_of(0)))->size);
        Settle();
        ExpectOpen(kAll, true);
    }

    static slot_t Take(unsigned blocks) { return tm_alloc((tm_size_t)blocks * TM_BLOCK_SIZE); }

    static bool Realloc(slot_t index, unsigned blocks)
    {
        return tm_realloc(index, (tm_size_t)blocks * TM_BLOCK_SIZE) != 0;
    }

    // Whether the ways are open: tm_alloc's for less than `blocks`, and tm_free's.
    static void ExpectOpen(unsigned blocks, bool frees)
    {
        EXPECT_EQ((number_t)(blocks - LEAST_UNITS), state.short_alloc);
        EXPECT_EQ(frees ? state.made : 0, state.short_free);
    }

    // Each way is open by then that may be: something was freed, and a long way has come to its
    // end.
    void Settle()
    {
        tm_free(row[7]);
        ASSERT_EQ(row[7], Take(4));
        ASSERT_TRUE(Realloc(row[7], 4));
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
        ASSERT_EQ(blocks, compactor->alloc_size);
        EXPECT_EQ(GAVE_UP, give_up());
        EXPECT_EQ(blocks, compactor->vain);
        EXPECT_EQ(0, compactor->alloc_size);
    }

    // Frees blocks, so that a request of 40 blocks waits, and nothing larger than 20 is free.
    void Refuse()
    {
        tm_free(row[1]);
        tm_free(row[3]);
        ASSERT_EQ(0, Take(40));
    }

    // What no request is as large as.
    static constexpr unsigned kAll = 0;

    std::vector<slot_t> row;
    slot_t rest;
};

TEST_F(ShortWays, AFreshPoolHasNoneAndTheEndOfALongOneOpensThem)
{
    tm_reset();
    EXPECT_EQ(0, state.short_alloc);
    EXPECT_EQ(0, state.short_free);
    slot_t index = Take(4);
    ExpectOpen(kAll, false);
    tm_free(index);
    ExpectOpen(kAll, true);
}

TEST_F(ShortWays, MoreSlotsAreMoreThatMayBeFreed)
{
    tm_free(rest);
    slot_t made = state.made;
    for (unsigned count = 0; state.made < made + 4u; count++) {
        ASSERT_NE(0, Take(LEAST_UNITS));
        ExpectOpen(kAll, true);
        ASSERT_LT(count, 40u);
    }
}

// Until something was freed, which the plan for the request must hear of.
TEST_F(ShortWays, ARefusedAllocLeavesThatOfTmAllocToSmallerOnesAndClosesThatOfTmFree)
{
    Refuse();
    ExpectOpen(40, false);
    tm_free(row[7]);
    ExpectOpen(40, true);
    EXPECT_EQ(row[7], Take(4));
    tm_free(row[2]); // joins the gaps beside it
    ExpectOpen(40, true);
    EXPECT_EQ(40, compactor->alloc_size) << "smaller ones are not what waits";
    compactor->phase = GATHER;
    move_next(row[4]);
    EXPECT_NE(0, Take(40));
    EXPECT_EQ(0, compactor->alloc_size);
    EXPECT_EQ(CHOOSE, compactor->phase) << "nothing moves when nobody waits";
    EXPECT_EQ(REST, compactor->stage);
    ExpectOpen(kAll, false);
    tm_free(row[7]);
    ExpectOpen(kAll, true);
}

TEST_F(ShortWays, ALargerAllocThanTheRefusedOneEndsItsWaitToo)
{
    Refuse();
    tm_free(row[2]);
    EXPECT_NE(0, Take(41));
    EXPECT_EQ(0, compactor->alloc_size);
    ExpectOpen(kAll, false);
}

// Sizes with a bin of their own: the short way ends where a size is what somebody waits for.
TEST_F(ShortWays, ASmallAllocOfWhatSomebodyWaitsForEndsHisWaitAndALesserOneDoesNot)
{
    for (bool given_up : {false, true}) {
        for (unsigned size : {LEAST_UNITS + 1u, LEAST_UNITS + 2u}) {
            tm_reset();
            std::vector<slot_t> blocks =
                Row({4, LEAST_UNITS, 4, LEAST_UNITS + 1, 4, LEAST_UNITS + 2, 4});
            ASSERT_NE(0, Take(bins_largest()));
            tm_free(blocks[1]);
            tm_free(blocks[3]);
            tm_free(blocks[5]);
            if (given_up)
                compactor->vain = (number_t)size;
            else
                compactor->alloc_size = (number_t)size;
            state.short_alloc = short_alloc_right();
            compactor->asks = 2;
            for (unsigned less = LEAST_UNITS; less < size; less++) {
                EXPECT_EQ(blocks[2 * (less - LEAST_UNITS) + 1], Take(less));
                EXPECT_EQ(size, given_up ? compactor->vain : compactor->alloc_size) << less;
                EXPECT_EQ(2, +compactor->asks);
            }
            EXPECT_EQ(blocks[2 * (size - LEAST_UNITS) + 1], Take(size));
            EXPECT_EQ(0, compactor->alloc_size);
            EXPECT_EQ(0, compactor->vain);
            EXPECT_EQ(ASKS, +compactor->asks) << "who waits is told to ask again";
        }
    }
}

TEST_F(ShortWays, ABlockIsCheckedByTheSizeThatItWasAllocatedWith)
{
    slot_t index = row[1]; // of 20 blocks
    EXPECT_TRUE(tm_check(index, 20 * TM_BLOCK_SIZE));
    EXPECT_TRUE(tm_check(index, (21 - LEAST_UNITS) * TM_BLOCK_SIZE)) << "the rest was too small";
    EXPECT_FALSE(tm_check(index, (20 - LEAST_UNITS) * TM_BLOCK_SIZE));
    EXPECT_FALSE(tm_check(index, 21 * TM_BLOCK_SIZE));
}

TEST_F(ShortWays, AFreedBlockLetsARequestHopeThatWasGivenUp)
{
    for (unsigned more : {0u, 1u}) {
        SetUp();
        Refuse();
        GiveUp(40);
        ASSERT_EQ(0, Take(40 - more));
        EXPECT_EQ(more == 0 ? 0 : 39, compactor->alloc_size);
        ExpectOpen(40 - more, false);
        tm_free(row[7]); // small, and alone
        EXPECT_EQ(0, compactor->vain);
        EXPECT_EQ(40 - more, compactor->alloc_size) << "unless another one waits";
        ExpectOpen(40 - more, true);
        for (unsigned slices = 0; alloc_fit(40 - more) != FITS; slices++) {
            ASSERT_TRUE(tm_thread());
            ASSERT_LT(slices, 10000u);
        }
        EXPECT_NE(0, Take(40 - more)) << "without being asked again";
        ExpectOpen(kAll, false);
    }
}

// More than all that is free is given up at once; what is freed by the short way is told nobody.
TEST_F(ShortWays, ARequestHopesAsSoonAsEnoughWasFreedAndNotBefore)
{
    tm_free(row[1]);
    tm_free(row[3]);
    ASSERT_EQ(0, Take(48));
    ASSERT_EQ(48, compactor->vain);
    ExpectOpen(48, true);
    tm_free(row[7]); // small, and alone
    EXPECT_EQ(48, compactor->vain) << "44 are free";
    EXPECT_FALSE(tm_thread()) << "as hopeless as before";
    tm_free(row[6]); // beside it
    EXPECT_TRUE(tm_thread());
    EXPECT_EQ(0, compactor->vain);
    EXPECT_EQ(48, compactor->alloc_size);
    Finish();
    EXPECT_NE(0, Take(48)) << "without being asked again";
}

TEST_F(ShortWays, WhatTheShortWayFreedIsSeenByTheNextSlice)
{
    tm_free(row[1]);
    tm_free(row[3]);
    ASSERT_EQ(0, Take(44));
    ASSERT_EQ(44, compactor->vain);
    ExpectOpen(44, true);
    tm_free(row[7]); // small, and alone
    ASSERT_EQ(44u, free_units());
    if (!TM_FLAGS_APART) { // there it is no short way
        EXPECT_EQ(44, compactor->vain);
        EXPECT_TRUE(may_reopen());
    }
    EXPECT_TRUE(tm_thread());
    EXPECT_EQ(44, compactor->alloc_size);
    EXPECT_EQ(0, compactor->vain);
    Finish();
    EXPECT_NE(0, Take(44)) << "without being asked again";
}

TEST_F(ShortWays, AResizeThatIsServedLetsARequestHopeThatWasGivenUp)
{
    Refuse();
    GiveUp(40);
    ASSERT_FALSE(Realloc(row[7], 4 + 41));
    EXPECT_EQ(40, compactor->vain) << "this one is refused";
    ASSERT_TRUE(Realloc(row[7], 4));
    EXPECT_EQ(0, compactor->vain);
    EXPECT_EQ(40, compactor->alloc_size);
}

TEST_F(ShortWays, ARequestThatWasGivenUpAndThenServedSilencesNoOther)
{
    Refuse();
    GiveUp(40); // as when the blocks between are too large for a slice
    ASSERT_TRUE(tm_defrag(0, 0));
    EXPECT_EQ(0, compactor->vain);
    EXPECT_EQ(40, compactor->alloc_size) << "what was in the way may have moved";
    ASSERT_NE(0, Take(40));
    EXPECT_EQ(0, compactor->vain);
    ExpectOpen(kAll, false);
    tm_free(row[5]);
    tm_free(row[7]);
    ASSERT_EQ(0, Take(24));
    EXPECT_EQ(24, compactor->alloc_size);
    for (unsigned slices = 0; slices < 10000 && alloc_fit(24) != FITS; slices++) tm_thread();
    EXPECT_NE(0, Take(24));
}

// The block that waits may be the one that is freed.
TEST_F(ShortWays, ARefusedReallocClosesThatOfTmFreeUntilItIsServedOrItsBlockFreed)
{
    for (bool served : {true, false}) {
        SetUp();
        tm_free(row[0]);
        ASSERT_FALSE(Realloc(row[7], 8));
        ExpectOpen(kAll, false);
        tm_free(row[6]);
        EXPECT_EQ(row[6], Take(4));
        ExpectOpen(kAll, false);
        EXPECT_EQ(row[7], compactor->realloc_slot);
        if (served) {
            tm_free(row[8]);
            EXPECT_TRUE(Realloc(row[7], 8));
        } else {
            tm_free(row[7]);
        }
        EXPECT_EQ(0, compactor->realloc_slot);
        ExpectOpen(kAll, true);
    }
}

TEST_F(ShortWays, AReallocThatIsGivenUpClosesThatOfTmFreeToo)
{
    ASSERT_FALSE(Realloc(row[7], 8)) << "more than all that is free";
    ASSERT_EQ(1, +compactor->given_up);
    ExpectOpen(kAll, false);
    tm_free(row[5]);
    EXPECT_EQ(0, +compactor->given_up) << "it is told, and so this one waits again";
    EXPECT_EQ(row[7], compactor->realloc_slot);
    ExpectOpen(kAll, false);
}

// Lets a growth of a block wait, and work for it begin.
static void Wait(slot_t who)
{
    ASSERT_EQ(0, tm_realloc(who, 40 * TM_BLOCK_SIZE));
    size_t left = (size_t)-1;
    ASSERT_EQ(GOES_ON, compact_step(&left));
    ASSERT_EQ(who, compactor->realloc_slot);
    ASSERT_NE(CHOOSE, compactor->phase);
}

TEST_F(ShortWays, ARequestThatIsServedEndsTheWorkForItselfOnly)
{
    tm_free(row[1]);
    tm_free(row[3]);
    Wait(row[4]);
    unsigned phase = compactor->phase;
    EXPECT_NE(0, Take(4));
    EXPECT_EQ(phase, compactor->phase) << "of tm_alloc";
    for (slot_t other : {row[7], row[2]}) {
        EXPECT_TRUE(Realloc(other, 4));
        EXPECT_EQ(row[4], compactor->realloc_slot)
            << "of tm_realloc, a lower index and a higher one";
        EXPECT_EQ(phase, compactor->phase);
    }
    tm_free(row[7]);
    tm_free(row[2]);
    EXPECT_EQ(row[4], compactor->realloc_slot) << "of tm_free";
    EXPECT_EQ(40, compactor->realloc_size);
}

TEST_F(ShortWays, EachSizeTakesTheGapThatItFillsByTheShortWayToo)
{
    std::vector<slot_t> gaps;
    tm_reset();
    for (unsigned blocks = LEAST_UNITS; blocks < LEAST_UNITS + 3; blocks++) {
        gaps.push_back(Take(blocks));
        ASSERT_NE(0, Take(LEAST_UNITS));
    }
    for (slot_t gap : gaps) tm_free(gap);
    for (unsigned blocks = LEAST_UNITS; blocks < LEAST_UNITS + 3; blocks++) {
        unsigned from = blocks == LEAST_UNITS ? 1 : (blocks - 1) * TM_BLOCK_SIZE + 1;
        for (unsigned size = from; size <= blocks * TM_BLOCK_SIZE; size++) {
            ExpectOpen(kAll, true);
            tm_index_t index = tm_alloc(size);
            EXPECT_EQ(gaps[blocks - LEAST_UNITS], index) << size;
            tm_free(index);
        }
    }
}

TEST_F(ShortWays, TmDefragClosesBothAndItsRequestIsItsOwnWhateverInterruptsAskFor)
{
    for (unsigned blocks : {39u, 0u}) {
        SetUp();
        tm_free(row[1]);
        tm_free(row[3]);
        ExpectOpen(kAll, true);
        enum goal goal = blocks != 0 ? GOAL_ALLOC : GOAL_ONE_GAP;
        defrag_ask(goal, 0, (number_t)blocks);
        EXPECT_EQ(0, state.short_alloc);
        EXPECT_EQ(0, state.short_free);
        size_t left = (size_t)-1;
        compact_step(&left);
        tm_free(row[7]); // as an interrupt may, between two steps
        EXPECT_EQ(row[7], Take(4));
        EXPECT_EQ(0, Take(40));
        ExpectOpen(blocks, true);
        EXPECT_EQ(blocks, compactor->alloc_size) << "its request is its own";
        EXPECT_EQ(blocks != 0 ? SERVED : GAVE_UP, run_steps((size_t)-1))
            << "all is one gap: its end";
        EXPECT_TRUE(defrag_end(goal, 0, (number_t)blocks));
    }
}

TEST_F(ShortWays, TmDefragBeginsAnewThoughItsGoalIsBeingWorkedFor)
{
    Refuse();
    const std::vector<unsigned char> before = Bytes();
    for (enum goal goal : {GOAL_ALLOC, GOAL_REALLOC, GOAL_ONE_GAP}) {
        goal_begin(goal == GOAL_ONE_GAP ? GOAL_ALLOC : goal);
        compactor->plan = PLAN_ALLOC;
        compactor->plan_position = 2;
        compactor->phases_spent = 3;
        compactor->changed = 1;
        compactor->large = 1;
        compactor->phase = GATHER;
        enter_stage(SEEK);
        compactor->given_up = 1;
        defrag_ask(goal, goal == GOAL_REALLOC ? row[0] : 0, 38);
        EXPECT_EQ(goal, +compactor->goal);
        EXPECT_EQ(PLAN_NONE, (unsigned)compactor->plan);
        EXPECT_EQ(0, +compactor->plan_position);
        EXPECT_EQ(0, +compactor->phases_spent);
        EXPECT_EQ(0, +compactor->changed);
        EXPECT_EQ(0, +compactor->large);
        EXPECT_EQ(CHOOSE, +compactor->phase);
        EXPECT_EQ(REST, +compactor->stage);
        EXPECT_EQ(1, +compactor->in_defrag);
        EXPECT_EQ(goal == GOAL_ALLOC ? 38 : 40, compactor->alloc_size) << "in another's place";
        EXPECT_EQ(goal == GOAL_REALLOC ? row[0] : 0, compactor->realloc_slot);
        EXPECT_EQ(goal == GOAL_REALLOC ? 38 : 0, compactor->realloc_size);
        EXPECT_EQ(goal == GOAL_REALLOC ? 0 : 1, +compactor->given_up);
        EXPECT_EQ(ASKS, +compactor->asks) << "whose turn it was asks again";
        SetBytes(before);
    }
    tm_reset();
}

TEST_F(ShortWays, WhereNobodyWaitedTmDefragTellsNobodyToAskAgain)
{
    const std::vector<unsigned char> before = Bytes();
    for (unsigned which = 0; which < 4; which++) {
        state.short_free = 0; // with a block that waits, or none
        if (which == 1) compactor->alloc_size = 4;
        if (which >= 2) compactor->realloc_slot = row[0];
        if (which == 3) compactor->given_up = 1;
        defrag_ask(GOAL_ONE_GAP, 0, 0);
        EXPECT_EQ(which == 1 || which == 2 ? ASKS : 0, +compactor->asks) << which;
        SetBytes(before);
    }
}

TEST_F(ShortWays, WhatWasGivenUpIsTakenUpByTmDefragAndNothingLess)
{
    const std::vector<unsigned char> before = Bytes();
    for (unsigned blocks : {39u, 40u, 41u}) {
        compactor->vain = 40;
        defrag_ask(GOAL_ALLOC, 0, (number_t)blocks);
        EXPECT_EQ(blocks < 40 ? 40 : 0, compactor->vain) << blocks;
        EXPECT_EQ(blocks, compactor->alloc_size);
        SetBytes(before);
        compactor->vain = 40;
        defrag_ask(GOAL_REALLOC, row[0], (number_t)blocks);
        EXPECT_EQ(40, compactor->vain);
        SetBytes(before);
    }
}

TEST_F(ShortWays, WhatTmDefragMovedLetsHopeAndWhatItDidNotDoesNot)
{
    for (bool moves : {true, false}) {
        SetUp();
        Refuse();
        GiveUp(40);
        compactor->realloc_slot = row[0];
        compactor->realloc_size = 60;
        compactor->given_up = 1;
        compactor->vain_reallocs = MOST_VAIN;
        EXPECT_EQ(moves, tm_defrag(0, (moves ? 39 : 41) * TM_BLOCK_SIZE));
        EXPECT_EQ(moves ? 0 : 41, compactor->vain);
        EXPECT_EQ(moves ? 0 : 1, +compactor->given_up);
        EXPECT_EQ(moves ? 0 : MOST_VAIN, +compactor->vain_reallocs);
        tm_reset();
    }
}

#if TM_PINS > 0
// Its caller may try as often as he likes: others are not given up with him.
TEST_F(ShortWays, WhatTmDefragCanNotServeDoesNotCount)
{
    pins_add(row[2]);
    tm_free(row[1]);
    tm_free(row[3]);
    for (int time = 0; time < 2; time++) {
        EXPECT_FALSE(tm_defrag(row[0], 40 * TM_BLOCK_SIZE));
        EXPECT_EQ(1, +compactor->given_up);
        EXPECT_EQ(0, +compactor->vain_reallocs);
    }
    pins_drop(row[2]);
    tm_reset();
}

TEST_F(ShortWays, OneGapThatTmDefragGivesUpLeavesTheRequestsAsTheyWere)
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
    EXPECT_EQ(0, compactor->alloc_size);
    EXPECT_EQ(1, +compactor->given_up);
    EXPECT_EQ(row[5], compactor->realloc_slot);
    EXPECT_EQ(1, compactor->vain_reallocs);
    tm_unpin(row[2]);
    EXPECT_EQ(40, compactor->alloc_size) << "a pin less lets all hope";
    EXPECT_EQ(0, +compactor->given_up);
}
#endif

TEST_F(ShortWays, ASliceIsStepsThatMayCostSliceLessTheCall)
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

TEST_F(ShortWays, AfterTmDefragItIsUpToWhoTakesTheRoom)
{
    for (bool comes : {true, false}) {
        SetUp();
        tm_free(row[1]);
        tm_free(row[3]);
        EXPECT_TRUE(tm_defrag(0, 40 * TM_BLOCK_SIZE));
        EXPECT_EQ(40, compactor->alloc_size);
        EXPECT_TRUE(is_served());
        Settle();
        ExpectOpen(40, true);
        EXPECT_TRUE(is_served()) << "the room is left alone";
        EXPECT_EQ(FITS, alloc_fit(40));
        if (comes)
            EXPECT_NE(0, Take(40));
        else
            Finish();
        EXPECT_EQ(0, compactor->alloc_size);
        Settle();
        ExpectOpen(kAll, true);
    }
}

TEST_F(ShortWays, WithoutAReserveTheLastGapStaysForTheTable)
{
    while (state.unused != 0 || slots_have_room()) { // the end that is cut off takes a slot
        ASSERT_TRUE(Realloc(rest, size_of(rest) - LEAST_UNITS));
        ASSERT_NE(0, Take(LEAST_UNITS));
    }
    Settle();
    ExpectOpen(kAll, true);
    ASSERT_NE(0, state.reserve);
    ASSERT_TRUE(Realloc(row[7], 4 - LEAST_UNITS)) << "by the reserve";
    EXPECT_EQ(0, state.reserve);
    EXPECT_EQ(0, state.short_alloc);
    EXPECT_EQ(state.made, state.short_free) << "a free needs no slot";
    EXPECT_EQ(0, Take(LEAST_UNITS)) << "the last gap";
    tm_free(row[5]);
    EXPECT_EQ(0, state.short_alloc);
    EXPECT_NE(0, Take(LEAST_UNITS)) << "there is another one now";
    EXPECT_EQ(0, verify_all());
}

TEST_F(ShortWays, TmResetClosesBoth)
{
    tm_reset();
    EXPECT_EQ(0, state.short_alloc);
    EXPECT_EQ(0, state.short_free);
    for (unsigned index = 0; index < 10; index++) tm_free((slot_t)index);
    EXPECT_EQ(0, verify_all());
}

TEST_F(ShortWays, AWrongIndexChangesNothing)
{
    tm_free(row[7]); // small, and alone
    tm_free(row[1]);
    tm_free(row[2]); // its slot is unused now
    ExpectOpen(kAll, true);
    const std::vector<unsigned char> before = Bytes();
    for (unsigned index : {0u, 0u + row[7], 0u + row[1], 0u + row[2], 0u + state.reserve,
                           0u + state.unused, state.made + 1u, 0u + TM_INDEXES, ~0u})
        tm_free((slot_t)index);
    EXPECT_TRUE(before == Bytes());
}

#if TM_PINS > 0
TEST_F(ShortWays, APinClosesNeitherAndItsBlockIsNotFreed)
{
    ASSERT_NE(nullptr, tm_pin(row[7]));
    ExpectOpen(kAll, true);
    tm_free(row[0]); // small, and alone
    ExpectOpen(kAll, true);
    EXPECT_EQ(row[0], Take(4));
    const std::vector<unsigned char> before = Bytes();
    tm_free(row[7]);
    EXPECT_TRUE(before == Bytes()) << "a pinned block is not freed";
    tm_unpin(row[7]);
    ExpectOpen(kAll, true);
    tm_free(row[7]);
    EXPECT_FALSE(is_live(row[7]));
    ExpectOpen(kAll, true);
}

TEST_F(ShortWays, ABlockIsFreedWhicheverOthersArePinned)
{
    tm_free(rest);
    std::vector<slot_t> blocks;
    while (blocks.size() < 40) {
        blocks.push_back(Take(LEAST_UNITS));
        ASSERT_NE(0, blocks.back());
    }
    ASSERT_NE(nullptr, tm_pin(blocks[1]));
    ASSERT_NE(nullptr, tm_pin(blocks[1]));
    ASSERT_NE(nullptr, tm_pin(blocks[39]));
    for (size_t at = 0; at < 40; at++) {
        bool pinned = at == 1 || at == 39;
        tm_free(blocks[at]);
        EXPECT_EQ(pinned, is_live(blocks[at])) << at;
        ASSERT_EQ(0, verify_all()) << at;
        ExpectOpen(kAll, true);
    }
}
#endif

// It is nobody's, and a stale index may name it.
TEST_F(ShortWays, WhatIsHeldClosesThatOfTmFreeUntilItIsLetGo)
{
    Refuse();
    Settle();
    ExpectOpen(40, true);
    while (compactor->held == 0) {
        size_t left = (size_t)-1;
        ASSERT_EQ(GOES_ON, compact_step(&left));
    }
    EXPECT_EQ(0, state.short_free);
    EXPECT_EQ(1, +compactor->changed) << "something was freed since the work began";
    const std::vector<unsigned char> before = Bytes();
    tm_free(compactor->held);
    EXPECT_TRUE(before == Bytes());
    goal_forget(GOAL_ALLOC);
    Settle();
    ExpectOpen(kAll, false);
    Finish();
    EXPECT_EQ(0, compactor->held);
    Settle();
    ExpectOpen(kAll, true);
}

// Two pools that are called alike, of which one takes the long ways only. What the short way of
// tm_free has freed is seen by the next call here: by then it may be too little again.
class Twins : public Unit
{
  protected:
    static constexpr unsigned kMost = 64; // live blocks

    // What both pools are called for.
    struct Call {
        unsigned kind; // of those below
        tm_index_t index;
        tm_size_t size;
    };
    enum { TAKE, FREE, RESIZE, THREAD, PIN, UNPIN, DEFRAG };

    static uintptr_t Answer(const Call &call)
    {
        switch (call.kind) {
        case TAKE:
            return tm_alloc(call.size);
        case FREE:
            return tm_free(call.index), 0;
        case RESIZE:
            return tm_realloc(call.index, call.size);
        case THREAD:
            return tm_thread();
        case PIN:
            return tm_pin(call.index) != nullptr;
        case UNPIN:
            return tm_unpin(call.index), 0;
        default:
            return tm_defrag(0, call.size);
        }
    }

    // Calls both: they answer the same, and what is in their memory is the same.
    uintptr_t Both(const Call &call)
    {
        short_calls[call.kind] +=
            call.kind == TAKE ? state.short_alloc != 0 : state.short_free != 0;
        if (may_reopen()) goals_reopen();
        if (state.reserve == 0) short_free_close(); // the long way fills it again
        uintptr_t answer = Answer(call);
        EXPECT_EQ(0, verify_all());
        std::vector<unsigned char> after = Bytes();
        SetBytes(other);
        short_alloc_close();
        short_free_close();
        EXPECT_EQ(Answer(call), answer);
        EXPECT_EQ(0, verify_all());
        other = Bytes();
        EXPECT_TRUE(
            std::equal(after.begin() + sizeof state, after.end(), other.begin() + sizeof state));
        SetBytes(after);
        return answer;
    }

    // Another size of a live block, or another call.
    void Step()
    {
        const unsigned dice = random.Below(100);
        const tm_size_t size = random.Between(1, random.OneIn(16) ? 600 : 64);
        const size_t at = live.empty() ? 0 : random.Below((uint32_t)live.size());
        if (live.empty() || (dice < 44 && live.size() < kMost)) {
            tm_index_t index = (tm_index_t)Both({TAKE, 0, size});
            if (index != 0) live.push_back(index);
        } else if (dice < 86) {
            const bool pinned = is_pinned(tm_slot_named_(live[at]));
            Both({FREE, live[at], 0});
            if (!pinned) live.erase(live.begin() + (long)at);
        } else if (dice < 87) {
            Both({RESIZE, live[at], size});
        } else if (dice < 97) {
            Both({THREAD, 0, 0});
        } else if (dice == 97) {
            Both({DEFRAG, 0, size});
        } else {
            Both({is_pinned(tm_slot_named_(live[at])) ? UNPIN + 0u : PIN + 0u, live[at], 0});
        }
    }

    Random random{1};
    std::vector<unsigned char> other;
    std::vector<tm_index_t> live;
    unsigned short_calls[DEFRAG + 1] = {}; // a short way was open
};

TEST_F(Twins, TheShortWaysDoWhatTheLongOnesDo)
{
    for (tm_size_t free : {700, 1000, 1400}) { // what the blocks share, where the pool has as much
        tm_reset();
        if (MEMORY_BYTES > free) {
            ASSERT_NE(0, tm_alloc((tm_size_t)(MEMORY_BYTES - free)));
        }
        other = Bytes();
        live.clear();
        for (unsigned step = 0; step < 8000 && !HasFailure(); step++) Step();
    }
    EXPECT_GT(short_calls[TAKE], 1000u);
    EXPECT_GT(short_calls[FREE], 1000u);
    tm_reset();
}

using Interface = Unit;

TEST_F(Interface, OnlyWhatIsNoMoreThanTheMemoryTakesBlocks)
{
    EXPECT_EQ(POOL_END, units_for(MEMORY_BYTES));
    EXPECT_EQ(POOL_END, units_for(MEMORY_BYTES + 1)) << "nobody can have it";
    EXPECT_EQ(POOL_END, units_for((tm_size_t)-1));
    EXPECT_EQ(0, units_for(0));
}

TEST_F(Interface, AResetTakesWhateverBytesAreThere)
{
    for (int byte : {0xFF, 0xA5, 0x01}) {
        memset(&state, byte, sizeof state);
        memset(TM_POOL_, byte, sizeof TM_POOL_);
        tm_reset();
        EXPECT_EQ(0, tm_verify()) << byte;
        slot_t index = tm_alloc(1);
        EXPECT_NE(0, index) << byte;
        EXPECT_TRUE(tm_valid(index)) << byte;
        EXPECT_FALSE(tm_valid((slot_t)(index + 1))) << byte;
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
        EXPECT_EQ(0, compactor->alloc_size);
        tm_index_t index = tm_alloc(1);
        state.reason = TM_REASON_NONE;
        EXPECT_EQ(0, tm_realloc(index, (tm_size_t)-1));
        EXPECT_EQ(TM_REASON_FULL, tm_stats().reason);
        EXPECT_EQ(0, compactor->realloc_slot);
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
    EXPECT_EQ(0, compactor->alloc_size);
}
#endif
