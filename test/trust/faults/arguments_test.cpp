// SPDX-License-Identifier: MIT
// Wrong arguments, all of them: in many states of a small pool, each call is given every index that
// names no block of the user's, sizes that nothing holds, products that overflow, and blocks that
// are pinned. It returns 0, NULL or false, tm_on_error is told what CHECKS promises and nothing
// else, and each byte of the pool and of its state is what it was.
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../../support/pins.h"
#include "user.h"

// States that are looked at, the calls between two of them, and the accesses of a call at most.
constexpr uint32_t kStates = 200;
constexpr unsigned kCallsBetween = 25;
constexpr unsigned long kMostAccesses = 1000000;

// A size that nothing holds: some of those whose rounding would wrap, too.
static std::vector<tm_size_t> HugeSizes()
{
    const tm_size_t most = (tm_size_t)-1;
    std::vector<tm_size_t> sizes = {TM_POOL_SIZE, TM_POOL_SIZE + 1u, most / 2, most / 2 + 1};
    for (tm_size_t less = 0; less < 2 * TM_BLOCK_SIZE; less++) sizes.push_back(most - less);
    return sizes;
}

// All bytes; requests that are counted as refused, and why the last one was, are no part of the
// promise.
static std::vector<unsigned char> Bytes()
{
    std::vector<unsigned char> bytes(CORE_MOST);
    tm_size_t failed = core_failed() == nullptr ? 0 : *core_failed();
    unsigned char reason = *core_reason();
    if (core_failed() != nullptr) *core_failed() = 0;
    *core_reason() = 0;
    core_save(bytes.data());
    if (core_failed() != nullptr) *core_failed() = failed;
    *core_reason() = reason;
    return bytes;
}

// Makes a call that is wrong; error 0: nobody is told.
static void ExpectRefused(const std::string &call, unsigned error, tm_index_t index,
                          const std::function<bool()> &refused)
{
    std::vector<unsigned char> before = Bytes();
    memset(&user_errors, 0, sizeof user_errors);
    EXPECT_TRUE(refused()) << call << ": its answer";
    EXPECT_EQ(error == 0 ? 0u : 1u, user_errors.count) << call;
    EXPECT_EQ(error, (unsigned)user_errors.error) << call;
    EXPECT_EQ(error == 0 ? 0u : index, user_errors.index) << call;
    EXPECT_TRUE(before == Bytes()) << call << ": it has changed something";
}

// Every call that takes the index of a block, with one that names none.
static void ExpectNoBlock(tm_index_t index, unsigned error)
{
    std::string at = "(" + std::to_string(index) + ")";
    for (tm_size_t size : {(tm_size_t)0, (tm_size_t)1, (tm_size_t)-1}) {
        ExpectRefused("tm_check" + at, 0, index, [&] { return !tm_check(index, size); });
        if (TM_CHECKS == 0 || index == 0) continue;
        ExpectRefused("tm_realloc" + at, error, index, [&] { return !tm_realloc(index, size); });
        ExpectRefused("tm_defrag" + at, error, index, [&] { return !tm_defrag(index, size); });
    }
    ExpectRefused("tm_valid" + at, 0, index, [&] { return !tm_valid(index); });
    if (TM_CHECKS == 0 && index != 0) return;
    ExpectRefused("tm_free" + at, error, index, [&] {
        tm_free(index);
        return true;
    });
    ExpectRefused("tm_sizeof" + at, error, index, [&] { return tm_sizeof(index) == 0; });
    ExpectRefused("tm_pin" + at, error, index, [&] { return tm_pin(index) == nullptr; });
    ExpectRefused("tm_unpin" + at, error, index, [&] {
        tm_unpin(index);
        return true;
    });
#if TM_CHECKS >= 2
    ExpectRefused("tm_void" + at, error, index, [&] { return tm_void(index) == nullptr; });
#endif
}

// Sizes that nothing holds, and products that overflow.
static void ExpectNoRoom(const struct user &user)
{
    const tm_size_t most = (tm_size_t)-1;
    (void)tm_alloc(0); // a refusal opens the short ways that are right: from here on they are
    ExpectRefused("tm_alloc(0)", 0, 0, [&] { return tm_alloc(0) == 0; });
    for (tm_size_t size : HugeSizes()) {
        std::string at = std::to_string(size) + ")";
        ExpectRefused("tm_alloc(" + at, 0, 0, [&] { return tm_alloc(size) == 0; });
        ExpectRefused("tm_calloc(1, " + at, 0, 0, [&] { return tm_calloc(1, size) == 0; });
        ExpectRefused("tm_calloc(.., 1)" + at, 0, 0, [&] { return tm_calloc(size, 1) == 0; });
        ExpectRefused("tm_calloc(2, " + at, 0, 0, [&] { return tm_calloc(2, size) == 0; });
        ExpectRefused("tm_calloc(.., ..)" + at, 0, 0, [&] { return tm_calloc(size, size) == 0; });
        ExpectRefused("tm_calloc(0, " + at, 0, 0, [&] { return tm_calloc(0, size) == 0; });
        ExpectRefused("tm_calloc(.., 0)" + at, 0, 0, [&] { return tm_calloc(size, 0) == 0; });
        ExpectRefused("tm_realloc(0, " + at, 0, 0, [&] { return tm_realloc(0, size) == 0; });
        ExpectRefused("tm_defrag(0, " + at, 0, 0, [&] { return !tm_defrag(0, size); });
        for (unsigned each = 0; each < user.count; each++) {
            tm_index_t index = user.blocks[each].index;
            ExpectRefused("tm_check(.., " + at, 0, 0, [&] { return !tm_check(index, size); });
            ExpectRefused("tm_defrag(.., " + at, 0, 0, [&] { return !tm_defrag(index, size); });
#if !TM_READ_BARRIER // there tm_realloc takes a block out of flight first
            ExpectRefused("tm_realloc(.., " + at, 0, 0, [&] { return !tm_realloc(index, size); });
#endif
        }
    }
    for (tm_size_t count = 2; count != 0; count = (tm_size_t)(count << 1)) {
        tm_size_t size = most / count + 1;
        std::string at = std::to_string(count) + ", " + std::to_string(size) + ")";
        ExpectRefused("tm_calloc(" + at, 0, 0, [&] { return tm_calloc(count, size) == 0; });
        ExpectRefused("tm_calloc(" + at, 0, 0, [&] { return tm_calloc(count + 1, size) == 0; });
    }
}

