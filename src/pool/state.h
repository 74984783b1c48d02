/* SPDX-License-Identifier: MIT */
/*
 * What the pool is made of: the picture, the struct, the invariants. All state is here; every other
 * file of src/ works on it through access.h. All bytes zero is a valid state: "not used yet".
 *
 * The words, one for each idea:
 *
 *     unit    TM_BLOCK_SIZE bytes: all places and sizes are counted in units
 *     block   what a user has: one or more units. It is live until it is freed
 *     gap     units between blocks that are nobody's
 *     node    a block or a gap, as the chain has it
 *     slot    the number of a node in the table; an entry is what stands there
 *     index   what a user calls his block: its slot, and with GENERATIONS how often it was used
 *
 * One region of memory. The number of a unit is its place in it:
 *
 *     0        first                                                     POOL_END
 *     +--------+--------+------+--------+--------------+--------+--------+-------+
 *     | table  | live   | gap  | live   | gap          | live   | live   | guard |
 *     +--------+--------+------+--------+--------------+--------+--------+-------+
 *       0 1 2 ..         new blocks are cut from the top of a gap ^
 *
 * An entry says where its node lies, and which slot follows in address order:
 *
 *     slot i:  [ place | next slot, FREE ]     slot 0, the sentinel:  [ POOL_END | first slot ]
 *
 * A live block has no header: it ends where its follower starts. An unused slot is FREE, has no
 * place (0) and links to the next unused one. A gap keeps a slot; in its memory stand
 *
 *     [ next gap | previous gap | size | own slot | ...           | own slot ]
 *
 * The last number is the footer: the block behind a gap finds the gap's slot there. Nobody says
 * that it is not user data; but if slot c is FREE and links to i, then c *is* the gap before i,
 * whoever named c. In the same way every remembered slot below is only a hint until the chain
 * itself proves it. The pool needs no back links and no fix-ups for what it remembers.
 *
 * Invariants (tm_verify returns the number of the one that is broken):
 *   1  the chain from slot 0 is in address order, ends at slot 0, and covers all units
 *   2  no two gaps are neighbours
 *   3  no gap and no live block is below the least size
 *   4  a gap knows its size, its own slot and its footer
 *   5  each gap stands in its own bin, whose links agree both ways, and nothing else does
 *   6  a bin's bit is set if and only if the bin holds something
 *   7  the live count is the sum of the live blocks
 *   8  each slot is on the chain, unused or retired and listed so, or in reserve
 *   9  a pinned block is live, and pinned once in the list
 *  10  what the compactor holds is live and no user's
 *  11  the short ways of tm_alloc and tm_free are open only while they are right
 *  12  what is remembered may be stale, but names slots that were made, and phases that there are
 *  13  the guard, the word behind the memory, is unchanged
 */
#ifndef STATE_H
#define STATE_H

#include <string.h>

#include <tinymem.h>

typedef tm_index_t slot_t;     /* the number of a slot */
typedef tm_number_t_ number_t; /* a place, or a length, in units */
typedef tm_entry_t_ entry_t;

/* The short spelling: for compilers that glibc does not take for GNU it hides the long one. */
#if defined(__GNUC__) || defined(__TINYC__)
#define ALIGNED(bytes) __attribute((aligned(bytes)))
#define MAY_ALIAS __attribute((may_alias)) /* the user gave this memory a type of his own */
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#else
#define MAY_ALIAS
#define LIKELY(condition) (condition)
#define UNLIKELY(condition) (condition)
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define ALIGNED(bytes) _Alignas(bytes)
#elif TM_BLOCK_SIZE <= 8
#define ALIGNED(bytes)
#else
#error "tinymem: option BLOCK_SIZE above 8 needs a compiler that can align (GNU or C11)"
#endif
#endif

