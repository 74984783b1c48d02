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
        ASSERT_NE(0, state.reserve);
        ASSERT_EQ(0, verify_all());
        good = Bytes();
    }

    // What the verifier says now. It changes nothing; then the pool is mended.
    int Broken()
    {
        std::vector<unsigned char> before = Bytes();
        int broken = tm_verify();
        EXPECT_TRUE(before == Bytes()) << "the verifier has written";
        SetBytes(good);
        return broken;
    }

    std::vector<slot_t> row;
    std::vector<unsigned char> good;
};

TEST_F(Verify, AWholePoolIsWhole) { EXPECT_EQ(0, Broken()); }

TEST_F(Verify, APoolThatWasNeverUsedIsWhole)
{
    tm_reset();
    EXPECT_EQ(0, tm_verify());
    EXPECT_EQ(0, tm_alloc((tm_size_t)-1)); // is counted, and why, and nothing else
    EXPECT_EQ(TM_REASON_FULL, state.reason);
    EXPECT_EQ(0, state.made);
    EXPECT_EQ(0, tm_verify());
    good = Bytes();
    for (unsigned reason : {TM_REASON_PINNED + 0u, TM_REASON_LARGE + 0u, TM_REASON_SLOTS + 0u}) {
        state.reason = reason & 0xFF;
        EXPECT_EQ(8, Broken()) << "nothing was in the way of a request";
    }
    compactor->vain_reallocs = 1;
    EXPECT_EQ(8, Broken()) << "a request before there was any";
    state.bins[0] = 1;
    EXPECT_EQ(8, Broken()) << "a gap without a table";
    compactor->alloc_size = LEAST_UNITS;
    EXPECT_EQ(8, Broken()) << "a request before there was any";
#if TM_READ_BARRIER
    tm_in_flight_ = 1;
    EXPECT_EQ(10, Broken()) << "a flight of nothing";
    tm_in_flight_ = 0;
#endif
}

TEST_F(Verify, OneIsTheChain)
{
    set_place(row[5], (number_t)(place_of(row[6]) + 1));
    EXPECT_EQ(1, Broken()) << "out of order";
    set_next(row[5], row[4]);
    EXPECT_EQ(1, Broken()) << "a ring";
    set_next(row[5], (slot_t)(state.made + 1));
    EXPECT_EQ(1, Broken()) << "a slot that was never made";
    size_t slots = sizeof TM_POOL_ / sizeof *TM_POOL_;
    set_next(0, (slot_t)(slots < TM_INDEXES ? slots : TM_INDEXES));
    EXPECT_EQ(1, Broken()) << "a first slot behind the pool, or the last that there can be";
    set_place(0, (number_t)(POOL_END - 1));
    EXPECT_EQ(1, Broken()) << "a sentinel elsewhere";
    mark_free(0);
    EXPECT_EQ(1, Broken()) << "a sentinel that is free";
    set_place(next_of(0), 1);
    EXPECT_EQ(1, Broken()) << "a first block inside the table";
    size_t table = (tm_slot_at_(state.made) + 1) * sizeof(entry_t);
    set_place(next_of(0), (number_t)((table - 1) / TM_BLOCK_SIZE));
    EXPECT_EQ(1, Broken()) << "a first block that reaches into the last slot";
    set_place(next_of(0), 0);
    EXPECT_EQ(1, Broken()) << "a first block that has no place";
    set_place(row[7], (number_t)(POOL_END + 1));
    EXPECT_EQ(1, Broken()) << "a last block behind the end";
}

TEST_F(Verify, OneIsABlockThatStartsWhereTheNextOneDoesAndAGapThatReachesOutOfThePool)
{
    set_place(row[5], place_of(row[6]));
    EXPECT_EQ(1, Broken());
    set_place(row[2], (number_t)(POOL_END + 1));
    EXPECT_EQ(1, Broken());
}

// A ring would be out of order somewhere, and the sentinel's place is looked at before any gap.
TEST_F(Verify, TheFirstThatIsBrokenIsTold)
{
    *footer_before(place_of(row[2])) = row[3];
    set_place(0, (number_t)(POOL_END + 1));
    EXPECT_EQ(1, Broken());
}

TEST_F(Verify, TwoAreGapsSideBySide)
{
    for (slot_t slot : {row[5], row[6]}) {
        gap_write(place_of(slot), size_of(slot), slot);
        mark_free(slot);
        bins_push(place_of(slot));
    }
    EXPECT_EQ(2, Broken());
}

#if LEAST_BYTES > TM_BLOCK_SIZE // else every size is large enough
TEST_F(Verify, ThreeIsTheLeastSize)
{
    set_place(row[6], (number_t)(place_of(row[5]) + LEAST_UNITS - 1));
    EXPECT_EQ(3, Broken()) << "a live block";
    set_place(row[4], (number_t)(place_of(row[3]) + LEAST_UNITS - 1));
    EXPECT_EQ(3, Broken()) << "a gap";
}
#endif

