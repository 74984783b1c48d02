// SPDX-License-Identifier: MIT
#include "unit.h"

using Slots = Unit;
using Indexes = std::vector<slot_t>;

// Leaves `size` blocks of the gap behind the table.
static void ShrinkFirstGap(unsigned size)
{
    ASSERT_TRUE(slots_ready());
    ASSERT_NE(0, heap_alloc((number_t)(gap_at(place_of(next_of(0)))->size - size)));
    ASSERT_EQ(size, size_of(next_of(0)));
}

TEST_F(Slots, TheReserveIsFreeAndLinksToNothing)
{
    Row({4, 4, 4});
    ASSERT_NE(0, state.reserve);
    EXPECT_TRUE(is_free(state.reserve));
    EXPECT_EQ(0, place_of(state.reserve));
    EXPECT_EQ(0, next_of(state.reserve));
}

TEST_F(Slots, TheReserveIsLentOnlyWhenNoOtherSlotIsUnused)
{
    Row({4, 4, 4});
    slot_t reserve = state.reserve;
    ASSERT_TRUE(slots_ready());
    slots_lend();
    EXPECT_EQ(reserve, state.reserve);
    while (state.unused != 0) ASSERT_NE(0, heap_alloc(LEAST_UNITS));
    state.short_alloc = 1;
    state.short_free = state.made;
    slots_lend();
    EXPECT_EQ(0, state.short_alloc) << "a gap may not be taken whole any more";
    EXPECT_EQ(state.made, state.short_free);
    state.short_free = 0;
    EXPECT_EQ(0, state.reserve);
    EXPECT_EQ(reserve, state.unused);
    slots_refill();
    EXPECT_NE(0, state.reserve);
}

TEST_F(Slots, WithoutAReserveThereIsNothingToLend)
{
    TakeSlots();
    state.reserve = 0;
    const std::vector<unsigned char> before = Bytes();
    slots_lend();
    EXPECT_TRUE(before == Bytes());
    tm_reset();
}

TEST_F(Slots, OfAllIndexesTheLastIsNoReserve)
{
    if (!INDEXES_BIND) return; // no table is ever full
    ASSERT_TRUE(slots_ready());
    TakeSlots();
    slots_lend();
    state.made = TM_INDEXES;
    slots_refill();
    EXPECT_EQ(0, state.reserve);
    state.made = TM_INDEXES - 1;
    slots_refill();
    EXPECT_NE(0, state.reserve);
    tm_reset();
}

TEST_F(Slots, ReadyMakesNoSlotWhileOneIsUnused)
{
    ASSERT_TRUE(slots_ready());
    ASSERT_TRUE(table_grow());
    ASSERT_TRUE(slots_have_room());
    slot_t made = state.made;
    EXPECT_TRUE(slots_ready());
    EXPECT_EQ(made, state.made);
}

TEST_F(Slots, ReadyLendsTheReserveOnlyWhereAllIndexesAreMade)
{
    if (!INDEXES_BIND) return; // no table is ever full
    ASSERT_TRUE(slots_ready());
    ASSERT_NE(0, heap_alloc(bins_largest()));
    TakeSlots();
    state.made = TM_INDEXES - 1;
    EXPECT_FALSE(slots_ready());
    state.made = TM_INDEXES;
    EXPECT_TRUE(slots_ready());
    EXPECT_EQ(0, state.reserve);
    tm_reset();
}

TEST_F(Slots, ReadyFillsTheReserveWhereTheTableHasRoomForIt)
{
    ASSERT_TRUE(slots_ready());
    TakeSlots();
    state.reserve = 0;
    const number_t end = table_end();
    ASSERT_TRUE(slots_ready());
    EXPECT_LT(end, table_end()) << "the table has grown for the slot";
    EXPECT_NE(0, state.unused);
    EXPECT_NE(0, state.reserve) << "it has room for another one";
    state.reserve = 0;
    while (slots_have_room()) slot_make();
    const slot_t made = state.made;
    ASSERT_TRUE(slots_ready());
    EXPECT_EQ(made, state.made) << "it does not grow for the reserve";
    EXPECT_EQ(0, state.reserve);
    EXPECT_NE(0, state.unused) << "nor is the last one taken for it";
    tm_reset();
}

