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

namespace {

// Each test begins with a pool that is set up and empty, and ends with a pool that is whole.
class Unit : public ::testing::Test {
protected:
    void SetUp() override
    {
        tm_reset();
        memset(TM_POOL_, 0, sizeof TM_POOL_);
        heap_ready();
    }

    void TearDown() override { EXPECT_EQ(0, verify_all()); }
};

// Allocates blocks of these sizes, in blocks, so that they stand one behind the other in this
// order, up to the end of the pool; all below them is one gap. Their bytes are filled.
[[maybe_unused]] std::vector<index_t> Row(std::initializer_list<number_t> sizes)
{
    std::vector<index_t> row(sizes.size());
    for (size_t at = sizes.size(); at-- != 0;) {
        number_t size = sizes.begin()[at];
        row[at] = heap_alloc(size);
        EXPECT_NE(0, row[at]);
        EXPECT_EQ(size, size_of(row[at]));
        memset(address_of(place_of(row[at])), 0x40 + (int)at, (size_t)size * TM_BLOCK_SIZE);
    }
    return row;
}

// Whether block number `at` of a Row, in its first `size` blocks, holds what Row wrote.
[[maybe_unused]] bool IsIntact(const std::vector<index_t> &row, size_t at, number_t size)
{
    const unsigned char *bytes = address_of(place_of(row[at]));
    for (size_t byte = 0; byte < (size_t)size * TM_BLOCK_SIZE; byte++) {
        if (bytes[byte] != 0x40 + at) return false;
    }
    return true;
}

// The chain: the indexes from the sentinel on, in address order.
[[maybe_unused]] std::vector<index_t> Chain()
{
    std::vector<index_t> chain;
    for (index_t at = next_of(0); at != 0; at = next_of(at)) chain.push_back(at);
    return chain;
}

// The sizes along the chain, in blocks: gaps are negative.
[[maybe_unused]] std::vector<long> Sizes()
{
    std::vector<long> sizes;
    for (index_t at : Chain()) sizes.push_back(is_free(at) ? -(long)size_of(at) : (long)size_of(at));
    return sizes;
}

// Sizes() without what stands first: the gap that is left of the fresh pool.
[[maybe_unused]] std::vector<long> SizesOfRow()
{
    std::vector<long> sizes = Sizes();
    sizes.erase(sizes.begin());
    return sizes;
}

using Row_ = std::vector<long>;

} // namespace

#endif
