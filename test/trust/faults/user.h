/* SPDX-License-Identifier: MIT */
/*
 * A user of the pool: he makes random calls of the whole interface, the same for the same seed, and
 * knows which blocks are his and what is in them. What he does is judged (watch.h).
 */
#ifndef FAULTS_USER_H
#define FAULTS_USER_H

#include <stdint.h>

#include "core.h"
#include "watch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Blocks that he has at most. */
#define USER_MOST 24

struct user_block {
    tm_index_t index;
    tm_size_t size; /* as tm_sizeof said */
    unsigned pins;
    uint8_t seed; /* of its contents */
};

/* All that he knows. */
struct user {
    uint32_t random;
    bool waits; /* a request was refused, and tm_thread goes on */
    unsigned count;
    struct user_block blocks[USER_MOST];
};

/* What tm_on_error was told last, and how often it was called, since somebody set it to 0. */
struct user_errors {
    unsigned count;
    unsigned corrupt; /* calls with TM_ERROR_CORRUPT */
    tm_error_t error;
    tm_index_t index;
};
extern struct user_errors user_errors;

/* What became of some calls. */
struct user_run {
    enum watched ended; /* why the last of them was ended */
    unsigned call;      /* how many there were */
    unsigned reports;   /* calls of tm_on_error, */
    unsigned corrupt;   /* of them those that named TM_ERROR_CORRUPT */
    bool damaged;       /* a block that was his is gone, or holds what he did not write */
};

/* A number below `below`. */
uint32_t user_random(struct user *user, uint32_t below);

/* One call, any of the interface; it may make so many loads and stores. Adds to *run. */
void user_call(struct user *user, struct user_run *run, unsigned long most);

/* The bytes of a block that he wrote are there. */
bool user_holds(const struct user_block *block);

/* Whether everything that is his is there, as he left it. */
bool user_has_all(const struct user *user);

#ifdef __cplusplus
}
#endif

#endif
