// SPDX-License-Identifier: MIT
#include "unit.h"

// The gap below a Row is always taken: these pools have only the gaps that a test makes.
class Compact : public Unit
{
  protected:
    void Build(std::initializer_list<unsigned> sizes)
    {
        row = Row(sizes);
        ASSERT_NE(0, heap_alloc(gap_at(place_of(next_of(0)))->size));
    }

    // Works in one phase for a request of `want` blocks until it is over (or another one begins).
    void Work(unsigned phase, unsigned want)
    {
        compactor->unlimited = 1;
        compactor->want = (number_t)want;
        begin(ALLOC);
        start(phase);
        Step(phase);
    }

    // The same for the growth of a block to `size` blocks.
    void WorkToGrow(unsigned phase, index_t who, unsigned size)
    {
        compactor->unlimited = 1;
        compactor->grow = work->move.anchor = who;
        compactor->grow_size = (number_t)size;
        begin(GROW);
        start(phase);
        Step(phase);
    }

    // Steps until the phase, and the walks and moves of it, are over.
    void Step(unsigned phase)
    {
        unsigned steps = 0;
        while (compactor->phase == phase || compactor->phase >= WALK) {
            size_t left = (size_t)-1;
            compact_step(&left);
            ASSERT_EQ(0, verify_all());
            ASSERT_LT(++steps, 10000u);
        }
    }

    // Steps until there is nothing more to do; the count of phases stays in its bound.
    void Finish()
    {
        unsigned steps = 0;
        enum outcome outcome;
        do {
            size_t left = (size_t)-1;
            outcome = compact_step(&left);
            EXPECT_LE(+compactor->phases, (unsigned)MOST_PHASES);
            ASSERT_LT(++steps, 100000u);
        } while (outcome != IDLE);
    }

    std::vector<index_t> row;
};

TEST_F(Compact, EveryPlanEnds)
{
    for (const auto &plan : plans) {
        size_t at = 0;
        while (at < sizeof plan && plan[at] != CHOOSE) at++;
        EXPECT_LT(at, sizeof plan);
    }
    EXPECT_EQ(PLAN_SLOT + 1u, sizeof plans / sizeof *plans);
}

TEST_F(Compact, IsIdleWithoutARequest)
{
    size_t left = (size_t)-1;
    EXPECT_EQ(IDLE, compact_step(&left));
    left = 0;
    EXPECT_EQ(TOO_DEAR, compact_step(&left));
    EXPECT_EQ(0u, left);
}

TEST_F(Compact, SaysOnceThatARequestCanBeServed)
{
    size_t left = (size_t)-1;
    compact_want(4);
    EXPECT_EQ(SERVED, compact_step(&left));
    EXPECT_EQ(IDLE, compact_step(&left));
}

TEST_F(Compact, PlansNothingForMoreThanIsFree)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    compact_want(13);
    begin(ALLOC);
    EXPECT_EQ(PLAN_NONE, plan_for_goal());
    compact_want(12);
    EXPECT_EQ(PLAN_ALLOC, plan_for_goal());
}

TEST_F(Compact, PlansForSlotsWhenOnlyTheyAreMissing)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    while (state.unused != 0) slot_take();
    compact_want(6);
    begin(ALLOC);
    EXPECT_EQ(PLAN_SLOT, plan_for_goal());
    tm_reset();
}

TEST_F(Compact, PlansForAGrowthByWhatIsMissingToIt)
{
    Build({8, 6, 4, 6, 4});
    Free(row, {1, 3});
    compact_grow(row[2], 16);
    begin(GROW);
    EXPECT_EQ(PLAN_GROW, plan_for_goal());
    EXPECT_EQ(row[2], work->move.anchor);
    EXPECT_EQ(12, goal_reach());
    compact_grow(row[2], 17);
    EXPECT_EQ(PLAN_NONE, plan_for_goal());
}

TEST_F(Compact, GivesUpAndStaysSoUntilSomethingIsFreed)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    compact_want(13);
    Finish();
    EXPECT_NE(0, compactor->given_up & ALLOC);
    compact_want(14);
    EXPECT_EQ(13, compactor->want) << "not below what was given up";
    EXPECT_NE(0, compactor->given_up & ALLOC);
    compact_want(12);
    EXPECT_EQ(0, compactor->given_up & ALLOC) << "a smaller request is taken up";
    Finish();
    compact_hope();
    EXPECT_EQ(0, compactor->given_up);
}

