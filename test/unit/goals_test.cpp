// SPDX-License-Identifier: MIT
#include "unit.h"

class Goals : public Compacting
{
  protected:
    // A request of tm_alloc and one of tm_realloc that were given up.
    void GiveUpBoth()
    {
        Build({4, 6, 4, 6, 4});
        Free(row, {1, 3});
        goal_want(13);
        goal_grow(row[0], 20);
        Finish();
        ASSERT_EQ(ALLOC | GROW, compactor->given_up & (ALLOC | GROW));
    }
};

TEST_F(Goals, GivesUpAndStaysSoUntilSomethingIsFreed)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_want(13);
    Finish();
    EXPECT_NE(0, compactor->given_up & ALLOC);
    goal_want(14);
    EXPECT_EQ(13, compactor->want) << "not below what was given up";
    EXPECT_NE(0, compactor->given_up & ALLOC);
    goal_want(12);
    EXPECT_EQ(0, compactor->given_up & ALLOC) << "a smaller request is taken up";
    Finish();
    goal_hope();
    EXPECT_EQ(0, compactor->given_up);
}

TEST_F(Goals, GivesAGrowthUpByWhatItGrows)
{
    Build({4, 6, 8, 6, 4});
    Free(row, {1, 3});
    goal_grow(row[2], 21);
    Finish();
    EXPECT_NE(0, compactor->given_up & GROW);
    goal_grow(row[0], 17);
    EXPECT_EQ(row[2], compactor->grow) << "as much growth";
    goal_grow(row[0], 16);
    EXPECT_EQ(row[0], compactor->grow) << "less growth";
    EXPECT_EQ(0, compactor->given_up & GROW);
}

TEST_F(Goals, AGrowthGivenUpForItsPinSilencesNoOtherBlock)
{
    Build({4, 6, 4, 4, 6, 4, 6, 4});
    Free(row, {1, 4, 6});
    pins_add(row[2]);
    pins_add(row[3]); // right behind it: row[2] can't grow at all
    goal_grow(row[2], 6);
    Finish();
    ASSERT_NE(0, compactor->given_up & GROW);
    goal_grow(row[2], 7);
    EXPECT_EQ(6, compactor->grow_size) << "the same block, more growth";
    goal_grow(row[3], 11);
    EXPECT_EQ(row[3], compactor->grow) << "another block that is pinned";
    Finish();
    EXPECT_EQ(0, compactor->grow) << "it could be served";
    goal_grow(row[2], 6);
    Finish();
    goal_grow(row[5], 16);
    EXPECT_EQ(row[5], compactor->grow) << "a block that is not pinned";
    Finish();
    EXPECT_EQ(FITS, Resize(row[5], 16));
}

