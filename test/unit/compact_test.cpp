// SPDX-License-Identifier: MIT
#include "unit.h"

class Compact : public Compacting
{
  protected:
    // A request that two gaps could serve, but its phases are spent.
    void SpendAllPhases()
    {
        Build({4, 6, 4, 6, 4});
        Free(row, {1, 3});
        goal_remember_alloc(12);
        while (compactor->phase != PLAN) StepOnce();
        compactor->phases_spent = MOST_PHASES;
    }
};

// What a step costs while anything is pinned: a look at the list, where that says what is.
static size_t CostWithPins(unsigned phase, unsigned stage)
{
    const size_t pins = PIN_BIT ? 0 : COST_PINS;
    if (stage != REST) return COST_STEP + stage_costs[stage] + (stage == AIM ? pins : 0);
    return COST_STEP + phase_costs[phase] + (phase == PLAN ? 0 : phase == PASS ? 2 * pins : pins);
}

// Each kind of step: of the phases where no block is carried, and the stages of one that is.
static std::vector<std::pair<unsigned, unsigned>> Kinds()
{
    std::vector<std::pair<unsigned, unsigned>> kinds;
    for (unsigned phase = CHOOSE; phase <= LIFT; phase++) kinds.emplace_back(phase, REST);
    for (unsigned stage = SEEK; stage <= DROP; stage++) kinds.emplace_back(GATHER, stage);
    return kinds;
}

TEST_F(Compact, EveryPlanEnds)
{
    for (const auto &plan : plans) {
        size_t at = 0;
        while (at < sizeof plan && plan[at] != CHOOSE) at++;
        EXPECT_LT(at, sizeof plan);
    }
    EXPECT_EQ(PLAN_REST + 1u, sizeof plans / sizeof *plans);
}

// The table in docs/DESIGN.md.
TEST_F(Compact, APlanIsItsPhasesInTheirOrder)
{
    const std::vector<unsigned> phases[] = {
        {PASS},
        {SCAN, SCAN, SCAN, SCAN, PASS},
        {REACH, SCAN, SCAN, LIFT, PASS, LIFT},
        {REACH, LIFT, PASS},
    };
    Build({4});
    while (slots_ready() && state.compactor.reserve != 0) slot_take();
    for (unsigned plan = PLAN_ONE_GAP; plan <= PLAN_SLOT; plan++) {
        for (unsigned tries = 0; tries < phases[plan - 1].size(); tries++) {
            goal_begin(GOAL_ONE_GAP);
            compactor->plan = (uint8_t)plan;
            compactor->plan_position = (uint8_t)tries;
            compactor->phase = PLAN;
            EXPECT_EQ(GOES_ON, StepOnce());
            EXPECT_EQ(phases[plan - 1][tries], +compactor->phase) << plan << ", " << tries;
        }
        compactor->plan_position++;
        EXPECT_EQ(CHOOSE, plans[plan][compactor->plan_position]);
    }
    tm_reset();
}

TEST_F(Compact, TheLeastSliceAllowsEachStep)
{
    for (const auto &kind : Kinds())
        EXPECT_LE(COST_CALL + CostWithPins(kind.first, kind.second), size_t{COST_LEAST});
    EXPECT_EQ(LIFT + 1u, sizeof phase_costs / sizeof *phase_costs);
    EXPECT_EQ(DROP + 1u, sizeof stage_costs / sizeof *stage_costs);
}

TEST_F(Compact, AStepWaitsForASliceThatAllowsItWithItsLooksAtThePins)
{
    Build({4});
    pins_add(row[0]);
    const std::vector<unsigned char> before = Bytes();
    for (const auto &kind : Kinds()) {
        compactor->phase = (uint8_t)kind.first;
        enter_stage(kind.second);
        size_t left = CostWithPins(kind.first, kind.second) - 1;
        EXPECT_EQ(TOO_DEAR, compact_step(&left)) << kind.first << ", " << kind.second;
        left++;
        EXPECT_NE(TOO_DEAR, compact_step(&left)) << kind.first << ", " << kind.second;
        SetBytes(before);
    }
}

