// SPDX-License-Identifier: MIT
#include "unit.h"

using Lift = Compacting;

TEST_F(Lift, TheTableWantsAnyGapAndABlockWhatItGrows)
{
    Build({4});
    compactor->realloc_size = POOL_END;
    for (slot_t grow : {(slot_t)1, row[0]}) {
        compactor->realloc_slot = grow;
        for (unsigned plan = PLAN_NONE; plan <= PLAN_REST; plan++) {
            compactor->plan = (uint8_t)plan;
            EXPECT_EQ(plan == PLAN_REALLOC ? grow : 0, anchor_of_plan());
            EXPECT_EQ(plan == PLAN_REALLOC ? POOL_END - size_of(grow) : 0, goal_reach());
        }
    }
    compactor->plan = PLAN_NONE;
    compactor->realloc_slot = 0;
}

TEST_F(Lift, APhaseStartsWithNothingThatAnotherOneLeft)
{
    Build({4, 6, 4});
    Want();
    compactor->realloc_slot = row[0];
    compactor->realloc_size = 9;
    compactor->plan = PLAN_REALLOC;
    for (unsigned phase : {PASS, REACH, LIFT}) {
        scratch->move.reached = row[1];
        compactor->gap.slot = row[1];
        phase_start(phase);
        EXPECT_EQ(0, scratch->move.reached);
        EXPECT_EQ(0, compactor->gap.slot);
        EXPECT_EQ(phase == LIFT ? row[0] : 0, compactor->frontier.slot) << phase;
        EXPECT_TRUE(cursor_is_valid(&compactor->frontier));
        EXPECT_EQ(phase, +compactor->phase);
    }
    compactor->plan = PLAN_SLOT;
    phase_start(LIFT);
    EXPECT_EQ(0, compactor->frontier.slot) << "the table's";
    scratch->scan.best.slot = row[0];
    scratch->scan.cost = 7;
    phase_start(SCAN);
    EXPECT_EQ(0, scratch->scan.best.slot);
    EXPECT_EQ(0, scratch->scan.cost);
    EXPECT_EQ(next_of(0), compactor->frontier.slot);
    work_stop();
}

TEST_F(Lift, PassTakesAsManyNodesInAStepAsTheSliceAllows)
{
    while (Chain().size() < 40) ASSERT_NE(0, heap_alloc(LEAST_UNITS));
    ASSERT_NE(0, heap_alloc(size_of(next_of(0))));
    std::vector<slot_t> chain = Chain();
    Want();
    for (unsigned more : {0, 1, 3, 31, 32, 33}) {
        for (unsigned rest : {0, COST_NODE - 1}) {
            phase_start(PASS);
            size_t left = COST_STEP + COST_PASS + more * COST_NODE + rest;
            EXPECT_EQ(GOES_ON, compact_step(&left));
            unsigned nodes = more == 0 ? 1 : more < 32 ? more : 32;
            EXPECT_EQ(chain[nodes - 1], compactor->frontier.slot) << more;
            EXPECT_TRUE(cursor_is_valid(&compactor->frontier));
            EXPECT_EQ(more == 0 ? 0 : (more - nodes) * COST_NODE + rest, left);
        }
    }
    StepOnce();
    EXPECT_EQ(chain.back(), compactor->frontier.slot) << "and not farther than all";
    work_stop();
}

TEST_F(Lift, PassTakesNodesUpToAGapWhateverTheirIndexes)
{
    row = Row({4, 4, 4});
    Work(PASS, POOL_END); // brings slot 1, a gap, to the end
    ASSERT_NE(0, tm_alloc((tm_size_t)(size_of(1) - 8) * TM_BLOCK_SIZE));
    ASSERT_EQ(1, heap_alloc(8));
    Free(row, {2});
    std::vector<slot_t> chain = Chain();
    chain.resize(4);
    ASSERT_EQ((std::vector<slot_t>{row[0], row[1], row[2], 1}), chain);
    Want();
    phase_start(PASS);
    StepOnce();
    EXPECT_EQ(row[1], compactor->frontier.slot);
    ASSERT_EQ(4, size_of(row[2]));
    ASSERT_EQ(row[2], heap_alloc(4));
    StepOnce();
    EXPECT_EQ(Chain().back(), compactor->frontier.slot);
    work_stop();
}

