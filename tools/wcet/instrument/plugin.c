/* SPDX-License-Identifier: MIT */
/*
 * A plug-in of QEMU that counts the instructions and the cycles (timing.h) of single calls. The
 * guest says by mark.h which calls; the plug-in writes a line for each:
 *
 *     code instructions cycles critical
 *
 * `code` is what the guest gave to the mark; `critical` is the longest stretch of the call, in
 * cycles, that ran with interrupts off: from CPSID to the write of PRIMASK.
 *
 * Arguments: core=NAME (timing.h), out=FILE; again for each further core that the same run is to be
 * counted for.
 */
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The part of QEMU's interface for plug-ins, version 1, that is used here. */
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
typedef void tb_callback_t(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void exit_callback_t(qemu_plugin_id_t id, void *data);
typedef void exec_callback_t(unsigned cpu, void *data);
typedef void memory_callback_t(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address,
                               void *data);
enum { NO_REGISTERS, READ_AND_WRITE = 3 };
extern void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, tb_callback_t *callback);
extern void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, exit_callback_t *callback,
                                           void *data);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
                                                   exec_callback_t *callback, int flags,
                                                   void *data);
extern void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
                                             memory_callback_t *callback, int flags, int access,
                                             void *data);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
                                                        size_t index);
extern const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
extern size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
extern const char *qemu_plugin_insn_symbol(const struct qemu_plugin_insn *insn);

#define EXPORT __attribute__((visibility("default")))
EXPORT extern int qemu_plugin_version;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv);
EXPORT int qemu_plugin_version = 1;

/* What the guest's functions of mark.h are to the plug-in. */
enum role { NO_MARK, MARK_CALL, MARK_BEGIN, MARK_END, MARK_LAST };

/* An instruction of the program, where it stands. */
struct site {
    uint64_t address;
    enum role role; /* the function of mark.h that it is in */
    bool opens;     /* CPSID i */
    bool closes;    /* MSR PRIMASK */
    struct instruction as[CORES]; /* as each of the counters decodes it */
};

/* The cycles of the call on one core. */
struct counter {
    enum core core;
    FILE *out;
    unsigned cycles, critical, section;
};

/* How far the measurement of one call has got. */
enum progress {
    IDLE,
    ARMED,    /* mark_call: the next call begins it */
    STARTING, /* mark_begin: its return does */
    COUNTING
};

static struct counter counters[CORES];
static unsigned count_of_counters;
static enum progress progress;
static const struct site *previous; /* the instruction that ran last, */
static const struct site *earlier;  /* the one before it, */
static bool accessed;               /* and whether the last one accessed memory */
static bool in_section;             /* interrupts are off */
static uint64_t board;              /* where the guest's marks are stored */
static unsigned code;               /* what is counted */
static uint64_t landing;            /* where the call returns to; 0: until mark_end */
static unsigned instructions;
static bool pending;                /* a call was counted and is not written yet */

/* Adds what the last instruction took on one core. */
static void count_on(struct counter *counter, unsigned which, bool taken)
{
    static const struct instruction none;
    unsigned took = timing_cycles(counter->core, earlier ? &earlier->as[which] : &none,
                                  &previous->as[which], taken, accessed);
    counter->cycles += took;
    if (in_section) counter->section += took;
    if (in_section && counter->section > counter->critical && previous->closes)
        counter->critical = counter->section;
}

/* Adds what the last instruction took, now that it is known where it led. */
static void count(const struct site *next)
{
    bool taken = next->address != previous->address + previous->as[0].size;
    unsigned which;
    instructions++;
    if (previous->opens) {
        in_section = true;
        for (which = 0; which < count_of_counters; which++) counters[which].section = 0;
    }
    for (which = 0; which < count_of_counters; which++) count_on(&counters[which], which, taken);
    if (previous->closes) in_section = false;
}

/* Begins to count with the next instruction. */
static void begin(void)
{
    unsigned which;
    progress = COUNTING;
    in_section = false;
    instructions = 0;
    for (which = 0; which < count_of_counters; which++)
        counters[which].cycles = counters[which].critical = 0;
}

/* All is counted. It is written when the guest can't give it another code any more. */
static void finish(void)
{
    progress = IDLE;
    pending = true;
}

/* Writes what was counted. */
static void write_pending(void)
{
    unsigned which;
    if (!pending) return;
    for (which = 0; which < count_of_counters; which++) {
        const struct counter *counter = &counters[which];
        fprintf(counter->out, "%u %u %u %u\n", code, instructions, counter->cycles,
                counter->critical);
    }
    pending = false;
}

