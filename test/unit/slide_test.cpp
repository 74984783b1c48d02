// SPDX-License-Identifier: MIT
#include "unit.h"

// Runs the compactor of COMPACTOR slide. The gap below the row is taken.
class Slider : public Unit
{
  protected:
    void Build(std::initializer_list<unsigned> sizes, std::initializer_list<size_t> gaps)
    {
        row = Row(sizes);
        ASSERT_NE(0, heap_alloc(gap_at(table_end())->size));
        Free(row, gaps);
        compactor->in_defrag = true;
    }

    void TearDown() override
    {
        if (compactor->goal == GOAL_ONE_GAP) goal_begin(GOAL_ALLOC);
        compactor->in_defrag = false;
        Unit::TearDown();
    }

    static enum outcome StepOnce()
    {
        size_t left = (size_t)-1;
        enum outcome outcome = compact_step(&left);
        EXPECT_EQ(0, verify_all());
        return outcome;
    }

    // Slides in a phase for the goal until the phase is over; how many steps that took.
    static unsigned Slide(unsigned phase, enum goal goal)
    {
        unsigned steps = 0;
        unsigned tries = compactor->phases_spent;
        compactor->goal = (uint8_t)goal;
        while (compactor->phases_spent == tries && steps < 100) {
            compactor->phase = (uint8_t)phase;
            EXPECT_EQ(GOES_ON, StepOnce());
            steps++;
        }
        EXPECT_EQ(CHOOSE, +compactor->phase);
        EXPECT_EQ(0, compactor->frontier);
        return steps;
    }

    std::vector<slot_t> row;
};

TEST_F(Slider, APassSlidesEachBlockDownOneAStepAndLeavesOneGap)
{
    Build({4, 5, 6, 7, 4, 8, 9}, {1, 3, 5});
    EXPECT_EQ(4u, Slide(PASS, GOAL_ONE_GAP)) << "three blocks, and that there is no other";
    EXPECT_EQ(Picture({4, 6, 4, 9, -20}), Tail(5));
    for (size_t at : {0u, 2u, 4u, 6u}) EXPECT_TRUE(IsIntact(row, at, size_of(row[at])));
    EXPECT_EQ(1u, Slide(PASS, GOAL_ONE_GAP));
}

TEST_F(Slider, APassGoesAroundAPinnedBlock)
{
    Build({4, 5, 6, 7, 4, 8, 9}, {1, 3, 5});
    ASSERT_TRUE(pins_add(row[4]));
    Slide(PASS, GOAL_ONE_GAP);
    EXPECT_EQ(Picture({4, 6, -12, 4, 9, -8}), Tail(6));
    EXPECT_TRUE(IsIntact(row, 4, 4));
    pins_drop(row[4]);
}

TEST_F(Slider, ALiftBringsTheLowestGapDownToTheBlockAndJoinsTheNext)
{
    Build({4, 6, 4, 5, 4, 8, 4}, {3, 5});
    compactor->realloc_slot = row[0];
    compactor->realloc_size = 12;
    Slide(LIFT, GOAL_REALLOC);
    EXPECT_EQ(Picture({4, -13, 6, 4, 4, 4}), Tail(6));
    for (size_t at : {0u, 1u, 2u, 4u, 6u}) EXPECT_TRUE(IsIntact(row, at, 4));
    compactor->realloc_slot = 0;
}

TEST_F(Slider, ALiftEndsAtAPinnedBlock)
{
    Build({4, 6, 4, 5, 4}, {3});
    ASSERT_TRUE(pins_add(row[1]));
    compactor->realloc_slot = row[0];
    compactor->realloc_size = 8;
    Slide(LIFT, GOAL_REALLOC);
    EXPECT_EQ(Picture({4, 6, -5, 4, 4}), Tail(5));
    pins_drop(row[1]);
    compactor->realloc_slot = 0;
}

TEST_F(Slider, AMakeBringsTheLowestGapDownToTheTable)
{
    Build({4, 6, 4, 5, 4}, {1, 3});
    Slide(MAKE, GOAL_ALLOC);
    EXPECT_TRUE(is_free(next_of(0)));
    EXPECT_EQ(Picture({4, 4, 4}), Tail(3));
    for (size_t at : {0u, 2u, 4u}) EXPECT_TRUE(IsIntact(row, at, 4));
}

