/* SPDX-License-Identifier: MIT */
/*
 * A world: all that a pool is, as bytes that can be saved, restored and compared. Worlds that
 * differ only in what no call can ever notice have one normal form. This file alone knows what
 * that is; the option --quotient tests it.
 *
 * What the normal form leaves out, and why that is sound:
 *
 * - The numbers of the slots. No code compares two indexes by size, but for "is it made". So a
 *   permutation of the made slots maps each run onto a run. Normal: the chain in address order,
 *   then the list of unused slots in its order, then the reserve.
 * - The bytes of live blocks, of gaps but for what a gap writes, and between the table and the first
 *   block. The core reads them in one place only, as a candidate for a footer, and claims that it
 *   does not matter what it finds there. The explorer does not take its word: it does each call
 *   with several fillings, and compares.
 * - The hints. They are taken as anything: the explorer tries all of them where one may be read.
 * - The order of the pins: a set.
 * - What the phase that the compactor is in can't read any more: see world_forget.
 */
#ifndef EXHAUSTIVE_WORLD_H
#define EXHAUSTIVE_WORLD_H

#include "core.h"

/* More than any index and any place. */
#define MOST 32

REQUIRE(indexes_are_few, TM_INDEXES < MOST || MEMORY_BYTES / sizeof(slot_t) < MOST);
REQUIRE(blocks_are_few, MEMORY_BYTES / TM_BLOCK_SIZE < MOST);

/* The whole slice, as tm_thread has it. */
#define WHOLE_SLICE ((size_t)TM_SLICE - COST_CALL)

struct world {
    struct state state;
    index_t in_flight;
    unsigned char memory[MEMORY_BYTES];
};

/* The block that is being copied, 0: none. */
static inline index_t in_flight(void)
{
#if TM_READ_BARRIER
    return tm_in_flight_;
#else
    return 0;
#endif
}

/* Says which block is being copied. */
static inline void set_in_flight(index_t index)
{
#if TM_READ_BARRIER
    tm_in_flight_ = index;
#else
    (void)index;
#endif
}

/* Saves the pool. */
static inline void world_save(struct world *world)
{
    memcpy(&world->state, &state, sizeof state);
    world->in_flight = in_flight();
    memcpy(world->memory, TM_POOL_, MEMORY_BYTES);
}

/* Makes the pool what was saved. */
static inline void world_load(const struct world *world)
{
    memcpy(&state, &world->state, sizeof state);
    set_in_flight(world->in_flight);
    memcpy(TM_POOL_, world->memory, MEMORY_BYTES);
}

/* Whether the pool is what was saved, byte by byte. */
static inline bool world_is(const struct world *world)
{
    return memcmp(&world->state, &state, sizeof state) == 0 && world->in_flight == in_flight() &&
           memcmp(world->memory, TM_POOL_, MEMORY_BYTES) == 0;
}

/* ---- Contents ------------------------------------------------------------------------------- */

/* Fills a stretch of bytes with an index, over and over. */
static void fill_with(unsigned char *from, const unsigned char *end, index_t index)
{
    for (; from + sizeof index <= end; from += sizeof index) memcpy(from, &index, sizeof index);
}

/* Fills all bytes that are not the core's own with `index`, so that each of them lies. */
static void fill_with_lies(index_t index)
{
    unsigned char *table = (unsigned char *)TM_POOL_;
    index_t at;
    if (state.made == 0) return;
    fill_with(table + (tm_slot_at_(state.made) + 1) * sizeof(slot_t), address_of(table_end()),
              index);
    for (at = next_of(0); at != 0; at = next_of(at)) {
        unsigned char *start = address_of(place_of(at));
        unsigned char *end = address_of(place_of(next_of(at)));
        if (is_free(at))
            fill_with(start + sizeof(struct gap), end - sizeof(footer_t), index);
        else
            fill_with(start, end, index);
    }
}

/* What the byte at an offset of block `index` is, in the worlds of normal form. */
static unsigned char content[MOST][MEMORY_BYTES];

/* Bytes that tell the blocks apart, and the parts of each of them. */
static void content_start(void)
{
    uint64_t seed = 1;
    size_t index;
    size_t byte;
    for (index = 0; index < MOST; index++) {
        for (byte = 0; byte < MEMORY_BYTES; byte++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            content[index][byte] = (unsigned char)(seed >> 56);
        }
    }
}

