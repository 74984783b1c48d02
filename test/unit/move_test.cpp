// SPDX-License-Identifier: MIT
#include "unit.h"

using Move = Unit;
using Indexes = std::vector<slot_t>;

// The chain without the gap that stands first.
static Indexes ChainOfRow()
{
    Indexes chain = Chain();
    chain.erase(chain.begin());
    return chain;
}

// move_to_gap of a gap in its bin.
static void MoveTo(slot_t index, slot_t gap, unsigned size)
{
    move_to_gap(index, place_of(gap), bin_of(size_of(gap)), (number_t)size);
}

TEST_F(Move, SwapOfNeighboursWorksInBothOrders)
{
    Indexes row = Row({4, 5, 5, 6});
    chain_swap(row[0], row[1], row[1], row[2]);
    EXPECT_EQ(Indexes({row[0], row[2], row[1], row[3]}), ChainOfRow());
    EXPECT_EQ(Picture({4, 5, 5, 6}), Tail(4));
    EXPECT_EQ(0, verify_all());
    chain_swap(row[2], row[1], row[0], row[2]);
    EXPECT_EQ(Indexes({row[0], row[1], row[2], row[3]}), ChainOfRow());
    EXPECT_EQ(Picture({4, 5, 5, 6}), Tail(4));
}

TEST_F(Move, SwapOfBlocksThatStandApart)
{
    Indexes row = Row({4, 5, 6, 5, 7});
    chain_swap(row[0], row[1], row[2], row[3]);
    EXPECT_EQ(Indexes({row[0], row[3], row[2], row[1], row[4]}), ChainOfRow());
    EXPECT_EQ(Picture({4, 5, 6, 5, 7}), Tail(5));
}

#if TM_COMPACTOR_SLIDE || TM_SCRAMBLE
TEST_F(Move, AcrossAGapWorksBothWaysThoughTheOldAndTheNewPlaceOverlap)
{
    Indexes row = Row({4, 5, 17, 4});
    Free(row, {1});
    move_across(row[0], row[1], row[2], row[2]);
    EXPECT_EQ(Picture({4, 17, -5, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 2, 17));
    EXPECT_EQ(0, verify_all());
    move_across(row[0], row[2], next_of(row[2]), row[2]);
    EXPECT_EQ(Picture({4, -5, 17, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 2, 17));
}

TEST_F(Move, AcrossAGapJoinsTheGapBehind)
{
    Indexes row = Row({4, 5, 6, 7, 4});
    Free(row, {1, 3});
    move_across(row[0], row[1], row[2], row[2]);
    EXPECT_EQ(Picture({4, 6, -12, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 2, 6));
}
#endif

TEST_F(Move, IntoAGapAboveOrBelow)
{
    for (bool up : {false, true}) {
        SetUp();
        Indexes row = Row({4, 12, 4, 5, 4, 12, 4});
        Free(row, {up ? 5u : 1u});
        slot_t gap = row[up ? 5 : 1];
        MoveTo(row[3], gap, 5);
        Picture expected =
            up ? Picture({12, 4, -5, 4, -7, 5, 4}) : Picture({-7, 5, 4, -5, 4, 12, 4});
        EXPECT_EQ(expected, Tail(7));
        EXPECT_TRUE(IsIntact(row, 3, 5));
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Move, IntoTheGapBesideIt)
{
    for (bool up : {false, true}) {
        SetUp();
        Indexes row = Row({4, 12, 5, 12, 4});
        Free(row, {up ? 3u : 1u});
        slot_t gap = row[up ? 3 : 1];
        MoveTo(row[2], gap, 5);
        Picture expected = up ? Picture({4, 12, -12, 5, 4}) : Picture({-7, 5, -5, 12, 4});
        EXPECT_EQ(expected, Tail(5));
        EXPECT_TRUE(IsIntact(row, 2, 5));
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Move, IntoAGapThatFitsExactly)
{
    Indexes row = Row({4, 5, 4, 5, 4});
    Free(row, {1});
    MoveTo(row[3], row[1], 5);
    EXPECT_EQ(Picture({4, 5, 4, -5, 4}), Tail(5));
    EXPECT_EQ(row[3], ChainOfRow()[1]);
    EXPECT_TRUE(IsIntact(row, 3, 5));
}

TEST_F(Move, IntoAGapBesideItThatFitsExactly)
{
    for (bool up : {false, true}) {
        SetUp();
        Indexes row = Row({4, 5, 5, 5, 4});
        Free(row, {up ? 3u : 1u});
        MoveTo(row[2], row[up ? 3 : 1], 5);
        EXPECT_EQ(up ? Picture({4, 5, -5, 5, 4}) : Picture({4, 5, -5, 5, 4}), Tail(5));
        EXPECT_TRUE(IsIntact(row, 2, 5));
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Move, AndGrowKeepsTheIndexAndTheBytes)
{
    Indexes row = Row({4, 5, 4, 20, 4});
    Free(row, {3});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    ASSERT_TRUE(move_and_grow(row[1], 9));
    level_raise(&state.live, 9 - 5);
    EXPECT_EQ(9, size_of(row[1]));
    EXPECT_TRUE(IsIntact(row, 1, 5));
    EXPECT_EQ(Picture({4, -5, 4, -11, 9, 4}), Tail(6));
}

// It stands in no bin between the table's growth and the cut.
TEST_F(Move, AndGrowMayBeIntoTheGapThatTheTableGrowsInto)
{
    for (unsigned left : {0u, 1u, (unsigned)LEAST_UNITS, 40u}) {
        for (size_t which : {0u, 1u}) { // right behind that gap, and elsewhere
            SetUp();
            Indexes row = Row({4, 5, 6});
            TakeSlots();
            number_t end = table_end();
            unsigned size = size_of(next_of(0)) - LEAST_UNITS - left;
            number_t had = size_of(row[which]);
            ASSERT_TRUE(move_and_grow(row[which], (number_t)size)) << left;
            level_lower(&state.live, had);
            level_raise(&state.live, size_of(row[which]));
            EXPECT_EQ(end + LEAST_UNITS, table_end());
            EXPECT_EQ(left < LEAST_UNITS ? size + left : size, size_of(row[which])) << left;
            EXPECT_TRUE(IsIntact(row, which, had));
            EXPECT_EQ(left < LEAST_UNITS, next_of(0) == row[which]);
            tm_reset();
        }
    }
}

TEST_F(Move, AndGrowWithoutRoomChangesNothing)
{
    Indexes row = Row({4, 5, 4, 20, 4});
    Free(row, {3});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    EXPECT_FALSE(move_and_grow(row[1], 21));
    EXPECT_EQ(Picture({4, 5, 4, -20, 4}), Tail(5));
    EXPECT_TRUE(IsIntact(row, 1, 5));
}

TEST_F(Move, IsCountedWithItsBytes)
{
    Indexes row = Row({4, 9, 4, 5, 4});
    Free(row, {1});
    MoveTo(row[3], row[1], 5);
    EXPECT_EQ(1u, stats_read().moves);
    EXPECT_EQ(5u * TM_BLOCK_SIZE, stats_read().moved_bytes);
}
