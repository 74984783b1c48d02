/* SPDX-License-Identifier: MIT */
/*
 * The only file that knows how a slot and a gap look in memory. No decisions here.
 */
#ifndef ACCESS_H
#define ACCESS_H

#include "level.h"

#include "look.h"

/*
 * Whether the halves of a slot are loaded and stored one by one. One access to both is quicker
 * where a register holds them; where it does not, their shifts are most of the code.
 */
#if !defined(__GNUC__) || !defined(__BYTE_ORDER__)
#define SLOT_HALVES 0
#elif UINTPTR_MAX <= 0xFFFF ||                                                                     \
    (TM_COMPACTOR_SLIDE && SMALL && (defined(__ARM_ARCH_6M__) || defined(__riscv)))
#define SLOT_HALVES 1
#else
#define SLOT_HALVES 0
#endif

/* What stands beside the next slot in a link. */
#define LINK_FREE ((number_t)((number_t)1 << (TM_NUMBER_BITS - 1)))
#define LINK_PINNED (PIN_BIT ? (number_t)((number_t)1 << PIN_SHIFT) : (number_t)0)
#define LINK_GENERATION ((number_t)GENERATION_MASK)
#define LINK_OLDER ((number_t)(LINK_GENERATION & (~LINK_GENERATION + 1))) /* one generation */
#define LINK_MARKS ((number_t)(LINK_FREE | LINK_PINNED | LINK_GENERATION))

/* The same in a whole slot. */
#define ENTRY_PLACE ((entry_t)(number_t) ~(number_t)0)
#define ENTRY_FREE ((entry_t)((entry_t)LINK_FREE << TM_NUMBER_BITS))
#define ENTRY_PINNED ((entry_t)((entry_t)LINK_PINNED << TM_NUMBER_BITS))
#define ENTRY_GENERATION ((entry_t)((entry_t)LINK_GENERATION << TM_NUMBER_BITS))
#define ENTRY_OLDER ((entry_t)((entry_t)LINK_OLDER << TM_NUMBER_BITS))
#define ENTRY_MARKS ((entry_t)((entry_t)LINK_MARKS << TM_NUMBER_BITS))
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

#if SLOT_HALVES

/* The halves of a slot, as they lie in memory. */
struct MAY_ALIAS halves {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    number_t place;
    number_t link;
#else
    number_t link;
    number_t place;
#endif
};

/* The halves of the slot of an index. */
static CALLED struct halves *halves_of(slot_t slot)
{
    return (struct halves *)(void *)entry_of(slot);
}

/* Where a block or gap starts; POOL_END for the sentinel, 0 for an unused slot. */
static inline number_t place_of(slot_t slot) { return halves_of(slot)->place; }

/* The next index, and what stands beside it. */
static inline number_t link_of(slot_t slot) { return halves_of(slot)->link; }

/* Sets the place only. */
static inline void set_place(slot_t slot, number_t place) { halves_of(slot)->place = place; }

#if TM_FLAGS_APART
/* Sets the link only. */
static inline void set_link(slot_t slot, number_t link) { halves_of(slot)->link = link; }
#endif

#else

/* Where a block or gap starts; POOL_END for the sentinel, 0 for an unused slot. */
static inline number_t place_of(slot_t slot) { return (number_t)*entry_of(slot); }

#if TM_FLAGS_APART || TM_GENERATIONS > 0
/* The next index, and what stands beside it. */
static inline number_t link_of(slot_t slot)
{
    return (number_t)(*entry_of(slot) >> TM_NUMBER_BITS);
}
#endif

/* Sets the place only. */
static inline void set_place(slot_t slot, number_t place)
{
    *entry_of(slot) = (entry_t)((*entry_of(slot) & (entry_t)~ENTRY_PLACE) | place);
}

#if TM_FLAGS_APART
/* Sets the link only. */
static inline void set_link(slot_t slot, number_t link)
{
    *entry_of(slot) = (entry_t)((*entry_of(slot) & ENTRY_PLACE) | (entry_t)link << TM_NUMBER_BITS);
}
#endif

#endif

/* Sets the guard. */
static inline void guard_set(void)
{
#if TM_CHECKS >= 1
    TM_POOL_[MEMORY_BYTES / sizeof(entry_t)] = GUARD;
#endif
}

