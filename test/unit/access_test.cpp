// SPDX-License-Identifier: MIT
#include <algorithm>

#include "unit.h"

using Access = Unit;

// The last slot that there can be.
static const slot_t kLast = (slot_t)(TM_INDEXES < SLOTS_THAT_FIT ? TM_INDEXES : SLOTS_THAT_FIT);

TEST_F(Access, ASlotKeepsPlaceFollowerAndFlagApart)
{
    const number_t top = (number_t) ~(number_t)0;
    for (slot_t next : {(slot_t)0, (slot_t)1, kLast}) {
        for (number_t place : {(number_t)0, (number_t)1, top}) {
            set_live(1, place, next);
            EXPECT_FALSE(is_free(1));
            mark_free(1);
            EXPECT_TRUE(is_free(1));
            EXPECT_EQ(place, place_of(1));
            EXPECT_EQ(next, next_of(1));
        }
    }
    tm_reset();
}

#if PIN_BIT
TEST_F(Access, ASlotKeepsThatItsBlockIsPinnedUntilItIsAnothersSlot)
{
    const entry_t parts[] = {ENTRY_FREE, ENTRY_PINNED, ENTRY_PLACE, ENTRY_GENERATION,
                             (entry_t)((entry_t)kLast << TM_NUMBER_BITS)};
    for (entry_t one : parts) {
        for (entry_t other : parts) EXPECT_TRUE(one == other || (one & other) == 0);
    }
    set_live(1, 7, kLast);
    *entry_of(1) |= ENTRY_PINNED;
    EXPECT_EQ(kLast, next_of(1));
    EXPECT_EQ(7, place_of(1));
    EXPECT_FALSE(is_free(1));
    set_next(1, 9);
    EXPECT_EQ(9, next_of(1));
    EXPECT_NE(0u, *entry_of(1) & ENTRY_PINNED);
    set_place(1, 8);
    EXPECT_NE(0u, *entry_of(1) & ENTRY_PINNED);
    EXPECT_FALSE(is_gap_before(1, 9));
    set_gap(1, 8, 9);
    EXPECT_EQ(0u, *entry_of(1) & ENTRY_PINNED);
    EXPECT_TRUE(is_gap_before(1, 9));
    *entry_of(1) |= ENTRY_PINNED;
    set_live(1, 8, 9);
    EXPECT_EQ(0u, *entry_of(1) & ENTRY_PINNED);
    tm_reset();
}
#endif

TEST_F(Access, SettingOnePartKeepsTheOthers)
{
    set_live(1, 7, 5);
    mark_free(1);
    set_next(1, 9);
    EXPECT_TRUE(is_free(1));
    EXPECT_EQ(7, place_of(1));
    set_place(1, 8);
    EXPECT_TRUE(is_free(1));
    EXPECT_EQ(9, next_of(1));
    mark_live(1);
    EXPECT_EQ(8, place_of(1));
    EXPECT_EQ(9, next_of(1));
    tm_reset();
}

TEST_F(Access, AGapBeforeABlockIsFreeAndLinksToIt)
{
    std::vector<slot_t> row = Row({4, 4, 4});
    EXPECT_FALSE(is_gap_before(row[0], row[1])) << "live";
    Free(row, {0});
    slot_t gap = Chain()[0];
    EXPECT_TRUE(is_gap_before(gap, row[1]));
    EXPECT_FALSE(is_gap_before(gap, row[2])) << "another follower";
}

TEST_F(Access, AnIndexIsLiveFromItsAllocToItsFree)
{
    slot_t slot = heap_alloc(4);
    EXPECT_TRUE(is_live(slot));
    EXPECT_FALSE(is_live(0));
    EXPECT_FALSE(is_live((slot_t)(state.made + 1)));
    heap_free(slot);
    EXPECT_FALSE(is_live(slot));
}

TEST_F(Access, AFooterIsTheLastIndexInFrontOfAPlace)
{
    EXPECT_EQ(address_of(9) - sizeof(slot_t), (unsigned char *)footer_before(9));
}

TEST_F(Access, StateAndMemoryTakeWhatThePoolMay)
{
    const size_t bytes = STATE_BYTES + MEMORY_BYTES;
    const size_t flight = TM_READ_BARRIER ? sizeof(slot_t) : 0;
    const size_t guard = TM_CHECKS >= 1 ? sizeof(entry_t) : 0;
    EXPECT_EQ(sizeof state + flight + guard, size_t{STATE_BYTES});
    EXPECT_EQ(MEMORY_BYTES + guard, sizeof TM_POOL_);
    EXPECT_LE(bytes, size_t{TM_POOL_SIZE});
    EXPECT_GT(bytes + std::max<size_t>(TM_BLOCK_SIZE, sizeof(entry_t)), size_t{TM_POOL_SIZE});
}

TEST_F(Access, TheTableEndsWhereTheFirstNodeStarts)
{
    size_t slots = TM_TABLE_FIXED ? TM_INDEXES + 1 : 2;
    size_t words = slots + (TM_FLAGS_APART ? (slots - 1) / FLAGS_A_WORD + 1 : 0);
    EXPECT_EQ((words * sizeof(entry_t) + TM_BLOCK_SIZE - 1) / TM_BLOCK_SIZE, table_end());
    EXPECT_EQ(POOL_END, place_of(0));
}

TEST_F(Access, EachStretchOf512BlocksButTheFirstHasAHint)
{
    if (TM_COMPACTOR_SLIDE) return; // it walks from the bottom
    EXPECT_EQ((TM_POOL_SIZE / TM_BLOCK_SIZE - 1u) / 512, 0u + HINTS);
}
