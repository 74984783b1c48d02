// SPDX-License-Identifier: MIT
// Each call of the public interface, done to the pool and to the naive model of model.h, with all
// that must be true of the answer, whatever the state. What is called when is up to others: the
// model test rolls dice, the fuzzer and the properties are told.
//
// To be included by one file of a program: it replaces tm_on_error.
#ifndef TEST_MODEL_CALLS_H
#define TEST_MODEL_CALLS_H

#include <tinymem.h>

#include "model.h"

ErrorLog error_log;

// Replaces the default, which ends the program: notes what it was told.
extern "C" void tm_on_error(tm_error_t error, tm_index_t index)
{
    error_log.count++;
    error_log.error = error;
    error_log.index = index;
}

// Blocks up to this size fit into a slice on every core: no request needs tm_defrag for them.
#ifndef TM_SLICE
#define TM_SLICE 840
#endif
constexpr tm_size_t kSliceMoves = TM_SLICE < 840 ? 16 : TM_SLICE / 8;

// More slices than any episode takes: who needs more does not end.
constexpr uint64_t kUnits = TM_POOL_SIZE / TM_BLOCK_SIZE;
// With COMPACTOR slide a growth lifts gap k past the k blocks below it, and walks up to each of
// these anew, 4 nodes a slice (840 - 84 - 526 units, 56 each): of n blocks, every second one before
// a gap, the sum of j / 4 for each j up to k up to n / 2.
constexpr uint64_t kLiftSlices = TM_COMPACTOR_SLIDE ? kUnits * kUnits * kUnits / 192 : 0;
constexpr uint64_t kMostSlices = 100000 + 64 * kUnits + kLiftSlices;

// The wrong calls with an index that names no block; tm_void looks at it where CHECKS is 2.
constexpr uint32_t kWrongCalls = TM_CHECKS >= 2 ? 7 : 6;

// Does one call, or a loop of calls that belong together. Each function returns false after it has
// reported the first claim that does not hold.
class Calls
{
  public:
    explicit Calls(uint32_t seed) : model_(seed), random_(model_.random) {}

  protected:
    ~Calls() = default;

    bool Fail(const char *claim, const char *file, int line)
    {
        return model_.Fail(claim, file, line);
    }

    // All that is to be looked at between two calls.
    virtual bool Look() = 0;

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
        waiting_ = 0;
        growing_ = 0;
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

    // Slices until nothing is left to do, or so many are done.
    bool Slices(uint64_t most)
    {
        Begin("thread");
        uint64_t slices = 0;
        while (slices < most && Slice()) CLAIM(++slices < kMostSlices);
        return true;
    }

    // tm_alloc or tm_calloc once, and what must be true of its answer.
    bool Allocate(tm_size_t size, bool zeroed, tm_index_t *result)
    {
        tm_stats_t before = tm_stats();
        tm_index_t index = zeroed ? tm_calloc(1, size) : tm_alloc(size);
        tm_stats_t after = tm_stats();
        *result = index;
        CLAIM(after.moves == before.moves || TM_READ_BARRIER);
        if (index != 0 && size >= waiting_) waiting_ = 0;
        if (index != 0) return model_.Adopt(index, size, zeroed);
        if (size > waiting_) waiting_ = size;
        model_.failed++;
        CLAIM(size > before.largest_now);
        CLAIM(after.free_bytes == before.free_bytes && after.slots_used == before.slots_used);
        return true;
    }

