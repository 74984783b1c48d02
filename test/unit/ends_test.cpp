// SPDX-License-Identifier: MIT
#include "unit.h"

// The pool: row 1 and 3 are gaps of 6 units each, and nothing else is free.
class Ends : public Unit
{
  protected:
    void SetUp() override
    {
        Unit::SetUp();
        row = Row({4, 6, 4, 6, 4});
        ASSERT_NE(0, heap_alloc(gap_at(table_end())->size));
        Free(row, {1, 3});
    }

    std::vector<slot_t> row;
};

TEST_F(Ends, AGrowthNeedsWhatItsBlockHasNot)
{
    compactor->alloc_size = 9;
    compactor->goal = GOAL_ALLOC;
    EXPECT_EQ(9u, goal_needs());
    compactor->goal = GOAL_REALLOC;
    compactor->realloc_slot = row[2];
    for (unsigned size : {3u, 4u, 5u, 16u}) {
        compactor->realloc_size = (number_t)size;
        EXPECT_EQ(size < 4 ? 0u : size - 4, goal_needs());
        EXPECT_FALSE(is_too_much());
    }
    compactor->realloc_size = 4 + 12 + 1;
    EXPECT_TRUE(is_too_much());
    compactor->goal = GOAL_ONE_GAP;
    EXPECT_FALSE(is_too_much());
    compactor->goal = GOAL_ALLOC;
    compactor->alloc_size = 0;
    compactor->realloc_slot = 0;
}

TEST_F(Ends, TheReasonIsTheFirstThatHolds)
{
    EXPECT_EQ(TM_REASON_FULL, reason_of_end(false, false));
    if (TM_PINS > 0) pins_add(row[0]);
    const tm_reason_t pinned = TM_PINS > 0 ? TM_REASON_PINNED : TM_REASON_FULL;
    EXPECT_EQ(pinned, reason_of_end(false, false));
    EXPECT_EQ(pinned, reason_of_end(false, true)) << "the table may still grow";
    compactor->large = 1;
    EXPECT_EQ(TM_REASON_LARGE, reason_of_end(false, false));
    if (INDEXES_BIND) {
        slot_t made = state.made;
        state.made = TM_INDEXES;
        EXPECT_EQ(TM_REASON_SLOTS, reason_of_end(false, true));
        EXPECT_EQ(TM_REASON_LARGE, reason_of_end(false, false));
        state.made = made;
    }
    EXPECT_EQ(TM_REASON_FULL, reason_of_end(true, true));
    compactor->large = 0;
    if (TM_PINS > 0) pins_drop(row[0]);
}

TEST_F(Ends, WhatIsGivenUpOfTmAllocIsRememberedAsVain)
{
    goal_remember_alloc(9);
    goal_begin(GOAL_ALLOC);
    EXPECT_EQ(GAVE_UP, goal_give_up(false, false));
    EXPECT_EQ(0, compactor->alloc_size);
    EXPECT_EQ(9, compactor->vain);
    EXPECT_EQ(GOAL_REALLOC, +compactor->goal) << "it is the other's turn";
    EXPECT_EQ(TM_REASON_FULL, state.reason);
    EXPECT_EQ(0, verify_all());
}

TEST_F(Ends, AGrowthThatIsGivenUpIsCountedUnlessItIsTooMuchOrTmDefrags)
{
    for (bool too_much : {true, false}) {
        for (bool in_defrag : {true, false}) {
            compactor->in_defrag = in_defrag;
            compactor->vain_reallocs = 0;
            compactor->given_up = 0;
            compactor->realloc_slot = row[0];
            compactor->realloc_size = 10;
            goal_begin(GOAL_REALLOC);
            EXPECT_EQ(GAVE_UP, goal_give_up(too_much, false));
            EXPECT_TRUE(compactor->given_up);
            EXPECT_EQ(too_much || in_defrag ? 0 : 1, +compactor->vain_reallocs);
            EXPECT_EQ(GOAL_ALLOC, +compactor->goal);
        }
    }
    EXPECT_EQ(0, verify_all());
}

TEST_F(Ends, AnIdlePoolSaysAskAgainAsOftenAsIsLeftAndThenThatItIsIdle)
{
    compactor->asks = 2;
    EXPECT_EQ(AGAIN, step_idle());
    EXPECT_EQ(AGAIN, ask_again()) << "counted";
    EXPECT_EQ(0, compactor->asks);
    EXPECT_EQ(IDLE, step_idle());
#if TM_CHECKS >= 1
    entry_t *guard = &TM_POOL_[MEMORY_BYTES / sizeof(entry_t)];
    *guard ^= 1;
    EXPECT_EQ(SPOILED, step_idle());
    *guard ^= 1;
#endif
}