TEST_F(Compact, WhileABlockIsCarriedThePhaseWaits)
{
    for (unsigned phase : {GATHER, REACH, LIFT}) {
        SetUp();
        Build({4, 6, 5, 4});
        Free(row, {1});
        Want();
        compactor->phase = (uint8_t)phase;
        cursor_set(&compactor->gap, row[1]);
        scratch->move.reached = row[0];
        move_next(row[2]);
        for (unsigned stage : {MOVE, AIM, FLY, DROP}) {
            EXPECT_EQ(stage, +compactor->stage) << phase;
            EXPECT_EQ(phase, +compactor->phase) << stage;
            size_t left = COST_STEP + stage_costs[stage] + (stage == FLY ? cost_of_copy(5) : 0);
            EXPECT_EQ(GOES_ON, compact_step(&left));
            EXPECT_EQ(0u, left);
            EXPECT_EQ(0, verify_all());
        }
        EXPECT_EQ(REST, compactor->stage);
        EXPECT_EQ(phase, +compactor->phase) << "and then it goes on";
    }
}

TEST_F(Compact, IsIdleWithoutARequest)
{
    size_t left = (size_t)-1;
    EXPECT_EQ(IDLE, compact_step(&left));
    left = 0;
    EXPECT_EQ(TOO_DEAR, compact_step(&left));
    EXPECT_EQ(0u, left);
}

#if TM_CHECKS >= 1
TEST_F(Compact, AWriteBehindTheMemoryIsSeenWhereNothingIsToBeDone)
{
    guard_set();
    EXPECT_TRUE(guard_is_whole());
    entry_t *guard = &TM_POOL_[MEMORY_BYTES / sizeof(entry_t)];
    EXPECT_EQ(guard, (void *)address_of(POOL_END)) << "where index 0 leads";
    for (unsigned asks : {0u, 1u}) {
        *guard = (entry_t)~GUARD;
        compactor->asks = (uint8_t)asks;
        EXPECT_FALSE(guard_is_whole());
        EXPECT_EQ(SPOILED, StepOnce());
        EXPECT_EQ(asks, +compactor->asks);
        guard_set();
        EXPECT_EQ(asks != 0 ? AGAIN : IDLE, StepOnce());
    }
    tm_reset();
    *guard = 0;
    EXPECT_EQ(IDLE, StepOnce()) << "of a pool that was never used";
}
#endif

TEST_F(Compact, WhoWasRefusedWhileItWasAnothersTurnIsToldSoOften)
{
    Build({4});
    compactor->asks = ASKS;
    const std::vector<unsigned char> before = Bytes();
    for (unsigned left = ASKS; left-- != 0;) {
        EXPECT_EQ(AGAIN, StepOnce());
        EXPECT_EQ(left, +compactor->asks);
    }
    for (int time = 0; time < 3; time++) EXPECT_EQ(IDLE, StepOnce());
    compactor->asks = ASKS;
    EXPECT_TRUE(before == Bytes()) << "nothing else is done";
    compactor->asks = 0;
}

TEST_F(Compact, SaysOnceThatARequestCanBeServedAndThenToAskAgainUntilItIsForgotten)
{
    std::vector<slot_t> blocks = Row({4, 6, 4});
    Free(blocks, {1});
    for (bool grows : {false, true}) {
        if (grows)
            goal_remember_realloc(blocks[0], 8);
        else
            goal_remember_alloc(4);
        compactor->asks = 3;
        state.reason = TM_REASON_LARGE;
        compactor->plan = PLAN_ALLOC;
        compactor->plan_position = compactor->phases_spent = 3;
        EXPECT_EQ(SERVED, StepOnce());
        EXPECT_TRUE(is_served());
        EXPECT_EQ(ASKS, +compactor->asks);
        EXPECT_EQ(TM_REASON_NONE, state.reason);
        EXPECT_EQ(0, +compactor->plan_position);
        EXPECT_EQ(0, +compactor->phases_spent);
        for (int time = 0; time < ASKS; time++) {
            EXPECT_EQ(AGAIN, StepOnce());
            EXPECT_EQ(grows ? 0 : 4, compactor->alloc_size);
            EXPECT_EQ(grows ? blocks[0] : 0, compactor->realloc_slot);
        }
        EXPECT_EQ(GOES_ON, StepOnce());
        EXPECT_EQ(0, compactor->alloc_size) << "nobody came";
        EXPECT_EQ(0, compactor->realloc_slot);
        EXPECT_FALSE(is_served());
        EXPECT_EQ(grows ? GOAL_ALLOC : GOAL_REALLOC, +compactor->goal);
        for (int time = 0; time < ASKS; time++) EXPECT_EQ(AGAIN, StepOnce());
        EXPECT_EQ(IDLE, StepOnce());
    }
}

