/* SPDX-License-Identifier: MIT */
/*
 * A port of the user's: the header <tinymem_port.h>, somewhere on the pool's include path, gives
 * port_lock_t, port_lock and port_unlock, and what else it wants of the contract in ../port.h. The
 * two functions may be macros, or be defined in another file.
 */
#ifndef PORT_USER_H
#define PORT_USER_H

#if defined(__has_include)
#if !__has_include(<tinymem_port.h>)
#error "tinymem: option PLATFORM user needs a header tinymem_port.h of yours; \
say where it is by PORT_INCLUDE, or by -I: see docs/PORTING.md"
#endif
#endif
#include <tinymem_port.h>

/* Does not compile where tinymem_port.h lacks one: C99 would take a call for a declaration. */
#ifndef port_lock
enum { TINYMEM_PORT_H_HAS_PORT_LOCK = sizeof(&port_lock) };
#endif
#ifndef port_unlock
enum { TINYMEM_PORT_H_HAS_PORT_UNLOCK = sizeof(&port_unlock) };
#endif

#endif
