// SPDX-License-Identifier: MIT
#include "unit.h"

class Carry : public Compacting
{
  protected:
    // A block between live ones, and gaps: a larger one further up, and one right beside it.
    void Make(enum course course, unsigned size)
    {
        SetUp();
        if (course == APART) Build({4, size, 4, size + 11, 4});
        if (course == DOWN) Build({4, 5, size, 4, 5, 4});
        if (course == UP) Build({4, size, 5, 4, 5, 4});
        block = row[course == DOWN ? 2 : 1];
        gap = row[course == APART ? 3 : course == DOWN ? 1 : 2];
        heap_free(gap);
        stats_freed();
        scratch->move.reached = 0;
        Want();
        cursor_set(&compactor->gap, gap);
        move_next(block);
        if (course == APART) scratch->move.home = gap;
    }

    // What the pool of Make looks like when the block is carried.
    static Picture Carried(enum course course, long size)
    {
        if (course == APART) return {4, -size, 4, -11, size, 4};
        if (course == DOWN) return {4, size, -5, 4, 5, 4};
        return {4, -5, size, 4, 5, 4};
    }

    // Steps, up to so many, while the block is on its way.
    void Steps(unsigned most)
    {
        while (most-- != 0 && compactor->stage != REST) {
            StepOnce();
            ASSERT_EQ(0, verify_all());
        }
    }

    slot_t block, gap;
};

static const enum course courses[] = {APART, DOWN, UP};

static const unsigned kManySteps = 50;

TEST_F(Carry, TurnKeepsTheSizesOfNeighbours)
{
    row = Row({4, 5, 9, 6});
    chain_turn(row[0], row[1], row[2]);
    std::vector<slot_t> turned = {row[0], row[2], row[1], row[3]};
    std::vector<slot_t> chain = Chain();
    chain.erase(chain.begin()); // the gap
    EXPECT_EQ(turned, chain);
    EXPECT_EQ(Picture({4, 9, 5, 6}), Tail(4));
}

TEST_F(Carry, AHomeFitsExactlyOrLeavesAGap)
{
    Build({4, 6, 4});
    EXPECT_TRUE(is_home_for(6, 6));
    EXPECT_FALSE(is_home_for(5, 6));
    EXPECT_TRUE(is_home_for(6 + LEAST_UNITS, 6));
    if (LEAST_UNITS > 1) {
        EXPECT_FALSE(is_home_for(6 + LEAST_UNITS - 1, 6)) << "the rest would be lost";
    }
}

TEST_F(Carry, AHomeThatMustBeCutTakesASlotWhicheverThatIs)
{
    Build({4});
    const std::vector<unsigned char> before = Bytes();
    for (unsigned unused : {0, 1, 2}) {
        for (unsigned reserve : {0, 1, 2}) {
            state.unused = (slot_t)unused;
            state.reserve = (slot_t)reserve;
            EXPECT_EQ(unused + reserve != 0, is_home_for(6 + LEAST_UNITS, 6));
            EXPECT_TRUE(is_home_for(6, 6));
        }
    }
    SetBytes(before);
}

TEST_F(Carry, ABlockFitsASliceThatAllowsItsCopyAndAllAround)
{
    for (unsigned blocks = 1; blocks <= POOL_END; blocks++) {
        size_t cost = COST_OF_COPY((size_t)blocks * TM_BLOCK_SIZE);
        EXPECT_EQ(cost, cost_of_copy((number_t)blocks));
        EXPECT_EQ(COST_CALL + COST_STEP + COST_FLY + cost <= COST_SLICE,
                  fits_slice((number_t)blocks));
    }
}

#if 2 * COST_SLICE + 40 * TM_BLOCK_SIZE < TM_POOL_SIZE * 3 / 4 // else no block is too large
TEST_F(Carry, ABlockThatIsTooLargeForASliceIsImmovableForSlicesOnly)
{
    unsigned size = 2 * COST_SLICE / TM_BLOCK_SIZE;
    Build({size, 8});
    EXPECT_EQ(!TM_READ_BARRIER, is_immovable(row[0]));
    EXPECT_FALSE(is_immovable(row[1]));
    compactor->in_defrag = 1;
    EXPECT_FALSE(is_immovable(row[0]));
    pins_add(row[1]);
    EXPECT_TRUE(is_immovable(row[1]));
}
#endif

