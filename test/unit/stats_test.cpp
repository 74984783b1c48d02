// SPDX-License-Identifier: MIT
#include "unit.h"

using StatsOf = Unit;

TEST_F(StatsOf, LiveBlocksAreAllButTableAndGaps)
{
    std::vector<slot_t> row = Row({4, 9, 6});
    EXPECT_EQ(19u, level_now(&state.live));
    Free(row, {1});
    EXPECT_EQ(10u, level_now(&state.live));
}

TEST_F(StatsOf, TheHighWaterMarksStay)
{
    std::vector<slot_t> row = Row({4, 9, 6});
    Free(row, {0, 1});
    tm_stats_t stats = stats_read();
    EXPECT_EQ(1u, stats.live_blocks);
    EXPECT_EQ(3u, stats.peak_live_blocks);
    EXPECT_EQ(19u * TM_BLOCK_SIZE, stats.peak_live_bytes);
}

TEST_F(StatsOf, SlotsUsedAreTheNodesOfTheChain)
{
    std::vector<slot_t> row = Row({4, 9, 6, 4, 5});
    Free(row, {1, 3});
    EXPECT_EQ(Chain().size(), stats_read().slots_used);
    Free(row, {2});
    EXPECT_EQ(Chain().size(), stats_read().slots_used);
}

TEST_F(StatsOf, LargestNowIsServedAndNoMore)
{
    std::vector<slot_t> row = Row({4, 9, 6, 20, 4});
    ASSERT_NE(0, heap_alloc((number_t)largest_now()));
    Free(row, {1, 3});
    EXPECT_EQ(20u, largest_now());
    EXPECT_EQ(0, heap_alloc(21));
    EXPECT_EQ(row[3], heap_alloc(20));
}

TEST_F(StatsOf, LargestAfterIsAllThatIsFreeWhileASlotIsNear)
{
    std::vector<slot_t> row = Row({4, 9, 6, 20, 4});
    Free(row, {1, 3});
    ASSERT_TRUE(slots_ready());
    EXPECT_EQ(free_units(), largest_after(free_units()));
}

TEST_F(StatsOf, LargestAfterIsWhatATableLeavesThatMustGrow)
{
    for (unsigned free = LEAST_UNITS; free <= 3 * LEAST_UNITS; free++) {
        tm_reset();
        heap_ready();
        std::vector<slot_t> row = Row({4, free, 4});
        heap_alloc((number_t)bins_largest());
        while (slots_ready() && state.reserve != 0) slot_take();
        Free(row, {1});
        EXPECT_EQ(free < 2 * LEAST_UNITS ? 0 : free - (2 * LEAST_UNITS - 1),
                  largest_after(free_units()));
        tm_reset();
    }
}

TEST_F(StatsOf, LargestNowIsServedWhateverIsLeftOfSlotsAndOfTheLastGap)
{
    const std::vector<unsigned char> empty = Bytes();
    for (unsigned rest = 0; rest <= 4 * LEAST_UNITS; rest++) {
        SetBytes(empty);
        while (largest_now() > rest) ASSERT_NE(0, heap_alloc(LEAST_UNITS));
        for (bool lend : {false, true}) {
            while (lend && state.unused != 0) slot_take();
            if (lend) slots_lend();
            while (lend && state.unused != 0) slot_take();
            const std::vector<unsigned char> before = Bytes();
            size_t largest = largest_now();
            EXPECT_LE(largest, largest_after(free_units()));
            EXPECT_TRUE(largest == 0 || largest >= LEAST_UNITS) << largest;
            if (largest >= LEAST_UNITS) {
                EXPECT_NE(0, heap_alloc((number_t)largest)) << rest;
                SetBytes(before);
            }
        }
    }
    tm_reset();
}

TEST_F(StatsOf, ATableThatHasRoomTakesNothing)
{
    std::vector<slot_t> row = Row({4, 9, 4, 6, 4});
    ASSERT_TRUE(table_grow());
    ASSERT_NE(0, heap_alloc(bins_largest()));
    while (state.unused != 0) slot_take();
    Free(row, {1, 3});
    ASSERT_TRUE(slots_have_room());
    EXPECT_EQ(9u, largest_now());
    EXPECT_EQ(15u, largest_after(free_units()));
    tm_reset();
}

