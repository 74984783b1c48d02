// SPDX-License-Identifier: MIT
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif
#if !defined(SANITIZED) && __has_include(<sanitizer/asan_interface.h>)
#define PLAYS_SANITIZER 1 // these tests note what AddressSanitizer would be told
#define __SANITIZE_ADDRESS__ 1
#endif
#include "unit.h"

using Scramble = Unit;
using Indexes = std::vector<slot_t>;

TEST_F(Scramble, DownStopsAtAPinnedBlock)
{
    Indexes row = Row({4, 5, 6, 7, 4, 5, 4});
    Free(row, {1, 5});
    ASSERT_TRUE(pins_add(row[4]));
    slot_t gap = scramble_down(row[0]);
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

// While a request rests what it needs stays in one gap; tm_defrag's one gap too; else all moves.
TEST_F(Scramble, AfterStepsTheGapThatWasMadeStaysWhereThereIsOne)
{
    struct {
        bool served;
        enum goal goal;
        number_t alloc_size; // 0: as much as there is
        bool one_gap;
        bool moves;
    } cases[] = {
        {false, GOAL_ALLOC, 0, false, true},          {false, GOAL_REALLOC, 0, false, true},
        {false, GOAL_ALLOC, 0, true, false},          {true, GOAL_ALLOC, 0, false, false},
        {true, GOAL_ALLOC, LEAST_UNITS, false, true}, {true, GOAL_REALLOC, 0, false, false},
        {true, GOAL_REALLOC, 0, true, false},         {true, GOAL_ALLOC, LEAST_UNITS, true, false}};
    for (const auto &each : cases) {
        SetUp();
        Indexes row = Row({4, 5});
        slot_t gap = scramble_down(0);
        number_t place = place_of(row[0]);
        scramble_places[row[0]] = place;
        scramble_places[row[1]] = (number_t)(place_of(row[1]) + size_of(gap));
        goal_begin(each.goal);
        compactor->plan = each.served ? PLAN_REST : PLAN_NONE;
        compactor->alloc_size = each.alloc_size == 0 ? size_of(gap) : each.alloc_size;
        compactor->realloc_slot = each.goal == GOAL_REALLOC ? row[0] : 0;
        compactor->realloc_size = 4;
        scramble_end(each.one_gap);
        EXPECT_EQ(each.moves ? place + LEAST_UNITS : place, place_of(row[0])) << &each - cases;
    }
}

// Moves one block of a row, and sees that it has moved as it should, and no other.
static void MoveOne(const Indexes &row, size_t which, bool moves)
{
    std::vector<number_t> places;
    for (slot_t slot : row) places.push_back(place_of(slot));
    scramble_open(); // tm_verify closed it
    scramble_note();
    scramble_one(row[which]);
    for (size_t at = 0; at < row.size(); at++) {
        if (!is_live(row[at])) continue;
        EXPECT_EQ(at == which && moves, places[at] != place_of(row[at])) << at;
        EXPECT_TRUE(IsIntact(row, at, size_of(row[at])));
    }
    EXPECT_EQ(0, tm_verify());
}

TEST_F(Scramble, OneBlockMovesAcrossTheGapBesideIt)
{
    Indexes row = Row({4, 5, 6, 7, 4});
    ASSERT_NE(0, heap_alloc(gap_at(place_of(next_of(0)))->size));
    Free(row, {2});
    MoveOne(row, 1, true);
    EXPECT_EQ(Picture({4, -6, 5, 7, 4}), Tail(5));
    MoveOne(row, 1, true);
    EXPECT_EQ(Picture({4, 5, -6, 7, 4}), Tail(5));
}

TEST_F(Scramble, OneBlockMovesToAGapElsewhereThatHoldsItAndLeavesAGapOrNothing)
{
    for (unsigned gap : {4u, 4u + LEAST_UNITS, 3u, 4u + LEAST_UNITS - 1u}) {
        bool fits = gap == 4 || gap == 4 + LEAST_UNITS;
        SetUp();
        Indexes row = Row({4, 5, gap, 7});
        ASSERT_NE(0, heap_alloc(gap_at(place_of(next_of(0)))->size));
        Free(row, {2});
        MoveOne(row, 0, fits);
    }
}

TEST_F(Scramble, OneBlockStaysWhereItMovedAlreadyOrIsPinned)
{
    Indexes row = Row({4, 5, 6});
    scramble_note();
    scramble_places[row[0]]--;
    number_t place = place_of(row[0]);
    scramble_one(row[0]);
    EXPECT_EQ(place, place_of(row[0]));
    pins_add(row[0]);
    MoveOne(row, 0, false);
    pins_drop(row[0]);
    MoveOne(row, 0, true);
}

TEST_F(Scramble, NoBlockMovesWithoutASlotForTheRest)
{
    Indexes row = Row({4, 5, 4 + LEAST_UNITS, 7});
    ASSERT_NE(0, heap_alloc(gap_at(place_of(next_of(0)))->size));
    Free(row, {2});
    TakeSlots();
    const std::vector<unsigned char> before = Bytes();
    number_t place = place_of(row[0]);
    for (bool is_full : {false, true}) {
        if (is_full) state.made = TM_INDEXES;
        scramble_note();
        scramble_one(row[0]);
        EXPECT_EQ(place, place_of(row[0])) << is_full;
        SetBytes(before);
    }
    tm_reset();
}

TEST_F(Scramble, NotesAPlaceForEachSlotThatThePoolHasRoomForAndNoMore)
{
    EXPECT_LE(sizeof scramble_places, (MEMORY_BYTES / sizeof(entry_t) + 1) * sizeof(number_t));
    EXPECT_LE(tm_slot_at_((slot_t)(sizeof scramble_places / sizeof(number_t) - 1)),
              MEMORY_BYTES / sizeof(entry_t));
}

TEST_F(Scramble, LeavesRoomForWhatIsNeeded)
{
    Indexes row = Row({4, 5, 6, 7});
    number_t room = size_of(next_of(0));
    scramble_note();
    scramble(room);
    number_t largest = 0;
    for (slot_t node : Chain()) {
        if (is_free(node) && size_of(node) > largest) largest = size_of(node);
    }
    EXPECT_EQ(room, largest);
}

TEST_F(Scramble, EveryBlockThatIsWhereItWasCountsWhateverItsIndex)
{
    Indexes row = Row({4, 5, 6, 7, 4});
    Free(row, {3, 2}); // the slot of row[3] is the next to be used
    slot_t low = heap_alloc(20);
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
    slot_t gap = scramble_down(0);
    EXPECT_NE(0u, scramble_stay(0, gap, size_of(gap)));
    while (state.unused != 0) slot_take(); // all of the gap, or nothing
    EXPECT_EQ(0, scramble_distance(0, gap, 0));
    tm_reset();
}

TEST_F(Scramble, BlocksSlideAsFarAsLetsTheFewestStay)
{
    const unsigned room = 2 * LEAST_UNITS + 1;
    const unsigned where[] = {0, 0, LEAST_UNITS, LEAST_UNITS + 1, LEAST_UNITS + 1, room, room};
    Indexes row = Row({4, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS,
                       LEAST_UNITS, LEAST_UNITS, room, 4});
    Free(row, {8});
    for (size_t at = 0; at < 7; at++)
        scramble_places[row[at + 1]] = (number_t)(place_of(row[at + 1]) + where[at]);
    EXPECT_EQ((number_t)LEAST_UNITS, scramble_distance(row[0], row[8], 0));
    EXPECT_EQ((number_t)LEAST_UNITS, scramble_distance(row[0], row[8], LEAST_UNITS + 1))
        << "that is left";
    EXPECT_EQ(0, scramble_distance(row[0], row[8], LEAST_UNITS + 2)) << "more than either has";
}

// The distance that is chosen for blocks below a gap of `room` blocks, each of which was so much
// above the place where it is.
static number_t Distance(unsigned room, const std::vector<unsigned> &where, unsigned need)
{
    tm_reset();
    heap_ready();
    Indexes row = Row(
        {4, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, room, 4});
    Free(row, {7});
    for (size_t at = 1; at < 7; at++) {
        bool was = at <= where.size();
        scramble_places[row[at]] = was ? (number_t)(place_of(row[at]) + where[at - 1]) : 0;
    }
    return scramble_distance(row[0], row[7], (number_t)need);
}

TEST_F(Scramble, TheLeastDistanceOfThoseThatAreAsGood)
{
    const unsigned room = 2 * LEAST_UNITS + 1;
    EXPECT_EQ(LEAST_UNITS, Distance(room, {0, 0, LEAST_UNITS, LEAST_UNITS + 1, room, room}, 0));
    EXPECT_EQ(0, Distance(room, {0, LEAST_UNITS, LEAST_UNITS + 1, room}, 0));
    EXPECT_EQ(LEAST_UNITS, Distance(room, {0, 0, LEAST_UNITS + 1, room, room}, 0)) << "none stays";
    EXPECT_EQ(LEAST_UNITS,
              Distance(room, {0, 0, 0, LEAST_UNITS + 1, LEAST_UNITS + 1, room}, LEAST_UNITS))
        << "better";
}

TEST_F(Scramble, AllOfAGapWhereThatLetsTheFewestStay)
{
    const unsigned room = 2 * LEAST_UNITS;
    EXPECT_EQ(room, Distance(room, {0, 0, 0, LEAST_UNITS, LEAST_UNITS, room}, 0));
    EXPECT_EQ(LEAST_UNITS, Distance(room, {0, room}, 0)) << "what is left may be of the least size";
}

TEST_F(Scramble, APartOfAGapWhereOneOfTheTwoHasWhatIsNeeded)
{
    const unsigned room = 2 * LEAST_UNITS + 2;
    EXPECT_EQ(LEAST_UNITS, Distance(room, {0, room}, LEAST_UNITS + 1)) << "what is left has more";
    EXPECT_EQ(LEAST_UNITS + 1, Distance(room - 1, {0, room - 1, LEAST_UNITS}, LEAST_UNITS + 1))
        << "the part has it";
    EXPECT_EQ(LEAST_UNITS + 2,
              Distance(room, {0, room, LEAST_UNITS, LEAST_UNITS + 1}, LEAST_UNITS + 1))
        << "and more";
}

TEST_F(Scramble, UpAcrossAPartOfAGapLeavesTheOtherPart)
{
    Indexes row = Row({4, 5, 30, 4});
    ASSERT_EQ(FITS, Resize(row[2], 13));
    slot_t gap = next_of(row[2]);
    ASSERT_GT(gap, row[1]) << "the order of indexes decides nothing";
    ASSERT_TRUE(slots_ready());
    scramble_up(row[0], gap, 5);
    EXPECT_EQ(Picture({4, -5, 5, 13, -12, 4}), Tail(6));
    EXPECT_TRUE(IsIntact(row, 1, 5));
    EXPECT_TRUE(IsIntact(row, 2, 13));
}

TEST_F(Scramble, MovesTheBlocksAboveAPinnedOneToo)
{
    Indexes row = Row({4, 5, 6, 7, 4, 5, 6, 4});
    Free(row, {1, 5});
    ASSERT_TRUE(pins_add(row[4]));
    scramble_note();
    scramble(0);
    EXPECT_EQ(scramble_places[row[4]], place_of(row[4]));
    for (size_t at : {0u, 2u, 3u, 6u, 7u}) {
        EXPECT_NE(scramble_places[row[at]], place_of(row[at])) << at;
        EXPECT_TRUE(IsIntact(row, at, size_of(row[at])));
    }
    pins_drop(row[4]);
}

TEST_F(Scramble, WhatBlocksLeaveIsOverwritten)
{
    Indexes row = Row({4, 5, 6, 7});
    Free(row, {1});
    scramble_note();
    scramble(0);
    size_t bytes = 0;
    for (slot_t node : Chain()) {
        if (!is_free(node)) continue;
        const unsigned char *byte = address_of(place_of(node)) + LEAST_BYTES;
        const unsigned char *end = (const unsigned char *)footer_before(place_of(next_of(node)));
        for (; byte < end; byte++, bytes++) ASSERT_EQ(0xDB, *byte);
    }
    EXPECT_LT(0u, bytes);
}

TEST_F(Scramble, CallsGiveTheirLockBack)
{
    tm_index_t slot = tm_alloc(4);
    tm_thread();
    EXPECT_EQ(0, locks);
    tm_defrag(0, 0);
    EXPECT_EQ(0, locks);
    EXPECT_NE(0, tm_realloc(slot, 8));
    EXPECT_EQ(0, locks);
}

TEST_F(Scramble, OfAPoolThatWasNeverUsedDoesNothing)
{
    Row({4, 5, 6, 7});
    tm_reset(); // the table of before is still there
    std::vector<number_t> places(TM_INDEXES + 1, 7);
    memcpy(scramble_places, places.data(), sizeof scramble_places);
    std::vector<unsigned char> before = Bytes();
    scramble_note();
    scramble(0);
    EXPECT_EQ(before, Bytes());
    EXPECT_EQ(0, memcmp(scramble_places, places.data(), sizeof scramble_places));
}

#ifdef PLAYS_SANITIZER

// What is out of bounds: where it begins, and its bytes.
using Hidden = std::vector<std::pair<const volatile void *, size_t>>;
static Hidden hidden;

void __asan_poison_memory_region(const volatile void *start, size_t bytes)
{
    hidden.emplace_back(start, bytes);
}

void __asan_unpoison_memory_region(const volatile void *start, size_t bytes)
{
    EXPECT_EQ(TM_POOL_, start);
    EXPECT_EQ(size_t{MEMORY_BYTES}, bytes);
    hidden.clear();
}

TEST_F(Scramble, BetweenCallsGapsAreOutOfBoundsButForWhatTheyKnowOfThemselves)
{
    Indexes row = Row({4, 5, LEAST_UNITS, 7, 4});
    tm_free(row[1]);
    tm_free(row[3]);
    Hidden wanted;
    for (size_t at : {0u, 2u, 4u}) {
        slot_t gap = Chain()[at];
        wanted.emplace_back(address_of(place_of(gap)) + LEAST_BYTES,
                            (size_t)size_of(gap) * TM_BLOCK_SIZE - LEAST_BYTES - sizeof(slot_t));
    }
    EXPECT_EQ(wanted, hidden);
    Free(row, {2}); // all of it is one gap, and that of the least size is gone
    EXPECT_TRUE(tm_valid(row[0]));
    EXPECT_EQ(2u, hidden.size());
}

TEST_F(Scramble, AGapOfTheLeastSizeHasNothingThatIsOutOfBounds)
{
    Indexes row = Row({4, LEAST_UNITS, 4});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    tm_free(row[1]);
    EXPECT_TRUE(hidden.empty());
}

TEST_F(Scramble, OfAPoolThatWasNeverUsedNothingIsOutOfBounds)
{
    Row({4, 5, 6, 7});
    tm_reset();
    EXPECT_TRUE(hidden.empty());
    EXPECT_FALSE(tm_valid(1));
    EXPECT_TRUE(hidden.empty());
}

#endif
