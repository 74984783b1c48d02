/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include "core.h"

#ifdef FAULTS_WATCHED

const bool watch_works = true;

/* From its start up to its data the program holds code and constants: the linker says where. */
extern char __executable_start[];
extern char __data_start[];

/* The stack around a caller of watch_call, and down to the core's deepest call. */
#define STACK_BYTES 65536u

static bool watching;
static unsigned long left;
static uintptr_t stack_top;
static jmp_buf back;

/* Ends the call that is under way. */
static void stop(enum watched why)
{
    watching = false;
    longjmp(back, (int)why);
}

/* Whether these bytes are the pool's, or on the stack. */
static bool is_ours(uintptr_t start, size_t bytes)
{
    unsigned part;
    for (part = 0; part < CORE_PARTS; part++) {
        uintptr_t first = (uintptr_t)core_parts[part].start;
        if (start >= first && start - first + bytes <= core_parts[part].bytes) return true;
    }
    return start <= stack_top && stack_top - start <= STACK_BYTES;
}

/* Judges one load or store. */
static void judge(const volatile void *address, size_t bytes, enum watched what)
{
    uintptr_t start = (uintptr_t)address;
    if (!watching) return;
    if (left-- == 0) stop(WATCH_LOOP);
    if (is_ours(start, bytes)) return;
    if (what == WATCH_LOAD && start >= (uintptr_t)__executable_start &&
        start < (uintptr_t)__data_start)
        return;
    stop(what);
}

enum watched watch_call(void (*work)(void *), void *context, unsigned long most)
{
    char here;
    stack_top = (uintptr_t)&here + STACK_BYTES / 2;
    left = most;
    switch (setjmp(back)) {
    case WATCH_FINE:
        watching = true;
        work(context);
        watching = false;
        return WATCH_FINE;
    case WATCH_LOOP:
        return WATCH_LOOP;
    case WATCH_STORE:
        return WATCH_STORE;
    default:
        return WATCH_LOAD;
    }
}

void *watch_memset(void *to, int byte, size_t bytes)
{
    judge(to, bytes, WATCH_STORE);
    return memset(to, byte, bytes);
}

void *watch_memmove(void *to, const void *from, size_t bytes)
{
    judge(from, bytes, WATCH_LOAD);
    judge(to, bytes, WATCH_STORE);
    return memmove(to, from, bytes);
}

/* What the compiler calls: its names, for each width of an access. */
#define HOOKS(bytes)                                                                               \
    void __tsan_read##bytes(void *address);                                                        \
    void __tsan_write##bytes(void *address);                                                       \
    void __tsan_unaligned_read##bytes(void *address);                                              \
    void __tsan_unaligned_write##bytes(void *address);                                             \
    void __tsan_volatile_read##bytes(void *address);                                               \
    void __tsan_volatile_write##bytes(void *address);                                              \
    void __tsan_read##bytes(void *address) { judge(address, bytes, WATCH_LOAD); }                  \
    void __tsan_write##bytes(void *address) { judge(address, bytes, WATCH_STORE); }                \
    void __tsan_unaligned_read##bytes(void *address) { judge(address, bytes, WATCH_LOAD); }        \
    void __tsan_unaligned_write##bytes(void *address) { judge(address, bytes, WATCH_STORE); }      \
    void __tsan_volatile_read##bytes(void *address) { judge(address, bytes, WATCH_LOAD); }         \
    void __tsan_volatile_write##bytes(void *address) { judge(address, bytes, WATCH_STORE); }
HOOKS(1)
HOOKS(2)
HOOKS(4)
HOOKS(8)
HOOKS(16)

void __tsan_init(void);
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void __tsan_read_range(void *address, size_t bytes);
void __tsan_write_range(void *address, size_t bytes);
void __tsan_init(void) {}
void __tsan_func_entry(void *caller) { (void)caller; }
void __tsan_func_exit(void) {}

/* What the core tells ThreadSanitizer of the footer: here it is a load like others. */
void AnnotateIgnoreReadsBegin(const char *file, int line)
{
    (void)file;
    (void)line;
}

void AnnotateIgnoreReadsEnd(const char *file, int line)
{
    (void)file;
    (void)line;
}

void __tsan_read_range(void *address, size_t bytes) { judge(address, bytes, WATCH_LOAD); }
void __tsan_write_range(void *address, size_t bytes) { judge(address, bytes, WATCH_STORE); }

#else

const bool watch_works = false;

enum watched watch_call(void (*work)(void *), void *context, unsigned long most)
{
    (void)most;
    work(context);
    return WATCH_FINE;
}

void *watch_memset(void *to, int byte, size_t bytes) { return memset(to, byte, bytes); }

void *watch_memmove(void *to, const void *from, size_t bytes) { return memmove(to, from, bytes); }

#endif
