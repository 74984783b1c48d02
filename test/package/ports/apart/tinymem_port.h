/* SPDX-License-Identifier: MIT */
/*
 * A user's port that includes nothing: a function of another file and a macro. Names of the port's
 * own headers, and macros that systems have, are no trouble.
 */
#ifndef PORT_H
#define PORT_H

typedef unsigned port_lock_t;
unsigned lock_take(void);
void lock_give(unsigned key);
port_lock_t port_lock(void);

#define port_unlock(saved) lock_give(saved)

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define abs(x) ((x) > 0 ? (x) : -(x))
#define round(x) ((x) >= 0 ? (long)((x) + 0.5) : (long)((x)-0.5))
#define bit(n) (1UL << (n))

#endif
