/* SPDX-License-Identifier: MIT */
/*
 * tinymem: dynamic memory that does not fragment.
 *
 * A block is named by an index that never changes; its address may. A raw pointer (from tm_void and
 * its kin) is valid until the next call of
 *
 *     tm_thread    tm_defrag    by anybody    tm_realloc    of that block
 *
 * unless the block is pinned (tm_pin). No other call moves a block. So: keep indexes, take a
 * pointer where you use it, and drop it before you call one of these three. The option SCRAMBLE
 * finds those that are kept too long: with it these calls move all that they may, each time.
 *
 *     tm_index_t text = tm_alloc(100);
 *     if (!text) ..                          0: no room now
 *     strcpy(tm_char(text), "hello");
 *     tm_thread();                           tidies up, for a slice
 *     puts(tm_char(text));                   ask for the address again
 *     tm_free(text);
 *
 * When a request is refused although enough is free, tm_thread() makes the room, slice by slice:
 *
 *     while (!(index = tm_alloc(size)) && tm_thread()) {}
 *
 * All of it works without an init call, in the RAM of one static pool of TM_POOL_SIZE bytes.
 *
 * Every call below says what it costs (its bound), what it moves, and whether an interrupt may call
 * it. "An interrupt may": on a port with a lock (see docs/PORTING.md), also while the interrupted
 * code is inside any call of this header. Sizes are in bytes. With CHECKS 2 each call looks at the
 * whole pool, too: some steps a slot.
 */
#ifndef TM_TINYMEM_H
#define TM_TINYMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tinymem_config.h>

/* ---- What follows from the options ---------------------------------------------------------- */

/* At least as many blocks as the memory has. What the state beside it takes is more than that. */
#define TM_STATE_LEAST_ 24
#define TM_UNITS_ ((TM_POOL_SIZE - TM_STATE_LEAST_) / TM_BLOCK_SIZE)

/*
 * A block's place is a number of 8, 16 or 32 bits, as the memory needs; the largest number is no
 * place. A slot holds a number and an index, each in TM_NUMBER_BITS.
 */
#if TM_INDEX_BITS == 8 && TM_UNITS_ < 255
#define TM_NUMBER_BITS 8
#elif TM_UNITS_ < 65535
#define TM_NUMBER_BITS 16
#else
#define TM_NUMBER_BITS 32
#endif

/* The top bit of a slot's index half says "free", unless so many slots need it for themselves. */
#if TM_NUMBER_BITS == 8 && TM_INDEXES > 127 || TM_NUMBER_BITS == 16 && TM_INDEXES > 32767
#define TM_FLAGS_APART 1
#else
#define TM_FLAGS_APART 0
#endif

#if defined UINTPTR_MAX && UINTPTR_MAX <= 0xFFFF && TM_POOL_SIZE > 32767
#error "tinymem: option POOL_SIZE must be 128 to 32767 where pointers have 2 bytes"
#endif
#if TM_INDEX_BITS == 8 && TM_INDEXES > 255
#error "tinymem: option INDEXES is above 255, the most that INDEX_BITS 8 can name (2 to 255)"
#endif
#if TM_INDEX_BITS == 8 && TM_GENERATIONS > 5
#error "tinymem: option GENERATIONS must be 0 to 5 with INDEX_BITS 8"
#endif
#if (TM_BLOCK_SIZE & (TM_BLOCK_SIZE - 1)) != 0
#error "tinymem: option BLOCK_SIZE is not a power of two (2, 4, 8, 16, 32 or 64)"
#endif
#if TM_BLOCK_SIZE == 2 && TM_NUMBER_BITS == 32
#error "tinymem: option BLOCK_SIZE 2 reaches pools of 131093 bytes; choose 4 or more for POOL_SIZE"
#endif