TEST_F(Compact, WhatRestsIsForgottenAtOnceWhenItsRoomIsTaken)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1});
    goal_remember_alloc(6);
    goal_remember_realloc(row[2], 10);
    ASSERT_EQ(SERVED, StepOnce());
    ASSERT_EQ(AGAIN, StepOnce());
    ASSERT_NE(0, heap_alloc(LEAST_UNITS));
    stats_live();
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(0, compactor->alloc_size);
    EXPECT_EQ(ASKS, +compactor->asks) << "its caller asks again";
    EXPECT_EQ(GOAL_REALLOC, +compactor->goal) << "meanwhile it is the other's turn";
    EXPECT_EQ(row[2], compactor->realloc_slot);
}

TEST_F(Compact, PlansNothingForMoreThanIsFree)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    compactor->alloc_size = 13; // when it was refused more was free
    EXPECT_EQ(PLAN_NONE, plan_for(goal_lacks()));
    compactor->alloc_size = 12;
    EXPECT_EQ(PLAN_ALLOC, plan_for(goal_lacks()));
}

TEST_F(Compact, WhatNothingIsPlannedForIsGivenUpBeforeAnythingMoves)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    compactor->alloc_size = 13;
    goal_begin(GOAL_ALLOC);
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(PLAN, +compactor->phase);
    EXPECT_EQ(GAVE_UP, StepOnce());
    EXPECT_EQ(13, compactor->vain);
    EXPECT_EQ(TM_REASON_FULL, state.reason);
}

TEST_F(Compact, PlansOnePassForOneGap)
{
    Build({4, 6, 4});
    goal_begin(GOAL_ONE_GAP);
    EXPECT_EQ(PLAN_ONE_GAP, plan_for(NO_GAP));
    goal_begin(GOAL_ALLOC);
}

TEST_F(Compact, PlansForSlotsWhileThereMayBeMore)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    while (slots_ready() && state.compactor.reserve != 0) slot_take();
    const std::vector<unsigned char> before = Bytes();
    for (unsigned made : {TM_INDEXES - 1, TM_INDEXES}) {
        state.made = (slot_t)made;
        compactor->reserve = 0;
        compactor->alloc_size = 6 - LEAST_UNITS;
        goal_begin(GOAL_ALLOC);
        EXPECT_EQ(made < TM_INDEXES ? PLAN_SLOT : PLAN_ALLOC, plan_for(NO_SLOT));
    }
    SetBytes(before);
    tm_reset();
}

TEST_F(Compact, PlansForSlotsWhenOnlyTheyAreMissing)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    while (slots_ready() && state.compactor.reserve != 0) slot_take();
    goal_remember_alloc(6 - LEAST_UNITS);
    goal_begin(GOAL_ALLOC);
    EXPECT_EQ(PLAN_SLOT, plan_for(goal_lacks()));
    tm_reset();
}

// The table takes up to 2 * LEAST_UNITS - 1 units for two slots.
TEST_F(Compact, KeepsTheTablesGapForTheTableWhereEnoughIsLeftForTheRequest)
{
    Build({4, 6, 4});
    while (slots_ready() && state.compactor.reserve != 0) slot_take();
    heap_free(next_of(0));
    Free(row, {1});
    compactor->plan = PLAN_SLOT;
    goal_begin(GOAL_ALLOC);
    compactor->alloc_size = (number_t)(free_units() - (2 * LEAST_UNITS - 1));
    ASSERT_EQ(NO_GAP, goal_lacks());
    EXPECT_EQ(PLAN_ALLOC, plan_for(NO_GAP)) << "it was brought there for another goal";
    compactor->plan = PLAN_SLOT;
    EXPECT_EQ(PLAN_SLOT, plan_for(NO_GAP));
    compactor->alloc_size++;
    EXPECT_EQ(PLAN_ALLOC, plan_for(NO_GAP));
    compactor->alloc_size = LEAST_UNITS;
    EXPECT_EQ(PLAN_SLOT, plan_for(NO_GAP)) << "more than enough is left";
    slot_release(next_of(next_of(0)));
    EXPECT_EQ(PLAN_ALLOC, plan_for(NO_GAP)) << "there is a slot";
    state.unused = 0;
    mark_live(next_of(0));
    EXPECT_EQ(PLAN_ALLOC, plan_for(NO_GAP)) << "the gap is somewhere else";
    tm_reset();
}

