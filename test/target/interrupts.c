/* SPDX-License-Identifier: MIT */
/*
 * What an interrupt may call, it does: that of a clock allocates, frees, pins and resizes
 * blocks of its own, while the program does the same with other ones and defragments. Nobody's
 * contents may suffer, and the pool must stay sound.
 */
#include <stdio.h>

#include "board.h"
#include "owner.h"

#define STEPS 20000u
#define LEAST_INTERRUPTS 500u

/* The owner in the interrupt, and the one that it interrupts. */
static owner_t above = {{0}, {0}, 88675123u, 0};
static owner_t below = {{0}, {0}, 521288629u, 0};

/* How often the interrupt ran. */
static volatile unsigned interrupts;

/* Nothing is wrong, ever. */
void tm_on_error(tm_error_t error, tm_index_t index)
{
    (void)error;
    (void)index;
    above.damaged++;
}

/* There is no other interrupt. */
void board_raised(void) {}

/* The interrupt. */
void board_tick(void)
{
    interrupts++;
    step(&above);
}

int main(void)
{
    unsigned broken = 0;
    board_begin();
    board_clock_start();
    for (unsigned each = 0; each < STEPS; each++) {
        step(&below);
        tm_thread();
        if (each % 500 == 0) tm_defrag(0, 0);
        if (each % 100 == 0 && tm_verify() != 0) broken++;
    }
    board_clock_stop();
    printf("%u interrupts, %u and %u bytes damaged, %u times unsound\n", interrupts, above.damaged,
           below.damaged, broken);
    return interrupts < LEAST_INTERRUPTS || above.damaged + below.damaged + broken != 0;
}
