#line 1 "@src/tinymem.c"
/* SPDX-License-Identifier: MIT */
#line 1 "@src/first.h"
/* SPDX-License-Identifier: MIT */
static const char *const p2_text[] = {"; ]] [ \\ \"", "a;b", "\\;", "${x} @y@ $<z>"};
#define P2_JOIN(a, b) p2_##a(p2_tm_##b, (p2_text))

#line 3 "@src/tinymem.c"
#include <p2.h>
#line 1 "@platform/port/second.h"
/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#define P2_LAST P2_NOT_##P2_
static int pond_free(int depth);

#line 6 "@src/tinymem.c"

int p2_last = P2_LAST; /* system names such as atm_x and MTM_X stay */