#if defined(__GNUC__)
#define NOINLINE __attribute((noinline))
#define AS_BYTE __attribute((packed)) /* an enum that is handed around */
#else
#define NOINLINE
#define AS_BYTE
#endif
#if defined(__GNUC__) && defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
#define INLINED inline __attribute((always_inline)) /* where cycles count more than bytes */
#else
#define INLINED
#endif
/* Whether bytes of code count more than cycles. */
#ifdef __OPTIMIZE_SIZE__
#define SMALL 1
#else
#define SMALL 0
#endif

/*
 * What stays a function of its own, so that a bound can be derived from its code: not where bytes
 * count more. tools/wcet has it so there too.
 */
#ifndef DERIVED
#if SMALL
#define DERIVED
#else
#define DERIVED NOINLINE
#endif
#endif

/* Where bytes count more than cycles, and a call takes fewer of them. */
#if defined(__GNUC__) && defined(__OPTIMIZE_SIZE__) && TM_COMPACTOR_SLIDE
#define CALLED __attribute((noinline))
#else
#define CALLED inline
#endif

/* Lets the compiler think that a variable is new: it keeps it, and computes nothing anew from it.
   clang has no register of 32 bits for it on AVR. */
#if defined(__GNUC__) && !(defined(__clang__) && defined(__AVR__))
#define OPAQUE(variable) __asm__("" : "+r"(variable))
#else
#define OPAQUE(variable)
#endif

/*
 * Defines a variable in the section of the option SECTION, which becomes NOBITS whatever its name
 * is: no byte of it lies in an image of the program. clang gives it that type where a pragma names
 * it as the one for what is zero. GCC leaves the type to the assembler, which reads it from the
 * name; so the name goes on with it, and with the start of a comment for what GCC appends.
 */
#ifndef TM_SECTION
#define IN_SECTION(definition) definition
#elif !defined(__GNUC__) || defined(__TINYC__)
#error "tinymem: option SECTION needs a compiler with section attributes (GNU)"
#elif defined(__clang__) && defined(__ELF__)
#define SECTION_PRAGMA(words) _Pragma(#words)
#define SECTION_OF_ZERO(name) SECTION_PRAGMA(clang section bss = name)
#define IN_SECTION(definition) SECTION_OF_ZERO(TM_SECTION) definition SECTION_OF_ZERO("")
#elif defined(__ELF__)
#define IN_SECTION(definition) __attribute((section(TM_SECTION ",\"aw\",%nobits\n#"))) definition
#else
#define IN_SECTION(definition) __attribute((section(TM_SECTION))) definition
#endif

/* A condition that must hold when the pool is compiled; the name says which. */
#define REQUIRE(name, condition) typedef char require_##name[(condition) ? 1 : -1]

/* The bits of a link half that hold the generation of the slot's block, where users see them. */
#if TM_GENERATIONS > 0
#define GENERATION_MASK TM_GENERATION_MASK_
#else
#define GENERATION_MASK 0
#endif

/* POOL_END or a little more, as the preprocessor can't know what the state takes. */
#define POOL_UNITS TM_UNITS_

/* The least block and the least gap: what a gap's four numbers take, in units. */
#define LEAST_BYTES (4 * TM_NUMBER_BITS / 8)
#define LEAST_UNITS ((LEAST_BYTES + TM_BLOCK_SIZE - 1) / TM_BLOCK_SIZE)

/*
 * Bins: one a size up to EXACT_MOST units, then 2 an octave; small pools have coarser ones. The
 * last bin holds all that is larger. As many as the pool needs. COMPACTOR slide has one an octave,
 * and nothing else: see octaves.h.
 */
