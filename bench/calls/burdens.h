/* SPDX-License-Identifier: MIT */
/*
 * What weighs on a pool of tinymem while W1 and W2 go on, as it may in firmware: blocks that stay
 * pinned, as a DMA buffer does, or a request that can't be served now.
 *
 *     pinned-1, pinned-4   so many of the live blocks, spread over the pool, are pinned for good
 *     given-up             somebody asks again and again for more than all that is free, and was told
 *                          that there is no way
 *     waiting              somebody asks again and again for all that was free at first, in one
 *                          piece, and nobody calls tm_thread
 */
#ifndef BURDENS_H
#define BURDENS_H

#include <stdbool.h>

/* Lays the burden of that name on what W1 and W2 will do. False: there is none. */
bool burden_choose(const char *name);

/* Whether it still is what its name says, after all. */
bool burden_stands(void);

#endif