TEST_F(Verify, FourIsWhatAGapKnowsOfItself)
{
    struct gap *gap = gap_at(place_of(row[1]));
    gap->size++;
    EXPECT_EQ(4, Broken()) << "its size";
    gap->size--;
    EXPECT_EQ(4, Broken()) << "its size";
    for (slot_t other : {row[0], row[3]}) {
        gap->own = other;
        EXPECT_EQ(4, Broken()) << "its index";
    }
    for (slot_t other : {row[0], row[3]}) {
        *footer_before(place_of(row[2])) = other;
        EXPECT_EQ(4, Broken()) << "its footer";
    }
}

TEST_F(Verify, FiveAreTheBins)
{
    number_t head = state.bins[bin_of(9)];
    number_t second = gap_at(head)->next;
    ASSERT_NE(0, second);
    gap_at(second)->previous = place_of(row[5]);
    EXPECT_EQ(5, Broken()) << "a link back";
    gap_at(second)->next = head;
    EXPECT_EQ(5, Broken()) << "a ring";
    gap_at(second)->next = head;
    gap_at(head)->previous = second;
    EXPECT_EQ(5, Broken()) << "a ring whose links agree";
    gap_at(head)->next = 0;
    EXPECT_EQ(5, Broken()) << "a gap in no bin";
    state.bins[bin_of(9)] = 1;
    EXPECT_EQ(5, Broken()) << "a gap inside the table";
    for (unsigned own : {0u, 0u + row[0], 0u + row[1], state.made + 1u}) {
        gap_at(place_of(row[5]))->own = (slot_t)own;
        gap_at(second)->next = place_of(row[5]);
        EXPECT_EQ(5, Broken()) << "what says that it is the gap " << own;
    }
    gap_at(second)->next = place_of(row[5]);
    EXPECT_EQ(5, Broken()) << "what is no gap";
    gap_at(second)->next = (number_t)(POOL_END + 1);
    EXPECT_EQ(5, Broken()) << "what is no place";
}

// What a user wrote into a live block may look like a gap.
static void WriteGap(slot_t block, number_t size, slot_t own)
{
    struct gap *gap = gap_at(place_of(block));
    gap->next = gap->previous = 0;
    gap->size = size;
    gap->own = own;
}

TEST_F(Verify, FiveIsABlockInTheBinOfAGapThoughItLooksLikeIt)
{
    slot_t block = row[5];
    for (slot_t gap : {row[7], Chain()[0]}) { // above it and below; each is alone in its bin
        unsigned bin = bin_of(size_of(gap));
        const slot_t owns[] = {gap, block, (slot_t)(state.made + 8)};
        for (slot_t own : owns) {
            ASSERT_EQ(place_of(gap), state.bins[bin]);
            state.bins[bin] = place_of(block);
            WriteGap(block, size_of(gap), own);
            if (own > state.made)
                set_gap(own, place_of(block), 0); // inside the gap behind the table
            EXPECT_EQ(5, Broken()) << "of the gap, live, never made: " << own;
        }
    }
}

TEST_F(Verify, NobodyReadsWhatAFirstGapLinksBackTo)
{
    number_t head = state.bins[bin_of(9)];
    for (unsigned previous : {0u, 0u + gap_at(head)->next, 0u + POOL_END, ~0u}) {
        gap_at(head)->previous = (number_t)previous;
        EXPECT_EQ(0, Broken()) << previous;
    }
}

// AddressSanitizer sees what is read there.
TEST_F(Verify, FiveIsAHeadFromWhereAGapWouldReachOutOfThePool)
{
    for (unsigned head : {POOL_END - LEAST_UNITS + 1u, POOL_END + 0u, POOL_END + 1u, ~0u}) {
        state.bins[bin_of(9)] = (number_t)head;
        EXPECT_EQ(5, Broken()) << head;
    }
}

TEST_F(Verify, FiveIsAGapInAnotherBin)
{
    number_t place = place_of(row[7]);
    unsigned other = bin_of(EXACT_MOST - 3);
    ASSERT_NE(other, bin_of(gap_at(place)->size));
    ASSERT_EQ(0, state.bins[other]);
    bins_pull(place);
    bins_put(gap_at(place), place, other);
    EXPECT_EQ(5, Broken());
}

TEST_F(Verify, SixAreTheBitsOfTheBins)
{
    for (unsigned bin = 0; bin < BINS; bin++) {
        state.filled ^= (bitmap_t)((bitmap_t)1 << bin);
        EXPECT_EQ(6, Broken()) << bin;
    }
}

TEST_F(Verify, SixAreBitsOfBinsThatThereAreNot)
{
    for (unsigned bit = BINS; bit < 8 * sizeof(bitmap_t); bit++) {
        state.filled ^= (bitmap_t)((bitmap_t)1 << bit);
        EXPECT_EQ(6, Broken()) << bit;
    }
}