// Between CHOOSE and PLAN an interrupt may have taken what was free beyond that.
TEST_F(Compact, LeavesTheTableAsItIsWhereItWouldTakeWhatTheGoalNeeds)
{
    for (unsigned size : {2 * LEAST_UNITS - 1, 2 * LEAST_UNITS}) {
        const size_t takes = size < 2 * LEAST_UNITS ? size : LEAST_UNITS;
        Build({4, 6, 4});
        slot_t first = next_of(0);
        heap_free(first);
        ASSERT_NE(0, heap_alloc((number_t)(size_of(first) - size)));
        ASSERT_EQ(size, size_of(first));
        TakeSlots();
        size_t end = table_end();
        goal_remember_alloc((number_t)(free_units() - takes + 1));
        goal_begin(GOAL_ALLOC);
        compactor->plan = PLAN_SLOT;
        compactor->phase = PLAN;
        StepOnce();
        EXPECT_EQ(end, table_end()) << size;
        compactor->alloc_size--;
        compactor->phase = PLAN;
        StepOnce();
        EXPECT_EQ(end + takes, table_end()) << size;
        tm_reset();
    }
}

TEST_F(Compact, PlansForAGrowthByWhatIsMissingToIt)
{
    Build({8, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_remember_realloc(row[2], 16);
    goal_begin(GOAL_REALLOC);
    EXPECT_EQ(PLAN_REALLOC, plan_for(goal_lacks()));
    compactor->realloc_size = 17;
    EXPECT_EQ(PLAN_NONE, plan_for(goal_lacks()));
}

TEST_F(Compact, TmDefragsRequestIsTheOnlyOneWhileItWorks)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    defrag_ask(GOAL_ALLOC, 0, 9);
    EXPECT_EQ(0, +compactor->asks);
    StepOnce();
    EXPECT_EQ(0, tm_alloc(12 * TM_BLOCK_SIZE)); // as an interrupt may, between two steps
    EXPECT_EQ(ASKS, +compactor->asks) << "who is refused asks again";
    EXPECT_EQ(9, compactor->alloc_size);
    compactor->asks = 0;
    EXPECT_EQ(0, tm_realloc(row[0], 16 * TM_BLOCK_SIZE));
    EXPECT_EQ(ASKS, +compactor->asks);
    EXPECT_EQ(0, compactor->realloc_slot);
    EXPECT_EQ(SERVED, run_steps((size_t)-1));
    EXPECT_TRUE(defrag_end(GOAL_ALLOC, 0, 9));
    EXPECT_EQ(FITS, alloc_fit(9));
}

TEST_F(Compact, AnAllocThatIsServedMeanwhileIsNotTmDefrags)
{
    Build({4, 6, 4, 6, 4, 13, 4});
    Free(row, {1, 3});
    defrag_ask(GOAL_ALLOC, 0, 12);
    StepOnce();
    tm_free(row[5]);
    EXPECT_NE(0, tm_alloc(13 * TM_BLOCK_SIZE));
    EXPECT_EQ(SERVED, run_steps((size_t)-1));
    EXPECT_TRUE(defrag_end(GOAL_ALLOC, 0, 12));
    EXPECT_EQ(FITS, alloc_fit(12));
}

TEST_F(Compact, AGrowthThatIsServedMeanwhileIsNotTmDefrags)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    defrag_ask(GOAL_REALLOC, row[0], 14);
    StepOnce();
    EXPECT_EQ(row[0], tm_realloc(row[0], 8 * TM_BLOCK_SIZE));
    EXPECT_EQ(row[0], compactor->realloc_slot);
    EXPECT_EQ(SERVED, run_steps((size_t)-1));
    EXPECT_TRUE(defrag_end(GOAL_REALLOC, row[0], 14));
    EXPECT_EQ(FITS, Resize(row[0], 14));
}

TEST_F(Compact, TmDefragsBlockThatIsFreedMeanwhileIsNobodys)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    defrag_ask(GOAL_REALLOC, row[0], 14);
    StepOnce();
    tm_free(row[0]);
    EXPECT_EQ(0, compactor->realloc_slot);
    EXPECT_EQ(GOAL_ALLOC, +compactor->goal);
    EXPECT_EQ(AGAIN, run_steps((size_t)-1));
    EXPECT_FALSE(defrag_end(GOAL_REALLOC, row[0], 14));
    EXPECT_EQ(0, +compactor->in_defrag);
}