TEST_F(Carry, EndsInTheNewPlace)
{
    for (enum course course : courses) {
        Make(course, 17);
        Steps(kManySteps);
        EXPECT_EQ(Carried(course, 17), Tail(6));
        EXPECT_TRUE(IsIntact(row, course == DOWN ? 2 : 1, 17));
        EXPECT_EQ(0, compactor->held);
        EXPECT_EQ(REST, compactor->stage);
        slot_t beside = course == DOWN ? next_of(block) : predecessor_of(block);
        EXPECT_EQ(course == APART ? gap : beside, compactor->gap.slot) << "the gap of the phase";
        EXPECT_TRUE(gap_is_valid());
    }
}

TEST_F(Carry, OnlyPassLetsTheNextBlockFollow)
{
    for (unsigned phase : {CHOOSE, GATHER, REACH, LIFT}) {
        Make(DOWN, 17);
        compactor->phase = (uint8_t)phase;
        while (compactor->stage != DROP) StepOnce();
        EXPECT_EQ(next_of(block), compactor->held) << phase;
        EXPECT_EQ(block, scratch->move.block);
        work_stop();
        Steps(kManySteps);
    }
}

TEST_F(Carry, NothingFollowsTheLastBlockAndOnlyASlideDownIsFollowed)
{
    Build({4, 5, 17});
    Free(row, {1});
    Want();
    cursor_set(&compactor->gap, row[1]);
    compactor->phase = PASS;
    move_next(row[2]);
    while (compactor->stage != FLY) StepOnce();
    StepOnce();
    EXPECT_EQ(DROP, compactor->stage);
    Steps(1);
    work_stop();
    for (enum course course : {APART, UP}) {
        Make(course, 17);
        compactor->phase = PASS;
        while (compactor->stage != FLY) StepOnce();
        StepOnce();
        EXPECT_EQ(DROP, compactor->stage);
        EXPECT_EQ(block, scratch->move.block);
        work_stop();
        Steps(kManySteps);
    }
}

TEST_F(Carry, TheFirstSlotsBlockFollowsLikeAnyOther)
{
    row = Row({4, 5});
    Work(PASS, POOL_END); // brings slot 1, a gap, to the end
    ASSERT_EQ(1, next_of(row[1]));
    ASSERT_EQ(1, heap_alloc(size_of(1)));
    Free(row, {0});
    Want();
    cursor_set(&compactor->gap, row[0]);
    compactor->phase = PASS;
    move_next(row[1]);
    while (scratch->move.block == row[1] && compactor->stage != DROP) StepOnce();
    EXPECT_EQ(1, scratch->move.block);
    EXPECT_EQ(AIM, compactor->stage);
    work_stop();
    Steps(kManySteps);
}

TEST_F(Carry, ARoomOrABlockThatIsNoMoreIsNotTaken)
{
    for (enum course course : courses) {
        for (int deed = 0; deed < 6; deed++) {
            Make(course, 17);
            ASSERT_GT(size_of(1), size_of(gap));
            slot_t to = deed == 0 ? 1 : deed == 1 ? row[4] : state.unused;
            if (deed < 3 && course == APART) scratch->move.home = to;
            if (deed < 3 && course != APART) cursor_set(&compactor->gap, to);
            if (deed == 3) scratch->move.block = gap;
            if (deed == 4) scratch->move.block = state.unused;
            if (deed == 5) scratch->move.block = 1;
            EXPECT_EQ(GOES_ON, StepOnce());
            EXPECT_EQ(REST, compactor->stage) << course << ", " << deed;
            EXPECT_EQ(0, compactor->held);
        }
    }
}

// A stale index may name it.
TEST_F(Carry, TheShortWayOfTmFreeIsClosedWhenRoomIsHeldAndNotBefore)
{
    for (enum course course : courses) {
        for (bool is_room : {true, false}) {
            Make(course, 17);
            if (!is_room) scratch->move.block = state.unused;
            compactor->changed = 1;
            compactor->phases_spent = 3;
            compactor->vain = 5; // no more than is free
            state.short_free = state.made;
            ASSERT_EQ(GOES_ON, StepOnce());
            EXPECT_EQ(is_room, compactor->held != 0);
            EXPECT_EQ(is_room ? 0 : state.made, state.short_free);
            EXPECT_EQ(is_room ? 0 : 3, +compactor->phases_spent) << "what was freed counts";
            EXPECT_EQ(is_room ? 0 : 5, compactor->vain);
            EXPECT_EQ(1, +compactor->changed);
            Steps(kManySteps);
            compactor->alloc_size = compactor->vain = 0;
            state.short_free = 0;
        }
    }
}