TEST_F(Verify, SixIsABitBehindTheLastBinWhereThatIsEmptyToo)
{
    ASSERT_NE(0, heap_alloc(bins_largest()));
    good = Bytes();
    ASSERT_EQ(0, Broken());
    if (BINS == 8 * sizeof(bitmap_t)) return;
    state.filled |= (bitmap_t)((bitmap_t)1 << (BINS % (8 * sizeof(bitmap_t))));
    EXPECT_EQ(6, Broken());
}

TEST_F(Verify, SevenIsTheLiveCount)
{
    state.live.below++;
    EXPECT_EQ(7, Broken());
    state.live.peak++;
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
    set_next(state.reserve, row[0]);
    EXPECT_EQ(8, Broken()) << "a reserve that links to a block";
    state.reserve = 0;
    EXPECT_EQ(8, Broken()) << "a reserve that is lost";
    state.reserve = (slot_t)(state.made + 1);
    EXPECT_EQ(8, Broken()) << "a reserve that was never made";
    state.reserve = row[0];
    EXPECT_EQ(8, Broken()) << "a reserve that is a block";
    set_place(state.reserve, 1);
    EXPECT_EQ(8, Broken()) << "a reserve that has a place";
    mark_live(state.reserve);
    EXPECT_EQ(8, Broken()) << "a reserve that looks live";
    state.unused = (slot_t)(state.made + 1);
    EXPECT_EQ(8, Broken()) << "an unused slot that was never made";
    state.unused = state.reserve;
    EXPECT_EQ(8, Broken()) << "the reserve in the list";
}

TEST_F(Verify, EightIsTheReserveAsTheOnlyUnusedSlot)
{
    while (next_of(state.unused) != 0) ASSERT_NE(0, heap_alloc(LEAST_UNITS));
    good = Bytes();
    state.unused = state.reserve;
    EXPECT_EQ(8, Broken());
}

// The first block is live, so behind the last slot stand its bytes, or what the table has for more.
TEST_F(Verify, EightAreBytesBehindTheTableThatLookLikeASlot)
{
    ASSERT_NE(0, heap_alloc(size_of(next_of(0))));
    ASSERT_NE(0, state.unused);
    slot_t no_slot = (slot_t)(state.made + 1);
    set_unused(no_slot);
    set_gap(no_slot, 0, next_of(state.unused));
    good = Bytes();
    ASSERT_EQ(0, Broken());
    state.unused = no_slot;
    EXPECT_EQ(8, Broken()) << "an unused one";
    set_gap(no_slot, 0, 0);
    state.reserve = no_slot;
    EXPECT_EQ(8, Broken()) << "the reserve";
}

// In the same place as the slot above.
TEST_F(Verify, OneIsASlotThatWasNeverMadeBehindAGapOrAsTheFirst)
{
    ASSERT_NE(0, heap_alloc(size_of(next_of(0))));
    slot_t no_slot = (slot_t)(state.made + 1);
    set_live(no_slot, (number_t)(place_of(row[2]) + 1), row[4]);
    good = Bytes();
    ASSERT_EQ(0, Broken());
    set_next(row[1], no_slot);
    EXPECT_EQ(1, Broken());
    set_live(no_slot, place_of(next_of(0)), next_of(next_of(0)));
    set_next(0, no_slot);
    EXPECT_EQ(1, Broken());
}

TEST_F(Verify, EightIsAReserveWhereAllSlotsAreInUse)
{
    while (state.unused != 0) ASSERT_NE(0, heap_alloc(LEAST_UNITS));
    slots_lend();
    ASSERT_NE(0, heap_alloc(LEAST_UNITS));
    ASSERT_EQ(0, verify_all());
    good = Bytes();
    state.reserve = row[0];
    EXPECT_EQ(8, Broken());
}

TEST_F(Verify, EightIsATableOfMoreSlotsThanThereMayBe)
{
    slot_t most = (slot_t) ~(slot_t)0;
    if (TM_INDEXES == most) return;
    state.made = (slot_t)(TM_INDEXES + 1u);
    EXPECT_EQ(8, Broken());
}

#if TM_GENERATIONS > 0

TEST_F(Verify, EightAreTheRetiredSlotsToo)
{
    slot_retire(slot_take());
    good = Bytes();
    ASSERT_NE(0, state.retired);
    state.retired = 0;
    EXPECT_EQ(8, Broken()) << "retired slots that are lost";
    set_next(state.retired, state.unused);
    EXPECT_EQ(8, Broken()) << "a list that runs into the other";
    state.retired = row[0];
    EXPECT_EQ(8, Broken()) << "a live slot in the list";
    while (state.made < TM_INDEXES || state.unused != 0) ASSERT_NE(0, heap_alloc(LEAST_UNITS));
    ASSERT_EQ(0, state.retired);
    heap_free(row[5]);
    heap_free(row[6]); // joins it, and frees a slot
    good = Bytes();
    state.retired = state.unused;
    state.unused = 0;
    EXPECT_EQ(8, Broken()) << "no slot is left but retired ones";
    heap_free(row[0]);
    heap_free(row[4]);
    slot_retire(slot_take());
    good = Bytes();
    EXPECT_NE(0, state.retired);
    EXPECT_EQ(0, Broken()) << "some are retired while others are unused";
}