TEST_F(Slider, AStepWithTooLittleLeftForTheCopyIsTooDearAndChangesNothing)
{
    Build({4, 5, 20, 4}, {1});
    compactor->goal = GOAL_ONE_GAP;
    compactor->phase = PASS;
    size_t needs = COST_STEP + COST_SLIDE + cost_of_pins() + 20 * COST_UNIT;
    size_t rows = 0;
    for (slot_t at = next_of(0); at != row[1]; at = next_of(at)) rows++;
    needs += rows * cost_of_node();
    size_t left = needs - 1;
    EXPECT_EQ(TOO_DEAR, compact_step(&left));
    EXPECT_EQ(Picture({4, -5, 20, 4}), Tail(4));
    compactor->frontier = 0;
    left = needs;
    EXPECT_EQ(GOES_ON, compact_step(&left));
    EXPECT_EQ(0u, left);
    EXPECT_EQ(Picture({4, 20, -5, 4}), Tail(4));
    left = COST_STEP + COST_CHOOSE + cost_of_pins() - 1;
    EXPECT_EQ(CHOOSE, +compactor->phase);
    EXPECT_EQ(TOO_DEAR, compact_step(&left));
    EXPECT_EQ(COST_STEP + COST_CHOOSE + cost_of_pins() - 1, left);
    work_stop();
    goal_begin(GOAL_ALLOC);
}

TEST_F(Slider, ABlockIsImmovableWhereItIsPinnedOrTooLargeForASlice)
{
    EXPECT_TRUE(fits_slice(MOST_BLOCKS));
    EXPECT_FALSE(fits_slice(MOST_BLOCKS + 1));
    EXPECT_GE(MOST_BLOCKS, 2);
    Build({4, MOST_BLOCKS, MOST_BLOCKS + 1}, {});
    for (bool in_defrag : {true, false}) {
        compactor->in_defrag = in_defrag;
        EXPECT_FALSE(is_immovable(row[1]));
        EXPECT_FALSE(compactor->large);
        EXPECT_EQ(!in_defrag, is_immovable(row[2]));
        EXPECT_EQ(!in_defrag, compactor->large);
    }
    compactor->in_defrag = true;
    ASSERT_TRUE(pins_add(row[0]));
    EXPECT_TRUE(is_immovable(row[0]));
    EXPECT_EQ(PIN_BIT ? 0u : (size_t)COST_PINS, cost_of_pins());
    pins_drop(row[0]);
    EXPECT_EQ(0u, cost_of_pins());
    EXPECT_EQ((size_t)COST_SLIDE_NODE, cost_of_node());
    compactor->large = false;
}

TEST_F(Slider, TheNextPhaseIsOneThatTheGoalLacks)
{
    Build({4, 6, 4, 5, 4}, {1, 3});
    compactor->alloc_size = 11;
    goal_begin(GOAL_ALLOC);
    EXPECT_EQ(GOES_ON, step_next(NO_GAP));
    EXPECT_EQ(PASS, +compactor->phase);
    if (state.made < TM_INDEXES) {
        EXPECT_EQ(GOES_ON, step_next(NO_SLOT));
        EXPECT_EQ(MAKE, +compactor->phase);
    }
    compactor->frontier = row[0];
    EXPECT_EQ(GOES_ON, step_next(NO_SLOT));
    EXPECT_EQ(PASS, +compactor->phase) << "a pass that has begun goes on";
    work_stop();
    EXPECT_EQ(0, compactor->frontier);
    compactor->realloc_slot = row[0];
    compactor->realloc_size = 8;
    goal_begin(GOAL_REALLOC);
    for (unsigned tries = 0; tries < MOST_PHASES; tries++) {
        compactor->phases_spent = (uint8_t)tries;
        EXPECT_EQ(GOES_ON, step_next(NO_GAP));
        EXPECT_EQ(tries % 2 == 0 ? LIFT : PASS, +compactor->phase);
    }
    compactor->phases_spent = MOST_PHASES;
    EXPECT_EQ(GAVE_UP, step_next(NO_GAP));
    EXPECT_TRUE(compactor->given_up);
    work_reopen();
    EXPECT_EQ(0, compactor->phases_spent);
    goal_forget(GOAL_REALLOC);
    goal_forget(GOAL_ALLOC);
}

TEST_F(Slider, MoreThanAllThatIsFreeIsGivenUpAtOnce)
{
    Build({4, 6, 4, 5, 4}, {1, 3});
    compactor->alloc_size = 12;
    goal_begin(GOAL_ALLOC);
    EXPECT_EQ(GAVE_UP, StepOnce());
    EXPECT_EQ(TM_REASON_FULL, state.reason);
}

TEST_F(Slider, AChoiceServesWhatFitsAndForgetsIt)
{
    Build({4, 6, 4, 5, 4}, {1, 3});
    compactor->alloc_size = 6;
    goal_begin(GOAL_ALLOC);
    EXPECT_EQ(SERVED, StepOnce());
    EXPECT_EQ(0, compactor->alloc_size);
    EXPECT_EQ(ASKS, +compactor->asks);
    compactor->asks = 0;
    EXPECT_EQ(IDLE, StepOnce());
}

