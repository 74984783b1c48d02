/* SPDX-License-Identifier: MIT */
/* The function of tinymem_port.h. */
#include "tinymem_port.h"

port_lock_t port_lock(void) { return lock_take(); }