TEST_F(Verify, EightIsABlockInTheListOfUnusedSlotsWhoseSlotsAreAllRetired)
{
    state.retired = state.unused;
    state.unused = row[0];
    EXPECT_EQ(8, Broken());
}

// All that there may be.
TEST_F(Verify, AFullTableLetsTheShortWayOfTmAllocBeOpenWithoutAReserve)
{
    for (unsigned slots : {TM_INDEXES - 1, TM_INDEXES}) {
        while (state.made < slots || state.unused != 0) ASSERT_NE(0, heap_alloc(LEAST_UNITS));
        ASSERT_EQ(slots, state.made);
        good = Bytes();
        slot_t reserve = state.reserve;
        state.reserve = 0;
        slots_count(1);
        if (reserve != 0) slot_release(reserve);
        state.short_alloc = 1;
        EXPECT_EQ(slots == TM_INDEXES ? 0 : 11, Broken()) << slots;
    }
}

#endif

TEST_F(Verify, NineAreThePins)
{
    state.pinned = 0;
    EXPECT_EQ(9, Broken()) << "more than are counted";
    state.pinned = 2;
    EXPECT_EQ(9, Broken()) << "fewer than are counted";
    state.pins[TM_PINS - 1].count = 1;
    EXPECT_EQ(9, Broken()) << "pins of nothing";
    ASSERT_TRUE(pins_add(row[2]));
    good = Bytes();
    ASSERT_EQ(0, Broken());
    pins_find(row[2])->count = 0;
    EXPECT_EQ(9, Broken()) << "pinned no times";
    for (unsigned slot : {0u + row[1], 0u + row[4], 0u + state.unused, state.made + 1u, ~0u}) {
        pins_find(row[2])->slot = (slot_t)slot;
        EXPECT_EQ(9, Broken()) << "a gap, a block that is not pinned, no block: " << slot;
    }
    state.pins[1] = state.pins[0];
    EXPECT_EQ(9, Broken()) << "pinned twice in the list";
    state.pins[2] = state.pins[0];
    EXPECT_EQ(9, Broken()) << "not side by side";
    state.pins[1] = state.pins[0];
    state.pinned++;
    EXPECT_EQ(9, Broken()) << "and counted twice";
    ASSERT_TRUE(pins_add(row[4]));
    ASSERT_TRUE(pins_add(row[4]));
    good = Bytes();
    ASSERT_EQ(0, Broken());
    state.pins[2] = *pins_find(row[4]);
    EXPECT_EQ(9, Broken()) << "and neither is the first there";
}

#if PIN_BIT

TEST_F(Verify, NineAreTheBitsOfWhatIsPinned)
{
    *entry_of(row[2]) &= (entry_t)~ENTRY_PINNED;
    EXPECT_EQ(9, Broken()) << "fewer than are counted";
    *entry_of(row[4]) |= ENTRY_PINNED;
    EXPECT_EQ(9, Broken()) << "more than are counted";
    *entry_of(0) |= ENTRY_PINNED;
    EXPECT_EQ(9, Broken()) << "the sentinel, which nobody counts";
    for (unsigned slot : {0u + row[1], 0u + state.unused, 0u + state.reserve}) {
        *entry_of((slot_t)slot) |= ENTRY_PINNED;
        state.pinned++;
        EXPECT_EQ(9, Broken()) << "what is free is pinned: " << slot;
    }
    for (slot_t slot = 1; slot <= state.made; slot++) {
        if (is_free(slot) || slot == row[2]) continue;
        *entry_of(slot) |= ENTRY_PINNED;
        state.pinned++;
        EXPECT_EQ(0, Broken()) << "each live block may be, the first slot's and the last one's too";
    }
    ASSERT_TRUE(pins_add(row[2]));
    good = Bytes();
    *entry_of(row[2]) &= (entry_t)~ENTRY_PINNED;
    state.pinned--;
    EXPECT_EQ(9, Broken()) << "pinned more than once, and not at all";
}

#else

TEST_F(Verify, NineIsTheFilterOfThePinsToo)
{
    state.pin_filter = 0;
    EXPECT_EQ(9, Broken()) << "a pinned block passes for one that is not";
    state.pin_filter = (entry_t)~filter_of(row[2]);
    EXPECT_EQ(9, Broken()) << "by its own bit";
    state.pins[1].slot = row[4];
    state.pins[1].count = 1;
    EXPECT_EQ(9, Broken()) << "an entry that is not counted";
    state.pin_filter |= filter_of(row[4]);
    state.pins[1].slot = row[4];
    state.pins[1].count = 1;
    EXPECT_EQ(9, Broken()) << "nor is it then";
}

#endif