TEST_F(Slider, ARequestIsServedInTheEndWhateverHasToSlide)
{
    Build({4, 6, 4, 5, 4, 7, 4}, {1, 3, 5});
    compactor->in_defrag = false;
    goal_remember_alloc(18 - 2 * LEAST_UNITS);
    unsigned steps = 0;
    while (StepOnce() != SERVED) ASSERT_LT(++steps, 100u);
    EXPECT_NE(0, heap_alloc((number_t)(18 - 2 * LEAST_UNITS)));
    stats_live();
}

// All that is done for a block that can be named is done in one step.
TEST_F(Slider, NothingIsEverHeldServedOrInFlight)
{
    Build({4, 6, 4}, {1});
    EXPECT_FALSE(is_held(row[0]));
    EXPECT_FALSE(is_served());
    EXPECT_EQ(0, reserve());
    EXPECT_EQ(0, short_free());
    EXPECT_TRUE(is_long_alloc(LEAST_UNITS));
    const std::vector<unsigned char> before = Bytes();
    fly_touch(row[0]);
    flight_forget(row[0]);
    carry_cancel(row[0]);
    slots_lend();
    slots_refill();
    short_free_close();
    short_alloc_close();
    short_free_widen();
    settle();
    EXPECT_TRUE(before == Bytes());
}

// A size that no pool can have is refused, and nothing of it is remembered.
TEST_F(Slider, ARequestForMoreThanThePoolHasChangesNothing)
{
    Build({4, 6, 4, 5, 4}, {1, 3});
    compactor->in_defrag = false;
    tm_index_t name = name_of(row[0]);
    const struct compactor before = *compactor;
    for (tm_size_t size : {(tm_size_t)-1, (tm_size_t)TM_POOL_SIZE}) {
        state.reason = TM_REASON_NONE;
        EXPECT_EQ(0, tm_realloc(name, size));
        EXPECT_EQ(TM_REASON_FULL, state.reason);
        EXPECT_EQ(0, memcmp(&before, compactor, sizeof before));
        state.reason = TM_REASON_NONE;
        EXPECT_FALSE(tm_defrag(name, size));
        EXPECT_EQ(TM_REASON_FULL, state.reason);
        EXPECT_EQ(0, memcmp(&before, compactor, sizeof before));
        EXPECT_EQ(0, tm_alloc(size));
        EXPECT_EQ(TM_REASON_FULL, state.reason);
        EXPECT_FALSE(tm_thread()) << "nobody waits";
        *compactor = before;
    }
}

// Invariant 12: what can't have been set.
TEST_F(Slider, TheVerifierFindsWhatTheCompactorCanNotRemember)
{
    Build({4, 6, 4, 5, 4}, {1, 3});
    compactor->alloc_size = 8;
    goal_begin(GOAL_ALLOC);
    ASSERT_EQ(0, verify_all());
    const struct compactor good = *compactor;
    const struct {
        uint8_t *field;
        unsigned most;
    } fields[] = {{&compactor->phase, MAKE},
                  {&compactor->asks, ASKS},
                  {&compactor->phases_spent, MOST_PHASES},
                  {&compactor->vain_reallocs, MOST_VAIN}};
    for (const auto &each : fields) {
        *each.field = (uint8_t)(each.most + 1);
        EXPECT_EQ(12, verify_all()) << each.most;
        *compactor = good;
    }
    compactor->phase = PASS;
    EXPECT_EQ(0, verify_all());
    compactor->alloc_size = 0;
    EXPECT_EQ(12, verify_all()) << "a phase for nobody";
    *compactor = good;
    compactor->phase = LIFT;
    EXPECT_EQ(12, verify_all()) << "no block grows";
    *compactor = good;
    compactor->frontier = state.made;
    EXPECT_EQ(0, verify_all());
    compactor->frontier = (slot_t)(state.made + 1);
    EXPECT_EQ(12, verify_all());
    *compactor = good;
    goal_forget(GOAL_ALLOC);
}

// What was freed since is no place to go on from.
TEST_F(Slider, APassBeginsAnewWhereItsFrontierIsNoNodeAnyMore)
{
    Build({4, 6, 4, 5, 4}, {1, 3});
    compactor->goal = GOAL_ONE_GAP;
    compactor->phase = PASS;
    compactor->frontier = state.unused;
    ASSERT_NE(0, state.unused);
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(row[2], +compactor->frontier) << "the lowest block behind a gap has slid";
}

// A slice ends before the node that it can't pay.
TEST_F(Slider, ASliceWalksAsFarAsItPays)
{
    Build({4, 4, 4, 4, 4, 4}, {});
    compactor->goal = GOAL_ONE_GAP;
    compactor->phase = PASS;
    size_t left = COST_STEP + COST_SLIDE + cost_of_pins() + 2 * cost_of_node();
    EXPECT_EQ(GOES_ON, compact_step(&left));
    EXPECT_EQ(PASS, +compactor->phase);
    EXPECT_LT(left, cost_of_node());
    EXPECT_NE(0, compactor->frontier);
    work_stop();
}