#if TM_NUMBER_BITS == 8
#define EXACT_OCTAVE 2 /* log2 of EXACT_MOST */
#define OCTAVE_BITS 0  /* log2 of the bins an octave */
#elif POOL_UNITS <= 256
#define EXACT_OCTAVE 3
#define OCTAVE_BITS 0
#else
#define EXACT_OCTAVE 4
#define OCTAVE_BITS 1
#endif
#define EXACT_MOST (1 << EXACT_OCTAVE)
#define TWO_BIT_LOG(n) ((n) >= 2 ? 1 : 0)
#define FOUR_BIT_LOG(n) ((n) >= 4 ? 2 + TWO_BIT_LOG((n) >> 2) : TWO_BIT_LOG(n))
#define BYTE_LOG(n) ((n) >= 16 ? 4 + FOUR_BIT_LOG((n) >> 4) : FOUR_BIT_LOG(n))
#define HALF_LOG(n) ((n) >= 256 ? 8 + BYTE_LOG((n) >> 8) : BYTE_LOG(n))
#define LOG2(n) ((n) >= 65536 ? 16 + HALF_LOG((n) >> 16) : HALF_LOG(n))
#define EXACT_BINS (EXACT_MOST - LEAST_UNITS + 1)
/* In the last bin are all gaps above a quarter of the pool: three at most. */
#if POOL_UNITS > 2 * EXACT_MOST
#define BINS_NEEDED (EXACT_BINS + ((LOG2(POOL_UNITS - 1) - EXACT_OCTAVE) << OCTAVE_BITS))
#elif POOL_UNITS > EXACT_MOST
#define BINS_NEEDED (EXACT_BINS + 1)
#else
#define BINS_NEEDED EXACT_BINS
#endif

#if TM_COMPACTOR_SLIDE
#define BINS (LOG2(POOL_UNITS) - LOG2(LEAST_UNITS) + 1)
#else

/* Where a word has 32 bits the bitmap is one word, and the last bin of a large pool begins earlier.
 */
#if TM_NUMBER_BITS < 32 && UINTPTR_MAX <= 0xFFFFFFFF && BINS_NEEDED > 32
#define BINS 32
#else
#define BINS BINS_NEEDED
#endif

#if BINS <= 16
typedef uint16_t bitmap_t;
#elif BINS <= 32
typedef uint32_t bitmap_t;
#else
typedef uint64_t bitmap_t;
#endif

#endif

/* Hints: some slot of each stretch of 512 units but the first, to start a walk from. */
#define HINT_SHIFT 9
#define HINTS (TM_COMPACTOR_SLIDE ? 0 : (POOL_UNITS - 1) >> HINT_SHIFT)

/*
 * The most slots that there can be: each but a few is a block's or a gap's, unless some are retired
 * (GENERATIONS). Where INDEXES is more, it binds nothing.
 */
#define SLOTS_THAT_FIT (TM_POOL_SIZE / (LEAST_UNITS * TM_BLOCK_SIZE + TM_NUMBER_BITS / 4) + 4)
#define INDEXES_BIND (TM_TABLE_FIXED || TM_GENERATIONS > 0 || TM_INDEXES <= SLOTS_THAT_FIT)

/*
 * Where a link has a bit to spare beside FREE and the generation, that bit says that the block is
 * pinned.
 */
#define PIN_SHIFT (TM_NUMBER_BITS - 2 - (TM_NUMBER_BITS == TM_INDEX_BITS ? TM_GENERATIONS : 0))
#if TM_PINS > 0 && !TM_FLAGS_APART &&                                                              \
    (TM_INDEXES < 1UL << PIN_SHIFT || (!INDEXES_BIND && SLOTS_THAT_FIT < 1UL << PIN_SHIFT))
#define PIN_BIT 1
#else
#define PIN_BIT 0
#endif

#if TM_PINS > 0
/* A block that is pinned, and how often: with PIN_BIT, how often beyond the first time. */
struct pin {
    slot_t slot; /* 0: not in use */
    uint16_t count;
};
#endif

/* How often tm_thread says "ask again" before it takes it that nobody waits any more. */
#define ASKS 7
/*
 * Requests of tm_realloc that are given up until something is freed, at most: then each other one
 * is hopeless too. Two in turn would else keep tm_thread busy for ever.
 */
