/* SPDX-License-Identifier: MIT */
/* Links a program on the simulated AVR with its simulator, avr-run: stdout and the exit status. */
#include <avr/io.h>
#include <stdio.h>

void open_stdout(void) __attribute__((constructor));
void report_status(void) __attribute__((naked, used, section(".fini8")));

/* Sends a character over the first serial line, from which avr-run prints. */
static int send_character(char character, FILE *stream)
{
    (void)stream;
    while ((UCSR0A & (1 << UDRE0)) == 0) {
    }
    UDR0 = (uint8_t)character;
    return 0;
}

/* Makes the serial line the program's stdout. Runs before main. */
void open_stdout(void)
{
    static FILE line = FDEV_SETUP_STREAM(send_character, NULL, _FDEV_SETUP_WRITE);
    UCSR0A = 1 << U2X0;
    UCSR0B = 1 << TXEN0;
    stdout = &line;
}

/* Runs after main, whose result is in r24: a write to GPIOR1 ends the simulation with this status.
 */
void report_status(void) { __asm__ volatile("out %0, r24" : : "I"(_SFR_IO_ADDR(GPIOR1))); }
