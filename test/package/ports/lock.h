/* SPDX-License-Identifier: MIT */
/* A lock that is none, but sees how it is used: what ports lock with in the tests of calls.c. */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>

/* Takes it once more; returns a key that no other time has. */
unsigned lock_take(void);

/* Gives it back: the key must be that of the last time that is not given back yet. */
void lock_give(unsigned key);

/* How deep it is taken; and how often it was, ever. */
unsigned lock_depth(void);
unsigned lock_times(void);

/* Takes it once, whatever it was, and without a key; or lets go of it. */
void lock_set(bool taken);

/* Whether the caller is an interrupt, for systems that ask. */
extern bool lock_interrupt;

/* Ends the program where that is not what it must be. */
void lock_expect_interrupt(bool interrupt);

#endif
