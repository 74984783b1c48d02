// SPDX-License-Identifier: MIT
// Several callers who wait at the same time, each in the loop of the promise, a call at a time, in
// any order with each other's calls and with what others allocate and free. Who could be served at
// every moment is never told that nothing can be done for him, and is served after so many turns.
#ifndef TEST_MODEL_CALLERS_H
#define TEST_MODEL_CALLERS_H

#include "calls.h"

// How many calls of tm_thread, at most, answer "ask again" after a request is over.
constexpr uint32_t kAsks = 7;

class Callers : public Calls
{
  public:
    explicit Callers(uint32_t seed) : Calls(seed) {}

  protected:
    // Some callers, and others who do something now and then, until all are served who can be.
    bool WaitTogether()
    {
        uint32_t events = random_.Below(8);
        uint32_t steps = 64;
        Begin("wait together");
        count_ = random_.Between(2, kMostCallers);
        Happened();
        for (uint32_t at = 0; at < count_; at++) Arrive(&callers_[at]);
        while (steps != 0 || events != 0 || IsAnyPromised()) {
            PASS_ON(Call(&callers_[random_.Below(count_)]));
            if (steps != 0) steps--;
            if (events != 0 && random_.OneIn(8)) {
                events--;
                PASS_ON(Meddle());
            }
            if (random_.OneIn(32)) PASS_ON(Look());
        }
        count_ = 0;
        return true;
    }

  private:
    static constexpr uint32_t kMostCallers = 4;

    struct Caller {
        tm_index_t index; // the block that shall grow; 0: a new one
        tm_size_t size;   // 0: he waits for nothing
        bool refused;     // then it is his turn to call tm_thread
        bool promised;    // at every moment since he was refused he could be served
        uint32_t others;  // calls of tm_thread by others since then
        uint64_t turns;   // his calls of tm_thread since anybody got or gave back something
    };

    // Turns that each of them needs at most: the work for each request has a bound in the blocks,
    // and where those are copied piece by piece, in their bytes.
    uint64_t MostTurns() const
    {
        uint64_t turns = 16 + 2ull * model_.live_count;
        // With COMPACTOR slide a growth lifts gap k past the k blocks below it, a turn or more
        // each: of n blocks with a gap behind every second one, that are n * n / 8 slides.
        if (TM_COMPACTOR_SLIDE) turns += (uint64_t)model_.live_count * model_.live_count / 8;
        if (TM_READ_BARRIER) turns += model_.live_bytes / kSliceMoves;
        return turns * (count_ + 8);
    }

    // One more waits: for what can be served, or for more than that.
    void Arrive(Caller *caller)
    {
        tm_size_t most = tm_stats().largest_after + 2 * kGrowthBytes;
        *caller = Caller();
        caller->size = 1 + random_.Below((uint32_t)(random_.OneIn(4) ? TM_POOL_SIZE : most));
        if (model_.live_count == 0 || random_.OneIn(2)) return;
        caller->index = model_.AnyLive();
        caller->size += model_.At(caller->index).size;
    }

    // Whether slices can serve him now.
    bool IsPromised(const Caller &caller) const
    {
        tm_size_t most = tm_stats().largest_after;
        tm_size_t whole = (caller.size + TM_BLOCK_SIZE - 1) / TM_BLOCK_SIZE * TM_BLOCK_SIZE;
        if (caller.size == 0 || model_.pinned != 0 || !slices_do_) return false;
        if (caller.index == 0) return whole <= most;
        return CanShrink() && whole <= model_.At(caller.index).size + most;
    }

    bool IsAnyPromised() const
    {
        for (uint32_t at = 0; at < count_; at++) {
            if (IsPromised(callers_[at])) return true;
        }
        return false;
    }

    // Somebody got or gave back something: the bounds are counted from here.
    void Happened()
    {
        slices_do_ = TM_READ_BARRIER || model_.Largest() <= kSliceMoves;
        for (Caller &caller : callers_) caller.turns = 0;
    }

    // After each call: who could not have been served now is promised nothing until he asks again.
    void Watch()
    {
        for (uint32_t at = 0; at < count_; at++) {
            if (IsPromised(callers_[at])) continue;
            callers_[at].promised = false;
            callers_[at].turns = 0;
        }
    }

    // His next call: he asks, and when he is refused he calls tm_thread.
    bool Call(Caller *caller)
    {
        if (caller->size == 0) return true;
        PASS_ON(caller->refused ? CallThread(caller) : Ask(caller));
        Watch();
        return true;
    }

    // He asks. Served, he has done soon, or keeps what he has.
    bool Ask(Caller *caller)
    {
        tm_index_t index = caller->index;
        tm_size_t had = index == 0 ? 0 : model_.At(index).size;
        bool done = false;
        if (index == 0) PASS_ON(Allocate(caller->size, false, &index));
        if (caller->index != 0) PASS_ON(Resize(index, caller->size, &done));
        if (caller->index == 0) done = index != 0;
        caller->refused = !done;
        caller->promised = true;
        caller->others = 0;
        if (!done) return true;
        caller->size = 0;
        if (caller->index == 0 && !random_.OneIn(4)) PASS_ON(Free(index, false, true));
        if (caller->index != 0 && !random_.OneIn(4)) PASS_ON(Resize(index, had, &done));
        Happened();
        return true;
    }

    // He calls tm_thread. False is an answer to who could have been served only after others were
    // told to ask again.
    bool CallThread(Caller *caller)
    {
        bool more = Slice();
        for (Caller &other : callers_) other.others++;
        caller->others--;
        caller->refused = false;
        caller->turns++;
        CLAIM(more || !caller->promised || caller->others >= kAsks);
        CLAIM(caller->turns < MostTurns());
        return true;
    }

    // Somebody else allocates, frees or resizes; the block may be one of a caller's.
    bool Meddle()
    {
        tm_index_t index = model_.live_count == 0 ? 0 : model_.AnyLive();
        uint32_t dice = random_.Below(3);
        bool done = false;
        if (index == 0 || dice == 0) {
            PASS_ON(Allocate(1 + random_.Below(40), false, &index));
        } else if (dice == 1) {
            PASS_ON(Resize(index, 1 + random_.Below(40), &done));
        } else if (model_.At(index).pins == 0) {
            for (uint32_t at = 0; at < count_; at++) {
                if (callers_[at].index == index) callers_[at].size = 0;
            }
            PASS_ON(Free(index, random_.OneIn(8), true));
        }
        Happened();
        Watch();
        return true;
    }

    Caller callers_[kMostCallers] = {};
    uint32_t count_ = 0;     // of those who wait together
    bool slices_do_ = false; // no block is too large for a slice
};

#endif
