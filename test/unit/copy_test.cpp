// SPDX-License-Identifier: MIT
#include "unit.h"

// Copies `blocks` from one place to another, and expects just that, in all of the pool's memory.
static void ExpectCopy(unsigned to, unsigned from, unsigned blocks)
{
    unsigned char *memory = address_of(0);
    std::vector<unsigned char> expected(sizeof TM_POOL_);
    for (size_t at = 0; at < expected.size(); at++) memory[at] = (unsigned char)(at * 7 + at / 256);
    memcpy(expected.data(), memory, expected.size());
    memmove(&expected[to * TM_BLOCK_SIZE], &expected[from * TM_BLOCK_SIZE], blocks * TM_BLOCK_SIZE);
    copy_units((number_t)to, (number_t)from, (number_t)blocks);
    EXPECT_EQ(0, memcmp(expected.data(), memory, expected.size()))
        << blocks << " from " << from << " to " << to;
}

// The copy does not look at what it copies: these tests write all over the pool.
class Copy : public ::testing::Test
{
  protected:
    void TearDown() override { tm_reset(); }
};

TEST_F(Copy, IsRightForEveryLengthWhereTheTwoAreApart)
{
    for (unsigned blocks = COPY_SHORT ? 1 : 0; blocks < 20; blocks++) {
        ExpectCopy(3, 40, blocks);
        ExpectCopy(40, 3, blocks);
    }
}

TEST_F(Copy, IsRightForEveryOverlap)
{
    for (unsigned distance = 0; distance < 20; distance++) {
        for (unsigned blocks : {1u, 2u, 7u, 16u, 19u}) {
            ExpectCopy(20, 20 + distance, blocks);
            ExpectCopy(20 + distance, 20, blocks);
        }
    }
}

TEST_F(Copy, ReachesTheEndOfThePool)
{
    ExpectCopy(POOL_END - 9, 5, 9);
    ExpectCopy(5, POOL_END - 9, 9);
    ExpectCopy(0, 1, POOL_END - 1);
    ExpectCopy(1, 0, POOL_END - 1);
}
