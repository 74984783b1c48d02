// SPDX-License-Identifier: MIT
#include "unit.h"

using Bins = Unit;

TEST_F(Bins, SmallSizesHaveABinEach)
{
    for (unsigned size = LEAST; size <= EXACT_MOST; size++)
        EXPECT_EQ(size - LEAST, bin_of((number_t)size));
}

TEST_F(Bins, NoSizeHasALowerBinThanASmallerOneOrABinTooMuch)
{
    unsigned before = 0;
    for (size_t size = LEAST; size <= END; size++) {
        unsigned bin = bin_of((number_t)size);
        ASSERT_GE(bin, before) << size;
        ASSERT_LE(bin, before + 1) << size;
        ASSERT_LT(bin, (unsigned)BINS) << size;
        before = bin;
    }
}

TEST_F(Bins, AnOctaveStartsWithABinOfItsOwn)
{
    for (size_t size = 2 * EXACT_MOST; size <= END; size *= 2) {
        EXPECT_EQ(bin_of((number_t)(size - 1)) + 1, bin_of((number_t)size)) << size;
        if (OCTAVE_BITS == 0 || size + size / 2 > END) continue;
        EXPECT_EQ(bin_of((number_t)size) + 1, bin_of((number_t)(size + size / 2))) << size;
        EXPECT_EQ(bin_of((number_t)size), bin_of((number_t)(size + size / 2 - 1))) << size;
    }
}

TEST_F(Bins, HighestAndLowestBitAreFoundForEveryPosition)
{
    for (unsigned bit = 0; bit < sizeof(wide_t) * 8; bit++) {
        wide_t one = (wide_t)1 << bit;
        EXPECT_EQ(bit, highest_bit(one));
        EXPECT_EQ(bit, highest_bit((wide_t)(one | (one - 1))));
        EXPECT_EQ(bit, lowest_bit(one));
        EXPECT_EQ(bit, lowest_bit((wide_t) ~(one - 1)));
    }
}

TEST_F(Bins, PushPutsAGapAtTheHeadAndPullTakesItOutAnywhere)
{
    for (size_t pulled : {0u, 1u, 2u}) {
        tm_reset();
        heap_ready();
        std::vector<index_t> row = Row({5, 4, 5, 4, 5, 4});
        Free(row, {0, 2, 4});
        bins_pull(place_of(Chain()[0])); // the first free joined what is below: alone in its bin
        bins_push(place_of(Chain()[0]));
        number_t places[] = {place_of(row[4]), place_of(row[2])};
        EXPECT_EQ(places[0], state.bins[bin_of(5)]);
        EXPECT_EQ(places[1], gap_at(places[0])->next);
        EXPECT_EQ(0, gap_at(places[1])->next);
        EXPECT_EQ(END + bin_of(5), gap_at(places[0])->previous);
        EXPECT_EQ(places[0], gap_at(places[1])->previous);
        if (pulled == 2) continue;
        number_t free_blocks = state.free_blocks;
        bins_pull(places[pulled]);
        EXPECT_EQ(free_blocks - 5, state.free_blocks);
        EXPECT_EQ(places[1 - pulled], state.bins[bin_of(5)]);
        EXPECT_EQ(0, gap_at(places[1 - pulled])->next);
        EXPECT_EQ(END + bin_of(5), gap_at(places[1 - pulled])->previous);
        bins_push(places[pulled]);
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Bins, ABitIsSetWhileItsBinHoldsAGap)
{
    std::vector<index_t> row = Row({4, 5, 4, 5, 4});
    bitmap_t bit = (bitmap_t)((bitmap_t)1 << bin_of(5));
    EXPECT_EQ(0u, state.filled & bit);
    Free(row, {1});
    EXPECT_NE(0u, state.filled & bit);
    Free(row, {3});
    bins_pull(place_of(row[1]));
    EXPECT_NE(0u, state.filled & bit);
    bins_pull(place_of(row[3]));
    EXPECT_EQ(0u, state.filled & bit);
    bins_push(place_of(row[1]));
    bins_push(place_of(row[3]));
}

TEST_F(Bins, FindGivesNoGapThatIsTooSmallAndMissesNoneBelowTheLargest)
{
    std::vector<index_t> row = Row({9, 4, 17, 4, 5, 4, 20, 4, 12, 4, 5, 4});
    index_t rest = heap_alloc(gap_at(place_of(next_of(0)))->size);
    Free(row, {2, 4, 6, 8, 10});
    for (unsigned size = LEAST; size <= 40; size++) {
        number_t gap = bins_find((number_t)size);
        if (gap != 0) {
            EXPECT_GE(gap_at(gap)->size, size);
        } else {
            EXPECT_GT(size, bins_largest());
        }
    }
    EXPECT_NE(0, rest);
}

TEST_F(Bins, FindTakesTheExactBinFirst)
{
    std::vector<index_t> row = Row({7, 2, 4, 2, 3, 2});
    Free(row, {2, 4});
    EXPECT_EQ(place_of(row[2]), bins_find(4));
    EXPECT_EQ(place_of(row[4]), bins_find(3));
}

TEST_F(Bins, FindLooksAtAFewGapsOfItsOwnBin)
{
    unsigned size = 2 * EXACT_MOST;
    ASSERT_EQ(bin_of((number_t)size), bin_of((number_t)(size + 2)));
    std::vector<index_t> row = Row({4, size + 2, 4, size, 4});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    Free(row, {1, 3});
    EXPECT_EQ(place_of(row[1]), bins_find((number_t)(size + 1))) << "the second of the bin";
}
