// SPDX-License-Identifier: MIT
// Long random sequences of every call of the public interface against the naive model of model.h.
// The same source is compiled against one pool a configuration (see CMakeLists.txt). How long is
// said by the environment variable MODEL_OPERATIONS, or else by the definition of that name;
// MODEL_SEED repeats a failure that was reported.
#include <stdlib.h>

#include <gtest/gtest.h>
#include <tinymem.h>

#include "model.h"
#include "random.h"

#ifndef MODEL_OPERATIONS
#define MODEL_OPERATIONS 20000
#endif

ErrorLog error_log;

// Replaces the default, which ends the program: notes what it was told.
extern "C" void tm_on_error(tm_error_t error, tm_index_t index)
{
    error_log.count++;
    error_log.error = error;
    error_log.index = index;
}

namespace {

// Blocks up to this size fit into a slice on every core: no request needs tm_defrag for them.
#ifndef TM_SLICE
#define TM_SLICE 840
#endif
constexpr tm_size_t kSliceMoves = TM_SLICE < 840 ? 16 : TM_SLICE / 8;

// More slices than any episode takes: who needs more does not end.
constexpr uint64_t kMostSlices = 100000 + 64ull * (TM_POOL_SIZE / TM_BLOCK_SIZE);

// The verifier and the walk look at this many stretches an operation: in small pools at all.
constexpr uint32_t kLooksAnOperation = 512;

// A mix of sizes in bytes.
struct Mix {
    uint32_t small_percent, medium_percent; // the rest is large
    uint32_t small_most, medium_most, large_most;
    uint32_t pins; // blocks that a round pins, at most
};

constexpr uint32_t kEighth = TM_POOL_SIZE / 8 < 32768 ? TM_POOL_SIZE / 8 : 32768;
constexpr uint32_t kMedium = kEighth < 256 ? kEighth : 256;

constexpr Mix kTiny = {100, 0, 4, 4, 4, 0};
constexpr Mix kSmall = {100, 0, 40, 40, 40, 0};
constexpr Mix kMixed = {90, 9, 40, kMedium, kEighth, 0};
constexpr Mix kLarge = {10, 40, 40, kMedium, kEighth, 0};
constexpr Mix kWithPins = {80, 15, 40, kMedium, kEighth, TM_PINS};

// A number from the environment, or what is given.
uint32_t FromEnvironment(const char *name, uint32_t otherwise)
{
    const char *text = getenv(name);
    return text != nullptr && *text != 0 ? (uint32_t)strtoul(text, nullptr, 10) : otherwise;
}

// Does random things to the pool and tells the model.
class Driver {
public:
    Driver(const Mix &mix, uint32_t seed)
        : mix_(mix), model_(seed), random_(model_.random), most_(mix.small_most)
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

private:
    bool Fail(const char *claim, const char *file, int line)
    {
        return model_.Fail(claim, file, line);
    }

    // Counts an operation, and names it for reports.
    void Begin(const char *name)
    {
        model_.operation++;
        model_.operation_name = name;
    }