TEST_F(Carry, ALookAtThePinsCostsWhereTheListSaysWhatIsPinned)
{
    Build({4, 6});
    EXPECT_EQ(0u, cost_of_pins());
    pins_add(row[0]);
    EXPECT_EQ(PIN_BIT ? 0u : size_t{COST_PINS}, cost_of_pins());
    pins_drop(row[0]);
    EXPECT_EQ(0u, cost_of_pins());
}

TEST_F(Carry, AGapThatIsNotBesideTheBlockIsNotMovedAcross)
{
    for (size_t other : {0, 4, 6}) { // neither is it, and their indexes are on both sides
        SetUp();
        Build({4, 5, 4, 17, 4, 6, 4});
        Free(row, {1, 5});
        Want();
        for (size_t at : {1, 5}) {
            if (other == 0 && at == 1) continue;              // right before it
            if (other >= at - 1 && other <= at + 1) continue; // beside it
            cursor_set(&compactor->gap, row[at]);
            move_next(row[other]);
            EXPECT_EQ(GOES_ON, StepOnce());
            EXPECT_EQ(REST, compactor->stage) << other << " across " << at;
        }
    }
}

TEST_F(Carry, AGapOfItsSizeIsTakenWhole)
{
    Make(APART, 17);
    Free(row, {4}); // the gap reaches the end
    ASSERT_EQ(FITS, Resize(row[2], 4 + 15));
    scratch->move.home = next_of(row[2]);
    ASSERT_EQ(17, size_of(scratch->move.home));
    Steps(kManySteps);
    EXPECT_EQ(Picture({4, -17, 19, 17}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 1, 17));
}

TEST_F(Carry, WhatIsHeldIsFreeAndNobodys)
{
    for (enum course course : courses) {
        Make(course, 17);
        size_t free = free_units();
        Steps(1);
        ASSERT_TRUE(is_held(compactor->held));
        EXPECT_EQ(AIM, compactor->stage);
        EXPECT_EQ(free, free_units());
        EXPECT_EQ(free * TM_BLOCK_SIZE, tm_stats().free_bytes);
        EXPECT_FALSE(tm_valid(compactor->held));
        EXPECT_FALSE(tm_check(compactor->held, 1));
        Steps(kManySteps);
        EXPECT_EQ(free, free_units());
    }
}

TEST_F(Carry, TheBlockMayBeFreedAfterAnyStep)
{
    for (enum course course : courses) {
        for (unsigned steps = 0; steps < 12; steps++) {
            Make(course, 17);
            Steps(steps);
            tm_free(block);
            ASSERT_EQ(0, verify_all());
            EXPECT_FALSE(is_live(block));
            Steps(kManySteps);
            EXPECT_EQ(0, compactor->held);
            EXPECT_EQ(REST, compactor->stage);
        }
    }
}

TEST_F(Carry, TheBlockMayBeResizedAfterAnyStep)
{
    for (enum course course : courses) {
        for (unsigned steps = 0; steps < 12; steps++) {
            for (unsigned size : {4u, 17u - LEAST_UNITS, 18u}) {
                Make(course, 17);
                Steps(steps);
                bool done = tm_realloc(block, (tm_size_t)size * TM_BLOCK_SIZE) != 0;
                ASSERT_EQ(0, verify_all());
                ASSERT_TRUE(done || size == 18) << size;
                Steps(kManySteps);
                EXPECT_EQ(0, compactor->held);
                EXPECT_TRUE(IsIntact(row, course == DOWN ? 2 : 1, size < 17 ? size : 17));
            }
        }
    }
}

TEST_F(Carry, AGapThatIsElsewhereByNowIsNotMovedAcross)
{
    for (enum course course : {DOWN, UP}) {
        Make(course, 17);
        slot_t before = predecessor_of(gap);
        ASSERT_EQ(FITS, Resize(before, size_of(before) + 1u));
        Steps(1);
        EXPECT_EQ(0, compactor->held);
        EXPECT_EQ(REST, compactor->stage);
    }
}

