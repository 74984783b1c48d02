/* SPDX-License-Identifier: MIT */
/* No threads, no interrupts that call tinymem: no lock. */
#ifndef PORT_NONE_H
#define PORT_NONE_H

typedef int port_lock_t;

/* Nobody is to be shut out. */
static inline port_lock_t port_lock(void) { return 0; }

/* Nobody was shut out. */
static inline void port_unlock(port_lock_t saved) { (void)saved; }

#endif
