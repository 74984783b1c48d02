// SPDX-License-Identifier: MIT
// The naive model of a pool: of each block it knows the size, the contents and the pins, and where
// the block was last seen. It calls the pool only to look, never to change it. Every function that
// checks returns false after it has reported the first claim that does not hold.
#ifndef TEST_MODEL_MODEL_H
#define TEST_MODEL_MODEL_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <tinymem.h>

#include "../support/pins.h"
#include "random.h"

// Ends a checking function with a report when the condition does not hold.
#define CLAIM(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) return Fail(#condition, __FILE__, __LINE__);                             \
    } while (false)

// Ends a checking function when another one has failed and reported.
#define PASS_ON(call)                                                                              \
    do {                                                                                           \
        if (!(call)) return false;                                                                 \
    } while (false)

// The bytes of a slot, and what a growing table takes at once beside the block that it displaces.
constexpr tm_size_t kSlotBytes = TM_NUMBER_BITS / 4;
constexpr tm_size_t kLeastBytes =
    TM_NUMBER_BITS / 2 > TM_BLOCK_SIZE ? TM_NUMBER_BITS / 2 : TM_BLOCK_SIZE;
constexpr tm_size_t kGrowthBytes =
    kSlotBytes * (TM_FLAGS_APART ? 2 * TM_NUMBER_BITS + 1 : 2) + 2 * kLeastBytes;

// What tm_free may take of what is free: with GENERATIONS the table may grow for a slot that is
// worn.
constexpr tm_size_t kWorn = TM_GENERATIONS > 0 ? kGrowthBytes : 0;

// No pool of this size can have more slots than that.
constexpr uint32_t kMostSlots = TM_POOL_SIZE / kSlotBytes;
constexpr uint32_t kMostIndex = TM_GENERATIONS > 0        ? (1u << (TM_INDEX_BITS - 1)) - 1
                                : TM_INDEXES < kMostSlots ? TM_INDEXES
                                                          : kMostSlots;

// Told of a claim that does not hold: each program has its own.
void ReportFailure(const char *file, int line, const char *text);

// What the pool told tm_on_error (defined in calls.h).
struct ErrorLog {
    uint32_t count;
    tm_error_t error;
    tm_index_t index;
};
extern ErrorLog error_log;

// What the model knows of a block.
struct Record {
    tm_size_t size;    // what tm_sizeof says; 0: no block
    tm_size_t offset;  // where tm_walk or tm_void last saw it
    uint32_t seed;     // of its contents
    uint32_t epoch;    // of the last tm_void
    uint32_t position; // in the list of live indexes
    uint32_t pins;
};

class Model
{
  public:
    explicit Model(uint32_t seed) : random(seed), seed_(seed) {}

    // Forgets all blocks: the pool has just been reset. `fresh` is what a fresh pool looks like.
    void Clear()
    {
        memset(records_, 0, sizeof records_);
        live_count = 0;
        live_bytes = peak_bytes = peak_blocks = failed = pinned = nested = 0;
        moved_any = true;
        moves_seen_ = 0;
        fresh = tm_stats();
    }

    const Record &At(tm_index_t index) const { return records_[index]; }
    bool IsLive(uint32_t index) const { return index <= kMostIndex && records_[index].size != 0; }
    tm_index_t Live(uint32_t position) const { return live_[position]; }
    tm_index_t AnyLive() { return live_[random.Below(live_count)]; }

    // The bytes of the largest live block.
    tm_size_t Largest() const
    {
        tm_size_t largest = 0;
        for (uint32_t position = 0; position < live_count; position++) {
            tm_size_t size = records_[live_[position]].size;
            if (size > largest) largest = size;
        }
        return largest;
    }

    // A new block: no live one may have its index, and it is filled up to its last usable byte.
    bool Adopt(tm_index_t index, tm_size_t asked, bool zeroed)
    {
        CLAIM(index >= 1 && index <= kMostIndex);
        CLAIM(!IsLive(index));
        Record &record = records_[index];
        record.size = tm_sizeof(index);
        record.seed = random.Next();
        record.pins = 0;
        record.position = live_count;
        live_[live_count++] = index;
        Count(record.size);
        CLAIM(tm_valid(index) && tm_check(index, asked) && record.size >= asked);
        record.offset = (tm_size_t)(tm_uint8(index) - (const uint8_t *)TM_MEMORY_);
        record.epoch = epoch;
        for (tm_size_t at = 0; zeroed && at < asked; at++) CLAIM(tm_uint8(index)[at] == 0);
        CLAIM((uintptr_t)tm_void(index) % TM_BLOCK_SIZE == 0);
        Write(index);
        return true;
    }