#if (TM_PLATFORM_CORTEX_M || TM_PLATFORM_RISCV) && !defined(TM_ONE_CORE) &&                                               \
    (defined(LIB_PICO_MULTICORE) && LIB_PICO_MULTICORE ||                                          \
     defined(configNUMBER_OF_CORES) && configNUMBER_OF_CORES > 1 || defined(CONFIG_SMP))
#error "tinymem: option PLATFORM cortex-m (or riscv) locks out interrupts of one core, and there are more; \
write a port (docs/PORTING.md), or call on one core alone and define TM_ONE_CORE"
#endif

/* 1: the pool lies in a shared library, for the program and other libraries to use. */
#ifndef TM_SHARED
#define TM_SHARED 0
#endif

/*
 * What the linker sees: names that say which options they were made with, those that a header and a
 * library must share. A mix of two builds does not link, and the missing name tells which options
 * the header was made for. With compilers that can't give a function another name for the linker,
 * only the pool's data says so.
 */
#define TM_JOIN_(name, p, i, n, g, t, b, r, c)                                                     \
    name##_made_with_POOL_SIZE_##p##_INDEX_BITS_##i##_INDEXES_##n##_GENERATIONS_##g##_TABLE_FIXED_##t##_BLOCK_SIZE_##b##_READ_BARRIER_##r##_CHECKS_##c
#define TM_EXPAND_(name, p, i, n, g, t, b, r, c) TM_JOIN_(name, p, i, n, g, t, b, r, c)
#define TM_MADE_WITH_(name)                                                                        \
    TM_EXPAND_(name, TM_POOL_SIZE, TM_INDEX_BITS, TM_INDEXES, TM_GENERATIONS, TM_TABLE_FIXED,      \
               TM_BLOCK_SIZE, TM_READ_BARRIER, TM_CHECKS)
#define TM_POOL_ TM_MADE_WITH_(tm_pool)

#if defined(__GNUC__) || defined(__TINYC__)
#define TM_STRING_(name) #name
#define TM_QUOTE_(name) TM_STRING_(name)
/* What the compiler writes in front of the names of C, if it is not nothing: 1 - - 1. */
#if defined(__USER_LABEL_PREFIX__) && 1 - __USER_LABEL_PREFIX__ - 1 != 2
#define TM_NAMED_(name) __asm__(TM_QUOTE_(__USER_LABEL_PREFIX__) TM_QUOTE_(TM_MADE_WITH_(name)))
#else
#define TM_NAMED_(name) __asm__(TM_QUOTE_(TM_MADE_WITH_(name)))
#endif
#else
#define TM_NAMED_(name)
#endif

/*
 * Who sees them, whatever -fvisibility says: all for a shared pool; else nobody outside the program
 * or shared library that the pool is linked into, so that each of these uses its own. tm_on_error
 * is the user's: seen by all, and by its plain name.
 */
#if (defined(__GNUC__) || defined(__TINYC__)) && !defined(_WIN32)
#define TM_SEEN_BY_ALL_ __attribute((visibility("default")))
#define TM_SEEN_INSIDE_ __attribute((visibility("hidden")))
#else
#define TM_SEEN_BY_ALL_
#define TM_SEEN_INSIDE_
#endif
#if TM_SHARED
#define TM_LINK_(name) TM_NAMED_(name) TM_SEEN_BY_ALL_
#else
#define TM_LINK_(name) TM_NAMED_(name) TM_SEEN_INSIDE_
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Types ---------------------------------------------------------------------------------- */

/*
 * The name of a block: 1 to TM_INDEXES. 0 is "no block". With the option GENERATIONS the bits above
 * those of TM_INDEXES change whenever a name would be given out again.
 */
#if TM_INDEX_BITS == 8
typedef uint8_t tm_index_t;
#else
typedef uint16_t tm_index_t;
#endif

/* A size in bytes. As wide as size_t, so that no size wraps silently. */
typedef size_t tm_size_t;