// Lets the compactor hold what may be a live block.
static void Hold(slot_t slot)
{
    compactor->held = slot;
    compactor->alloc_size = LEAST_UNITS;
    compactor->plan = PLAN_ALLOC;
    compactor->phase = GATHER;
    enter_stage(FLY);
    scratch->move.target = POOL_END;
    if (is_live(slot)) level_lower(&state.live, size_of(slot));
}

TEST_F(Verify, TenIsWhatTheCompactorHolds)
{
    Hold(row[0]);
    EXPECT_EQ(0, Broken());
    for (unsigned stage : {REST + 0u, SEEK + 0u, MOVE + 0u, DROP + 1u}) {
        Hold(row[0]);
        enter_stage(stage);
        EXPECT_EQ(10, Broken()) << "held for nothing, stage " << stage;
    }
    Hold(row[0]);
    enter_stage(DROP);
    EXPECT_EQ(0, Broken());
    Hold(row[1]);
    EXPECT_EQ(10, Broken()) << "a gap that is held";
    Hold((slot_t)(state.made + 1));
    EXPECT_EQ(10, Broken()) << "no block";
    Hold(row[2]);
    EXPECT_EQ(10, Broken()) << "what is held is pinned";
    for (unsigned stage : {AIM, FLY, WALK}) {
        Hold(row[0]);
        enter_stage(stage);
        EXPECT_EQ(0, Broken());
        Hold(0);
        enter_stage(stage);
        EXPECT_EQ(stage == WALK ? 0 : 10, Broken()) << "to nowhere, but LIFT looks: " << stage;
    }
}

#if TM_READ_BARRIER
// A copy of one block is on its way to the room of another.
static void Fly(slot_t block, slot_t held, enum course course = APART)
{
    Hold(held);
    compactor->course = (uint8_t)course;
    compactor->copied = 1;
    scratch->move.block = tm_in_flight_ = block;
}

TEST_F(Verify, TenIsWhatFlies)
{
    Fly(row[4], row[0]);
    EXPECT_EQ(0, Broken());
    Fly(row[5], row[4], DOWN);
    EXPECT_EQ(0, Broken());
    Fly(row[4], row[5], UP);
    EXPECT_EQ(0, Broken());
    for (unsigned other : {0, 6}) { // of a lower index than the neighbour, and of a higher one
        for (enum course course : {DOWN, UP}) {
            Fly(row[4], row[other], course);
            EXPECT_EQ(10, Broken()) << "across a gap that is not beside it, course " << course;
        }
    }
    Fly(row[4], row[5]);
    compactor->course = UP + 1;
    EXPECT_EQ(10, Broken()) << "no course";
    Fly(row[4], row[5]);
    EXPECT_EQ(10, Broken()) << "to room of another size";
    Fly(row[5], row[4]);
    EXPECT_EQ(10, Broken()) << "to room of another size";
    for (slot_t other : {row[0], row[6]}) {
        Fly(row[4], row[0]);
        scratch->move.block = other;
        EXPECT_EQ(10, Broken()) << "another block moves than the one that flies";
    }
    Fly(row[4], row[0]);
    enter_stage(DROP);
    EXPECT_EQ(10, Broken()) << "still in flight when all is over";
    Fly(row[4], row[0]);
    compactor->copied = 0;
    EXPECT_EQ(10, Broken()) << "nothing is copied";
    for (unsigned more : {0u, 1u}) {
        Fly(row[4], row[0]);
        compactor->copied = (number_t)(size_of(row[4]) + more);
        EXPECT_EQ(10, Broken()) << "all is copied, or more than there is";
    }
    tm_in_flight_ = row[0];
    EXPECT_EQ(10, Broken()) << "a flight to nowhere";
    Fly(row[0], row[0]);
    EXPECT_EQ(10, Broken()) << "a flight to itself";
    Fly(row[1], row[0], DOWN);
    EXPECT_EQ(10, Broken()) << "a gap that flies";
    Fly(row[2], row[0]);
    EXPECT_EQ(10, Broken()) << "a pinned block that flies";
    tm_in_flight_ = 0;
}
#endif