// tm_realloc refuses to make a block smaller where it has no slot for the rest.
TEST_F(Goals, AShrinkThatWasGivenUpSilencesNoGrowth)
{
    Build({20, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_grow(row[0], 8);
    goal_begin(GROW);
    set_given_up(GROW);
    goal_grow(row[0], 8);
    EXPECT_NE(0, compactor->given_up & GROW) << "the same again is as hopeless";
    goal_grow(row[2], 16);
    EXPECT_EQ(row[2], compactor->grow);
    EXPECT_EQ(0, compactor->given_up & GROW);
}

TEST_F(Goals, AGrowthOfAPinnedBlockIsTakenUpWhateverOthersWereRefused)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_grow(row[0], 17);
    Finish();
    ASSERT_NE(0, compactor->given_up & GROW);
    pins_add(row[2]);
    goal_grow(row[2], 17);
    EXPECT_EQ(row[2], compactor->grow);
}

TEST_F(Goals, OneThatWasGivenUpAndThenServedSilencesNoOther)
{
    GiveUpBoth();
    goal_forget(ALLOC);
    goal_want(14);
    EXPECT_EQ(14, compactor->want);
    EXPECT_EQ(0, compactor->given_up & ALLOC);
    EXPECT_NE(0, compactor->given_up & GROW) << "the other one still is hopeless";
}

TEST_F(Goals, OneThatIsTakenUpAgainLeavesTheOtherGivenUp)
{
    GiveUpBoth();
    set_given_up(compactor->given_up | (unsigned)ALL);
    goal_grow(row[0], 18);
    EXPECT_EQ(ALL | ALLOC, compactor->given_up & (ALL | ALLOC | GROW));
}

// What was tried for a request gives up no other one: then the plan starts over.
TEST_F(Goals, WorkThatIsBegunIsForItsRequestUntilAnotherOneReplacesThat)
{
    Build({4, 6, 4});
    goal_want(12);
    goal_grow(row[0], 12);
    for (int goal : {ALLOC, ALLOC, GROW}) {
        goal_begin((unsigned)goal);
        EXPECT_NE(0, compactor->given_up & UNCHANGED);
    }
    goal_grow(row[0], 12);
    goal_want(11);
    EXPECT_NE(0, compactor->given_up & UNCHANGED) << "the same, and one of another goal";
    goal_grow(row[0], 11);
    EXPECT_EQ(0, compactor->given_up & UNCHANGED);
    goal_begin(GROW);
    goal_grow(row[2], 11);
    EXPECT_EQ(0, compactor->given_up & UNCHANGED) << "of another block";
    goal_begin(ALLOC);
    goal_want(11);
    goal_grow(row[0], 12);
    EXPECT_NE(0, compactor->given_up & UNCHANGED);
    goal_want(12);
    EXPECT_EQ(0, compactor->given_up & UNCHANGED);
}

TEST_F(Goals, WhatFitsIsServedAndWhatLacksAGapIsNot)
{
    Build({4, 6, 4, 20, 4, 4, 4, LEAST, 4});
    Free(row, {1, 3, 5, 7});
    for (bool with_slots : {true, false}) {
        while (!with_slots && slots_ready() && compactor->reserve != 0) slot_take();
        const std::vector<unsigned char> before = Bytes();
        for (unsigned size = LEAST; size <= 24; size++) {
            enum fit lacks = fit_of((number_t)size);
            EXPECT_TRUE(before == Bytes());
            EXPECT_EQ(lacks == FITS, heap_alloc((number_t)size) != 0) << size;
            EXPECT_EQ(size > 20, lacks == NO_GAP) << size;
            SetBytes(before);
        }
    }
    tm_reset();
}

TEST_F(Goals, AGrowthThatFitsIsServed)
{
    Build({4, 6, 9, 6, 4, 4, 4, 20, 4});
    Free(row, {1, 3, 7});
    for (unsigned slots : {2u, 1u, 0u}) { // 1: the reserve is left
        while (slots != 2 && slots_ready() && compactor->reserve != 0) slot_take();
        if (slots == 0) slots_lend();
        if (slots == 0) slot_take();
        const std::vector<unsigned char> before = Bytes();
        for (size_t which : {0u, 2u, 4u, 5u, 8u}) {
            for (unsigned size = LEAST; size <= 24; size++) {
                compactor->grow = row[which];
                compactor->grow_size = (number_t)size;
                goal_begin(GROW);
                enum fit lacks = goal_lacks();
                enum fit done = Resize(row[which], size);
                if (done == NO_GAP && move_and_grow(row[which], (number_t)size)) done = FITS;
                EXPECT_EQ(lacks == FITS, done == FITS) << which << " to " << size;
                SetBytes(before);
            }
        }
    }
    tm_reset();
}

TEST_F(Goals, WorkThatIsStoppedLetsABlockArriveThatIsOnItsWay)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1});
    Want();
    for (unsigned phase : {SCAN, GATHER, PASS, SEEK, MOVE}) {
        compactor->after_move = GATHER;
        enter(phase);
        goal_stop();
        EXPECT_EQ(CHOOSE, compactor->phase);
        EXPECT_EQ(CHOOSE, compactor->after_move);
    }
    cursor_set(&compactor->gap, row[1]);
    move_next(row[2], GATHER);
    StepOnce();
    ASSERT_EQ(AIM, compactor->phase);
    goal_stop();
    EXPECT_EQ(AIM, compactor->phase);
    Step(AIM);
    EXPECT_EQ(CHOOSE, compactor->phase);
    EXPECT_EQ(0, compactor->held);
    EXPECT_EQ(Picture({4, 4, -6, 6, 4}), Tail(5));
}

