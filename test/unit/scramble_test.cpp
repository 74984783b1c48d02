// SPDX-License-Identifier: MIT
#include "unit.h"

using Scramble = Unit;
using Indexes = std::vector<index_t>;

TEST_F(Scramble, AcrossAGapWorksBothWaysThoughTheOldAndTheNewPlaceOverlap)
{
    Indexes row = Row({4, 5, 17, 4});
    Free(row, {1});
    scramble_across(row[0], row[1], row[2]);
    EXPECT_EQ(Picture({4, 17, -5, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 2, 17));
    EXPECT_EQ(0, verify_all());
    scramble_across(row[0], row[2], next_of(row[2]));
    EXPECT_EQ(Picture({4, -5, 17, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 2, 17));
}

TEST_F(Scramble, AcrossAGapJoinsTheGapBehind)
{
    Indexes row = Row({4, 5, 6, 7, 4});
    Free(row, {1, 3});
    scramble_across(row[0], row[1], row[2]);
    EXPECT_EQ(Picture({4, 6, -12, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 2, 6));
}

TEST_F(Scramble, DownStopsAtAPinnedBlock)
{
    Indexes row = Row({4, 5, 6, 7, 4, 5, 4});
    Free(row, {1, 5});
    ASSERT_TRUE(pins_add(row[4]));
    index_t gap = scramble_down(row[0]);
    EXPECT_EQ(next_of(row[3]), gap);
    EXPECT_EQ(Picture({4, 6, 7, -5, 4, -5, 4}), Tail(7));
    EXPECT_TRUE(IsIntact(row, 3, 7));
    pins_drop(row[4]);
}

TEST_F(Scramble, MovesEveryBlockThatCanMove)
{
    Indexes row = Row({4, 5, 6, 7});
    Free(row, {1});
    scramble_note();
    scramble(0);
    for (size_t at : {0u, 2u, 3u}) {
        EXPECT_NE(scramble_places[row[at]], place_of(row[at])) << at;
        EXPECT_TRUE(IsIntact(row, at, size_of(row[at])));
    }
}

TEST_F(Scramble, LeavesRoomForWhatIsNeeded)
{
    Indexes row = Row({4, 5, 6, 7});
    number_t room = size_of(next_of(0));
    scramble_note();
    scramble(room);
    number_t largest = 0;
    for (index_t node : Chain()) {
        if (is_free(node) && size_of(node) > largest) largest = size_of(node);
    }
    EXPECT_EQ(room, largest);
}

TEST_F(Scramble, OfAPoolThatWasNeverUsedDoesNothing)
{
    tm_reset();
    scramble_note();
    scramble(0);
    EXPECT_EQ(0, state.made);
}
