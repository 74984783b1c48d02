/* SPDX-License-Identifier: MIT */
/*
 * avr-calls: runs a program on a simulated AVR and counts the calls that it marks (mark.h), in the
 * exact cycles of the simulator: a marked call from its first instruction to its return, a marked
 * stretch from the return of mark_begin to the call of mark_end. Runs on the host. See usage().
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

#define MCU "atmega1284p"
#define CLOCK_HZ 16000000u
#define MOST_CYCLES (CLOCK_HZ * UINT64_C(600))
#define GPIOR1_ADDRESS 0x4A
#define GPIOR2_ADDRESS 0x4B
#define ARGUMENT 24 /* the register that holds a function's first argument, its low byte */
#define RETURN 0x9508
#define NOWHERE ((avr_flashaddr_t)-1)

/* Where the functions of mark.h start; NOWHERE: the program has no such function. */
struct marks {
    avr_flashaddr_t call, begin, end, last;
};

/* How far the measurement of one call has got. */
enum progress {
    IDLE,
    ARMED,    /* mark_call: the next call begins it */
    STARTING, /* mark_begin: its return does */
    COUNTING
};

/* What is measured. */
struct meter {
    FILE *out;
    struct marks marks;
    enum progress progress;
    unsigned code;           /* what the program gave to the mark */
    avr_flashaddr_t landing; /* where the call returns to; NOWHERE: it ends at mark_end */
    unsigned instructions, cycles;
    unsigned took; /* cycles of the last instruction */
    bool pending;  /* a call was counted and is not written yet */
};

/* What the program wrote to GPIOR1; -1 as long as it has not. */
static int exit_status = -1;

/* How to call this program. */
static int usage(FILE *out)
{
    fputs("usage: avr-calls OUT PROGRAM [NUMBER]\n"
          "Runs PROGRAM (an ELF file) on a simulated " MCU ", with NUMBER in GPIOR2, and exits\n"
          "with its status; 124 after ten minutes of the simulated time, 125 when it crashed, 2\n"
          "when it can't be run.\n"
          "Writes a line to the file OUT for each call that it marks:\n"
          "\n"
          "    code instructions cycles critical\n"
          "\n"
          "critical is 0: no call turns interrupts off here.\n",
          out);
    return out == stdout ? 0 : 2;
}

/* Takes the program's exit status. */
static void take_status(struct avr_t *avr, avr_io_addr_t address, uint8_t value, void *context)
{
    (void)avr;
    (void)address;
    (void)context;
    exit_status = value;
}

/* Keeps to itself what the simulator tells of its work. */
static void say_nothing(avr_t *avr, const int level, const char *format, va_list arguments)
{
    (void)avr;
    (void)level;
    (void)format;
    (void)arguments;
}

/* Where the program has that function. */
static avr_flashaddr_t find_function(const elf_firmware_t *firmware, const char *name)
{
    uint32_t i;

    for (i = 0; i < firmware->symbolcount; i++) {
        if (strcmp(firmware->symbol[i]->symbol, name) == 0) return firmware->symbol[i]->addr;
    }
    return NOWHERE;
}

/* Makes a CPU that runs the program in this file, one instruction at a time; or NULL. */
static avr_t *load(const char *path, struct marks *marks)
{
    static elf_firmware_t firmware;
    avr_t *avr = avr_make_mcu_by_name(MCU);

    if (avr == NULL || elf_read_firmware(path, &firmware) != 0) return NULL;
    marks->call = find_function(&firmware, "mark_call");
    marks->begin = find_function(&firmware, "mark_begin");
    marks->end = find_function(&firmware, "mark_end");
    marks->last = find_function(&firmware, "mark_last");
    if (marks->call == NOWHERE && marks->begin == NOWHERE) return NULL;
    avr_init(avr);
    avr->frequency = CLOCK_HZ;
    avr->run_cycle_count = avr->run_cycle_limit = 1;
    avr_load_firmware(avr, &firmware);
    avr_register_io_write(avr, GPIOR1_ADDRESS, take_status, NULL);
    return avr;
}

