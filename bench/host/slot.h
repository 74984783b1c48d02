/* SPDX-License-Identifier: MIT */
/* The blocks of a list of operations: slots, from 1 on. */
#ifndef SLOT_H
#define SLOT_H

#include <stdint.h>

typedef uint16_t block_t;

#endif
