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

#include "tinymem.c"

// Sizes along the chain, in blocks: those of gaps are negative.
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
    }
};

// Allocates blocks of these sizes, in blocks, so that they stand one behind the other in this
// order, up to the end of the pool; all below them is one gap. Their bytes are filled, and a slot
// is unused.
inline std::vector<index_t> Row(std::initializer_list<unsigned> sizes)
{
    std::vector<index_t> row(sizes.size());
    for (size_t at = sizes.size(); at-- != 0;) {
        unsigned size = sizes.begin()[at];
        row[at] = heap_alloc((number_t)size);
        stats_live(1);
        EXPECT_NE(0, row[at]);
        EXPECT_EQ(size, size_of(row[at]));
        memset(address_of(place_of(row[at])), 0x40 + (int)at, (size_t)size * TM_BLOCK_SIZE);
    }
    EXPECT_TRUE(slots_ready());
    return row;
}

// Frees these blocks of a row.
inline void Free(const std::vector<index_t> &row, std::initializer_list<size_t> which)
{
    for (size_t at : which) {
        heap_free(row[at]);
        stats_freed();
    }
}

// Whether block number `at` of a row holds in its first `blocks` what Row wrote.
inline bool IsIntact(const std::vector<index_t> &row, size_t at, unsigned blocks)
{
    const unsigned char *bytes = address_of(place_of(row[at]));
    for (size_t byte = 0; byte < (size_t)blocks * TM_BLOCK_SIZE; byte++) {
        if (bytes[byte] != 0x40 + at) return false;
    }
    return true;
}

// The chain: the indexes from the sentinel on, in address order.
inline std::vector<index_t> Chain()
{
    std::vector<index_t> chain;
    for (index_t at = next_of(0); at != 0; at = next_of(at)) chain.push_back(at);
    return chain;
}

// The last `count` nodes of the chain.
inline Picture Tail(size_t count)
{
    std::vector<index_t> chain = Chain();
    Picture sizes;
    for (size_t at = chain.size() - count; at < chain.size(); at++)
        sizes.push_back(is_free(chain[at]) ? -(long)size_of(chain[at]) : (long)size_of(chain[at]));
    return sizes;
}

#endif
