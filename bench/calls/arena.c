/* SPDX-License-Identifier: MIT */
/* The RAM of the C library's malloc: as much as ADAPTER_OPEN said, and no more. */
#include <errno.h>
#include <stddef.h>

/* From adapters/malloc.h, and what the C libraries call: newlib's name and picolibc's. */
void arena_open(size_t bytes);
void *_sbrk(ptrdiff_t change);
void *sbrk(ptrdiff_t change);

static char arena[262144] __attribute__((aligned(8)));
static size_t limit;
static size_t used;

void arena_open(size_t bytes) { limit = bytes < sizeof arena ? bytes : sizeof arena; }

void *_sbrk(ptrdiff_t change)
{
    char *old = arena + used;
    if (change < 0 ? used < (size_t)-change : limit - used < (size_t)change) {
        errno = ENOMEM;
        return (void *)-1;
    }
    used += (size_t)change;
    return old;
}

void *sbrk(ptrdiff_t change) { return _sbrk(change); }