TEST_F(Compact, TmDefragSaysWhetherWhatItWasAskedForIsThere)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    for (unsigned size : {6u, 7u}) {
        compactor->in_defrag = 1;
        EXPECT_EQ(size == 6, defrag_end(GOAL_ALLOC, 0, (number_t)size));
        EXPECT_EQ(0, +compactor->in_defrag);
        compactor->in_defrag = 1;
        EXPECT_EQ(size == 6, defrag_end(GOAL_REALLOC, row[0], (number_t)(4 + size)));
        EXPECT_EQ(0, +compactor->in_defrag);
    }
    EXPECT_FALSE(defrag_end(GOAL_REALLOC, row[1], 6)) << "a block that is freed";
    for (bool one : {false, true}) {
        if (one) Free(row, {2});
        goal_begin(GOAL_ONE_GAP);
        compactor->plan_position = 1;
        compactor->in_defrag = 1;
        EXPECT_EQ(one, defrag_end(GOAL_ONE_GAP, 0, 0));
        EXPECT_EQ(0, +compactor->in_defrag);
        EXPECT_EQ(GOAL_ALLOC, +compactor->goal);
        EXPECT_EQ(0, +compactor->plan_position);
    }
    goal_begin(GOAL_REALLOC);
    EXPECT_FALSE(defrag_end(GOAL_ALLOC, 0, 17));
    EXPECT_EQ(GOAL_REALLOC, +compactor->goal) << "what was begun for another goes on";
}

TEST_F(Compact, PhasesAreBoundedWhateverIsInTheWay)
{
    Build({4, 6, 4, 6, 4, 6, 4});
    Free(row, {1, 3, 5});
    pins_add(row[2]);
    pins_add(row[4]);
    goal_remember_alloc(18);
    goal_remember_realloc(row[0], 22);
    Finish();
    EXPECT_EQ(18, compactor->vain);
    EXPECT_EQ(1, +compactor->given_up);
    EXPECT_EQ(1, compactor->vain_reallocs);
    EXPECT_EQ(0, compactor->alloc_size);
}

TEST_F(Compact, DoesNotGrowTheTableForASlotThatCameBack)
{
    Row({4, 6, 4});
    number_t end = table_end();
    compactor->alloc_size = POOL_END;
    goal_begin(GOAL_ALLOC);
    compactor->plan = PLAN_SLOT;
    compactor->phase = PLAN;
    compactor->plan_position = 1;
    ASSERT_TRUE(has_slot());
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(end, table_end());
    EXPECT_EQ((unsigned)CHOOSE, +compactor->phase);
    EXPECT_EQ(0, +compactor->plan_position);
}

TEST_F(Compact, ATableThatCanGrowGrowsAndTheOthersWaitForARoomBehindIt)
{
    Build({4, 6, 4});
    while (slots_ready() && state.compactor.reserve != 0) slot_take();
    for (bool gap : {false, true}) {
        if (gap) heap_free(next_of(0));
        number_t end = table_end();
        compactor->realloc_slot = row[0];
        compactor->realloc_size = 4 + LEAST_UNITS;
        goal_begin(GOAL_REALLOC);
        compactor->plan = PLAN_SLOT;
        compactor->phase = PLAN;
        EXPECT_EQ(GOES_ON, StepOnce());
        EXPECT_EQ(gap, table_end() > end);
        EXPECT_EQ(gap ? (unsigned)CHOOSE : (unsigned)REACH, +compactor->phase);
        EXPECT_EQ(0, anchor_of_plan()) << "behind the table, not behind the block";
    }
    tm_reset();
}

TEST_F(Compact, AtTheEndOfItsPlanAGoalIsGivenUp)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_remember_alloc(12);
    goal_begin(GOAL_ALLOC);
    compactor->plan = PLAN_ALLOC;
    compactor->plan_position = 5;
    compactor->phase = PLAN;
    EXPECT_EQ(GAVE_UP, StepOnce());
}

TEST_F(Compact, AStepBeginsWhenWhatIsLeftIsWhatItCostsAndNotWhenItIsLess)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_remember_alloc(12);
    size_t left = COST_STEP + COST_CHOOSE - 1;
    EXPECT_EQ(TOO_DEAR, compact_step(&left));
    EXPECT_EQ((size_t)COST_STEP + COST_CHOOSE - 1, left);
    EXPECT_EQ(CHOOSE, compactor->phase);
    left++;
    EXPECT_EQ(GOES_ON, compact_step(&left));
    EXPECT_EQ(0u, left);
    EXPECT_EQ(PLAN, compactor->phase);
}