TEST_F(StatsOf, LargestNowIsAllOfAGapWithoutAReserveWhereASlotIsUnused)
{
    std::vector<slot_t> row = Row({4, 9, 4});
    ASSERT_NE(0, heap_alloc(bins_largest()));
    while (state.unused != 0) slot_take();
    slots_lend();
    Free(row, {1});
    ASSERT_EQ(0, state.reserve);
    EXPECT_EQ(9u, largest_now());
    tm_reset();
}

TEST_F(StatsOf, LargestNowIsWhatTheTableLeavesOfTheLastGap)
{
    for (unsigned size = LEAST_UNITS; size <= 3 * LEAST_UNITS; size++) {
        tm_reset();
        heap_ready();
        ASSERT_TRUE(slots_ready());
        ASSERT_NE(0, heap_alloc((number_t)(bins_largest() - size)));
        TakeSlots();
        slots_lend();
        TakeSlots();
        const unsigned largest = size < 2 * LEAST_UNITS ? 0 : size - LEAST_UNITS;
        EXPECT_EQ(largest, largest_now()) << size;
        EXPECT_EQ(0, heap_alloc((number_t)(largest < LEAST_UNITS ? LEAST_UNITS : largest + 1)))
            << size;
        if (largest != 0) {
            EXPECT_NE(0, heap_alloc((number_t)largest)) << size;
        }
        tm_reset();
    }
}

TEST_F(StatsOf, LargestAfterIsAllThatIsFreeOnlyWhereTheTableCanNotGrowAnyMore)
{
    if (!INDEXES_BIND) return; // no table is ever full
    std::vector<slot_t> row = Row({4, 9, 4, 6, 4});
    ASSERT_NE(0, heap_alloc(bins_largest()));
    while (state.unused != 0) slot_take();
    Free(row, {1, 3});
    state.made = TM_INDEXES - 1;
    EXPECT_EQ(15u - (2 * LEAST_UNITS - 1), largest_after(15));
    state.made = TM_INDEXES;
    EXPECT_EQ(15u, largest_after(15));
    tm_reset();
}

TEST_F(StatsOf, LargestAfterIsAllThatIsHeldWhileThereIsAReserve)
{
    if (!INDEXES_BIND) return; // no table is ever full
    std::vector<slot_t> row = Row({4, 9, 4});
    ASSERT_NE(0, heap_alloc(bins_largest()));
    while (state.unused != 0) slot_take();
    state.compactor.held = row[1];
    state.made = TM_INDEXES;
    EXPECT_EQ(9u, largest_after(9));
    state.reserve = 0;
    EXPECT_EQ(0u, largest_after(9));
    tm_reset();
}

TEST_F(StatsOf, LargestAfterIsLargestNowWhileAnythingIsPinned)
{
    std::vector<slot_t> row = Row({4, 9, 6, 20, 4});
    Free(row, {1, 3});
    ASSERT_TRUE(pins_add(row[2]));
    EXPECT_EQ(largest_now(), largest_after(free_units()));
    EXPECT_LT(largest_now(), free_units());
}

// For tm_walk: collects up to three stretches.
static bool CollectThree(const tm_span_t *span, void *context)
{
    std::vector<tm_span_t> *spans = static_cast<std::vector<tm_span_t> *>(context);
    spans->push_back(*span);
    return spans->size() < 3;
}

TEST_F(StatsOf, AWalkShowsEachStretchAsItIsAndMayBeEnded)
{
    std::vector<slot_t> row = Row({4, 9, 6});
    Free(row, {1});
    ASSERT_TRUE(pins_add(row[0]));
    std::vector<tm_span_t> spans;
    EXPECT_FALSE(stats_walk(CollectThree, &spans));
    ASSERT_EQ(3u, spans.size());
    EXPECT_EQ(TM_FREE, spans[0].kind);
    EXPECT_EQ((size_t)table_end() * TM_BLOCK_SIZE, spans[0].offset);
    EXPECT_EQ(TM_PINNED, spans[1].kind);
    EXPECT_EQ(row[0], spans[1].index);
    EXPECT_EQ(4u * TM_BLOCK_SIZE, spans[1].size);
    EXPECT_EQ(TM_FREE, spans[2].kind);
    EXPECT_EQ(0, spans[2].index);
    EXPECT_EQ(9u * TM_BLOCK_SIZE, spans[2].size);
}
