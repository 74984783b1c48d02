/* SPDX-License-Identifier: MIT */
/*
 * The port contract. A port is one header, platform/<port>/port.h, that gives
 *
 *   port_lock_t                          what port_lock saves
 *   port_lock_t port_lock(void)          shuts out whoever else may call tinymem: other threads, or
 *                                        interrupts; returns what was before
 *   void port_unlock(port_lock_t saved)  restores what was before. So locks nest, and a caller that
 *                                        had interrupts off still has them off afterwards
 *   PORT_HOLDS                           a condition, defined where the lock may fail to shut them
 *                                        out: whether it does, after port_lock. CHECKS 2 looks
 *   PORT_ON_ERROR                        defined: the port brings its own default of tm_on_error;
 *                                        else the default does nothing
 *
 * The calls of the interface lock around the algorithm and never inside it. tm_on_error is called
 * with the lock released. A port that lacks something does not compile: nothing is guessed.
 */
#ifndef PORT_H
#define PORT_H

#include <tinymem.h>

#if defined(__GNUC__) || defined(__TINYC__)
#define PORT_WEAK __attribute((weak)) /* the user's function of the same name wins */
#else
#define PORT_WEAK
#endif

#if TM_PLATFORM_POSIX
#include "posix/port.h"
#elif TM_PLATFORM_CORTEX_M
#include "cortex-m/port.h"
#elif TM_PLATFORM_NONE
#include "none/port.h"
#else
#error "tinymem: option PLATFORM must be one of posix, cortex-m, none"
#endif

#ifndef PORT_HOLDS
#define PORT_HOLDS true
#endif

#ifndef PORT_ON_ERROR
/* The default where nobody could read a message: nothing. Replace it by a function of your own. */
PORT_WEAK void tm_on_error(tm_error_t error, tm_index_t index)
{
    (void)error;
    (void)index;
}
#endif

#endif
