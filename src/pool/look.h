/* SPDX-License-Identifier: MIT */
/*
 * What checkers are told of a look at the number in front of a block. It may be a user's, who need
 * not have written it, or who writes it at this moment in another thread: it counts only if the
 * chain agrees, whatever it is (chain.h). So the copy that is looked at is declared known, and
 * the read no race. The user's memory stays as defined, or not, as he left it.
 *
 * MemorySanitizer and ThreadSanitizer are told where they are at work, valgrind's memcheck where
 * the pool is compiled with -DPORT_VALGRIND. Without them it is an ordinary load.
 */
#ifndef LOOK_H
#define LOOK_H

#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#define LOOK_MSAN 1
#elif __has_feature(thread_sanitizer)
#define LOOK_TSAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define LOOK_TSAN 1
#endif

/* PORT_LOOK(variable, address): variable = *address. */
#if defined(PORT_LOOK)
/* given on the command line, for a checker that is not named here */
#elif defined(LOOK_MSAN)
#include <sanitizer/msan_interface.h>
#define PORT_LOOK(variable, address)                                                               \
    ((variable) = *(address), __msan_unpoison(&(variable), sizeof(variable)))
#elif defined(LOOK_TSAN)
/* The runtime's own, without a header. */
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
#define PORT_LOOK(variable, address)                                                               \
    (AnnotateIgnoreReadsBegin(__FILE__, __LINE__), (variable) = *(address),                        \
     AnnotateIgnoreReadsEnd(__FILE__, __LINE__))
#elif defined(PORT_VALGRIND)
#include <valgrind/memcheck.h>
#define PORT_LOOK(variable, address)                                                               \
    ((variable) = *(address), (void)VALGRIND_MAKE_MEM_DEFINED(&(variable), sizeof(variable)))
#else
#define PORT_LOOK(variable, address) ((variable) = *(address))
#endif

#endif