TEST_F(Carry, ABlockThatIsElsewhereByNowIsNotCarried)
{
    Build({4, 5, 17, 4, 30, 4});
    Free(row, {1, 4, 5});
    ASSERT_LT(row[5], row[2]) << "the slot that what the block leaves will have";
    Want();
    cursor_set(&compactor->gap, row[1]);
    move_next(row[2]);
    while (compactor->stage != FLY) StepOnce();
    ASSERT_EQ(row[2], tm_realloc(row[2], 18 * TM_BLOCK_SIZE));
    Steps(kManySteps);
    EXPECT_EQ(Picture({4, -22, 4, -16, 18}), Tail(5));
    EXPECT_TRUE(IsIntact(row, 2, 17));
}

TEST_F(Carry, AWalkIsOnlyForAPredecessorThatNothingNames)
{
    Build({4, 6, 17, 4});
    Free(row, {1});
    slot_t before = row[3];
    EXPECT_TRUE(aim_knows(row[2], &before)) << "by its footer";
    EXPECT_EQ(row[1], before);
    before = row[3];
    EXPECT_TRUE(aim_knows(next_of(0), &before)) << "the sentinel";
    EXPECT_EQ(0, before);
    before = row[0];
    EXPECT_FALSE(aim_knows(row[3], &before));
    EXPECT_EQ(WALK, compactor->stage);
    enter_stage(REST);
}

TEST_F(Carry, AWalkIsForABlockOfALowerIndexThanTheFirstToo)
{
    row = Row({4, 5, 4});
    Work(PASS, POOL_END);
    ASSERT_EQ(row[0], next_of(0));
    ASSERT_LT(row[2], row[0]);
    slot_t before = row[2];
    scratch->move.reached = 0;
    EXPECT_FALSE(aim_knows(row[2], &before));
    enter_stage(REST);
}

TEST_F(Carry, AimSeesWhatIsBesideWhatAndHowLarge)
{
    Build({4, 6, 4, 5, 4});
    compactor->course = APART;
    EXPECT_FALSE(aim_is_valid(row[1], row[0])) << "of a smaller size";
    EXPECT_FALSE(aim_is_valid(row[0], row[1])) << "of a larger size";
    for (size_t held : {0, 2, 4}) {
        compactor->course = DOWN;
        EXPECT_EQ(held == 2, aim_is_valid(row[3], row[held]));
        compactor->course = UP;
        EXPECT_EQ(held == 2, aim_is_valid(row[1], row[held]));
    }
    compactor->course = APART;
}

TEST_F(Carry, AimOfASlideLooksForOnePredecessorOnly)
{
    for (enum course course : {DOWN, UP}) {
        Make(course, 17);
        scratch->move.reached = row[0];
        Steps(1);
        ASSERT_EQ(AIM, compactor->stage);
        EXPECT_EQ(GOES_ON, StepOnce());
        EXPECT_EQ(FLY, compactor->stage);
        Steps(kManySteps);
    }
}

TEST_F(Carry, AimLooksForThePredecessorOfARoomThatNothingNames)
{
    Build({4, 17, 4, 17, 4});
    Free(row, {3});
    Want();
    move_next(row[1]);
    scratch->move.home = row[3];
    Steps(1);
    ASSERT_EQ(row[3], compactor->held);
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(WALK, compactor->stage);
    EXPECT_EQ(place_of(row[3]), scratch->move.target);
    Steps(kManySteps);
    EXPECT_EQ(Picture({4, -17, 4, 17, 4}), Tail(5));
}

TEST_F(Carry, FlySeesThatNothingHasChanged)
{
    Build({4, 6, 4, 5, 4});
    compactor->held = row[4]; // the last one: no block is behind it
    scratch->move.reached = row[3];
    compactor->course = DOWN;
    EXPECT_FALSE(fly_is_right(0, 0)) << "no block any more";
    compactor->held = row[2];
    compactor->course = APART;
    scratch->move.home = row[0];
    EXPECT_FALSE(fly_is_right(row[4], 4)) << "to where something else is in front";
    scratch->move.reached = row[0];
    scratch->move.home = row[1];
    EXPECT_FALSE(fly_is_right(row[1], 6)) << "to less room";
    compactor->held = row[1];
    scratch->move.reached = row[1];
    scratch->move.home = row[0];
    EXPECT_FALSE(fly_is_right(row[2], 4)) << "to more room";
    EXPECT_TRUE(fly_is_right(row[2], 6));
    compactor->held = 0;
    compactor->course = APART;
}

