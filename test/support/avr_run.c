/* SPDX-License-Identifier: MIT */
/*
 * avr-run: runs a program on a simulated AVR, prints what it sends over its first serial line, and
 * exits with the number that it writes to GPIOR1. Runs on the host.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

#define MCU "atmega1284p"
#define CLOCK_HZ 16000000u
#define MOST_CYCLES (CLOCK_HZ * UINT64_C(600))
#define GPIOR1_ADDRESS 0x4A

/* What the program wrote to GPIOR1; -1 as long as it has not. */
static int exit_status = -1;

/* Prints a character that the program sent. */
static void print_character(struct avr_irq_t *irq, uint32_t value, void *context)
{
    (void)irq;
    (void)context;
    putchar((int)value);
}

/* Takes the program's exit status. */
static void take_status(struct avr_t *avr, avr_io_addr_t address, uint8_t value, void *context)
{
    (void)avr;
    (void)address;
    (void)context;
    exit_status = value;
}

/* Makes a CPU that runs the program in this file, wired to the two functions above; or NULL. */
static avr_t *load(const char *path)
{
    static elf_firmware_t firmware;
    avr_t *avr = avr_make_mcu_by_name(MCU);
    uint32_t flags = 0;

    if (avr == NULL || elf_read_firmware(path, &firmware) != 0) return NULL;
    avr_init(avr);
    avr->frequency = CLOCK_HZ;
    avr_load_firmware(avr, &firmware);
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT),
                            print_character, NULL);
    avr_register_io_write(avr, GPIOR1_ADDRESS, take_status, NULL);
    return avr;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        puts("usage: avr-run PROGRAM\n"
             "Runs PROGRAM (an ELF file) on a simulated " MCU " and exits with its status;\n"
             "124 after ten minutes of the simulated time, 125 when it crashed.");
        return 0;
    }
    if (argc < 2) {
        fprintf(stderr, "avr-run: no program given; try --help\n");
        return 2;
    }

    avr_t *avr = load(argv[1]);
    if (avr == NULL) {
        fprintf(stderr, "avr-run: cannot load %s\n", argv[1]);
        return 2;
    }
    while (exit_status < 0) {
        int state = avr_run(avr);
        if (state == cpu_Done || state == cpu_Crashed) exit_status = 125;
        if (avr->cycle > MOST_CYCLES) exit_status = 124;
    }
    fflush(stdout);
    return exit_status;
}
