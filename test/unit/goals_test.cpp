// SPDX-License-Identifier: MIT
#include "unit.h"

class Goals : public Compacting
{
  protected:
    // Two gaps of 6 blocks, with a pinned block between: 10 blocks are to be had in one gap, no
    // more.
    void BuildPinned()
    {
        Build({4, 6, 4, 6, 4});
        Free(row, {1, 3});
        pins_add(row[2]);
    }

    // A request of tm_alloc and one of tm_realloc that were given up.
    void GiveUpBoth()
    {
        BuildPinned();
        goal_remember_alloc(11);
        goal_remember_realloc(row[0], 16);
        Finish();
        ASSERT_EQ(11, compactor->vain);
        ASSERT_EQ(0, compactor->alloc_size);
        ASSERT_EQ(row[0], compactor->realloc_slot);
        ASSERT_EQ(1, +compactor->given_up);
        ASSERT_EQ(1, compactor->vain_reallocs);
    }

    // As if much was tried for a goal.
    static void TryMuch(enum goal goal)
    {
        goal_begin(goal);
        compactor->plan = PLAN_ALLOC;
        compactor->plan_position = compactor->phases_spent = 3;
        compactor->changed = 0;
        compactor->large = 1;
        compactor->asks = 2;
        state.reason = TM_REASON_LARGE;
    }

    // Whether the work for a goal is all to be done.
    static bool IsBegun(enum goal goal)
    {
        return compactor->goal == goal && compactor->plan == PLAN_NONE &&
               compactor->plan_position == 0 && compactor->phases_spent == 0 &&
               !compactor->changed && !compactor->large;
    }

    // Whether what was tried decides nothing, though its plan goes on.
    static bool IsChanged(enum goal goal)
    {
        return compactor->goal == goal && compactor->plan == PLAN_ALLOC &&
               compactor->plan_position == 3 && compactor->phases_spent == 0 &&
               compactor->changed && compactor->large;
    }

    // Whether nothing became of TryMuch.
    static bool IsAsTried(enum goal goal)
    {
        return compactor->goal == goal && compactor->plan == PLAN_ALLOC &&
               compactor->plan_position == 3 && compactor->phases_spent == 3 &&
               !compactor->changed && compactor->large && compactor->asks == 2 &&
               state.reason == TM_REASON_LARGE;
    }

    // As if there were no request.
    static void Forget()
    {
        compactor->alloc_size = compactor->vain = 0;
        compactor->realloc_slot = 0;
        compactor->given_up = 0;
        compactor->vain_reallocs = 0;
        state.reason = TM_REASON_NONE;
        goal_begin(GOAL_ALLOC);
    }
};

TEST_F(Goals, GivesUpAndStaysSoUntilSomethingIsFreed)
{
    BuildPinned();
    goal_remember_alloc(11);
    Finish();
    EXPECT_EQ(11, compactor->vain);
    EXPECT_EQ(0, compactor->alloc_size);
    for (unsigned hopeless : {11u, 12u}) {
        goal_remember_alloc((number_t)hopeless);
        EXPECT_EQ(0, compactor->alloc_size) << "not below what was given up";
        EXPECT_EQ(IDLE, StepOnce());
    }
    goal_remember_alloc(10);
    EXPECT_EQ(10, compactor->alloc_size) << "a smaller request is taken up";
    EXPECT_EQ(11, compactor->vain);
    Finish();
    EXPECT_EQ(11, compactor->vain);
    EXPECT_EQ(FITS, alloc_fit(10));
    goals_reopen();
    EXPECT_EQ(0, compactor->vain);
    EXPECT_EQ(11, compactor->alloc_size) << "it waits again";
}

TEST_F(Goals, TheLeastThatWasGivenUpIsWhatIsKept)
{
    Build({6, 6, 6, 6, 6, 6, 6});
    Free(row, {1, 3, 5});
    for (size_t at : {0u, 2u, 4u, 6u}) pins_add(row[at]);
    goal_remember_alloc(9);
    Finish();
    ASSERT_EQ(9, compactor->vain);
    goal_remember_alloc(8);
    EXPECT_EQ(8, compactor->alloc_size);
    Finish();
    EXPECT_EQ(8, compactor->vain);
    EXPECT_EQ(0, compactor->alloc_size);
}

TEST_F(Goals, AGoalIsOpenWhileItIsWantedAndNotGivenUp)
{
    Build({4, 6, 4});
    goal_begin(GOAL_ALLOC);
    for (enum goal goal : {GOAL_ALLOC, GOAL_REALLOC}) EXPECT_FALSE(is_open(goal)) << goal;
    compactor->alloc_size = LEAST_UNITS;
    EXPECT_TRUE(is_open(GOAL_ALLOC));
    EXPECT_FALSE(is_open(GOAL_REALLOC));
    compactor->alloc_size = 0;
    compactor->realloc_slot = row[0];
    EXPECT_FALSE(is_open(GOAL_ALLOC));
    EXPECT_TRUE(is_open(GOAL_REALLOC));
    compactor->given_up = 1;
    EXPECT_FALSE(is_open(GOAL_REALLOC));
    compactor->alloc_size = LEAST_UNITS;
    EXPECT_TRUE(is_open(GOAL_ALLOC)) << "of tm_realloc only";
    goal_begin(GOAL_ONE_GAP);
    EXPECT_TRUE(is_open(GOAL_ONE_GAP));
    Forget();
}

