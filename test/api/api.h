// SPDX-License-Identifier: MIT
// What the tests of the public interface share: a pool that is fresh for each of them, a record of
// what tm_on_error was told, and some states of a pool that are hard on an allocator.
#ifndef TEST_API_API_H
#define TEST_API_API_H

#include <stdint.h>
#include <string.h>

#include <functional>
#include <vector>

#include <gtest/gtest.h>
#include <tinymem.h>

// What tm_on_error was told last, and how often it was called.
struct ErrorLog {
    int count;
    tm_error_t error;
    tm_index_t index;
};
extern ErrorLog error_log;

// More slices than any of these states takes, up to some for each of 65,535 blocks: a loop that
// needs more does not end.
constexpr uint32_t kMostSlices = 1000000;

// A size that a slice can move, and of which every pool of these tests holds several.
constexpr tm_size_t kSize = TM_POOL_SIZE < 1500 ? 32 : 64;

// Each test begins with an empty pool, and ends with a whole one and no error left over.
class Api : public ::testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;
};

// Expects that tm_on_error was called once since the last time, with that.
void ExpectError(tm_error_t error, unsigned index);

// Slices until there is nothing more to do; fails when that does not end.
void Finish();

// The loop of the promise: 0 when tm_thread has given the request up.
tm_index_t AllocPatiently(tm_size_t size);

// The same for tm_realloc.
tm_index_t ReallocPatiently(tm_index_t index, tm_size_t size);

// The promise to its end: tm_defrag too, where that may be needed.
tm_index_t AllocPromised(tm_size_t size);

// Blocks of that size until no more fit, each filled by its index. In address order. The last
// request was refused, and is given up.
std::vector<tm_index_t> FillPool(tm_size_t size);

// A full pool in which every second block was freed: half is free, no large block fits, and no
// request waits.
std::vector<tm_index_t> FragmentPool(tm_size_t size);

// Writes contents that only this block has, or checks that they are there.
void Mark(tm_index_t index);
bool IsMarked(tm_index_t index, tm_size_t size);
void ExpectMarked(const std::vector<tm_index_t> &blocks);

// The pool as tm_walk shows it, and the live blocks of it.
std::vector<tm_span_t> Picture();
std::vector<tm_index_t> LiveBlocks();
bool operator==(const tm_span_t &one, const tm_span_t &other);

// Whether two figures of a pool are the same.
bool operator==(const tm_stats_t &one, const tm_stats_t &other);

// How many gaps there are.
size_t Gaps();

// The addresses of blocks.
std::vector<void *> Addresses(const std::vector<tm_index_t> &blocks);

// All that a call that is refused or wrong must leave alone: the map, the contents' places and the
// figures but `failed`.
class Unchanged {
public:
    Unchanged();
    ~Unchanged();

private:
    std::vector<tm_span_t> picture_;
    tm_stats_t stats_;
};

#endif
