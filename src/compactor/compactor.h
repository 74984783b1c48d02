/* SPDX-License-Identifier: MIT */
/*
 * The compactor: of the two, the one that the option COMPACTOR chooses. Both work for the same
 * requests (goals.h), end in the same ways (ends.h), and are driven by compact_step.
 *
 *     full    phases choose what to move, stages carry one block, which may take many slices
 *     slide   one step slides one block across the gap beside it
 */
#ifndef COMPACTOR_H
#define COMPACTOR_H

#include "ends.h"
#include "pool/move.h"

#include "cost.h"

#if TM_COMPACTOR_SLIDE
#include "slide/slide.h"
#else
#include "full/compact.h"
#endif

#endif