TEST_F(Carry, AWalkTakesAsManyNodesInAStepAsTheSliceAllows)
{
    while (heap_alloc(2 * LEAST_UNITS) != 0 && Chain().size() < 40) {
    }
    std::vector<slot_t> chain = Chain();
    Want();
    for (unsigned more : {0, 1, 3, 31, 32, 33}) {
        SetHints(0);
        walk_to(chain[36]);
        size_t left = COST_STEP + COST_WALK + more * COST_NODE;
        EXPECT_EQ(GOES_ON, compact_step(&left));
        unsigned nodes = more < 32 ? more : 32;
        EXPECT_EQ(nodes == 0 ? 0 : chain[nodes - 1], scratch->move.reached) << more;
        EXPECT_EQ((more - nodes) * COST_NODE, left);
        EXPECT_EQ(WALK, compactor->stage);
    }
    for (bool held : {false, true}) {
        walk_to(chain[1]);
        compactor->held = held ? chain[5] : 0;
        size_t left = COST_STEP + COST_WALK + 9 * COST_NODE;
        compact_step(&left);
        EXPECT_EQ(7u * COST_NODE, left) << "one to it, and a look behind it";
        EXPECT_EQ(held ? AIM : REST, +compactor->stage) << "for the carry, or for the phase";
        enter_stage(REST);
    }
    compactor->held = 0;
}

#if HINTS > 0
TEST_F(Carry, AWalkStartsAtAHintAndLeavesHints)
{
    Build({4, 6, 4, 5, 4});
    Want();
    SetHints(row[1]);
    scratch->move.reached = row[0];
    walk_to(row[4]);
    size_t left = COST_STEP + COST_WALK;
    compact_step(&left);
    EXPECT_EQ(row[1], scratch->move.reached);
    StepOnce();
    EXPECT_EQ(row[3], scratch->move.reached);
    EXPECT_EQ(row[3], state.hints[HINTS - 1]);
    enter_stage(REST);
}
#endif

// The neighbours are what the links that AIM looked up depend on.
TEST_F(Carry, OtherBlocksMayComeAndGoAfterAnyStep)
{
    for (enum course course : courses) {
        for (unsigned steps = 0; steps < 12; steps++) {
            for (size_t which = 0; which < 10; which++) {
                Make(course, 17);
                if (which >= 5) tm_free(Chain()[0]); // then row[0] joins a gap, and its slot goes
                slot_t other = row[which % 5];
                if (other == block || other == gap) continue;
                Steps(steps);
                tm_free(other);
                ASSERT_EQ(0, verify_all());
                if (steps % 2 != 0) tm_alloc(LEAST_UNITS * TM_BLOCK_SIZE);
                Steps(kManySteps);
                EXPECT_EQ(0, compactor->held);
                EXPECT_TRUE(IsIntact(row, course == DOWN ? 2 : 1, 17));
            }
        }
    }
}

TEST_F(Carry, ABlockThatIsPinnedStaysFromThereOn)
{
    for (enum course course : courses) {
        for (unsigned steps = 0; steps < 12; steps++) {
            Make(course, 17);
            Steps(steps);
            void *address = tm_pin(block);
            ASSERT_EQ(0, verify_all());
            Steps(kManySteps);
            EXPECT_EQ(address, tm_void(block));
            EXPECT_EQ(0, compactor->held);
            EXPECT_TRUE(IsIntact(row, course == DOWN ? 2 : 1, 17));
        }
    }
}

TEST_F(Carry, WhatWasBegunForABlockEndsWithItsPin)
{
    for (enum course course : courses) {
        for (unsigned steps = 1; steps < 12; steps++) {
            Make(course, 17);
            Steps(steps);
            void *address = tm_pin(block);
            tm_unpin(block);
            Steps(kManySteps);
            EXPECT_EQ(address, tm_void(block));
        }
    }
}