TEST_F(Compact, WhatIsWorkedForStaysSoThoughTheOtherWaits)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_remember_realloc(row[0], 16);
    StepOnce();
    EXPECT_EQ(GOAL_REALLOC, +compactor->goal);
    goal_remember_alloc(12);
    unsigned steps = 0;
    for (enum outcome outcome = GOES_ON; outcome == GOES_ON; steps++) {
        EXPECT_EQ(GOAL_REALLOC, +compactor->goal);
        ASSERT_LT(steps, 1000u);
        outcome = StepOnce();
    }
    EXPECT_TRUE(is_served());
    EXPECT_EQ(row[0], tm_realloc(row[0], 10 * TM_BLOCK_SIZE));
    StepOnce();
    EXPECT_EQ(GOAL_ALLOC, +compactor->goal) << "then it is the other's turn";
}

TEST_F(Compact, WhatIsServedIsForgottenAndTheOtherRequestIsNot)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_remember_alloc(6);
    goal_remember_realloc(row[0], 16);
    goal_begin(GOAL_ALLOC);
    EXPECT_EQ(SERVED, StepOnce());
    compactor->asks = 0;
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(0, compactor->alloc_size);
    EXPECT_EQ(row[0], compactor->realloc_slot);
    compactor->vain = 12;
    compactor->realloc_size = 10;
    EXPECT_EQ(SERVED, StepOnce());
    compactor->asks = 0;
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(12, compactor->vain) << "though it is given up";
    EXPECT_EQ(0, compactor->realloc_slot);
}

TEST_F(Compact, AnotherPlanBeginsAtItsFirstPhaseAndTheSameGoesOn)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_remember_alloc(12);
    goal_begin(GOAL_ALLOC);
    for (unsigned plan : {PLAN_ONE_GAP, PLAN_ALLOC, PLAN_REALLOC}) {
        compactor->plan = (uint8_t)plan;
        compactor->plan_position = 1;
        compactor->phase = CHOOSE;
        StepOnce();
        EXPECT_EQ((unsigned)PLAN_ALLOC, +compactor->plan);
        EXPECT_EQ(plan == PLAN_ALLOC, compactor->plan_position != 0) << plan;
    }
}

TEST_F(Compact, AGoalIsGivenUpAfterSoManyPhases)
{
    SpendAllPhases();
    EXPECT_EQ(GAVE_UP, StepOnce());
    EXPECT_EQ(12, compactor->vain);
}

TEST_F(Compact, AFreeGivesAGoalAllItsPhasesAgain)
{
    SpendAllPhases();
    tm_free(row[4]);
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(1u, +compactor->phases_spent);
}

TEST_F(Compact, AGrowthMovesWhatIsInItsWayBeforeAnythingElse)
{
    Build({10, 6, 5, 4, 11, 4});
    Free(row, {4});
    goal_remember_realloc(row[0], 14);
    Finish();
    EXPECT_EQ(Picture({10, -6, 5, 4, -5, 6, 4}), Tail(7));
    EXPECT_EQ(1u, state.stats.moves);
}

// docs/SIZING.md and docs/BOUNDS.md count with it.
TEST_F(Compact, AGoalGetsThirtyOnePhases) { EXPECT_EQ(31, MOST_PHASES); }

TEST_F(Compact, APlanStartsOverOnlyWhileThereArePhasesLeft)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    for (bool changed : {true, false}) {
        for (unsigned phases : {MOST_PHASES - 1, MOST_PHASES}) {
            compactor->alloc_size = 12;
            compactor->vain = 0;
            goal_begin(GOAL_ALLOC);
            compactor->changed = changed ? 1 : 0;
            compactor->phases_spent = (uint8_t)phases;
            compactor->plan_position = 1;
            compactor->asks = 0;
            compactor->phase = PLAN;
            if (changed && phases < MOST_PHASES) {
                EXPECT_EQ(GOES_ON, give_up());
                EXPECT_EQ(GOAL_ALLOC, +compactor->goal);
                EXPECT_EQ(12, compactor->alloc_size);
                EXPECT_EQ(0, +compactor->asks);
                EXPECT_EQ(MOST_PHASES - 1, +compactor->phases_spent);
            } else {
                EXPECT_EQ(GAVE_UP, give_up());
                EXPECT_EQ(GOAL_REALLOC, +compactor->goal) << "the other's turn";
                EXPECT_EQ(0, compactor->alloc_size);
                EXPECT_EQ(12, compactor->vain);
                EXPECT_EQ(ASKS, +compactor->asks);
                EXPECT_EQ(0, +compactor->phases_spent);
            }
            EXPECT_EQ(0, +compactor->changed);
            EXPECT_EQ(0, +compactor->plan_position);
            EXPECT_EQ(CHOOSE, +compactor->phase);
            EXPECT_EQ(0, +compactor->given_up);
            EXPECT_EQ(0, compactor->vain_reallocs);
        }
    }
}