TEST_F(Slots, AReleasedSlotIsTheNextOneTaken)
{
    Row({4});
    ASSERT_TRUE(slots_ready());
    slot_t first = slot_take();
    slot_release(first);
    EXPECT_EQ(first, state.unused);
    EXPECT_TRUE(is_free(first));
    EXPECT_EQ(0, place_of(first));
}

TEST_F(Slots, TheTableGrowsIntoTheGapBehindIt)
{
    number_t end = table_end();
    size_t free = free_units();
    EXPECT_TRUE(table_grow());
    EXPECT_EQ(end + LEAST_UNITS, table_end());
    EXPECT_EQ(free - LEAST_UNITS, free_units());
    EXPECT_TRUE(slots_have_room());
}

TEST_F(Slots, TheBorderOfABlockOrOfTheTableMovesIntoTheGapBehindItOrBack)
{
    Indexes row = Row({4, 10, 4});
    heap_free(row[1]);
    const number_t start = place_of(row[1]);
    number_t live = (number_t)level_now(&state.live);
    for (int more : {5, -3, 1}) {
        number_t place = (number_t)(place_of(row[1]) + more);
        border_move(row[0], place);
        live = (number_t)(live + more);
        level_raise(&state.live, (unsigned)(live - level_now(&state.live)));
        EXPECT_EQ(place, place_of(row[1]));
        EXPECT_EQ(start + 10 - place, size_of(row[1]));
        EXPECT_EQ(0, verify_all()) << more;
    }
    number_t end = table_end();
    border_move(0, (number_t)(end + 7));
    EXPECT_EQ(end + 7, table_end());
    EXPECT_EQ(0, verify_all());
}

