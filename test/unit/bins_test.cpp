// SPDX-License-Identifier: MIT
#include "unit.h"

using Bins = Unit;

// The least size of the last bin.
static unsigned LastBin()
{
    unsigned size = POOL_END;
    EXPECT_EQ(BINS - 1u, bin_of(size));
    while (bin_of(size - 1) == BINS - 1) size--;
    return size;
}

TEST(Log2, IsThatOfEachPowerOfTwoUpToTheNext)
{
    for (unsigned log = 0; log < 32; log++) {
        EXPECT_EQ(log, LOG2((uint64_t)1 << log));
        EXPECT_EQ(log, LOG2(((uint64_t)2 << log) - 1));
    }
}

TEST_F(Bins, SmallSizesHaveABinEach)
{
    for (unsigned size = LEAST_UNITS; size <= EXACT_MOST; size++)
        EXPECT_EQ(size - LEAST_UNITS, bin_of((number_t)size));
}

TEST_F(Bins, SmallSizesAreThoseThatTheDesignSays)
{
    EXPECT_EQ(TM_NUMBER_BITS == 8 ? 4 : POOL_UNITS <= 256 ? 8 : 16, EXACT_MOST);
}

TEST_F(Bins, NoSizeHasALowerBinThanASmallerOneOrABinTooMuch)
{
    unsigned before = 0;
    for (size_t size = LEAST_UNITS; size <= POOL_END; size++) {
        unsigned bin = bin_of((number_t)size);
        ASSERT_GE(bin, before) << size;
        ASSERT_LE(bin, before + 1) << size;
        ASSERT_LT(bin, (unsigned)BINS) << size;
        before = bin;
    }
}