// What it freed it told nobody.
TEST_F(Compact, APlanStartsOverOnceWhereTheShortWayOfTmFreeWasOpenWithAllItsPhases)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    compactor->alloc_size = 12;
    goal_begin(GOAL_ALLOC);
    compactor->changed = 1;
    state.short_free = state.made;
    compactor->phases_spent = MOST_PHASES;
    compactor->plan_position = 1;
    compactor->phase = PLAN;
    EXPECT_EQ(GOES_ON, give_up());
    EXPECT_EQ(0, state.short_free);
    EXPECT_EQ(12, compactor->alloc_size);
    EXPECT_EQ(0, +compactor->changed);
    EXPECT_EQ(0, +compactor->phases_spent);
    EXPECT_EQ(0, +compactor->plan_position);
    EXPECT_EQ(CHOOSE, +compactor->phase);
    EXPECT_EQ(GAVE_UP, give_up());
    EXPECT_EQ(12, compactor->vain);
}

TEST_F(Compact, ChooseTakesUpWhatWasGivenUpWhereEnoughWasFreedByNow)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3}); // 12 blocks
    const std::vector<unsigned char> before = Bytes();
    for (unsigned vain : {12u, 13u}) {
        for (bool open : {false, true}) {
            compactor->vain = (number_t)vain;
            compactor->changed = 1;
            state.short_free = open ? state.made : 0;
            const bool hopes = open && vain == 12;
            EXPECT_EQ(hopes ? GOES_ON : IDLE, StepOnce());
            EXPECT_EQ(hopes ? 12 : 0, compactor->alloc_size);
            EXPECT_EQ(hopes ? 0 : vain, compactor->vain);
            EXPECT_EQ(hopes ? PLAN : CHOOSE, +compactor->phase);
            EXPECT_EQ(0, verify_all());
            SetBytes(before);
        }
    }
}

TEST_F(Compact, AGrowthThatIsGivenUpIsCountedUnlessItIsMoreThanAllThatIsFree)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_remember_alloc(12);
    for (unsigned count = 0; count <= MOST_VAIN; count++) {
        for (unsigned size : {17u, 16u}) {
            compactor->realloc_slot = row[0];
            compactor->realloc_size = (number_t)size;
            compactor->given_up = 0;
            goal_begin(GOAL_REALLOC);
            EXPECT_EQ(GAVE_UP, give_up());
            EXPECT_EQ(1, +compactor->given_up);
            EXPECT_EQ(row[0], compactor->realloc_slot);
            EXPECT_EQ(GOAL_ALLOC, +compactor->goal);
            EXPECT_EQ(count + (size == 16 && count != MOST_VAIN ? 1u : 0u),
                      +compactor->vain_reallocs);
        }
    }
    EXPECT_EQ(12, compactor->alloc_size);
    EXPECT_EQ(0, compactor->vain);
}

TEST_F(Compact, TmDefragsOneGapThatIsGivenUpSaysNothingOfRequests)
{
    Build({4, 6, 4, 6, 4});
    Free(row, {1, 3});
    goal_remember_alloc(12);
    goal_remember_realloc(row[0], 12);
    goal_begin(GOAL_ONE_GAP);
    state.reason = TM_REASON_LARGE;
    EXPECT_EQ(GAVE_UP, give_up());
    EXPECT_EQ(TM_REASON_LARGE, state.reason);
    EXPECT_EQ(12, compactor->alloc_size);
    EXPECT_EQ(0, compactor->vain);
    EXPECT_EQ(0, +compactor->given_up);
    EXPECT_EQ(0, compactor->vain_reallocs);
    EXPECT_EQ(GOAL_ALLOC, +compactor->goal);
}

