// SPDX-License-Identifier: MIT
#include "unit.h"

using Heap = Unit;

// heap_cut of a gap, counted as heap_alloc does.
static slot_t Cut(slot_t gap, unsigned size)
{
    unsigned got = taken_of(size_of(gap), size);
    slot_t index = heap_cut(place_of(gap), bin_of(size_of(gap)), size);
    EXPECT_EQ(got, size_of(index)) << "what it got";
    level_raise(&state.live, got);
    return index;
}

TEST_F(Heap, StartMakesOneGapOfAllBehindTheTable)
{
    EXPECT_EQ(Picture({-(long)(POOL_END - TABLE_UNITS)}), Tail(1));
    EXPECT_EQ(POOL_END - TABLE_UNITS, free_units());
    EXPECT_TRUE(is_one_gap());
}

TEST_F(Heap, CutTakesTheTopOfAGap)
{
    std::vector<slot_t> row = Row({10, 4});
    Free(row, {0});
    slot_t gap = gap_before(row[1], place_of(row[1]));
    number_t size = size_of(gap);
    slot_t block = Cut(gap, 6);
    EXPECT_EQ(Picture({-(long)(size - 6), 6, 4}), Tail(3));
    EXPECT_EQ(block, next_of(gap));
}

TEST_F(Heap, CutTakesAllOfAGapWhenTheRestWouldBeTooSmall)
{
    for (unsigned rest = 0; rest < LEAST_UNITS; rest++) {
        tm_reset();
        heap_ready();
        std::vector<slot_t> row = Row({4, 10, 4});
        Free(row, {1});
        EXPECT_EQ(row[1], Cut(row[1], 10 - rest));
        EXPECT_EQ(Picture({4, 10, 4}), Tail(3));
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Heap, FreeBetweenLiveBlocksMakesAGap)
{
    std::vector<slot_t> row = Row({4, 10, 5});
    Free(row, {1});
    EXPECT_EQ(Picture({4, -10, 5}), Tail(3));
}

TEST_F(Heap, FreeJoinsTheGapBehind)
{
    std::vector<slot_t> row = Row({4, 10, 6, 5});
    Free(row, {2, 1});
    EXPECT_EQ(Picture({4, -16, 5}), Tail(3));
    EXPECT_EQ(row[2], state.unused) << "its slot is given back";
}

TEST_F(Heap, FreeJoinsTheGapInFront)
{
    std::vector<slot_t> row = Row({4, 10, 6, 5});
    Free(row, {1, 2});
    EXPECT_EQ(Picture({4, -16, 5}), Tail(3));
    EXPECT_EQ(row[2], state.unused) << "its slot is given back";
}

TEST_F(Heap, FreeJoinsTheGapsOnBothSides)
{
    std::vector<slot_t> row = Row({4, 10, 6, 7, 5});
    Free(row, {1, 3, 2});
    EXPECT_EQ(Picture({4, -23, 5}), Tail(3));
}

TEST_F(Heap, ResizeCutsTheEndOffABlock)
{
    std::vector<slot_t> row = Row({4, 20, 4});
    ASSERT_EQ(FITS, Resize(row[1], 12));
    EXPECT_EQ(Picture({4, 12, -8, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 1, 12));
}

TEST_F(Heap, ResizeKeepsAnEndBelowTheLeastSize)
{
    std::vector<slot_t> row = Row({4, 20, 4});
    ASSERT_EQ(FITS, Resize(row[1], 20 - LEAST_UNITS + 1));
    EXPECT_EQ(Picture({4, 20, 4}), Tail(3));
}

TEST_F(Heap, ResizeWithoutASlotChangesNothing)
{
    std::vector<slot_t> row = Row({4, 10, 4});
    ASSERT_NE(0, heap_alloc(bins_largest()));
    TakeSlots();
    state.reserve = 0;
    EXPECT_EQ(NO_SLOT, Resize(row[1], 5));
    EXPECT_EQ(Picture({4, 10, 4}), Tail(3));
    tm_reset();
}

TEST_F(Heap, ResizeMovesTheBorderToTheGapBehind)
{
    std::vector<slot_t> row = Row({4, 10, 10, 4});
    Free(row, {2});
    ASSERT_EQ(FITS, Resize(row[1], 15));
    EXPECT_EQ(Picture({4, 15, -5, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 1, 10));
    ASSERT_EQ(FITS, Resize(row[1], 8));
    EXPECT_EQ(Picture({4, 8, -12, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 1, 8));
}

TEST_F(Heap, ResizeTakesAllOfTheGapBehindWhenTheRestWouldBeTooSmall)
{
    std::vector<slot_t> row = Row({4, 10, 10, 4});
    Free(row, {2});
    ASSERT_EQ(FITS, Resize(row[1], 20 - LEAST_UNITS + 1));
    EXPECT_EQ(Picture({4, 20, 4}), Tail(3));
}

TEST_F(Heap, ResizeWithoutRoomChangesNothing)
{
    std::vector<slot_t> row = Row({4, 10, 10, 4});
    Free(row, {2});
    EXPECT_EQ(NO_GAP, Resize(row[1], 21));
    EXPECT_EQ(NO_GAP, Resize(row[1], POOL_END));
    EXPECT_EQ(Picture({4, 10, -10, 4}), Tail(4));
}

TEST_F(Heap, AllocOfMoreThanTheLargestGapChangesNothing)
{
    Row({4});
    Picture before = Tail(2);
    EXPECT_EQ(0, heap_alloc((number_t)(bins_largest() + 1)));
    EXPECT_EQ(0, heap_alloc(POOL_END));
    EXPECT_EQ(before, Tail(2));
}

// The slot of the last block is in room that the table has already: it need not grow into the gap.
TEST_F(Heap, TheLastGapServesARequestWhereTheTableHasRoom)
{
    while (state.unused != 0 || state.reserve != 0 || !slots_have_room()) {
        if (slots_have_room()) slots_lend();
        ASSERT_NE(0, heap_alloc(LEAST_UNITS));
        stats_live();
    }
    ASSERT_TRUE(is_one_gap());
    slot_t made = state.made;
    EXPECT_NE(0, heap_alloc(bins_largest()));
    EXPECT_LT(made, state.made);
    EXPECT_EQ(0u, free_units());
}

TEST_F(Heap, AllThatIsFreeIsOneGapOnlyWhenItIs)
{
    std::vector<slot_t> row = Row({4, 4, 4, 4, 4});
    EXPECT_TRUE(is_one_gap());
    Free(row, {1});
    EXPECT_FALSE(is_one_gap()) << "in different bins";
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    EXPECT_TRUE(is_one_gap());
    Free(row, {3});
    EXPECT_FALSE(is_one_gap()) << "in one bin";
}

TEST_F(Heap, AFullPoolCanBeFreedInAnyOrder)
{
    for (unsigned step : {1u, 3u, 7u}) {
        tm_reset();
        heap_ready();
        std::vector<slot_t> blocks;
        while (slot_t slot = heap_alloc(LEAST_UNITS)) blocks.push_back(slot);
        for (unsigned first = 0; first < step; first++) {
            for (size_t at = first; at < blocks.size(); at += step) heap_free(blocks[at]);
            ASSERT_EQ(0, verify_all());
        }
        EXPECT_EQ(1u, Chain().size());
    }
}

TEST_F(Heap, NothingFreeIsNoSecondGapAndTwoSmallOnesAreNotOne)
{
    std::vector<slot_t> row =
        Row({LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS});
    ASSERT_NE(0, heap_alloc(bins_largest()));
    EXPECT_TRUE(is_one_gap());
    Free(row, {1, 3});
    EXPECT_EQ(1u, state.filled);
    EXPECT_FALSE(is_one_gap());
}

TEST_F(Heap, AGapIsTakenWholeWithoutASlotWhereTheRestWouldBeTooSmall)
{
    for (unsigned rest = 0; rest <= LEAST_UNITS; rest++) {
        tm_reset();
        heap_ready();
        std::vector<slot_t> row = Row({4, 9, 4});
        ASSERT_NE(0, heap_alloc(bins_largest()));
        TakeSlots();
        Free(row, {1});
        EXPECT_EQ(rest < LEAST_UNITS ? row[1] : 0, heap_alloc((number_t)(9 - rest))) << rest;
        tm_reset();
    }
}

TEST_F(Heap, TheLastGapIsTakenWholeWithoutAReserveOnlyWhereTheTableCanNotGrowAnyMore)
{
    if (!INDEXES_BIND) return; // no table is ever full
    std::vector<slot_t> row = Row({4, 9, 4});
    ASSERT_NE(0, heap_alloc(bins_largest()));
    Free(row, {1});
    state.reserve = 0;
    state.made = TM_INDEXES - 1;
    EXPECT_FALSE(can_take_whole(9, 9));
    state.made = TM_INDEXES;
    EXPECT_TRUE(can_take_whole(9, 9));
    tm_reset();
}

TEST_F(Heap, TheTableDoesNotGrowIntoTheLastGapInVain)
{
    ASSERT_TRUE(slots_ready());
    ASSERT_NE(0, heap_alloc((number_t)(bins_largest() - 3 * LEAST_UNITS)));
    TakeSlots();
    state.reserve = 0;
    const std::vector<unsigned char> before = Bytes();
    EXPECT_EQ(0, heap_alloc(2 * LEAST_UNITS + 1));
    EXPECT_TRUE(before == Bytes());
    EXPECT_NE(0, heap_alloc(2 * LEAST_UNITS));
    tm_reset();
}

TEST_F(Heap, AGrowthOfTheTableHidesNoGapThatWasFound)
{
    std::vector<slot_t> row = Row({24, 4, 25, 4, 26, 4, 31, 4});
    ASSERT_NE(0, heap_alloc((number_t)(bins_largest() - 27)));
    Free(row, {6, 4, 2, 0}); // of one bin, all but the gap behind the table are in front of it
    TakeSlots();
    unsigned bin;
    ASSERT_EQ(place_of(row[6]), bins_find(29, &bin)) << "the last one that is looked at";
    slot_t block = heap_alloc(29);
    EXPECT_EQ(place_of(row[6]) + 2u, place_of(block));
    EXPECT_EQ(29, size_of(block));
    tm_reset();
}

TEST_F(Heap, AGrowthOfTheTableMayBeIntoTheGapThatWasFound)
{
    for (unsigned left : {0u, 1u, (unsigned)LEAST_UNITS, 40u}) {
        tm_reset();
        heap_ready();
        std::vector<slot_t> row = Row({4});
        ASSERT_NE(0, heap_alloc((number_t)(bins_largest() - 40 - LEAST_UNITS - left)));
        TakeSlots();
        slot_t block = heap_alloc(40);
        EXPECT_EQ(left < LEAST_UNITS ? 40 + left : 40, size_of(block)) << left;
    }
    tm_reset();
}

// The gap stands in no bin until it is cut: it is written only once.
TEST_F(Heap, TheTableGrowsIntoAGapAndTheGapIsCutInOneGo)
{
    for (bool reserve : {true, false}) {
        SetUp();
        Row({4});
        TakeSlots();
        if (!reserve) state.reserve = 0;
        slot_t gap = next_of(0);
        number_t end = table_end();
        number_t size = size_of(gap);
        slot_t made = state.made;
        unsigned bin;
        ASSERT_EQ(end + LEAST_UNITS, heap_find(10, &bin));
        EXPECT_EQ((unsigned)NO_BIN, bin);
        EXPECT_EQ(end + LEAST_UNITS, table_end());
        EXPECT_EQ(gap, next_of(0));
        EXPECT_EQ(0u, state.filled);
        EXPECT_EQ(gap, gap_at(table_end())->own);
        EXPECT_EQ(size - LEAST_UNITS, gap_at(table_end())->size);
        EXPECT_EQ(size - LEAST_UNITS, size_of(gap));
        EXPECT_NE(0, state.unused);
        EXPECT_NE(0, state.reserve);
        EXPECT_GT(state.made, made);
        slot_t block = heap_cut(table_end(), bin, 10);
        EXPECT_EQ(10u, size_of(block));
        EXPECT_EQ(Picture({-(long)(size - LEAST_UNITS - 10), 10, 4}), Tail(3));
        EXPECT_EQ(block, next_of(gap));
        EXPECT_EQ(table_end(), state.bins[bin_of((number_t)(size - LEAST_UNITS - 10))]);
        EXPECT_EQ(gap, *footer_before(place_of(block)));
        tm_reset();
    }
}

TEST_F(Heap, AGapInNoBinIsTakenWholeWhereTheRestWouldBeTooSmall)
{
    for (unsigned rest = 0; rest < LEAST_UNITS; rest++) {
        SetUp();
        Row({4});
        TakeSlots();
        slot_t gap = next_of(0);
        number_t all = (number_t)(size_of(gap) - LEAST_UNITS);
        number_t end = table_end();
        unsigned bin;
        ASSERT_EQ(end + LEAST_UNITS, heap_find((number_t)(all - rest), &bin));
        ASSERT_EQ((unsigned)NO_BIN, bin);
        slot_t unused = state.unused;
        EXPECT_EQ(gap, heap_cut(table_end(), bin, all - rest));
        EXPECT_EQ(all, size_of(gap));
        EXPECT_EQ(Picture({(long)all, 4}), Tail(2));
        EXPECT_EQ(0u, state.filled);
        EXPECT_EQ(unused, state.unused) << "the slot is for the next one";
        tm_reset();
    }
}

TEST_F(Heap, AGapElsewhereIsCutFromItsBinThoughTheTableGrewForIt)
{
    std::vector<slot_t> row = Row({4, 20, 4});
    ASSERT_NE(0, heap_alloc((number_t)(bins_largest() - 12)));
    Free(row, {1});
    TakeSlots();
    number_t end = table_end();
    unsigned bin;
    EXPECT_EQ(place_of(row[1]), heap_find(15, &bin));
    EXPECT_EQ(bin_of(20), bin);
    EXPECT_EQ(end + LEAST_UNITS, table_end());
    EXPECT_EQ(12 - LEAST_UNITS, size_of(next_of(0)));
    EXPECT_EQ(table_end(), state.bins[bin_of(12 - LEAST_UNITS)]);
    tm_reset();
}

TEST_F(Heap, TheTableGrowsForARequestWhereverItEndsAndThoughTheReserveIsGone)
{
    for (unsigned count = 0; count < 12; count++) {
        ASSERT_TRUE(slots_ready());
        while (state.unused != 0 || slots_have_room()) ASSERT_NE(0, heap_alloc(LEAST_UNITS));
        slots_lend();
        ASSERT_NE(0, heap_alloc(LEAST_UNITS));
        number_t end = table_end();
        ASSERT_EQ(0, state.reserve);
        ASSERT_NE(0, heap_alloc(LEAST_UNITS));
        ASSERT_LT(end, table_end());
        ASSERT_EQ(0, verify_all()) << state.made;
    }
}

// Gaps in exact bins, in some of them two; and live blocks of several sizes beside gaps, and alone.
static void MakeShortWays()
{
    std::vector<slot_t> row =
        Row({LEAST_UNITS, EXACT_MOST, LEAST_UNITS, LEAST_UNITS, EXACT_MOST, LEAST_UNITS,
             LEAST_UNITS + 1, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS, LEAST_UNITS,
             LEAST_UNITS, LEAST_UNITS + 1, EXACT_MOST, EXACT_MOST + 1, LEAST_UNITS});
    Free(row, {1, 4, 6, 8, 10});
}

TEST_F(Heap, PopDoesWhatAllocDoesWithTheFirstGapOfAnExactBin)
{
    MakeShortWays();
    const std::vector<unsigned char> before = Bytes();
    unsigned bins = 0;
    for (unsigned bin = 0; bin < EXACT_BINS; bin++) {
        if (state.bins[bin] == 0) continue;
        bins++;
        slot_t popped = heap_pop(bin, state.bins[bin]);
        const std::vector<unsigned char> after = Bytes();
        SetBytes(before);
        EXPECT_EQ(heap_alloc((number_t)(bin + LEAST_UNITS)), popped);
        EXPECT_TRUE(after == Bytes()) << bin;
        EXPECT_EQ(0, verify_all());
        SetBytes(before);
    }
    EXPECT_EQ(3u, bins);
}

TEST_F(Heap, FreeAloneDoesWhatFreeDoesOrNothing)
{
    MakeShortWays();
    const std::vector<unsigned char> before = Bytes();
    unsigned count = 0;
    for (slot_t slot : Chain()) {
        if (is_free(slot)) continue;
        bool alone = !is_free(next_of(slot)) && gap_before(slot, place_of(slot)) == 0;
        bool done = heap_free_alone(slot, state.made);
        const std::vector<unsigned char> after = Bytes();
        SetBytes(before);
        EXPECT_EQ(!TM_FLAGS_APART && alone && size_of(slot) <= EXACT_MOST, done);
        if (done) heap_free(slot);
        EXPECT_TRUE(after == Bytes()) << size_of(slot);
        EXPECT_EQ(0, verify_all());
        SetBytes(before);
        count += done;
    }
    EXPECT_EQ(TM_FLAGS_APART ? 0u : 4u, count);
}

TEST_F(Heap, FreeAloneSeesTheGapOfTheLastSlot)
{
    std::vector<slot_t> row = Row({4, 4, 4, 4});
    Free(row, {1});
    EXPECT_FALSE(heap_free_alone(row[2], row[1]));
}

#if !TM_FLAGS_APART && TM_GENERATIONS == 0
TEST_F(Heap, FreeAloneIsNotMisledByUserData)
{
    std::vector<slot_t> row = Row({4, 4, 4, 4, 4, 4});
    Free(row, {0, 4});
    for (unsigned value = 0; value <= (slot_t) ~(slot_t)0; value++) {
        *footer_before(place_of(row[2])) = (slot_t)value;
        ASSERT_TRUE(heap_free_alone(row[2], state.made)) << value;
        ASSERT_EQ(row[2], heap_pop(bin_of(4), place_of(row[2])));
    }
}
#endif

#if TM_GENERATIONS > 0
TEST_F(Heap, StartTakesNothingInTheMemoryForAGeneration)
{
    tm_reset();
    memset(TM_POOL_, 0xFF, sizeof TM_POOL_);
    heap_ready();
    for (slot_t slot = 0; slot <= state.made; slot++) EXPECT_EQ(slot, name_of(slot));
}

TEST_F(Heap, ASlotThatIsWornBeginsAnewWhereThereIsNoOther)
{
    for (unsigned last : {4u, 5u}) {
        SetUp();
        std::vector<slot_t> row = Row({4, 10, last});
        heap_alloc(gap_at(place_of(next_of(0)))->size);
        while (slots_ready()) slot_take();
        *entry_of(row[1]) |= ENTRY_GENERATION;
        Free(row, {1});
        EXPECT_EQ(Picture({4, -10, (long)last}), Tail(3));
        EXPECT_TRUE(is_free(row[1]));
        EXPECT_EQ(row[1], name_of(row[1])) << "its first name";
        tm_reset();
    }
}

TEST_F(Heap, FreeAloneLeavesASlotThatIsWornToFree)
{
    std::vector<slot_t> row = Row({4, 4, 4});
    *entry_of(row[1]) |= ENTRY_GENERATION;
    const std::vector<unsigned char> before = Bytes();
    EXPECT_FALSE(heap_free_alone(row[1], state.made));
    EXPECT_TRUE(before == Bytes());
}
#endif

TEST_F(Heap, APoolThatWasNeverUsedHasNothingInIt)
{
    tm_reset();
    compactor->alloc_size = LEAST_UNITS;
    EXPECT_EQ(8, tm_verify());
    compactor->alloc_size = 0;
    EXPECT_EQ(0, tm_verify());
}