// The short ways may be closed though they need not be, and may serve less than they might.
TEST_F(Verify, ElevenIsAShortWayOfTmAllocThatServesWhatMustBeTold)
{
    const unsigned all = (number_t)(0 - LEAST_UNITS);
    for (unsigned sizes : {0u, 1u, all}) {
        state.short_alloc = (number_t)sizes;
        EXPECT_EQ(0, Broken()) << "though a block is pinned";
    }
    if (all != (number_t)-1) {
        state.short_alloc = (number_t)(all + 1);
        EXPECT_EQ(11, Broken()) << "more sizes than there are";
    }
    for (unsigned which = 0; which < 3; which++) {
        for (unsigned sizes : {5u, 6u}) {
            if (which == 0) compactor->alloc_size = LEAST_UNITS + 5;
            if (which == 1) compactor->vain = LEAST_UNITS + 5;
            if (which == 2) compactor->alloc_size = LEAST_UNITS + 5;
            if (which == 2) compactor->vain = LEAST_UNITS + 7;
            state.short_alloc = (number_t)sizes;
            EXPECT_EQ(sizes == 5 ? 0 : 11, Broken()) << "what waits, or was given up: " << which;
        }
    }
    compactor->realloc_slot = row[0];
    compactor->realloc_size = LEAST_UNITS;
    compactor->vain_reallocs = 1;
    state.short_alloc = (number_t)all;
    EXPECT_EQ(0, Broken()) << "it is no matter to those of tm_realloc";
    Hold(row[0]);
    compactor->alloc_size = POOL_END;
    state.short_alloc = POOL_END - LEAST_UNITS;
    EXPECT_EQ(0, Broken()) << "nor to a block that is on its way";
    while (state.unused != 0) ASSERT_NE(0, heap_alloc(LEAST_UNITS));
    slots_lend();
    for (unsigned sizes : {0u, 1u}) {
        good = Bytes();
        state.short_alloc = (number_t)sizes;
        EXPECT_EQ(sizes == 0 ? 0 : 11, Broken()) << "the reserve is gone";
    }
}

TEST_F(Verify, ElevenIsAShortWayOfTmFreeThatLeavesOutWhatMustBeTold)
{
    compactor->changed = 1;
    state.short_free = state.made;
    good = Bytes();
    EXPECT_EQ(0, Broken()) << "though a block is pinned";
    state.short_free--;
    EXPECT_EQ(11, Broken()) << "fewer slots than there are";
    state.short_free++;
    EXPECT_EQ(11, Broken()) << "more slots than there are";
    compactor->changed = 0;
    EXPECT_EQ(11, Broken()) << "nobody knows that something is freed";
    compactor->realloc_slot = row[0];
    compactor->realloc_size = LEAST_UNITS;
    EXPECT_EQ(11, Broken()) << "a request of tm_realloc was refused, for this block perhaps";
    compactor->vain_reallocs = 1;
    EXPECT_EQ(11, Broken()) << "requests of tm_realloc were given up";
    Hold(row[0]);
    EXPECT_EQ(11, Broken()) << "a block is on its way";
    compactor->alloc_size = LEAST_UNITS;
    EXPECT_EQ(0, Broken()) << "a request of tm_alloc waits";
    for (unsigned vain : {LEAST_UNITS + 0u, POOL_END + 0u}) {
        compactor->vain = (number_t)vain;
        EXPECT_EQ(0, Broken()) << "one was given up, and may have hope by now, or not";
    }
    compactor->in_defrag = 1;
    EXPECT_EQ(0, Broken()) << "tm_defrag is at work";
}

// A pool that works for a request, in this phase, where no block is carried.
static void Work(unsigned phase)
{
    compactor->alloc_size = LEAST_UNITS;
    compactor->plan = PLAN_REALLOC;
    compactor->phase = (uint8_t)phase;
}

// Likewise, where one is chosen that is to be carried.
static void CarryIn(unsigned phase, unsigned stage)
{
    Work(phase);
    enter_stage(stage);
    scratch->move.target = POOL_END;
}

TEST_F(Verify, TwelveIsWorkForWhatThereIsNot)
{
    for (unsigned phase : {SCAN, PASS}) {
        Work(phase);
        EXPECT_EQ(0, Broken());
    }
    Work(PASS);
    compactor->alloc_size = 0;
    compactor->goal = GOAL_ONE_GAP;
    compactor->in_defrag = 1;
    EXPECT_EQ(0, Broken()) << "tm_defrag wants nothing but one gap";
    Work(LIFT + 1);
    EXPECT_EQ(12, Broken()) << "no phase";
    for (unsigned phase = PLAN; phase <= LIFT; phase++) {
        Work(phase);
        compactor->alloc_size = 0;
        EXPECT_EQ(12, Broken()) << "nobody wants anything, phase " << phase;
        Work(phase);
        compactor->goal = GOAL_REALLOC;
        EXPECT_EQ(12, Broken()) << "for a goal that nobody wants, phase " << phase;
    }
    compactor->plan = PLAN_REST + 1;
    EXPECT_EQ(12, Broken()) << "no plan";
    Work(CHOOSE);
    compactor->plan_position = 7;
    EXPECT_EQ(12, Broken()) << "behind the end of the plan";
    for (unsigned phase : {SCAN, PASS}) {
        Work(phase);
        compactor->plan_position = 6;
        EXPECT_EQ(12, Broken()) << "at the end of the plan, phase " << phase;
    }
    Work(PLAN);
    compactor->plan_position = 6;
    EXPECT_EQ(0, Broken()) << "the end of the plan is still to be seen";
    compactor->course = UP + 1;
    EXPECT_EQ(12, Broken()) << "no course";
}

