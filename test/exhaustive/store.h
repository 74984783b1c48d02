/* SPDX-License-Identifier: MIT */
/*
 * The states that were met, numbered 0, 1, 2 and so on. A state is known by 96 bits of hash of its
 * normal form: of 15 million states two are taken for one with a chance of 1 in 10^15.
 */
#ifndef EXHAUSTIVE_STORE_H
#define EXHAUSTIVE_STORE_H

#include <stdio.h>
#include <stdlib.h>

#include "world.h"

#define NOWHERE UINT32_MAX

/* A slot of the hash table. */
struct entry {
    uint64_t hash;
    uint32_t more;   /* of the hash */
    uint32_t number; /* 1 + the number; 0: the slot is empty */
};

/* A set of normal forms: open addressing. */
struct set {
    struct entry *entries;
    uint64_t size; /* a power of two, or 0 */
    uint32_t count;
};

/* Ends the program: it needs more memory than there is. */
static void out_of_memory(void)
{
    fprintf(stderr, "explore: out of memory\n");
    exit(1);
}

/* Memory for `count` members, all zero, or the end of the program. */
static void *zeros(uint64_t count, size_t size)
{
    void *memory = calloc((size_t)count + 1, size);
    if (memory == NULL) out_of_memory();
    return memory;
}

/* Makes room for one member more, of `size` bytes, in an array that doubles. */
static void *grown(void *array, size_t size, uint64_t count)
{
    if ((count & (count - 1)) != 0) return array;
    array = realloc(array, size * (size_t)(count != 0 ? 2 * count : 1));
    if (array == NULL) out_of_memory();
    return array;
}

/* The hash of the normal form of the pool. */
static struct entry hash_of_pool(void)
{
    static union {
        struct normal normal;
        uint64_t words[sizeof(struct normal) / 8 + 1];
    } u;
    struct entry entry;
    uint64_t a = 1;
    uint64_t b = 2;
    size_t at;
    normalise(&u.normal);
    for (at = 0; at < sizeof u.words / sizeof *u.words; at++) {
        a = (a ^ u.words[at]) * 0x9E3779B97F4A7C15u;
        a ^= a >> 32;
        b = (b + u.words[at]) * 0xD6E8FEB86659FD93u;
        b ^= b >> 29;
    }
    a *= 0xBF58476D1CE4E5B9u;
    b *= 0x94D049BB133111EBu;
    entry.hash = a ^ a >> 31;
    entry.more = (uint32_t)(b >> 32);
    entry.number = 0;
    return entry;
}

/* Where an entry stands in a set, or would. */
static struct entry *entry_for(const struct set *set, const struct entry *entry)
{
    uint64_t at = entry->hash & (set->size - 1);
    while (set->entries[at].number != 0 &&
           (set->entries[at].hash != entry->hash || set->entries[at].more != entry->more))
        at = (at + 1) & (set->size - 1);
    return &set->entries[at];
}

/* Doubles a set. */
static void set_widen(struct set *set)
{
    struct set old = *set;
    uint64_t at;
    set->size = old.size == 0 ? 4096 : 2 * old.size;
    set->entries = zeros(set->size, sizeof *set->entries);
    for (at = 0; at < old.size; at++) {
        if (old.entries[at].number != 0) *entry_for(set, &old.entries[at]) = old.entries[at];
    }
    free(old.entries);
}

/* The number of the pool's normal form, which is added when it is new. */
static uint32_t number_in(struct set *set)
{
    struct entry entry = hash_of_pool();
    struct entry *place;
    if (set->count >= set->size / 8 * 5) set_widen(set);
    place = entry_for(set, &entry);
    if (place->number == 0) {
        entry.number = ++set->count;
        *place = entry;
    }
    return place->number - 1;
}

/* ---- A queue of worlds ---------------------------------------------------------------------- */

#define MASK_BYTES ((sizeof(struct world) + 7) / 8)
#define CHUNK_BYTES ((size_t)1 << 24)

/* Worlds, one behind the other; those that were taken out are gone. */
static struct {
    unsigned char **chunks;
    uint64_t count; /* of chunks */
    size_t end;     /* in the last one */
    uint64_t first; /* chunk to take from, */
    size_t from;    /* and where */
} queue;

/* Packs a world: of each 8 bytes, a mask of those that are not 0, and these. */
static void queue_put(const struct world *world)
{
    const unsigned char *bytes = (const unsigned char *)world;
    unsigned char *to;
    size_t at;
    if (queue.count == 0 || queue.end + MASK_BYTES + sizeof *world > CHUNK_BYTES) {
        queue.chunks = grown(queue.chunks, sizeof *queue.chunks, queue.count);
        queue.chunks[queue.count++] = zeros(CHUNK_BYTES, 1);
        queue.end = 0;
    }
    to = queue.chunks[queue.count - 1] + queue.end + MASK_BYTES;
    for (at = 0; at < sizeof *world; at++) {
        if (bytes[at] == 0) continue;
        (queue.chunks[queue.count - 1] + queue.end)[at / 8] |= (unsigned char)(1u << (at & 7));
        *to++ = bytes[at];
    }
    queue.end = (size_t)(to - queue.chunks[queue.count - 1]);
}

/* Takes the next world out, if there is one. */
static void queue_take(struct world *world)
{
    unsigned char *bytes = (unsigned char *)world;
    const unsigned char *mask;
    const unsigned char *from;
    size_t at;
    if (queue.from + MASK_BYTES + sizeof *world > CHUNK_BYTES && queue.first + 1 < queue.count) {
        free(queue.chunks[queue.first++]);
        queue.from = 0;
    }
    mask = queue.chunks[queue.first] + queue.from;
    from = mask + MASK_BYTES;
    for (at = 0; at < sizeof *world; at++)
        bytes[at] = (mask[at / 8] >> (at & 7) & 1) != 0 ? *from++ : 0;
    queue.from = (size_t)(from - queue.chunks[queue.first]);
}

#endif
