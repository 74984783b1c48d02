// SPDX-License-Identifier: MIT
// Long random sequences of every call of the public interface against the naive model of model.h.
// The same source is compiled against one pool a configuration (see CMakeLists.txt). How long is
// said by the environment variable MODEL_OPERATIONS, or else by the definition of that name;
// MODEL_SEED repeats a failure that was reported.
#include <stdlib.h>

#include <gtest/gtest.h>
#include <tinymem.h>

#include "callers.h"
#include "random.h"

#ifndef MODEL_OPERATIONS
#define MODEL_OPERATIONS 20000
#endif

// Fails the test that runs.
void ReportFailure(const char *file, int line, const char *text)
{
    ADD_FAILURE_AT(file, line) << text;
}

namespace {

// The verifier and the walk look at this many stretches an operation: in small pools at all.
constexpr uint32_t kLooksAnOperation = 512;

// A mix of sizes in bytes.
struct Mix {
    uint32_t small_percent, medium_percent; // the rest is large
    uint32_t small_most, medium_most, large_most;
    uint32_t pins; // blocks that a round pins, about
};

constexpr uint32_t kEighth = TM_POOL_SIZE / 8 < 32768 ? TM_POOL_SIZE / 8 : 32768;
constexpr uint32_t kMedium = kEighth < 256 ? kEighth : 256;

// The verifier looks at each of so many blocks, at most, after every call.
constexpr uint32_t kMostTraded = 1000;

constexpr Mix kTiny = {100, 0, 4, 4, 4, 0};
constexpr Mix kSmall = {100, 0, 40, 40, 40, 0};
constexpr Mix kMixed = {90, 9, 40, kMedium, kEighth, 0};
constexpr Mix kLarge = {10, 40, 40, kMedium, kEighth, 0};
constexpr Mix kWithPins = {80, 15, 40, kMedium, kEighth, (PINS_ANY ? 3 : 1) * TM_PINS};

// A number from the environment, or what is given.
uint32_t FromEnvironment(const char *name, uint32_t otherwise)
{
    const char *text = getenv(name);
    char *end = nullptr;
    if (text == nullptr || *text == 0) return otherwise;
    uint32_t number = (uint32_t)strtoul(text, &end, 10);
    EXPECT_EQ(0, *end) << name << " is no number: " << text;
    return number;
}

// Does random things to the pool and tells the model.
class Driver : public Callers {
public:
    Driver(const Mix &mix, uint32_t seed) : Callers(seed), mix_(mix), most_(mix.small_most)
    {
        if (mix.small_percent < 100) most_ = mix.large_most;
    }

    // Rounds of filling, churning at 98 % full, and draining.
    bool Run(uint32_t operations)
    {
        Restart();
        uint32_t round = operations / 4 + 1;
        while (model_.operation < operations) {
            PASS_ON(Fill());
            for (uint32_t step = 0; step < round && model_.operation < operations; step++) {
                PASS_ON(Step());
                PASS_ON(Look());
            }
            PASS_ON(Drain());
            if (random_.OneIn(2)) Restart();
        }
        return true;
    }

    // Small blocks that come and go, at 60 % live, while something weighs on the pool that closes
    // no short way of tm_alloc and tm_free, or one of them: with a look after every call.
    bool RunBurdened(uint32_t operations)
    {
        while (model_.operation < operations) {
            uint32_t round = operations / 16 + 1;
            Restart();
            PASS_ON(Trade(0));
            while (round > 16) {
                uint32_t some = random_.Between(8, round < 256 ? round : 256);
                round -= some < round ? some : round;
                PASS_ON(Burden());
                PASS_ON(Trade(some));
                if (random_.OneIn(2)) PASS_ON(UnpinAll());
                if (random_.OneIn(2)) PASS_ON(Slices(random_.OneIn(2) ? UINT64_MAX : 2));
                CLAIM(tm_verify() == 0);
            }
            PASS_ON(Drain());
        }
        return true;
    }

private:
    // Fills up to 60 % of what is not table; then blocks come and go, as many times.
    bool Trade(uint32_t times)
    {
        static const tm_size_t sizes[] = {8, 16, 24, 32, 48, 64};
        tm_index_t index = 0;
        for (bool full = false; times != 0 || !full;) {
            tm_size_t memory = model_.live_bytes + tm_stats().free_bytes;
            Begin("trade");
            full = full || model_.live_bytes >= memory / 10 * 6 || model_.live_count >= kMostTraded;
            if (model_.live_bytes >= memory / 10 * 6 || model_.live_count >= kMostTraded) {
                PASS_ON(Free(model_.AnyLive(), false, true));
                times -= times != 0;
            } else {
                PASS_ON(Allocate(sizes[random_.Below(6)], false, &index));
                full = full || index == 0;
                times -= times != 0 && index == 0;
            }
            CLAIM(tm_verify() == 0);
            PASS_ON(model_.CheckStats());
            if (random_.OneIn(64)) {
                PASS_ON(AllocatePatiently(1 + random_.Below(2 * kEighth), &index));
                if (index != 0 && random_.OneIn(2)) PASS_ON(Free(index, false, true));
            }
        }
        return true;
    }