TEST_F(Bins, AnOctaveStartsWithABinOfItsOwn)
{
    unsigned last = LastBin();
    for (size_t size = 2 * EXACT_MOST; size <= last; size *= 2) {
        EXPECT_EQ(bin_of((number_t)(size - 1)) + 1, bin_of((number_t)size)) << size;
        if (OCTAVE_BITS == 0 || size + size / 2 > last) continue;
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
        std::vector<slot_t> row = Row({5, 4, 5, 4, 5, 4});
        Free(row, {0, 2, 4});
        bins_pull(place_of(Chain()[0])); // the first free joined what is below: alone in its bin
        bins_push(place_of(Chain()[0]));
        number_t places[] = {place_of(row[4]), place_of(row[2])};
        EXPECT_EQ(places[0], state.bins[bin_of(5)]);
        EXPECT_EQ(places[1], gap_at(places[0])->next);
        EXPECT_EQ(0, gap_at(places[1])->next);
        EXPECT_EQ(places[0], gap_at(places[1])->previous);
        if (pulled == 2) continue;
        bins_pull(places[pulled]);
        EXPECT_EQ(places[1 - pulled], state.bins[bin_of(5)]);
        EXPECT_EQ(0, gap_at(places[1 - pulled])->next);
        bins_push(places[pulled]);
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Bins, ABitIsSetWhileItsBinHoldsAGap)
{
    std::vector<slot_t> row = Row({4, 5, 4, 5, 4});
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
    std::vector<slot_t> row = Row({9, 4, 17, 4, 5, 4, 20, 4, 12, 4, 5, 4});
    slot_t rest = heap_alloc(gap_at(place_of(next_of(0)))->size);
    Free(row, {2, 4, 6, 8, 10});
    for (unsigned size = LEAST_UNITS; size <= 40; size++) {
        unsigned bin = BINS;
        number_t gap = bins_find((number_t)size, &bin);
        if (gap != 0) {
            EXPECT_GE(gap_at(gap)->size, size);
            EXPECT_EQ(bin_of(gap_at(gap)->size), bin);
        } else {
            EXPECT_GT(size, bins_largest());
        }
    }
    EXPECT_NE(0, rest);
}

TEST_F(Bins, FindTakesTheExactBinFirst)
{
    std::vector<slot_t> row =
        Row({7, LEAST_UNITS, LEAST_UNITS + 2, LEAST_UNITS, LEAST_UNITS + 1, LEAST_UNITS});
    Free(row, {2, 4});
    unsigned bin;
    EXPECT_EQ(place_of(row[2]), bins_find(LEAST_UNITS + 2, &bin));
    EXPECT_EQ(bin_of(LEAST_UNITS + 2), bin);
    EXPECT_EQ(place_of(row[4]), bins_find(LEAST_UNITS + 1, &bin));
    EXPECT_EQ(bin_of(LEAST_UNITS + 1), bin);
}

#if LEAST_BYTES == 2 * TM_BLOCK_SIZE // the next larger gap leaves a rest that is lost
TEST_F(Bins, FindLosesNoRestWhereItNeedNot)
{
    std::vector<slot_t> row = Row({7, 2, 5, 2, 6, 2});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    Free(row, {2, 4});
    unsigned bin;
    EXPECT_EQ(place_of(row[4]), bins_find(4, &bin)) << "a gap is left";
    EXPECT_EQ(bin_of(6), bin);
    bins_pull(place_of(row[4]));
    EXPECT_EQ(place_of(row[2]), bins_find(4, &bin)) << "there is no other";
    EXPECT_EQ(bin_of(5), bin);
    bins_push(place_of(row[4]));
    EXPECT_EQ(place_of(row[2]), bins_find(5, &bin)) << "an exact one";
}

TEST_F(Bins, FindLooksForARestInExactBinsOnly)
{
    std::vector<slot_t> row =
        Row({7, 2, EXACT_MOST, 2, EXACT_MOST + 1, 2, 2 * EXACT_MOST, 2, EXACT_MOST * 3 / 2, 2});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    unsigned bin;
    Free(row, {2, 6});
    EXPECT_EQ(place_of(row[6]), bins_find(EXACT_MOST - 1, &bin)) << "of the largest but one";
    bins_pull(place_of(row[2]));
    Free(row, {4});
    EXPECT_EQ(place_of(row[4]), bins_find(EXACT_MOST, &bin)) << "not of the largest";
    Free(row, {8});
    EXPECT_EQ(place_of(row[8]), bins_find(EXACT_MOST + 1, &bin)) << "nor of a larger one";
    bins_push(place_of(row[2]));
}
#endif

#if LEAST_UNITS == 1 // no rest is lost
TEST_F(Bins, FindTakesTheNextLargerGapWhereAnyRestIsAGap)
{
    std::vector<slot_t> row = Row({7, 1, 3, 1, 4, 1});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    Free(row, {2, 4});
    unsigned bin;
    EXPECT_EQ(place_of(row[2]), bins_find(2, &bin));
    EXPECT_EQ(bin_of(3), bin);
}
#endif

TEST_F(Bins, FindTakesAGapAboveItsOwnBinFirstWhereThatIsNotExact)
{
    std::vector<slot_t> row = Row({4, EXACT_MOST + 2, 4, 2 * EXACT_MOST, 4});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    Free(row, {1, 3});
    unsigned bin;
    EXPECT_EQ(place_of(row[3]), bins_find(EXACT_MOST + 1, &bin));
    EXPECT_EQ(bin_of(2 * EXACT_MOST), bin);
}

TEST_F(Bins, FindLooksAtAFewGapsOfItsOwnBin)
{
    unsigned size = 2 * EXACT_MOST;
    ASSERT_EQ(bin_of((number_t)size), bin_of((number_t)(size + 2)));
    std::vector<slot_t> row = Row({4, size + 2, 4, size, 4});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    Free(row, {1, 3});
    unsigned bin;
    EXPECT_EQ(place_of(row[1]), bins_find((number_t)(size + 1), &bin)) << "the second of the bin";
    EXPECT_EQ(bin_of(size), bin);
}

TEST_F(Bins, FindLooksAtFourGapsOfItsOwnBinAtMost)
{
    const unsigned size = 2 * EXACT_MOST;
    std::vector<slot_t> row = Row({4, size + 1, 4, size, 4, size, 4, size, 4, size, 4});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    Free(row, {1, 3, 5, 7});
    unsigned bin;
    EXPECT_EQ(place_of(row[1]), bins_find((number_t)(size + 1), &bin)) << "the fourth";
    Free(row, {9});
    EXPECT_EQ(0, bins_find((number_t)(size + 1), &bin)) << "the fifth";
}

TEST_F(Bins, TheFirstOfABinHasNoLinkBack)
{
    std::vector<slot_t> row = Row({4, 5, 4, 5, 4});
    Free(row, {1, 3});
    for (unsigned previous : {0u, 0u + place_of(row[1]), 0u + place_of(row[2]), ~0u}) {
        gap_at(place_of(row[3]))->previous = (number_t)previous;
        bins_pull(place_of(row[3]));
        EXPECT_EQ(place_of(row[1]), state.bins[bin_of(5)]);
        EXPECT_EQ(0, gap_at(place_of(row[1]))->next);
        bins_push(place_of(row[3]));
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Bins, TheLastBinHoldsTheLargestOnly)
{
#if BINS < BINS_NEEDED
    EXPECT_EQ(32u, 0u + BINS);
    EXPECT_EQ(4u, sizeof(bitmap_t));
    EXPECT_EQ(4096u, LastBin());
#else
    EXPECT_GT(4 * LastBin(), 0u + POOL_END);
#endif
}

TEST_F(Bins, FindLooksAtAFewGapsOfTheLastBin)
{
    unsigned small = LastBin(), large = small + small / 4;
    ASSERT_EQ(bin_of(small), bin_of(large));
    std::vector<slot_t> row = Row({4, large, 4, small, 4});
    heap_alloc(gap_at(place_of(next_of(0)))->size);
    Free(row, {1, 3});
    unsigned bin = 0;
    EXPECT_EQ(place_of(row[3]), bins_find((number_t)small, &bin)) << "the first of the bin";
    EXPECT_EQ(place_of(row[1]), bins_find((number_t)(small + 1), &bin)) << "the second";
    EXPECT_EQ(place_of(row[1]), bins_find((number_t)large, &bin));
    EXPECT_EQ(BINS - 1u, bin);
    EXPECT_EQ(0, bins_find((number_t)(large + 1), &bin));
    EXPECT_EQ(place_of(row[3]), bins_find((number_t)(small - 1), &bin)) << "from the bin below";
    EXPECT_EQ(BINS - 1u, bin);
}
