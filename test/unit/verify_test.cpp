// SPDX-License-Identifier: MIT
#include "unit.h"

// A pool with gaps, live blocks, unused slots, a reserve and a pin. A test corrupts it by hand.
class Verify : public Unit
{
  protected:
    void SetUp() override
    {
        Unit::SetUp();
        row = Row({4, 9, 4, 9, 4, 6, 4, 7, 4});
        Free(row, {1, 3, 7});
        Free(row, {8}); // joins row[7], and frees a slot
        ASSERT_TRUE(pins_add(row[2]));
        ASSERT_NE(0, state.unused);
        ASSERT_NE(0, state.compactor.reserve);
        ASSERT_EQ(0, verify_all());
        good = Snapshot();
    }

    // The bytes of state and memory.
    static std::vector<unsigned char> Snapshot()
    {
        std::vector<unsigned char> bytes(sizeof state + sizeof TM_POOL_);
        memcpy(bytes.data(), &state, sizeof state);
        memcpy(bytes.data() + sizeof state, TM_POOL_, sizeof TM_POOL_);
        return bytes;
    }

    // What the verifier says now. It changes nothing; then the pool is mended.
    int Broken()
    {
        std::vector<unsigned char> before = Snapshot();
        int broken = tm_verify();
        EXPECT_TRUE(before == Snapshot()) << "the verifier has written";
        memcpy(&state, good.data(), sizeof state);
        memcpy(TM_POOL_, good.data() + sizeof state, sizeof TM_POOL_);
        return broken;
    }

    std::vector<index_t> row;
    std::vector<unsigned char> good;
};

TEST_F(Verify, AWholePoolIsWhole) { EXPECT_EQ(0, Broken()); }

TEST_F(Verify, APoolThatWasNeverUsedIsWhole)
{
    tm_reset();
    EXPECT_EQ(0, tm_verify());
}

TEST_F(Verify, OneIsTheChain)
{
    set_place(row[5], (number_t)(place_of(row[6]) + 1));
    EXPECT_EQ(1, Broken()) << "out of order";
    set_next(row[5], row[4]);
    EXPECT_EQ(1, Broken()) << "a ring";
    set_next(row[5], (index_t)(state.made + 1));
    EXPECT_EQ(1, Broken()) << "a slot that was never made";
    set_place(0, (number_t)(END - 1));
    EXPECT_EQ(1, Broken()) << "a sentinel elsewhere";
    mark_free(0);
    EXPECT_EQ(1, Broken()) << "a sentinel that is free";
}

TEST_F(Verify, TwoAreGapsSideBySide)
{
    for (index_t index : {row[5], row[6]}) {
        gap_write(place_of(index), size_of(index), index);
        mark_free(index);
        bins_push(place_of(index));
    }
    EXPECT_EQ(2, Broken());
}

#if LEAST_BYTES > TM_BLOCK_SIZE // else every size is large enough
TEST_F(Verify, ThreeIsTheLeastSize)
{
    set_place(row[6], (number_t)(place_of(row[5]) + LEAST - 1));
    EXPECT_EQ(3, Broken()) << "a live block";
    set_place(row[4], (number_t)(place_of(row[3]) + LEAST - 1));
    EXPECT_EQ(3, Broken()) << "a gap";
}
#endif

TEST_F(Verify, FourIsWhatAGapKnowsOfItself)
{
    struct gap *gap = gap_at(place_of(row[1]));
    gap->size++;
    EXPECT_EQ(4, Broken()) << "its size";
    gap->own = row[3];
    EXPECT_EQ(4, Broken()) << "its index";
    *footer_before(place_of(row[2])) = row[3];
    EXPECT_EQ(4, Broken()) << "its footer";
}

