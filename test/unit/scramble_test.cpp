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

TEST_F(Scramble, EveryBlockThatIsWhereItWasCountsWhateverItsIndex)
{
    Indexes row = Row({4, 5, 6, 7, 4});
    Free(row, {3, 2}); // the slot of row[3] is the next to be used
    index_t low = heap_alloc(20);
    ASSERT_LT(low, row[2]) << "below the gap's";
    scramble_note();
    EXPECT_EQ(3u, scramble_stay(next_of(0), row[2], 0));
    EXPECT_EQ(0u, scramble_stay(next_of(0), row[2], 1));
}

TEST_F(Scramble, BlocksDoNotSlideUpToWhereTheyWere)
{
    Indexes row = Row({4, 5, 6, 7});
    Free(row, {1});
    scramble_note();
    index_t gap = scramble_down(0);
    EXPECT_NE(0u, scramble_stay(0, gap, size_of(gap)));
    while (state.unused != 0) slot_take(); // all of the gap, or nothing
    EXPECT_EQ(0, scramble_distance(0, gap, 0));
    tm_reset();
}

TEST_F(Scramble, BlocksSlideAsFarAsLetsTheFewestStay)
{
    const unsigned room = 2 * LEAST + 1;
    const unsigned where[] = {0, 0, LEAST, LEAST + 1, LEAST + 1, room, room};
    Indexes row = Row({4, LEAST, LEAST, LEAST, LEAST, LEAST, LEAST, LEAST, room, 4});
    Free(row, {8});
    for (size_t at = 0; at < 7; at++)
        scramble_places[row[at + 1]] = (number_t)(place_of(row[at + 1]) + where[at]);
    EXPECT_EQ((number_t)LEAST, scramble_distance(row[0], row[8], 0));
    EXPECT_EQ((number_t)LEAST, scramble_distance(row[0], row[8], LEAST + 1)) << "that is left";
    EXPECT_EQ(0, scramble_distance(row[0], row[8], LEAST + 2)) << "more than either has";
}

TEST_F(Scramble, WhatBlocksLeaveIsOverwritten)
{
    Indexes row = Row({4, 5, 6, 7});
    Free(row, {1});
    scramble_note();
    scramble(0);
    size_t bytes = 0;
    for (index_t node : Chain()) {
        if (!is_free(node)) continue;
        const unsigned char *byte = address_of(place_of(node)) + LEAST_BYTES;
        const unsigned char *end = (const unsigned char *)footer_before(place_of(next_of(node)));
        for (; byte < end; byte++, bytes++) ASSERT_EQ(SCRAMBLE_BYTE, *byte);
    }
    EXPECT_LT(0u, bytes);
}

TEST_F(Scramble, CallsGiveTheirLockBack)
{
    tm_index_t index = tm_alloc(4);
    tm_thread();
    EXPECT_EQ(0, locks);
    tm_defrag(0, 0);
    EXPECT_EQ(0, locks);
    EXPECT_NE(0, tm_realloc(index, 8));
    EXPECT_EQ(0, locks);
}

TEST_F(Scramble, OfAPoolThatWasNeverUsedDoesNothing)
{
    tm_reset();
    scramble_note();
    scramble(0);
    EXPECT_EQ(0, state.made);
}
