/* SPDX-License-Identifier: MIT */
/*
 * POSIX: a mutex shuts out other threads. A thread that has it never asks for it again, as no call
 * of the interface makes another one. Signal handlers may call nothing. fork takes the mutex first,
 * so that a child finds the pool whole, and the mutex free: no thread that had it is missing there.
 */
#ifndef PORT_POSIX_H
#define PORT_POSIX_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef int port_lock_t;

static pthread_mutex_t port_mutex = PTHREAD_MUTEX_INITIALIZER;

/* Takes the mutex. */
static inline port_lock_t port_lock(void) { return pthread_mutex_lock(&port_mutex); }

/* Gives it back. */
static inline void port_unlock(port_lock_t saved)
{
    (void)saved;
    (void)pthread_mutex_unlock(&port_mutex);
}

#if defined(__GNUC__) || defined(__TINYC__)

/* Before a fork: waits until no other thread is inside a call. */
static void port_before_fork(void) { (void)port_lock(); }

/* After it, in both processes. */
static void port_after_fork(void) { port_unlock(0); }

/* Before main, once a pool: has fork call these two. */
__attribute((constructor)) static void port_watch_fork(void)
{
    (void)pthread_atfork(port_before_fork, port_after_fork, port_after_fork);
}

#endif

#define PORT_STOP

#if TM_ON_ERROR_STOP
/* One line that says what was wrong, and the end. */
static inline void port_stop(tm_error_t error, tm_index_t index)
{
    static const char *const texts[] = {"no error",
                                        "this index was never given out",
                                        "this block was freed already",
                                        "this block is pinned",
                                        "this block is not pinned",
                                        "the pool's own data was overwritten",
                                        "the lock shuts nobody out here"};
    (void)fprintf(stderr, "tinymem: index %u: %s (the program has no tm_on_error)\n",
                  (unsigned)index, texts[error]);
    abort();
}
#endif

#endif
