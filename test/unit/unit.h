// SPDX-License-Identifier: MIT
// What the tests of the source files share: the whole core, compiled into the test, so that they
// reach what is static in it; a pool that is empty for each of them; and pools built by hand.
#ifndef TEST_UNIT_UNIT_H
#define TEST_UNIT_UNIT_H

#include <stdint.h>
#include <string.h>

#include <initializer_list>
#include <vector>

#include <gtest/gtest.h>

// The port, instead of platform/none/port.h: it sees that each lock is given back as it was taken.
#define PORT_NONE_H
typedef int port_lock_t;
static int locks;

static inline port_lock_t port_lock(void) { return locks++; }

static inline void port_unlock(port_lock_t saved) { EXPECT_EQ(saved, --locks); }

#include "tinymem.c"

#if !TM_FLAGS_APART
/* Marks the slot as a gap's or unused: the core writes it with the rest of the slot. */
static inline void mark_free(slot_t slot) { *entry_of(slot) |= ENTRY_FREE; }
#endif

// Sizes along the chain, in units: those of gaps are negative.
using Picture = std::vector<long>;

// Each test begins with a pool that is set up and empty, and ends with a pool that is whole.
class Unit : public ::testing::Test
{
  protected:
    void SetUp() override
    {
        tm_reset();
        memset(TM_POOL_, 0, sizeof TM_POOL_);
        heap_ready();
    }

    void TearDown() override
    {
        EXPECT_EQ(0, verify_all());
        tm_reset();
        EXPECT_EQ(0, locks);
        locks = 0;
    }
};

// Allocates blocks of these sizes, in units, so that they stand one behind the other in this
// order, up to the end of the pool; all below them is one gap. Their bytes are filled, and a slot
// is unused.
inline std::vector<slot_t> Row(std::initializer_list<unsigned> sizes)
{
    std::vector<slot_t> row(sizes.size());
    for (size_t at = sizes.size(); at-- != 0;) {
        unsigned size = sizes.begin()[at];
        row[at] = heap_alloc((number_t)size);
        stats_live();
        EXPECT_NE(0, row[at]);
        EXPECT_EQ(size, size_of(row[at]));
        memset(address_of(place_of(row[at])), 0x40 + (int)at, (size_t)size * TM_BLOCK_SIZE);
    }
    EXPECT_TRUE(slots_ready());
    return row;
}

// Frees these blocks of a row.
inline void Free(const std::vector<slot_t> &row, std::initializer_list<size_t> which)
{
    for (size_t at : which) {
        heap_free(row[at]);
        stats_freed();
    }
}

// Takes all slots that are to be had without a growth of the table, but for the reserve.
inline void TakeSlots()
{
    while (slots_have_room()) slot_make();
    while (state.unused != 0) slot_take();
}

// heap_resize, counted as tm_realloc does.
inline enum fit Resize(slot_t slot, unsigned size)
{
    number_t had = size_of(slot);
    enum fit result = heap_resize(slot, (number_t)size);
    level_lower(&state.live, had);
    level_raise(&state.live, size_of(slot));
    return result;
}

// Whether block number `at` of a row holds in its first `blocks` what Row wrote.
inline bool IsIntact(const std::vector<slot_t> &row, size_t at, unsigned blocks)
{
    const unsigned char *bytes = address_of(place_of(row[at]));
    for (size_t byte = 0; byte < (size_t)blocks * TM_BLOCK_SIZE; byte++) {
        if (bytes[byte] != 0x40 + at) return false;
    }
    return true;
}

// The bytes of all that a pool consists of: state, memory, and the index in flight.
inline std::vector<unsigned char> Bytes()
{
    std::vector<unsigned char> bytes(sizeof state + sizeof TM_POOL_);
    memcpy(bytes.data(), &state, sizeof state);
    memcpy(bytes.data() + sizeof state, TM_POOL_, sizeof TM_POOL_);
#if TM_READ_BARRIER
    bytes.push_back((unsigned char)(tm_in_flight_ & 0xFF));
    bytes.push_back((unsigned char)(tm_in_flight_ >> 8));
#endif
    return bytes;
}