TEST_F(Goals, AGoalBeginsWithoutAPlan)
{
    Build({4});
    for (enum goal goal : {GOAL_ALLOC, GOAL_REALLOC, GOAL_ONE_GAP}) {
        TryMuch(GOAL_ALLOC);
        compactor->changed = 1;
        goal_begin(goal);
        EXPECT_TRUE(IsBegun(goal)) << goal;
        EXPECT_EQ(2, +compactor->asks);
        EXPECT_EQ(TM_REASON_LARGE, state.reason);
    }
    Forget();
}

TEST_F(Goals, AGoalThatIsAnotherByNowGoesOnWithItsPlan)
{
    Build({4});
    TryMuch(GOAL_REALLOC);
    work_change();
    EXPECT_TRUE(IsChanged(GOAL_REALLOC));
    Forget();
}

TEST_F(Goals, AtTheEndOfOneGoalItIsTheOthersTurnAndWhoWasRefusedIsTold)
{
    Build({4, 6, 4});
    for (enum goal goal : {GOAL_ALLOC, GOAL_REALLOC, GOAL_ONE_GAP}) {
        TryMuch(goal);
        compactor->asks = 0;
        compactor->phase = GATHER;
        enter_stage(SEEK);
        goal_end();
        EXPECT_TRUE(IsBegun(goal == GOAL_ALLOC ? GOAL_REALLOC : GOAL_ALLOC)) << goal;
        EXPECT_EQ(ASKS, +compactor->asks);
        EXPECT_EQ(CHOOSE, +compactor->phase);
        EXPECT_EQ(REST, +compactor->stage);
    }
    Forget();
}

TEST_F(Goals, WorkGoesOnForAnOpenGoalAndElseForTheOther)
{
    Build({4, 6, 4});
    for (enum goal goal : {GOAL_ALLOC, GOAL_REALLOC}) {
        const enum goal other = goal == GOAL_ALLOC ? GOAL_REALLOC : GOAL_ALLOC;
        Forget();
        TryMuch(goal);
        compactor->alloc_size = LEAST_UNITS;
        compactor->realloc_slot = row[0];
        compactor->realloc_size = 9;
        goal_next();
        EXPECT_TRUE(IsAsTried(goal)) << "its turn";
        if (goal == GOAL_ALLOC)
            compactor->alloc_size = 0;
        else
            compactor->given_up = 1;
        goal_next();
        EXPECT_TRUE(IsBegun(other)) << "the other's turn";
    }
    Forget();
    goal_begin(GOAL_ONE_GAP);
    compactor->plan_position = 1;
    goal_next();
    EXPECT_EQ(1, +compactor->plan_position);
    Forget();
}

TEST_F(Goals, NobodyWaitsWhereNoGoalIsOpenAndNothingThatWasGivenUpHasHope)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3}); // 12 blocks
    const std::vector<unsigned char> before = Bytes();
    const struct {
        unsigned alloc_size, vain;
        bool realloc_slot, given_up, open;
        enum goal goal;
        bool is_idle;
    } cases[] = {
        {0, 0, false, false, false, GOAL_ALLOC, true},
        {0, 0, false, false, true, GOAL_REALLOC, true},
        {9, 0, false, false, false, GOAL_ALLOC, false},
        {9, 0, false, false, true, GOAL_REALLOC, false},
        {0, 0, true, false, false, GOAL_ALLOC, false},
        {0, 0, true, false, false, GOAL_REALLOC, false},
        {0, 0, true, true, false, GOAL_ALLOC, true},
        {0, 0, true, true, false, GOAL_REALLOC, true},
        {9, 0, true, true, false, GOAL_REALLOC, false},
        {0, 0, false, false, false, GOAL_ONE_GAP, false},
        {0, 13, false, false, true, GOAL_ALLOC, true},
        {0, 12, false, false, true, GOAL_ALLOC, false},
        {0, 12, false, false, false, GOAL_ALLOC, true}, // each tm_free tells
    };
    for (const auto &each : cases) {
        compactor->alloc_size = (number_t)each.alloc_size;
        compactor->vain = (number_t)each.vain;
        compactor->realloc_slot = each.realloc_slot ? row[0] : 0;
        compactor->given_up = each.given_up ? 1 : 0;
        compactor->goal = (uint8_t)each.goal;
        state.short_free = each.open ? state.made : 0;
        EXPECT_EQ(each.is_idle, is_idle()) << &each - cases;
        SetBytes(before);
    }
}

TEST_F(Goals, MoreThanAllThatIsFreeIsTooMuchAndSaysSo)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    state.reason = TM_REASON_NONE;
    EXPECT_FALSE(refuse_too_much(12));
    EXPECT_EQ(TM_REASON_NONE, state.reason);
    EXPECT_TRUE(refuse_too_much(13));
    EXPECT_EQ(TM_REASON_FULL, state.reason);
    Forget();
}