TEST_F(Carry, OnlyTheBlockThatIsCarriedEndsItByAPin)
{
    for (enum course course : courses) {
        Make(course, 17);
        tm_pin(block);
        tm_unpin(block);
        Steps(kManySteps);
        EXPECT_EQ(Carried(course, 17), Tail(6)) << "nothing was held for it yet";
        Make(course, 17);
        Steps(1);
        for (slot_t other : {row.front(), row.back()}) {
            tm_pin(other);
            tm_unpin(other);
        }
        Steps(kManySteps);
        EXPECT_EQ(Carried(course, 17), Tail(6));
        Make(course, 17);
        Steps(1);
        carry_cancel(block);
        EXPECT_EQ(0, scratch->move.block);
        Steps(kManySteps);
    }
}

TEST_F(Carry, TheReserveIsLentForTheRoomAndComesBack)
{
    Build({4, 5, 17, 4, 28, 4});
    Free(row, {1, 4});
    while (slots_ready() && state.reserve != 0) slot_take();
    ASSERT_EQ(0, state.unused);
    move_next(row[2]);
    scratch->move.home = row[4];
    StepOnce();
    EXPECT_EQ(0, state.reserve);
    while (compactor->stage != REST) ASSERT_EQ(GOES_ON, StepOnce());
    EXPECT_NE(0, state.reserve) << "two gaps were joined";
    EXPECT_EQ(Picture({4, -22, 4, -11, 17, 4}), Tail(6));
    tm_reset();
}

TEST_F(Carry, ABlockWaitsForASliceThatIsLongEnough)
{
    number_t size = 17;
    while (!fits_slice(size)) size--;
    for (enum course course : courses) {
        Make(course, size);
        while (compactor->stage != FLY) StepOnce();
        const size_t enough = COST_STEP + COST_FLY + cost_of_copy(size);
        size_t left = enough - 1;
        EXPECT_EQ(TOO_DEAR, compact_step(&left));
        EXPECT_EQ(FLY, compactor->stage);
        left = enough;
        EXPECT_EQ(GOES_ON, compact_step(&left));
        EXPECT_EQ(DROP, compactor->stage);
        EXPECT_EQ(0u, left);
        Steps(kManySteps);
        EXPECT_EQ(Carried(course, size), Tail(6));
    }
}

// tm_defrag may end while such a block is on its way: when an interrupt has served the request.
TEST_F(Carry, ABlockThatIsTooLargeForASliceGoesBack)
{
    unsigned size = TM_POOL_SIZE / TM_BLOCK_SIZE * 3 / 4;
    if (TM_READ_BARRIER || fits_slice((number_t)size)) return;
    Make(DOWN, size);
    while (compactor->stage != FLY) StepOnce();
    goal_begin(GOAL_ALLOC); // as at the end of tm_defrag
    compactor->in_defrag = 0;
    size_t left = COST_SLICE;
    EXPECT_EQ(GOES_ON, compact_step(&left));
    EXPECT_EQ(AIM, compactor->stage);
    Steps(kManySteps);
    EXPECT_EQ(0, compactor->held);
    EXPECT_EQ(Picture({4, -5, (long)size, 4, 5, 4}), Tail(6));
}

// With SCRAMBLE a slice has no end.
TEST_F(Carry, ABlockThatIsTooLargeForASliceArrivesInOneThatAllowsIt)
{
    unsigned size = TM_POOL_SIZE / TM_BLOCK_SIZE * 3 / 4;
    if (TM_READ_BARRIER || fits_slice((number_t)size)) return;
    Make(DOWN, size);
    while (compactor->stage != FLY) StepOnce();
    goal_begin(GOAL_ALLOC); // as at the end of tm_defrag
    compactor->in_defrag = 0;
    EXPECT_EQ(GOES_ON, StepOnce());
    EXPECT_EQ(DROP, compactor->stage);
    Steps(kManySteps);
    EXPECT_EQ(Carried(DOWN, (long)size), Tail(6));
}

