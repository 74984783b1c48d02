/* SPDX-License-Identifier: MIT */
/*
 * What must hold after one call, whatever the state was that it was done to (`now`).
 */
#ifndef EXHAUSTIVE_CHECK_H
#define EXHAUSTIVE_CHECK_H

#include "look.h"

/* Whether a call may have moved a block. */
static bool may_move(const struct call *call, index_t index)
{
    switch (call->kind) {
    case STEP:
    case THREAD:
    case DEFRAG:
        return now.pins[index] == 0;
    case RESIZE:
        return call->index == index && now.pins[index] == 0;
    default:
        return call->index == index && now.in_flight == index;
    }
}

/* Checks the contents of a block, up to what it had before. */
static void check_contents(index_t index, const unsigned char *bytes, const char *how)
{
    number_t kept = size_of(index) < now.size[index] ? size_of(index) : now.size[index];
    if (memcmp(bytes, content[index], (size_t)kept * TM_BLOCK_SIZE) != 0)
        wrong("block %u lost its contents%s", index, how);
}

/* Checks a block that was live before. */
static void check_block(const struct call *call, bool done, index_t index)
{
    bool meant = call->index == index;
    unsigned pins = now.pins[index];
    number_t has;
    if (!is_live(index) || is_held(index)) wrong("block %u is lost", index);
    has = size_of(index);
    if (call->kind == RESIZE && meant && done) {
        if (has < call->size || has - call->size >= LEAST)
            wrong("block %u has %u blocks", index, (unsigned)has);
    } else if (has != now.size[index]) {
        wrong("block %u changed its size", index);
    }
    if (place_of(index) != now.place[index] && !may_move(call, index)) wrong("block %u moved", index);
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
    index_t at;
    for (at = 1; at <= now.made; at++) {
        if (now.is_live[at] && !(frees && call->index == at)) check_block(call, answer.done, at);
    }
    for (at = 1; at <= state.made; at++) live += is_live(at) && !is_held(at);
    if (frees && tm_valid((index_t)call->index)) wrong("block %u is live still", call->index);
    if (live != now.live + takes - frees) wrong("%u blocks are live", live);
    if (!takes) return;
    if (answer.index < MOST && now.is_live[answer.index]) wrong("a block is given out twice");
    if (!tm_check(answer.index, (tm_size_t)call->size * TM_BLOCK_SIZE))
        wrong("a block is not of the size asked for");
}

/*
 * Checks a block that is being copied: when it is touched, and when it is left to the copier. `used`:
 * a block whose address the user has now.
 */
