/* SPDX-License-Identifier: MIT */
/*
 * The lock of a port that shuts out interrupts: one that is raised while it is held waits for its
 * end, and no longer. A caller that had interrupts off has them off after a call, and so has an
 * interrupt.
 */
#include <stdio.h>

#include <tinymem.h>

#include "board.h"

/* How often the interrupt ran, shall ask for itself again, and was begun in itself; and errors. */
static volatile unsigned handled, again, nested, errors;

/* The interrupt is running. */
static volatile bool inside;

/* Whether it ran while the lock was held. */
static bool broke_in;

/* The interrupt calls too. It raises itself once more, which must wait until it has ended. */
void board_raised(void)
{
    tm_index_t index;
    if (inside) nested++;
    inside = true;
    handled++;
    index = tm_alloc(20);
    if (again != 0) {
        again--;
        board_raise();
    }
    tm_free(index);
    inside = false;
}

/* Nothing is wrong, ever. */
void tm_on_error(tm_error_t error, tm_index_t index)
{
    (void)error;
    (void)index;
    errors++;
}

/* There is no clock. */
void board_tick(void) {}

/* Under the lock. */
static bool raise_here(const tm_span_t *span, void *context)
{
    unsigned before = handled;
    (void)span;
    (void)context;
    board_raise();
    if (handled != before) broke_in = true;
    return false;
}

/* Says what is wrong, if it is. Returns how much of it. */
static unsigned expect(bool right, const char *what)
{
    printf("%s %s\n", right ? "ok   " : "FAIL ", what);
    return right ? 0 : 1;
}

int main(void)
{
    unsigned wrong = 0;
    tm_index_t index = tm_alloc(40);
    board_begin();

    board_raise();
    wrong += expect(handled == 1, "an interrupt comes at once while no call is under way");

    tm_walk(raise_here, NULL);
    board_wait();
    wrong += expect(!broke_in, "none comes while the lock is held");
    wrong += expect(handled == 2, "one that was raised meanwhile comes behind it");

    board_interrupts_off();
    index = tm_realloc(index, 60);
    tm_walk(raise_here, NULL);
    board_raise();
    wrong += expect(handled == 2 && !broke_in, "interrupts that were off stay off");
    board_interrupts_on();
    board_wait();
    wrong += expect(handled == 3, "and come when the caller turns them on");

    again = 1;
    board_raise();
    board_wait();
    wrong += expect(handled == 5, "an interrupt may raise another one");
    wrong += expect(nested == 0, "which a call in the first does not let in");

    tm_free(index);
    wrong += expect(tm_verify() == 0 && errors == 0, "the pool is sound");
    return (int)wrong;
}