    // The block's size changed: the bytes up to the smaller size must have survived.
    bool Resize(tm_index_t index, tm_size_t asked)
    {
        Record &record = records_[index];
        tm_size_t old = record.size;
        tm_size_t now = tm_sizeof(index);
        CLAIM(tm_check(index, asked));
        live_bytes -= old;
        live_count--;
        record.size = now;
        live_count++;
        Count(now);
        record.offset = (tm_size_t)(tm_uint8(index) - (const uint8_t *)TM_MEMORY_);
        record.epoch = epoch;
        CLAIM(Holds(index, old < now ? old : now));
        Write(index);
        return true;
    }

    // The block is about to be freed: its contents must be whole to the end, if they are looked at.
    bool Drop(tm_index_t index, bool look)
    {
        Record &record = records_[index];
        if (look) CLAIM(Holds(index, record.size));
        live_bytes -= record.size;
        record.size = 0;
        tm_index_t last = live_[--live_count];
        live_[record.position] = last;
        records_[last].position = record.position;
        return true;
    }

    // One pin more or one less.
    void Pin(tm_index_t index)
    {
        pinned += records_[index].pins == 0;
        nested += records_[index].pins == 1;
        records_[index].pins++;
    }
    void Unpin(tm_index_t index)
    {
        records_[index].pins--;
        pinned -= records_[index].pins == 0;
        nested -= records_[index].pins == 1;
    }

    // Whether there is room for one more: of a link's bit, or of the list.
    bool CanPin(tm_index_t index) const
    {
        if (TM_PINS == 0) return false;
        if (PINS_ANY) return records_[index].pins != 1 || nested + 1 <= TM_PINS;
        return records_[index].pins != 0 || pinned + 1 <= TM_PINS;
    }

    // Takes a block's address; where it may not have moved, it must be the one of the last look.
    bool Touch(tm_index_t index)
    {
        Record &record = records_[index];
        tm_size_t offset = (tm_size_t)(tm_uint8(index) - (const uint8_t *)TM_MEMORY_);
        CLAIM(offset == record.offset || MayHaveMoved(record));
        record.offset = offset;
        record.epoch = epoch;
        return true;
    }

    // The block's bytes are those that were written.
    bool CheckContents(tm_index_t index)
    {
        PASS_ON(Touch(index));
        CLAIM(Holds(index, records_[index].size));
        return true;
    }

    // The same for every block.
    bool CheckAllContents()
    {
        for (uint32_t position = 0; position < live_count; position++)
            PASS_ON(CheckContents(live_[position]));
        return true;
    }

    // Writes other contents.
    void Rewrite(tm_index_t index)
    {
        records_[index].seed = random.Next();
        Write(index);
    }

    // tm_stats agrees with the model, and what it says of itself hangs together.
    bool CheckStats()
    {
        tm_stats_t stats = tm_stats();
        CLAIM(stats.pool_bytes == TM_POOL_SIZE);
        CLAIM(stats.live_bytes == live_bytes);
        CLAIM(stats.pinned == pinned);
        CLAIM(stats.live_blocks == (TM_STATS ? live_count : 0));
        CLAIM(stats.peak_live_bytes == (TM_STATS ? peak_bytes : 0));
        CLAIM(stats.peak_live_blocks == (TM_STATS ? peak_blocks : 0));
        CLAIM(stats.failed == (TM_STATS ? failed : 0));
        CLAIM(stats.slots_total <= TM_INDEXES);
        CLAIM(stats.slots_used <= stats.slots_total);
        CLAIM(TM_STATS ? stats.slots_used >= live_count : stats.slots_used == 0);
        CLAIM(stats.largest_now <= stats.largest_after && stats.largest_after <= stats.free_bytes);
        if (pinned != 0) CLAIM(stats.largest_after == stats.largest_now);
        // (The last index but one may be a gap's: then only all of that gap can be had.)
        if (pinned == 0 && live_count + 1 < TM_INDEXES)
            CLAIM(stats.largest_after + kGrowthBytes >= stats.free_bytes);
        CLAIM(error_log.count == 0);
        return CheckNothingLost(stats);
    }

    // Each byte of a fresh pool is now live, free, or in the table that has grown.
    bool CheckNothingLost(const tm_stats_t &stats)
    {
        tm_size_t slots = stats.slots_total - fresh.slots_total;
        tm_size_t table = slots * kSlotBytes;
        if (TM_FLAGS_APART) table += table / (2 * TM_NUMBER_BITS);
        CLAIM(stats.slots_total >= fresh.slots_total);
        CLAIM(stats.live_bytes + stats.free_bytes <= fresh.free_bytes);
        CLAIM(stats.live_bytes + stats.free_bytes + table + kGrowthBytes >= fresh.free_bytes);
        return true;
    }

