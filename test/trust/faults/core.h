/* SPDX-License-Identifier: MIT */
/*
 * The core as a program sees it that attacks it: the public interface, and the bytes that all of it
 * lies in. core.c is compiled so that each of its loads and stores is judged (watch.h).
 */
#ifndef FAULTS_CORE_H
#define FAULTS_CORE_H

#include <tinymem.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A stretch of bytes that belongs to the pool. */
struct core_part {
    const char *name;
    unsigned char *start;
    size_t bytes;
};

/* Memory, state, and the index in flight. */
#define CORE_PARTS 3
extern struct core_part core_parts[CORE_PARTS];

/* The bytes of all parts together are no more than that. */
#define CORE_MOST (TM_POOL_SIZE + 64)

/* Makes the pool one that was never used, whatever it holds. */
void core_clear(void);

/* Copies all parts to `bytes`, or back. */
void core_save(unsigned char *bytes);
void core_load(const unsigned char *bytes);

/* What only the core knows: slots that were made; the slot in reserve, and that of the room that is
   held, 0: none; where requests are counted that were refused, NULL: nowhere; and why one was. */
tm_index_t core_made(void);
tm_index_t core_reserve(void);
tm_index_t core_held(void);
tm_size_t *core_failed(void);
unsigned char *core_reason(void);

/* What a bit of a part is: the name of what it belongs to; NULL: a byte of a user's. */
const char *core_bit(unsigned part, size_t offset, unsigned bit);

#ifdef __cplusplus
}
#endif

#endif
