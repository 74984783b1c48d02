/* SPDX-License-Identifier: MIT */
/* What one configuration says of its RAM: ram.c makes such a record, state_test.cpp judges it. */
#ifndef TEST_UNIT_RAM_H
#define TEST_UNIT_RAM_H

#ifdef __cplusplus
extern "C" {
#endif

struct ram {
    const char *name;
    unsigned long pool_bytes;   /* the option POOL_SIZE */
    unsigned long block_bytes;  /* the option BLOCK_SIZE */
    unsigned long memory_bytes; /* table and blocks */
    unsigned long grain_bytes;  /* what the memory is rounded down to */
    unsigned long state_bytes;  /* all that lies beside the memory, */
    unsigned long hint_bytes;   /* of it the hints, */
    unsigned long other_bytes;  /* and all that is neither hints nor pins nor statistics */
    unsigned number_bits;
    unsigned index_bits;
    unsigned slot_bits; /* a slot of the table, */
    unsigned flag_bits; /* and its flag, where it stands apart */
    unsigned pin_bits;  /* whether a slot has a bit for pins, */
    unsigned pins_any;  /* and whether callers may rely on it */
};

/* RAM_NAMES, from CMakeLists.txt, is RAM(name) for each configuration that the file knows. */
#define RAM(name) extern const struct ram ram_of_##name;
RAM_NAMES
#undef RAM

#ifdef __cplusplus
}
#endif

#endif
