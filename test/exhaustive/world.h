/* SPDX-License-Identifier: MIT */
/*
 * A world: all that a pool is, as bytes that can be saved and restored; and its normal form. This
 * file alone knows what the normal form is. A state is kept as the world that was met first, so the
 * way to it can be done again, call by call; worlds of the same normal form are taken for it.
 */
#ifndef EXHAUSTIVE_WORLD_H
#define EXHAUSTIVE_WORLD_H

#include "remembers.h"

/* More than any index that is made, and any place. */
#define MOST 32

REQUIRE(indexes_are_few, TM_INDEXES < MOST || MEMORY_BYTES / sizeof(entry_t) < MOST);
REQUIRE(blocks_are_few, MEMORY_BYTES / TM_BLOCK_SIZE < MOST);
REQUIRE(hints_figures_and_generations_are_not_there, HINTS == 0 && !TM_STATS && !TM_GENERATIONS);

struct world {
    struct state state;
    slot_t in_flight;
    unsigned char memory[MEMORY_BYTES];
};

/* The block that is being copied, 0: none. */
static inline slot_t in_flight(void)
{
#if TM_READ_BARRIER
    return tm_in_flight_;
#else
    return 0;
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
#if TM_READ_BARRIER
    tm_in_flight_ = world->in_flight;
#endif
    memcpy(TM_POOL_, world->memory, MEMORY_BYTES);
}

/* Whether the pool is what was saved, byte by byte. */
static inline bool world_is(const struct world *world)
{
    return memcmp(&world->state, &state, sizeof state) == 0 && world->in_flight == in_flight() &&
           memcmp(world->memory, TM_POOL_, MEMORY_BYTES) == 0;
}

/* ---- Contents ------------------------------------------------------------------------------- */

/*
 * What the n-th number in block `index` is. The core reads some of a block's bytes, as if they were
 * a footer, and claims that it does not matter what it finds. So most numbers tell the block and
 * the offset, and the last one of each unit, where the core looks, says `lie`; where a unit is no
 * more than one number, each other one, the even or the odd ones.
 */
static slot_t content_of(slot_t index, size_t n, slot_t lie)
{
    size_t a_unit = TM_BLOCK_SIZE / sizeof(slot_t);
    bool lies = a_unit > 1 ? (n + 1) % a_unit == 0 : (n + lie) % 2 == 0;
    return lies ? lie : (slot_t)((n * 37 + index * 101u) ^ (n << 5) ^ 0xA5);
}

/* Fills a stretch of bytes with the contents of a block; those of 0 are all lies. */
static void fill(unsigned char *from, const unsigned char *end, slot_t index, slot_t lie)
{
    size_t n;
    for (n = 0; from + sizeof lie <= end; n++, from += sizeof lie) {
        slot_t number = index == 0 ? lie : content_of(index, n, lie);
        memcpy(from, &number, sizeof number);
    }
}

/*
 * Fills all bytes that are not the core's own: with contents, or all of them with `lie`. A copy
 * that is under way is gone over once more.
 */
static void fill_pool(slot_t lie, bool contents)
{
    slot_t at;
    if (state.made == 0) return;
    fill((unsigned char *)TM_POOL_ + (tm_slot_at_(state.made) + 1) * sizeof(entry_t),
         address_of(table_end()), 0, lie);
    for (at = next_of(0); at != 0; at = next_of(at)) {
        unsigned char *start = address_of(place_of(at));
        unsigned char *end = address_of(place_of(next_of(at)));
        if (is_free(at))
            fill(start + sizeof(struct gap), end - sizeof(footer_t), 0, lie);
        else
            fill(start, end, contents ? at : 0, lie);
    }
#if TM_READ_BARRIER
    if (tm_in_flight_ != 0) fly_copy(tm_in_flight_, 0, compactor->copied);
#endif
}