#define MOST_VAIN 3

#define ROW_NAME(name, cost, looks, reads) name,

#if TM_COMPACTOR_SLIDE

/*
 * The compactor works in phases, each of which slides blocks, one a step. A row: the name, what a
 * step costs, how often it looks at the list of pins (without PIN_BIT), and which members of the
 * compactor it reads before it writes them, by the names that test/exhaustive gives them.
 *
 *     CHOOSE  look at the requests
 *     PASS    slide all blocks down, from the bottom up
 *     LIFT    slide the lowest gap down to the block that grows
 *     MAKE    slide it down to the table
 */
/* clang-format off */
#define PHASES(row) \
    row(CHOOSE, COST_CHOOSE, 1, FRONTIER) \
    row(PASS,   COST_SLIDE,  1, FRONTIER) \
    row(LIFT,   COST_SLIDE,  1, FRONTIER) \
    row(MAKE,   COST_SLIDE,  1, FRONTIER)
/* clang-format on */

enum phase { PHASES(ROW_NAME) };

/*
 * The compactor. Between two of its steps the pool is an ordinary pool, so any call may come in
 * between: whatever stands here is checked before it is used.
 */
struct compactor {
    uint8_t phases_spent;  /* on the goal, since something changed */
    bool large;            /* a block that is too large for a slice was in the way */
    bool given_up;         /* the request of tm_realloc is not worked for */
    uint8_t vain_reallocs; /* requests of tm_realloc given up since something was freed */
    uint8_t goal;          /* enum goal: what is worked for, */
    uint8_t phase;         /* enum phase: and how */
    uint8_t asks;          /* so often tm_thread still says "ask again" */
    bool in_defrag;        /* tm_defrag is at work: no block is too large */
    number_t alloc_size;   /* the largest request of tm_alloc that waits, in units; 0: none */
    number_t vain;         /* the least that was given up since something was freed; 0: none */
    number_t realloc_size; /* the request of tm_realloc that waits, */
    slot_t realloc_slot;   /* and its block; 0: none */
    slot_t frontier;       /* PASS, LIFT, MAKE: the last node seen; 0: all is still to be seen */
};

#else

/*
 * The compactor works in phases, which choose the blocks to move, and in stages, which carry the
 * one that was chosen; the phase waits meanwhile. A row: the name, what a step costs, how often it
 * looks at the list of pins (without PIN_BIT), and which members of the compactor it reads before
 * it writes them, by the names that test/exhaustive gives them.
 *
 *     CHOOSE  look at the requests
 *     PLAN    decide what to do for one of them
 *     SCAN    look for the window of blocks that is the cheapest to empty
 *     GATHER  empty the window, block by block, into one gap
 *     PASS    slide all blocks down, from the bottom up
 *     REACH   make room right behind one block, or behind the table, by moving others away
 *     LIFT    slide a gap down to that block, or to the table
 */
/* clang-format off */
#define PHASES(row) \
    row(CHOOSE, COST_CHOOSE, 1, 0) \
    row(PLAN,   COST_PLAN,   0, 0) \
    row(SCAN,   COST_SCAN,   1, GAP | FRONTIER | BEST) \
    row(GATHER, COST_GATHER, 1, REACHED | GAP | FRONTIER) \
    row(PASS,   COST_PASS,   2, FRONTIER) \
    row(REACH,  COST_REACH,  1, 0) \
    row(LIFT,   COST_LIFT,   1, REACHED | GAP | FRONTIER)
/*
 *     REST    none is carried: the phase goes on
 *     SEEK    look for a gap that the block can move into
 *     MOVE    take the room for it
 *     AIM     see to it that the move is right, and that all it needs is known
 *     WALK    find the predecessor that AIM needs, or, while no room is held, LIFT
 *     FLY     copy the block there
 *     DROP    make what it left behind a gap
 */