TEST_F(Verify, FiveAreTheBins)
{
    number_t head = state.bins[bin_of(9)];
    number_t second = gap_at(head)->next;
    ASSERT_NE(0, second);
    gap_at(second)->previous = (number_t)(END + bin_of(9));
    EXPECT_EQ(5, Broken()) << "a link back";
    gap_at(second)->next = head;
    EXPECT_EQ(5, Broken()) << "a ring";
    gap_at(head)->next = 0;
    EXPECT_EQ(5, Broken()) << "a gap in no bin";
    gap_at(second)->next = place_of(row[5]);
    EXPECT_EQ(5, Broken()) << "what is no gap";
    gap_at(second)->next = (number_t)(END + 1);
    EXPECT_EQ(5, Broken()) << "what is no place";
}

TEST_F(Verify, FiveIsAGapInAnotherBin)
{
    number_t place = place_of(row[7]);
    unsigned other = bin_of(EXACT_MOST - 3);
    ASSERT_NE(other, bin_of(gap_at(place)->size));
    ASSERT_EQ(0, state.bins[other]);
    bins_link((number_t)(END + bin_of(gap_at(place)->size)), 0);
    bins_link((number_t)(END + other), place);
    state.filled |= (bitmap_t)((bitmap_t)1 << other);
    EXPECT_EQ(5, Broken());
}

TEST_F(Verify, SixAreTheBitsOfTheBins)
{
    for (unsigned bin = 0; bin < BINS; bin++) {
        state.filled ^= (bitmap_t)((bitmap_t)1 << bin);
        EXPECT_EQ(6, Broken()) << bin;
    }
}

TEST_F(Verify, SevenIsTheFreeCount)
{
    state.free_blocks++;
    EXPECT_EQ(7, Broken());
}

TEST_F(Verify, EightAreTheSlotsOffTheChain)
{
    state.unused = next_of(state.unused);
    EXPECT_EQ(8, Broken()) << "a slot that is lost";
    set_next(state.unused, state.unused);
    EXPECT_EQ(8, Broken()) << "a ring";
    state.unused = row[0];
    EXPECT_EQ(8, Broken()) << "a live slot in the list";
    set_place(state.unused, 1);
    EXPECT_EQ(8, Broken()) << "an unused slot with a place";
    mark_live(state.unused);
    EXPECT_EQ(8, Broken()) << "an unused slot that looks live";
    set_next(state.compactor.reserve, row[0]);
    EXPECT_EQ(8, Broken()) << "a reserve that links to a block";
    state.compactor.reserve = 0;
    EXPECT_EQ(8, Broken()) << "a reserve that is lost";
    state.unused = state.compactor.reserve;
    EXPECT_EQ(8, Broken()) << "the reserve in the list";
}

TEST_F(Verify, NineAreThePins)
{
    pins_find(row[2])->count = 0;
    EXPECT_EQ(9, Broken()) << "pinned no times";
    pins_find(row[2])->index = row[1];
    EXPECT_EQ(9, Broken()) << "a gap that is pinned";
    pins_find(row[2])->index = (index_t)(state.made + 1);
    EXPECT_EQ(9, Broken()) << "no block";
    state.pins[1] = state.pins[0];
    state.pinned++;
    EXPECT_EQ(9, Broken()) << "pinned twice in the list";
    state.pinned++;
    EXPECT_EQ(9, Broken()) << "a count that is wrong";
}

#if TM_READ_BARRIER
TEST_F(Verify, TenIsWhatTheCompactorHolds)
{
    compactor->held = row[1];
    EXPECT_EQ(10, Broken()) << "a gap that is held";
    compactor->held = row[2];
    EXPECT_EQ(10, Broken()) << "what is held is pinned";
    tm_in_flight_ = row[0];
    EXPECT_EQ(10, Broken()) << "a flight to nowhere";
    compactor->held = row[0];
    EXPECT_EQ(10, Broken()) << "a flight to itself";
    tm_in_flight_ = row[1];
    compactor->held = row[0];
    EXPECT_EQ(10, Broken()) << "a gap that flies";
    tm_in_flight_ = row[4];
    compactor->held = row[0];
    compactor->copied = (number_t)(size_of(row[4]) + 1);
    EXPECT_EQ(10, Broken()) << "more copied than there is";
    tm_in_flight_ = 0;
}
#endif