    // tm_reset, whatever the state: afterwards the pool is as fresh as ever.
    void Restart()
    {
        Begin("reset");
        tm_reset();
        model_.Clear();
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
    bool Look()
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

    // Addresses are no longer good.
    void Moved()
    {
        model_.moved_any = true;
        model_.epoch++;
    }

    // One slice.
    bool Slice()
    {
        bool more = tm_thread();
        Moved();
        return more;
    }

    // tm_alloc or tm_calloc once, and what must be true of its answer.
    bool Allocate(tm_size_t size, bool zeroed, tm_index_t *result)
    {
        tm_stats_t before = tm_stats();
        tm_index_t index = zeroed ? tm_calloc(1, size) : tm_alloc(size);
        tm_stats_t after = tm_stats();
        *result = index;
        CLAIM(after.moves == before.moves || TM_READ_BARRIER);
        if (index != 0) return model_.Adopt(index, size, zeroed);
        model_.failed++;
        CLAIM(size > before.largest_now);
        CLAIM(after.free_bytes == before.free_bytes && after.slots_used == before.slots_used);
        return true;
    }

    // Slices until the loop of the promise has served the request or tm_thread has given it up.
    bool AllocatePatiently(tm_size_t size, tm_index_t *result)
    {
        tm_stats_t before = tm_stats();
        bool promised = model_.pinned == 0 && size <= before.largest_after;
        uint64_t slices = 0;
        PASS_ON(Allocate(size, false, result));
        while (*result == 0 && Slice()) {
            CLAIM(++slices < kMostSlices);
            if (random_.OneIn(16)) PASS_ON(Look());
            PASS_ON(Allocate(size, false, result));
        }
        if (*result != 0 || !promised) return true;
        CLAIM(!TM_READ_BARRIER);
        CLAIM(model_.Largest() > kSliceMoves);
        CLAIM(tm_defrag(0, size));
        Moved();
        PASS_ON(Allocate(size, false, result));
        CLAIM(*result != 0);
        return true;
    }

    // tm_realloc once, and what must be true of its answer.
    bool Resize(tm_index_t index, tm_size_t size, bool *done)
    {
        tm_stats_t before = tm_stats();
        tm_size_t old = model_.At(index).size;
        tm_index_t answer = tm_realloc(index, size);
        tm_stats_t after = tm_stats();
        if (TM_SCRAMBLE) Moved();
        *done = answer != 0;
        if (answer == 0) {
            model_.failed++;
            CLAIM(size > old || before.largest_now == 0); // no slot for the rest
            CLAIM(size > before.largest_now || model_.At(index).pins != 0);
            CLAIM(after.free_bytes == before.free_bytes);
            return model_.CheckContents(index);
        }
        CLAIM(answer == index);
        if (!TM_SCRAMBLE && !TM_READ_BARRIER) {
            CLAIM(after.moves <= before.moves + 1);
            if (size <= old) CLAIM(after.moves == before.moves);
        }
        if ((size <= old && !TM_SCRAMBLE) || model_.At(index).pins != 0)
            PASS_ON(model_.Touch(index));
        return model_.Resize(index, size);
    }

    // The promise for tm_realloc: growth that fits into largest_after is served.
    bool ResizePatiently(tm_index_t index, tm_size_t size, bool *done)
    {
        tm_stats_t before = tm_stats();
        tm_size_t whole = (size + TM_BLOCK_SIZE - 1) / TM_BLOCK_SIZE * TM_BLOCK_SIZE;
        tm_size_t old = model_.At(index).size;
        bool promised = model_.pinned == 0 && (whole <= old || whole - old <= before.largest_after);
        uint64_t slices = 0;
        PASS_ON(Resize(index, size, done));
        while (!*done && Slice()) {
            CLAIM(++slices < kMostSlices);
            if (random_.OneIn(16)) PASS_ON(Look());
            PASS_ON(Resize(index, size, done));
        }
        if (*done || !promised) return true;
        CLAIM(!TM_READ_BARRIER);
        CLAIM(model_.Largest() > kSliceMoves);
        CLAIM(tm_defrag(index, size));
        Moved();
        PASS_ON(Resize(index, size, done));
        CLAIM(*done);
        return true;
    }

    // tm_free, by either of its names.
    bool Free(tm_index_t index)
    {
        if (model_.At(index).pins != 0) return true;
        tm_stats_t before = tm_stats();
        PASS_ON(model_.Drop(index));
        if (random_.OneIn(8)) {
            CLAIM(tm_realloc(index, 0) == 0);
            if (TM_SCRAMBLE) Moved();
        } else {
            tm_free(index);
            CLAIM(tm_stats().moves == before.moves || TM_READ_BARRIER);
        }
        CLAIM(!tm_valid(index));
        CLAIM(tm_stats().free_bytes + kWorn > before.free_bytes);
        return true;
    }

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
        return Wrong();
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
            PASS_ON(Free(model_.AnyLive()));
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
        Begin("thread");
        uint64_t slices = 0;
        uint32_t most = random_.OneIn(4) ? UINT32_MAX : random_.Between(1, 4);
        while (slices < most && Slice()) CLAIM(++slices < kMostSlices);
        return true;
    }