    // Slices until the loop of the promise has served the request or tm_thread has given it up.
    bool AllocatePatiently(tm_size_t size, tm_index_t *result)
    {
        tm_stats_t before = tm_stats();
        bool promised = model_.pinned == 0 && size <= TM_POOL_SIZE &&
                        size + ForGrowing() <= before.largest_after;
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
        if (answer == 0 || index == growing_) growing_ = answer == 0 ? index : 0;
        if (answer == 0) {
            model_.failed++;
            // No slot for the rest. COMPACTOR slide serves a request by a small gap's own.
            CLAIM(size > old || before.largest_now < (TM_COMPACTOR_SLIDE ? 2 * kLeastBytes : 1));
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
        bool promised =
            model_.pinned == 0 && size <= TM_POOL_SIZE && CanShrink() &&
            (whole <= old || whole - old + ForWaiting() + ForGrowing() <= before.largest_after);
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

    // tm_free, by either of its names. A look at the contents takes the address, and with a read
    // barrier that ends the block's flight: so not all are looked at.
    bool Free(tm_index_t index, bool by_realloc, bool look)
    {
        if (model_.At(index).pins != 0) return true;
        tm_stats_t before = tm_stats();
        if (index == growing_) growing_ = 0;
        PASS_ON(model_.Drop(index, look));
        if (by_realloc) {
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

    // tm_defrag for a request, of tm_alloc where the index is 0, and that its answer is true.
    bool DefragmentFor(tm_index_t index, tm_size_t size, bool *done)
    {
        Begin(index == 0 ? "defrag for alloc" : "defrag for realloc");
        tm_size_t most = tm_stats().largest_after;
        if (index != 0 && most > ForWaiting()) most += model_.At(index).size - ForWaiting();
        bool can = tm_defrag(index, size);
        Moved();
        CLAIM(can || model_.pinned != 0 || size > most || !CanShrink());
        tm_index_t result = 0;
        if (index == 0) PASS_ON(Allocate(size, false, &result));
        if (index != 0) PASS_ON(Resize(index, size, done));
        if (index == 0) *done = result != 0;
        // Scrambling may make the room, or, between pinned blocks, take the slot.
        CLAIM(can == *done || (TM_SCRAMBLE && (*done || model_.pinned != 0)));
        return true;
    }

    // tm_defrag(0, 0): all that is free is one gap.
    bool DefragmentAll()
    {
        Begin("defrag all");
        bool one = tm_defrag(0, 0);
        Moved();
        CLAIM(one || model_.pinned != 0);
        PASS_ON(model_.CheckWalk());
        if (one) CLAIM(model_.spans <= model_.live_count + 1);
        return true;
    }

    // tm_pin. A look at the address before it ends the block's flight, with a read barrier.
    bool Pin(tm_index_t index, bool look)
    {
        Begin("pin");
        if (look) PASS_ON(model_.Touch(index));
        void *address = tm_pin(index);
        if (!model_.CanPin(index)) {
            CLAIM(address == nullptr);
            return true;
        }
        CLAIM(address != nullptr && address == tm_void(index));
        if (!look) PASS_ON(model_.Touch(index));
        model_.Pin(index);
        return model_.Touch(index);
    }

    // tm_unpin.
    void Unpin(tm_index_t index)
    {
        Begin("unpin");
        tm_unpin(index);
        model_.Unpin(index);
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
        if (model_.live_count != 0)
            CLAIM(tm_realloc(model_.AnyLive(), SIZE_MAX - random_.Below(64)) == 0);
        if (TM_SCRAMBLE) Moved();
        if (TM_STATS) model_.failed = tm_stats().failed;
        uint32_t visits = 1 + random_.Below(model_.spans + 2);
        uint32_t left = visits;
        bool whole = tm_walk(Stop, &left);
        CLAIM(whole == (left != 0));
        return true;
    }

    // A wrong call: tm_on_error is told once, and nothing changes. `which` of those there are.
    bool Wrong(tm_index_t index, uint32_t which)
    {
        if (TM_CHECKS == 0 || index == 0) return true;
        tm_stats_t before = tm_stats();
        bool zero = true;
        Begin("wrong call");
        if (model_.IsLive(index)) {
            PASS_ON(WrongForLive(index, which, &zero));
        } else {
            CLAIM(!tm_valid(index) && !tm_check(index, 1));
            switch (which % kWrongCalls) {
            case 0:
                tm_free(index);
                break;
            case 1:
                zero = tm_realloc(index, random_.Below(100)) == 0;
                break;
            case 2:
                zero = tm_sizeof(index) == 0;
                break;
            case 3:
                zero = tm_pin(index) == nullptr;
                break;
            case 4:
                tm_unpin(index);
                break;
            case 5:
                zero = !tm_defrag(index, random_.Below(100));
                break;
            case 6:
                zero = tm_void(index) == nullptr;
                break;
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

    // When no block is left: nothing is lost, it is one gap, and can be had as one block.
    bool CheckEmpty()
    {
        PASS_ON(Slices(UINT64_MAX));
        PASS_ON(DefragmentAll());
        CLAIM(model_.spans == 1);
        CLAIM(tm_verify() == 0);
        PASS_ON(model_.CheckStats());
        tm_stats_t stats = tm_stats();
        tm_index_t index = 0;
        PASS_ON(Allocate(stats.largest_now, false, &index));
        CLAIM(index != 0 && stats.largest_now + kGrowthBytes >= stats.free_bytes);
        return Free(index, false, true);
    }

    Model model_;
    Random &random_;

    // Whether there may be a slot for the end that is cut off a block. Where all of them are live
    // blocks' nothing is free, and nothing can grow either.
    // COMPACTOR slide has no slot in reserve: without a gap there may be none.
    bool CanShrink() const
    {
        const tm_stats_t stats = tm_stats();
        const bool none = !TM_STATS || stats.slots_used == stats.slots_total;
        if (TM_COMPACTOR_SLIDE && stats.free_bytes == 0 && none) return false;
        return model_.live_count < TM_INDEXES;
    }

  private:
    // What the table may take from a growth that is promised: for a request of tm_alloc that waits.
    tm_size_t ForWaiting() const { return waiting_ != 0 ? kGrowthBytes : 0; }

    // And from either, for a request of tm_realloc that waits.
    tm_size_t ForGrowing() const { return growing_ != 0 ? kGrowthBytes : 0; }

    // For tm_walk: ends it after some visits.
    static bool Stop(const tm_span_t *, void *context)
    {
        return --*static_cast<uint32_t *>(context) != 0;
    }

    // What is wrong for a live block: to free a pinned one, to unpin another one.
    bool WrongForLive(tm_index_t index, uint32_t which, bool *zero)
    {
        if (model_.At(index).pins == 0) {
            tm_unpin(index);
            CLAIM(error_log.error == TM_ERROR_UNPIN);
            return true;
        }
        if (which % 2 == 0)
            tm_free(index);
        else
            *zero = tm_realloc(index, 0) == 0;
        CLAIM(error_log.error == TM_ERROR_PINNED);
        return true;
    }

    tm_index_t growing_ = 0; // whose request of tm_realloc was refused last, and not served since
    tm_size_t waiting_ =
        0; // the largest request of tm_alloc that was refused, and not served since
};

#endif
