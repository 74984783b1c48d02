/* SPDX-License-Identifier: MIT */
/*
 * Judges each load and store of the core, before it happens: whether it stays inside the pool, its
 * state, the stack and the program's constants; and counts them, so that a call that does not end
 * is seen. The compiler makes these calls where -fsanitize=thread is given; ThreadSanitizer's own
 * library is not linked.
 */
#ifndef FAULTS_WATCH_H
#define FAULTS_WATCH_H

#include <stdbool.h>
#include <stddef.h>

/* Why a call was ended before its time. */
enum watched { WATCH_FINE, WATCH_LOOP, WATCH_STORE, WATCH_LOAD };

/* Calls work(context); it may make so many loads and stores. What was wrong, if it was ended. */
enum watched watch_call(void (*work)(void *), void *context, unsigned long most);

/* Whether the core is compiled for it here: else nothing is judged. */
extern const bool watch_works;

/* What the core's memset and memmove become. */
void *watch_memset(void *to, int byte, size_t bytes);
void *watch_memmove(void *to, const void *from, size_t bytes);

#endif