    // One or more of what may weigh on a pool: pins, requests that wait, and hopeless ones.
    bool Burden()
    {
        const uint32_t dice = random_.Below(256);
        const tm_stats_t stats = tm_stats();
        tm_index_t index = 0;
        bool done = false;
        if (model_.live_count == 0) return true;
        for (uint32_t count = dice & 1 ? 1 : dice & 2 ? 3 * TM_PINS + 1 : 0; count != 0; count--)
            PASS_ON(Pin(model_.AnyLive(), true));
        if ((dice & 4) != 0) PASS_ON(Allocate(stats.largest_now + TM_BLOCK_SIZE, false, &index));
        if ((dice & 8) != 0) PASS_ON(Allocate(stats.free_bytes + 64, false, &index));
        index = model_.AnyLive();
        const tm_size_t had = model_.At(index).size;
        if ((dice & 16) != 0) PASS_ON(Resize(index, had + stats.largest_now + 8, &done));
        if ((dice & 32) != 0) PASS_ON(Resize(index, had + stats.free_bytes + 64, &done));
        if ((dice & 192) == 0) PASS_ON(Slices(1));
        return true;
    }

    // A size of the mix.
    tm_size_t Size()
    {
        uint32_t dice = random_.Below(100);
        if (random_.OneIn(16)) return ((tm_size_t)1 << random_.Below(8)) % (most_ + 1) + 1;
        if (dice < mix_.small_percent) return random_.Between(1, mix_.small_most);
        if (dice < mix_.small_percent + mix_.medium_percent)
            return random_.Between(1, mix_.medium_most);
        return random_.Between(1, mix_.large_most);
    }

    // All that can be looked at, as often as its cost allows.
    bool Look() override
    {
        PASS_ON(model_.CheckStats());
        if (model_.live_count != 0) {
            tm_index_t index = model_.AnyLive();
            CLAIM(tm_valid(index) && tm_sizeof(index) == model_.At(index).size);
            if (random_.OneIn(2)) PASS_ON(model_.CheckContents(index));
        }
        looks_ += kLooksAnOperation;
        if (looks_ >= model_.spans) {
            looks_ = 0;
            CLAIM(tm_verify() == 0);
            PASS_ON(model_.CheckWalk());
        }
        bytes_looked_ += 256;
        if (bytes_looked_ >= TM_POOL_SIZE) {
            bytes_looked_ = 0;
            PASS_ON(model_.CheckAllContents());
        }
        return true;
    }

    // tm_free of a block, now and then by tm_realloc.
    bool FreeOne(tm_index_t index) { return Free(index, random_.OneIn(8), true); }

    // Requests until 98 % of what is not table is live.
    bool Fill()
    {
        tm_index_t index = 0;
        uint32_t refused = 0;
        while (refused < 4 && !Full() && model_.live_count < TM_INDEXES) {
            Begin("fill");
            PASS_ON(AllocatePatiently(Size(), &index));
            refused += index == 0;
            PASS_ON(Look());
        }
        return true;
    }

    // Whether 98 % of what is not table is live.
    bool Full() const
    {
        tm_size_t memory = model_.live_bytes + tm_stats().free_bytes;
        return model_.live_bytes >= memory - memory / 50;
    }

    // One random call.
    bool Step()
    {
        uint32_t dice = random_.Below(100);
        if (model_.live_count == 0) return Grow();
        if (dice < 30) return Full() ? Shrink() : Grow();
        if (dice < 50) return Change();
        if (dice < 65) return Shrink();
        if (dice < 80) return Maintain();
        if (dice < 88) return Pins();
        if (dice < 94) return Nothing();
        return Mistake();
    }

    // More is live.
    bool Grow()
    {
        tm_index_t index = 0;
        if (random_.OneIn(4)) {
            Begin("alloc, patiently");
            return AllocatePatiently(Size(), &index);
        }
        Begin("alloc");
        return Allocate(Size(), random_.OneIn(4), &index);
    }

