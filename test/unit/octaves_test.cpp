// SPDX-License-Identifier: MIT
#include "unit.h"

using Octaves = Unit;
using Indexes = std::vector<slot_t>;

TEST_F(Octaves, ABinHasTheSizesFromAPowerOfTwoUpToTheNext)
{
    for (unsigned bin = 0; bin < BINS; bin++) {
        unsigned first = (unsigned)LEAST_UNITS << bin;
        EXPECT_EQ(bin, bin_of(first));
        EXPECT_EQ(bin, bin_of(2 * first - 1));
    }
    EXPECT_EQ(BINS - 1u, bin_of(POOL_END)) << "the last bin has all that is larger";
}

TEST_F(Octaves, AGapIsPutAtTheHeadOfItsBinAndTakenOutFromAnywhere)
{
    for (size_t which : {1u, 3u, 5u}) {
        SetUp();
        Indexes row = Row({4, 9, 4, 10, 4, 11, 4});
        Free(row, {1, 3, 5});
        EXPECT_EQ(place_of(row[5]), state.bins[bin_of(9)]);
        number_t place = place_of(row[which]);
        bins_pull(place);
        std::vector<number_t> left;
        for (number_t at = state.bins[bin_of(9)]; at != 0; at = gap_at(at)->next)
            left.push_back(at);
        std::vector<number_t> expected;
        for (size_t at : {5u, 3u, 1u}) {
            if (at != which) expected.push_back(place_of(row[at]));
        }
        EXPECT_EQ(expected, left);
        bins_push(place);
        EXPECT_EQ(place, state.bins[bin_of(9)]);
        EXPECT_EQ(0, verify_all());
        bins_take(gap_at(place), place, 0);
        EXPECT_EQ(expected[0], state.bins[bin_of(9)]);
        bins_push(place);
    }
}

TEST_F(Octaves, ALookFindsAGapOfAHigherBinOrOneOfTheFirstOfItsOwn)
{
    Indexes row = Row({4, 9, 4, 10, 4, 11, 4, 40, 4});
    ASSERT_NE(0, heap_alloc(gap_at(table_end())->size));
    Free(row, {1, 3, 5});
    unsigned bin = 7;
    for (unsigned size = LEAST_UNITS; size <= 11; size++) {
        number_t place = bins_look((number_t)size);
        ASSERT_NE(0, place) << size;
        EXPECT_GE(gap_at(place)->size, size);
        EXPECT_EQ(place, bins_find((number_t)size, &bin));
        EXPECT_EQ(0u, bin);
    }
    EXPECT_EQ(0, bins_look(12));
    Free(row, {7});
    EXPECT_EQ(place_of(row[7]), bins_look(12));
    EXPECT_EQ(place_of(row[7]), bins_look(40));
    EXPECT_EQ(0, bins_look(41));
}

TEST_F(Octaves, ALookEndsAfterAFewGapsOfABin)
{
    Indexes row = Row({4, 15, 4, 8, 4, 8, 4, 8, 4, 8, 4});
    ASSERT_NE(0, heap_alloc(gap_at(table_end())->size));
    Free(row, {1, 3, 5, 7});
    EXPECT_EQ(place_of(row[1]), bins_look(15)) << "the last of LOOKS";
    Free(row, {9});
    EXPECT_EQ(0, bins_look(15)) << "one deeper";
    EXPECT_EQ(8, bins_largest()) << "what is answered for certain";
}

TEST_F(Octaves, OneGapIsAllThatIsFreeOrNothing)
{
    EXPECT_TRUE(is_one_gap());
    EXPECT_EQ(free_units(), bins_largest());
    Indexes row = Row({4, 9, 4});
    EXPECT_TRUE(is_one_gap());
    Free(row, {1});
    EXPECT_FALSE(is_one_gap());
    ASSERT_NE(0, heap_alloc(9));
    ASSERT_NE(0, heap_alloc(gap_at(table_end())->size));
    EXPECT_TRUE(is_one_gap()) << "nothing is free";
    EXPECT_EQ(0, bins_largest());
}