static void check_flight(index_t used)
{
    static struct world world;
    index_t index = in_flight();
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

/*
 * Checks, in the short form, that a walk ends where it must from wherever it starts, and whatever the
 * hints say. Returns how many steps it takes from the sentinel.
 */
static unsigned check_walk(void)
{
    static struct world world;
    unsigned steps = 0;
    unsigned at;
    if (exact || compactor->phase != WALK) return 0;
    world_save(&world);
    for (at = 0; at <= state.made; at++) {
        index_t before = node_before(work->move.target);
        unsigned taken;
        work->move.at = (index_t)at;
        set_hints((index_t)at);
        taken = steps_of(WALK);
        if (at == 0) steps = taken;
        if (compactor->phase == WALK) wrong("a walk does not end");
        if (work->move.at != before) wrong("a walk from %u ends at %u", at, work->move.at);
        world_load(&world);
    }
    return steps;
}

/*
 * Checks, in the short form, that a step does no harm when the compactor remembers another slot in
 * place of a predecessor: it looks for the right one, or does what it does with that. `to`: the state
 * that this leads to.
 */
static void check_guesses(uint32_t to)
{
    unsigned phase = now.compactor->phase;
    unsigned guess;
    if (exact || (phase != LIFT && phase != AIM && phase != FLY)) return;
    for (guess = 0; guess < 2 * (now.made + 1); guess++) {
        index_t other = (index_t)(guess / 2);
        int broken;
        world_load(&now.worlds[0]);
        if (guess % 2 == 0) work->move.at = other;
        if (guess % 2 != 0 && compactor->held != 0) work->move.to = other;
        (void)least_step();
        broken = tm_verify();
        if (broken != 0) wrong("with %u for a predecessor, invariant %d is broken", other, broken);
        if ((compactor->phase == WALK || compactor->phase == AIM) &&
            memcmp(now.worlds[0].memory, TM_POOL_, MEMORY_BYTES) == 0)
            continue;
        if (number_pool(&states.store) != to) wrong("%u for a predecessor does harm", other);
    }
}

/* Checks that a call that got nothing changed nothing: but for its request, and slots made ahead. */
static void check_nothing_changed(const struct call *call, bool failed)
{
    const struct state *before = &now.worlds[0].state;
    if (failed && !world_is(&now.worlds[0])) wrong("a wrong call changed the pool");
    if (now.in_flight != 0 && now.in_flight == call->index) return;
    if (state.made != now.made || compactor->reserve != now.compactor->reserve) return;
    if (memcmp(now.worlds[0].memory, TM_POOL_, MEMORY_BYTES) != 0 ||
        memcmp(before->bins, state.bins, sizeof state.bins) != 0 ||
        before->filled != state.filled || before->unused != state.unused)
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
 * slices can move all blocks. But one of tm_realloc only while none of tm_alloc is remembered: that
 * is worked for first, and the slot for it may take the room.
 */
static bool is_promised(const struct call *call)
{
    size_t wanted = wanted_by(call);
    if (!TM_READ_BARRIER && !fits_slice(EXPLORE_BLOCKS) && call->kind != DEFRAG) return false;
    if (now.pinned != 0 || wanted == 0 || wanted > now.largest_after) return false;
    return call->index == 0 || now.compactor->want == 0 || (now.compactor->given_up & ALLOC) != 0;
}

/* Checks that a request that was refused is remembered, where it is promised. */
static void check_refused(const struct call *call)
{
    size_t after = tm_stats().largest_after / TM_BLOCK_SIZE;
    bool remembered = call->kind == TAKE
                          ? compactor->want == call->size && !(compactor->given_up & ALLOC)
                          : compactor->grow == call->index && compactor->grow_size == call->size &&
                                !(compactor->given_up & GROW);
    if (call->kind == TAKE && call->size <= now.largest_now)
        wrong("a request up to largest_now is refused");
    if (!is_promised(call)) return;
    if (!remembered) wrong("a request that is promised is not remembered");
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

/* Checks a step: it keeps the requests, or serves them. */
static void check_step(struct answer answer)
{
    struct call again = {TAKE, 0, (uint8_t)now.compactor->want, 0, 0, 0};
    index_t grow = now.compactor->grow;
    if (answer.outcome == GOES_ON && world_is(&now.worlds[0])) wrong("a step does nothing");
    if (answer.outcome == TOO_DEAR) wrong("a step is too dear for a slice");
    if (answer.outcome == IDLE && compactor->phase != CHOOSE) wrong("idle, and not at rest");
    if (answer.steps >= 1000) wrong("a phase does not end");
    if (compactor->want != again.size) {
        if (answer.outcome != SERVED || compactor->want != 0) wrong("a request got lost");
        check_served(again);
    }
    if (compactor->grow != grow && is_live(grow)) {
        again.kind = RESIZE;
        again.index = (uint8_t)grow;
        again.size = (uint8_t)now.compactor->grow_size;
        if (answer.outcome != SERVED || compactor->grow != 0) wrong("a request got lost");
        check_served(again);
    }
}

/* Checks what tm_defrag said. */
static void check_defrag(const struct call *call, bool done)
{
    struct call again = *call;
    if (compactor->unlimited || compactor->all) wrong("tm_defrag left its marks");
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
    if (call->kind == STEP) check_step(answer);
    if (call->kind == DEFRAG) check_defrag(call, answer.done);
    check_flight(answer.done && (call->kind == TOUCH || call->kind == PIN_ || call->kind == RESIZE)
                     ? (index_t)call->index
                     : 0);
}

/* Whether a gap knows what it knew in a saved world. */
static bool is_alike_gap(const struct world *world, number_t place)
{
    const struct gap *gap = gap_at(place);
    struct gap other;
    memcpy(&other, world->memory + (size_t)place * TM_BLOCK_SIZE, sizeof other);
    return gap->next == other.next && gap->size == other.size && gap->own == other.own;
}

/* Whether the pool differs from a saved one in contents and hints at most. */
static bool is_alike(struct world *world)
{
    index_t at;
#if HINTS > 0
    memcpy(world->state.hints, state.hints, sizeof state.hints);
#endif
    if (memcmp(&world->state, &state, sizeof state) != 0 || world->in_flight != in_flight())
        return false;
    if (state.made == 0) return true;
    if (memcmp(world->memory, TM_POOL_, (tm_slot_at_(state.made) + 1) * sizeof(slot_t)) != 0)
        return false;
    for (at = next_of(0); at != 0; at = next_of(at)) {
        if (is_free(at) && !is_alike_gap(world, place_of(at))) return false;
    }
    return true;
}

/* Checks that a call does the same whatever stands in blocks and gaps, and whatever hints say. */
static void check_lies(struct call call, struct answer answer, struct world *result)
{
    unsigned count = options.lies < now.made ? options.lies : now.made;
    unsigned lie = (unsigned)figures.transitions;
    for (; count != 0; count--) {
        struct answer other;
        lie = lie % now.made + 1;
        world_load(&now.worlds[lie]);
        set_hints((index_t)(call.kind == STEP || call.kind == THREAD ? call.hint : lie));
        other = call_do(call);
        figures.lies++;
        if (other.done != answer.done || other.index != answer.index || !is_alike(result))
            wrong("the result depends on the contents of blocks: fill them with %u", lie);
    }
}

/* Calls with an index that names no block: each is told of, and changes nothing. */
static void check_wrong_calls(void)
{
    static const uint8_t kinds[] = {FREE_, RESIZE, PIN_, UNPIN_, DEFRAG};
    unsigned index;
    unsigned k;
    for (index = 1; index <= now.made + 1; index++) {
        if (now.is_live[index]) continue;
        for (k = 0; k < sizeof kinds; k++) {
            struct call call = {kinds[k], (uint8_t)index, LEAST, 0, 0, 0};
            unsigned errors_before = errors;
            now.call = &call;
            world_load(&now.worlds[0]);
            (void)call_do(call);
            if (errors != errors_before + 1) wrong("a wrong index was not told of");
            if (!world_is(&now.worlds[0])) wrong("a wrong index changed the pool");
        }
    }
    now.call = NULL;
}

/* A slot that is off the chain must not pass for the gap in front of a block. */
static void check_proof(void)
{
    index_t at;
    for (at = 1; at <= state.made; at++) {
        if (is_free(at) && place_of(at) == 0 && next_of(at) != 0 && place_of(next_of(at)) != 0)
            wrong("slot %u would pass for the gap before block %u", at, next_of(at));
    }
}

#endif