#define STAGES(row) \
    row(REST, 0,         0, 0) \
    row(SEEK, COST_SEEK, 0, BLOCK | REACHED | TARGET | GAP) \
    row(MOVE, COST_MOVE, 0, BLOCK | HOME | REACHED | GAP) \
    row(AIM,  COST_AIM,  1, BLOCK | HOME | REACHED) \
    row(WALK, COST_WALK, 0, REACHED | TARGET) \
    row(FLY,  COST_FLY,  0, BLOCK | HOME | REACHED) \
    row(DROP, COST_DROP, 0, REACHED)
/* clang-format on */

enum phase { PHASES(ROW_NAME) };
enum stage { STAGES(ROW_NAME) };

/* A node of the chain that is remembered between slices: valid while it is where it was. */
struct cursor {
    slot_t slot;
    number_t place;
};

/* What the phases of the compactor remember: no two of these at a time. */
union scratch {
    struct {                /* SCAN */
        struct cursor best; /* the start of the best window, */
        number_t best_end;  /* its end, */
        number_t best_cost; /* what it costs, */
        number_t cost;      /* and this one: units to move, and a charge for each move */
    } scan;
    struct {             /* all other phases */
        slot_t block;    /* the block that moves, */
        slot_t home;     /* and the gap that it moves into; 0: across `gap`, its neighbour.
                           AIM: the predecessor of the room that is held */
        slot_t reached;  /* where a walk has got to: at last, the predecessor */
        number_t target; /* the place whose predecessor is looked for; SEEK: the end of where the
                            block may not go */
    } move;
};

/*
 * The compactor. Between two of its steps the pool is an ordinary pool (but for what it `held`), so
 * any call may come in between: whatever stands here is checked before it is used.
 */
struct compactor {
    uint8_t goal;           /* enum goal: what is worked for, */
    uint8_t phases_spent;   /* and how many phases in all were spent on it */
    uint8_t plan;           /* what is tried for it, */
    uint8_t plan_position;  /* and how much of that was tried */
    uint8_t phase;          /* enum phase: what chooses the blocks to move, */
    uint8_t stage;          /* enum stage: and how far the move of one has come; */
    uint8_t course;         /* enum course: which way that block goes */
    uint8_t asks;           /* so often tm_thread still says "ask again" */
    uint8_t vain_reallocs;  /* requests of tm_realloc given up since something was freed */
    bool changed : 1;       /* it is for another request than it began for, or there is hope */
    bool in_defrag : 1;     /* tm_defrag is at work: no block is too large */
    bool large : 1;         /* a block that is too large for a slice was in the way */
    bool given_up : 1;      /* the request of tm_realloc is not worked for */
    number_t alloc_size;    /* the largest request of tm_alloc that waits, in units; 0: none */
    number_t vain;          /* the least that was given up since something was freed; 0: none */
    number_t realloc_size;  /* the request of tm_realloc that waits, */
    slot_t realloc_slot;    /* and its block; 0: none */
    slot_t held;            /* the room that a block is about to move to, or across; 0: none */
    struct cursor gap;      /* the gap that grows or moves; SCAN: the start of the window; SEEK:
                               its place is the start of where the block may not go */
    struct cursor frontier; /* SCAN, LIFT: the last node seen; PASS: the last that is in place;
                           GATHER: its place is the end of the window */
    union scratch scratch;
#if TM_READ_BARRIER
    slot_t touched;  /* the block whose copy was abandoned last */
    number_t copied; /* how much of the block in flight is there, in units */
#endif
};

#endif

/* A quantity with its high-water mark: see level.h. */
struct level {
    number_t below; /* how far the quantity is below the mark */
#if TM_STATS
    number_t peak;
#endif
};

/*
 * The bins stand first, where they need no offset: the short ways are faster. But where bytes
 * of code count they stand behind all that fits into short offsets.
 */
#define BINS_FIRST !SMALL

