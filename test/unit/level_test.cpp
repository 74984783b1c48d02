// SPDX-License-Identifier: MIT
#include "unit.h"

static const unsigned kMost = (number_t) ~(number_t)0;

// The high-water mark, where there is one.
static unsigned Mark(const struct level &level)
{
#if TM_STATS
    return level.peak;
#else
    (void)level;
    return 0;
#endif
}

TEST(Level, IsWhatWasAddedLessWhatWasTaken)
{
    struct level level = {};
    size_t now = 0;
    for (unsigned more : {5u, 1u, 0u, kMost - 50, 3u}) {
        level_raise(&level, more);
        EXPECT_EQ(now += more, level_now(&level));
        level_lower(&level, 2);
        EXPECT_EQ(now -= 2, level_now(&level));
    }
    level_lower(&level, (unsigned)now);
    EXPECT_EQ(0u, level_now(&level));
}

TEST(Level, ReachesFromNothingToTheLargestNumberAndBack)
{
    struct level level = {};
    for (int round = 0; round < 2; round++) {
        level_raise(&level, kMost);
        EXPECT_EQ(kMost, level_now(&level));
        EXPECT_EQ(TM_STATS ? kMost : 0u, Mark(level));
        level_lower(&level, kMost);
        EXPECT_EQ(0u, level_now(&level));
    }
}

TEST(Level, TheMarkRisesWithTheQuantityAndStaysWhenItFalls)
{
    struct level level = {};
    level_raise(&level, 30);
    level_lower(&level, 20);
    level_raise(&level, 20);
    EXPECT_EQ(TM_STATS ? 30u : 0u, Mark(level)) << "as high as it was: no higher";
    level_raise(&level, 1);
    EXPECT_EQ(TM_STATS ? 31u : 0u, Mark(level));
    level_lower(&level, 31);
    level_raise(&level, 30);
    EXPECT_EQ(TM_STATS ? 31u : 0u, Mark(level));
    EXPECT_EQ(30u, level_now(&level));
    level_raise(&level, 0);
    EXPECT_EQ(TM_STATS ? 31u : 0u, Mark(level));
}