/* What tm_on_error is told. */
typedef enum {
    TM_ERROR_INDEX = 1,   /* the index names no block: out of range, or never given out */
    TM_ERROR_FREED = 2,   /* the index names no block any more: a double free or a stale index */
    TM_ERROR_PINNED = 3,  /* a pinned block may neither be freed nor moved */
    TM_ERROR_UNPIN = 4,   /* one unpin too many */
    TM_ERROR_CORRUPT = 5, /* the pool's own data was overwritten (a user's overrun, most likely) */
    TM_ERROR_LOCK = 6     /* the lock shuts nobody out here: unprivileged code, on Cortex-M */
} tm_error_t;

/* Why the work for a request ended without room for it. */
typedef enum {
    TM_REASON_NONE = 0,   /* the last one that was worked for waits, or was served */
    TM_REASON_FULL = 1,   /* not enough is free, with what the table must grow by for the block */
    TM_REASON_PINNED = 2, /* pinned blocks are in the way */
    TM_REASON_LARGE = 3,  /* blocks too large for a slice are in the way: tm_defrag moves them, but
                             may find pinned ones behind them */
    TM_REASON_SLOTS = 4   /* INDEXES blocks and gaps are there: no slot for one more */
} tm_reason_t;

/*
 * Figures of the pool. The bytes of blocks are whole blocks: the sizes asked for, rounded up. Those
 * marked * count only where the option STATS is on, and are 0 where it is off.
 */
typedef struct {
    tm_size_t pool_bytes;    /* all the RAM of the pool, its table and state included */
    tm_size_t live_bytes;    /* in live blocks */
    tm_size_t live_blocks;   /* live blocks * */
    tm_size_t free_bytes;    /* in gaps: what is free, contiguous or not */
    tm_size_t largest_now;   /* a request of this size certainly succeeds now */
    tm_size_t largest_after; /* the largest request that certainly succeeds after tm_defrag made
                                room for it, the slot that it takes counted; after tm_thread, too,
                                where no block takes more than a slice to copy, or READ_BARRIER is
                                on; largest_now while anything is pinned. Others that wait, too,
                                may need some bytes of it for a slot */
    tm_size_t slots_used;    /* slots of the table that name a live block or a gap * */
    tm_size_t slots_total;   /* slots that the table has now (it grows by itself, up to INDEXES) */
    tm_size_t peak_live_bytes;  /* the most live_bytes has been since the start or tm_reset * */
    tm_size_t peak_live_blocks; /* the most live_blocks has been since then * */
    tm_size_t failed;           /* requests that were refused * */
    tm_size_t moves;            /* blocks moved, by whichever call * */
    tm_size_t moved_bytes;      /* bytes moved * */
    tm_size_t pinned;           /* blocks that are pinned now */
    tm_reason_t reason;         /* why the last request that was given up, or refused as hopeless,
                                   was; 0 as soon as another one waits */
} tm_stats_t;

/* What a stretch of the pool is. */
typedef enum { TM_LIVE = 1, TM_FREE = 2, TM_PINNED = 3 } tm_kind_t;

/* One stretch of the pool, as tm_walk shows it. */
typedef struct {
    tm_index_t index; /* the block's index; 0 for a gap */
    tm_kind_t kind;   /* live, free, or live and pinned */
    tm_size_t offset; /* its distance from the start of the pool's memory */
    tm_size_t size;   /* its bytes */
} tm_span_t;

/*
 * Called by tm_walk for each stretch; false ends the walk. It may call nothing of this header, nor
 * fork, and must return: a longjmp or an exception out of it leaves the lock taken for good.
 */
typedef bool tm_visit_t(const tm_span_t *span, void *context);

/* ---- Blocks --------------------------------------------------------------------------------- */

/*
 * Allocates a block of `size` bytes (1 to what the pool holds), aligned to TM_BLOCK_SIZE.
 * Returns its index; 0 when size is 0, or when no slot is left, or no gap that is large enough is
 * found at once: of those in its own bin it looks at four. A refusal for lack of contiguous room,
 * or of a slot, is remembered, the largest: tm_thread() works towards it. Cost: O(1), a refusal
 * too. Moves nothing. An interrupt may call it. Segregated fits with a bitmap: after Ogasawara's
 * half-fit and Masmano's TLSF.
 */
