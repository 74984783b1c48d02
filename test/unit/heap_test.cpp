// SPDX-License-Identifier: MIT
#include "unit.h"

using Heap = Unit;

TEST_F(Heap, StartMakesOneGapOfAllBehindTheTable)
{
    EXPECT_EQ(Picture({-(long)(END - TABLE_BLOCKS)}), Tail(1));
    EXPECT_EQ(END - TABLE_BLOCKS, state.free_blocks);
    EXPECT_TRUE(is_one_gap());
}

TEST_F(Heap, CutTakesTheTopOfAGap)
{
    std::vector<index_t> row = Row({10, 4});
    Free(row, {0});
    index_t gap = gap_before(row[1], place_of(row[1]));
    number_t size = size_of(gap);
    index_t block = heap_cut(place_of(gap), 6);
    EXPECT_EQ(Picture({-(long)(size - 6), 6, 4}), Tail(3));
    EXPECT_EQ(block, next_of(gap));
}

TEST_F(Heap, CutTakesAllOfAGapWhenTheRestWouldBeTooSmall)
{
    for (unsigned rest = 0; rest < LEAST; rest++) {
        tm_reset();
        heap_ready();
        std::vector<index_t> row = Row({4, 10, 4});
        Free(row, {1});
        EXPECT_EQ(row[1], heap_cut(place_of(row[1]), (number_t)(10 - rest)));
        EXPECT_EQ(Picture({4, 10, 4}), Tail(3));
        EXPECT_EQ(0, verify_all());
    }
}

TEST_F(Heap, FreeBetweenLiveBlocksMakesAGap)
{
    std::vector<index_t> row = Row({4, 10, 5});
    Free(row, {1});
    EXPECT_EQ(Picture({4, -10, 5}), Tail(3));
}

TEST_F(Heap, FreeJoinsTheGapBehind)
{
    std::vector<index_t> row = Row({4, 10, 6, 5});
    Free(row, {2, 1});
    EXPECT_EQ(Picture({4, -16, 5}), Tail(3));
    EXPECT_EQ(row[2], state.unused) << "its slot is given back";
}

TEST_F(Heap, FreeJoinsTheGapInFront)
{
    std::vector<index_t> row = Row({4, 10, 6, 5});
    Free(row, {1, 2});
    EXPECT_EQ(Picture({4, -16, 5}), Tail(3));
    EXPECT_EQ(row[2], state.unused) << "its slot is given back";
}

TEST_F(Heap, FreeJoinsTheGapsOnBothSides)
{
    std::vector<index_t> row = Row({4, 10, 6, 7, 5});
    Free(row, {1, 3, 2});
    EXPECT_EQ(Picture({4, -23, 5}), Tail(3));
}

TEST_F(Heap, ResizeCutsTheEndOffABlock)
{
    std::vector<index_t> row = Row({4, 20, 4});
    ASSERT_EQ(RESIZED, heap_resize(row[1], 12));
    EXPECT_EQ(Picture({4, 12, -8, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 1, 12));
}

TEST_F(Heap, ResizeKeepsAnEndBelowTheLeastSize)
{
    std::vector<index_t> row = Row({4, 20, 4});
    ASSERT_EQ(RESIZED, heap_resize(row[1], 20 - LEAST + 1));
    EXPECT_EQ(Picture({4, 20, 4}), Tail(3));
}

TEST_F(Heap, ResizeMovesTheBorderToTheGapBehind)
{
    std::vector<index_t> row = Row({4, 10, 10, 4});
    Free(row, {2});
    ASSERT_EQ(RESIZED, heap_resize(row[1], 15));
    EXPECT_EQ(Picture({4, 15, -5, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 1, 10));
    ASSERT_EQ(RESIZED, heap_resize(row[1], 8));
    EXPECT_EQ(Picture({4, 8, -12, 4}), Tail(4));
    EXPECT_TRUE(IsIntact(row, 1, 8));
}

TEST_F(Heap, ResizeTakesAllOfTheGapBehindWhenTheRestWouldBeTooSmall)
{
    std::vector<index_t> row = Row({4, 10, 10, 4});
    Free(row, {2});
    ASSERT_EQ(RESIZED, heap_resize(row[1], 20 - LEAST + 1));
    EXPECT_EQ(Picture({4, 20, 4}), Tail(3));
}

TEST_F(Heap, ResizeWithoutRoomChangesNothing)
{
    std::vector<index_t> row = Row({4, 10, 10, 4});
    Free(row, {2});
    EXPECT_EQ(NO_ROOM, heap_resize(row[1], 21));
    EXPECT_EQ(NO_ROOM, heap_resize(row[1], END));
    EXPECT_EQ(Picture({4, 10, -10, 4}), Tail(4));
}

TEST_F(Heap, AllocOfMoreThanTheLargestGapChangesNothing)
{
    Row({4});
    Picture before = Tail(2);
    EXPECT_EQ(0, heap_alloc((number_t)(bins_largest() + 1)));
    EXPECT_EQ(0, heap_alloc(END));
    EXPECT_EQ(before, Tail(2));
}

TEST_F(Heap, AllThatIsFreeIsOneGapOnlyWhenItIs)
{
    std::vector<index_t> row = Row({4, 4, 4, 4, 4});
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
        std::vector<index_t> blocks;
        while (index_t index = heap_alloc(LEAST)) blocks.push_back(index);
        for (unsigned first = 0; first < step; first++) {
            for (size_t at = first; at < blocks.size(); at += step) heap_free(blocks[at]);
            ASSERT_EQ(0, verify_all());
        }
        EXPECT_EQ(1u, Chain().size());
    }
}
