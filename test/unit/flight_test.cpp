// SPDX-License-Identifier: MIT
#include "unit.h"

#if TM_READ_BARRIER

using Flight = Unit;

// Copies the rest, and lands.
static void Land(index_t before, index_t before_held)
{
    flight_copy((number_t)(size_of(tm_in_flight_) - compactor->copied));
    flight_land(before, before_held);
    EXPECT_EQ(0, tm_in_flight_);
    EXPECT_EQ(0, compactor->held);
}

TEST_F(Flight, ApartEndsInTheGapAndLeavesAGap)
{
    std::vector<index_t> row = Row({4, 9, 4, 20, 4});
    Free(row, {3});
    flight_apart(row[1], row[3]);
    EXPECT_TRUE(is_held(compactor->held));
    EXPECT_EQ(9, held_blocks());
    EXPECT_EQ(0, verify_all());
    flight_copy(4);
    EXPECT_TRUE(IsIntact(row, 1, 9)) << "the source stays whole";
    Land(row[0], row[3]);
    EXPECT_EQ(Picture({4, -9, 4, -11, 9, 4}), Tail(6));
    EXPECT_TRUE(IsIntact(row, 1, 9));
}

TEST_F(Flight, ApartThatIsTouchedIsAbandoned)
{
    std::vector<index_t> row = Row({4, 9, 4, 20, 4});
    Free(row, {3});
    flight_apart(row[1], row[3]);
    flight_copy(4);
    number_t place = place_of(row[1]);
    flight_touch(row[1]);
    EXPECT_EQ(0, tm_in_flight_);
    EXPECT_EQ(place, place_of(row[1]));
    EXPECT_TRUE(was_touched(row[1]));
    flight_drop();
    EXPECT_EQ(Picture({4, 9, 4, -20, 4}), Tail(5));
}

TEST_F(Flight, AcrossAGapIsWholeWheneverItIsTouched)
{
    for (unsigned copied = 0; copied <= 17; copied++) {
        for (bool up : {false, true}) {
            SetUp();
            std::vector<index_t> row = Row({4, 5, 17, 5, 4});
            Free(row, {up ? 3u : 1u});
            flight_across(row[2], row[up ? 3 : 1]);
            for (unsigned blocks = 0; blocks < copied; blocks++) flight_copy(1);
            EXPECT_EQ(0, verify_all());
            flight_touch(row[2]);
            EXPECT_EQ(0, tm_in_flight_);
            EXPECT_EQ(up ? Picture({4, 5, -5, 17, 4}) : Picture({4, 17, -5, 5, 4}), Tail(5));
            EXPECT_TRUE(IsIntact(row, 2, 17));
            ASSERT_EQ(0, verify_all());
        }
    }
}

TEST_F(Flight, ATouchOfAnotherBlockChangesNothing)
{
    std::vector<index_t> row = Row({4, 9, 4, 20, 4});
    Free(row, {3});
    flight_apart(row[1], row[3]);
    flight_touch(row[0]);
    flight_forget(row[2]);
    EXPECT_EQ(row[1], tm_in_flight_);
    Land(row[0], row[3]);
}

TEST_F(Flight, ThatLooksForAPredecessorIsNotForgottenByDefrag)
{
    compactor->held = 1;
    enter(FLY);
    walk_to(END, FLY);
    defrag_ask(0, 0);
    EXPECT_EQ((unsigned)WALK, compactor->phase);
    EXPECT_EQ((unsigned)FLY, compactor->after_walk);
    tm_reset();
}

TEST_F(Flight, ABlockMayBeFreedOnItsWay)
{
    for (bool across : {false, true}) {
        SetUp();
        std::vector<index_t> row = Row({4, 9, 4, 20, 4});
        Free(row, {3});
        if (across)
            flight_across(row[2], row[3]);
        else
            flight_apart(row[1], row[3]);
        index_t block = tm_in_flight_;
        flight_copy(2);
        flight_forget(block);
        heap_free(block);
        EXPECT_EQ(0, verify_all());
        flight_drop();
        EXPECT_EQ(0, verify_all());
        EXPECT_EQ(0, held_blocks());
    }
}

TEST_F(Flight, WhatIsHeldCountsAsFree)
{
    std::vector<index_t> row = Row({4, 9, 4, 20, 4});
    Free(row, {3});
    tm_size_t free_bytes = tm_stats().free_bytes;
    flight_apart(row[1], row[3]);
    EXPECT_EQ(free_bytes, tm_stats().free_bytes);
    EXPECT_FALSE(tm_valid(compactor->held));
    Land(row[0], row[3]);
    EXPECT_EQ(free_bytes, tm_stats().free_bytes);
}

#endif