tm_index_t tm_alloc(tm_size_t size) TM_LINK_(tm_alloc);

/*
 * Allocates `count` times `size` bytes, all zero. A product that overflows is refused: 0.
 * Cost: as tm_alloc, plus the clearing. Moves nothing. An interrupt may call it.
 */
tm_index_t tm_calloc(tm_size_t count, tm_size_t size) TM_LINK_(tm_calloc);

/*
 * Gives the block a new size and returns its index, which never changes; the bytes are kept, up to
 * the smaller of both sizes. 0 = refused, and the block is untouched; the refusal is remembered
 * beside tm_alloc's, the first. index 0: as tm_alloc(size). size 0: as tm_free(index), returns 0.
 * A pinned block is resized in place or refused. Shrinking needs a slot for the end that is cut
 * off, and is refused where no slot is left.
 * Errors: TM_ERROR_INDEX, TM_ERROR_FREED; TM_ERROR_PINNED for size 0 of a pinned block.
 * Cost: shrinking, and growing into free room behind the block, O(1) and copies nothing; else the
 * copy of the block and a walk over at most all blocks below it. Moves this block only. An
 * interrupt may call it, if it may move the block under the code that it interrupts.
 */
tm_index_t tm_realloc(tm_index_t index, tm_size_t size) TM_LINK_(tm_realloc);

/*
 * Frees the block; what is free on both sides is joined to it at once. index 0: nothing happens.
 * Errors: TM_ERROR_INDEX, TM_ERROR_FREED, TM_ERROR_PINNED.
 * Cost: O(1); with GENERATIONS, when the slot is worn out, a walk over at most all blocks below. Moves nothing. An interrupt may call it.
 * The boundary tag behind a gap is Knuth's (The Art of Computer Programming, 2.5, algorithm C).
 */
void tm_free(tm_index_t index) TM_LINK_(tm_free);

/*
 * The bytes that the block really has: the size asked for, rounded up to blocks; a remainder too
 * small for a block of its own belongs to it. 0 for index 0.
 * Errors: TM_ERROR_INDEX, TM_ERROR_FREED. Cost: O(1). An interrupt may call it.
 */
tm_size_t tm_sizeof(tm_index_t index) TM_LINK_(tm_sizeof);

/*
 * Whether the index names a live block. Any value may be asked about, 0 included.
 * Cost: O(1). An interrupt may call it.
 */
bool tm_valid(tm_index_t index) TM_LINK_(tm_valid);

/*
 * Whether the index names a live block of a size that a request for `size` bytes can have given:
 * rounded(size) <= tm_sizeof(index) < rounded(size) + a least block. tm_check(tm_alloc(n), n) holds
 * whenever the allocation did. Cost: O(1). An interrupt may call it.
 */
bool tm_check(tm_index_t index, tm_size_t size) TM_LINK_(tm_check);

/* ---- Defragmentation ------------------------------------------------------------------------ */

/*
 * Does one slice of work, at most SLICE units of src/compactor/cost.h long (on Cortex-M: cycles of a
 * stated model), towards the requests that were refused. Returns true while steps remain, or while
 * somebody who was refused should ask again; false: nothing more is tried until something is freed,
 * resized or unpinned. So `while (tm_thread()) {}` ends, from every state.
 *
 * Any number of callers may wait. Where nothing is pinned and blocks fit into slices, who repeats a
 * request that largest_after promises is served, whatever others are refused, and is not told false
 * before, unless others were told "ask again" 7 times since his refusal (docs/DESIGN.md, "Several
 * callers"). Where pinned or large blocks are in the way nothing is promised; and three requests of
 * tm_realloc that were given up make all others wait for a change, too. A request that can't be
 * served is given up, and taken up again only after something was freed, resized or unpinned;
 * tm_stats().reason says why. Blocks that take more than a slice to copy stay where they are: for
 * requests that need those moved there is tm_defrag, or READ_BARRIER. Cost: SLICE. Moves any block
 * that is not pinned. Interrupts are locked out for one step at a time; an interrupt may not call
 * it.
 */
