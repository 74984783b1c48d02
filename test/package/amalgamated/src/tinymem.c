/* SPDX-License-Identifier: MIT */
#include "first.h"
#include <tinymem.h>
#  include "port/second.h" /* by its place in platform/ */
#include "first.h"

int tm_last = TM_LAST; /* system names such as atm_x and MTM_X stay */
