/* SPDX-License-Identifier: MIT */
static const char *const tm_text[] = {"; ]] [ \\ \"", "a;b", "\\;", "${x} @y@ $<z>"};
#define TM_JOIN(a, b) tm_##a(tm_tm_##b, (tm_text))
