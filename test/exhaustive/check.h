/* SPDX-License-Identifier: MIT */
/*
 * What must hold after one call, whatever the state was that it was done to (`now`).
 */
#ifndef EXHAUSTIVE_CHECK_H
#define EXHAUSTIVE_CHECK_H

#include "search.h"

/* Whether a call may have moved a block. */
static bool may_move(const struct call *call, slot_t index)
{
    bool meant = call->index == index;
    if (call->kind <= THREAD || call->kind == DEFRAG) return now.pins[index] == 0;
    if (call->kind == RESIZE) return meant && now.pins[index] == 0;
    return meant && now.in_flight == index;
}

/* Checks the contents of a block, up to what it had before. */
static void check_contents(slot_t index, const unsigned char *bytes, const char *how)
{
    number_t kept = size_of(index) < now.size[index] ? size_of(index) : now.size[index];
    if (!has_contents(bytes, index, kept, now.lie))
        wrong("block %u lost its contents%s", index, how);
}

/* Checks a block that was live before. */
static void check_block(const struct call *call, bool done, slot_t index)
{
    bool meant = call->index == index;
    unsigned pins = now.pins[index];
    number_t has;
    if (!is_live(index) || is_held(index)) wrong("block %u is lost", index);
    has = size_of(index);
    if (call->kind == RESIZE && meant && done) {
        if (has < call->size || has - call->size >= LEAST_UNITS)
            wrong("block %u has %u blocks", index, (unsigned)has);
    } else if (has != now.size[index]) {
        wrong("block %u changed its size", index);
    }
    if (place_of(index) != now.place[index] && !may_move(call, index))
        wrong("block %u moved", index);
    if (meant && call->kind == PIN_ && done) pins++;
    if (meant && call->kind == UNPIN_ && pins != 0) pins--;
    if (pins_of(index) != pins) wrong("block %u is pinned %u times", index, pins_of(index));
    if (index != in_flight()) check_contents(index, address_of(place_of(index)), "");
}

/* Checks that the right blocks are live, and that a new one is new, and of its size. */
static void check_blocks(const struct call *call, struct answer answer, bool failed)
{
    bool frees = call->kind == FREE_ && !failed;
    bool takes = call->kind == TAKE && answer.done;
    unsigned live = 0;
    slot_t at;
    for (at = 1; at <= now.made; at++) {
        if (now.is_live[at] && !(frees && call->index == at)) check_block(call, answer.done, at);
    }
    for (at = 1; at <= state.made; at++) live += is_live(at) && !is_held(at);
    if (frees && tm_valid((slot_t)call->index)) wrong("block %u is live still", call->index);
    if (live != now.live + takes - frees) wrong("%u blocks are live", live);
    if (!takes) return;
    if (answer.index < MOST && now.is_live[answer.index]) wrong("a block is given out twice");
    if (!tm_check(answer.index, (tm_size_t)call->size * TM_BLOCK_SIZE))
        wrong("a block is not of the size asked for");
}

/*
 * Checks a block that is being copied: when it is touched, and when it is left to the copier.
 * `used`: a block whose address the user has now.
 */
static void check_flight(slot_t used)
{
    static struct world world;
    slot_t index = in_flight();
    unsigned steps;
    if (index == 0) return;
    if (used == index) wrong("block %u is in flight, and in use", index);
    world_save(&world);
    check_contents(index, tm_void(index), " when it was touched in flight");
    world_load(&world);
    for (steps = 0; in_flight() == index && steps < 1000; steps++) (void)least_step();
    if (in_flight() == index) wrong("block %u does not land", index);
    check_contents(index, address_of(place_of(index)), " in flight");
    world_load(&world);
}

/* Checks that a call that got nothing changed nothing but its request, and slots made ahead. */
static void check_nothing_changed(const struct call *call, bool failed)
{
    const struct state *before = &now.filled.state;
    bool makes = state.made != now.made || reserve() != now.reserve;
    size_t same = makes ? (size_t)table_end() * TM_BLOCK_SIZE : 0; /* from there on */
    if (failed && !world_is(&now.filled)) wrong("a wrong call changed the pool");
    if (now.in_flight != 0 && now.in_flight == call->index) return;
    if (now.made == 0) return; /* the call that lays the table */
    if (memcmp((const unsigned char *)now.filled.memory + same, address_of(0) + same,
               MEMORY_BYTES - same) != 0 ||
        memcmp(before->bins, state.bins, sizeof state.bins) != 0 || !has_bits_of(before) ||
        (!makes && before->unused != state.unused))
        wrong("a refusal changed the pool");
}

/* The blocks that a request wants beyond what it has. */
static size_t wanted_by(const struct call *call)
{
    if (call->index == 0) return call->size;
    return call->size > now.size[call->index] ? (size_t)call->size - now.size[call->index] : 0;
}