bool tm_thread(void) TM_LINK_(tm_thread);

/*
 * Blocks until tm_realloc(index, size) would succeed; with index 0, until tm_alloc(size) would;
 * with both 0, until all that is free is one gap. Moves whatever it takes, blocks of any size.
 * False when it can't: tm_stats().reason says why. Requests that are refused while it works are not
 * remembered: tm_thread then says true, so that they are made again. Errors: TM_ERROR_INDEX,
 * TM_ERROR_FREED. Cost: at most some copies of the whole pool. Interrupts are locked out for one
 * step at a time (the longest: the copy of the largest block); an interrupt may not call it.
 */
bool tm_defrag(tm_index_t index, tm_size_t size) TM_LINK_(tm_defrag);

/* ---- Pins ----------------------------------------------------------------------------------- */

/*
 * Pins the block: until as many calls of tm_unpin it does not move, and its address (returned)
 * stays good, for DMA, interrupts and C functions that keep a pointer. Any number of blocks may be
 * pinned once; PINS of them may be pinned further times, each 65535 times more. NULL for a pin
 * beyond that, or for index 0. (Where a slot has no bit to spare for pins, PINS blocks in all may
 * be pinned: docs/CONFIG.md.) Blocks around it still move.
 * Errors: TM_ERROR_INDEX, TM_ERROR_FREED. Cost: O(1) for the first pin of a block, O(PINS) for
 * more; of the block in flight (READ_BARRIER) the rest of its copy and a walk too. Moves nothing
 * else. An interrupt may call it.
 * The count instead of a flag: Windows 3's GlobalLock.
 */
void *tm_pin(tm_index_t index) TM_LINK_(tm_pin);

/*
 * Takes one pin back. index 0: nothing happens.
 * Errors: TM_ERROR_INDEX, TM_ERROR_FREED, TM_ERROR_UNPIN when the block is not pinned.
 * Cost: O(PINS). Moves nothing. An interrupt may call it.
 */
void tm_unpin(tm_index_t index) TM_LINK_(tm_unpin);

/* ---- Looking in ----------------------------------------------------------------------------- */

/* The figures of the pool, by value. Cost: O(1). Changes nothing. An interrupt may call it. */
tm_stats_t tm_stats(void) TM_LINK_(tm_stats);

/*
 * Checks every invariant of the pool (docs/DESIGN.md numbers them) and changes nothing.
 * Returns 0, or the number of the first one that is broken.
 * Cost: some steps a slot, under the lock. An interrupt may call it, if it has the time.
 */
int tm_verify(void) TM_LINK_(tm_verify);

/*
 * Shows every block and gap to `visit`, in address order, with `context` handed through: for heap
 * maps and leak hunts. `visit` must return. False when it ended the walk.
 * Cost: a call a slot, under the lock. Moves nothing. An interrupt may call it.
 */
bool tm_walk(tm_visit_t *visit, void *context) TM_LINK_(tm_walk);

/*
 * All is free again: every index becomes invalid, pins, requests and figures are forgotten, and the
 * table, which else never shrinks, is as small as at the start. A pool in a SECTION that nobody
 * clears at the start needs it before any other call: it takes whatever bytes are there.
 * Cost: O(1), and the clearing of the pool's state (not of its memory). An interrupt may call it
 * only when nobody uses a block.
 */
void tm_reset(void) TM_LINK_(tm_reset);