TEST_F(Lift, PassLeavesOneGapAtTheTop)
{
    Build({4, 6, 5, 6, 4, 7, 8});
    Free(row, {1, 3, 5});
    Work(PASS, POOL_END);
    EXPECT_EQ(Picture({4, 5, 4, 8, -19}), Tail(5));
    for (size_t at : {2u, 4u, 6u}) EXPECT_TRUE(IsIntact(row, at, size_of(row[at])));
}

TEST_F(Lift, PassLetsARowOfBlocksSlideAcrossTheSameRoom)
{
    Build({4, 6, 5, 7, 8, 6, 4});
    Free(row, {1, 5});
    compactor->alloc_size = POOL_END;
    goal_begin(GOAL_ALLOC);
    compactor->plan = PLAN_ALLOC;
    phase_start(PASS);
    while (compactor->stage != MOVE) ASSERT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(compactor->frontier.slot, scratch->move.reached);
    StepOnce();
    slot_t held = compactor->held;
    for (size_t at : {2u, 3u, 4u}) {
        EXPECT_EQ(AIM, compactor->stage) << at;
        EXPECT_EQ(held, compactor->held) << at;
        EXPECT_EQ(row[at], scratch->move.block);
        while (next_of(row[at]) != held) ASSERT_EQ(GOES_ON, StepOnce());
        EXPECT_TRUE(IsIntact(row, at, size_of(row[at])));
        EXPECT_EQ(row[at], scratch->move.reached) << "no walk for the next one";
        EXPECT_EQ(at == 4 ? row[3] : row[at], compactor->frontier.slot);
        EXPECT_EQ(0, verify_all());
    }
    EXPECT_EQ(DROP, compactor->stage) << "a gap is next";
    while (compactor->held != 0) StepOnce();
    EXPECT_EQ(Picture({4, 5, 7, 8, -12, 4}), Tail(6));
}

TEST_F(Lift, PassEndsWhenTheGoalIsMet)
{
    Build({4, 6, 5, 6, 4, 7, 8});
    Free(row, {1, 3, 5});
    Work(PASS, 12);
    EXPECT_EQ(Picture({4, 5, -12, 4, -7, 8}), Tail(6));
}

TEST_F(Lift, ReachMovesAwayWhatStandsBehindTheBlock)
{
    Build({4, 6, 5, 4, 11, 4});
    Free(row, {4});
    WorkToGrow(REACH, row[0], 8);
    EXPECT_EQ(Picture({4, -6, 5, 4, -5, 6, 4}), Tail(7));
    EXPECT_TRUE(IsIntact(row, 1, 6));
}

TEST_F(Lift, ReachLeavesAGapThatIsLargeEnoughAndEnlargesOneThatIsNot)
{
    for (unsigned size : {8, 9}) {
        SetUp();
        Build({4, 4, 6, 5, 11, 4});
        Free(row, {1, 4});
        WorkToGrow(REACH, row[0], size);
        EXPECT_EQ(size == 8 ? Picture({4, -4, 6, 5, -11, 4}) : Picture({4, -10, 5, -5, 6, 4}),
                  Tail(6));
    }
}

TEST_F(Lift, ReachMovesAwayWhatStandsBehindTheTable)
{
    row = Row({4, 6, 11, 4});
    ASSERT_NE(0, heap_alloc((number_t)(size_of(next_of(0)) - 5)));
    slot_t first = heap_alloc(5);
    ASSERT_EQ(first, next_of(0));
    Free(row, {2});
    WorkForTheTable(REACH);
    EXPECT_TRUE(is_free(next_of(0)));
    EXPECT_EQ(Picture({4, 6, -6, 5, 4}), Tail(5));
    EXPECT_EQ(first, Chain()[Chain().size() - 2]);
}