/* The bytes of a call; 0 if the instruction is none. */
static unsigned call_size(unsigned opcode)
{
    if ((opcode & 0xFE0E) == 0x940E) return 4;           /* CALL */
    if ((opcode & 0xF000) == 0xD000) return 2;           /* RCALL */
    return opcode == 0x9509 || opcode == 0x9519 ? 2 : 0; /* ICALL, EICALL */
}

/* Writes what was counted, now that it can't get another code any more. */
static void write_pending(struct meter *meter)
{
    if (meter->pending)
        fprintf(meter->out, "%u %u %u 0\n", meter->code, meter->instructions, meter->cycles);
    meter->pending = false;
}

/* Begins to count with the next instruction. */
static void begin(struct meter *meter, avr_flashaddr_t landing)
{
    meter->progress = COUNTING;
    meter->landing = landing;
    meter->instructions = meter->cycles = 0;
}

/* All is counted. */
static void finish(struct meter *meter)
{
    meter->progress = IDLE;
    meter->pending = true;
}

/* Does what the program's mark asks for, where it has come to one. */
static void look_for_mark(struct meter *meter, avr_flashaddr_t pc, unsigned code)
{
    if (pc == meter->marks.call || pc == meter->marks.begin) {
        write_pending(meter);
        meter->code = code;
        meter->progress = code == 0 ? IDLE : pc == meter->marks.call ? ARMED : STARTING;
    } else if (pc == meter->marks.last) {
        meter->code = code;
    } else if (pc == meter->marks.end && meter->progress == COUNTING) {
        meter->instructions--; /* the call of the mark is not counted */
        meter->cycles -= meter->took;
        finish(meter);
    }
}

/* Runs one instruction, and counts it where it belongs to a marked call. */
static void step(avr_t *avr, struct meter *meter)
{
    avr_flashaddr_t pc = avr->pc;
    avr_cycle_count_t clock = avr->cycle;
    unsigned opcode = avr->flash[pc] | (unsigned)avr->flash[pc + 1] << 8;
    int state;

    look_for_mark(meter, pc, avr->data[ARGUMENT]);
    state = avr_run(avr);
    if (state == cpu_Done || state == cpu_Crashed) exit_status = 125;
    if (avr->cycle > MOST_CYCLES) exit_status = 124;

    if (meter->progress == COUNTING) {
        meter->took = (unsigned)(avr->cycle - clock);
        meter->instructions++;
        meter->cycles += meter->took;
        if (avr->pc == meter->landing) finish(meter);
    } else if (meter->progress == ARMED && call_size(opcode) != 0) {
        begin(meter, pc + call_size(opcode));
    } else if (meter->progress == STARTING && opcode == RETURN) {
        begin(meter, NOWHERE);
    }
}

int main(int argc, char **argv)
{
    static struct meter meter;
    avr_t *avr;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) return usage(stdout);
    if (argc != 3 && argc != 4) return usage(stderr);
    avr_global_logger_set(say_nothing);
    avr = load(argv[2], &meter.marks);
    if (avr == NULL) {
        fprintf(stderr, "avr-calls: can't load %s, or it marks nothing\n", argv[2]);
        return 2;
    }
    if (argc == 4) avr->data[GPIOR2_ADDRESS] = (uint8_t)atoi(argv[3]);
    meter.out = fopen(argv[1], "w");
    if (meter.out == NULL) {
        fprintf(stderr, "avr-calls: can't write %s\n", argv[1]);
        return 2;
    }
    while (exit_status < 0) step(avr, &meter);
    write_pending(&meter);
    if (ferror(meter.out) || fclose(meter.out) != 0) {
        fprintf(stderr, "avr-calls: can't write %s\n", argv[1]);
        return 2;
    }
    return exit_status;
}