/*
 * Called for a wrong index, a double free, the free of a pinned block, an unpin too many: a
 * function of your program. Where there is none, the program stops: with one line and abort() where
 * there is an operating system, on bare metal where a debugger sees it; or as the option ON_ERROR
 * says (docs/PORTING.md). When it returns, the call at fault has changed nothing and returns 0,
 * NULL or false. For TM_ERROR_CORRUPT CHECKS 2 looks before each call: from then on each call but
 * tm_verify and tm_reset is refused so. It looks for TM_ERROR_LOCK, too, on the port cortex-m: so
 * are the calls that found no lock. CHECKS 1 looks when tm_thread has nothing to do, and after a
 * refusal, for a write by index 0 or beyond the last block. It may call nothing of this header.
 * `index` is what the call was given.
 */
void tm_on_error(tm_error_t error, tm_index_t index) TM_SEEN_BY_ALL_;

/* ---- From index to address ------------------------------------------------------------------ */

/*
 * The names below that end in an underscore are the inline functions' own: not for users.
 *
 * An entry is one number: in its low half the place of the block or gap, counted in units of
 * TM_BLOCK_SIZE from the start of the pool; in its high half the slot that follows.
 */
#if TM_NUMBER_BITS == 8
typedef uint16_t tm_entry_t_;
typedef uint8_t tm_number_t_;
#elif TM_NUMBER_BITS == 16
typedef uint32_t tm_entry_t_;
typedef uint16_t tm_number_t_;
#else
typedef uint64_t tm_entry_t_;
typedef uint32_t tm_number_t_;
#endif

extern tm_entry_t_ TM_POOL_[] TM_SEEN_INSIDE_;

#if TM_READ_BARRIER
/* The slot of the block that is being copied; 0: none. */
extern volatile tm_index_t tm_in_flight_ TM_NAMED_(tm_in_flight_) TM_SEEN_INSIDE_;
void tm_touch_(void) TM_LINK_(tm_touch_); /* gets it out of the copier's hands */
#endif

/*
 * A shared library shows where its data lie, not the data: a program may get a copy of what it
 * refers to, and the library may be told to use its own (-Bsymbolic). Of a pointer that never
 * changes both are the same.
 */
#if TM_SHARED
extern tm_entry_t_ *const TM_MADE_WITH_(tm_pool_at) TM_SEEN_BY_ALL_;
#define TM_MEMORY_ TM_MADE_WITH_(tm_pool_at)
#else
#define TM_MEMORY_ TM_POOL_
#endif
#if TM_SHARED && TM_READ_BARRIER
extern volatile tm_index_t *const tm_in_flight_at_ TM_LINK_(tm_in_flight_at_);
#define TM_IN_FLIGHT_ (*tm_in_flight_at_)
#else
#define TM_IN_FLIGHT_ tm_in_flight_
#endif

#if TM_CHECKS >= 2
/* Whether it names a live block; tells tm_on_error if not. */
bool tm_void_check_(tm_index_t index) TM_LINK_(tm_void_check_);
#endif

/* A cast that both languages spell without a warning. */
#ifdef __cplusplus
#define TM_CAST_(type, value) static_cast<type>(value)
#else
#define TM_CAST_(type, value) ((type)(value))
#endif

/* Where a slot lies in the pool: groups of slots follow a word of flags each, where the flags stand
   apart from the links. */
static inline size_t tm_slot_at_(tm_index_t slot)
{
#if TM_FLAGS_APART
    return TM_CAST_(size_t, slot) + slot / (2 * TM_NUMBER_BITS) + 1;
#else
    return slot;
#endif
}

/*
 * With GENERATIONS an index is the number of a slot, and above it how often its block was freed.
 * The top bit is never set.
 */
#define TM_INDEX_MASK_ (TM_CAST_(tm_index_t, -1) >> 1)
#define TM_SLOT_MASK_ (TM_INDEX_MASK_ >> TM_GENERATIONS)
#define TM_GENERATION_MASK_ (TM_INDEX_MASK_ & ~TM_SLOT_MASK_)

/* The number of the slot that an index names. */
static inline tm_index_t tm_slot_named_(tm_index_t index)
{
#if TM_GENERATIONS > 0
    return TM_CAST_(tm_index_t, index & TM_SLOT_MASK_);
#else
    return index;
#endif
}