/*
 * Whether a request is promised: with nothing pinned, up to largest_after; by tm_thread only where
 * slices can move all blocks.
 */
static bool is_promised(const struct call *call)
{
    size_t wanted = wanted_by(call);
    if (!TM_READ_BARRIER && !fits_slice(EXPLORE_BLOCKS) && call->kind != DEFRAG) return false;
    return now.pinned == 0 && wanted != 0 && wanted <= now.largest_after;
}

/* Whether tm_thread says true the next time; `hopeful`: may_reopen then. */
static bool is_awake(const struct compactor *c, bool hopeful)
{
    return c->alloc_size != 0 || (c->realloc_slot != 0 && !c->given_up) || c->asks != 0 || hopeful;
}

/* Checks that a request that was refused is worked for, where it is promised, or waits its turn. */
static void check_refused(const struct call *call)
{
    size_t after = tm_stats().largest_after / TM_BLOCK_SIZE;
    bool remembered =
        call->kind == TAKE ? compactor->alloc_size >= call->size : is_open(GOAL_REALLOC);
    if (call->kind == TAKE && call->size <= now.largest_now)
        wrong("a request up to largest_now is refused");
    if (!is_promised(call)) return;
    if (!remembered && !is_served()) wrong("a request that is promised is not remembered");
    if (!is_awake(compactor, may_reopen()))
        wrong("tm_thread says false to a request that is promised");
    if (after < wanted_by(call)) wrong("a refusal broke its promise");
}

/* Checks that what was said to be servable is served; then the pool is as before. */
static void check_served(struct call call)
{
    static struct world world;
    world_save(&world);
    if (!call_do(call).done) wrong("%u blocks were said to be servable", call.size);
    world_load(&world);
}

/* What the step found: the compactor as it was; once it had hoped, if that was done first. */
static const struct compactor *compactor_before(void)
{
    return now.hopeful && !may_reopen() ? &now.hoping : now.compactor;
}

/* Checks how the work for a request ended: it was served, or given up; then the other is next. */
static void check_end_of_work(struct call call, struct answer answer)
{
    const struct compactor *before = compactor_before();
    bool served = answer.outcome == SERVED;
    bool takes = served ? takes_served(before) : compactor->alloc_size != before->alloc_size;
    call.kind = takes ? TAKE : RESIZE;
    call.index = takes ? 0 : (uint8_t)before->realloc_slot;
    call.size = (uint8_t)(takes ? before->alloc_size : before->realloc_size);
    if (served) check_served(call);
    if (answer.outcome == GAVE_UP && is_promised(&call)) wrong("a request is given up in vain");
    if (!served && compactor->goal == (takes ? GOAL_ALLOC : GOAL_REALLOC) &&
        is_open(takes ? GOAL_REALLOC : GOAL_ALLOC))
        wrong("the other request has no turn");
}

/* Checks a step: it keeps within what it was given, and keeps the requests, or serves them. */
static void check_step(const struct call *call, struct answer answer)
{
    const struct compactor *before = compactor_before();
    bool keeps = compactor->alloc_size == before->alloc_size &&
                 compactor->realloc_slot == before->realloc_slot &&
                 compactor->given_up == before->given_up;
    bool ends = answer.outcome == SERVED || answer.outcome == GAVE_UP || !keeps;
    if (answer.outcome == GOES_ON && world_is(&now.filled)) wrong("a step does nothing");
    if (answer.outcome == TOO_DEAR) wrong("a step is too dear for a slice");
    if (answer.outcome == IDLE && !is_at_rest()) wrong("idle, and not at rest");
    if (!keeps && !may_forget(before, answer.outcome)) wrong("a request got lost");
    if (ends && call->kind == STEP) check_end_of_work(*call, answer);
    if ((answer.outcome == IDLE) == is_awake(before, now.hopeful))
        wrong("tm_thread is wrong about an end");
    if (answer.outcome == AGAIN && compactor->asks + 1 != before->asks)
        wrong("a caller is told to ask again, and not counted");
}

/* Checks what tm_defrag said. */
static void check_defrag(const struct call *call, bool done)
{
    struct call again = *call;
    if (compactor->in_defrag || compactor->goal == GOAL_ONE_GAP) wrong("tm_defrag left its marks");
    if (call->size == 0) {
        if (done != is_one_gap()) wrong("tm_defrag is wrong about one gap");
        if (!done && now.pinned == 0) wrong("tm_defrag does not make one gap");
    } else if (done) {
        again.kind = call->index != 0 ? RESIZE : TAKE;
        check_served(again);
    } else if (is_promised(call)) {
        wrong("tm_defrag fails, but %u blocks are promised", (unsigned)wanted_by(call));
    }
}

