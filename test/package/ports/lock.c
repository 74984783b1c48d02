/* SPDX-License-Identifier: MIT */
#include "lock.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_KEYS 8
#define FIRST_KEY 1000u

bool lock_interrupt;

static unsigned keys[MOST_KEYS];
static unsigned depth, times;

/* Ends the program. */
static void fail(const char *what)
{
    printf("FAIL  %s\n", what);
    exit(1);
}

unsigned lock_take(void)
{
    if (depth == MOST_KEYS) fail("taken too often");
    keys[depth] = FIRST_KEY + ++times;
    return keys[depth++];
}

void lock_give(unsigned key)
{
    if (depth == 0 || keys[depth - 1] != key) fail("given back by another key");
    depth--;
}

unsigned lock_depth(void) { return depth; }

unsigned lock_times(void) { return times; }

void lock_set(bool taken)
{
    depth = taken;
    times += taken;
}

void lock_expect_interrupt(bool interrupt)
{
    if (interrupt != lock_interrupt) fail("the form for tasks in an interrupt, or the other way");
}
