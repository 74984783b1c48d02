/* SPDX-License-Identifier: MIT */
/*
 * POSIX: a mutex shuts out other threads. A thread that has it never asks for it again, as no call
 * of the interface makes another one. Signal handlers may call nothing.
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
                                        "the pool's own data was overwritten"};
    (void)fprintf(stderr, "tinymem: index %u: %s (the program has no tm_on_error)\n",
                  (unsigned)index, texts[error]);
    abort();
}
#endif

#endif
