/* SPDX-License-Identifier: MIT */
#include "user.h"

#include <string.h>

/* Slices that the loop of the promise takes at most, on pools as small as these. */
#define MOST_SLICES 4000

struct user_errors user_errors;

void tm_on_error(tm_error_t error, tm_index_t index)
{
    user_errors.count++;
    if (error == TM_ERROR_CORRUPT) user_errors.corrupt++;
    user_errors.error = error;
    user_errors.index = index;
}

uint32_t user_random(struct user *user, uint32_t below)
{
    user->random = user->random * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(user->random >> 8) * below >> 24);
}

/* A size: mostly small, some large. */
static tm_size_t any_size(struct user *user)
{
    uint32_t kind = user_random(user, 8);
    if (kind < 5) return 1 + user_random(user, 28);
    if (kind < 7) return 1 + user_random(user, 80);
    return 1 + user_random(user, TM_POOL_SIZE);
}

/* One of his blocks; NULL if he has none. */
static struct user_block *any_block(struct user *user)
{
    return user->count == 0 ? NULL : &user->blocks[user_random(user, user->count)];
}

/* The block's bytes as far as they lie in the pool: a pool that is broken may say otherwise. */
static size_t bytes_in_pool(const struct user_block *block, uint8_t **start)
{
    uint8_t *first = core_parts[0].start;
    size_t at;
    if (!tm_valid(block->index)) return 0;
    *start = (uint8_t *)tm_void(block->index);
    if (*start == NULL || *start < first) return 0;
    at = (size_t)(*start - first);
    if (at >= core_parts[0].bytes) return 0;
    return block->size < core_parts[0].bytes - at ? block->size : core_parts[0].bytes - at;
}

/* Byte `at` of contents. */
static uint8_t content(uint8_t seed, size_t at) { return (uint8_t)(seed + at * 7u); }

/* Fills a block. */
static void fill(struct user *user, struct user_block *block)
{
    uint8_t *bytes;
    size_t count = bytes_in_pool(block, &bytes);
    size_t at;
    block->seed = (uint8_t)user_random(user, 256);
    for (at = 0; at < count; at++) bytes[at] = content(block->seed, at);
}

/* Whether the first bytes of a block are what he wrote. */
static bool holds(const struct user_block *block, size_t most)
{
    uint8_t *bytes;
    size_t count = bytes_in_pool(block, &bytes);
    size_t at;
    if (count != block->size) return false;
    if (most < count) count = most;
    for (at = 0; at < count; at++) {
        if (bytes[at] != content(block->seed, at)) return false;
    }
    return true;
}

bool user_holds(const struct user_block *block) { return holds(block, block->size); }

bool user_has_all(const struct user *user)
{
    unsigned each;
    for (each = 0; each < user->count; each++) {
        const struct user_block *block = &user->blocks[each];
        if (!tm_valid(block->index) || tm_sizeof(block->index) != block->size || !user_holds(block))
            return false;
    }
    return true;
}

/* The calls of the interface; CALL_LOOP is tm_thread until it says that nothing is left. */
enum which {
    CALL_ALLOC,
    CALL_CALLOC,
    CALL_FREE,
    CALL_REALLOC,
    CALL_PIN,
    CALL_UNPIN,
    CALL_THREAD,
    CALL_LOOP,
    CALL_DEFRAG,
    CALL_DEFRAG_FOR,
    CALL_DEFRAG_ALL,
    CALL_STATS,
    CALL_WALK,
    CALL_VERIFY,
    CALL_LOOK
};

/* A call of the interface, and what it is given and answers. */
struct call {
    unsigned which;
    struct user *user;
    struct user_block *block;
    tm_index_t index;
    tm_size_t size;
    bool ended;   /* the loop of slices ended */
    bool damaged; /* a block was not what it should be */
};

/* For tm_walk: goes on. */
static bool go_on(const tm_span_t *span, void *context)
{
    (void)span;
    (void)context;
    return true;
}

