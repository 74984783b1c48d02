/* SPDX-License-Identifier: MIT */
/* The core, and how to save, restore and clear all that it consists of. */
#include <string.h>

#include "watch.h"

#define memset watch_memset
#define memmove watch_memmove
#include "tinymem.c"
#undef memset
#undef memmove

#include "core.h"

#if TM_READ_BARRIER
#define FLIGHT ((unsigned char *)&tm_in_flight_)
#define FLIGHT_BYTES sizeof tm_in_flight_
#else
#define FLIGHT NULL
#define FLIGHT_BYTES 0
#endif

struct core_part core_parts[CORE_PARTS] = {
    {"memory", (unsigned char *)TM_POOL_, sizeof TM_POOL_},
    {"state", (unsigned char *)&state, sizeof state},
    {"in flight", FLIGHT, FLIGHT_BYTES},
};

void core_clear(void)
{
    unsigned part;
    for (part = 0; part < CORE_PARTS; part++) {
        if (core_parts[part].bytes != 0) memset(core_parts[part].start, 0, core_parts[part].bytes);
    }
}

void core_save(unsigned char *bytes)
{
    unsigned part;
    for (part = 0; part < CORE_PARTS; part++) {
        if (core_parts[part].bytes != 0)
            memcpy(bytes, core_parts[part].start, core_parts[part].bytes);
        bytes += core_parts[part].bytes;
    }
}

void core_load(const unsigned char *bytes)
{
    unsigned part;
    for (part = 0; part < CORE_PARTS; part++) {
        if (core_parts[part].bytes != 0)
            memcpy(core_parts[part].start, bytes, core_parts[part].bytes);
        bytes += core_parts[part].bytes;
    }
}

tm_index_t core_made(void) { return state.made; }

tm_index_t core_reserve(void) { return state.reserve; }

tm_index_t core_held(void) { return state.compactor.held; }

tm_size_t *core_failed(void)
{
#if TM_STATS
    return &state.stats.failed;
#else
    return NULL;
#endif
}

unsigned char *core_reason(void) { return &state.reason; }

/* Names of the fields of `state`, by their bytes; those of the compactor's bits come below. */
struct field {
    const char *name;
    size_t offset, bytes;
};
#define FIELD(member)                                                                              \
    {                                                                                              \
#member, offsetof(struct state, member), sizeof state.member                               \
    }
static const struct field fields[] = {
    FIELD(bins),
    FIELD(filled),
    FIELD(short_free),
    FIELD(short_alloc),
    FIELD(live),
    FIELD(unused),
    FIELD(made),
    FIELD(compactor.goal),
    FIELD(compactor.phases_spent),
    FIELD(compactor.plan),
    FIELD(compactor.plan_position),
    FIELD(compactor.phase),
    FIELD(compactor.stage),
    FIELD(compactor.course),
    FIELD(compactor.asks),
    FIELD(compactor.vain_reallocs),
    FIELD(compactor.alloc_size),
    FIELD(compactor.vain),
    FIELD(compactor.realloc_size),
    FIELD(compactor.realloc_slot),
    FIELD(reserve),
    FIELD(compactor.held),
    FIELD(compactor.gap),
    FIELD(compactor.frontier),
    FIELD(compactor.scratch),
    FIELD(reason),
#if TM_READ_BARRIER
    FIELD(compactor.touched),
    FIELD(compactor.copied),
#endif
#if HINTS > 0
    FIELD(hints),
#endif
#if TM_PINS > 0
    FIELD(pinned),
#if !PIN_BIT
    FIELD(pin_filter),
#endif
    FIELD(pins),
#endif
#if TM_STATS
    FIELD(stats.blocks),
    FIELD(stats.slots_used),
    FIELD(stats.failed),
    FIELD(stats.moves),
    FIELD(stats.moved_bytes),
#endif
};

/* Whether a bit is that of a member of the compactor that is a bit-field of one bit. */
#define IS_BIT_OF(member)                                                                          \
    (memset(&ones, 0, sizeof ones), ones.compactor.member = 1,                                     \
     (((unsigned char *)&ones)[offset] >> bit & 1) != 0)

/* What a bit of `state` is. */
static const char *state_bit(size_t offset, unsigned bit)
{
    static struct state ones;
    size_t each;
    for (each = 0; each < sizeof fields / sizeof *fields; each++) {
        if (offset - fields[each].offset < fields[each].bytes) return fields[each].name;
    }
    if (IS_BIT_OF(changed)) return "compactor.changed";
    if (IS_BIT_OF(in_defrag)) return "compactor.in_defrag";
    if (IS_BIT_OF(large)) return "compactor.large";
    if (IS_BIT_OF(given_up)) return "compactor.given_up";
    return "padding";
}

/* What a byte of a gap is. */
static const char *gap_byte(slot_t index, size_t at)
{
    number_t place = place_of(index);
    const struct gap *gap = gap_at(place);
    size_t bytes = (size_t)size_of(index) * TM_BLOCK_SIZE;
    if (at >= offsetof(struct gap, own) && at < LEAST_BYTES) return "gap: own";
    if (at + sizeof(slot_t) >= bytes) return "gap: footer";
    if (at < sizeof gap->next) return "gap: next";
    if (at < offsetof(struct gap, size))
        return state.bins[bin_of(gap->size)] == place ? "gap: previous of a first"
                                                      : "gap: previous";
    return at < offsetof(struct gap, own) ? "gap: size" : "gap: inside";
}

/* What a byte of the table is. */
static const char *table_byte(size_t at)
{
    unsigned index;
    for (index = 0; index <= state.made; index++) {
        if (at / sizeof(entry_t) != tm_slot_at_((slot_t)index)) continue;
        if (index == 0) return "slot: sentinel";
        if (place_of((slot_t)index) != 0)
            return is_free((slot_t)index) ? "slot: gap" : "slot: live";
        return index == state.reserve ? "slot: reserve" : "slot: unused";
    }
    return at / sizeof(entry_t) <= tm_slot_at_(state.made) ? "slot: flags" : "slot: not made yet";
}

const char *core_bit(unsigned part, size_t offset, unsigned bit)
{
    slot_t index;
    if (part == 1) return state_bit(offset, bit);
    if (part == 2) return "in flight";
    if (state.made == 0) return "memory, never used";
    if (offset < (size_t)table_end() * TM_BLOCK_SIZE) return table_byte(offset);
    for (index = next_of(0); index != 0; index = next_of(index)) {
        size_t at = offset - (size_t)place_of(index) * TM_BLOCK_SIZE;
        if (at >= (size_t)size_of(index) * TM_BLOCK_SIZE) continue;
        return is_free(index) ? gap_byte(index, at) : NULL;
    }
    return "behind the last block";
}