TEST_F(Lift, ReachMovesNothingIntoTheGapThatIsToGrowAndNeedsNoWalk)
{
    for (bool gap : {false, true}) {
        SetUp();
        Build({4, 6, 6, 5, 11, 4});
        Free(row, {4});
        if (gap) Free(row, {1});
        compactor->gap.place = POOL_END; // what another phase has left
        StartToGrow(REACH, row[0], 12);
        while (compactor->stage != DROP) {
            ASSERT_EQ(GOES_ON, StepOnce());
            ASSERT_NE(WALK, compactor->stage);
        }
        EXPECT_EQ(place_of(row[4]) + 5, place_of(row[gap ? 2 : 1]));
        Step(REACH);
    }
}

TEST_F(Lift, ReachEndsWhereNoHomeIs)
{
    Build({4, 6, 5, 4, 5, 4});
    Free(row, {4});
    WorkToGrow(REACH, row[0], 8);
    EXPECT_EQ(Picture({4, 6, 5, 4, -5, 4}), Tail(6));
    EXPECT_EQ(1u, +compactor->plan_position);
}

TEST_F(Lift, LiftBringsAGapDownToTheBlock)
{
    Build({4, 6, 5, 4, 7, 4});
    Free(row, {4});
    WorkToGrow(LIFT, row[0], 8);
    EXPECT_EQ(Picture({4, -7, 6, 5, 4, 4}), Tail(6));
    for (size_t at : {1u, 2u, 3u}) EXPECT_TRUE(IsIntact(row, at, size_of(row[at])));
}

TEST_F(Lift, LiftBringsAGapThatIsJustLargeEnoughWithoutAWalk)
{
    Build({4, 6, 5, 4, 7, 4});
    Free(row, {4});
    StartToGrow(LIFT, row[0], 11);
    while (compactor->stage != DROP) {
        ASSERT_EQ(GOES_ON, StepOnce());
        ASSERT_FALSE(compactor->stage == WALK && compactor->held == 0) << "for LIFT itself";
    }
    Step(LIFT);
    EXPECT_EQ(Picture({4, -7, 6, 5, 4, 4}), Tail(6));
}

TEST_F(Lift, LiftBringsTheFirstSlotsGapLikeAnyOther)
{
    row = Row({4, 6, 5});
    Work(PASS, POOL_END); // brings slot 1, a gap, to the end
    ASSERT_TRUE(is_free(1));
    WorkToGrow(LIFT, row[0], 8);
    EXPECT_EQ(1, next_of(row[0]));
    EXPECT_EQ(CHOOSE, compactor->phase);
}

TEST_F(Lift, LiftFindsTheBlockInFrontOfItsGapAnew)
{
    for (size_t stale : {0, 5}) {
        SetUp();
        Build({4, 6, 5, 4, 7, 4});
        Free(row, {4});
        StartToGrow(LIFT, row[0], 8);
        while (compactor->gap.slot == 0) StepOnce();
        scratch->move.reached = row[stale];
        Step(LIFT);
        EXPECT_EQ(Picture({4, -7, 6, 5, 4, 4}), Tail(6));
    }
}

TEST_F(Lift, LiftOfSlicesTakesAGapOfAnySize)
{
    unsigned size = 1;
    while (fits_slice((number_t)size)) size++;
    if (size + 24 > bins_largest()) return;
    Build({4, 6, size, 4});
    Free(row, {2});
    compactor->alloc_size = compactor->realloc_size = 8;
    compactor->realloc_slot = row[0];
    goal_begin(GOAL_REALLOC);
    compactor->plan = PLAN_REALLOC;
    phase_start(LIFT);
    Step(LIFT);
    EXPECT_EQ(Picture({4, -(long)size, 6, 4}), Tail(4));
}

TEST_F(Lift, LiftEndsWhereNoGapIsLargeEnough)
{
    Build({4, 6, 5, 4});
    Free(row, {2});
    WorkToGrow(LIFT, row[0], 10);
    EXPECT_EQ(CHOOSE, compactor->phase);
    EXPECT_EQ(Picture({4, 6, -5, 4}), Tail(4));
}