struct state {
#if BINS_FIRST
    number_t bins[BINS]; /* the first gap of each bin, 0: none */
#endif
#if !TM_COMPACTOR_SLIDE
    bitmap_t filled;      /* bit b: bin b holds a gap */
    slot_t short_free;    /* the short ways: see quiet.h */
    number_t short_alloc; /* likewise */
#endif
    struct level live; /* what live blocks take, in units */
    slot_t unused;     /* the first unused slot, 0: none */
#if !TM_COMPACTOR_SLIDE
    slot_t reserve; /* the slot that the compactor has for itself, 0: none */
#endif
    struct compactor compactor;
    slot_t made; /* slots 1 to made have been in use; 0: the pool was never used */
#if TM_COMPACTOR_SLIDE
    uint8_t reason; /* tm_reason_t: why the last request was given up */
#endif
#if TM_GENERATIONS > 0
    slot_t retired; /* the first slot that has been through all its generations, 0: none */
#endif
#if !BINS_FIRST
    number_t bins[BINS];
#endif
#if HINTS > 0
    slot_t hints[HINTS];
#endif
#if TM_PINS > 0
    slot_t pinned; /* blocks that are pinned */
#if !PIN_BIT
    entry_t pin_filter; /* bit i % FLAGS_A_WORD is set where slot i is a pinned block's */
#endif
    struct pin pins[TM_PINS];
#endif
#if !TM_COMPACTOR_SLIDE
    uint8_t reason; /* here it takes no byte of padding more */
#endif
#if TM_STATS
    struct {
        struct level blocks; /* live blocks */
        number_t slots_used;
        tm_size_t failed, moves, moved_bytes;
    } stats;
#endif
};

/* The memory starts and ends at a multiple of a block and of a slot. */
#define GRAIN (TM_BLOCK_SIZE > TM_NUMBER_BITS / 4 ? TM_BLOCK_SIZE : TM_NUMBER_BITS / 4)
/* Behind the memory, where slot 0 leads, stands a number that nobody may change. */
#define GUARDS (TM_CHECKS >= 1 ? 1 : 0)
#define GUARD ((entry_t)0x9D3B79F1A5C2E687u)
#define STATE_BYTES                                                                                \
    (sizeof(struct state) + (TM_READ_BARRIER ? sizeof(slot_t) : 0) + GUARDS * sizeof(entry_t))
#define MEMORY_BYTES ((TM_POOL_SIZE - STATE_BYTES) / GRAIN * GRAIN)
#define POOL_END ((number_t)(MEMORY_BYTES / TM_BLOCK_SIZE))

/* What a fixed table takes, or a growing one at first (four slots), in units. */
#define TABLE_SLOTS (TM_TABLE_FIXED ? TM_INDEXES : 1)
#define TABLE_WORDS                                                                                \
    (TABLE_SLOTS + 1UL + (TM_FLAGS_APART ? TABLE_SLOTS / (2 * TM_NUMBER_BITS) + 1 : 0))
#define TABLE_BYTES (TABLE_WORDS * sizeof(entry_t))
#define TABLE_UNITS ((TABLE_BYTES + TM_BLOCK_SIZE - 1) / TM_BLOCK_SIZE)

/* The least POOL_SIZE: beside the table room for a block, and for as much as the table grows by. */
#define LEAST_MEMORY ((TABLE_UNITS + 2 * LEAST_UNITS) * TM_BLOCK_SIZE)
#define POOL_LEAST (STATE_BYTES + (LEAST_MEMORY + GRAIN - 1) / GRAIN * GRAIN)

REQUIRE(no_gap_is_larger_than_tinymem_h_says, STATE_BYTES + TABLE_BYTES >= TM_STATE_LEAST_);
REQUIRE(a_number_holds_each_place,
        TM_POOL_SIZE < STATE_BYTES || MEMORY_BYTES / TM_BLOCK_SIZE < (number_t) ~(number_t)0);

IN_SECTION(static struct state state;)

#endif
