/* SPDX-License-Identifier: MIT */
/* A user's port as the contract has it: inline functions. */
#ifndef TINYMEM_PORT_H
#define TINYMEM_PORT_H

#include "lock.h"

typedef unsigned port_lock_t;

static inline port_lock_t port_lock(void) { return lock_take(); }

static inline void port_unlock(port_lock_t saved) { lock_give(saved); }

#endif
