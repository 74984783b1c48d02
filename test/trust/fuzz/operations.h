// SPDX-License-Identifier: MIT
// Operations as data: four bytes each, every value of which means something, so that a fuzzer or a
// generator of properties can make and shrink them as it likes. A Player does them, checks each
// answer by calls.h, and looks at all there is to see after each one.
#ifndef TEST_FUZZ_OPERATIONS_H
#define TEST_FUZZ_OPERATIONS_H

#include <tinymem.h>

#include "calls.h"

// What an operation does. ALLOC and FREE come first: the more of a pool is in use, the more happens.
enum Kind : uint8_t {
    ALLOC,
    FREE,
    REALLOC,
    SLICE,
    ALLOC_PATIENTLY,
    REALLOC_PATIENTLY,
    FILL,
    THIN_OUT,
    FINISH,
    DEFRAG_ALL,
    DEFRAG_ALLOC,
    DEFRAG_REALLOC,
    PIN,
    UNPIN,
    LOOK_AT,
    WRITE,
    WRONG,
    NOTHING,
    RESET,
    KINDS
};

// Their names, for reports.
constexpr const char *kKindNames[KINDS] = {
    "alloc", "free", "realloc", "slice", "alloc patiently", "realloc patiently", "fill", "thin out",
    "finish", "defrag all", "defrag for alloc", "defrag for realloc", "pin", "unpin", "look at",
    "write", "wrong", "nothing", "reset"};

// One operation. All numbers are taken modulo what there is.
struct Operation {
    uint8_t kind;  // a Kind
    uint8_t which; // the block: its position in the model's list
    uint8_t how;   // where its size comes from, and how the call is made
    uint8_t much;  // a number for the size
};

// Does operations.
class Player : public Calls {
public:
    // Begins with an empty pool whose memory is full of a word of the seed: a pool of zeros hides
    // what footers and links are mistaken for.
    explicit Player(uint32_t seed) : Calls(seed)
    {
        error_log = ErrorLog();
        Restart();
        tm_size_t size = tm_stats().largest_now;
        tm_index_t index = tm_alloc(size);
        memset(tm_void(index), (int)(seed % 256), size);
        Restart();
    }

    // One operation, up to three slices, as a main loop does them, and a look at everything.
    bool Play(const Operation &operation)
    {
        PASS_ON(Do(operation));
        PASS_ON(SomeSlices(operation.how / 64u));
        return Look();
    }

    // After the last operation: tm_thread ends, nothing is lost, the promise holds, and once all is
    // freed the pool is one gap.
    bool End()
    {
        tm_index_t index = 0;
        PASS_ON(UnpinAll());
        PASS_ON(Slices(UINT64_MAX));
        Begin("the promise, at the end");
        tm_size_t most = tm_stats().largest_after;
        if (most != 0) PASS_ON(AllocatePatiently(most, &index));
        PASS_ON(model_.CheckAllContents());
        while (model_.live_count != 0) {
            Begin("free, at the end");
            PASS_ON(Free(model_.Live(0), false, true));
        }
        PASS_ON(Look());
        return CheckEmpty();
    }

    // Invariants, figures, places and contents; with a read barrier no addresses are taken, as that
    // would end each flight.
    bool Look() override
    {
        CLAIM(tm_verify() == 0);
        PASS_ON(model_.CheckStats());
        PASS_ON(model_.CheckWalk());
        return TM_READ_BARRIER || model_.CheckAllContents();
    }

protected:
    // A size that is likely to be of interest, for a block that has `old` bytes now.
    tm_size_t Size(const Operation &operation, tm_size_t old)
    {
        tm_size_t much = operation.much;
        tm_size_t few = much % (2 * TM_BLOCK_SIZE + 1); // half of them one more than there is
        switch (operation.how % 8) {
        case 0: return 1 + much % 64;
        case 1: return (1 + much % 32) * TM_BLOCK_SIZE;
        case 2: return model_.live_count != 0 ? SizeOf(much) : 1 + much;
        case 3: return old + Less(tm_stats().largest_now + TM_BLOCK_SIZE, few);
        case 4: return old + Less(tm_stats().largest_after + TM_BLOCK_SIZE, few);
        case 5: return 1 + much * (TM_POOL_SIZE / 256);
        case 6: return ((tm_size_t)1 << much % 16) + much / 16 % 3;
        default: return much % 2 != 0 ? SIZE_MAX - much : Less(old + 1 + much / 8, 16);
        }
    }