/*
 * The block's address now; good until the next tm_thread, tm_defrag or tm_realloc of it, or as long
 * as the block is pinned. For index 0 and for stale indexes the result means nothing, unless CHECKS
 * is 2: then tm_on_error is told, and the result is NULL (for index 0 just NULL).
 * Cost: two instructions on ARMv7-M (four on ARMv6-M) plus loading the base. Moves nothing; but
 * with READ_BARRIER a block in flight lands first: the rest of its copy, and a walk. An interrupt
 * may call it for blocks that it knows to be pinned, or where it interrupts none of the three
 * above.
 */
static inline void *tm_void(tm_index_t index)
{
    tm_index_t slot = tm_slot_named_(index);
#if TM_CHECKS >= 2
    if (!tm_void_check_(index)) return NULL;
#endif
#if TM_READ_BARRIER
    if (slot == TM_IN_FLIGHT_) tm_touch_();
#endif
    return TM_CAST_(unsigned char *, TM_CAST_(void *, TM_MEMORY_)) +
           TM_CAST_(size_t, TM_CAST_(tm_number_t_, TM_MEMORY_[tm_slot_at_(slot)])) * TM_BLOCK_SIZE;
}

/*
 * The largest alignment of a type that a block is good for: BLOCK_SIZE. But where all C types are
 * loaded and stored by instructions that do with 4 bytes, BLOCK_SIZE 4 is good for the largest of
 * C's own. Those of NEON, of ARMv5, and of RISC-V's D and V do not.
 */
#if TM_BLOCK_SIZE >= 4 && TM_BLOCK_SIZE < 16 && defined __riscv_xlen && __riscv_xlen == 32 &&      \
    !defined __riscv_vector && (!defined __riscv_flen || __riscv_flen < 64)
#define TM_ALIGNED_ 16
#elif TM_BLOCK_SIZE == 4 && (defined __i386__ || defined __XTENSA__ ||                             \
                             defined __arm__ && !defined __ARM_NEON && __ARM_ARCH != 5)
#define TM_ALIGNED_ 8
#else
#define TM_ALIGNED_ TM_BLOCK_SIZE
#endif

/* Whether a type of this alignment may lie in a block, if it needs just so many bytes. */
#define TM_SERVES_(alignment, bytes) ((alignment) != (bytes) || TM_ALIGNED_ >= (bytes))

/*
 * TM_FITS_ does not compile for a type that needs a larger alignment than blocks have; void and
 * types that are not complete pass. clang warns of the cast, and is told to make that an error. GCC
 * says what alignment a cast pointer leads to: the type's, or that of the pointer's own type where
 * that is larger.
 */
#if defined __GNUC__ && !defined __cplusplus
typedef char tm_block_of_this_BLOCK_SIZE_ __attribute((aligned(TM_ALIGNED_)));
tm_block_of_this_BLOCK_SIZE_ *tm_block_(void); /* there is none: nobody calls it */
#endif
#if defined __cplusplus && __cplusplus >= 201103L
#define TM_FITS_(type)                                                                             \
    TM_CAST_(void, sizeof(tm_fits_<sizeof(tm_needs_(static_cast<type *>(nullptr)))>))
#elif defined __clang__ && !defined __cplusplus
#define TM_CAST_CHECKED_(type)                                                                     \
    _Pragma("clang diagnostic push") _Pragma("clang diagnostic error \"-Wcast-align\"")(type *)    \
        tm_block_() _Pragma("clang diagnostic pop")