TEST_F(Lift, LiftPassesOverGapsThatAreTooSmall)
{
    Build({4, 6, 4, 5, 4, 7, 4});
    Free(row, {2, 5});
    WorkToGrow(LIFT, row[0], 10);
    EXPECT_EQ(4, size_of(row[0]));
    EXPECT_EQ(next_of(row[0]), compactor->gap.slot);
    EXPECT_GE(size_of(next_of(row[0])), 6);
}

TEST_F(Lift, LiftEndsAtAPinnedBlock)
{
    Build({4, 6, 5, 4, 7, 4});
    Free(row, {4});
    pins_add(row[2]);
    WorkToGrow(LIFT, row[0], 8);
    EXPECT_EQ(6, size_of(next_of(row[0])));
    EXPECT_EQ(CHOOSE, compactor->phase);
}

TEST_F(Lift, AMoveThatBecameStaleIsDropped)
{
    for (unsigned stage : {SEEK, MOVE, AIM, FLY}) {
        SetUp();
        Build({4, 6, 5, 4, 11, 4});
        Free(row, {4});
        StartToGrow(REACH, row[0], 8);
        while (compactor->stage != stage) StepOnce();
        Free(row, {1});
        Step(REACH);
        EXPECT_EQ(Picture({4, -6, 5, 4, -11, 4}), Tail(6)) << stage;
    }
}

TEST_F(Lift, PassStartsOverWhereItsLastBlockIsNoMore)
{
    for (bool moved : {false, true}) {
        SetUp();
        Build({4, 6, 5, 6, 4, 7, 8});
        Free(row, {1, 3, 5});
        compactor->in_defrag = 1;
        compactor->alloc_size = POOL_END;
        goal_begin(GOAL_ALLOC);
        compactor->plan = PLAN_ALLOC;
        phase_start(PASS);
        while (compactor->frontier.slot != row[2]) StepOnce();
        while (compactor->stage != REST) StepOnce();
        if (moved)
            compactor->frontier.slot = row[6]; // as if that one had been there
        else
            Free(row, {2});
        EXPECT_EQ(GOES_ON, StepOnce());
        EXPECT_EQ(0, compactor->frontier.slot) << "a step of its own";
        Step(PASS);
        EXPECT_EQ(moved ? Picture({4, 5, 4, 8, -19}) : Picture({4, 4, 8, -24}),
                  Tail(moved ? 5 : 4));
    }
}

TEST_F(Lift, ReachAndLiftEndWhenTheBlockThatGrowsIsFreed)
{
    for (unsigned phase : {REACH, LIFT}) {
        for (unsigned steps = 0; steps < 4; steps++) {
            SetUp();
            Build({4, 6, 5, 4, 11, 4});
            Free(row, {4});
            StartToGrow(phase, row[1], 9);
            for (unsigned step = 0; step < steps; step++) ASSERT_EQ(GOES_ON, StepOnce());
            ASSERT_EQ(phase, +compactor->phase);
            tm_free(row[1]);
            EXPECT_EQ(CHOOSE, compactor->phase);
            EXPECT_EQ(0, compactor->realloc_slot);
            const bool held = compactor->held != 0;
            EXPECT_EQ(held, compactor->stage != REST);
            while (compactor->stage != REST) ASSERT_EQ(GOES_ON, StepOnce());
            if (held)
                EXPECT_EQ(Picture({4, -11, 4, -6, 5, 4}), Tail(6)) << "a block arrives first";
            else
                EXPECT_EQ(Picture({4, -6, 5, 4, -11, 4}), Tail(6)) << phase << ", " << steps;
            EXPECT_TRUE(IsIntact(row, 2, 5));
        }
    }
}