TEST_F(Slots, TheBorderTakesAllOfAGapOfWhichTooLittleWouldBeLeft)
{
    for (unsigned rest = 0; rest <= LEAST_UNITS; rest++) {
        SetUp();
        Indexes row = Row({4, 10, 4});
        heap_free(row[1]);
        border_move(row[0], (number_t)(place_of(row[2]) - rest));
        level_raise(&state.live, size_of(row[0]) - 4u);
        EXPECT_EQ(rest < LEAST_UNITS ? Picture({14, 4})
                                     : Picture({(long)(14 - LEAST_UNITS), -LEAST_UNITS, 4}),
                  Tail(rest < LEAST_UNITS ? 2 : 3));
        EXPECT_EQ(rest < LEAST_UNITS, state.unused == row[1]) << "its slot is given back";
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Slots, TheTableTakesAGapBelowTwiceTheLeastSizeWhole)
{
    for (unsigned size = LEAST_UNITS; size < 2 * LEAST_UNITS; size++) {
        tm_reset();
        heap_ready();
        ShrinkFirstGap(size);
        slot_t gap = next_of(0);
        number_t end = table_end();
        ASSERT_TRUE(table_grow());
        EXPECT_EQ(end + size, table_end());
        EXPECT_EQ(0u, free_units());
        EXPECT_EQ(gap, state.unused);
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Slots, TheTableDoesNotGrowIntoALiveBlock)
{
    Row({4});
    ASSERT_NE(0, heap_alloc(gap_at(place_of(next_of(0)))->size));
    number_t end = table_end();
    EXPECT_FALSE(table_grow());
    EXPECT_EQ(end, table_end());
}

TEST_F(Slots, ANewGroupOfSlotsStartsWithClearFlags)
{
    tm_reset();
    memset(TM_POOL_, 0xFF, sizeof TM_POOL_);
    heap_ready();
    for (unsigned count = 0; count < 40; count++) {
        slot_t slot = heap_alloc(LEAST_UNITS);
        ASSERT_TRUE(is_live(slot));
        ASSERT_EQ(0, verify_all()) << count;
        memset(address_of(place_of(slot)), 0xFF, LEAST_UNITS * TM_BLOCK_SIZE);
    }
}

TEST_F(Slots, ANewSlotIsFreeAndHasItsFirstNameAndSoHaveThoseBeforeIt)
{
    tm_reset();
    memset(TM_POOL_, 0xFF, sizeof TM_POOL_);
    heap_ready();
    for (unsigned count = 0; count < 40; count++) {
        while (!slots_have_room()) ASSERT_TRUE(table_grow());
        slot_make();
        for (slot_t slot = 1; slot <= state.made; slot++) {
            ASSERT_TRUE(is_free(slot)) << state.made;
            ASSERT_EQ(slot, name_of(slot)) << state.made;
        }
    }
}

TEST_F(Slots, TheTableGrowsForTheLastIndexAndNotForMore)
{
    if (!INDEXES_BIND) return; // no table is ever full
    slot_t made = state.made;
    state.made = TM_INDEXES;
    EXPECT_FALSE(table_grow());
    state.made = TM_INDEXES - 1;
    EXPECT_TRUE(table_grow());
    state.made = made;
}

#if TM_INDEXES < 256 // so many slots fit into the pool
TEST_F(Slots, ATableThatIsLargerHasNoRoomForMoreThanAllIndexes)
{
    if (!INDEXES_BIND) return; // nor is it ever so large
    slot_t made = state.made;
    while (table_grow()) continue;
    state.made = TM_INDEXES - 1;
    EXPECT_TRUE(slots_have_room());
    state.made = TM_INDEXES;
    EXPECT_FALSE(slots_have_room());
    state.made = made;
}
#endif

#if TM_GENERATIONS > 0

TEST_F(Slots, AFreedBlocksSlotGetsOlderAndIsRetiredAtLast)
{
    Indexes row = Row({4, 5, 4});
    slot_t worn = row[1];
    for (unsigned age = 0; age + 1 < 1u << TM_GENERATIONS; age++) {
        tm_index_t name = name_of(worn);
        EXPECT_TRUE(is_name(name));
        heap_free(worn);
        EXPECT_FALSE(is_name(name));
        ASSERT_EQ(worn, heap_alloc(5));
    }
    slot_t other = state.unused;
    heap_free(worn);
    EXPECT_EQ(worn, state.retired);
    EXPECT_EQ(0, next_of(worn));
    EXPECT_EQ(worn, name_of(worn)) << "it begins anew";
    EXPECT_EQ(other, next_of(row[0]));
    EXPECT_EQ(Chain().size(), state.stats.slots_used);
    EXPECT_EQ(Picture({4, -5, 4}), Tail(3));
}

TEST_F(Slots, RetiredSlotsAreUsedAgainOnlyWhenNoOtherIsLeft)
{
    Row({4, 4, 4});
    slot_t made = state.made;
    slot_t worn = slot_take();
    slot_retire(worn);
    EXPECT_EQ(worn, state.retired);
    while (state.unused != 0) slot_take();
    EXPECT_EQ(worn, state.retired) << "more can be made";
    ASSERT_TRUE(slots_ready());
    state.made = TM_INDEXES;
    while (state.unused != worn) slot_take();
    EXPECT_EQ(0, state.retired) << "none can be made";
    slot_take();
    slot_retire(worn);
    EXPECT_EQ(worn, state.unused) << "it is the only one";
    state.made = made;
    tm_reset();
}

#endif

TEST_F(Slots, ReadyEndsWhenNoneIsToBeHad)
{
    unsigned count = 0;
    for (; slots_ready(); slot_take()) ASSERT_LE(++count, (unsigned)TM_INDEXES);
    slot_t made = state.made;
    EXPECT_FALSE(slots_ready());
    EXPECT_EQ(made, state.made);
    EXPECT_TRUE(made == TM_INDEXES || next_of(0) == 0 || !is_free(next_of(0)));
    tm_reset();
}
