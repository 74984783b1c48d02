// SPDX-License-Identifier: MIT
// tm_walk: all of the pool, in address order, and nothing else.
#include "api.h"

using Walk = Api;

// For tm_walk: ends it when the count is down.
static bool CountDown(const tm_span_t *, void *context)
{
    return --*static_cast<int *>(context) != 0;
}

TEST_F(Walk, OfAFreshPoolShowsOneGap)
{
    std::vector<tm_span_t> spans = Picture();
    ASSERT_EQ(1u, spans.size());
    EXPECT_EQ(TM_FREE, spans[0].kind);
    EXPECT_EQ(0, spans[0].index);
    EXPECT_EQ(tm_stats().free_bytes, spans[0].size);
}

TEST_F(Walk, CoversThePoolInAddressOrder)
{
    FragmentPool(kSize);
    std::vector<tm_span_t> spans = Picture();
    tm_size_t live = 0, free_bytes = 0;
    for (size_t at = 0; at < spans.size(); at++) {
        (spans[at].kind == TM_FREE ? free_bytes : live) += spans[at].size;
        if (at != 0) {
            EXPECT_EQ(spans[at - 1].offset + spans[at - 1].size, spans[at].offset);
        }
    }
    EXPECT_EQ(tm_stats().live_bytes, live);
    EXPECT_EQ(tm_stats().free_bytes, free_bytes);
    EXPECT_LE(spans.back().offset + spans.back().size, (tm_size_t)TM_POOL_SIZE);
}

TEST_F(Walk, ShowsEachLiveBlockOnceWithItsSizeAndPlace)
{
    std::vector<tm_index_t> blocks = FragmentPool(kSize);
    size_t seen = 0;
    const char *start = nullptr;
    for (const tm_span_t &span : Picture()) {
        if (span.kind == TM_FREE) continue;
        EXPECT_EQ(blocks[seen++], span.index);
        EXPECT_EQ(tm_sizeof(span.index), span.size);
        const char *base = tm_char(span.index) - span.offset;
        if (start != nullptr) {
            EXPECT_EQ(start, base);
        }
        start = base;
    }
    EXPECT_EQ(blocks.size(), seen);
}

TEST_F(Walk, NeverShowsTwoGapsSideBySideInAQuietPool)
{
    FragmentPool(kSize);
    Finish();
    bool gap = false;
    for (const tm_span_t &span : Picture()) {
        EXPECT_FALSE(gap && span.kind == TM_FREE);
        gap = span.kind == TM_FREE;
    }
}

TEST_F(Walk, EndsWhenTheVisitorSaysSo)
{
    FragmentPool(kSize);
    int count = 3;
    EXPECT_FALSE(tm_walk(CountDown, &count));
    EXPECT_EQ(0, count);
}

TEST_F(Walk, ChangesNothing)
{
    FragmentPool(kSize);
    Unchanged unchanged;
    Picture();
}