TEST_F(Carry, TmDefragLetsItArriveFirst)
{
    for (enum course course : courses) {
        for (unsigned steps = 1; steps < 6; steps++) {
            Make(course, 17);
            Steps(steps);
            bool held = compactor->held != 0;
            unsigned stage = compactor->stage;
            defrag_ask(GOAL_ONE_GAP, 0, 0);
            EXPECT_EQ(held ? stage : (unsigned)REST, compactor->stage);
            EXPECT_EQ(CHOOSE, compactor->phase);
            Steps(kManySteps);
            EXPECT_EQ(Carried(course, 17), Tail(6));
        }
    }
}

#if TM_READ_BARRIER

// More than one slice copies, on every core.
static const unsigned kLarge = 100;

// Writes bytes into a block of which neighbours differ, so that a copy from elsewhere shows.
static void Number(slot_t slot)
{
    unsigned char *bytes = address_of(place_of(slot));
    for (size_t at = 0; at < (size_t)size_of(slot) * TM_BLOCK_SIZE; at++)
        bytes[at] = (unsigned char)(at * 7 + at / 256);
}

// Whether they all are there.
static bool IsNumbered(slot_t slot)
{
    const unsigned char *bytes = address_of(place_of(slot));
    for (size_t at = 0; at < (size_t)size_of(slot) * TM_BLOCK_SIZE; at++) {
        if (bytes[at] != (unsigned char)(at * 7 + at / 256)) return false;
    }
    return true;
}
// A block that flies, `copied` blocks of it already.
class Flight : public Carry
{
  protected:
    void Fly(enum course course, unsigned copied)
    {
        Make(course, kLarge);
        Number(block);
        while (compactor->stage != FLY) StepOnce();
        size_t left = COST_STEP + COST_FLY + cost_of_copy((number_t)copied) + 3;
        compact_step(&left);
        ASSERT_EQ(block, tm_in_flight_);
        ASSERT_GT(compactor->copied, 0u);
        ASSERT_LE(compactor->copied, copied);
        EXPECT_EQ(COST_COPIES(cost_of_copy((number_t)copied) + 3) / TM_BLOCK_SIZE,
                  (size_t)compactor->copied);
        ASSERT_EQ(0, verify_all());
    }
};

static const unsigned portions[] = {2, 7, 20};

TEST_F(Flight, EndsInTheNewPlace)
{
    for (enum course course : courses) {
        for (unsigned copied : portions) {
            Fly(course, copied);
            Steps(kManySteps);
            EXPECT_EQ(Carried(course, kLarge), Tail(6));
            EXPECT_TRUE(IsNumbered(block));
            EXPECT_EQ(0, tm_in_flight_);
            EXPECT_EQ(0, compactor->touched);
        }
    }
}

TEST_F(Flight, EndsWithTheResetOfThePool)
{
    Fly(APART, 7);
    tm_reset();
    EXPECT_EQ(0, tm_in_flight_);
    heap_ready();
}

TEST_F(Flight, AMoveBeginsWithNothingCopied)
{
    Make(APART, 17);
    compactor->copied = 5;
    Steps(1);
    EXPECT_EQ(0, compactor->copied);
    Steps(kManySteps);
}

TEST_F(Flight, OnlyWhatFliesIsOnItsWayAndOnlyWhatWasTouchedSlidesNext)
{
    Fly(APART, 7);
    for (slot_t other : {row[0], row[4]}) {
        tm_in_flight_ = other;
        EXPECT_FALSE(aim_is_valid(block, compactor->held));
        EXPECT_FALSE(fly_is_right(block, kLarge));
        tm_in_flight_ = block;
        compactor->touched = other;
        EXPECT_FALSE(was_touched(block));
    }
    EXPECT_TRUE(aim_is_valid(block, compactor->held));
    EXPECT_TRUE(fly_is_right(block, kLarge));
    StepOnce();
    EXPECT_EQ(0, compactor->touched) << "once it has arrived";
    Steps(kManySteps);
}

TEST_F(Flight, ApartThatIsTouchedIsAbandoned)
{
    for (unsigned copied : portions) {
        Fly(APART, copied);
        number_t place = place_of(block);
        EXPECT_TRUE(IsNumbered(block)) << "the source stays whole";
        tm_void(block);
        EXPECT_EQ(0, tm_in_flight_);
        EXPECT_TRUE(was_touched(block));
        Steps(kManySteps);
        EXPECT_EQ(place, place_of(block));
        EXPECT_EQ(Picture({4, kLarge, 4, -(long)kLarge - 11, 4}), Tail(5));
    }
}

