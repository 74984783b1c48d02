// SPDX-License-Identifier: MIT
#include "unit.h"

// There is a slot in reserve.
class QuietOf : public Unit
{
  protected:
    void SetUp() override
    {
        Unit::SetUp();
        ASSERT_TRUE(slots_ready());
        ASSERT_NE(0, state.reserve);
    }
};

// No request waits, none was given up, and something was freed since the work began.
static void BeQuiet()
{
    struct compactor *c = &state.compactor;
    c->alloc_size = c->vain = 0;
    c->realloc_slot = c->held = 0;
    c->vain_reallocs = 0;
    c->changed = 1;
}

TEST_F(QuietOf, ARequestIsShortWhileItIsOneOfSoManySizes)
{
    for (unsigned sizes : {0u, 1u, 5u}) {
        state.short_alloc = (number_t)sizes;
        for (unsigned blocks = LEAST_UNITS; blocks < LEAST_UNITS + 8; blocks++)
            EXPECT_EQ(blocks >= LEAST_UNITS + sizes, is_long_alloc((number_t)blocks)) << blocks;
        EXPECT_TRUE(is_long_alloc(POOL_END));
    }
    state.short_alloc = 0;
}

TEST_F(QuietOf, ARequestThatThePoolCanNotHaveIsNeverShort)
{
    BeQuiet();
    state.short_alloc = short_alloc_right();
    EXPECT_TRUE(is_long_alloc(0));
    for (unsigned blocks = LEAST_UNITS; blocks <= POOL_END; blocks++)
        ASSERT_FALSE(is_long_alloc((number_t)blocks)) << "each other one is, where nobody waits";
    tm_reset();
}

TEST_F(QuietOf, EachRequestIsLongThatIsNotLessThanWhatWaitsOrWasGivenUp)
{
    struct compactor *c = &state.compactor;
    for (unsigned size : {LEAST_UNITS + 0u, LEAST_UNITS + 1u, POOL_END - 1u, POOL_END + 0u}) {
        for (bool waits : {false, true}) {
            for (unsigned more : {0u, 1u}) {
                BeQuiet();
                if (waits) c->alloc_size = (number_t)size;
                if (!waits || more != 0) c->vain = (number_t)(size + (waits ? more : 0));
                state.short_alloc = short_alloc_right();
                for (unsigned blocks = LEAST_UNITS; blocks <= POOL_END; blocks++) {
                    ASSERT_EQ(blocks >= size, is_long_alloc((number_t)blocks))
                        << blocks << " of " << size << ", " << waits << ", " << more;
                }
            }
        }
    }
    tm_reset();
}

TEST_F(QuietOf, WithoutAReserveEachRequestIsLongWhileTheTableMayGrow)
{
    if (!INDEXES_BIND) return; // no table is ever full
    BeQuiet();
    for (unsigned made : {TM_INDEXES - 1u, TM_INDEXES + 0u}) {
        for (bool reserve : {false, true}) {
            state.made = (slot_t)made;
            state.reserve = reserve ? 1 : 0;
            const unsigned all = (number_t)(0 - LEAST_UNITS);
            EXPECT_EQ(reserve || made == TM_INDEXES ? all : 0, short_alloc_right()) << made;
        }
    }
    tm_reset();
}

TEST_F(QuietOf, AFreeIsToldWhereSomebodyMayHopeForItOrItsBlockMayBeOneThatMatters)
{
    struct compactor *c = &state.compactor;
    for (unsigned which = 0; which < 6; which++) {
        BeQuiet();
        if (which == 1) c->changed = 0;
        if (which == 2) c->vain_reallocs = 1;
        if (which == 3) c->realloc_slot = 1;
        if (which == 4) c->held = 1;
        if (which == 5) c->alloc_size = c->vain = POOL_END;
        EXPECT_EQ(which == 0 || which == 5, short_free_is_right()) << which;
    }
    tm_reset();
}

TEST_F(QuietOf, WhatWasGivenUpMayBeHadWhenItIsNotMoreThanAllThatIsFree)
{
    const size_t free = free_units();
    EXPECT_FALSE(is_vain_free()) << "nothing was";
    for (unsigned more : {0u, 1u, 2u}) {
        state.compactor.vain = (number_t)(free - 1 + more);
        EXPECT_EQ(more < 2, is_vain_free()) << more;
    }
    tm_reset();
}

TEST_F(QuietOf, ASlotMoreIsOneThatMayBeFreedUnlessTheWayIsClosed)
{
    for (bool open : {false, true}) {
        state.short_free = open ? (slot_t)(state.made - 1) : 0;
        short_free_widen();
        EXPECT_EQ(open ? state.made : 0, state.short_free);
    }
    state.short_alloc = 3;
    short_free_close();
    EXPECT_EQ(0, state.short_free);
    EXPECT_EQ(3, state.short_alloc) << "each way by itself";
    state.short_free = 1;
    short_alloc_close();
    EXPECT_EQ(0, state.short_alloc);
    EXPECT_EQ(1, state.short_free);
    state.short_free = 0;
}