TEST_F(Goals, TheLeastOfWhatIsInVainIsKept)
{
    Build({4});
    for (unsigned size : {10u, 11u, 9u, 10u}) {
        goal_in_vain((number_t)size);
        EXPECT_EQ(size > 9 && compactor->vain != 9 ? 10 : 9, compactor->vain) << size;
    }
    Forget();
}

TEST_F(Goals, MoreThanAllThatIsFreeIsInVainUnlessAsMuchWaits)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    struct {
        unsigned alloc_size; // of that much was free when it was refused
        bool in_defrag;
        unsigned vain;
    } cases[] = {{0, false, 13}, {9, false, 13}, {12, false, 13}, {13, false, 0},
                 {14, false, 0}, {0, true, 0},   {9, true, 0}};
    for (const auto &each : cases) {
        Forget();
        compactor->alloc_size = (number_t)each.alloc_size;
        compactor->in_defrag = each.in_defrag ? 1 : 0;
        compactor->asks = 2;
        state.reason = TM_REASON_NONE;
        goal_remember_alloc(13);
        EXPECT_EQ(each.vain, compactor->vain) << &each - cases;
        EXPECT_EQ(each.alloc_size, compactor->alloc_size) << &each - cases;
        EXPECT_EQ(2, +compactor->asks) << &each - cases;
        EXPECT_EQ(each.in_defrag ? TM_REASON_NONE : TM_REASON_FULL, state.reason) << &each - cases;
    }
    compactor->in_defrag = 0;
    Forget();
}

TEST_F(Goals, AGrowthByMoreThanAllThatIsFreeIsGivenUpWhereThereIsNoOther)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    for (unsigned which = 0; which < 5; which++) {
        Forget();
        TryMuch(GOAL_ALLOC);
        state.reason = TM_REASON_NONE;
        compactor->realloc_slot = which == 0 || which == 4 ? 0 : row[which == 3 ? 0 : 2];
        compactor->realloc_size = 12;
        compactor->given_up = which == 2 ? 1 : 0;
        compactor->in_defrag = which == 4 ? 1 : 0;
        goal_remember_realloc(row[0], 17);
        EXPECT_EQ(which == 4 ? TM_REASON_NONE : TM_REASON_FULL, state.reason) << which;
        EXPECT_EQ(2, +compactor->asks);
        EXPECT_EQ(which == 0 ? 17 : 12, compactor->realloc_size) << which;
        EXPECT_EQ(which == 4 ? 0 : row[which == 0 || which == 3 ? 0 : 2], compactor->realloc_slot);
        EXPECT_EQ(which == 0 || which == 2 ? 1 : 0, +compactor->given_up) << which;
    }
    compactor->in_defrag = 0;
    Forget();
    compactor->vain_reallocs = MOST_VAIN;
    goal_remember_realloc(row[0], 17);
    EXPECT_EQ(row[0], compactor->realloc_slot)
        << "it is not tried, so it is no matter how many were";
    Forget();
}

TEST_F(Goals, WhileTmDefragIsAtWorkWhoIsRefusedIsToldToAskAgain)
{
    Build({4});
    EXPECT_FALSE(refuse_for_defrag());
    EXPECT_EQ(0, +compactor->asks);
    compactor->in_defrag = 1;
    EXPECT_TRUE(refuse_for_defrag());
    EXPECT_EQ(ASKS, +compactor->asks);
    compactor->in_defrag = 0;
    compactor->asks = 0;
}

TEST_F(Goals, OfTmAllocTheLargestThatMayHopeWaits)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    TryMuch(GOAL_ALLOC);
    goal_remember_alloc(13);
    EXPECT_EQ(0, compactor->alloc_size) << "more than all that is free";
    EXPECT_EQ(TM_REASON_FULL, state.reason);
    TryMuch(GOAL_ALLOC);
    goal_remember_alloc(9);
    EXPECT_EQ(9, compactor->alloc_size);
    EXPECT_TRUE(IsBegun(GOAL_ALLOC)) << "the first one: what was tried was for nobody";
    EXPECT_EQ(2, +compactor->asks);
    EXPECT_EQ(TM_REASON_NONE, state.reason);
    TryMuch(GOAL_ALLOC);
    for (unsigned no_more : {8u, 9u}) {
        goal_remember_alloc((number_t)no_more);
        EXPECT_EQ(9, compactor->alloc_size);
        EXPECT_TRUE(IsAsTried(GOAL_ALLOC)) << no_more;
    }
    goal_remember_alloc(10);
    EXPECT_EQ(10, compactor->alloc_size);
    EXPECT_TRUE(IsChanged(GOAL_ALLOC));
    EXPECT_EQ(TM_REASON_NONE, state.reason);
    goal_remember_alloc(12);
    EXPECT_EQ(12, compactor->alloc_size);
    Forget();
}