TEST_F(Flight, AcrossAGapIsWholeWheneverItIsTouched)
{
    for (enum course course : {DOWN, UP}) {
        for (unsigned copied : portions) {
            Fly(course, copied);
            tm_void(block);
            EXPECT_EQ(0, tm_in_flight_);
            EXPECT_TRUE(IsNumbered(block));
            for (size_t other : {0, 3, 4, 5}) {
                EXPECT_TRUE(IsIntact(row, other, size_of(row[other])));
            }
            ASSERT_EQ(0, verify_all());
            Steps(kManySteps);
            EXPECT_EQ(Carried(course, kLarge), Tail(6));
        }
    }
}

// PASS lets the next block slide across the same room: of that one nothing is copied yet.
TEST_F(Flight, TheNextOneInARowBeginsAnew)
{
    Fly(DOWN, 7);
    compactor->phase = PASS;
    StepOnce();
    EXPECT_EQ(AIM, compactor->stage);
    EXPECT_EQ(row[3], scratch->move.block);
    EXPECT_EQ(0, compactor->copied);
    EXPECT_NE(0, compactor->held);
    Step(PASS);
    EXPECT_EQ(Picture({4, kLarge, 4, 5, 4, -5}), Tail(6));
}

TEST_F(Flight, ATouchOfAnotherBlockChangesNothing)
{
    Fly(APART, 7);
    for (slot_t other : {row[0], row[4]}) {
        fly_touch(other);
        flight_forget(other);
        EXPECT_EQ(block, tm_in_flight_);
    }
}

TEST_F(Flight, ABlockMayBeFreedOrPinnedOrResizedOnItsWay)
{
    for (enum course course : courses) {
        for (unsigned copied : portions) {
            for (unsigned deed = 0; deed < 3; deed++) {
                Fly(course, copied);
                if (deed == 0) {
                    tm_free(block);
                } else {
                    void *address = deed == 1 ? tm_pin(block) : NULL;
                    if (deed == 2) {
                        EXPECT_NE(0, tm_realloc(block, 50 * TM_BLOCK_SIZE));
                    }
                    EXPECT_TRUE(IsNumbered(block));
                    EXPECT_TRUE(deed != 1 || address == tm_void(block));
                }
                EXPECT_EQ(0, tm_in_flight_);
                ASSERT_EQ(0, verify_all());
                Steps(kManySteps);
                EXPECT_EQ(0, compactor->held);
            }
        }
    }
}

#endif

TEST_F(Carry, ABlockIsNotCarriedToWhereItIs)
{
    Build({4, 6, 4});
    compactor->course = APART;
    EXPECT_FALSE(aim_is_valid(row[1], row[1]));
    EXPECT_FALSE(aim_is_valid(row[0], row[1])) << "of another size";
    EXPECT_TRUE(aim_is_valid(row[0], row[2]));
}

#if 2 * COST_SLICE + 80 * TM_BLOCK_SIZE < TM_POOL_SIZE / 2 && !TM_READ_BARRIER
TEST_F(Carry, ABlockThatIsTooLargeIsLetGoWhenTmDefragIsOver)
{
    unsigned size = COST_SLICE / TM_BLOCK_SIZE;
    Make(APART, size);
    while (compactor->stage != FLY) StepOnce();
    goal_begin(GOAL_ALLOC); // as at the end of tm_defrag
    compactor->in_defrag = 0;
    compactor->alloc_size = POOL_END;
    size_t left = COST_SLICE;
    EXPECT_EQ(GOES_ON, compact_step(&left));
    EXPECT_EQ(AIM, compactor->stage);
    Steps(kManySteps);
    EXPECT_EQ(0, compactor->held);
    EXPECT_EQ(Picture({4, (long)size, 4, -(long)size - 11, 4}), Tail(5));
}
#endif

#if TM_READ_BARRIER
TEST_F(Carry, NoIndexIsNoFlight)
{
    const std::vector<unsigned char> before = Bytes();
    for (enum course course : courses) {
        compactor->course = (uint8_t)course;
        fly_touch(0);
        compactor->course = APART;
        EXPECT_TRUE(before == Bytes());
    }
}
#endif