/* Goes over a copy that is under way once more: its bytes are where they would be. */
static void copy_again(void)
{
#if TM_READ_BARRIER
    if (tm_in_flight_ != 0) fly_copy(tm_in_flight_, 0, compactor->copied);
#endif
}

/* Fills each live block with its content. */
static void fill_with_content(void)
{
    index_t at;
    if (state.made == 0) return;
    for (at = next_of(0); at != 0; at = next_of(at)) {
        if (!is_free(at))
            memcpy(address_of(place_of(at)), content[at], (size_t)size_of(at) * TM_BLOCK_SIZE);
    }
    copy_again();
}

/* ---- The normal form ------------------------------------------------------------------------ */

/*
 * Whether what the compactor remembers is kept as it is (the option --exact), or in the short form,
 * which takes far fewer states. The short form covers at least what can really happen:
 *
 * - The predecessor that a move needs is known at once: it is unique, a walk finds it from wherever
 *   it starts, and a predecessor that is none any more is looked for anew. So there are no walks. All
 *   of them are tried when one begins (check_walk).
 * - A scan reads the chain, and chooses a window or none. It is one step, to every window or none.
 * - The phases that were spent on a goal are not counted; nothing but their bound depends on it.
 * - A cursor that is not where it was fails, and is kept as failed. If a later call or step brings
 *   its slot back to its place, it is valid again: so each slot that moves, or comes, may be the one
 *   that a failed cursor means (keep_revived).
 */
static bool exact;

#define FAILED ((number_t) ~(number_t)0) /* the place of a failed cursor: nothing is there */

/* The phase that is at work: a walk belongs to the one that it goes back to. */
static unsigned phase_at_work(void)
{
    if (compactor->phase != WALK) return compactor->phase;
    return compactor->after_walk ? LIFT : AIM;
}

/* Whether a phase belongs to the carrying of one block; then it goes back to `after_move`. */
static bool is_carrying(unsigned phase) { return phase >= AIM && phase != WALK; }

/* Clears a cursor. */
static inline void cursor_clear(struct cursor *cursor) { memset(cursor, 0, sizeof *cursor); }

/* Whether a cursor failed. */
static inline bool cursor_failed(const struct cursor *cursor) { return cursor->place == FAILED; }

/* Lets a cursor fail that is not where it was. */
static void cursor_prove(struct cursor *cursor)
{
    if (cursor->index == 0 || cursor_is_valid(cursor)) return;
    cursor->index = 1;
    cursor->place = FAILED;
}

/* The last node in front of a place. */
static index_t node_before(number_t place)
{
    index_t at = 0;
    while (place_of(next_of(at)) < place) at = next_of(at);
    return at;
}

/* Whether the next step of FLY would only go back to look again. */
static bool fly_would_aim(void)
{
    static struct world world;
    size_t left = WHOLE_SLICE;
    bool aims;
    world_save(&world);
    (void)compact_step(&left);
    aims = compactor->phase == AIM;
    world_load(&world);
    return aims;
}

/* The predecessor of a node; 0, if it is none. */
static index_t before_node(index_t index)
{
    return index == 0 || place_of(index) == 0 ? 0 : node_before(place_of(index));
}

/* Lets the compactor know each predecessor that it needs, and no other. */
static void know_predecessors(void)
{
    unsigned phase = compactor->phase;
    index_t first = compactor->course == DOWN ? compactor->held : work->move.from;
    if (phase == CHOOSE || phase == PLAN) return;
    work->move.at = 0;
    if (phase == LIFT && gap_is_valid()) work->move.at = before_node(compactor->gap.index);
    if (phase != AIM && phase != FLY) return;
    work->move.at = before_node(first);
    work->move.to = compactor->course == APART ? before_node(compactor->held) : 0;
}

/* Brings what the compactor remembers into the short form. */
static void world_shorten(void)
{
    compactor->phases = 0;
    if (compactor->phase == SCAN) {
        memset(work, 0, sizeof *work);
        cursor_clear(&compactor->gap);
        cursor_clear(&compactor->edge);
        return;
    }
    if (compactor->phase == WALK) {
        enter(phase_at_work());
        compactor->after_walk = 0;
        work->move.target = 0;
    }
    if (compactor->phase == FLY && fly_would_aim()) enter(AIM);
    if (compactor->phase != SEEK) cursor_prove(&compactor->gap);
    if (compactor->phase != GATHER && compactor->after_move != GATHER)
        cursor_prove(&compactor->edge);
    know_predecessors();
}