TEST_F(Goals, ARequestThatWaitsItsTurnLeavesTheWorkForTheOtherAlone)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    for (unsigned size : {9u, 10u}) { // the first one, and a larger one
        TryMuch(GOAL_REALLOC);
        goal_remember_alloc((number_t)size);
        EXPECT_EQ(size, compactor->alloc_size);
        state.reason = TM_REASON_LARGE;
        EXPECT_TRUE(IsAsTried(GOAL_REALLOC)) << size;
    }
    for (unsigned size : {9u, 10u}) {
        TryMuch(GOAL_ALLOC);
        goal_remember_realloc(row[0], (number_t)size);
        EXPECT_EQ(size, compactor->realloc_size);
        state.reason = TM_REASON_LARGE;
        EXPECT_TRUE(IsAsTried(GOAL_ALLOC)) << size;
    }
    Forget();
}

TEST_F(Goals, ARequestAsLargeAsOneThatWasGivenUpIsNotRemembered)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    compactor->vain = 9;
    TryMuch(GOAL_ALLOC);
    for (unsigned hopeless : {9u, 10u, 12u}) {
        goal_remember_alloc((number_t)hopeless);
        EXPECT_EQ(0, compactor->alloc_size);
        EXPECT_TRUE(IsAsTried(GOAL_ALLOC)) << hopeless;
    }
    compactor->in_defrag = 1;
    goal_remember_alloc(9);
    EXPECT_EQ(2, +compactor->asks) << "nor told to ask again, while tm_defrag is at work";
    compactor->in_defrag = 0;
    goal_remember_alloc(8);
    EXPECT_EQ(8, compactor->alloc_size);
    Forget();
}

TEST_F(Goals, OfTmReallocOneBlockWaitsForTheMostThatItWasRefused)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    TryMuch(GOAL_REALLOC);
    goal_remember_realloc(row[0], 17);
    EXPECT_EQ(row[0], compactor->realloc_slot);
    EXPECT_EQ(1, +compactor->given_up) << "grows by more than all that is free";
    EXPECT_EQ(TM_REASON_FULL, state.reason);
    compactor->realloc_slot = compactor->given_up = 0;
    TryMuch(GOAL_REALLOC);
    goal_remember_realloc(row[2], 12);
    EXPECT_EQ(row[2], compactor->realloc_slot);
    EXPECT_EQ(12, compactor->realloc_size);
    EXPECT_TRUE(IsBegun(GOAL_REALLOC)) << "the first one: what was tried was for nobody";
    EXPECT_EQ(TM_REASON_NONE, state.reason);
    EXPECT_EQ(2, +compactor->asks);
    TryMuch(GOAL_REALLOC);
    for (unsigned no_more : {11u, 12u}) {
        goal_remember_realloc(row[2], (number_t)no_more);
        EXPECT_EQ(12, compactor->realloc_size);
        EXPECT_TRUE(IsAsTried(GOAL_REALLOC)) << no_more;
    }
    ASSERT_LT(row[4], row[2]);
    ASSERT_GT(row[0], row[2]);
    for (size_t other : {0u, 4u}) {
        goal_remember_realloc(row[other], 13);
        EXPECT_EQ(row[2], compactor->realloc_slot) << "another block waits";
        EXPECT_EQ(12, compactor->realloc_size);
        EXPECT_TRUE(IsAsTried(GOAL_REALLOC)) << other;
    }
    goal_remember_realloc(row[2], 16);
    EXPECT_EQ(16, compactor->realloc_size) << "all that is free";
    EXPECT_TRUE(IsChanged(GOAL_REALLOC));
    EXPECT_EQ(TM_REASON_NONE, state.reason);
    Forget();
}

TEST_F(Goals, AGrowthThatWasGivenUpSilencesNoneOfAnotherBlockNorALesserOne)
{
    for (size_t other : {0u, 4u}) {
        SetUp();
        Build({4, 6, 4, 6, 4});
        Free(row, {1, 3});
        compactor->realloc_slot = row[2];
        compactor->realloc_size = 12;
        compactor->given_up = 1;
        TryMuch(GOAL_REALLOC);
        for (unsigned vain : {12u, 13u}) {
            goal_remember_realloc(row[2], (number_t)vain);
            EXPECT_EQ(12, compactor->realloc_size);
            EXPECT_EQ(1, +compactor->given_up);
            EXPECT_EQ(3, +compactor->plan_position);
            EXPECT_EQ(TM_REASON_LARGE, state.reason);
        }
        goal_remember_realloc(row[other], 13);
        EXPECT_EQ(row[other], compactor->realloc_slot);
        EXPECT_EQ(13, compactor->realloc_size);
        EXPECT_EQ(0, +compactor->given_up);
        EXPECT_TRUE(IsBegun(GOAL_REALLOC));
        compactor->given_up = 1;
        goal_remember_realloc(row[other], 12);
        EXPECT_EQ(12, compactor->realloc_size) << "less";
        EXPECT_EQ(0, +compactor->given_up);
        Forget();
    }
}

TEST_F(Goals, AGrowthThatWaitsSilencesOthersThoughTheyWereNotGivenUp)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_remember_realloc(row[2], 12);
    EXPECT_FALSE(is_vain_realloc(row[2], 12)) << "nothing is given up";
    compactor->given_up = 1;
    EXPECT_TRUE(is_vain_realloc(row[2], 12));
    EXPECT_TRUE(is_vain_realloc(row[2], 13));
    EXPECT_FALSE(is_vain_realloc(row[2], 11));
    EXPECT_FALSE(is_vain_realloc(row[0], 12));
    EXPECT_FALSE(is_vain_realloc(row[4], 12));
    Forget();
}

