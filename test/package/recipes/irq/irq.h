/* SPDX-License-Identifier: MIT */
/* What the example of README.md and docs/PORTING.md includes. */
#ifndef IRQ_H
#define IRQ_H

#include "lock.h"

static inline unsigned irq_save(void) { return lock_take(); }

static inline void irq_restore(unsigned saved) { lock_give(saved); }

#endif