TEST_F(Compact, WhyARequestIsGivenUpIsTheFirstReasonThatHolds)
{
    Build({4, 6, 4, 6, 20});
    Free(row, {1, 3});
    TakeSlots();
    compactor->reserve = 0;
    ASSERT_FALSE(has_slot());
    const std::vector<unsigned char> before = Bytes();
    struct {
        enum goal goal;
        unsigned size; // GOAL_ALLOC: of the block; GOAL_REALLOC: that a block of 20 grows, or
                       // shrinks, to
        bool is_full, is_large, is_pinned;
        tm_reason_t reason;
    } cases[] = {
        {GOAL_ALLOC, 13, true, true, true, TM_REASON_FULL},
        {GOAL_ALLOC, 12, true, true, true, TM_REASON_LARGE},
        {GOAL_ALLOC, 4, true, true, true, TM_REASON_SLOTS},
        {GOAL_ALLOC, 4, false, true, true, TM_REASON_LARGE},
        {GOAL_ALLOC, 12, false, true, true, TM_REASON_LARGE},
        {GOAL_ALLOC, 12, false, false, true, TM_REASON_PINNED},
        {GOAL_ALLOC, 12, false, false, false, TM_REASON_FULL},
        {GOAL_REALLOC, 33, true, true, true, TM_REASON_FULL},
        {GOAL_REALLOC, 32, true, true, true, TM_REASON_LARGE},
        {GOAL_REALLOC, 21, true, true, true, TM_REASON_LARGE},
        {GOAL_REALLOC, 20, true, true, true, TM_REASON_SLOTS},
        {GOAL_REALLOC, 10, true, true, true, TM_REASON_SLOTS},
        {GOAL_REALLOC, 10, false, true, true, TM_REASON_LARGE},
        {GOAL_REALLOC, 32, false, false, true, TM_REASON_PINNED},
        {GOAL_REALLOC, 32, true, false, true, TM_REASON_PINNED},
        {GOAL_REALLOC, 32, false, false, false, TM_REASON_FULL},
    };
    for (const auto &each : cases) {
        compactor->alloc_size = (number_t)each.size;
        compactor->realloc_slot = row[4];
        compactor->realloc_size = (number_t)each.size;
        goal_begin(each.goal);
        state.made = (slot_t)(each.is_full ? TM_INDEXES : TM_INDEXES - 1);
        compactor->large = each.is_large ? 1 : 0;
        if (each.is_pinned) pins_add(row[0]);
        EXPECT_EQ(each.reason, reason_of_end()) << &each - cases;
        compactor->plan = PLAN_ALLOC;
        EXPECT_EQ(GAVE_UP, give_up());
        EXPECT_EQ(each.reason, state.reason) << &each - cases;
        SetBytes(before);
    }
    for (unsigned want : {4u, 12u}) {
        compactor->alloc_size = (number_t)want;
        goal_begin(GOAL_ALLOC);
        state.made = TM_INDEXES;
        state.unused = 1;
        EXPECT_EQ(TM_REASON_FULL, reason_of_end()) << "there is a slot";
    }
    tm_reset();
}

TEST_F(Compact, ABlockIsTooLargeForTheGoalsPlanOnlyWhenItIsMetOnItsWay)
{
    unsigned size = TM_POOL_SIZE / TM_BLOCK_SIZE * 3 / 4;
    if (TM_READ_BARRIER || fits_slice((number_t)size)) return;
    Build({4, 6, size, 6, 4});
    Free(row, {1, 3});
    goal_remember_alloc(12);
    Finish();
    EXPECT_EQ(12, compactor->vain);
    EXPECT_EQ(TM_REASON_LARGE, state.reason);
    EXPECT_TRUE(tm_defrag(0, 12 * TM_BLOCK_SIZE));
    EXPECT_EQ(TM_REASON_NONE, state.reason);
    compactor->large = 0;
    EXPECT_FALSE(is_immovable(row[0]));
    EXPECT_EQ(0, +compactor->large);
    EXPECT_TRUE(is_immovable(row[2]));
    EXPECT_EQ(1, +compactor->large);
}

TEST_F(Compact, TmDefragEndsWhereNothingIsToBeDone)
{
    Build({4, 6, 4});
    EXPECT_EQ(IDLE, run_steps((size_t)-1));
    EXPECT_FALSE(defrag_end(GOAL_ALLOC, 0, LEAST_UNITS));
}
