/* SPDX-License-Identifier: MIT */
/* TM_AS with TYPE; and with what it must always take, in C and in C++. */
#include <tinymem.h>

struct hidden;
union veiled;
typedef int32_t row_t[4];
typedef void call_t(void);

/* For TYPE. */
typedef struct {
    double value;
    int count;
} sample_t;
#ifdef __GNUC__
typedef struct {
    char byte __attribute__((aligned(32)));
} line_t;
typedef double vector_t __attribute__((vector_size(16)));
typedef struct {
    vector_t value __attribute__((aligned(16)));
} pair_t;
#endif

#define INDEX 1
#ifndef AS
#define AS TM_AS
#endif
#ifndef TYPE
#define TYPE char
#endif

extern char at_file_scope[sizeof(*TM_AS(uint16_t, INDEX))];

/* The address of a block, as a pointer to the type in question. */
TYPE *pointer(tm_index_t index);
TYPE *pointer(tm_index_t index) { return AS(TYPE, index); }

/* Whether all kinds of types give the same address; what is in the block, twice over. */
bool same(tm_index_t index);
bool same(tm_index_t index)
{
    void *address = TM_AS(void, index);
    const void *constant = TM_AS(const void, index);
    struct hidden *hidden = TM_AS(struct hidden, index);
    const union veiled *veiled = TM_AS(const union veiled, index);
    volatile uint8_t *byte = TM_AS(volatile uint8_t, index);
    tm_index_t inner = *TM_AS(tm_index_t, *TM_AS(tm_index_t, index));
#if TM_BLOCK_SIZE >= 8
    call_t **call = TM_AS(call_t *, index);
    row_t *row = TM_AS(row_t, index);
    if (call == NULL || row == NULL || tm_uint32(index) == NULL || *tm_int32(index) == 0)
        return false;
#endif
    return address == constant && address == hidden && address == veiled && address == byte &&
           address == tm_void(inner) && address == tm_char(index) && *tm_int8(index) == 0 &&
           address == tm_uint8(index) && *tm_int16(index) == 0 && *tm_uint16(index) == 0;
}

#ifdef WORDS
/* The calls whose types are the widest. */
uint32_t word(tm_index_t index);
uint32_t word(tm_index_t index) { return *tm_int32(index) == 0 ? 0 : *tm_uint32(index); }
#endif