TEST_F(Compact, GivesAGrowthUpByWhatItGrows)
{
    Build({4, 6, 8, 6, 4});
    Free(row, {1, 3});
    compact_grow(row[2], 21);
    Finish();
    EXPECT_NE(0, compactor->given_up & GROW);
    compact_grow(row[0], 17);
    EXPECT_EQ(row[2], compactor->grow) << "as much growth";
    compact_grow(row[0], 16);
    EXPECT_EQ(row[0], compactor->grow) << "less growth";
    EXPECT_EQ(0, compactor->given_up & GROW);
}

TEST_F(Compact, PhasesAreBoundedWhateverIsInTheWay)
{
    Build({4, 6, 4, 6, 4, 6, 4});
    Free(row, {1, 3, 5});
    pins_add(row[2]);
    pins_add(row[4]);
    compact_want(18);
    compact_grow(row[0], 22);
    Finish();
    EXPECT_EQ(ALLOC | GROW, compactor->given_up & (ALLOC | GROW));
}

TEST_F(Compact, ScanPicksTheWindowWithTheLeastToMove)
{
    unsigned above = bins_largest() - 50u - 24u; // a SCAN that has come far takes what it has
    Build({4, 6, 9, 6, 4, 6, 5, 6, 4, above});
    Free(row, {1, 3, 5, 7});
    Work(SCAN, 12);
    EXPECT_EQ(GATHER, compactor->phase);
    EXPECT_EQ(row[3], compactor->gap.index);
    EXPECT_EQ(place_of(row[6]), compactor->edge.place) << "its end";
}

TEST_F(Compact, ScanGoesAroundWhatIsPinned)
{
    Build({4, 6, 9, 6, 4, 6, 4});
    Free(row, {1, 3, 5});
    pins_add(row[4]);
    Work(SCAN, 12);
    EXPECT_EQ(GATHER, compactor->phase);
    EXPECT_EQ(row[1], compactor->gap.index);
}

TEST_F(Compact, ScanEndsWithoutAWindow)
{
    Build({4, 6, 9, 6, 4});
    Free(row, {1, 3});
    pins_add(row[2]);
    Work(SCAN, 12);
    EXPECT_EQ(CHOOSE, compactor->phase);
    EXPECT_EQ(1u, +compactor->tries);
}

TEST_F(Compact, AGapThatServesByItselfIsRaisedToTheHeadOfItsBin)
{
    unsigned size = 2 * EXACT_MOST;
    Build({4, size + 2, 4, size, 4});
    Free(row, {1, 3});
    EXPECT_EQ(place_of(row[3]), state.bins[bin_of((number_t)size)]);
    Work(SCAN, size + 1);
    ASSERT_EQ(GATHER, compactor->phase);
    Step(GATHER);
    EXPECT_EQ(place_of(row[1]), state.bins[bin_of((number_t)size)]);
}

TEST_F(Compact, GatherMovesABlockOutOfTheWindowIfItHasAHome)
{
    Build({4, 6, 5, 6, 4, 5, 4});
    Free(row, {1, 3, 5});
    Work(SCAN, 12);
    ASSERT_EQ(GATHER, compactor->phase);
    Step(GATHER);
    EXPECT_EQ(Picture({4, -17, 4, 5, 4}), Tail(5));
    EXPECT_TRUE(IsIntact(row, 2, 5));
}