// Whose room was left alone wants more by now: that is worked for, from the start.
TEST_F(Goals, WhatIsServedRestsNoLongerWhenMoreIsWanted)
{
    for (enum goal goal : {GOAL_ALLOC, GOAL_REALLOC}) {
        SetUp();
        Build({4, 6, 4, 6, 4});
        Free(row, {1, 3});
        goal_remember_alloc(6);
        goal_remember_realloc(row[2], 10);
        goal_begin(goal);
        EXPECT_FALSE(is_served());
        compactor->plan = PLAN_REST;
        EXPECT_TRUE(is_served());
        goal_remember_alloc(goal == GOAL_ALLOC ? 6 : 12);
        goal_remember_realloc(row[2], goal == GOAL_REALLOC ? 10 : 16);
        EXPECT_TRUE(is_served()) << "no more of it";
        goal_remember_alloc(goal == GOAL_ALLOC ? 7 : 12);
        goal_remember_realloc(row[2], goal == GOAL_REALLOC ? 11 : 16);
        EXPECT_FALSE(is_served());
        EXPECT_EQ((unsigned)PLAN_NONE, +compactor->plan);
        EXPECT_EQ(goal, (enum goal)compactor->goal);
        Forget();
    }
}

TEST_F(Goals, AfterSoManyGrowthsThatWereGivenUpEachOtherIsInVain)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    compactor->vain_reallocs = MOST_VAIN;
    TryMuch(GOAL_REALLOC);
    goal_remember_realloc(row[2], 12);
    EXPECT_EQ(0, compactor->realloc_slot);
    EXPECT_TRUE(IsAsTried(GOAL_REALLOC));
    compactor->in_defrag = 1;
    goal_remember_realloc(row[2], 12);
    EXPECT_EQ(2, +compactor->asks) << "nor told to ask again, while tm_defrag is at work";
    compactor->in_defrag = 0;
    compactor->vain_reallocs--;
    goal_remember_realloc(row[2], 12);
    EXPECT_EQ(row[2], compactor->realloc_slot);
    Forget();
}

TEST_F(Goals, WhatIsForgottenIsOneRequestAndAllThatWasTriedForIt)
{
    for (enum goal worked_for : {GOAL_ALLOC, GOAL_REALLOC}) {
        for (enum goal goal : {GOAL_ALLOC, GOAL_REALLOC}) {
            SetUp();
            Build({4, 6, 4, 6, 4});
            Free(row, {1, 3});
            goal_remember_alloc(12);
            goal_remember_realloc(row[0], 12);
            compactor->given_up = 1;
            TryMuch(worked_for);
            goal_forget(goal);
            EXPECT_EQ(goal == GOAL_ALLOC ? 0 : 12, compactor->alloc_size);
            EXPECT_EQ(goal == GOAL_REALLOC ? 0 : row[0], compactor->realloc_slot);
            EXPECT_EQ(goal == GOAL_REALLOC ? 0 : 1, +compactor->given_up);
            EXPECT_EQ(ASKS, +compactor->asks);
            if (goal == worked_for) {
                EXPECT_TRUE(IsBegun(goal == GOAL_ALLOC ? GOAL_REALLOC : GOAL_ALLOC));
            } else {
                compactor->asks = 2;
                EXPECT_TRUE(IsAsTried(worked_for));
            }
            Forget();
        }
    }
}

TEST_F(Goals, WhoTakesAsMuchAsSomebodyWaitsForEndsHisWait)
{
    BuildPinned();
    for (unsigned size : {9u, 10u, 11u}) {
        goal_remember_alloc(10);
        compactor->asks = 2;
        goal_took((number_t)size);
        EXPECT_EQ(size < 10 ? 10 : 0, compactor->alloc_size) << size;
        EXPECT_EQ(size < 10 ? 2 : ASKS, +compactor->asks) << size;
    }
    compactor->asks = 2;
    goal_took(10);
    EXPECT_EQ(2, +compactor->asks) << "nobody waits";
    goal_remember_alloc(10);
    compactor->asks = 2;
    compactor->in_defrag = 1;
    goal_took(10);
    EXPECT_EQ(10, compactor->alloc_size) << "it is tm_defrag's";
    EXPECT_EQ(2, +compactor->asks);
    compactor->in_defrag = 0;
    Forget();
}

TEST_F(Goals, WhoTakesAsMuchAsWasGivenUpShowsThatItWasNotInVain)
{
    BuildPinned();
    for (unsigned size : {9u, 10u, 11u}) {
        compactor->vain = 10;
        compactor->asks = 2;
        goal_took((number_t)size);
        EXPECT_EQ(size < 10 ? 10 : 0, compactor->vain) << size;
        EXPECT_EQ(size < 10 ? 2 : ASKS, +compactor->asks) << "others who asked for as much";
    }
    compactor->vain = 10;
    compactor->in_defrag = 1;
    goal_took(10);
    EXPECT_EQ(0, compactor->vain) << "also while tm_defrag is at work";
    compactor->in_defrag = 0;
    Forget();
}