/* Whether nobody wrote behind the memory; a pool that was never used has no guard. */
static inline bool guard_is_whole(void)
{
#if TM_CHECKS >= 1
    return state.made == 0 || TM_POOL_[MEMORY_BYTES / sizeof(entry_t)] == GUARD;
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
static CALLED bool is_free(slot_t slot) { return (*flags_of(slot) & flag_of(slot)) != 0; }

/* Marks the slot as a gap's or unused. */
static inline void mark_free(slot_t slot) { *flags_of(slot) |= flag_of(slot); }

/* Marks the slot as a live block's. */
static inline void mark_live(slot_t slot) { *flags_of(slot) &= (entry_t)~flag_of(slot); }

/* The slot that follows in address order (of an unused slot: the next unused one). */
static inline slot_t next_of(slot_t slot) { return (slot_t)link_of(slot); }

/* Sets the follower only. */
static inline void set_next(slot_t slot, slot_t next) { set_link(slot, next); }

/* Whether `slot` is a gap whose follower is `next`. */
static inline bool is_gap_before(slot_t slot, slot_t next)
{
    return next_of(slot) == next && is_free(slot);
}

#elif SLOT_HALVES

/* Whether the slot is a gap's, or unused. */
static CALLED bool is_free(slot_t slot) { return (link_of(slot) & LINK_FREE) != 0; }

/* Marks the slot as a live block's. */
static inline void mark_live(slot_t slot) { halves_of(slot)->link &= (number_t)~LINK_FREE; }

/* The slot that follows in address order (of an unused slot: the next unused one). */
static inline slot_t next_of(slot_t slot)
{
    return (slot_t)(link_of(slot) & (number_t)~LINK_MARKS);
}

/* Sets the follower only. */
static inline void set_next(slot_t slot, slot_t next)
{
    struct halves *halves = halves_of(slot);
    halves->link = (number_t)((halves->link & LINK_MARKS) | next);
}

/* Whether `slot` is a gap whose follower is `next`: one load. */
static inline bool is_gap_before(slot_t slot, slot_t next)
{
    return (link_of(slot) & (number_t)~LINK_GENERATION) == (number_t)(next | LINK_FREE);
}

#else

/* Whether the slot is a gap's, or unused. */
static CALLED bool is_free(slot_t slot) { return (*entry_of(slot) & ENTRY_FREE) != 0; }

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

#if SLOT_HALVES

/* Makes the slot a live block's, or (`mark`) a gap's. */
static inline void set_slot(slot_t slot, number_t place, slot_t next, number_t mark)
{
    struct halves *halves = halves_of(slot);
    halves->place = place;
    halves->link = (number_t)((halves->link & LINK_GENERATION) | mark | next);
}

#else

/* Makes the slot a live block's, or (`mark`) a gap's. */
static inline void set_slot(slot_t slot, number_t place, slot_t next, number_t mark)
{
    entry_t marks =
        (entry_t)((*entry_of(slot) & ENTRY_GENERATION) | (entry_t)mark << TM_NUMBER_BITS);
    *entry_of(slot) = (entry_t)(marks | place | (entry_t)next << TM_NUMBER_BITS);
}

#endif

/* Makes the slot a live block's. */
static inline void set_live(slot_t slot, number_t place, slot_t next)
{
    set_slot(slot, place, next, 0);
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
    set_slot(slot, place, next, LINK_FREE);
#endif
}

#if TM_GENERATIONS > 0

/* A slot that was never used: it may hold anything. */
static inline void set_unused(slot_t slot) { *entry_of(slot) = 0; }

/* What users call the block of a slot. */
static inline tm_index_t name_of(slot_t slot)
{
    return (tm_index_t)(slot | (link_of(slot) & LINK_GENERATION));
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

/* Whether the table has as many slots as it may have. */
static inline bool is_table_full(void) { return INDEXES_BIND && state.made >= TM_INDEXES; }

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

/* Writes what a gap knows of itself. Its links may lie under the footer: they come later. */
static inline void gap_write(number_t place, number_t size, slot_t own)
{
    struct gap *gap = gap_at(place);
    gap->size = size;
    gap->own = own;
    *footer_before((number_t)(place + size)) = own;
}

#endif
