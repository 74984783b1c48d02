/* SPDX-License-Identifier: MIT */
/*
 * The only file that knows how a slot and a gap look in memory. No decisions here.
 */
#ifndef ACCESS_H
#define ACCESS_H

#include "level.h"

#include "look.h"

#define ENTRY_FREE ((entry_t)((entry_t)1 << (2 * TM_NUMBER_BITS - 1)))
#define ENTRY_PINNED (PIN_BIT ? (entry_t)((entry_t)1 << (TM_NUMBER_BITS + PIN_SHIFT)) : (entry_t)0)
#define ENTRY_PLACE ((entry_t)(number_t) ~(number_t)0)
#define ENTRY_GENERATION ((entry_t)((entry_t)GENERATION_MASK << TM_NUMBER_BITS))
#define ENTRY_OLDER ((entry_t)(ENTRY_GENERATION & (~ENTRY_GENERATION + 1))) /* one generation */
#define ENTRY_MARKS                                                                                \
    ((entry_t)(ENTRY_FREE | ENTRY_PINNED | ENTRY_GENERATION)) /* beside the next slot              \
                                                               */
#define FLAGS_A_WORD (2 * TM_NUMBER_BITS)

/* What a gap writes into its memory. With least size the footer is `own` itself. */
struct MAY_ALIAS gap {
    number_t next;     /* in its bin, 0: the last */
    number_t previous; /* in its bin; the first has none, and nobody reads it */
    number_t size;
    slot_t own;
};

typedef slot_t MAY_ALIAS footer_t;

/* The entry of a slot. Next to the link it keeps the generation of its block: see GENERATIONS. */
static inline entry_t *entry_of(slot_t slot) { return &TM_POOL_[tm_slot_at_(slot)]; }

/* Where a block or gap starts; POOL_END for the sentinel, 0 for an unused slot. */
static inline number_t place_of(slot_t slot) { return (number_t)*entry_of(slot); }

/* Sets the guard. */
static inline void guard_set(void)
{
#if TM_CHECKS >= 1
    TM_POOL_[MEMORY_BYTES / sizeof(entry_t)] = GUARD;
#endif
}

/* Whether nobody wrote behind the memory, of a pool that was used. */
static inline bool guard_is_whole(void)
{
#if TM_CHECKS >= 1
    return TM_POOL_[MEMORY_BYTES / sizeof(entry_t)] == GUARD;
#else
    return true;
#endif
}

#if TM_FLAGS_APART

/* The word of flags that `slot` has its bit in. */
static inline entry_t *flags_of(slot_t slot)
{
    return &TM_POOL_[(size_t)(slot / FLAGS_A_WORD) * (FLAGS_A_WORD + 1)];
}

/* The bit of `slot` in its word of flags. */
static inline entry_t flag_of(slot_t slot)
{
    return (entry_t)((entry_t)1 << (slot % FLAGS_A_WORD));
}

/* Whether the slot is a gap's, or unused. */
static inline bool is_free(slot_t slot) { return (*flags_of(slot) & flag_of(slot)) != 0; }

/* Marks the slot as a gap's or unused. */
static inline void mark_free(slot_t slot) { *flags_of(slot) |= flag_of(slot); }

/* Marks the slot as a live block's. */
static inline void mark_live(slot_t slot) { *flags_of(slot) &= (entry_t)~flag_of(slot); }

/* The slot that follows in address order (of an unused slot: the next unused one). */
static inline slot_t next_of(slot_t slot) { return (slot_t)(*entry_of(slot) >> TM_NUMBER_BITS); }

/* Sets the follower only. */
static inline void set_next(slot_t slot, slot_t next)
{
    *entry_of(slot) = (entry_t)((*entry_of(slot) & ENTRY_PLACE) | (entry_t)next << TM_NUMBER_BITS);
}

/* Whether `slot` is a gap whose follower is `next`. */
static inline bool is_gap_before(slot_t slot, slot_t next)
{
    return next_of(slot) == next && is_free(slot);
}

#else

/* Whether the slot is a gap's, or unused. */
static inline bool is_free(slot_t slot) { return (*entry_of(slot) & ENTRY_FREE) != 0; }