/* Clears what is dead of what a phase works on, but for SCAN. `behind`: where it goes back to. */
static void forget_move(unsigned phase, unsigned behind)
{
    bool aims = phase == AIM || phase == FLY;
    if (phase == CHOOSE || phase == PLAN) memset(work, 0, sizeof *work);
    if (phase != SEEK && phase != MOVE && !aims) work->move.from = 0;
    if (phase != MOVE && !(aims && compactor->course == APART)) work->move.to = 0;
    if (phase == PASS || phase == REACH || (phase == LIFT && compactor->gap.index == 0))
        work->move.at = 0;
    if (phase == DROP && (behind == CHOOSE || behind == PASS || behind == REACH)) work->move.at = 0;
    if (behind != REACH && behind != LIFT) work->move.anchor = 0;
    if (phase != SEEK && compactor->phase != WALK) work->move.target = 0;
}

/* Clears the cursors that are dead. */
static void forget_cursors(unsigned phase, unsigned behind)
{
    struct cursor *gap = &compactor->gap;
    struct cursor *edge = &compactor->edge;
    bool across = phase == MOVE && work->move.to == 0;
    if (phase == CHOOSE || phase == PLAN || phase == PASS || phase == REACH || gap->index == 0)
        cursor_clear(gap);
    if (is_carrying(phase) && behind != GATHER && behind != LIFT && phase != SEEK && !across)
        cursor_clear(gap);
    if (behind == CHOOSE || phase == PLAN || behind == REACH) cursor_clear(edge);
    if (behind == LIFT && (gap->index != 0 || is_carrying(phase))) cursor_clear(edge);
    if (behind == GATHER) edge->index = 0;
}

/*
 * Clears what is dead: what every run from here writes before it reads it. A cursor without an index
 * is never looked at; a phase sets what it works on before the steps that read it; the phase to go
 * back to is read where a block is carried, and after a walk; a plan without tries is chosen anew.
 */
static void world_forget(void)
{
    unsigned phase = phase_at_work();
    unsigned behind = is_carrying(phase) ? compactor->after_move : phase;
    if (compactor->phase != WALK) compactor->after_walk = 0;
    if (!is_carrying(phase)) compactor->after_move = 0;
    if (compactor->held == 0) compactor->course = 0;
#if TM_READ_BARRIER
    if (compactor->held == 0 || phase == DROP) compactor->copied = 0;
#endif
    forget_cursors(phase, behind);
    if (phase != SCAN) {
        forget_move(phase, behind);
    } else if (work->scan.best.index == 0) {
        cursor_clear(&work->scan.best);
        work->scan.best_end = work->scan.best_cost = 0;
    }
    if (!exact) world_shorten();
    if (compactor->grow == 0 && (compactor->goal != GROW || phase == CHOOSE))
        compactor->grow_size = 0;
    if (phase == CHOOSE && compactor->tries == 0) compactor->plan = 0;
}

/* The new names of the slots, by their old ones. */
static void world_names(index_t *name)
{
    index_t count = 0;
    index_t at;
    name[0] = 0;
    for (at = next_of(0); at != 0; at = next_of(at)) name[at] = ++count;
    for (at = state.unused; at != 0; at = next_of(at)) name[at] = ++count;
    if (compactor->reserve != 0) name[compactor->reserve] = ++count;
}

/* What rename_slots notes of a slot. */
struct slot_note {
    number_t place;
    index_t next;
    bool free;
    number_t later; /* a gap: the next one in its bin */
};

/* Puts the gaps of a list into their bin again, so that its order is the same: the last one first. */
static void refill_bin(const struct slot_note *notes, number_t place)
{
    index_t at;
    if (place == 0) return;
    for (at = 1; notes[at].place != place; at++) {
    }
    refill_bin(notes, notes[at].later);
    bins_push(place);
}

/* Gives the slots, and the gaps, their new names; all bytes that are not the core's become 0. */
static void rename_slots(const index_t *name)
{
    struct slot_note notes[MOST];
    number_t bins[BINS];
    index_t at;
    unsigned bin;
    for (at = 0; at <= state.made; at++) {
        struct slot_note *note = &notes[name[at]];
        note->place = place_of(at);
        note->next = name[next_of(at)];
        note->free = is_free(at);
        note->later = note->free && note->place != 0 ? gap_at(note->place)->next : 0;
    }
    memset(TM_POOL_, 0, MEMORY_BYTES);
    for (at = 0; at <= state.made; at++) {
        set_live(at, notes[at].place, notes[at].next);
        if (notes[at].free) mark_free(at);
    }
    for (at = 1; at <= state.made; at++) {
        if (notes[at].free && notes[at].place != 0) gap_write(notes[at].place, size_of(at), at);
    }
    memcpy(bins, state.bins, sizeof bins);
    memset(state.bins, 0, sizeof state.bins);
    state.filled = 0;
    for (bin = 0; bin < BINS; bin++) refill_bin(notes, bins[bin]);
}