TEST_F(Goals, HopeTakesUpAgainWhatWasGivenUpUnlessAnotherWaits)
{
    GiveUpBoth();
    compactor->phases_spent = 3;
    compactor->changed = 0;
    goals_reopen();
    EXPECT_EQ(11, compactor->alloc_size);
    EXPECT_EQ(0, compactor->vain);
    EXPECT_EQ(0, +compactor->given_up);
    EXPECT_EQ(row[0], compactor->realloc_slot);
    EXPECT_EQ(0, compactor->vain_reallocs);
    EXPECT_EQ(0, +compactor->phases_spent);
    EXPECT_EQ(1, +compactor->changed);
    compactor->alloc_size = 9;
    compactor->vain = 11;
    goals_reopen();
    EXPECT_EQ(9, compactor->alloc_size) << "it has not been given up";
    EXPECT_EQ(0, compactor->vain);
    Forget();
}

// Its caller may have gone: tm_thread is not to be busy after each free for what can't be.
TEST_F(Goals, ThereIsNoHopeForMoreThanAllThatIsFree)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    for (unsigned vain : {12u, 13u}) {
        compactor->vain = (number_t)vain;
        goals_reopen();
        EXPECT_EQ(vain == 12 ? 12 : 0, compactor->alloc_size) << vain;
        EXPECT_EQ(vain == 12 ? 0 : 13, compactor->vain) << vain;
        Forget();
    }
}

// One caller who asks for less and less has been given up once.
TEST_F(Goals, LessForABlockThatWasGivenUpCountsOnce)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    for (unsigned which = 0; which < 4; which++) {
        compactor->realloc_slot = row[which == 1 ? 0 : 2];
        compactor->realloc_size = 12;
        compactor->given_up = which == 2 ? 0 : 1;
        compactor->vain_reallocs = which == 3 ? 0 : 2;
        goal_remember_realloc(row[2], which == 2 ? 13 : 11);
        EXPECT_EQ(row[2], compactor->realloc_slot);
        EXPECT_EQ(which == 0 ? 1 : which == 3 ? 0 : 2, +compactor->vain_reallocs) << which;
        Forget();
    }
}

TEST_F(Goals, TheReserveIsFilledAgainWhereTwoSlotsAreUnused)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    slots_lend();
    while (state.unused != 0 || slots_have_room()) {
        if (state.unused == 0) slot_make();
        (void)slot_take();
    }
    state.reserve = 0;
    for (unsigned slots = 0; slots < 3; slots++) {
        if (slots != 0) slot_release((slot_t)(state.made - slots + 1)); // taken, and in no chain
        settle();
        EXPECT_EQ(slots == 2, state.reserve != 0) << slots;
        EXPECT_EQ(slots != 0, state.unused != 0) << slots;
    }
    tm_reset();
}

TEST_F(Goals, AGrowthGivenUpForItsPinSilencesNoOtherBlock)
{
    Build({4, 6, 4, 4, 6, 4, 6, 4});
    Free(row, {1, 4, 6});
    pins_add(row[2]);
    pins_add(row[3]); // right behind it: row[2] can't grow at all
    goal_remember_realloc(row[2], 6);
    Finish();
    ASSERT_EQ(1, +compactor->given_up);
    goal_remember_realloc(row[2], 7);
    EXPECT_EQ(6, compactor->realloc_size) << "the same block, more growth";
    goal_remember_realloc(row[3], 11);
    EXPECT_EQ(row[3], compactor->realloc_slot) << "another block that is pinned";
    Finish();
    EXPECT_EQ(0, compactor->realloc_slot) << "it could be served, and nobody came";
    goal_remember_realloc(row[2], 6);
    Finish();
    goal_remember_realloc(row[5], 16);
    EXPECT_EQ(row[5], compactor->realloc_slot) << "a block that is not pinned";
    Finish();
    EXPECT_EQ(FITS, Resize(row[5], 16));
}

// Each time anybody is refused, what another one waits for has its turn, or is given up for good.
TEST_F(Goals, GrowthsThatAreHopelessInTurnAreGivenUpInTheEnd)
{
    BuildPinned();
    unsigned turns = 0;
    unsigned idle = 0;
    for (; idle < 3; turns++) {
        goal_remember_realloc(row[turns % 2 * 4], 16);
        idle = StepOnce() == IDLE ? idle + 1 : 0;
        ASSERT_LT(turns, 2000u);
    }
    EXPECT_EQ(MOST_VAIN, compactor->vain_reallocs);
    goals_reopen();
    goal_remember_realloc(row[0], 16);
    EXPECT_NE(IDLE, StepOnce());
    Forget();
    Finish();
}