/* Marks the slot as a live block's. */
static inline void mark_live(slot_t slot) { *entry_of(slot) &= (entry_t)~ENTRY_FREE; }

/* The slot that follows in address order (of an unused slot: the next unused one). */
static inline slot_t next_of(slot_t slot)
{
    return (slot_t)((*entry_of(slot) & (entry_t)~ENTRY_MARKS) >> TM_NUMBER_BITS);
}

/* Sets the follower only. */
static inline void set_next(slot_t slot, slot_t next)
{
    entry_t rest = *entry_of(slot) & (ENTRY_PLACE | ENTRY_MARKS);
    *entry_of(slot) = (entry_t)(rest | (entry_t)next << TM_NUMBER_BITS);
}

/* Whether `slot` is a gap whose follower is `next`: one load. */
static inline bool is_gap_before(slot_t slot, slot_t next)
{
    entry_t entry = *entry_of(slot) & (entry_t)~ENTRY_GENERATION;
    return (entry >> TM_NUMBER_BITS ^ next) == ENTRY_FREE >> TM_NUMBER_BITS;
}

#endif

/* Sets the place only. */
static inline void set_place(slot_t slot, number_t place)
{
    *entry_of(slot) = (entry_t)((*entry_of(slot) & (entry_t)~ENTRY_PLACE) | place);
}

/* Makes the slot a live block's. */
static inline void set_live(slot_t slot, number_t place, slot_t next)
{
    entry_t generation = *entry_of(slot) & ENTRY_GENERATION;
    *entry_of(slot) = (entry_t)(generation | place | (entry_t)next << TM_NUMBER_BITS);
#if TM_FLAGS_APART
    mark_live(slot);
#endif
}

/* Makes the slot a gap's, or (with place 0) an unused one. */
static inline void set_gap(slot_t slot, number_t place, slot_t next)
{
#if TM_FLAGS_APART
    set_live(slot, place, next);
    mark_free(slot);
#else
    entry_t generation = *entry_of(slot) & ENTRY_GENERATION;
    *entry_of(slot) = (entry_t)(ENTRY_FREE | generation | place | (entry_t)next << TM_NUMBER_BITS);
#endif
}

#if TM_GENERATIONS > 0

/* A slot that was never used: it may hold anything. */
static inline void set_unused(slot_t slot) { *entry_of(slot) = 0; }

/* What users call the block of a slot. */
static inline tm_index_t name_of(slot_t slot)
{
    return (tm_index_t)(slot | (*entry_of(slot) >> TM_NUMBER_BITS & GENERATION_MASK));
}

/* Whether a name is the one that its slot has now. */
static inline bool is_name(tm_index_t name) { return name_of(tm_slot_named_(name)) == name; }

#else

/* A slot that was never used: all of it will be written. */
static inline void set_unused(slot_t slot) { (void)slot; }

/* What users call the block of a slot: its index. */
static inline tm_index_t name_of(slot_t slot) { return slot; }

/* Whether a name is the one that its slot has now: there is no other. */
static inline bool is_name(tm_index_t name)
{
    (void)name;
    return true;
}

#endif

/* Whether the slot is a live block's. */
static inline bool is_live(slot_t slot)
{
    return slot != 0 && slot <= state.made && !is_free(slot);
}

/* The units from the start of `slot` to the start of its follower. */
static inline number_t size_of(slot_t slot)
{
    return (number_t)(place_of(next_of(slot)) - place_of(slot));
}

/* The first unit behind the table. */
static inline number_t table_end(void) { return place_of(next_of(0)); }

/* All that is free: gaps, and what the compactor holds. */
static inline size_t free_units(void)
{
    return (size_t)POOL_END - table_end() - level_now(&state.live);
}

/* The address of a place. */
static inline unsigned char *address_of(size_t place)
{
    unsigned char *address = (unsigned char *)TM_POOL_ + (size_t)place * TM_BLOCK_SIZE;
    OPAQUE(address);
    return address;
}

/* What the gap at a place has written there. */
static inline struct gap *gap_at(size_t place) { return (struct gap *)(void *)address_of(place); }

/* The number in front of a place: a gap's footer, or user data, or table. */
static inline footer_t *footer_before(size_t place)
{
    return (footer_t *)(void *)address_of(place) - 1;
}

#endif
