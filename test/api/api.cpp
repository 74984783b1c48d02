// SPDX-License-Identifier: MIT
#include "api.h"

ErrorLog error_log;

// Replaces the default, which ends the program.
extern "C" void tm_on_error(tm_error_t error, tm_index_t index)
{
    error_log.count++;
    error_log.error = error;
    error_log.index = index;
}

void Api::SetUp()
{
    tm_reset();
    error_log = ErrorLog();
}

void Api::TearDown()
{
    EXPECT_EQ(0, tm_verify());
    EXPECT_EQ(0, error_log.count) << "error " << error_log.error << ", index " << error_log.index;
    tm_reset();
}

void ExpectError(tm_error_t error, unsigned index)
{
    EXPECT_EQ(1, error_log.count);
    EXPECT_EQ(error, error_log.error);
    EXPECT_EQ(index, error_log.index);
    error_log = ErrorLog();
}

void Finish()
{
    uint32_t slices = 0;
    while (tm_thread()) ASSERT_LT(++slices, kMostSlices) << "tm_thread does not end";
}

tm_index_t AllocPatiently(tm_size_t size)
{
    tm_index_t index;
    uint32_t slices = 0;
    while (!(index = tm_alloc(size)) && tm_thread()) {
        if (++slices < kMostSlices) continue;
        ADD_FAILURE() << "the loop does not end";
        break;
    }
    return index;
}

tm_index_t ReallocPatiently(tm_index_t index, tm_size_t size)
{
    tm_index_t answer;
    uint32_t slices = 0;
    while (!(answer = tm_realloc(index, size)) && tm_thread()) {
        if (++slices < kMostSlices) continue;
        ADD_FAILURE() << "the loop does not end";
        break;
    }
    return answer;
}

tm_index_t AllocPromised(tm_size_t size)
{
    tm_index_t index = AllocPatiently(size);
    if (index == 0 && !TM_READ_BARRIER && tm_defrag(0, size)) index = tm_alloc(size);
    return index;
}

std::vector<tm_index_t> FillPool(tm_size_t size)
{
    while (tm_index_t index = AllocPatiently(size)) Mark(index);
    return LiveBlocks();
}

std::vector<tm_index_t> FragmentPool(tm_size_t size)
{
    std::vector<tm_index_t> all = FillPool(size), kept;
    for (size_t at = 0; at < all.size(); at++) {
        if (at % 2 != 0)
            kept.push_back(all[at]);
        else
            tm_free(all[at]);
    }
    tm_free(tm_alloc(size));
    EXPECT_GE(kept.size(), 3u);
    EXPECT_LT(tm_stats().largest_now, 3 * size);
    return kept;
}

// Byte number `at` of what Mark writes.
static uint8_t MarkByte(tm_index_t index, tm_size_t at)
{
    return (uint8_t)(index * 37u + index / 256u * 101u + at * 11u + at / 256u);
}

void Mark(tm_index_t index)
{
    tm_size_t size = tm_sizeof(index);
    for (tm_size_t at = 0; at < size; at++) tm_uint8(index)[at] = MarkByte(index, at);
}

bool IsMarked(tm_index_t index, tm_size_t size)
{
    const uint8_t *bytes = tm_uint8(index);
    for (tm_size_t at = 0; at < size; at++) {
        if (bytes[at] != MarkByte(index, at)) return false;
    }
    return true;
}

void ExpectMarked(const std::vector<tm_index_t> &blocks)
{
    for (tm_index_t index : blocks) {
        EXPECT_TRUE(tm_valid(index));
        EXPECT_TRUE(IsMarked(index, tm_sizeof(index))) << "index " << index;
    }
}

// For tm_walk: collects.
static bool Collect(const tm_span_t *span, void *context)
{
    static_cast<std::vector<tm_span_t> *>(context)->push_back(*span);
    return true;
}

std::vector<tm_span_t> Picture()
{
    std::vector<tm_span_t> spans;
    EXPECT_TRUE(tm_walk(Collect, &spans));
    return spans;
}

std::vector<tm_index_t> LiveBlocks()
{
    std::vector<tm_index_t> blocks;
    for (const tm_span_t &span : Picture()) {
        if (span.kind != TM_FREE) blocks.push_back(span.index);
    }
    return blocks;
}

bool operator==(const tm_span_t &one, const tm_span_t &other)
{
    return one.index == other.index && one.kind == other.kind && one.offset == other.offset &&
           one.size == other.size;
}

bool operator==(const tm_stats_t &one, const tm_stats_t &other)
{
    return one.pool_bytes == other.pool_bytes && one.live_bytes == other.live_bytes &&
           one.live_blocks == other.live_blocks && one.free_bytes == other.free_bytes &&
           one.largest_now == other.largest_now && one.largest_after == other.largest_after &&
           one.slots_used == other.slots_used && one.slots_total == other.slots_total &&
           one.peak_live_bytes == other.peak_live_bytes &&
           one.peak_live_blocks == other.peak_live_blocks && one.failed == other.failed &&
           one.moves == other.moves && one.moved_bytes == other.moved_bytes &&
           one.pinned == other.pinned && one.reason == other.reason;
}

size_t Gaps()
{
    size_t count = 0;
    for (const tm_span_t &span : Picture()) count += span.kind == TM_FREE;
    return count;
}

std::vector<void *> Addresses(const std::vector<tm_index_t> &blocks)
{
    std::vector<void *> addresses;
    for (tm_index_t index : blocks) addresses.push_back(tm_void(index));
    return addresses;
}

Unchanged::Unchanged() : picture_(Picture()), stats_(tm_stats()) {}

Unchanged::~Unchanged()
{
    tm_stats_t now = tm_stats();
    EXPECT_TRUE(picture_ == Picture()) << "the map has changed";
    EXPECT_EQ(stats_.live_bytes, now.live_bytes);
    EXPECT_EQ(stats_.live_blocks, now.live_blocks);
    EXPECT_EQ(stats_.free_bytes, now.free_bytes);
    EXPECT_EQ(stats_.largest_now, now.largest_now);
    EXPECT_EQ(stats_.largest_after, now.largest_after);
    EXPECT_EQ(stats_.slots_used, now.slots_used);
    EXPECT_EQ(stats_.slots_total, now.slots_total);
    EXPECT_EQ(stats_.peak_live_bytes, now.peak_live_bytes);
    EXPECT_EQ(stats_.peak_live_blocks, now.peak_live_blocks);
    EXPECT_EQ(stats_.moves, now.moves);
    EXPECT_EQ(stats_.moved_bytes, now.moved_bytes);
    EXPECT_EQ(stats_.pinned, now.pinned);
}
