# SPDX-License-Identifier: MIT
# The pools whose every state is looked at: name, blocks, and what is as it is for a reason.

# A table that grows, and one that does not.
add_exhaustive_test(tiny 3 INDEXES 4)
add_exhaustive_test(fixed 3 INDEXES 3 TABLE fixed)
add_exhaustive_test(grow_4 4 INDEXES 4)

# Pins.
add_exhaustive_test(pins_1 3 INDEXES 4 PINS 1)
add_exhaustive_test(pins_2 3 INDEXES 4 PINS 2 INDEX_BITS 16 BLOCK_SIZE 8)

# Slots are used up long before the room.
add_exhaustive_test(slots_2 6 INDEXES 2)
add_exhaustive_test(slots_2_fixed 4 INDEXES 2 TABLE fixed PINS 1)

# Least sizes above one block, so that rests stay with their blocks.
add_exhaustive_test(least_2 6 INDEXES 4 BLOCK_SIZE 2 POOL_SIZE 256)
add_exhaustive_test(halves 6 INDEXES 3 INDEX_BITS 16 PINS 1)
add_exhaustive_test(least_4 12 INDEXES 3 INDEX_BITS 16 BLOCK_SIZE 2)

# Flags that stand apart, and more slots than the pool has room for; numbers wider than indexes.
add_exhaustive_test(apart 3 INDEXES 200)
add_exhaustive_test(mixed 6 INDEXES 3 NUMBER_BITS 16 POOL_SIZE 1280)

# Blocks that are too large for a slice: they stay, or they fly.
add_exhaustive_test(large 3 INDEXES 3 BLOCK_SIZE 64 WHOLE 1)
add_exhaustive_test(flies 3 INDEXES 3 BLOCK_SIZE 64 WHOLE 1 READ_BARRIER on)
add_exhaustive_test(flies_pins 2 INDEXES 4 BLOCK_SIZE 64 WHOLE 1 READ_BARRIER on PINS 1)

# COMPACTOR slide: a slice copies any block, but for slide_large.
add_exhaustive_test(slide_grow 4 INDEXES 4 COMPACTOR slide)
add_exhaustive_test(slide_fixed 4 INDEXES 4 TABLE fixed COMPACTOR slide)
add_exhaustive_test(slide_pins 3 INDEXES 4 PINS 1 COMPACTOR slide)
add_exhaustive_test(slide_slots 6 INDEXES 2 COMPACTOR slide)
add_exhaustive_test(slide_slots_fixed 4 INDEXES 2 TABLE fixed PINS 1 COMPACTOR slide)
add_exhaustive_test(slide_least_2 6 INDEXES 4 BLOCK_SIZE 2 POOL_SIZE 256 COMPACTOR slide)
add_exhaustive_test(slide_halves 6 INDEXES 3 INDEX_BITS 16 PINS 1 COMPACTOR slide)
add_exhaustive_test(slide_least_4 12 INDEXES 3 INDEX_BITS 16 BLOCK_SIZE 2 COMPACTOR slide)
add_exhaustive_test(slide_apart 3 INDEXES 200 PINS 1 COMPACTOR slide)
add_exhaustive_test(slide_large 3 INDEXES 3 BLOCK_SIZE 64 WHOLE 1 COMPACTOR slide)

if(NOT TINYMEM_EXHAUSTIVE_LARGE)
    return()
endif()

add_exhaustive_test(slide_grow_5 5 INDEXES 6 COMPACTOR slide)

add_exhaustive_test(fixed_pins 3 INDEXES 3 TABLE fixed PINS 1)
add_exhaustive_test(slots_2_of_8 8 INDEXES 2)
add_exhaustive_test(least_2_of_7 7 INDEXES 3 BLOCK_SIZE 2 POOL_SIZE 256)
add_exhaustive_test(halves_7 7 INDEXES 4 INDEX_BITS 16 PINS 1)
add_exhaustive_test(apart_4 4 INDEXES 200)
add_exhaustive_test(flies_pins_3 3 INDEXES 3 BLOCK_SIZE 64 WHOLE 1 READ_BARRIER on PINS 1)
