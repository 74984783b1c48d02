/* SPDX-License-Identifier: MIT */
#include "timing.h"

#include <string.h>

#define PC 15
#define BIT(r) ((uint16_t)(1U << (r)))

/* What the tables say, core by core. */
static const struct {
    const char *name;
    uint8_t load, store, store_index;
    uint8_t branch, call, branch_by_register;
    uint8_t pop_pc; /* above the registers popped, pc among them */
    uint8_t special; /* MRS, MSR */
    uint8_t state;   /* CPS */
} tables[CORES] = {
    [CORE_M0] = {"cortex-m0", 2, 2, 2, 3, 4, 3, 4, 4, 1},
    [CORE_M0PLUS] = {"cortex-m0plus", 2, 2, 2, 2, 3, 2, 3, 3, 1},
    [CORE_M4] = {"cortex-m4", 2, 1, 2, 3, 3, 3, 3, 2, 2},
};

enum core timing_core(const char *name)
{
    int core;
    for (core = 0; core < CORES; core++) {
        if (strcmp(tables[core].name, name) == 0) break;
    }
    return (enum core)core;
}

/* How many bits are set. */
static unsigned count_bits(unsigned bits)
{
    unsigned count = 0;
    for (; bits != 0; bits &= bits - 1) count++;
    return count;
}

/* An instruction that only computes; `result` is the register that it sets, PC for none. */
static struct instruction compute(unsigned result, unsigned cycles)
{
    struct instruction i = {OTHER, 0, 0, 0, 0, 2};
    i.cycles = i.taken = (uint8_t)cycles;
    if (result < PC) i.result = BIT(result);
    return i;
}

/* A branch. */
static struct instruction branch(enum instruction_class class, unsigned taken)
{
    struct instruction i = compute(PC, 1);
    i.class = class;
    i.taken = (uint8_t)taken;
    return i;
}

/* A load of one register; a load of pc is a branch as well. */
static struct instruction load(enum core core, unsigned target, uint16_t address)
{
    struct instruction i = compute(target, tables[core].load);
    i.class = LOAD;
    i.address = address;
    if (target == PC) i.taken = (uint8_t)(i.taken + tables[core].branch - 1);
    return i;
}

/* A store of one register. */
static struct instruction store(enum core core, enum instruction_class class, uint16_t address)
{
    unsigned cycles = class == STORE_INDEX ? tables[core].store_index : tables[core].store;
    struct instruction i = compute(PC, cycles);
    i.class = class;
    i.address = address;
    return i;
}

/* A load or store of several registers. */
static struct instruction multiple(enum core core, bool loads, unsigned list, unsigned base)
{
    unsigned count = count_bits(list);
    struct instruction i = compute(PC, 1 + count);
    i.class = MULTIPLE;
    i.address = BIT(base);
    if (loads) i.result = (uint16_t)list;
    if (loads && (list & BIT(PC)) != 0) i.cycles = i.taken = (uint8_t)(count + tables[core].pop_pc);
    return i;
}

/* 010001..: additions and moves of high registers, and branches by register. */
static struct instruction decode_high(enum core core, unsigned code)
{
    unsigned target = (code & 7) | (code >> 4 & 8);
    if ((code & 0xFF80) == 0x4700) return branch(BRANCH, tables[core].branch_by_register);
    if ((code & 0xFF80) == 0x4780) return branch(CALL, tables[core].branch_by_register);
    if ((code & 0xFF00) == 0x4500) return compute(PC, 1);
    return target == PC ? branch(BRANCH, tables[core].branch) : compute(target, 1);
}

/* 1011..: stack, extensions, CBZ, hints. */
static struct instruction decode_miscellaneous(enum core core, unsigned code)
{
    unsigned list = code & 0xFF;
    switch (code >> 8 & 15) {
    case 0:
        return compute(13, 1);
    case 2:
    case 10:
        return compute(code & 7, 1);
    case 1:
    case 3:
    case 9:
    case 11:
        return branch(BRANCH, tables[core].branch);
    case 4:
    case 5:
        return multiple(core, false, list | (code & 0x100 ? BIT(14) : 0U), 13);
    case 6:
        return compute(PC, tables[core].state);
    case 12:
    case 13:
        return multiple(core, true, list | (code & 0x100 ? BIT(PC) : 0U), 13);
    default:
        return compute(PC, 1);
    }
}

/* 0101..: addresses that are the sum of two registers. */
static struct instruction decode_index(enum core core, unsigned code)
{
    uint16_t address = (uint16_t)(BIT(code >> 3 & 7) | BIT(code >> 6 & 7));
    return (code >> 9 & 7) < 3 ? store(core, STORE_INDEX, address) : load(core, code & 7, address);
}

