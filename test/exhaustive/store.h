/* SPDX-License-Identifier: MIT */
/*
 * A set of byte strings, each with a number: 0, 1, 2 and so on, in the order in which they came.
 * They are kept whole, so that two different ones are never taken for one.
 */
#ifndef EXHAUSTIVE_STORE_H
#define EXHAUSTIVE_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((uint64_t)1 << 24)
#define CHUNKS 256
#define HEADER_BYTES (sizeof(uint32_t) + sizeof(uint16_t))

struct store {
    uint64_t *table; /* open addressing: 1 + where the string stands, and half its hash; 0: empty */
    uint64_t slots;  /* a power of two */
    uint32_t count;
    unsigned char *chunks[CHUNKS]; /* strings one behind the other: number, length, bytes */
    uint64_t end;
};

/* What stands in front of a string: its number, and its length. */
struct header {
    uint32_t number;
    uint16_t length;
};

/* Ends the program: it needs more memory than there is. */
static void out_of_memory(void)
{
    fprintf(stderr, "explore: out of memory\n");
    exit(1);
}

/* Makes room for `count` members of `size` bytes in an array that doubles. */
static void *grown(void *array, size_t size, uint64_t count)
{
    if ((count & (count - 1)) != 0) return array;
    array = realloc(array, size * (size_t)(count != 0 ? 2 * count : 1));
    if (array == NULL) out_of_memory();
    return array;
}

/* The string that stands somewhere, behind its header. */
static inline const unsigned char *store_at(const struct store *store, uint64_t where)
{
    return store->chunks[where / CHUNK_BYTES] + where % CHUNK_BYTES;
}

/* A hash of 64 bits. */
static uint64_t hash_of(const unsigned char *bytes, unsigned length)
{
    uint64_t hash = length;
    uint64_t word;
    while (length != 0) {
        unsigned step = length < 8 ? length : 8;
        word = 0;
        memcpy(&word, bytes, step);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
        bytes += step;
        length -= step;
    }
    hash *= 0xBF58476D1CE4E5B9u;
    return hash ^ hash >> 32;
}

/* Doubles the table: the half of each hash that it keeps says where to. */
static void store_widen(struct store *store)
{
    uint64_t slots = store->slots == 0 ? 1 << 12 : store->slots * 2;
    uint64_t *table = calloc((size_t)slots, sizeof *table);
    uint64_t at;
    if (table == NULL) out_of_memory();
    for (at = 0; at < store->slots; at++) {
        uint64_t to = store->table[at] & (slots - 1) & UINT32_MAX;
        if (store->table[at] == 0) continue;
        while (table[to] != 0) to = (to + 1) & (slots - 1);
        table[to] = store->table[at];
    }
    free(store->table);
    store->table = table;
    store->slots = slots;
}

/* Appends a string. Returns where it stands. */
static uint64_t store_append(struct store *store, const unsigned char *bytes, unsigned length)
{
    unsigned char *to;
    struct header header;
    uint64_t where;
    if (store->end % CHUNK_BYTES + HEADER_BYTES + length > CHUNK_BYTES)
        store->end = (store->end / CHUNK_BYTES + 1) * CHUNK_BYTES;
    where = store->end;
    if (where / CHUNK_BYTES >= CHUNKS) out_of_memory();
    if (store->chunks[where / CHUNK_BYTES] == NULL) {
        store->chunks[where / CHUNK_BYTES] = calloc(1, CHUNK_BYTES);
        if (store->chunks[where / CHUNK_BYTES] == NULL) out_of_memory();
    }
    to = store->chunks[where / CHUNK_BYTES] + where % CHUNK_BYTES;
    header.number = store->count;
    header.length = (uint16_t)length;
    memcpy(to, &header, HEADER_BYTES);
    memcpy(to + HEADER_BYTES, bytes, length);
    store->end += HEADER_BYTES + length;
    return where;
}

/* The number of a string, which is added when it is new. */
static uint32_t store_number(struct store *store, const unsigned char *bytes, unsigned length)
{
    uint64_t hash = hash_of(bytes, length) & UINT32_MAX;
    uint64_t at;
    if (store->count >= store->slots / 8 * 5) store_widen(store);
    for (at = hash & (store->slots - 1); store->table[at] != 0; at = (at + 1) & (store->slots - 1)) {
        const unsigned char *old;
        struct header header;
        if ((store->table[at] & UINT32_MAX) != hash) continue;
        old = store_at(store, (store->table[at] >> 32) - 1);
        memcpy(&header, old, HEADER_BYTES);
        if (header.length == length && memcmp(old + HEADER_BYTES, bytes, length) == 0)
            return header.number;
    }
    store->table[at] = (store_append(store, bytes, length) + 1) << 32 | hash;
    return store->count++;
}

/* Goes from one string to the next, in the order of their numbers; `where` begins at 0. */
static const unsigned char *store_next(const struct store *store, uint64_t *where)
{
    struct header header = {0, 0};
    const unsigned char *bytes;
    if (*where >= store->end) return NULL;
    if (*where % CHUNK_BYTES + HEADER_BYTES <= CHUNK_BYTES)
        memcpy(&header, store_at(store, *where), HEADER_BYTES);
    if (header.length == 0) { /* the rest of a chunk */
        *where = (*where / CHUNK_BYTES + 1) * CHUNK_BYTES;
        return store_next(store, where);
    }
    bytes = store_at(store, *where) + HEADER_BYTES;
    *where += HEADER_BYTES + header.length;
    return bytes;
}

#endif
