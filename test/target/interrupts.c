/* SPDX-License-Identifier: MIT */
/*
 * What an interrupt may call, it does: that of a clock allocates, frees, pins and resizes
 * blocks of its own, while the program does the same with other ones and defragments. Nobody's
 * contents may suffer, and the pool must stay sound.
 */
#include <stdio.h>

#include <tinymem.h>

#include "../../bench/workload/random.h"
#include "board.h"

#define BLOCKS 60
#define STEPS 20000u
#define LEAST_INTERRUPTS 500u

/* Blocks of one owner, each full of one byte. */
typedef struct {
    tm_index_t index[BLOCKS];
    uint8_t byte[BLOCKS];
    uint32_t state;
    unsigned damaged;
} owner_t;

/* The owner in the interrupt, and the one that it interrupts. */
static owner_t above = {{0}, {0}, 88675123u, 0};
static owner_t below = {{0}, {0}, 521288629u, 0};

/* How often the interrupt ran. */
static volatile unsigned interrupts;

/* The owner's next random number. */
static uint32_t next(owner_t *owner) { return random_next(&owner->state); }

/* Fills a block, or finds out whether it is still full of its byte. It is pinned meanwhile. */
static void visit(owner_t *owner, unsigned which, bool write)
{
    tm_size_t size = tm_sizeof(owner->index[which]);
    uint8_t *bytes = tm_pin(owner->index[which]);
    if (bytes == NULL) return;
    for (tm_size_t at = 0; at < size; at++) {
        if (write) bytes[at] = owner->byte[which];
        if (bytes[at] != owner->byte[which]) owner->damaged++;
    }
    tm_unpin(owner->index[which]);
}

/* Makes, resizes or frees a random block of the owner, and looks at it. */
static void step(owner_t *owner)
{
    unsigned which = (unsigned)(next(owner) % BLOCKS);
    tm_size_t size = (tm_size_t)(1 + next(owner) % 200);
    if (owner->index[which] == 0) {
        owner->index[which] = tm_alloc(size);
        owner->byte[which] = (uint8_t)next(owner);
        if (owner->index[which] != 0) visit(owner, which, true);
    } else if (next(owner) % 4 == 0 && tm_realloc(owner->index[which], size) != 0) {
        visit(owner, which, true);
    } else {
        visit(owner, which, false);
        tm_free(owner->index[which]);
        owner->index[which] = 0;
    }
}

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