TEST_F(Verify, TwelveIsACarryForAPhaseThatCarriesNothing)
{
    for (unsigned phase = CHOOSE; phase <= LIFT; phase++) {
        const bool carries = phase != PLAN && phase != SCAN;
        for (unsigned stage : {SEEK, MOVE, WALK, DROP}) {
            CarryIn(phase, stage);
            EXPECT_EQ(carries ? 0 : 12, Broken()) << phase << ", " << stage;
        }
        CarryIn(phase, DROP + 1);
        EXPECT_EQ(12, Broken()) << "no stage";
    }
    Hold(row[0]);
    compactor->phase = CHOOSE;
    compactor->alloc_size = 0;
    compactor->plan = PLAN_NONE;
    EXPECT_EQ(0, Broken()) << "a block arrives that nobody wants to be moved any more";
}

TEST_F(Verify, TwelveIsACountThatIsMoreThanThereMayBe)
{
    const struct {
        uint8_t *count;
        unsigned most;
    } cases[] = {{&compactor->phases_spent, MOST_PHASES},
                 {&compactor->asks, ASKS},
                 {&compactor->vain_reallocs, MOST_VAIN}};
    for (const auto &each : cases) {
        for (unsigned count : {each.most, each.most + 1, 255u}) {
            *each.count = (uint8_t)count;
            EXPECT_EQ(count == each.most ? 0 : 12, Broken()) << &each - cases;
        }
    }
    for (unsigned tries = 0; tries < 256; tries++) {
        for (unsigned plan = PLAN_NONE; plan <= PLAN_REST; plan++) {
            compactor->alloc_size = LEAST_UNITS; // what is served is wanted still
            compactor->plan = (uint8_t)plan;
            compactor->plan_position = (uint8_t)tries;
            size_t end = 0;
            while (plans[plan][end] != CHOOSE) end++;
            ASSERT_EQ(tries <= end ? 0 : 12, Broken()) << plan << ", " << tries;
        }
    }
}

TEST_F(Verify, TwelveIsAGoalThatThereIsNot)
{
    compactor->goal = GOAL_ONE_GAP + 1;
    compactor->in_defrag = 1;
    EXPECT_EQ(12, Broken()) << "no goal";
    compactor->goal = GOAL_ONE_GAP;
    compactor->in_defrag = 1;
    EXPECT_EQ(0, Broken());
    compactor->goal = GOAL_ONE_GAP;
    EXPECT_EQ(12, Broken()) << "tm_defrag's goal without tm_defrag";
    compactor->goal = GOAL_ONE_GAP;
    compactor->in_defrag = 1;
    compactor->plan = PLAN_REST;
    EXPECT_EQ(12, Broken()) << "tm_defrag's goal is never left alone";
    compactor->plan = PLAN_REST;
    compactor->realloc_slot = row[0];
    compactor->realloc_size = LEAST_UNITS;
    EXPECT_EQ(12, Broken()) << "nobody wants what was served";
    compactor->plan = PLAN_REST;
    compactor->alloc_size = LEAST_UNITS;
    EXPECT_EQ(0, Broken());
    compactor->goal = GOAL_REALLOC;
    compactor->plan = PLAN_REST;
    compactor->alloc_size = LEAST_UNITS;
    EXPECT_EQ(12, Broken()) << "nobody wants what was served";
    for (unsigned given_up : {0u, 1u}) {
        compactor->goal = GOAL_REALLOC;
        compactor->plan = PLAN_REST;
        compactor->realloc_slot = row[0];
        compactor->realloc_size = LEAST_UNITS;
        compactor->given_up = given_up & 1;
        EXPECT_EQ(given_up != 0 ? 12 : 0, Broken()) << "what was served is given up";
    }
}

TEST_F(Verify, TwelveIsARequestThatCanNotHaveBeenRefused)
{
    for (unsigned size : {LEAST_UNITS - 1u, LEAST_UNITS + 0u, POOL_END + 0u, POOL_END + 1u}) {
        int broken = size != 0 && (size < LEAST_UNITS || size > POOL_END) ? 12 : 0;
        compactor->alloc_size = (number_t)size;
        EXPECT_EQ(broken, Broken()) << size;
        compactor->vain = (number_t)size;
        EXPECT_EQ(broken, Broken()) << size;
        compactor->realloc_slot = row[0];
        compactor->realloc_size = (number_t)size;
        EXPECT_EQ(size == 0 ? 12 : broken, Broken()) << size;
    }
    for (unsigned want : {19u, 20u, 21u}) {
        compactor->alloc_size = (number_t)want;
        compactor->vain = 20;
        EXPECT_EQ(want < 20 ? 0 : 12, Broken()) << "as much was given up";
    }
    for (unsigned slot : {row[0] + 0u, row[1] + 0u, state.unused + 0u, state.made + 1u}) {
        compactor->realloc_slot = (slot_t)slot;
        compactor->realloc_size = LEAST_UNITS;
        EXPECT_EQ(slot == row[0] ? 0 : 12, Broken()) << "growth of no block";
    }
    Hold(row[0]);
    compactor->realloc_slot = row[0];
    compactor->realloc_size = LEAST_UNITS;
    EXPECT_EQ(12, Broken()) << "growth of what is nobody's";
    Hold(row[0]);
    compactor->realloc_slot = row[4];
    compactor->realloc_size = LEAST_UNITS;
    EXPECT_EQ(0, Broken());
    for (slot_t grow : {row[0], (slot_t)0}) {
        compactor->realloc_slot = grow;
        compactor->realloc_size = LEAST_UNITS;
        compactor->given_up = 1;
        EXPECT_EQ(grow != 0 ? 0 : 12, Broken()) << "nothing is given up";
    }
    for (unsigned reason : {TM_REASON_SLOTS + 0u, TM_REASON_SLOTS + 1u}) {
        state.reason = reason & 0xFF;
        EXPECT_EQ(reason == TM_REASON_SLOTS ? 0 : 12, Broken()) << "no reason";
    }
}

