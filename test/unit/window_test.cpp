// SPDX-License-Identifier: MIT
#include "unit.h"

class Window : public Compacting
{
  protected:
    // GATHER wants another home for a block.
    static void Seek(slot_t block, number_t end)
    {
        compactor->phase = GATHER;
        seek_next(block, end);
    }
};

TEST_F(Window, ScanPicksTheWindowWithTheLeastToMove)
{
    unsigned above = bins_largest() - 49u - 24u; // a SCAN that has come far takes what it has
    Build({4, 6, 4, 4, 6, 4, 6, 5, 6, 4, above});
    Free(row, {1, 4, 6, 8});
    Work(SCAN, 12);
    EXPECT_EQ(GATHER, compactor->phase);
    EXPECT_EQ(row[4], compactor->gap.slot);
    EXPECT_EQ(place_of(row[7]), compactor->frontier.place) << "its end";
}

TEST_F(Window, ScanTakesAsManyNodesInAStepAsTheSliceAllows)
{
    Build({4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4});
    compactor->alloc_size = POOL_END;
    compactor->plan = PLAN_ALLOC;
    for (unsigned more : {0u, 1u, 3u, 15u, 16u, 17u}) {
        phase_start(SCAN);
        size_t left = COST_STEP + COST_SCAN + more * COST_SCAN_NODE;
        compact_step(&left);
        unsigned nodes = more < 16 ? more + 1 : 16;
        EXPECT_EQ(Chain()[nodes], compactor->frontier.slot) << more;
        EXPECT_EQ((more + 1 - nodes) * COST_SCAN_NODE, left);
    }
}

TEST_F(Window, ANodeCostsMoreWhileAnythingIsPinnedWhereTheListSaysWhat)
{
    const size_t pins = PIN_BIT ? 0 : COST_PINS;
    Build({4, 4, 4, 4, 4, 4});
    pins_add(row[0]);
    compactor->alloc_size = POOL_END;
    compactor->plan = PLAN_ALLOC;
    phase_start(SCAN);
    size_t left = COST_STEP + COST_SCAN + pins + 3 * (COST_SCAN_NODE + pins);
    compact_step(&left);
    EXPECT_EQ(Chain()[4], compactor->frontier.slot);
    EXPECT_EQ(0u, left);
}

#if TM_READ_BARRIER
TEST_F(Window, ABlockOfSeveralSlicesStaysUntilTheLastScanButForTmDefrag)
{
    Build({100, LEAST_UNITS});
    ASSERT_FALSE(fits_slice(100));
    compactor->plan_position = 0;
    EXPECT_TRUE(must_stay(row[0]));
    EXPECT_FALSE(must_stay(row[1]));
    compactor->in_defrag = 1;
    EXPECT_FALSE(must_stay(row[0]));
    compactor->in_defrag = 0;
    compactor->plan_position = LAST_SCAN - 1;
    EXPECT_TRUE(must_stay(row[0]));
    compactor->plan_position = LAST_SCAN;
    EXPECT_FALSE(must_stay(row[0]));
    compactor->plan_position = 0;
}
#endif

TEST_F(Window, ScanGoesAroundWhatIsPinned)
{
    Build({4, 6, 9, 6, 4, 6, 4});
    Free(row, {1, 3, 5});
    pins_add(row[4]);
    Work(SCAN, 12);
    EXPECT_EQ(GATHER, compactor->phase);
    EXPECT_EQ(row[1], compactor->gap.slot);
}

TEST_F(Window, AScanWithoutAWindowIsTheLastOfItsPlan)
{
    Build({4, 6, 9, 6, 4});
    Free(row, {1, 3});
    pins_add(row[2]);
    Work(SCAN, 12);
    EXPECT_EQ(CHOOSE, compactor->phase);
    if (TM_READ_BARRIER) { // what let large blocks stay is tried again without
        EXPECT_EQ(LAST_SCAN, compactor->plan_position);
        phase_start(SCAN);
        Step(SCAN);
    }
    EXPECT_EQ(CHOOSE, plans[PLAN_ALLOC][compactor->plan_position]);
}

