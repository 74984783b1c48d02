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
 *   PORT_STOP                            defined: the port brings a function
 *                                        void port_stop(tm_error_t, tm_index_t), which says what is
 *                                        wrong and does not return; else there is the one below
 *
 * The calls of the interface lock around the algorithm and never inside it. tm_on_error is called
 * with the lock released. A port that lacks something does not compile: nothing is guessed.
 *
 * The guard has a name that no header of a system has, as a port may include those.
 */
#ifndef TM_PORT_CONTRACT_H
#define TM_PORT_CONTRACT_H

#include <tinymem.h>

#if (defined(TM_LOCK_PRIORITY) || defined(TM_PRIORITY_BITS)) && !TM_PLATFORM_CORTEX_M
#error "tinymem: options LOCK_PRIORITY and PRIORITY_BITS are for PLATFORM cortex-m"
#endif

#if TM_PLATFORM_POSIX
#include "posix/port.h"
#elif TM_PLATFORM_CORTEX_M
#include "cortex-m/port.h"
#elif TM_PLATFORM_AVR
#include "avr/port.h"
#elif TM_PLATFORM_RISCV
#include "riscv/port.h"
#elif TM_PLATFORM_FREERTOS
#include "freertos/port.h"
#elif TM_PLATFORM_USER
#include "user/port.h"
#elif TM_PLATFORM_NONE
#include "none/port.h"
#else
#error "tinymem: option PLATFORM must be one of posix, cortex-m, avr, riscv, freertos, user, none"
#endif

#ifndef PORT_HOLDS
#define PORT_HOLDS true
#endif

#if TM_ON_ERROR_STOP && !defined(PORT_STOP)
/*
 * Where nobody could read a message: stops where a debugger sees it. On targets that have no
 * instruction for that, GCC's trap is a call of abort.
 */
static inline void port_stop(tm_error_t error, tm_index_t index)
{
    (void)error;
    (void)index;
#if defined(__GNUC__) && !defined(__AVR__) && !defined(__MSP430__)
    __builtin_trap();
#else
    for (;;) {
    }
#endif
}
#endif

/*
 * port_tell tells of a broken contract: the user's tm_on_error, or else what ON_ERROR says. Whether
 * there is one, a weak reference knows, as it is no error if the linker finds none. A weak default
 * of the same name does not do: GCC may inline it at link time although the user's function is
 * there. So it is only for file formats that have no such references.
 */
#if TM_ON_ERROR_USER

/* The user's function must be there. */
static inline void port_tell(tm_error_t error, tm_index_t index) { tm_on_error(error, index); }

#else

/* What happens where the program has no tm_on_error. */
static inline void port_default(tm_error_t error, tm_index_t index)
{
#if TM_ON_ERROR_STOP
    port_stop(error, index);
#else
    (void)error;
    (void)index;
#endif
}

#if defined(__ELF__) || (defined(__TINYC__) && !defined(_WIN32))

#if defined(__TINYC__)
void tm_on_error(tm_error_t error, tm_index_t index) __attribute((weak));
#else
#pragma weak tm_on_error
#endif

/* Out of line: it is what a call does least of all. */
static __attribute((noinline)) void port_tell(tm_error_t error, tm_index_t index)
{
    if (tm_on_error)
        tm_on_error(error, index);
    else
        port_default(error, index);
}

#else

/* The default, in the place of the user's function. */
#if defined(__GNUC__)
__attribute((weak))
#endif
void tm_on_error(tm_error_t error, tm_index_t index)
{
    port_default(error, index);
}

/* Either of the two. */
static inline void port_tell(tm_error_t error, tm_index_t index) { tm_on_error(error, index); }

#endif
#endif

#endif