// Makes the pool what it was.
inline void SetBytes(const std::vector<unsigned char> &bytes)
{
    memcpy(&state, bytes.data(), sizeof state);
    memcpy(TM_POOL_, bytes.data() + sizeof state, sizeof TM_POOL_);
#if TM_READ_BARRIER
    tm_in_flight_ = (tm_index_t)(bytes[bytes.size() - 2] | bytes[bytes.size() - 1] << 8);
#endif
}

// The chain: the indexes from the sentinel on, in address order.
inline std::vector<slot_t> Chain()
{
    std::vector<slot_t> chain;
    for (slot_t at = next_of(0); at != 0; at = next_of(at)) chain.push_back(at);
    return chain;
}

// The last `count` nodes of the chain.
inline Picture Tail(size_t count)
{
    std::vector<slot_t> chain = Chain();
    Picture sizes;
    for (size_t at = chain.size() - count; at < chain.size(); at++)
        sizes.push_back(is_free(chain[at]) ? -(long)size_of(chain[at]) : (long)size_of(chain[at]));
    return sizes;
}

// Makes all hints the same, where there are any.
inline void SetHints(slot_t slot)
{
#if HINTS > 0
    for (slot_t &hint : state.hints) hint = slot;
#else
    (void)slot;
#endif
}

#if !TM_COMPACTOR_SLIDE
// Runs the compactor. The gap below a Row is always taken: these pools have only the gaps that a
// test makes.
class Compacting : public Unit
{
  protected:
    void Build(std::initializer_list<unsigned> sizes)
    {
        row = Row(sizes);
        ASSERT_NE(0, heap_alloc(gap_at(place_of(next_of(0)))->size));
    }

    // Works in one phase for a request of `want` blocks until it is over (or another one begins).
    void Work(unsigned phase, unsigned want)
    {
        compactor->in_defrag = 1;
        compactor->alloc_size = (number_t)want;
        goal_begin(GOAL_ALLOC);
        compactor->plan = PLAN_ALLOC;
        phase_start(phase);
        Step(phase);
    }

    // Starts a phase for the growth of a block to `size` blocks.
    void StartToGrow(unsigned phase, slot_t who, unsigned size)
    {
        compactor->in_defrag = 1;
        compactor->realloc_slot = who;
        compactor->realloc_size = (number_t)size;
        goal_begin(GOAL_REALLOC);
        compactor->plan = PLAN_REALLOC;
        phase_start(phase);
    }

    // And steps until it is over.
    void WorkToGrow(unsigned phase, slot_t who, unsigned size)
    {
        StartToGrow(phase, who, size);
        Step(phase);
    }

    // Works in one phase for the table, as a request of tm_alloc lacks a slot, until it is over.
    void WorkForTheTable(unsigned phase)
    {
        compactor->in_defrag = 1;
        compactor->alloc_size = POOL_END;
        goal_begin(GOAL_ALLOC);
        compactor->plan = PLAN_SLOT;
        phase_start(phase);
        Step(phase);
    }

    // Steps until the phase, and the walks and moves of it, are over.
    void Step(unsigned phase)
    {
        unsigned steps = 0;
        while (compactor->phase == phase || compactor->stage != REST) {
            ASSERT_EQ(GOES_ON, StepOnce());
            ASSERT_EQ(0, verify_all());
            ASSERT_LT(++steps, 10000u);
        }
    }

    // As if tm_defrag were at work: what a test lets the compactor do is done for its goal.
    static void Want()
    {
        compactor->in_defrag = 1;
        compactor->goal = GOAL_ONE_GAP;
        compactor->plan = PLAN_ONE_GAP;
    }

    // One step, whatever it costs.
    static enum outcome StepOnce()
    {
        size_t left = (size_t)-1;
        return compact_step(&left);
    }

    // Steps until there is nothing more to do; the count of phases stays in its bound.
    void Finish()
    {
        unsigned steps = 0;
        while (StepOnce() != IDLE) {
            EXPECT_LE(+compactor->phases_spent, (unsigned)MOST_PHASES);
            ASSERT_LT(++steps, 100000u);
        }
    }

    std::vector<slot_t> row;
};

#endif

#endif