// What may not be done to a block because it is pinned, or is not.
static void ExpectPinsCount(const struct user &user)
{
    for (unsigned each = 0; each < user.count; each++) {
        const struct user_block &block = user.blocks[each];
        tm_index_t index = block.index;
        std::string at = "(" + std::to_string(index) + ")";
        if (block.pins == 0) {
            ExpectRefused("tm_unpin" + at, TM_ERROR_UNPIN, index, [&] {
                tm_unpin(index);
                return true;
            });
            continue;
        }
        ExpectRefused("tm_free" + at, TM_ERROR_PINNED, index, [&] {
            tm_free(index);
            return true;
        });
        ExpectRefused("tm_realloc" + at, TM_ERROR_PINNED, index,
                      [&] { return !tm_realloc(index, 0); });
        ExpectRefused("tm_defrag" + at, 0, index, [&] { return !tm_defrag(index, 0); });
    }
}

// All that is wrong in this state of the pool.
static void ExpectAllRefused(const struct user &user)
{
    std::vector<bool> mine((size_t)(tm_index_t)-1 + 1, false);
    for (unsigned each = 0; each < user.count; each++) mine[user.blocks[each].index] = true;
    for (size_t index = 0; index < mine.size(); index++) {
        unsigned error = TM_ERROR_INDEX;
        bool near = index <= core_made() + 8u || (index & (index + 1)) == 0 ||
                    (index & (index - 1)) == 0 || index + 2u >= mine.size() ||
                    (index >= TM_INDEXES - 1u && index <= TM_INDEXES + 1u) ||
                    mine[index & ((size_t)(tm_index_t)-1 >> 1)];
        if (mine[index] || !near) continue;
        if (index == 0)
            error = 0;
        else if (index <= core_made())
            error = TM_ERROR_FREED;
        ExpectNoBlock((tm_index_t)index, error);
    }
    ExpectNoRoom(user);
    ExpectPinsCount(user);
}

class Arguments : public ::testing::Test
{
  protected:
    void SetUp() override { core_clear(); }
    void TearDown() override { tm_reset(); }
};

TEST_F(Arguments, OfAPoolThatWasNeverUsed)
{
    struct user nobody = {};
    ExpectAllRefused(nobody);
}

TEST_F(Arguments, OfAPoolInUse)
{
    struct user user = {};
    struct user_run run = {};
    unsigned held = 0, reserves = 0, pins = 0;
    for (uint32_t state = 0; state < kStates; state++) {
        SCOPED_TRACE(state);
        for (unsigned call = 0; call < kCallsBetween; call++) user_call(&user, &run, kMostAccesses);
        ASSERT_FALSE(run.damaged);
        ASSERT_EQ(0u, run.reports);
        ExpectAllRefused(user);
        ASSERT_FALSE(HasFailure());
        held += core_held() != 0;
        reserves += core_reserve() != 0;
        pins += tm_stats().pinned != 0;
    }
    EXPECT_NE(0u, held) << "the room that is held was never there to be named";
    EXPECT_NE(0u, reserves);
    EXPECT_TRUE(TM_PINS == 0 || pins != 0);
}

#if TM_PINS > 0

// Where a link has no bit for it the last block is refused; else a second pin of the last one is.
TEST_F(Arguments, NoPinIsLeft)
{
    std::vector<tm_index_t> blocks;
    for (unsigned each = 0; each <= TM_PINS; each++) {
        blocks.push_back(tm_alloc(1));
        ASSERT_NE(0, blocks.back());
    }
    for (tm_index_t index : blocks) {
        if (PINS_ANY) {
            ASSERT_NE(nullptr, tm_pin(index));
        }
    }
    for (unsigned each = 0; each < TM_PINS; each++) ASSERT_NE(nullptr, tm_pin(blocks[each]));
    ExpectRefused("tm_pin", 0, 0, [&] { return tm_pin(blocks.back()) == nullptr; });
}

TEST_F(Arguments, ABlockThatIsPinnedAsOftenAsCanBe)
{
    const unsigned most = 65535 + PINS_ANY; // the first one is the bit
    tm_index_t index = tm_alloc(1);
    tm_free(tm_alloc(1)); // from here on tm_free goes its short way
    for (unsigned each = 0; each < most; each++) ASSERT_NE(nullptr, tm_pin(index));
    ExpectRefused("tm_pin", 0, 0, [&] { return tm_pin(index) == nullptr; });
    ExpectRefused("tm_free", TM_ERROR_PINNED, index, [&] {
        tm_free(index);
        return true;
    });
    for (unsigned each = 0; each < most; each++) tm_unpin(index);
    ExpectRefused("tm_unpin", TM_ERROR_UNPIN, index, [&] {
        tm_unpin(index);
        return true;
    });
}

#endif