TEST_F(Lift, ReachAndLiftDoNothingForABlockThatIsNoMore)
{
    for (unsigned phase : {REACH, LIFT}) {
        SetUp();
        Build({4, 6, 5, 4, 11, 4});
        Free(row, {4});
        StartToGrow(phase, row[1], 9);
        Free(row, {1}); // and nobody has forgotten its request
        EXPECT_EQ(GOES_ON, StepOnce());
        EXPECT_EQ(CHOOSE, compactor->phase);
        EXPECT_EQ(REST, compactor->stage);
        EXPECT_EQ(Picture({4, -6, 5, 4, -11, 4}), Tail(6));
        goal_forget(GOAL_REALLOC);
    }
}

TEST_F(Lift, ReachEndsAtTheEndAndAtAPinnedBlock)
{
    Build({4, 6, 5, 11, 4});
    Free(row, {3});
    WorkToGrow(REACH, row[4], 8);
    EXPECT_EQ(1u, +compactor->plan_position) << "nothing is behind the last block";
    pins_add(row[1]);
    WorkToGrow(REACH, row[0], 8);
    EXPECT_EQ(Picture({4, 6, 5, -11, 4}), Tail(5));
}

TEST_F(Lift, LiftEndsWhereTheBlockInFrontOfTheGapWasPinned)
{
    Build({4, 6, 5, 4, 7, 4});
    Free(row, {4});
    StartToGrow(LIFT, row[0], 8);
    while (compactor->gap.slot == 0) StepOnce();
    pins_add(row[3]);
    Step(LIFT);
    EXPECT_EQ(CHOOSE, compactor->phase);
    EXPECT_EQ(Picture({4, 6, 5, 4, -7, 4}), Tail(6));
}

TEST_F(Lift, LiftLooksAnewForAGapThatIsNoMore)
{
    Build({4, 6, 5, 4, 7, 4, 9, 4});
    Free(row, {4, 6});
    StartToGrow(LIFT, row[0], 8);
    while (compactor->gap.slot == 0) StepOnce();
    ASSERT_EQ(row[4], heap_cut(place_of(row[4]), bin_of(7), 7));
    level_raise(&state.live, 7);
    Step(LIFT);
    EXPECT_EQ(Picture({4, -9, 6, 5, 4, 7, 4, 4}), Tail(8));
}

TEST_F(Lift, LiftBringsAnyGapDownToTheTable)
{
    Build({4, 6, 5, 4});
    slot_t first = next_of(0);
    Free(row, {2});
    WorkForTheTable(LIFT);
    EXPECT_TRUE(is_free(next_of(0)));
    EXPECT_EQ(first, next_of(next_of(0)));
    EXPECT_EQ(Picture({4, 6, 4}), Tail(3));
}

TEST_F(Lift, LiftStartsOverWhereItsLastNodeIsNoMoreAndEndsWithAGapBelow)
{
    Build({4, 6, 5, 4, 7, 4});
    Free(row, {0, 4});
    StartToGrow(LIFT, row[1], 9);
    StepOnce();
    ASSERT_EQ(row[2], compactor->frontier.slot);
    compactor->frontier.place++;
    StepOnce();
    EXPECT_EQ(row[1], compactor->frontier.slot);
    cursor_set(&compactor->gap, row[1]);
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(LIFT, compactor->phase) << "no gap any more: another one is looked for";
    for (slot_t below : {row[0], (slot_t)1}) {
        if (below == 1) heap_free(1); // and the other one is a part of it
        compactor->phase = LIFT;
        cursor_set(&compactor->gap, below);
        EXPECT_EQ(GOES_ON, StepOnce());
        EXPECT_EQ(CHOOSE, compactor->phase);
    }
    EXPECT_EQ(Picture({6, 5, 4, -7, 4}), Tail(5));
}

#if TM_READ_BARRIER
TEST_F(Lift, ReachEndsAtABlockThatWasTakenOutOfFlight)
{
    Build({4, 6, 5, 4, 11, 4});
    Free(row, {4});
    compactor->touched = row[1];
    WorkToGrow(REACH, row[0], 8);
    EXPECT_EQ(Picture({4, 6, 5, 4, -11, 4}), Tail(6));
}
#endif
