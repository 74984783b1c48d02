# SPDX-License-Identifier: MIT
# The pools whose every state is looked at. What each is there for stands above it. `exact` keeps what
# the compactor remembers as it is, and shows that the short form of it covers all that; the others
# use that short form. Sizes are what some seconds hold.

set(exact ARGUMENTS --exact)

# A table that grows, and one that does not.
add_exhaustive_test(tiny 3 ARGUMENTS --exact --lies 255
    OPTIONS INDEX_BITS 8 INDEXES 4 BLOCK_SIZE 4 PINS 0)
add_exhaustive_test(grow 4 OPTIONS INDEX_BITS 8 INDEXES 4 BLOCK_SIZE 4 PINS 0)
add_exhaustive_test(fixed 3 OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 4 PINS 0 TABLE fixed)

# Pins.
add_exhaustive_test(pins_1 3 ${exact} OPTIONS INDEX_BITS 8 INDEXES 4 BLOCK_SIZE 4 PINS 1)
add_exhaustive_test(pins_2 3 OPTIONS INDEX_BITS 16 INDEXES 4 BLOCK_SIZE 8 PINS 2)

# Slots are used up long before the room.
add_exhaustive_test(slots_2 6 OPTIONS INDEX_BITS 8 INDEXES 2 BLOCK_SIZE 4 PINS 0)
add_exhaustive_test(slots_2_fixed 4 OPTIONS INDEX_BITS 8 INDEXES 2 BLOCK_SIZE 4 PINS 1 TABLE fixed)

# Least sizes above one block, so that rests stay with their blocks.
add_exhaustive_test(least_2 6 OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 2 PINS 0)
add_exhaustive_test(halves 6 OPTIONS INDEX_BITS 16 INDEXES 3 BLOCK_SIZE 4 PINS 1)
add_exhaustive_test(least_4 12 OPTIONS INDEX_BITS 16 INDEXES 3 BLOCK_SIZE 2 PINS 0)

# Flags that stand apart, and more slots than the pool has room for; numbers wider than indexes.
add_exhaustive_test(apart 3 OPTIONS INDEX_BITS 8 INDEXES 200 BLOCK_SIZE 4 PINS 0)
add_exhaustive_test(mixed 6 OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 4 PINS 1 POOL_SIZE 4096)

# Blocks that are too large for a slice: they stay, or they fly.
add_exhaustive_test(large 3 WHOLE 1 OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 64 PINS 0)
add_exhaustive_test(barrier 3 WHOLE 1
    OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 64 PINS 0 READ_BARRIER on)
add_exhaustive_test(barrier_pins 2 WHOLE 1 ${exact}
    OPTIONS INDEX_BITS 8 INDEXES 4 BLOCK_SIZE 64 PINS 1 READ_BARRIER on)
# Room for a flight to elsewhere; all states of that are for the larger form.
add_exhaustive_test(barrier_5 5 WHOLE 1 ARGUMENTS --limit 600000
    OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 64 PINS 0 READ_BARRIER on)

if(NOT TINYMEM_EXHAUSTIVE_LARGE)
    return()
endif()

set(all ARGUMENTS --lies 255 --progress)
add_exhaustive_test(fixed_exact 3 ARGUMENTS --exact --lies 255 --progress
    OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 4 PINS 0 TABLE fixed)
add_exhaustive_test(pins_2_exact 3 ARGUMENTS --exact --lies 255 --progress
    OPTIONS INDEX_BITS 8 INDEXES 4 BLOCK_SIZE 4 PINS 2)
add_exhaustive_test(grow_5 5 ${all} OPTIONS INDEX_BITS 8 INDEXES 4 BLOCK_SIZE 4 PINS 0)
add_exhaustive_test(fixed_4 4 ${all} OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 4 PINS 1 TABLE fixed)
add_exhaustive_test(grow_8 4 ${all} OPTIONS INDEX_BITS 16 INDEXES 4 BLOCK_SIZE 8 PINS 1)
add_exhaustive_test(slots_2_large 8 ${all} OPTIONS INDEX_BITS 8 INDEXES 2 BLOCK_SIZE 4 PINS 1)
add_exhaustive_test(halves_8 8 ${all} OPTIONS INDEX_BITS 16 INDEXES 3 BLOCK_SIZE 4 PINS 1)
add_exhaustive_test(halves_10 10 ${all} OPTIONS INDEX_BITS 16 INDEXES 4 BLOCK_SIZE 4 PINS 0)
add_exhaustive_test(least_2_large 8 ${all} OPTIONS INDEX_BITS 8 INDEXES 4 BLOCK_SIZE 2 PINS 0)
add_exhaustive_test(apart_4 4 ${all} OPTIONS INDEX_BITS 8 INDEXES 200 BLOCK_SIZE 4 PINS 0)
add_exhaustive_test(mixed_8 8 ${all}
    OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 4 PINS 0 POOL_SIZE 4096)
add_exhaustive_test(large_4 4 WHOLE 2 ${all}
    OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 64 PINS 1 TABLE fixed)
add_exhaustive_test(barrier_5_all 5 WHOLE 1 ${all}
    OPTIONS INDEX_BITS 8 INDEXES 3 BLOCK_SIZE 64 PINS 0 READ_BARRIER on)