    // Each form of tm_defrag, and that its answer is true.
    bool Defragment()
    {
        tm_stats_t before = tm_stats();
        tm_size_t size = random_.OneIn(2) ? Size() : random_.Below(TM_POOL_SIZE) + 1;
        Moved();
        if (random_.OneIn(3)) {
            Begin("defrag all");
            return DefragmentAll();
        }
        if (random_.OneIn(2)) {
            Begin("defrag for alloc");
            bool can = tm_defrag(0, size);
            CLAIM(can || model_.pinned != 0 || size > before.largest_after);
            tm_index_t index = 0;
            PASS_ON(Allocate(size, false, &index));
            CLAIM(can == (index != 0));
            return true;
        }
        Begin("defrag for realloc");
        tm_index_t block = model_.AnyLive();
        bool can = tm_defrag(block, size), done = false;
        tm_size_t old = model_.At(block).size;
        CLAIM(can || model_.pinned != 0 || size > old + before.largest_after);
        PASS_ON(Resize(block, size, &done));
        CLAIM(can == done);
        return true;
    }

    // tm_defrag(0, 0): all that is free is one gap.
    bool DefragmentAll()
    {
        bool one = tm_defrag(0, 0);
        Moved();
        CLAIM(one || model_.pinned != 0);
        PASS_ON(model_.CheckWalk());
        if (one) CLAIM(model_.spans <= model_.live_count + 1);
        return true;
    }

    // Pins and unpins, nested.
    bool Pins()
    {
        tm_index_t index = model_.AnyLive();
        const Record &record = model_.At(index);
        if (record.pins != 0 && random_.OneIn(2)) {
            Begin("unpin");
            tm_unpin(index);
            model_.Unpin(index);
            return true;
        }
        if (mix_.pins == 0 && TM_PINS != 0) return UnpinAll();
        Begin("pin");
        tm_stats_t before = tm_stats();
        PASS_ON(model_.Touch(index));
        void *address = tm_pin(index);
        if (record.pins == 0 && before.pinned == TM_PINS) {
            CLAIM(address == nullptr);
            return random_.OneIn(4) ? UnpinAll() : true;
        }
        CLAIM(address != nullptr && address == tm_void(index));
        model_.Pin(index);
        return model_.Touch(index);
    }

    // Takes every pin back.
    bool UnpinAll()
    {
        Begin("unpin all");
        for (uint32_t at = 0; at < model_.live_count && model_.pinned != 0; at++) {
            tm_index_t index = model_.Live(at);
            while (model_.At(index).pins != 0) {
                tm_unpin(index);
                model_.Unpin(index);
            }
        }
        CLAIM(model_.pinned == 0);
        return true;
    }

    // Calls that are allowed and do nothing.
    bool Nothing()
    {
        Begin("nothing");
        tm_free(0);
        tm_unpin(0);
        CLAIM(tm_pin(0) == nullptr && tm_sizeof(0) == 0 && !tm_valid(0) && !tm_check(0, 1));
        CLAIM(tm_alloc(0) == 0 && tm_calloc(0, 4) == 0 && tm_calloc(4, 0) == 0);
        CLAIM(tm_calloc(SIZE_MAX / 2, 3) == 0 && tm_calloc(3, SIZE_MAX / 2) == 0);
        CLAIM(tm_alloc(SIZE_MAX - random_.Below(64)) == 0);
        CLAIM(tm_realloc(0, 0) == 0);
        CLAIM(tm_realloc(model_.AnyLive(), SIZE_MAX - random_.Below(64)) == 0);
        if (TM_SCRAMBLE) Moved();
        if (TM_STATS) model_.failed = tm_stats().failed;
        uint32_t visits = random_.Between(1, 5);
        CLAIM(tm_walk(Stop, &visits) == (visits != 0));
        return true;
    }

    // For tm_walk: ends it after some visits.
    static bool Stop(const tm_span_t *, void *context)
    {
        return --*static_cast<uint32_t *>(context) != 0;
    }