TEST_F(Goals, ARequestThatNobodyHasAnyMoreLacksNothing)
{
    Build({4, 6, 4});
    goal_begin(ALLOC);
    EXPECT_EQ(FITS, goal_lacks());
    goal_begin(GROW);
    EXPECT_EQ(FITS, goal_lacks());
    goal_grow(row[1], 9);
    EXPECT_EQ(NO_GAP, goal_lacks());
    EXPECT_EQ((unsigned)GROW, goals_open());
    Free(row, {1});
    EXPECT_EQ(FITS, goal_lacks()) << "the block is freed";
    EXPECT_EQ(0u, goals_open());
    EXPECT_EQ(0, compactor->grow);
}

TEST_F(Goals, AGrowthGivenUpForABlockThatWasFreedSilencesNoOther)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1});
    goal_grow(row[2], 30);
    Finish();
    ASSERT_NE(0, compactor->given_up & GROW);
    Free(row, {2});
    goal_grow(row[0], 60);
    EXPECT_EQ(row[0], compactor->grow);
    EXPECT_EQ(0, compactor->given_up & GROW);
}

TEST_F(Goals, NoIndexIsNothingThatIsHeld)
{
    Build({4});
    EXPECT_FALSE(is_held(0));
    EXPECT_FALSE(is_held(row[0]));
}

TEST_F(Goals, ASlotIsAnUnusedOneOrRoomInTheTableOrTheReserveOfAFullOne)
{
    Build({4});
    const struct {
        unsigned made, unused, reserve;
        bool is_there;
    } cases[] = {
        {state.made - 1u, 0, 0, true}, {TM_INDEXES - 1, 1, 0, true}, {TM_INDEXES - 1, 0, 2, false},
        {TM_INDEXES, 0, 0, false},     {TM_INDEXES, 0, 1, true},     {TM_INDEXES, 0, 2, true},
    };
    const std::vector<unsigned char> before = Bytes();
    for (const auto &each : cases) {
        state.made = (index_t)each.made;
        state.unused = (index_t)each.unused;
        compactor->reserve = (index_t)each.reserve;
        EXPECT_EQ(each.is_there, has_slot()) << each.made << " " << each.unused << each.reserve;
    }
    SetBytes(before);
}

TEST_F(Goals, WhatAGrowthLacksIsAGapOrASlot)
{
    Build({20, 6, 4});
    compactor->grow = row[0];
    compactor->grow_size = 30;
    goal_begin(GROW);
    pins_add(row[0]);
    EXPECT_EQ(NO_GAP, goal_lacks()) << "a pinned block has only what is behind it";
    compactor->grow = 1;
    compactor->grow_size = END;
    EXPECT_EQ(NO_GAP, goal_lacks()) << "of the first slot's block, like any other";
    compactor->grow = row[0];
    compactor->grow_size = 8;
    EXPECT_EQ(FITS, goal_lacks()) << "the rest takes a slot";
    while (slots_ready() && compactor->reserve != 0) slot_take();
    compactor->reserve = 0;
    EXPECT_EQ(NO_SLOT, goal_lacks());
    state.unused = 1;
    EXPECT_EQ(FITS, goal_lacks()) << "without the reserve";
    goal_begin(ALL);
    EXPECT_EQ(NO_GAP, goal_lacks());
    EXPECT_EQ(0, growth_of(row[0], 8)) << "it shrinks";
    tm_reset();
}

TEST_F(Goals, AGoalBeginsWithoutAPlan)
{
    Build({4});
    compactor->plan = PLAN_SLOT;
    compactor->phases = compactor->tries = 3;
    goal_begin(ALLOC);
    EXPECT_EQ((unsigned)PLAN_NONE, +compactor->plan);
    EXPECT_EQ(0, +compactor->phases);
    EXPECT_EQ(0, +compactor->tries);
}

TEST_F(Goals, TheFirstSlotsBlockIsForgottenLikeAnyOtherWhenItIsFreed)
{
    Build({4});
    ASSERT_TRUE(is_live(1));
    goal_grow(1, END);
    EXPECT_EQ((unsigned)GROW, goals_open());
    heap_free(1);
    stats_freed();
    EXPECT_EQ(0u, goals_open());
}