    // The block that is meant. There must be one.
    tm_index_t Block(const Operation &operation) const
    {
        return model_.Live(operation.which % model_.live_count);
    }

private:
    // a - b, but at least 1.
    static tm_size_t Less(tm_size_t a, tm_size_t b) { return a > b ? a - b : 1; }

    // The size of a live block.
    tm_size_t SizeOf(tm_size_t position) const
    {
        return model_.At(model_.Live((uint32_t)(position % model_.live_count))).size;
    }

    // The operation itself, if it needs no block.
    bool Do(const Operation &operation)
    {
        uint8_t kind = operation.kind % KINDS;
        bool flag = operation.how / 8 % 2 != 0;
        tm_index_t index = 0;
        bool done = false;
        Begin(kKindNames[kind]);
        switch (kind) {
        case ALLOC: return Allocate(Size(operation, 0), flag, &index);
        case ALLOC_PATIENTLY: return AllocatePatiently(Size(operation, 0), &index);
        case SLICE: return SomeSlices(1u + operation.much % 8u);
        case FILL: return Fill(Size(operation, 0));
        case FINISH: return Slices(UINT64_MAX);
        case DEFRAG_ALL: return DefragmentAll();
        case DEFRAG_ALLOC: return DefragmentFor(0, Size(operation, 0), &done);
        case WRONG: return Wrong(WrongIndex(operation), operation.how);
        case NOTHING: return Nothing();
        case RESET: Restart(); return true;
        default: return model_.live_count == 0 || DoWithBlock(kind, flag, operation);
        }
    }

    // The operation itself, if it needs a block.
    bool DoWithBlock(uint8_t kind, bool flag, const Operation &operation)
    {
        tm_index_t index = Block(operation);
        bool look = operation.how / 16 % 2 != 0;
        bool done = false;
        tm_size_t size = Size(operation, model_.At(index).size);
        switch (kind) {
        case FREE: return Free(index, flag, look);
        case REALLOC: return Resize(index, size, &done);
        case REALLOC_PATIENTLY: return ResizePatiently(index, size, &done);
        case THIN_OUT: return ThinOut(operation.which, 2u + operation.much % 3u);
        case DEFRAG_REALLOC: return DefragmentFor(index, size, &done);
        case PIN: return Pin(index, look);
        case UNPIN: return UnpinOne(index);
        case LOOK_AT: return flag ? model_.CheckAllContents() : model_.CheckContents(index);
        default: return Write(index);
        }
    }

    // Takes one pin back, if the block has any.
    bool UnpinOne(tm_index_t index)
    {
        if (model_.At(index).pins != 0) Unpin(index);
        return true;
    }

    // Other contents for a block; those that it had are looked at.
    bool Write(tm_index_t index)
    {
        PASS_ON(model_.CheckContents(index));
        model_.Rewrite(index);
        return true;
    }

    // Some slices, with a look after each.
    bool SomeSlices(uint32_t most)
    {
        while (most-- != 0 && Slice()) PASS_ON(Look());
        return true;
    }

    // Blocks of one size until one is refused.
    bool Fill(tm_size_t size)
    {
        tm_index_t index = 0;
        do {
            PASS_ON(Allocate(size, false, &index));
        } while (index != 0);
        return true;
    }

    // Frees each block but the pinned ones that stands at a multiple of `step`, less `first`.
    bool ThinOut(uint32_t first, uint32_t step)
    {
        for (uint32_t at = model_.live_count; at-- != 0;) {
            if ((at + first) % step == 0) PASS_ON(Free(model_.Live(at), false, !TM_READ_BARRIER));
        }
        return true;
    }

    // An index that may be wrong: near what there is, or anything.
    tm_index_t WrongIndex(const Operation &operation)
    {
        uint32_t how = operation.how % 32;
        if (how < 8) return (tm_index_t)(tm_stats().slots_total + 1 + operation.which % 4);
        if (how < 16) return (tm_index_t)(operation.which * 256u + operation.much);
        return operation.which;
    }
};

#endif