    // Nothing of what may not move has moved, every block is where tm_walk says, none overlap, and
    // live and free add up. `spans` is then the number of stretches seen.
    bool CheckWalk()
    {
        walk_ = Walk();
        tm_size_t moves_before = moves_seen_;
        CLAIM(tm_walk(Visit, this));
        PASS_ON(walk_.good);
        CLAIM(walk_.live == live_count);
        CLAIM(walk_.live_bytes == live_bytes);
        tm_stats_t stats = tm_stats();
        CLAIM(walk_.free_bytes == stats.free_bytes);
        CLAIM(walk_.end <= TM_POOL_SIZE);
        if (TM_STATS) CLAIM(walk_.moved <= stats.moves - moves_before);
        moves_seen_ = stats.moves;
        moved_any = false;
        spans = walk_.spans;
        return true;
    }

    // Reports a claim that does not hold.
    bool Fail(const char *claim, const char *file, int line)
    {
        char text[256];
        snprintf(text, sizeof text, "%s\n  at operation %u (%s), MODEL_SEED=%u", claim,
                 (unsigned)operation, operation_name, (unsigned)seed_);
        ReportFailure(file, line, text);
        return false;
    }

    Random random;
    tm_stats_t fresh;
    uint32_t live_count = 0;
    tm_size_t live_bytes = 0, peak_bytes = 0, peak_blocks = 0, failed = 0;
    tm_size_t pinned = 0;            // blocks that are pinned,
    tm_size_t nested = 0;            // and of them those that are so more than once
    uint32_t epoch = 0;              // counts the calls after which an address is no longer good
    bool moved_any = true;           // any block may have moved since the last walk
    uint32_t spans = 0;              // stretches in the last walk
    uint32_t operation = 0;          // for reports: how many so far,
    const char *operation_name = ""; // and the last one

  private:
    struct Walk {
        bool good = true;
        tm_size_t end = 0;
        tm_size_t live_bytes = 0, free_bytes = 0;
        uint32_t live = 0, spans = 0, moved = 0;
    };

    // Counts a block's bytes in.
    void Count(tm_size_t size)
    {
        live_bytes += size;
        if (live_bytes > peak_bytes) peak_bytes = live_bytes;
        if (live_count > peak_blocks) peak_blocks = live_count;
    }

    // With a read barrier a block stands still once tm_void has told where it is; without one it
    // stands still until the next call that may move blocks.
    bool MayHaveMoved(const Record &record) const
    {
        if (record.pins != 0) return false;
        return TM_READ_BARRIER ? record.epoch != epoch : moved_any;
    }

    // Four bytes of a block's contents. Some blocks hold zeros, and some look like indexes.
    static uint32_t Word(uint32_t seed, tm_size_t position)
    {
        if (seed % 8 == 0 && position != 0) return 0;
        if (seed % 8 <= 2 && position != 0)
            return (1 + seed / 8 % 200) * (TM_INDEX_BITS == 8 ? 0x01010101u : 0x00010001u);
        return seed * 0x9E3779B1u + (uint32_t)position * 0x85EBCA6Bu;
    }

    // Fills the block.
    void Write(tm_index_t index)
    {
        const Record &record = records_[index];
        uint8_t *bytes = tm_uint8(index);
        for (tm_size_t at = 0; at < record.size; at += 4) {
            uint32_t word = Word(record.seed, at / 4);
            memcpy(bytes + at, &word, record.size - at < 4 ? record.size - at : 4);
        }
    }

    // Whether the first `size` bytes of the block are as written.
    bool Holds(tm_index_t index, tm_size_t size) const
    {
        const uint8_t *bytes = tm_uint8(index);
        for (tm_size_t at = 0; at < size; at += 4) {
            uint32_t word = Word(records_[index].seed, at / 4);
            if (memcmp(bytes + at, &word, size - at < 4 ? size - at : 4) != 0) return false;
        }
        return true;
    }

    // For tm_walk.
    static bool Visit(const tm_span_t *span, void *context)
    {
        Model *model = static_cast<Model *>(context);
        model->walk_.good = model->See(*span);
        return true;
    }

    // One stretch of the walk against what is known.
    bool See(const tm_span_t &span)
    {
        PASS_ON(walk_.good);
        CLAIM(span.size != 0 && span.size % TM_BLOCK_SIZE == 0);
        CLAIM(walk_.spans == 0 || span.offset == walk_.end);
        walk_.end = span.offset + span.size;
        walk_.spans++;
        if (span.kind == TM_FREE) {
            CLAIM(span.index == 0);
            walk_.free_bytes += span.size;
            return true;
        }
        CLAIM(IsLive(span.index));
        Record &record = records_[span.index];
        CLAIM(span.size == record.size);
        CLAIM(span.kind == (record.pins != 0 ? TM_PINNED : TM_LIVE));
        CLAIM(span.offset == record.offset || MayHaveMoved(record));
        walk_.moved += span.offset != record.offset;
        record.offset = span.offset;
        walk_.live++;
        walk_.live_bytes += span.size;
        return true;
    }

    uint32_t seed_;
    tm_size_t moves_seen_ = 0;
    Walk walk_;
    static inline Record records_[kMostIndex + 1];
    static inline tm_index_t live_[kMostIndex + 1];
};

#endif