TEST_F(Goals, AnEqualRequestStaysGivenUpAndASmallerOneTakesUpNothingElse)
{
    GiveUpBoth();
    set_given_up(compactor->given_up | (unsigned)ALL);
    goal_want(13);
    EXPECT_EQ(ALLOC, compactor->given_up & ALLOC);
    goal_want(12);
    EXPECT_EQ(ALL | GROW, compactor->given_up & (ALL | ALLOC | GROW));
}

TEST_F(Goals, WhatIsGivenUpForOneGoalSilencesNoOther)
{
    Build({4, 6, 4});
    set_given_up(ALL);
    goal_want(12);
    EXPECT_EQ(12, compactor->want);
    goal_grow(row[0], 12);
    goal_grow(row[2], 13);
    EXPECT_EQ(row[2], compactor->grow);
    compactor->given_up = 0;
}

// UNCHANGED says so.
TEST_F(Goals, OnlyARequestThatReplacesAnotherOneMakesTheWorkAnother)
{
    Build({4, 6, 4});
    goal_begin(ALLOC);
    goal_want(12);
    EXPECT_NE(0, compactor->given_up & UNCHANGED) << "the first one";
    goal_want(11);
    EXPECT_EQ(0, compactor->given_up & UNCHANGED) << "a smaller one";
    goal_begin(GROW);
    goal_grow(row[2], 12);
    EXPECT_NE(0, compactor->given_up & UNCHANGED) << "the first one";
    ASSERT_LT(row[2], row[0]);
    for (size_t other : {0, 2}) {
        goal_begin(GROW);
        goal_grow(row[other], 12);
        EXPECT_EQ(0, compactor->given_up & UNCHANGED) << "of another block";
    }
    for (unsigned size : {13, 11}) {
        goal_begin(GROW);
        goal_grow(row[2], (number_t)size);
        EXPECT_EQ(0, compactor->given_up & UNCHANGED) << "to another size";
    }
}

TEST_F(Goals, AGrowthGivenUpForItsPinSilencesNoOtherPinnedBlock)
{
    Build({4, 6, 4});
    pins_add(row[0]);
    pins_add(row[2]);
    for (size_t who : {0, 2}) {
        goal_grow(row[who], 12);
        set_given_up(GROW);
        goal_grow(row[2 - who], 12);
        EXPECT_EQ(row[2 - who], compactor->grow);
    }
}

TEST_F(Goals, AShrinkThatWasGivenUpSilencesOnlyTheSame)
{
    Build({20, 6, 20});
    ASSERT_LT(row[2], row[0]);
    goal_grow(row[2], 8);
    set_given_up(GROW);
    goal_grow(row[0], 8);
    EXPECT_EQ(row[0], compactor->grow);
    set_given_up(GROW);
    goal_grow(row[0], 9);
    EXPECT_EQ(9, compactor->grow_size);
}

TEST_F(Goals, WhatIsForgottenIsOneRequestAndAllThatWasTriedForIt)
{
    for (unsigned goal : {ALLOC, GROW}) {
        SetUp();
        Build({4, 6, 4});
        goal_want(12);
        goal_grow(row[0], 12);
        set_given_up(ALLOC | GROW);
        compactor->tries = compactor->phases = 3;
        goal_forget(goal);
        EXPECT_EQ(goal == ALLOC ? 0 : 12, compactor->want);
        EXPECT_EQ(goal == GROW ? 0 : row[0], compactor->grow);
        EXPECT_EQ((ALLOC | GROW) - goal, +compactor->given_up);
        EXPECT_EQ(0, +compactor->tries);
        EXPECT_EQ(0, +compactor->phases);
    }
}

TEST_F(Goals, HopeGivesAllPhasesAgain)
{
    Build({4});
    compactor->phases = 3;
    goal_hope();
    EXPECT_EQ(0, +compactor->phases);
}

TEST_F(Goals, AFullTableIsQuietWithoutAReserve)
{
    Build({4});
    const std::vector<unsigned char> before = Bytes();
    for (unsigned made : {TM_INDEXES - 1, TM_INDEXES}) {
        state.made = (index_t)made;
        compactor->reserve = 0;
        settle();
        EXPECT_EQ(made == TM_INDEXES ? made : 0, state.quiet);
    }
    SetBytes(before);
}