#define TM_FITS_(type) ((void)sizeof(TM_CAST_CHECKED_(type)))
#elif defined __GNUC__ && __GNUC__ >= 11 && !defined __cplusplus
#define TM_NEEDS_(type) (__extension__ __alignof__(*(type *)tm_block_()))
#define TM_WIDTH_(type, bytes) (TM_SERVES_(TM_NEEDS_(type), bytes) ? 1 : -1)
#define TM_FITS_(type)                                                                             \
    ((void)sizeof(struct {                                                                         \
        unsigned this_type_needs_BLOCK_SIZE_4_or_more : TM_WIDTH_(type, 4);                        \
        unsigned this_type_needs_BLOCK_SIZE_8_or_more : TM_WIDTH_(type, 8);                        \
        unsigned this_type_needs_BLOCK_SIZE_16_or_more : TM_WIDTH_(type, 16);                      \
        unsigned this_type_needs_BLOCK_SIZE_32_or_more : TM_WIDTH_(type, 32);                      \
        unsigned this_type_needs_BLOCK_SIZE_64 : TM_WIDTH_(type, 64);                              \
        unsigned this_type_needs_more_than_BLOCK_SIZE_64 : TM_NEEDS_(type) <= 64 ? 1 : -1;         \
    }))
#else
#define TM_FITS_(type) TM_CAST_(void, 0)
#endif

/*
 * tm_void, cast to a pointer to `type`. A type whose alignment is above BLOCK_SIZE does not compile
 * where its loads and stores may fault then; the message names the BLOCK_SIZE to choose. C++11 and
 * later, clang, and GCC 11 and later see that; other compilers take any type.
 */
#define TM_AS(type, index) (TM_FITS_(type), TM_AS_UNALIGNED(type, index))

/* The same for any type: you see to it that nothing in it is accessed that needs more. */
#ifdef __cplusplus
#define TM_AS_UNALIGNED(type, index) static_cast<type *>(tm_void(index))
#else
#define TM_AS_UNALIGNED(type, index) ((type *)tm_void(index))
#endif

/* tm_void, cast to a pointer to the type that the name says. */
static inline char *tm_char(tm_index_t index) { return TM_AS_UNALIGNED(char, index); }
static inline int8_t *tm_int8(tm_index_t index) { return TM_AS_UNALIGNED(int8_t, index); }
static inline uint8_t *tm_uint8(tm_index_t index) { return TM_AS_UNALIGNED(uint8_t, index); }
static inline int16_t *tm_int16(tm_index_t index) { return TM_AS_UNALIGNED(int16_t, index); }
static inline uint16_t *tm_uint16(tm_index_t index) { return TM_AS_UNALIGNED(uint16_t, index); }
#if TM_BLOCK_SIZE < 4 /* they compile only where such a block is good enough */
#define tm_int32(index) TM_AS(int32_t, index)
#define tm_uint32(index) TM_AS(uint32_t, index)
#else
static inline int32_t *tm_int32(tm_index_t index) { return TM_AS_UNALIGNED(int32_t, index); }
static inline uint32_t *tm_uint32(tm_index_t index) { return TM_AS_UNALIGNED(uint32_t, index); }
#endif

#ifdef __cplusplus
}
#endif

#if defined __cplusplus && __cplusplus >= 201103L
extern "C++" { /* whoever includes this header between the braces of extern "C" */
/* As many bytes as a type's alignment; one for void, and for types that are not complete. */
template <typename type> char (&tm_needs_(type *))[alignof(type)];
char (&tm_needs_(...))[1];

/* What TM_AS asks of a type. */
template <size_t needs> struct tm_fits_ {
    static_assert(TM_SERVES_(needs, 4), "tinymem: this type needs option BLOCK_SIZE 4 or more");
    static_assert(TM_SERVES_(needs, 8), "tinymem: this type needs option BLOCK_SIZE 8 or more");
    static_assert(TM_SERVES_(needs, 16), "tinymem: this type needs option BLOCK_SIZE 16 or more");
    static_assert(TM_SERVES_(needs, 32), "tinymem: this type needs option BLOCK_SIZE 32 or more");
    static_assert(TM_SERVES_(needs, 64), "tinymem: this type needs option BLOCK_SIZE 64");
    static_assert(needs <= 64, "tinymem: this type needs more than option BLOCK_SIZE can give: 64");
};
}
#endif

#endif