/*
 * Checks that who was refused, and may hope, is told so the next time, whatever was called
 * meanwhile: but for calls of tm_thread that told others, which are counted. What was given up has
 * no hope any more when all that is free is less by now.
 */
static void check_awake(const struct call *call, struct answer answer)
{
    if (call->kind == THREAD || answer.outcome == AGAIN) return;
    if (compactor->asks < now.compactor->asks) wrong("who was refused is not told to ask again");
    if (is_awake(now.compactor, now.hopeful) && !is_awake(compactor, may_reopen()) &&
        (is_awake(now.compactor, false) || compactor->vain <= free_units()))
        wrong("who waits is told that there is nothing to do");
}

/* Checks all that a call must keep, and what it answered. `failed`: tm_on_error was told. */
static void check_call(const struct call *call, struct answer answer, bool failed)
{
    int broken = tm_verify();
    bool asks = call->kind == TAKE || call->kind == RESIZE;
    if (broken != 0) wrong("invariant %d is broken", broken);
    check_blocks(call, answer, failed);
    if (failed || (!answer.done && (asks || call->kind == PIN_)))
        check_nothing_changed(call, failed);
    if (!answer.done && asks) check_refused(call);
    if (call->kind <= SPENT) check_step(call, answer);
    check_awake(call, answer);
    if (call->kind == DEFRAG) check_defrag(call, answer.done);
    check_flight(answer.done && (call->kind == TOUCH || call->kind == PIN_ || call->kind == RESIZE)
                     ? (slot_t)call->index
                     : 0);
}

/* Calls with an index that names no block: each is told of, and changes nothing. */
static void check_wrong_calls(void)
{
    static const uint8_t kinds[] = {FREE_, RESIZE, PIN_, UNPIN_, DEFRAG};
    unsigned index;
    unsigned k;
    world_load(&now.filled);
    for (index = 1; index <= now.made + 1; index++) {
        if (now.is_live[index]) continue;
        for (k = 0; k < sizeof kinds; k++) {
            struct call call = {kinds[k], (uint8_t)index, LEAST_UNITS};
            unsigned errors_before = errors;
            now.call = &call;
            (void)call_do(call);
            if (errors != errors_before + 1) wrong("a wrong index was not told of");
            if (!world_is(&now.filled)) wrong("a wrong index changed the pool");
        }
    }
    now.call = NULL;
}

/* ---- Refusals while blocks are pinned ------------------------------------------------------- */

/* The stretches between immovable blocks, and the movable blocks, in blocks. */
struct stretches {
    unsigned count;
    size_t room[MOST];
    size_t free[MOST];
    unsigned movable_count;
    number_t movable[MOST];
};

/* Takes the pool apart. */
static void stretches_of_pool(struct stretches *stretches)
{
    slot_t at;
    memset(stretches, 0, sizeof *stretches);
    for (at = next_of(0); at != 0; at = next_of(at)) {
        unsigned last = stretches->count;
        if (!is_free(at) && is_immovable(at)) {
            stretches->count++;
            continue;
        }
        stretches->room[last] += size_of(at);
        if (is_free(at))
            stretches->free[last] += size_of(at);
        else
            stretches->movable[stretches->movable_count++] = size_of(at);
    }
    stretches->count++;
}

/* Whether the movable blocks from `block` on fit in, so that `want` is left somewhere. */
static bool can_fit(struct stretches *stretches, unsigned block, size_t want)
{
    unsigned at;
    for (at = 0; at < stretches->count; at++) {
        if (block == stretches->movable_count) {
            if (stretches->room[at] >= want) return true;
        } else if (stretches->room[at] >= stretches->movable[block]) {
            bool fits;
            stretches->room[at] -= stretches->movable[block];
            fits = can_fit(stretches, block + 1, want);
            stretches->room[at] += stretches->movable[block];
            if (fits) return true;
        }
    }
    return false;
}

/*
 * Was a request of tm_alloc rightly given up by a step, while blocks were pinned? Then nothing is
 * promised; so this counts, and does not fail. Of those that were given up with a slot at hand:
 *
 *   had_room   one stretch between immovable blocks had enough free, if its blocks slid together
 *   could_fit  some way to put the movable blocks into the stretches leaves enough free in one
 */
static void judge(struct answer answer)
{
    struct stretches stretches;
    unsigned at;
    number_t want = compactor->vain;
    if (answer.outcome != GAVE_UP || now.compactor->goal != GOAL_ALLOC || now.pinned == 0) return;
    if (!has_slot()) return;
    figures.refused++;
    stretches_of_pool(&stretches);
    for (at = 0; at < stretches.count && stretches.free[at] < want; at++) {
    }
    figures.had_room += at < stretches.count;
    figures.could_fit += can_fit(&stretches, 0, want);
}

#endif
