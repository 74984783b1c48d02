/* SPDX-License-Identifier: MIT */
/*
 * What the start-up asks of the C library before main. The programs here print by semihosting
 * alone: no handles of files are opened, as stdio would call the very malloc that is counted.
 * picolibc needs a place for the variables of the one thread: among them errno, which malloc sets.
 */
#include <stdlib.h>

#ifdef __PICOLIBC__
#include <picotls.h>

/* How far behind the thread pointer they start: a value in the place of an address. */
__asm__(".global __arm32_tls_tcb_offset\n\t"
        ".set __arm32_tls_tcb_offset, 8");
#endif

/* Called by the start-up. */
void initialise_monitor_handles(void);

void initialise_monitor_handles(void)
{
#ifdef __PICOLIBC__
    static long long variables[16];
    _set_tls(variables);
#endif
}
