/* SPDX-License-Identifier: MIT */
/*
 * Makes every call that locks, over a port whose lock is lock.h's, and sees that each locks, and
 * leaves the lock as it was: as a task, and where the macro INTERRUPT_DEPTH is defined, as an
 * interrupt that begins with the lock so deep.
 */
#include <stdio.h>

#include <tinymem.h>

#include "lock.h"

static unsigned wrong, errors;

/* How deep the lock is between the calls. */
static unsigned base;

/* Makes a call, and says where if it did not lock, or left the lock otherwise than it was. */
#define CALL(call)                                                                                 \
    do {                                                                                           \
        unsigned before = lock_times();                                                            \
        call;                                                                                      \
        if (lock_times() == before || lock_depth() != base) {                                      \
            printf("FAIL  %s: %u deep, %u times\n", #call, lock_depth(), lock_times() - before);   \
            wrong++;                                                                               \
        }                                                                                          \
    } while (0)

/* Told with the lock as it was before the call. */
void tm_on_error(tm_error_t error, tm_index_t index)
{
    (void)index;
    if (lock_depth() != base || error != TM_ERROR_FREED) wrong++;
    errors++;
}

/* A visitor is called with the lock taken. */
static bool visit(const tm_span_t *span, void *context)
{
    (void)span;
    (void)context;
    if (lock_depth() == 0) wrong++;
    return true;
}

/* Every call that locks. */
static void call_all(void)
{
    tm_index_t first = 0, second = 0;
    CALL(tm_reset());
    CALL(first = tm_alloc(100));
    CALL(second = tm_calloc(10, 4));
    CALL(tm_free(first));
    CALL(tm_realloc(second, 200));
    CALL(tm_pin(second));
    CALL(tm_unpin(second));
    CALL(tm_valid(second));
    CALL(tm_check(second, 200));
    CALL(tm_sizeof(second));
    CALL(tm_thread());
    CALL(tm_defrag(0, 0));
    CALL(tm_walk(visit, 0));
    CALL((void)tm_stats());
    CALL((void)tm_verify());
    CALL(tm_free(second));
    CALL(tm_free(second));
}

int main(void)
{
    call_all();
#if defined(INTERRUPT_DEPTH)
    lock_interrupt = true;
    base = INTERRUPT_DEPTH;
    lock_set(base != 0);
    call_all();
    errors--;
#endif
    if (errors != 1) wrong++;
    printf("locked %u times, %u wrong\n", lock_times(), wrong);
    return wrong != 0;
}