#if TM_CHECKS >= 1
TEST_F(Verify, ThirteenIsAWordBehindTheMemoryThatWasWrittenTo)
{
    for (size_t byte = 0; byte < sizeof(entry_t); byte++) {
        ((unsigned char *)TM_POOL_)[MEMORY_BYTES + byte] ^= 1;
        EXPECT_EQ(13, Broken()) << byte;
    }
}
#endif

TEST_F(Verify, TwelveAreSlotsThatWereNeverMade)
{
    slot_t no_slot = (slot_t)(state.made + 1);
    for (struct cursor *cursor : {&compactor->gap, &compactor->frontier}) {
        cursor->slot = no_slot;
        cursor->place = POOL_END;
        EXPECT_EQ(12, Broken());
    }
    compactor->frontier.slot = row[0];
    compactor->frontier.place = 0;
    EXPECT_EQ(12, Broken()) << "a place that no node has";
    Work(SCAN);
    scratch->scan.best.slot = row[0];
    scratch->scan.best.place = place_of(row[0]);
    EXPECT_EQ(12, Broken()) << "a window without an end";
    Work(SCAN);
    scratch->scan.best.slot = row[0];
    scratch->scan.best_end = POOL_END;
    EXPECT_EQ(12, Broken()) << "a window from a place that no node has";
    Work(SCAN);
    scratch->scan.best.slot = no_slot;
    scratch->scan.best.place = scratch->scan.best_end = POOL_END;
    EXPECT_EQ(12, Broken()) << "a window from nowhere";
    for (unsigned phase : {GATHER, PASS, REACH, LIFT}) {
        Work(phase);
        scratch->move.reached = no_slot;
        EXPECT_EQ(12, Broken()) << phase;
        Work(phase);
        scratch->move.block = scratch->move.home = no_slot;
        EXPECT_EQ(0, Broken()) << "nothing moves yet, phase " << phase;
    }
    for (unsigned stage : {SEEK, MOVE, AIM, WALK, FLY, DROP}) {
        for (unsigned which = 0; which < 3; which++) {
            const bool held = stage >= AIM;
            if (held) Hold(row[0]);
            if (!held) CarryIn(GATHER, stage);
            enter_stage(stage);
            if (which == 0) scratch->move.reached = no_slot;
            if (which == 1) scratch->move.block = no_slot;
            if (which == 2) scratch->move.home = no_slot;
            const bool is_read = which == 0 || (which == 1 && stage != DROP) ||
                                 (which == 2 && stage != SEEK && stage != DROP);
            EXPECT_EQ(is_read ? 12 : 0, Broken()) << stage << ", " << which;
        }
    }
    CarryIn(LIFT, WALK);
    scratch->move.block = scratch->move.home = no_slot;
    EXPECT_EQ(0, Broken()) << "a walk for LIFT, before anything moves";
    for (bool held : {false, true}) {
        for (unsigned target : {0u, POOL_END + 1u}) {
            if (held) Hold(row[0]);
            if (!held) CarryIn(LIFT, WALK);
            enter_stage(WALK);
            scratch->move.target = (number_t)target;
            EXPECT_EQ(12, Broken()) << "a walk without an end";
        }
    }
#if HINTS > 0
    state.hints[0] = no_slot;
    EXPECT_EQ(12, Broken());
#endif
}

TEST_F(Verify, WhatTheWorkRemembersMayBeTheLastSlotAndIsNotLookedAtBetweenPhases)
{
    for (unsigned phase : {CHOOSE, PLAN}) {
        Work(phase);
        memset(scratch, 0xFF, sizeof *scratch);
        EXPECT_EQ(0, Broken()) << phase;
    }
    for (unsigned stage : {REST, MOVE}) {
        CarryIn(LIFT, stage);
        scratch->move.reached = scratch->move.block = scratch->move.home = state.made;
        EXPECT_EQ(0, Broken()) << stage;
    }
    Work(SCAN);
    cursor_set(&scratch->scan.best, state.made);
    scratch->scan.best.place = scratch->scan.best_end = POOL_END;
    EXPECT_EQ(0, Broken());
}