/* Instructions of two bytes, by their first four bits. */
static struct instruction decode_short(enum core core, unsigned code)
{
    unsigned middle = code >> 8 & 7;
    switch (code >> 12) {
    case 2:
    case 3:
        return compute(code >> 11 == 5 ? PC : middle, 1);
    case 4:
        if (code >> 11 == 9) return load(core, middle, BIT(PC));
        if (code >> 10 == 17) return decode_high(core, code);
        return compute((code >> 6 & 15) == 8 || (code >> 7 & 7) == 5 ? PC : code & 7, 1);
    case 5:
        return decode_index(core, code);
    case 6:
    case 7:
    case 8:
        if (code & 0x800) return load(core, code & 7, BIT(code >> 3 & 7));
        return store(core, STORE_OFFSET, BIT(code >> 3 & 7));
    case 9:
        return code & 0x800 ? load(core, middle, BIT(13)) : store(core, STORE_OFFSET, BIT(13));
    case 10:
        return compute(middle, 1);
    case 11:
        return decode_miscellaneous(core, code);
    case 12:
        return multiple(core, (code & 0x800) != 0, code & 0xFF, middle);
    case 13:
    case 14:
        return branch(BRANCH, tables[core].branch);
    default:
        return compute(code & 7, 1);
    }
}

/* 11101 00..: several registers, pairs, and tables of branches. */
static struct instruction decode_long_multiple(enum core core, unsigned first, unsigned second)
{
    bool loads = (first & 0x10) != 0;
    if ((first & 0x40) == 0) return multiple(core, loads, second, first & 15);
    if ((first & 0xFFF0) == 0xE8D0 && (second & 0xFFE0) == 0xF000)
        return branch(BRANCH, 1U + tables[core].branch);
    return multiple(core, loads, BIT(second >> 12) | BIT(second >> 8 & 15), first & 15);
}

/* 11111 00..: one register. */
static struct instruction decode_long_single(enum core core, unsigned first, unsigned second)
{
    bool indexed = (first & 0x80) == 0 && (second & 0x800) == 0 && (first & 15) != PC;
    uint16_t address = (uint16_t)(BIT(first & 15) | (indexed ? BIT(second & 15) : 0U));
    if (first & 0x10) return load(core, second >> 12, address);
    return store(core, indexed ? STORE_INDEX : STORE_OFFSET, address);
}

/* 11110 with the top bit of the second half: branches, special registers, barriers. */
static struct instruction decode_long_branch(enum core core, unsigned first, unsigned second)
{
    if ((second & 0x5000) == 0x5000) return branch(CALL, tables[core].call);
    if ((second & 0x5000) == 0x1000) return branch(BRANCH, tables[core].branch);
    if ((first & 0x380) != 0x380) return branch(BRANCH, tables[core].branch);
    if ((first & 0xFFE0) == 0xF3E0) return compute(second >> 8 & 15, tables[core].special);
    if ((first & 0xFFE0) == 0xF380) return compute(PC, tables[core].special);
    return compute(PC, 1);
}

/* Instructions of four bytes. A division takes 2 to 12 cycles, as its operands are: 12 here. */
static struct instruction decode_long(enum core core, unsigned first, unsigned second)
{
    if ((first & 0xFE00) == 0xE800) return decode_long_multiple(core, first, second);
    if ((first & 0xFE00) == 0xF800) return decode_long_single(core, first, second);
    if ((first & 0xF800) == 0xF000 && (second & 0x8000) != 0)
        return decode_long_branch(core, first, second);
    if ((first & 0xFFD0) == 0xFB90) return compute(second >> 8 & 15, 12);
    return compute(second >> 8 & 15, 1);
}

struct instruction timing_decode(enum core core, uint16_t first, uint16_t second)
{
    struct instruction i;
    if (first >= 0xE800) {
        i = decode_long(core, first, second);
        i.size = 4;
    } else {
        i = decode_short(core, first);
    }
    return i;
}

unsigned timing_cycles(enum core core, const struct instruction *before,
                       const struct instruction *instruction, bool taken, bool accessed)
{
    bool single = instruction->class == LOAD || instruction->class == STORE_INDEX;
    bool dependent = (before->result & instruction->address) != 0;
    unsigned cycles = taken ? instruction->taken : instruction->cycles;
    if (instruction->class >= LOAD && instruction->class <= MULTIPLE && !accessed) return 1;
    if (core != CORE_M4) return cycles;
    if (before->class == LOAD && single && !dependent) cycles--;
    if (before->class == OTHER && instruction->class != BRANCH && dependent) cycles++;
    return cycles;
}