TEST_F(Window, AGapThatServesByItselfIsRaisedToTheHeadOfItsBin)
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

TEST_F(Window, GatherMovesABlockOutOfTheWindowIfItHasAHome)
{
    Build({4, 6, 5, 6, 4, 5, 4});
    Free(row, {1, 3, 5});
    Work(SCAN, 12);
    ASSERT_EQ(GATHER, compactor->phase);
    Step(GATHER);
    EXPECT_EQ(Picture({4, -17, 4, 5, 4}), Tail(5));
    EXPECT_TRUE(IsIntact(row, 2, 5));
}

TEST_F(Window, GatherSlidesABlockThatHasNoHome)
{
    Build({4, 6, 5, 6, 4});
    Free(row, {1, 3});
    Work(SCAN, 12);
    ASSERT_EQ(GATHER, compactor->phase);
    Step(GATHER);
    EXPECT_EQ(Picture({4, 5, -12, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 2, 5));
}

TEST_F(Window, SeekTakesTheGapThatFitsBestAmongTheFirst)
{
    Build({4, 8, 5, 5, 4, 20, 4});
    Free(row, {1, 3, 5});
    Want();
    Seek(row[2], 0);
    StepOnce();
    EXPECT_EQ(MOVE, compactor->stage);
    EXPECT_EQ(row[3], scratch->move.home);
}

TEST_F(Window, SeekLooksAtTwoGapsOfABinAndThenAboveIt)
{
    const unsigned size = 2 * EXACT_MOST;
    Build({4, size + 1, 4, size + 1, 4, size, 4, size, 4, 2 * size, 4});
    Free(row, {9, 3, 5});
    Want();
    Seek(row[1], 0);
    StepOnce();
    EXPECT_EQ(row[3], scratch->move.home) << "the second of its bin";
    Free(row, {7});
    Seek(row[1], 0);
    StepOnce();
    EXPECT_EQ(row[9], scratch->move.home) << "not the third";
}

TEST_F(Window, SeekStaysOutOfTheWindow)
{
    Build({4, 5, 5, 5, 4, 20, 4});
    Free(row, {1, 3, 5});
    Want();
    cursor_set(&compactor->gap, row[1]);
    Seek(row[2], place_of(row[4]));
    StepOnce();
    EXPECT_EQ(row[5], scratch->move.home);
    Seek(row[2], POOL_END);
    StepOnce();
    EXPECT_EQ(MOVE, compactor->stage);
    EXPECT_EQ(0, scratch->move.home) << "no home: it slides";
}

TEST_F(Window, SeekForABlockThatWasFreedGoesBack)
{
    Build({4, 8, 5, 4});
    Free(row, {1});
    Want();
    Seek(row[2], 0);
    Free(row, {2});
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(REST, compactor->stage);
    EXPECT_EQ(GATHER, compactor->phase);
}

TEST_F(Window, SeekLooksAtFourGapsInAllTwoOfABin)
{
    const unsigned size = EXACT_MOST - 2;
    Build({4, size, 4, size, 4, size + 1, 4, size + 1, 4, size + 2, 4, size});
    Free(row, {1, 3, 7, 5, 9});
    Want();
    cursor_set(&compactor->gap, row[1]);
    for (size_t end : {6, 8}) {
        Seek(row[11], place_of(row[end]));
        EXPECT_EQ(GOES_ON, StepOnce());
        bool is_home = end == 6 && is_home_for((number_t)(size + 1), (number_t)size);
        EXPECT_EQ(is_home ? row[7] : 0, scratch->move.home) << end;
    }
    work_stop();
}

TEST_F(Window, SeekPassesOverEmptyBinsAndOverOnesInTheWindow)
{
    const unsigned size = EXACT_MOST - 2;
    Build({4, size + 1, 4, size + 2, 4, size});
    Free(row, {1, 3});
    Want();
    cursor_set(&compactor->gap, row[1]);
    Seek(row[5], place_of(row[2]));
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(row[3], scratch->move.home);
    work_stop();
}

TEST_F(Window, TheLastScanIsThatOfThePlan)
{
    EXPECT_EQ(SCAN, plans[PLAN_ALLOC][LAST_SCAN]);
    EXPECT_NE(SCAN, plans[PLAN_ALLOC][LAST_SCAN + 1]);
}

TEST_F(Window, AWindowCostsTheBlocksInItAnd32MoreForEach)
{
    Build({4, 6, 5, 7, 9, 6, 4});
    Free(row, {1, 5});
    Work(SCAN, 12);
    EXPECT_EQ(GATHER, compactor->phase);
    compactor->phase = SCAN;
    phase_start(SCAN);
    compactor->alloc_size = 20;
    while (compactor->frontier.slot != row[5]) scan_node();
    EXPECT_EQ(row[1], compactor->gap.slot);
    EXPECT_EQ(5 + 7 + 9 + 3 * 32, scratch->scan.cost);
    work_stop();
}

// What no sum of costs exceeds.
static const number_t kMostCost = (number_t)-1;

TEST_F(Window, ABlockThatLeavesTheWindowTakesItsCostAlong)
{
    Build({4, 6, 5, 7, 4});
    Free(row, {1});
    const unsigned cost = 5 + 32;
    for (unsigned all : {cost - 1, cost, cost + 1, cost + 9}) {
        cursor_set(&compactor->gap, row[2]);
        cursor_set(&compactor->frontier, row[4]);
        scratch->scan.cost = (number_t)all;
        window_shrink();
        EXPECT_EQ(all > cost ? all - cost : 0, scratch->scan.cost);
        EXPECT_EQ(row[3], compactor->gap.slot);
    }
    cursor_set(&compactor->gap, row[1]);
    window_shrink();
    EXPECT_EQ(9, scratch->scan.cost) << "a gap costs nothing";
    for (slot_t edge : {row[2], row[0], (slot_t)0}) { // also of a higher and of a lower index
        cursor_set(&compactor->gap, row[1]);
        cursor_set(&compactor->frontier, edge);
        window_shrink();
        EXPECT_EQ(edge == row[2] ? 0 : row[2], compactor->gap.slot);
    }
}

TEST_F(Window, ABlockThatComesIntoTheWindowBringsItsCostUpToTheMost)
{
    Build({4, 6, 5, 7, 4});
    Free(row, {1});
    pins_add(row[3]);
    const unsigned cost = 5 + 32;
    const unsigned room = kMostCost - cost;
    for (unsigned more : {0u, 9u, room - 1, room, room + 1, kMostCost + 0u}) {
        cursor_set(&compactor->gap, row[1]);
        scratch->scan.cost = (number_t)more;
        window_extend(row[2]);
        EXPECT_EQ(more + cost < kMostCost ? more + cost : kMostCost, scratch->scan.cost);
        EXPECT_EQ(row[1], compactor->gap.slot);
        EXPECT_EQ(row[3], compactor->frontier.slot);
    }
    window_extend(row[3]);
    EXPECT_EQ(0, compactor->gap.slot) << "it stays, and so there is no window";
    EXPECT_EQ(0, scratch->scan.cost);
    window_extend(row[4]);
    EXPECT_EQ(0, compactor->gap.slot) << "a window begins at a gap";
    EXPECT_EQ(0, scratch->scan.cost);
    window_extend(row[1]);
    EXPECT_EQ(row[1], compactor->gap.slot);
}

TEST_F(Window, TheCheapestWindowIsKeptTheFirstOfThose)
{
    Build({4, 6, 5, 7, 4});
    Free(row, {1});
    for (unsigned cost : {19, 20, 21}) {
        cursor_set(&scratch->scan.best, row[3]);
        scratch->scan.best_cost = 20;
        scratch->scan.best_end = 9;
        scratch->scan.cost = (number_t)cost;
        cursor_set(&compactor->gap, row[1]);
        cursor_set(&compactor->frontier, row[4]);
        window_keep();
        EXPECT_EQ(cost < 20 ? row[1] : row[3], scratch->scan.best.slot);
        EXPECT_EQ(cost < 20 ? cost : 20, scratch->scan.best_cost);
        EXPECT_EQ(cost < 20 ? place_of(row[4]) : 9, scratch->scan.best_end);
    }
    scratch->scan.best.slot = 0;
    window_keep();
    EXPECT_EQ(row[1], scratch->scan.best.slot) << "the first one";
    scratch->scan.best_end = place_of(row[2]);
    gather_start();
    EXPECT_EQ(place_of(row[2]), compactor->frontier.place);
    EXPECT_EQ(row[1], compactor->gap.slot);
    EXPECT_EQ(0, scratch->move.reached);
    work_stop();
}

TEST_F(Window, WithoutAWindowTheRestOfTheScansAndAPassAreInVain)
{
    const struct {
        unsigned plan, plan_position, then;
    } cases[] = {
        {PLAN_ALLOC, 0, TM_READ_BARRIER ? 3 : 5},
        {PLAN_ALLOC, 2, TM_READ_BARRIER ? 3 : 5},
        {PLAN_ALLOC, 3, 5},
        {PLAN_REALLOC, 1, 3},
        {PLAN_REALLOC, 2, 3},
    };
    for (const auto &each : cases) {
        compactor->plan = (uint8_t)each.plan;
        compactor->plan_position = (uint8_t)each.plan_position;
        scan_in_vain();
        EXPECT_EQ(each.then, +compactor->plan_position) << each.plan << ", " << each.plan_position;
        EXPECT_EQ(CHOOSE, compactor->phase);
    }
    compactor->plan = compactor->plan_position = 0;
}

TEST_F(Window, AScanEndsWhereANodeThatItRemembersIsNoMore)
{
    for (int which = 0; which < 3; which++) {
        SetUp();
        Build({4, 6, 5, 7, 4});
        Free(row, {1});
        Want();
        compactor->alloc_size = POOL_END;
        goal_begin(GOAL_ALLOC);
        compactor->plan = PLAN_ALLOC;
        phase_start(SCAN);
        cursor_set(&compactor->frontier, row[3]);
        cursor_set(&compactor->gap, row[1]);
        if (which == 1) compactor->frontier.place--;
        if (which == 2) compactor->gap.place--;
        size_t left = COST_STEP + COST_SCAN;
        EXPECT_EQ(GOES_ON, compact_step(&left));
        EXPECT_EQ(which == 0 ? SCAN : CHOOSE, +compactor->phase);
        EXPECT_EQ(which != 0, compactor->plan_position == 1);
        EXPECT_EQ(which == 0 ? row[4] : row[3], compactor->frontier.slot) << "and nothing else";
        work_stop();
    }
}

TEST_F(Window, AWindowIsLongEnoughWhenItIsWhatTheGoalWants)
{
    Build({4, 6, 5, 7, 4});
    Free(row, {1, 3});
    for (unsigned want : {18, 19}) {
        Work(SCAN, LEAST_UNITS);
        compactor->alloc_size = (number_t)want;
        phase_start(SCAN);
        while (compactor->frontier.slot != row[4]) scan_node();
        scan_node();
        EXPECT_EQ(want == 18 ? row[1] : 0, scratch->scan.best.slot) << want;
        work_stop();
    }
}

// That is a block for each block scanned.
TEST_F(Window, AScanEndsWhereTheBestWindowCostsNoMoreThanWhatWasScanned)
{
    Build({4, 6, 5, 7, 4});
    Free(row, {1});
    for (int more : {-1, 0, 1}) {
        phase_start(SCAN);
        compactor->alloc_size = POOL_END;
        cursor_set(&scratch->scan.best, row[1]);
        scratch->scan.best_end = POOL_END;
        cursor_set(&compactor->frontier, row[3]);
        scratch->scan.best_cost = (number_t)((int)(place_of(row[3]) - table_end()) + more);
        scan_node();
        EXPECT_EQ(more > 0 ? SCAN : GATHER, +compactor->phase) << more;
        work_stop();
    }
    compactor->alloc_size = 0;
}

class Gather : public Compacting
{
  protected:
    // One step, for the gap row[1] and a window up to row[end].
    void Try(size_t end)
    {
        work_stop();
        Want();
        compactor->alloc_size = POOL_END;
        goal_begin(GOAL_ALLOC);
        compactor->plan = PLAN_ALLOC;
        phase_start(GATHER);
        cursor_set(&compactor->gap, row[1]);
        compactor->frontier.place = place_of(row[end]);
        EXPECT_EQ(GOES_ON, StepOnce());
    }
};

TEST_F(Gather, ABlockOfTheWindowLeavesItAndOneAboveMayGoBelow)
{
    Build({4, 6, 5, 7, 4});
    Free(row, {1});
    Try(3);
    EXPECT_EQ(SEEK, compactor->stage);
    EXPECT_EQ(row[2], scratch->move.block);
    EXPECT_EQ(place_of(row[3]), scratch->move.target);
    EXPECT_EQ(GATHER, compactor->phase);
    for (size_t end : {2, 0}) {
        Try(end);
        EXPECT_EQ(SEEK, compactor->stage);
        EXPECT_EQ(POOL_END, scratch->move.target) << "anywhere below the gap";
    }
    work_stop();
}

TEST_F(Gather, EndsAtABlockThatStaysAndAtTheEndAndWithoutItsGap)
{
    Build({4, 6, 5});
    Free(row, {1});
    pins_add(row[2]);
    Try(2);
    EXPECT_EQ(CHOOSE, compactor->phase);
    EXPECT_EQ(1, +compactor->plan_position);
    pins_drop(row[2]);
    Try(2);
    EXPECT_EQ(SEEK, compactor->stage);
    compactor->gap.place--;
    enter_stage(REST);
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(CHOOSE, compactor->phase) << "the gap was elsewhere";
    EXPECT_EQ(1, +compactor->plan_position);
    Free(row, {2});
    Try(0);
    EXPECT_EQ(CHOOSE, compactor->phase) << "nothing is behind it";
    EXPECT_EQ(1, +compactor->plan_position);
}

#if TM_READ_BARRIER
TEST_F(Gather, ABlockThatWasTouchedSlides)
{
    Build({4, 6, 5, 5, 4});
    Free(row, {1, 3});
    compactor->touched = row[2];
    Try(4);
    EXPECT_EQ(MOVE, compactor->stage);
    EXPECT_EQ(0, scratch->move.home);
    EXPECT_EQ(GATHER, compactor->phase);
    work_stop();
}
#endif

TEST_F(Window, AHomeStartsBelowTheWindowOrWhereItEnds)
{
    Build({4, 5, 4, 5, 4, 5, 4});
    for (size_t home : {1, 5}) {
        Free(row, {home});
        Want();
        for (int more : {0, 1}) { // whether it lies in the window by one block
            compactor->gap.place = (number_t)(place_of(row[1]) + (home == 1 && more == 0));
            number_t end = (number_t)(place_of(row[5]) + (home == 5 && more != 0));
            Seek(row[3], end);
            EXPECT_EQ(GOES_ON, StepOnce());
            EXPECT_EQ(more == 0 ? row[home] : 0, scratch->move.home) << home;
            EXPECT_EQ(MOVE, compactor->stage) << "it slides where it has no home";
        }
        work_stop();
        ASSERT_EQ(row[home], heap_alloc(5));
    }
}

TEST_F(Window, ABlockWithoutAHomeStaysInReachAndThatIsItsEnd)
{
    Build({4, 5, 4, 9, 4});
    Want();
    compactor->phase = REACH;
    seek_next(row[3], POOL_END);
    compactor->plan_position = 0;
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(CHOOSE, compactor->phase);
    EXPECT_EQ(REST, compactor->stage);
    EXPECT_EQ(1, +compactor->plan_position);
}
