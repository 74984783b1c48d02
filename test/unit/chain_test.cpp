// SPDX-License-Identifier: MIT
#include "unit.h"

using ChainOf = Unit;

TEST_F(ChainOf, AGapIsFoundByItsFooter)
{
    std::vector<slot_t> row = Row({6, 6, 6, 6});
    Free(row, {1});
    EXPECT_EQ(row[1], gap_before(row[2], place_of(row[2])));
    EXPECT_EQ(Chain()[0], gap_before(row[0], place_of(row[0])));
}

TEST_F(ChainOf, NoUserDataPassesForAFooter)
{
    std::vector<slot_t> row = Row({6, 6, 6, 6, 6});
    Free(row, {0, 3});
    for (unsigned value = 0; value <= (slot_t) ~(slot_t)0; value++) {
        *footer_before(place_of(row[2])) = (slot_t)value;
        ASSERT_EQ(0, gap_before(row[2], place_of(row[2]))) << value;
    }
}

TEST_F(ChainOf, NothingPassesForAGapBeforeTheFirstBlock)
{
    Row({4});
    slot_t all = heap_alloc(gap_at(place_of(next_of(0)))->size);
    EXPECT_EQ(0, gap_before(all, place_of(all)));
    EXPECT_EQ(0, predecessor_of(all));
}

TEST_F(ChainOf, APredecessorIsFoundFromAnyHint)
{
    std::vector<slot_t> row = Row({6, 7, 6, 7, 6, 7, 6});
    Free(row, {1, 4});
    std::vector<slot_t> chain = Chain();
    for (unsigned hint = 0; hint <= state.made; hint++) {
        for (size_t at = 0; at < chain.size(); at++) {
            SetHints((slot_t)hint);
            ASSERT_EQ(at == 0 ? 0 : chain[at - 1], predecessor_of(chain[at])) << hint;
        }
    }
}

TEST_F(ChainOf, AWalkStartsAtAHintBelowItsTargetOnly)
{
    std::vector<slot_t> row = Row({6, 6, 6});
    SetHints(0);
    walk_note(row[1]);
    EXPECT_EQ(HINTS > 0 ? row[1] : 0, walk_start(place_of(row[2])));
    EXPECT_EQ(0, walk_start(place_of(row[1])));
    Free(row, {1, 2}); // the slot of row[2] is unused now
    SetHints(row[2]);
    EXPECT_EQ(0, walk_start(POOL_END));
}

#if HINTS > 0
TEST_F(ChainOf, TheFirstStretchHasNoHint)
{
    SetHints(0);
    Row({4});
    walk_note(next_of(0));
    for (slot_t hint : state.hints) EXPECT_EQ(0, hint);
    SetHints(next_of(0));
    EXPECT_EQ(0, walk_start(1u << HINT_SHIFT)) << "the sentinel is near";
    EXPECT_EQ(next_of(0), walk_start((1u << HINT_SHIFT) + 1));
}
#endif

TEST_F(ChainOf, AWalkEndsInFrontOfItsTarget)
{
    std::vector<slot_t> row = Row({6, 6, 6});
    slot_t at = row[0];
    EXPECT_TRUE(walk_step(&at, place_of(row[2])));
    EXPECT_EQ(row[1], at);
    EXPECT_FALSE(walk_step(&at, place_of(row[2])));
    EXPECT_EQ(row[1], at);
}

#if HINTS > 0
TEST_F(ChainOf, AHintThatNamesASlotThatWasNeverMadeIsFound)
{
    for (slot_t &hint : state.hints) {
        hint = (slot_t)(state.made + 1);
        EXPECT_EQ(12, tm_verify());
        hint = state.made;
        EXPECT_EQ(0, tm_verify());
    }
}
#endif

#if HINTS > 5
TEST_F(ChainOf, AWalkLooksFourStretchesBackForAHint)
{
    std::vector<slot_t> row = Row({6});
    size_t stretch = (size_t)(place_of(row[0]) - 1) >> HINT_SHIFT;
    for (size_t back = 1; back <= 5; back++) {
        SetHints(0);
        state.hints[stretch - back] = next_of(0);
        EXPECT_EQ(back <= 4 ? next_of(0) : 0, walk_start(place_of(row[0]))) << back;
    }
    SetHints(0);
}
#endif

TEST_F(ChainOf, AWalkEndsAlsoWhereNoNodeIsInItsTargetAnyMore)
{
    std::vector<slot_t> row = Row({6, 6});
    for (unsigned more : {0u, 1u}) {
        slot_t at = row[0];
        EXPECT_EQ(more != 0, walk_step(&at, (number_t)(place_of(row[1]) + more)));
        EXPECT_EQ(row[more], at);
        EXPECT_FALSE(walk_step(&at, (number_t)(place_of(row[1]) + more)));
        EXPECT_EQ(row[more], at);
    }
}

#if HINTS > 0
TEST_F(ChainOf, AWalkRemembersWhereItCameBy)
{
    std::vector<slot_t> row = Row({6, 6, 6});
    SetHints(0);
    EXPECT_EQ(row[1], predecessor_of(row[2]));
    EXPECT_EQ(row[1], walk_start(place_of(row[2])));
}

TEST_F(ChainOf, AFooterSavesTheWalk)
{
    std::vector<slot_t> row = Row({6, 6, 6});
    Free(row, {1});
    SetHints(0);
    EXPECT_EQ(row[1], predecessor_of(row[2]));
    for (slot_t hint : state.hints) EXPECT_EQ(0, hint);
}
#endif

#if HINTS > 1
TEST_F(ChainOf, AHintSavesTheWalkBelowIt)
{
    std::vector<slot_t> row = Row({6, 1u << HINT_SHIFT, 6, 6});
    SetHints(0);
    walk_note(row[2]);
    EXPECT_EQ(row[2], predecessor_of(row[3]));
    for (slot_t hint : state.hints) EXPECT_TRUE(hint == 0 || hint == row[2]);
}
#endif