/* Makes the call. */
static void make(struct call *call)
{
    tm_index_t mine = call->block != NULL ? call->block->index : 0;
    unsigned slices = 0;
    switch (call->which) {
    case CALL_ALLOC:
        call->index = tm_alloc(call->size);
        break;
    case CALL_CALLOC:
        call->index = tm_calloc(1, call->size);
        break;
    case CALL_FREE:
        tm_free(mine);
        break;
    case CALL_REALLOC:
        call->index = tm_realloc(mine, call->size);
        break;
    case CALL_PIN:
        call->index = tm_pin(mine) != NULL;
        break;
    case CALL_UNPIN:
        tm_unpin(mine);
        break;
    case CALL_THREAD:
        call->user->waits = tm_thread();
        break;
    case CALL_LOOP:
        while (tm_thread() && ++slices < MOST_SLICES) {
        }
        call->ended = slices < MOST_SLICES;
        break;
    case CALL_DEFRAG:
        (void)tm_defrag(0, call->size);
        break;
    case CALL_DEFRAG_FOR:
        (void)tm_defrag(mine, call->size);
        break;
    case CALL_DEFRAG_ALL:
        (void)tm_defrag(0, 0);
        break;
    case CALL_STATS:
        (void)tm_stats();
        break;
    case CALL_WALK:
        (void)tm_walk(go_on, NULL);
        break;
    case CALL_VERIFY:
        (void)tm_verify();
        break;
    default:
        (void)tm_sizeof(mine);
        (void)tm_valid(mine);
        (void)tm_check(mine, call->size);
        break;
    }
}

/* He has one block more. */
static void adopt(struct user *user, tm_index_t index)
{
    struct user_block *block = &user->blocks[user->count++];
    block->index = index;
    block->size = tm_sizeof(index);
    block->pins = 0;
    fill(user, block);
}

/* Forgets a block. */
static void forget(struct user *user, struct user_block *block)
{
    *block = user->blocks[--user->count];
}

/* What the answer of tm_realloc means for him. */
static void learn_size(struct call *call)
{
    struct user_block *block = call->block;
    tm_size_t had;
    if (call->index == 0) return;
    if (block == NULL) {
        adopt(call->user, call->index);
        return;
    }
    had = block->size;
    block->size = tm_sizeof(block->index);
    if (!holds(block, had < block->size ? had : block->size)) call->damaged = true;
    fill(call->user, block);
}

/* What the answer of a call means for him. */
static void learn(struct call *call)
{
    if ((call->which <= CALL_CALLOC || call->which == CALL_REALLOC) && call->index == 0)
        call->user->waits = true;
    if (call->which <= CALL_CALLOC) {
        if (call->index != 0) adopt(call->user, call->index);
    } else if (call->which == CALL_REALLOC) {
        learn_size(call);
    } else if (call->block == NULL || user_errors.count != 0) {
        return;
    } else if (call->which == CALL_FREE) {
        forget(call->user, call->block);
    } else if (call->which == CALL_PIN && call->index != 0) {
        call->block->pins++;
    } else if (call->which == CALL_UNPIN) {
        call->block->pins--;
    }
}

/* All that is watched: the call, and what he does with the answer. */
static void work(void *context)
{
    struct call *call = context;
    if (call->which == CALL_FREE && call->block != NULL && !user_holds(call->block))
        call->damaged = true;
    make(call);
    learn(call);
}

/* Chooses a call that is right. When a request waits it mostly is a slice. */
static void choose(struct user *user, struct call *call)
{
    static const uint8_t often[] = {
        CALL_ALLOC,  CALL_ALLOC,   CALL_ALLOC,      CALL_ALLOC,      CALL_ALLOC,  CALL_CALLOC,
        CALL_FREE,   CALL_FREE,    CALL_FREE,       CALL_FREE,       CALL_FREE,   CALL_REALLOC,
        CALL_PIN,    CALL_REALLOC, CALL_UNPIN,      CALL_THREAD,     CALL_THREAD, CALL_THREAD,
        CALL_LOOP,   CALL_DEFRAG,  CALL_DEFRAG_FOR, CALL_DEFRAG_ALL, CALL_STATS,  CALL_WALK,
        CALL_VERIFY, CALL_LOOK};
    call->which = often[user_random(user, sizeof often)];
    call->size = any_size(user);
    call->block = any_block(user);
    call->user = user;
    if (user->waits && user_random(user, 4) != 0) call->which = CALL_THREAD;
    if (call->which <= CALL_CALLOC && user->count == USER_MOST) call->which = CALL_FREE;
    if (call->block == NULL) return;
    if (call->which == CALL_FREE && call->block->pins != 0) call->which = CALL_UNPIN;
    if (call->which == CALL_UNPIN && call->block->pins == 0) call->which = CALL_PIN;
}

void user_call(struct user *user, struct user_run *run, unsigned long most)
{
    struct call call;
    memset(&call, 0, sizeof call);
    choose(user, &call);
    memset(&user_errors, 0, sizeof user_errors);
    call.ended = true;
    run->ended = watch_call(work, &call, most);
    if (run->ended == WATCH_FINE && !call.ended) run->ended = WATCH_LOOP;
    run->damaged |= call.damaged;
    run->reports += user_errors.count;
    run->corrupt += user_errors.corrupt;
    run->call++;
}