    // Less is live.
    bool Shrink()
    {
        Begin("free");
        for (uint32_t count = random_.Between(1, 3); count != 0 && model_.live_count != 0; count--)
            PASS_ON(FreeOne(model_.AnyLive()));
        return true;
    }

    // Another size, or other contents.
    bool Change()
    {
        tm_index_t index = model_.AnyLive();
        bool done = false;
        if (random_.OneIn(4)) {
            Begin("write");
            PASS_ON(model_.CheckContents(index));
            model_.Rewrite(index);
            return true;
        }
        if (random_.OneIn(3)) {
            Begin("realloc, patiently");
            return ResizePatiently(index, Size(), &done);
        }
        Begin("realloc");
        return Resize(index, Size(), &done);
    }

    // Slices, and now and then a whole defragmentation.
    bool Maintain()
    {
        if (random_.OneIn(16 + model_.live_count / 4)) return Defragment();
        if (random_.OneIn(4 + model_.live_count / 64)) return Wait();
        return Slices(random_.OneIn(4) ? UINT64_MAX : random_.Between(1, 4));
    }

    // Several callers, where more is free than it mostly is.
    bool Wait()
    {
        if (random_.OneIn(2)) PASS_ON(UnpinAll());
        for (uint32_t count = random_.Below(8); count != 0; count--) PASS_ON(Shrink());
        return WaitTogether();
    }

    // Each form of tm_defrag, and that its answer is true.
    bool Defragment()
    {
        tm_size_t size = random_.OneIn(2) ? Size() : random_.Below(TM_POOL_SIZE) + 1;
        bool done = false;
        if (random_.OneIn(3)) return DefragmentAll();
        return DefragmentFor(random_.OneIn(2) ? 0 : model_.AnyLive(), size, &done);
    }

    // Pins and unpins, nested.
    bool Pins()
    {
        tm_index_t index = model_.AnyLive();
        const Record &record = model_.At(index);
        if (record.pins != 0 && random_.OneIn(2)) {
            Unpin(index);
            return true;
        }
        if (mix_.pins == 0 && TM_PINS != 0) return UnpinAll();
        bool all = record.pins == 0 && model_.pinned >= mix_.pins && random_.OneIn(4);
        return all ? UnpinAll() : Pin(index, true);
    }

    // A call with an index that is wrong, or likely so.
    bool Mistake()
    {
        return Wrong((tm_index_t)random_.Below(random_.OneIn(2) ? 300 : 65536), random_.Next() / 2);
    }

    // Frees all in random order: nothing is lost, and it is one gap.
    bool Drain()
    {
        PASS_ON(UnpinAll());
        while (model_.live_count != 0) {
            Begin("drain");
            PASS_ON(FreeOne(model_.AnyLive()));
            if (random_.OneIn(4)) Slice();
            PASS_ON(Look());
        }
        return CheckEmpty();
    }

    const Mix &mix_;
    tm_size_t most_; // the largest size of the mix
    uint32_t looks_ = 0, bytes_looked_ = 0;
};

// The part of the operations that a test does.
uint32_t Operations(uint32_t percent)
{
    uint32_t operations = FromEnvironment("MODEL_OPERATIONS", MODEL_OPERATIONS);
    return (uint32_t)((uint64_t)operations * percent / 100);
}

// Where the numbers of a test begin.
uint32_t Seed(uint32_t percent) { return FromEnvironment("MODEL_SEED", 20250701u + percent); }

// Does that part of them.
void Exercise(const Mix &mix, uint32_t percent)
{
    Driver driver(mix, Seed(percent));
    driver.Run(Operations(percent));
}

} // namespace

TEST(Model, HoldsForTheLeastBlocksUntilTheSlotsRunOut) { Exercise(kTiny, 10); }
TEST(Model, HoldsForSmallBlocks) { Exercise(kSmall, 20); }
TEST(Model, HoldsForSmallMediumAndLargeBlocks) { Exercise(kMixed, 35); }
TEST(Model, HoldsForLargeBlocks) { Exercise(kLarge, 15); }
#if TM_PINS > 0
TEST(Model, HoldsWithPinnedBlocks) { Exercise(kWithPins, 20); }
#endif
TEST(Model, HoldsForSmallBlocksWhateverWeighsOnThePool)
{
    Driver driver(kSmall, Seed(30));
    driver.RunBurdened(Operations(30));
}
