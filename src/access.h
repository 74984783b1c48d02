/* SPDX-License-Identifier: MIT */
/*
 * The only file that knows how a slot and a gap look in memory. No decisions here.
 */
#ifndef ACCESS_H
#define ACCESS_H

#include "level.h"

#include "look.h"

#define SLOT_FREE ((slot_t)((slot_t)1 << (2 * TM_NUMBER_BITS - 1)))
#define SLOT_PINNED (PIN_BIT ? (slot_t)((slot_t)1 << (TM_NUMBER_BITS + PIN_SHIFT)) : (slot_t)0)
#define SLOT_PLACE ((slot_t)(number_t) ~(number_t)0)
#define SLOT_GENERATION ((slot_t)((slot_t)GENERATION_MASK << TM_NUMBER_BITS))
#define SLOT_OLDER ((slot_t)(SLOT_GENERATION & (~SLOT_GENERATION + 1))) /* one generation */
#define SLOT_MARKS                                                                                 \
    ((slot_t)(SLOT_FREE | SLOT_PINNED | SLOT_GENERATION)) /* beside the next index                 \
                                                           */
#define FLAGS_A_WORD (2 * TM_NUMBER_BITS)

/* What a gap writes into its memory. With least size the footer is `own` itself. */
struct MAY_ALIAS gap {
    number_t next;     /* in its bin, 0: the last */
    number_t previous; /* in its bin; the first has none, and nobody reads it */
    number_t size;
    index_t own;
};

typedef index_t MAY_ALIAS footer_t;

/* The slot of an index. Next to the link it keeps the generation of its block: see GENERATIONS. */
static inline slot_t *slot_of(index_t index) { return &TM_POOL_[tm_slot_at_(index)]; }

/* Where a block or gap starts; END for the sentinel, 0 for an unused slot. */
static inline number_t place_of(index_t index) { return (number_t)*slot_of(index); }

/* Sets the guard. */
static inline void guard_set(void)
{
#if TM_CHECKS >= 1
    TM_POOL_[MEMORY_BYTES / sizeof(slot_t)] = GUARD;
#endif
}

/* Whether nobody wrote behind the memory, of a pool that was used. */
static inline bool guard_is_whole(void)
{
#if TM_CHECKS >= 1
    return TM_POOL_[MEMORY_BYTES / sizeof(slot_t)] == GUARD;
#else
    return true;
#endif
}

#if TM_FLAGS_APART

/* The word of flags that `index` has its bit in. */
static inline slot_t *flags_of(index_t index)
{
    return &TM_POOL_[(size_t)(index / FLAGS_A_WORD) * (FLAGS_A_WORD + 1)];
}

/* The bit of `index` in its word of flags. */
static inline slot_t flag_of(index_t index)
{
    return (slot_t)((slot_t)1 << (index % FLAGS_A_WORD));
}

/* Whether the slot is a gap's, or unused. */
static inline bool is_free(index_t index) { return (*flags_of(index) & flag_of(index)) != 0; }

/* Marks the slot as a gap's or unused. */
static inline void mark_free(index_t index) { *flags_of(index) |= flag_of(index); }

/* Marks the slot as a live block's. */
static inline void mark_live(index_t index) { *flags_of(index) &= (slot_t)~flag_of(index); }

/* The index that follows in address order (of an unused slot: the next unused one). */
static inline index_t next_of(index_t index)
{
    return (index_t)(*slot_of(index) >> TM_NUMBER_BITS);
}

/* Sets the follower only. */
static inline void set_next(index_t index, index_t next)
{
    *slot_of(index) = (slot_t)((*slot_of(index) & SLOT_PLACE) | (slot_t)next << TM_NUMBER_BITS);
}

/* Whether slot `index` is a gap whose follower is `next`. */
static inline bool is_gap_before(index_t index, index_t next)
{
    return next_of(index) == next && is_free(index);
}

#else

