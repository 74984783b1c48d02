// SPDX-License-Identifier: MIT
// The option GENERATIONS: an index that was freed stays wrong, though its slot is used again.
#include "api.h"

#include <set>

using Generations = Api;

// The slot of an index: all but its generation.
static unsigned SlotOf(tm_index_t index) { return index & TM_SLOT_MASK_; }

TEST_F(Generations, AStaleIndexIsWrongThoughItsSlotIsUsedAgain)
{
    tm_index_t keep = tm_alloc(kSize);
    tm_index_t stale = tm_alloc(kSize);
    tm_free(stale);
    tm_index_t fresh = tm_alloc(kSize);
    ASSERT_EQ(SlotOf(stale), SlotOf(fresh));
    ASSERT_NE(stale, fresh);
    Mark(fresh);
    Unchanged unchanged;
    EXPECT_FALSE(tm_valid(stale));
    EXPECT_FALSE(tm_check(stale, kSize));
    EXPECT_EQ(0u, tm_sizeof(stale));
    ExpectError(TM_ERROR_FREED, stale);
    tm_free(stale);
    ExpectError(TM_ERROR_FREED, stale);
    EXPECT_EQ(0, tm_realloc(stale, 2 * kSize));
    ExpectError(TM_ERROR_FREED, stale);
    EXPECT_EQ(0, tm_realloc(stale, 0));
    ExpectError(TM_ERROR_FREED, stale);
    EXPECT_EQ(nullptr, tm_pin(stale));
    ExpectError(TM_ERROR_FREED, stale);
    tm_unpin(stale);
    ExpectError(TM_ERROR_FREED, stale);
    EXPECT_FALSE(tm_defrag(stale, kSize));
    ExpectError(TM_ERROR_FREED, stale);
    EXPECT_TRUE(IsMarked(fresh, kSize));
    EXPECT_TRUE(tm_valid(keep));
}

TEST_F(Generations, NoNumberBesidesItsNameNamesABlock)
{
    tm_index_t index = tm_alloc(kSize);
    for (unsigned other = 0; other <= (tm_index_t)-1; other++)
        EXPECT_EQ(other == index, tm_valid((tm_index_t)other)) << other;
}

TEST_F(Generations, ABlockKeepsItsNameWhereverItMoves)
{
    for (int round = 0; round < 3; round++) {
        std::vector<tm_index_t> blocks = FragmentPool(kSize);
        ASSERT_TRUE(tm_defrag(0, 0));
        ExpectMarked(blocks);
        EXPECT_EQ(blocks.size(), LiveBlocks().size());
        tm_index_t grown = blocks[0];
        EXPECT_EQ(grown, tm_realloc(grown, 2 * kSize));
        EXPECT_TRUE(IsMarked(grown, kSize));
        for (tm_index_t index : blocks) tm_free(index);
    }
}

TEST_F(Generations, APinHoldsByName)
{
    tm_free(tm_alloc(kSize));
    tm_index_t index = tm_alloc(kSize);
    ASSERT_NE(SlotOf(index), index);
    void *address = tm_pin(index);
    EXPECT_EQ(tm_void(index), address);
    tm_free(index);
    ExpectError(TM_ERROR_PINNED, index);
    EXPECT_EQ(TM_PINNED, Picture().back().kind);
    EXPECT_EQ(index, Picture().back().index);
    tm_unpin(index);
}

#if TM_INDEXES <= 255 // else it takes long

// Slots that are not for this: the gap's, the reserve, and the one that others are taken for.
constexpr size_t kNames = (TM_INDEXES - 3) << TM_GENERATIONS;

TEST_F(Generations, NoNameComesTwiceUntilAllHaveCome)
{
    std::set<tm_index_t> names;
    for (size_t time = 0; time < kNames; time++) {
        tm_index_t index = tm_alloc(kSize);
        ASSERT_NE(0, index);
        ASSERT_TRUE(names.insert(index).second) << time;
        tm_free(index);
        ASSERT_EQ(0, tm_verify());
    }
}

TEST_F(Generations, WornSlotsComeBackWhenNoOtherIsLeft)
{
    std::vector<tm_index_t> blocks;
    size_t most = FillPool(kSize).size();
    tm_reset();
    for (size_t time = 0; time < 4 * kNames; time++) {
        tm_index_t index = tm_alloc(kSize);
        ASSERT_NE(0, index);
        tm_free(index);
        ASSERT_EQ(0, tm_verify());
    }
    // The table has its most slots: they take some room, and no slot is lost.
    EXPECT_EQ((size_t)TM_INDEXES, tm_stats().slots_total);
    blocks = FillPool(kSize);
    EXPECT_GE(blocks.size() * kSize + TM_INDEXES * sizeof(tm_entry_t_) + kSize, most * kSize);
}

#endif
