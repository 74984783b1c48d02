// SPDX-License-Identifier: MIT
#include "unit.h"

using Window = Compacting;

TEST_F(Window, ScanPicksTheWindowWithTheLeastToMove)
{
    unsigned above = bins_largest() - 49u - 24u; // a SCAN that has come far takes what it has
    Build({4, 6, 4, 4, 6, 4, 6, 5, 6, 4, above});
    Free(row, {1, 4, 6, 8});
    Work(SCAN, 12);
    EXPECT_EQ(GATHER, compactor->phase);
    EXPECT_EQ(row[4], compactor->gap.index);
    EXPECT_EQ(place_of(row[7]), compactor->edge.place) << "its end";
}

TEST_F(Window, ScanTakesAsManyNodesInAStepAsTheSliceAllows)
{
    Build({4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4});
    compactor->want = END;
    compactor->plan = PLAN_ALLOC;
    for (unsigned more : {0u, 1u, 3u, SCAN_NODES - 1u, SCAN_NODES + 0u}) {
        start(SCAN);
        size_t left = COST_STEP + COST_SCAN + more * COST_SCAN_NODE;
        compact_step(&left);
        unsigned nodes = more < SCAN_NODES ? more + 1 : SCAN_NODES;
        EXPECT_EQ(Chain()[nodes], compactor->edge.index) << more;
        EXPECT_EQ(more < SCAN_NODES ? 0u : COST_SCAN_NODE, left);
    }
}

#if TM_READ_BARRIER
TEST_F(Window, ABlockOfSeveralSlicesStaysUntilTheLastScanButForTmDefrag)
{
    Build({100, LEAST});
    ASSERT_FALSE(fits_slice(100));
    compactor->tries = 0;
    EXPECT_TRUE(stays(row[0]));
    EXPECT_FALSE(stays(row[1]));
    compactor->unlimited = 1;
    EXPECT_FALSE(stays(row[0]));
    compactor->unlimited = 0;
    compactor->tries = LAST_SCAN;
    EXPECT_FALSE(stays(row[0]));
    compactor->tries = 0;
}
#endif

TEST_F(Window, ScanGoesAroundWhatIsPinned)
{
    Build({4, 6, 9, 6, 4, 6, 4});
    Free(row, {1, 3, 5});
    pins_add(row[4]);
    Work(SCAN, 12);
    EXPECT_EQ(GATHER, compactor->phase);
    EXPECT_EQ(row[1], compactor->gap.index);
}

TEST_F(Window, AScanWithoutAWindowIsTheLastOfItsPlan)
{
    Build({4, 6, 9, 6, 4});
    Free(row, {1, 3});
    pins_add(row[2]);
    Work(SCAN, 12);
    EXPECT_EQ(CHOOSE, compactor->phase);
    if (TM_READ_BARRIER) { // what let large blocks stay is tried again without
        EXPECT_EQ(LAST_SCAN, compactor->tries);
        start(SCAN);
        Step(SCAN);
    }
    EXPECT_EQ(CHOOSE, plans[PLAN_ALLOC][compactor->tries]);
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
    seek_next(row[2], 0, GATHER);
    StepOnce();
    EXPECT_EQ(MOVE, compactor->phase);
    EXPECT_EQ(row[3], work->move.to);
}

TEST_F(Window, SeekLooksAtTwoGapsOfABinAndThenAboveIt)
{
    const unsigned size = 2 * EXACT_MOST;
    Build({4, size + 1, 4, size + 1, 4, size, 4, size, 4, 2 * size, 4});
    Free(row, {9, 3, 5});
    Want();
    seek_next(row[1], 0, GATHER);
    StepOnce();
    EXPECT_EQ(row[3], work->move.to) << "the second of its bin";
    Free(row, {7});
    seek_next(row[1], 0, GATHER);
    StepOnce();
    EXPECT_EQ(row[9], work->move.to) << "not the third";
}

TEST_F(Window, SeekStaysOutOfTheWindow)
{
    Build({4, 5, 5, 5, 4, 20, 4});
    Free(row, {1, 3, 5});
    Want();
    cursor_set(&compactor->gap, row[1]);
    seek_next(row[2], place_of(row[4]), GATHER);
    StepOnce();
    EXPECT_EQ(row[5], work->move.to);
    seek_next(row[2], END, GATHER);
    StepOnce();
    EXPECT_EQ(MOVE, compactor->phase);
    EXPECT_EQ(0, work->move.to) << "no home: it slides";
}

TEST_F(Window, SeekForABlockThatWasFreedGoesBack)
{
    Build({4, 8, 5, 4});
    Free(row, {1});
    Want();
    seek_next(row[2], 0, GATHER);
    Free(row, {2});
    StepOnce();
    EXPECT_EQ(GATHER, compactor->phase);
}