// What closes one of the short ways, or lets it serve less.
TEST_F(Goals, TheEndOfALongWayOpensTheShortWaysAsFarAsTheyAreRight)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3}); // 12 blocks
    ASSERT_NE(0, state.reserve);
    compactor->changed = 1;
    const std::vector<unsigned char> before = Bytes();
    const unsigned all = (number_t)(0 - LEAST_UNITS);
    const struct {
        const char *what;
        unsigned allocs; // as many sizes are served by the short way,
        bool frees;      // and whether that of tm_free is open
    } cases[] = {
        {"nothing", all, true},
        {"a request waits", 9 - LEAST_UNITS, true},
        {"one was given up that is more than all that is free", 13 - LEAST_UNITS, true},
        {"one was given up that is not", 12 - LEAST_UNITS, false},
        {"one waits, and more was given up", 9 - LEAST_UNITS, true},
        {"a block waits to grow", all, false},
        {"growths were given up", all, false},
        {"tm_defrag is at work", all, true},
        {"a block is pinned", all, true},
        {"room is held", all, false},
        {"nobody knows that something was freed", all, false},
        {"nothing is in reserve", 0, true},
        {"nothing is in reserve, nor can it be", all, true},
    };
    for (const auto &each : cases) {
        for (bool was_open : {false, true}) {
            unsigned which = (unsigned)(&each - cases);
            if (which == 3 && was_open) continue;       // then it waits again: see below
            if (which == 12 && !INDEXES_BIND) continue; // no table is ever full
            state.short_free = was_open ? state.made : 0;
            state.short_alloc = 0;
            if (which == 1 || which == 4) compactor->alloc_size = 9;
            if (which == 2 || which == 4) compactor->vain = 13;
            if (which == 3) compactor->vain = 12;
            if (which == 5) compactor->realloc_slot = row[0];
            if (which == 6) compactor->vain_reallocs = 1;
            if (which == 7) compactor->in_defrag = 1;
            if (which == 8) pins_add(row[0]);
            if (which == 9) compactor->held = row[0];
            if (which == 10) compactor->changed = 0;
            if (which >= 11) state.reserve = 0;
            state.unused = 0; // nothing fills it again
            if (which == 12) state.made = TM_INDEXES;
            settle();
            EXPECT_EQ(each.allocs, state.short_alloc) << each.what;
            EXPECT_EQ(each.frees ? state.made : 0, state.short_free) << each.what;
            SetBytes(before);
        }
    }
}

// tm_free's short way tells nobody: what it freed is seen later.
TEST_F(Goals, WhatAShortWayFreedLetsHopeWhereThatIsEnoughByNow)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3}); // 12 blocks
    const std::vector<unsigned char> before = Bytes();
    for (bool open : {false, true}) {
        for (unsigned vain : {0u, 12u, 13u}) {
            for (unsigned who = 0; who < 5; who++) {
                const bool hopes = open && vain == 12;
                state.short_free = open ? state.made : 0;
                compactor->vain = (number_t)vain;
                compactor->changed = 1;
                EXPECT_EQ(hopes, may_reopen());
                if (who == 0) goal_remember_alloc(LEAST_UNITS);
                if (who == 1) goal_remember_alloc(12);
                if (who == 2) goal_remember_alloc(14);
                if (who == 3) goal_remember_realloc(row[0], 16);
                if (who == 4) settle();
                const unsigned more = who == 2 ? 14 : 0; // that is given up at once
                const unsigned left = hopes ? more : vain != 0 ? vain : more;
                EXPECT_EQ(left, compactor->vain) << vain << ", " << who;
                const bool waits = who == 0 || (who == 1 && vain != 12);
                EXPECT_EQ(hopes      ? 12
                          : !waits   ? 0
                          : who == 0 ? LEAST_UNITS
                                     : 12,
                          compactor->alloc_size)
                    << vain << ", " << who;
                SetBytes(before);
            }
        }
    }
}

TEST_F(Goals, TheShortWayOfTmFreeThatIsClosedHasFreedSomethingMeanwhile)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3}); // 12 blocks
    for (bool open : {false, true}) {
        TryMuch(GOAL_REALLOC);
        state.short_free = open ? state.made : 0;
        compactor->vain = 12;
        short_free_end();
        EXPECT_EQ(0, state.short_free);
        EXPECT_EQ(open ? 12 : 0, compactor->alloc_size);
        EXPECT_EQ(open ? 0 : 12, compactor->vain);
        EXPECT_EQ(open ? 1 : 0, +compactor->changed);
        EXPECT_EQ(open ? 0 : 3, +compactor->phases_spent);
        Forget();
    }
}

// The work for it begins, or may be at its end already: from here on each tm_free is told.
TEST_F(Goals, WhoIsRefusedOrTakesWhatWaitsClosesTheShortWayOfTmFree)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3}); // 12 blocks
    for (unsigned who = 0; who < 7; who++) {
        Forget();
        TryMuch(who == 4 || who == 5 ? GOAL_REALLOC : GOAL_ALLOC);
        compactor->changed = 1;
        state.short_free = state.made;
        if (who == 2 || who >= 5) compactor->alloc_size = 9;
        if (who == 0) goal_remember_alloc(9);
        if (who == 1) goal_remember_alloc(13);
        if (who == 2) goal_remember_alloc(9);
        if (who == 3) goal_remember_realloc(row[0], 9);
        if (who == 4) goal_remember_realloc(row[0], 17);
        if (who >= 5) goal_took(who == 5 ? 8 : 9);
        EXPECT_EQ(who == 5 ? state.made : 0, state.short_free) << who;
        const bool begins = who == 0 || who == 4 || who == 6; // nothing was tried for it
        EXPECT_EQ(begins ? 0 : 1, +compactor->changed) << who;
        state.short_free = 0;
    }
    Forget();
}