/* Runs before each instruction. */
static void on_execution(unsigned cpu, void *data)
{
    const struct site *site = data;
    (void)cpu;
    if (progress == COUNTING) {
        if (site->role == MARK_END && previous->role != MARK_END) {
            finish(); /* the call of the mark is not counted */
        } else {
            count(site);
            if (landing != 0 && site->address == landing) finish();
        }
    } else if (progress == ARMED && previous->role == NO_MARK && previous->as[0].class == CALL) {
        landing = previous->address + previous->as[0].size;
        begin();
    } else if (progress == STARTING && site->role == NO_MARK) {
        landing = 0;
        begin();
    }
    earlier = previous;
    previous = site;
    accessed = false;
}

/* Runs at each access to memory: the guest's marks are stores. */
static void on_access(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data)
{
    const struct site *site = data;
    enum instruction_class class = site->as[0].class;
    (void)cpu;
    (void)info;
    accessed = true;
    if (site->role == NO_MARK || (class != STORE_OFFSET && class != STORE_INDEX)) return;
    if (board == 0) board = address;
    if (site->role != MARK_LAST) write_pending();
    code = (unsigned)(address - board);
    if (site->role == MARK_LAST) return;
    progress = code == 0 ? IDLE : site->role == MARK_CALL ? ARMED : STARTING;
}

/* Which function of mark.h the symbol is. */
static enum role role_of(const char *symbol)
{
    if (!symbol) return NO_MARK;
    if (strcmp(symbol, "mark_call") == 0) return MARK_CALL;
    if (strcmp(symbol, "mark_begin") == 0) return MARK_BEGIN;
    if (strcmp(symbol, "mark_end") == 0) return MARK_END;
    return strcmp(symbol, "mark_last") == 0 ? MARK_LAST : NO_MARK;
}

/* Looks at each instruction once, when QEMU translates it. */
static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    size_t index;
    (void)id;
    for (index = 0; index < qemu_plugin_tb_n_insns(tb); index++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, index);
        uint16_t halves[2] = {0, 0};
        struct site *site = calloc(1, sizeof *site);
        unsigned which;
        if (!site) abort();
        memcpy(halves, qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn));
        for (which = 0; which < count_of_counters; which++)
            site->as[which] = timing_decode(counters[which].core, halves[0], halves[1]);
        site->address = qemu_plugin_insn_vaddr(insn);
        site->role = role_of(qemu_plugin_insn_symbol(insn));
        site->opens = halves[0] == 0xB672;
        site->closes = (halves[0] & 0xFFF0) == 0xF380 && (halves[1] & 0xFF) == 16;
        qemu_plugin_register_vcpu_insn_exec_cb(insn, on_execution, NO_REGISTERS, site);
        qemu_plugin_register_vcpu_mem_cb(insn, on_access, NO_REGISTERS, READ_AND_WRITE, site);
    }
}

/* The end of QEMU: writes what is left, and says so if a file could not be written. */
static void at_exit(qemu_plugin_id_t id, void *data)
{
    unsigned which;
    (void)id;
    (void)data;
    write_pending();
    for (which = 0; which < count_of_counters; which++) {
        FILE *out = counters[which].out;
        int bad = ferror(out);
        if (fclose(out) != 0 || bad) {
            fprintf(stderr, "instrument: the lines could not be written\n");
            abort();
        }
    }
}

/* Takes an argument. False when it is none of ours. */
static bool take_argument(const char *argument)
{
    struct counter *last = &counters[count_of_counters];
    if (strncmp(argument, "core=", 5) == 0 && count_of_counters < CORES) {
        last->core = timing_core(argument + 5);
        return last->core != CORES;
    }
    if (strncmp(argument, "out=", 4) == 0 && count_of_counters < CORES) {
        last->out = fopen(argument + 4, "w");
        count_of_counters++;
        return last->out != NULL;
    }
    return false;
}

/* QEMU calls this first. */
int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
    int i;
    (void)info;
    for (i = 0; i < argc && take_argument(argv[i]); i++) {
    }
    if (i != argc || count_of_counters == 0) {
        fprintf(stderr, "instrument: bad arguments; wanted is\n"
                        "core=cortex-m0|cortex-m0plus|cortex-m4,out=FILE, once or more\n");
        return 1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_atexit_cb(id, at_exit, NULL);
    return 0;
}