TEST_F(Compact, GatherSlidesABlockThatHasNoHome)
{
    Build({4, 6, 5, 6, 4});
    Free(row, {1, 3});
    Work(SCAN, 12);
    ASSERT_EQ(GATHER, compactor->phase);
    Step(GATHER);
    EXPECT_EQ(Picture({4, 5, -12, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 2, 5));
}

TEST_F(Compact, PassLeavesOneGapAtTheTop)
{
    Build({4, 6, 5, 6, 4, 7, 8});
    Free(row, {1, 3, 5});
    Work(PASS, END);
    EXPECT_EQ(Picture({4, 5, 4, 8, -19}), Tail(5));
    for (size_t at : {2u, 4u, 6u}) EXPECT_TRUE(IsIntact(row, at, size_of(row[at])));
}

TEST_F(Compact, PassEndsWhenTheGoalIsMet)
{
    Build({4, 6, 5, 6, 4, 7, 8});
    Free(row, {1, 3, 5});
    Work(PASS, 12);
    EXPECT_EQ(Picture({4, 5, -12, 4, -7, 8}), Tail(6));
}

TEST_F(Compact, ReachMovesAwayWhatStandsBehindTheBlock)
{
    Build({4, 6, 5, 4, 11, 4});
    Free(row, {4});
    WorkToGrow(REACH, row[0], 8);
    EXPECT_EQ(Picture({4, -6, 5, 4, -5, 6, 4}), Tail(7));
    EXPECT_TRUE(IsIntact(row, 1, 6));
}

TEST_F(Compact, ReachEndsWhereNoHomeIs)
{
    Build({4, 6, 5, 4, 5, 4});
    Free(row, {4});
    WorkToGrow(REACH, row[0], 8);
    EXPECT_EQ(Picture({4, 6, 5, 4, -5, 4}), Tail(6));
    EXPECT_EQ(1u, +compactor->tries);
}

TEST_F(Compact, LiftBringsAGapDownToTheBlock)
{
    Build({4, 6, 5, 4, 7, 4});
    Free(row, {4});
    WorkToGrow(LIFT, row[0], 8);
    EXPECT_EQ(Picture({4, -7, 6, 5, 4, 4}), Tail(6));
    for (size_t at : {1u, 2u, 3u}) EXPECT_TRUE(IsIntact(row, at, size_of(row[at])));
}

TEST_F(Compact, LiftPassesOverGapsThatAreTooSmall)
{
    Build({4, 6, 4, 5, 4, 7, 4});
    Free(row, {2, 5});
    WorkToGrow(LIFT, row[0], 10);
    EXPECT_EQ(4, size_of(row[0]));
    EXPECT_EQ(next_of(row[0]), compactor->gap.index);
    EXPECT_GE(size_of(next_of(row[0])), 6);
}

TEST_F(Compact, LiftEndsAtAPinnedBlock)
{
    Build({4, 6, 5, 4, 7, 4});
    Free(row, {4});
    pins_add(row[2]);
    WorkToGrow(LIFT, row[0], 8);
    EXPECT_EQ(6, size_of(next_of(row[0])));
    EXPECT_EQ(CHOOSE, compactor->phase);
}

TEST_F(Compact, AHomeFitsExactlyOrLeavesAGap)
{
    Build({4, 6, 4});
    EXPECT_TRUE(is_home_for(6, 6));
    EXPECT_FALSE(is_home_for(5, 6));
    EXPECT_TRUE(is_home_for(6 + LEAST, 6));
    if (LEAST > 1) {
        EXPECT_FALSE(is_home_for(6 + LEAST - 1, 6)) << "the rest would be lost";
    }
}

#if 2 * TM_SLICE + 40 * TM_BLOCK_SIZE < TM_POOL_SIZE * 3 / 4 // else no block is too large
TEST_F(Compact, ABlockThatIsTooLargeForASliceIsImmovableForSlicesOnly)
{
    unsigned size = 2 * TM_SLICE / TM_BLOCK_SIZE;
    Build({size, 8});
    EXPECT_EQ(!TM_READ_BARRIER, is_immovable(row[0]));
    EXPECT_FALSE(is_immovable(row[1]));
    compactor->unlimited = 1;
    EXPECT_FALSE(is_immovable(row[0]));
    pins_add(row[1]);
    EXPECT_TRUE(is_immovable(row[1]));
}
#endif

TEST_F(Compact, AMoveThatBecameStaleIsDropped)
{
    Build({4, 6, 5, 4, 11, 4});
    Free(row, {4});
    compactor->unlimited = 1;
    compactor->grow = work->move.anchor = row[0];
    compactor->grow_size = 8;
    begin(GROW);
    start(REACH);
    size_t left = (size_t)-1;
    compact_step(&left);
    ASSERT_EQ(MOVE, compactor->phase);
    Free(row, {1});
    Step(REACH);
    EXPECT_EQ(Picture({4, -6, 5, 4, -11, 4}), Tail(6));
}