TEST_F(Goals, TheShortWayOfTmFreeIsOpenedByItselfToo)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3}); // 12 blocks
    const std::vector<unsigned char> before = Bytes();
    for (unsigned which = 0; which < 4; which++) {
        state.short_alloc = 3;
        compactor->changed = which == 1 ? 0 : 1;
        if (which >= 2) compactor->vain = 12;
        if (which == 3) state.short_free = state.made;
        short_free_settle();
        EXPECT_EQ(which == 0 || which == 3 ? state.made : 0, state.short_free) << which;
        EXPECT_EQ(which == 3 ? 12 : 0, compactor->alloc_size) << "there is hope";
        EXPECT_EQ(3, state.short_alloc);
        SetBytes(before);
    }
}

TEST_F(Goals, WhatFitsIsServedAndWhatLacksAGapIsNot)
{
    Build({4, 6, 4, 20, 4, 4, 4, LEAST_UNITS, 4});
    Free(row, {1, 3, 5, 7});
    for (bool with_slots : {true, false}) {
        while (!with_slots && slots_ready() && state.reserve != 0) slot_take();
        const std::vector<unsigned char> before = Bytes();
        for (unsigned size = LEAST_UNITS; size <= 24; size++) {
            enum fit lacks = alloc_fit((number_t)size);
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
        while (slots != 2 && slots_ready() && state.reserve != 0) slot_take();
        if (slots == 0) slots_lend();
        if (slots == 0) slot_take();
        const std::vector<unsigned char> before = Bytes();
        for (size_t which : {0u, 2u, 4u, 5u, 8u}) {
            for (unsigned size = LEAST_UNITS; size <= 24; size++) {
                compactor->realloc_slot = row[which];
                compactor->realloc_size = (number_t)size;
                goal_begin(GOAL_REALLOC);
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
    for (unsigned phase : {SCAN, GATHER, PASS, LIFT}) {
        for (unsigned stage : {REST, SEEK, MOVE, WALK}) {
            compactor->phase = (uint8_t)phase;
            enter_stage(stage);
            work_stop();
            EXPECT_EQ(CHOOSE, compactor->phase);
            EXPECT_EQ(REST, compactor->stage);
        }
    }
    cursor_set(&compactor->gap, row[1]);
    compactor->phase = GATHER;
    move_next(row[2]);
    StepOnce();
    ASSERT_EQ(AIM, compactor->stage);
    work_stop();
    EXPECT_EQ(AIM, compactor->stage);
    EXPECT_EQ(CHOOSE, compactor->phase);
    while (compactor->stage != REST) ASSERT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(CHOOSE, compactor->phase);
    EXPECT_EQ(0, compactor->held);
    EXPECT_EQ(Picture({4, 4, -6, 6, 4}), Tail(5));
}

TEST_F(Goals, NoIndexIsNothingThatIsHeld)
{
    Build({4});
    EXPECT_FALSE(is_held(0));
    EXPECT_FALSE(is_held(row[0]));
}

TEST_F(Goals, ASlotIsAnUnusedOneOrRoomInTheTableOrTheReserveOfAFullOne)
{
    if (!INDEXES_BIND) return; // no table is ever full
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
        state.made = (slot_t)each.made;
        state.unused = (slot_t)each.unused;
        state.reserve = (slot_t)each.reserve;
        EXPECT_EQ(each.is_there, has_slot()) << each.made << " " << each.unused << each.reserve;
    }
    SetBytes(before);
}

TEST_F(Goals, WhatAGrowthLacksIsAGapOrASlot)
{
    Build({20, 6, 4});
    compactor->realloc_slot = row[0];
    compactor->realloc_size = 30;
    goal_begin(GOAL_REALLOC);
    pins_add(row[0]);
    EXPECT_EQ(NO_GAP, goal_lacks()) << "a pinned block has only what is behind it";
    compactor->realloc_slot = 1;
    compactor->realloc_size = POOL_END;
    EXPECT_EQ(NO_GAP, goal_lacks()) << "of the first slot's block, like any other";
    compactor->realloc_slot = row[0];
    compactor->realloc_size = 8;
    EXPECT_EQ(FITS, goal_lacks()) << "the rest takes a slot";
    while (slots_ready() && state.reserve != 0) slot_take();
    state.reserve = 0;
    EXPECT_EQ(NO_SLOT, goal_lacks());
    state.unused = 1;
    EXPECT_EQ(FITS, goal_lacks()) << "without the reserve";
    goal_begin(GOAL_ONE_GAP);
    EXPECT_EQ(NO_GAP, goal_lacks());
    EXPECT_EQ(0, growth_of(row[0], 8)) << "it shrinks";
    tm_reset();
}