/* Whether the slot is a gap's, or unused. */
static inline bool is_free(index_t index) { return (*slot_of(index) & SLOT_FREE) != 0; }

/* Marks the slot as a live block's. */
static inline void mark_live(index_t index) { *slot_of(index) &= (slot_t)~SLOT_FREE; }

/* The index that follows in address order (of an unused slot: the next unused one). */
static inline index_t next_of(index_t index)
{
    return (index_t)((*slot_of(index) & (slot_t)~SLOT_MARKS) >> TM_NUMBER_BITS);
}

/* Sets the follower only. */
static inline void set_next(index_t index, index_t next)
{
    slot_t rest = *slot_of(index) & (SLOT_PLACE | SLOT_MARKS);
    *slot_of(index) = (slot_t)(rest | (slot_t)next << TM_NUMBER_BITS);
}

/* Whether slot `index` is a gap whose follower is `next`: one load. */
static inline bool is_gap_before(index_t index, index_t next)
{
    slot_t slot = *slot_of(index) & (slot_t)~SLOT_GENERATION;
    return (slot >> TM_NUMBER_BITS ^ next) == SLOT_FREE >> TM_NUMBER_BITS;
}

#endif

/* Sets the place only. */
static inline void set_place(index_t index, number_t place)
{
    *slot_of(index) = (slot_t)((*slot_of(index) & (slot_t)~SLOT_PLACE) | place);
}

/* Makes the slot a live block's. */
static inline void set_live(index_t index, number_t place, index_t next)
{
    slot_t generation = *slot_of(index) & SLOT_GENERATION;
    *slot_of(index) = (slot_t)(generation | place | (slot_t)next << TM_NUMBER_BITS);
#if TM_FLAGS_APART
    mark_live(index);
#endif
}

/* Makes the slot a gap's, or (with place 0) an unused one. */
static inline void set_gap(index_t index, number_t place, index_t next)
{
#if TM_FLAGS_APART
    set_live(index, place, next);
    mark_free(index);
#else
    slot_t generation = *slot_of(index) & SLOT_GENERATION;
    *slot_of(index) = (slot_t)(SLOT_FREE | generation | place | (slot_t)next << TM_NUMBER_BITS);
#endif
}

#if TM_GENERATIONS > 0

/* A slot that was never used: it may hold anything. */
static inline void set_unused(index_t index) { *slot_of(index) = 0; }

/* What users call the block of a slot. */
static inline tm_index_t name_of(index_t index)
{
    return (tm_index_t)(index | (*slot_of(index) >> TM_NUMBER_BITS & GENERATION_MASK));
}

/* Whether a name is the one that its slot has now. */
static inline bool is_name(tm_index_t name) { return name_of(tm_slot_named_(name)) == name; }

#else

/* A slot that was never used: all of it will be written. */
static inline void set_unused(index_t index) { (void)index; }

/* What users call the block of a slot: its index. */
static inline tm_index_t name_of(index_t index) { return index; }

/* Whether a name is the one that its slot has now: there is no other. */
static inline bool is_name(tm_index_t name)
{
    (void)name;
    return true;
}

#endif

/* Whether the index names a live block. */
static inline bool is_live(index_t index)
{
    return index != 0 && index <= state.made && !is_free(index);
}

/* The blocks from the start of `index` to the start of its follower. */
static inline number_t size_of(index_t index)
{
    return (number_t)(place_of(next_of(index)) - place_of(index));
}

/* The first block behind the table. */
static inline number_t table_end(void) { return place_of(next_of(0)); }

/* All that is free: gaps, and what the compactor holds. */
static inline size_t free_blocks(void)
{
    return (size_t)END - table_end() - level_now(&state.live);
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

/* The last index in front of a place: a gap's footer, or user data, or table. */
static inline footer_t *footer_before(size_t place)
{
    return (footer_t *)(void *)address_of(place) - 1;
}

#endif
