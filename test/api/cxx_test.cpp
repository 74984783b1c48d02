// SPDX-License-Identifier: MIT
// The header from C++: types, the typed casts, TM_AS.
#include <type_traits>

extern "C" { // as some projects include every header of a C library
#include <tinymem.h>
}

#include "api.h"

using Cxx = Api;

static_assert(std::is_same<tm_size_t, size_t>::value, "no size wraps silently");
static_assert(sizeof(tm_index_t) * 8 == TM_INDEX_BITS, "as INDEX_BITS says");
static_assert(std::is_same<decltype(tm_void(0)), void *>::value, "");
static_assert(std::is_same<decltype(tm_char(0)), char *>::value, "");
static_assert(std::is_same<decltype(tm_int8(0)), int8_t *>::value, "");
static_assert(std::is_same<decltype(tm_uint8(0)), uint8_t *>::value, "");
static_assert(std::is_same<decltype(tm_int16(0)), int16_t *>::value, "");
static_assert(std::is_same<decltype(tm_uint16(0)), uint16_t *>::value, "");
#if TM_BLOCK_SIZE >= 4
static_assert(std::is_same<decltype(tm_int32(0)), int32_t *>::value, "");
static_assert(std::is_same<decltype(tm_uint32(0)), uint32_t *>::value, "");
#endif

struct Point {
    int16_t x, y;
};

struct Hidden; // never completed

#if TM_BLOCK_SIZE >= 8
static_assert(std::is_same<decltype(TM_AS(const double, 0)), const double *>::value, "");
#endif

TEST_F(Cxx, TypedCastsAreAllTheAddress)
{
    tm_index_t index = tm_alloc(sizeof(uint32_t));
    void *address = tm_void(index);
    EXPECT_EQ(address, tm_char(index));
    EXPECT_EQ(address, tm_int8(index));
    EXPECT_EQ(address, tm_uint8(index));
    EXPECT_EQ(address, tm_int16(index));
    EXPECT_EQ(address, tm_uint16(index));
#if TM_BLOCK_SIZE >= 4
    EXPECT_EQ(address, tm_int32(index));
    EXPECT_EQ(address, tm_uint32(index));
#endif
}

TEST_F(Cxx, AsGivesAPointerToTheType)
{
    tm_index_t index = tm_alloc(sizeof(Point));
    TM_AS(Point, index)->x = 7;
    TM_AS(Point, index)->y = -7;
    EXPECT_EQ(7, tm_int16(index)[0]);
    EXPECT_EQ(-7, tm_int16(index)[1]);
}

TEST_F(Cxx, AsTakesWhatHasNoAlignment)
{
    tm_index_t index = tm_alloc(sizeof(Point));
    EXPECT_EQ(tm_void(index), TM_AS(void, index));
    EXPECT_EQ(tm_void(index), TM_AS(const void, index));
    EXPECT_EQ(tm_void(index), static_cast<void *>(TM_AS(Hidden, index)));
    EXPECT_EQ(tm_void(index), static_cast<void *>(TM_AS(struct Hidden, index)));
}

TEST_F(Cxx, AsUnalignedTakesAnyType)
{
    tm_index_t index = tm_alloc(sizeof(double));
    EXPECT_EQ(tm_void(index), static_cast<void *>(TM_AS_UNALIGNED(double, index)));
}
