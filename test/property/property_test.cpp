// SPDX-License-Identifier: MIT
// Properties of the public interface: of any state that operations.h can reach, and any request.
// RapidCheck makes the operations, and shrinks those that break a property to a few.
#include <stdlib.h>

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include "operations.h"

// Ends the case that runs.
void ReportFailure(const char *file, int line, const char *text)
{
    RC_FAIL(std::string(file) + ":" + std::to_string(line) + ": " + text);
}

// For reports.
std::ostream &operator<<(std::ostream &out, const Operation &operation)
{
    return out << kKindNames[operation.kind] << "{" << +operation.which << ", " << +operation.how
               << ", " << +operation.much << "}";
}

namespace rc {

// Any operation.
template <> struct Arbitrary<Operation> {
    static Gen<Operation> arbitrary()
    {
        return gen::build<Operation>(
            gen::set(&Operation::kind, gen::inRange<uint8_t>(0, KINDS)),
            gen::set(&Operation::which, gen::inRange<uint8_t>(0, 255)),
            gen::set(&Operation::how, gen::inRange<uint8_t>(0, 255)),
            gen::set(&Operation::much, gen::inRange<uint8_t>(0, 255)));
    }
};

} // namespace rc

namespace {

using Operations = std::vector<Operation>;

// The same cases each time, unless the environment says otherwise.
const int kParameters = setenv("RC_PARAMS", "seed=1 max_success=200", 0);

// A pool in the state that some operations lead to.
class Subject : public Player {
public:
    explicit Subject(const Operations &operations = {}, uint32_t seed = 1) : Player(seed)
    {
        for (const Operation &operation : operations) Play(operation);
    }

    // All stretches of the pool, as tm_walk shows them: "3:16+8 " is block 3, at 16, of 8 bytes.
    static std::string Map()
    {
        std::string map;
        tm_walk(
            [](const tm_span_t *span, void *context) {
                *static_cast<std::string *>(context) +=
                    (span->kind == TM_FREE ? "gap" : std::to_string(span->index)) + ":" +
                    std::to_string(span->offset) + "+" + std::to_string(span->size) + " ";
                return true;
            },
            &map);
        return map;
    }

    using Player::Size;
    using Calls::AllocatePatiently;
    using Calls::Moved;
    using Calls::ResizePatiently;
    using Calls::Slices;
    using Calls::UnpinAll;
    using Player::model_;
};

// What a command knows of the state: the Player knows it all, so none is ever out of place.
struct NoModel {};

// A call as a command of RapidCheck's state machines.
class Call : public rc::state::Command<NoModel, Subject> {
public:
    Call() : operation_(*rc::gen::arbitrary<Operation>()) {}
    void run(const NoModel &, Subject &subject) const override { subject.Play(operation_); }
    void show(std::ostream &out) const override { out << operation_; }

private:
    Operation operation_;
};

} // namespace

// Invariants, figures, places, contents and answers hold after each call, and to the end.
RC_GTEST_PROP(Property, AnySequenceOfCallsKeepsEveryClaim, ())
{
    Subject subject({}, *rc::gen::arbitrary<uint32_t>());
    rc::state::check(NoModel(), subject, rc::state::gen::execOneOfWithArgs<Call>());
    subject.End();
}

// Footers and links are never taken from what users wrote, nor from what blocks left behind.
RC_GTEST_PROP(Property, WhatBlocksHoldDecidesNothing, (const Operations &operations))
{
    Subject one(operations, 1);
    std::string map = Subject::Map();
    Subject other(operations, *rc::gen::arbitrary<uint32_t>());
    RC_ASSERT(Subject::Map() == map);
}

// In any state, largest_now is to be had at once.
RC_GTEST_PROP(Property, LargestNowIsServedAtOnce, (const Operations &operations))
{
    Subject subject(operations);
    tm_size_t size = tm_stats().largest_now;
    RC_PRE(size != 0);
    RC_ASSERT(tm_alloc(size) != 0);
}

// In any state, a request that is refused leaves every block and gap where it was.
RC_GTEST_PROP(Property, ARefusalChangesNothing, (const Operations &operations, Operation request))
{
    Subject subject(operations);
    std::string before = Subject::Map();
    RC_PRE(tm_alloc(subject.Size(request, 0)) == 0);
    RC_ASSERT(Subject::Map() == before);
}

// In any state without pins, each request up to largest_after is served: the patient calls claim it.
RC_GTEST_PROP(Property, ThePromiseHoldsForEverySize, (const Operations &operations))
{
    Subject subject(operations);
    subject.UnpinAll();
    tm_size_t most = tm_stats().largest_after;
    RC_PRE(most != 0);
    tm_size_t size = *rc::gen::inRange<tm_size_t>(1, most + 1);
    tm_index_t index = 0;
    bool done = false;
    if (subject.model_.live_count != 0 && *rc::gen::arbitrary<bool>()) {
        tm_index_t block = subject.model_.AnyLive();
        subject.ResizePatiently(block, subject.model_.At(block).size + size, &done);
    } else {
        subject.AllocatePatiently(size, &index);
    }
}

// In any state tm_thread ends, and then has nothing more to do.
RC_GTEST_PROP(Property, ThreadEndsAndStaysSo, (const Operations &operations))
{
    Subject subject(operations);
    subject.Slices(UINT64_MAX);
    RC_ASSERT(!tm_thread());
    subject.Moved();
    subject.Look();
}
