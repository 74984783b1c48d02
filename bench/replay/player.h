/* SPDX-License-Identifier: MIT */
/*
 * Plays a trace on tinymem, as a program with a main loop would run: a slice of tm_thread() after
 * each operation while there is work, and on a refusal slices until the request is served. Where
 * slices do not help, because blocks too large for one are in the way, tm_defrag() is the last
 * resort.
 *
 * Belongs to one pool: compile it once for each <tinymem.h>.
 */
#ifndef PLAYER_H
#define PLAYER_H

#include "trace.h"

#include <tinymem.h>

/* How an operation went. */
typedef enum {
    PLAYER_OK = 0,
    PLAYER_REFUSED, /* there is no room, not even after tm_defrag() */
    PLAYER_SPOILED  /* a block's bytes are not what was written, or the pool is not sound */
} player_end_t;

typedef struct player player_t;

/* Told of a request that was refused at first: `served` is false before the tidying, true after. */
typedef void player_watch_t(player_t *player, const trace_op_t *op, bool served);

/* A player and its counters. All zero is a player that has just begun. */
struct player {
    uint32_t (*now)(void); /* a clock to measure slices with; NULL: none */
    uint32_t (*between)(uint32_t begin, uint32_t end); /* what lies between two readings of it */
    player_watch_t *watch;                             /* NULL: nobody watches */
    uint32_t refused;                                  /* requests that were refused at first */
    uint32_t defrags;                                  /* those that needed tm_defrag() */
    uint32_t slices;                                   /* calls of tm_thread() */
    uint32_t longest;                                  /* the longest of them, by that clock */
    uint32_t request_slices;                           /* slices for the request refused last */
    uint32_t moves;                       /* blocks that tm_thread() and tm_defrag() moved, */
    uint32_t moved_bytes;                 /* and their bytes; both 0 where STATS is off */
    uint32_t asked_bytes;                 /* allocated, and added by growing */
    bool busy;                            /* the last slice left work */
    tm_index_t index[TRACE_MOST_IDS + 1]; /* the block of each live id, 0 elsewhere */
};

/* Plays one operation. */
player_end_t player_step(player_t *player, const trace_op_t *op);

/* Checks what is left at the end of the trace: the pool and the bytes of every live block. */
player_end_t player_finish(const player_t *player, const trace_t *trace);

#endif