/* Gives the pins their new names, in the order of these. */
static void rename_pins(const index_t *name)
{
#if TM_PINS > 0
    unsigned i;
    unsigned k;
    for (i = 0; i < TM_PINS; i++) {
        struct pin pin = state.pins[i];
        pin.index = name[pin.index];
        for (k = i; k > 0 && state.pins[k - 1].index < pin.index; k--)
            state.pins[k] = state.pins[k - 1];
        state.pins[k] = pin;
    }
#else
    (void)name;
#endif
}

/* Gives what the state names its new names. */
static void rename_state(const index_t *name)
{
    state.unused = name[state.unused];
    compactor->grow = name[compactor->grow];
    compactor->reserve = name[compactor->reserve];
    if (!cursor_failed(&compactor->gap)) compactor->gap.index = name[compactor->gap.index];
    if (!cursor_failed(&compactor->edge)) compactor->edge.index = name[compactor->edge.index];
    if (compactor->phase == SCAN) {
        work->scan.best.index = name[work->scan.best.index];
    } else {
        work->move.anchor = name[work->move.anchor];
        work->move.from = name[work->move.from];
        work->move.to = name[work->move.to];
        work->move.at = name[work->move.at];
    }
    compactor->held = name[compactor->held];
#if TM_READ_BARRIER
    compactor->touched = name[compactor->touched];
    tm_in_flight_ = name[tm_in_flight_];
#endif
}

/* Sets all hints to one index, where the pool has any. */
static inline void set_hints(index_t hint)
{
#if HINTS > 0
    unsigned i;
    for (i = 0; i < HINTS; i++) state.hints[i] = hint;
#else
    (void)hint;
#endif
}

/* Brings the pool, which is whole, into its normal form. `name`: the new names of the slots. */
static void world_normalise(index_t *name)
{
    memset(name, 0, MOST * sizeof *name);
    if (state.made == 0) return;
    set_hints(0);
    world_forget();
    world_names(name);
    rename_slots(name);
    rename_pins(name);
    rename_state(name);
}

/*
 * Clears, in a saved world, what tm_defrag sets before it reads it. Worlds that are alike then need
 * one call of tm_defrag only. A flight goes on inside it, so there nothing is cleared.
 */
static void world_rest(struct world *world)
{
    struct compactor *const c = &world->state.compactor;
    if (c->held != 0) return;
    c->goal = c->plan = c->tries = 0;
    c->phases = 0;
    c->after_walk = 0;
    c->after_move = 0;
    c->phase = CHOOSE;
    cursor_clear(&c->gap);
    cursor_clear(&c->edge);
    memset(&c->work, 0, sizeof c->work);
}

/* ---- Packing -------------------------------------------------------------------------------- */

#define MASK_BYTES ((sizeof(struct world) + 7) / 8)
#define PACKED_MOST (MASK_BYTES + sizeof(struct world))

/* Packs a world: a mask of the bytes that are not 0, and these. Returns the length. */
static unsigned world_pack(const struct world *world, unsigned char *packed)
{
    const unsigned char *bytes = (const unsigned char *)world;
    unsigned length = MASK_BYTES;
    size_t group;
    for (group = 0; group < MASK_BYTES; group++) {
        size_t end = group * 8 + 8 < sizeof *world ? group * 8 + 8 : sizeof *world;
        unsigned mask = 0;
        size_t at;
        for (at = group * 8; at < end; at++) {
            if (bytes[at] == 0) continue;
            mask |= 1u << (at & 7);
            packed[length++] = bytes[at];
        }
        packed[group] = (unsigned char)mask;
    }
    return length;
}

/* The reverse. */
static void world_unpack(const unsigned char *packed, struct world *world)
{
    unsigned char *bytes = (unsigned char *)world;
    const unsigned char *from = packed + MASK_BYTES;
    size_t at;
    for (at = 0; at < sizeof *world; at++)
        bytes[at] = (packed[at / 8] >> (at & 7) & 1) != 0 ? *from++ : 0;
}

#endif
