// SPDX-License-Identifier: MIT
#include "unit.h"

using FlightOf = Unit;

#if TM_READ_BARRIER

TEST_F(FlightOf, ABlockFliesFromItsFirstPortionUntilItHasArrivedOrSomebodyUsesIt)
{
    for (bool arrives : {true, false}) {
        compactor->touched = 5;
        flight_ready();
        EXPECT_EQ(0, flown());
        EXPECT_FALSE(is_in_flight(3));
        EXPECT_FALSE(is_abandoned(3)) << "none of it is copied";
        flight_note(3, 7);
        EXPECT_EQ(7, flown());
        for (unsigned slot = 0; slot < 6; slot++) {
            EXPECT_EQ(slot == 3, is_in_flight((slot_t)slot));
            EXPECT_EQ(slot != 3, is_abandoned((slot_t)slot));
            EXPECT_EQ(slot == 5, was_touched((slot_t)slot));
            if (slot != 3) flight_forget((slot_t)slot);
        }
        EXPECT_TRUE(is_in_flight(3));
        if (arrives)
            flight_end();
        else
            flight_abandon(3);
        EXPECT_FALSE(is_in_flight(3));
        EXPECT_FALSE(is_in_flight(0)) << "no index flies";
        EXPECT_TRUE(is_abandoned(3)) << "as far as the copy knows";
        EXPECT_EQ(!arrives, was_touched(3));
        EXPECT_FALSE(was_touched(5));
        compactor->copied = compactor->touched = 0;
    }
}

TEST_F(FlightOf, ABlockThatIsFreedIsOneThatWasNotTouched)
{
    flight_note(3, 7);
    flight_forget(3);
    EXPECT_FALSE(is_in_flight(3));
    EXPECT_TRUE(is_abandoned(3));
    EXPECT_FALSE(was_touched(3));
    compactor->copied = 0;
}

#else

TEST_F(FlightOf, WithoutTheOptionNothingEverFlies)
{
    const std::vector<unsigned char> before = Bytes();
    for (slot_t slot : {(slot_t)0, (slot_t)1}) {
        flight_ready();
        flight_note(slot, 1);
        EXPECT_EQ(0, flown());
        EXPECT_FALSE(is_in_flight(slot));
        flight_abandon(slot);
        EXPECT_FALSE(is_abandoned(slot));
        EXPECT_FALSE(was_touched(slot));
        flight_forget(slot);
        flight_end();
    }
    EXPECT_TRUE(before == Bytes());
}

#endif
