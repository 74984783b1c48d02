/* SPDX-License-Identifier: MIT */
/*
 * The model of cycles: ARM's published timing tables for Cortex-M at zero wait states, applied to
 * one instruction after the other. All that is called "cycles" in the benchmarks of Cortex-M comes
 * from here. The sources: the Technical Reference Manuals of Cortex-M0, M0+ and M4, tables of
 * instruction timings. Where the tables give a range, P (the cycles that refill the pipeline, 1 to
 * 3) counts as 2, and all else as its largest value: UDIV and SDIV 12, MRS, MSR and CPS 2 on M4.
 */
#ifndef TIMING_H
#define TIMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The cores that the model knows. M3 counts as M4: their tables differ in long multiplications. */
enum core { CORE_M0, CORE_M0PLUS, CORE_M4, CORES };

/* What an instruction is, as far as its time depends on it. */
enum instruction_class {
    OTHER,        /* all in registers */
    LOAD,         /* one value */
    STORE_OFFSET, /* one value, to a register and a constant */
    STORE_INDEX,  /* one value, to the sum of two registers */
    MULTIPLE,     /* LDM, STM, PUSH, POP, LDRD, STRD */
    BRANCH,       /* B, BX, and whatever else writes to pc */
    CALL          /* BL, BLX */
};

/* An instruction, decoded for one core. */
struct instruction {
    enum instruction_class class;
    uint16_t result;  /* bit r: the instruction sets register r */
    uint16_t address; /* bit r: register r is part of the address that it accesses */
    uint8_t cycles;   /* what it takes when it does its work and no branch is taken */
    uint8_t taken;    /* what it takes when it branches */
    uint8_t size;     /* bytes */
};

/* The core of that name ("cortex-m0", "cortex-m0plus", "cortex-m4"), CORES if there is none. */
enum core timing_core(const char *name);

/* Decodes an instruction of Thumb; `second` counts only where `first` begins one of four bytes. */
struct instruction timing_decode(enum core core, uint16_t first, uint16_t second);

/*
 * The cycles of an instruction that comes right after `before`. `taken`: it branched. `accessed`:
 * it did access memory; an instruction that an IT block skips does not.
 */
unsigned timing_cycles(enum core core, const struct instruction *before,
                       const struct instruction *instruction, bool taken, bool accessed);

#endif
