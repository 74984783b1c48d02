/* SPDX-License-Identifier: MIT */
/*
 * Calls every public function of one pool, as C and as C++. The build says which pool: HEADER, POOL
 * (the prefix) and UPPER (the same in capitals). What it returns is the line that failed, or 0.
 */
#include HEADER

#include <string.h>

#define JOIN_(prefix, name) prefix##_##name
#define JOIN(prefix, name) JOIN_(prefix, name)
#define TM(name) JOIN(POOL, name)
#define CONSTANT(name) JOIN(UPPER, name)
#define EXPECT(condition)                                                                          \
    if (!(condition)) return __LINE__

static unsigned errors;

/* Takes the place of the library's error hook. */
void TM(on_error)(TM(error_t) error, TM(index_t) index)
{
    (void)index;
    if (error == CONSTANT(ERROR_PINNED)) errors++;
}

/* Counts the live bytes that the walk shows. */
static bool visit(const TM(span_t) *span, void *context)
{
    if (span->kind != CONSTANT(FREE)) *(TM(size_t) *)context += span->size;
    return true;
}

/* Blocks: made, resized, asked about, freed. */
static int blocks(void)
{
    TM(index_t) text = TM(alloc)(30);
    TM(index_t) zeros = TM(calloc)(5, 4);

    EXPECT(text != 0 && zeros != 0 && text != zeros);
    EXPECT(TM(valid)(text) && !TM(valid)(0) && TM(check)(text, 30) && TM(sizeof)(text) >= 30);
    strcpy(TM(char)(text), "kept");
    EXPECT(TM(uint8)(zeros)[19] == 0 && TM(int8)(zeros)[19] == 0);
    EXPECT(TM(uint16)(zeros)[0] == 0 && TM(int16)(zeros)[0] == 0);
    EXPECT(TM(uint32)(zeros)[0] == 0 && TM(int32)(zeros)[0] == 0);
    EXPECT((size_t)TM(void)(text) % CONSTANT(BLOCK_SIZE) == 0);
    EXPECT(CONSTANT(AS)(char, text) == TM(char)(text));
    EXPECT(TM(realloc)(text, 60) == text && strcmp(TM(char)(text), "kept") == 0);
    EXPECT(TM(alloc)(0) == 0 && TM(calloc)((TM(size_t))-1, 2) == 0);
    EXPECT(TM(alloc)(CONSTANT(POOL_SIZE)) == 0);
    while (TM(thread)()) {}
    EXPECT(TM(defrag)(0, 1));
    EXPECT(TM(realloc)(zeros, 0) == 0 && !TM(valid)(zeros));
    EXPECT(strcmp(TM(char)(text), "kept") == 0);
    TM(free)(text);
    return 0;
}

/* Pins, figures, the walk and the reset, over one block. */
static int looks(void)
{
    TM(index_t) block = TM(alloc)(10);
    TM(size_t) live = 0;
    TM(stats_t) stats;

    EXPECT(block != 0 && TM(verify)() == 0);
#if CONSTANT(PINS) > 0
    EXPECT(TM(pin)(block) == TM(void)(block));
    TM(free)(block);
    EXPECT(errors == 1);
    stats = TM(stats)();
    EXPECT(stats.pinned == 1);
    TM(unpin)(block);
#endif
    stats = TM(stats)();
    EXPECT(stats.pool_bytes <= CONSTANT(POOL_SIZE) && stats.live_bytes >= 10);
    EXPECT(TM(walk)(visit, &live) && live == stats.live_bytes);
    TM(reset)();
    EXPECT(!TM(valid)(block) && TM(stats)().live_bytes == 0 && TM(verify)() == 0);
    return 0;
}

int main(void)
{
    int line = blocks();

    return line ? line : looks();
}