    // A wrong call: tm_on_error is told once, and nothing changes.
    bool Wrong()
    {
        if (TM_CHECKS == 0) return true;
        tm_stats_t before = tm_stats();
        tm_index_t index = (tm_index_t)random_.Below(random_.OneIn(2) ? 300 : 65536);
        bool zero = true;
        if (index == 0) return true;
        Begin("wrong call");
        if (model_.IsLive(index)) {
            PASS_ON(WrongForLive(index, &zero));
        } else {
            CLAIM(!tm_valid(index) && !tm_check(index, 1));
            switch (random_.Below(TM_CHECKS >= 2 ? 7 : 6)) {
            case 0: tm_free(index); break;
            case 1: zero = tm_realloc(index, random_.Below(100)) == 0; break;
            case 2: zero = tm_sizeof(index) == 0; break;
            case 3: zero = tm_pin(index) == nullptr; break;
            case 4: tm_unpin(index); break;
            case 5: zero = !tm_defrag(index, random_.Below(100)); break;
            case 6: zero = tm_void(index) == nullptr; break;
            }
            CLAIM(error_log.error == TM_ERROR_INDEX || error_log.error == TM_ERROR_FREED);
        }
        CLAIM(zero);
        CLAIM(error_log.count == 1 && error_log.index == index);
        error_log.count = 0;
        tm_stats_t after = tm_stats();
        CLAIM(after.failed == before.failed && after.free_bytes == before.free_bytes);
        CLAIM(after.slots_used == before.slots_used && after.moves == before.moves);
        return true;
    }

    // What is wrong for a live block: to free a pinned one, to unpin another one.
    bool WrongForLive(tm_index_t index, bool *zero)
    {
        if (model_.At(index).pins == 0) {
            tm_unpin(index);
            CLAIM(error_log.error == TM_ERROR_UNPIN);
            return true;
        }
        if (random_.OneIn(2))
            tm_free(index);
        else
            *zero = tm_realloc(index, 0) == 0;
        CLAIM(error_log.error == TM_ERROR_PINNED);
        return true;
    }

    // Frees all in random order: nothing is lost, and it is one gap.
    bool Drain()
    {
        PASS_ON(UnpinAll());
        while (model_.live_count != 0) {
            Begin("drain");
            PASS_ON(Free(model_.AnyLive()));
            if (random_.OneIn(4)) Slice();
            PASS_ON(Look());
        }
        Begin("after the drain");
        uint64_t slices = 0;
        while (Slice()) CLAIM(++slices < kMostSlices);
        PASS_ON(DefragmentAll());
        CLAIM(model_.spans == 1);
        CLAIM(tm_verify() == 0);
        PASS_ON(model_.CheckStats());
        tm_stats_t stats = tm_stats();
        tm_index_t index = 0;
        PASS_ON(Allocate(stats.largest_now, false, &index));
        CLAIM(index != 0 && stats.largest_now + kGrowthBytes >= stats.free_bytes);
        return Free(index);
    }

    const Mix &mix_;
    Model model_;
    Random &random_;
    tm_size_t most_; // the largest size of the mix
    uint32_t looks_ = 0, bytes_looked_ = 0;
};

// The part of the operations that a test does.
void Exercise(const Mix &mix, uint32_t percent)
{
    uint32_t operations = FromEnvironment("MODEL_OPERATIONS", MODEL_OPERATIONS);
    uint32_t seed = FromEnvironment("MODEL_SEED", 20250701u + percent);
    Driver driver(mix, seed);
    driver.Run((uint32_t)((uint64_t)operations * percent / 100));
}

} // namespace

TEST(Model, HoldsForTheLeastBlocksUntilTheSlotsRunOut) { Exercise(kTiny, 10); }
TEST(Model, HoldsForSmallBlocks) { Exercise(kSmall, 20); }
TEST(Model, HoldsForSmallMediumAndLargeBlocks) { Exercise(kMixed, 35); }
TEST(Model, HoldsForLargeBlocks) { Exercise(kLarge, 15); }
#if TM_PINS > 0
TEST(Model, HoldsWithPinnedBlocks) { Exercise(kWithPins, 20); }
#endif