/* Whether that many blocks of block `index`, wherever they stand, have its contents. */
static bool has_contents(const unsigned char *bytes, slot_t index, number_t blocks, slot_t lie)
{
    unsigned char right[MEMORY_BYTES];
    size_t length = (size_t)blocks * TM_BLOCK_SIZE;
    fill(right, right + length, index, lie);
    return memcmp(bytes, right, length) == 0;
}

/* ---- The normal form ------------------------------------------------------------------------ */

/*
 * Worlds are alike if these are the same:
 *
 * - The chain: places, and what is live.
 * - The bins, and the order of the gaps in each. The first one's link back is not read (bins.h).
 * - The state, with the slots renamed: the chain in address order, then the unused slots in the
 *   order of their list, then the reserve. No code compares two indexes but for being the same, or
 *   made; so a permutation of the made slots maps each run onto a run.
 *
 * And these are left out:
 *
 * - Contents: see content_of. Each call finds others.
 * - The order of the pins: they are a set.
 * - How many phases were spent on a goal. It is read in one place only, PLAN, where the last one
 *   gives up: so there the explorer tries that too. A step then never depends on it.
 * - The reason that tm_stats gives: nothing depends on it.
 * - Variables of the compactor that are dead: each run from here writes them before it reads them.
 *   See remembers.h; what is not known to be dead is kept.
 *
 * That worlds are alike which have the same normal form is tested on samples: see check_twin.
 */

/* The names of the slots in the normal form. */
static void names_of_slots(slot_t *name)
{
    slot_t count = 0;
    slot_t at;
    memset(name, 0, MOST * sizeof *name);
    if (state.made == 0) return;
    for (at = next_of(0); at != 0; at = next_of(at)) name[at] = ++count;
    for (at = state.unused; at != 0; at = next_of(at)) name[at] = ++count;
    if (reserve() != 0) name[reserve()] = ++count;
}

/* Gives the pins their new names, in the order of these. */
static void rename_pins(struct state *s, const slot_t *name)
{
#if TM_PINS > 0
    unsigned i;
    unsigned k;
    for (i = 0; i < TM_PINS; i++) {
        struct pin pin; /* its padding is copied too: all of it is compared */
        memset(&pin, 0, sizeof pin);
        pin.slot = name[s->pins[i].slot];
        pin.count = s->pins[i].count;
        for (k = i; k > 0 && s->pins[k - 1].slot < pin.slot; k--)
            memcpy(&s->pins[k], &s->pins[k - 1], sizeof pin);
        memcpy(&s->pins[k], &pin, sizeof pin);
    }
#if !PIN_BIT
    s->pin_filter = 0; /* of the pins */
#endif
#else
    (void)s;
    (void)name;
#endif
}

/* The normal form of the pool, which is whole. */
struct normal {
    struct state state;
    slot_t in_flight;
    number_t chain[EXPLORE_BLOCKS][3]; /* of each node: place, whether free, or pinned, next gap */
};

/* Brings the pool, which stays as it is, into its normal form. */
static void normalise(struct normal *normal)
{
    slot_t name[MOST];
    unsigned count = 0;
    slot_t at;
    memset(normal, 0, sizeof *normal);
    memcpy(&normal->state, &state, sizeof state);
    if (state.made == 0) return;
    names_of_slots(name);
    for (at = next_of(0); at != 0; at = next_of(at)) {
        number_t *node = normal->chain[count++];
        node[0] = place_of(at);
        node[1] = (number_t)(is_free(at) + 2 * is_pinned(at));
        node[2] = is_free(at) ? gap_at(place_of(at))->next : 0;
    }
    normal->state.reason = 0;
    forget(&normal->state.compactor);
    rename_compactor(&normal->state.compactor, name);
    rename_pins(&normal->state, name);
    normal->state.unused = name[state.unused];
#if !TM_COMPACTOR_SLIDE
    normal->state.reserve = name[state.reserve];
#endif
    normal->in_flight = name[in_flight()];
}

#endif
