/* SPDX-License-Identifier: MIT */
/*
 * Reads an allocation trace, operation by operation, and refuses one that is not sound.
 *
 * Reads by open() and read(), on the host and, through semihosting, on an emulated target. They
 * take no memory from malloc, which may be what is measured. The format is described in
 * bench/traces/README.md.
 */
#ifndef TRACE_H
#define TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The largest id that a trace may use. */
#define TRACE_MOST_IDS 8192

/* One operation. */
typedef struct {
    char what;         /* 'a' allocate, 'f' free, 'r' give a new size */
    uint32_t number;   /* counted from 1 */
    uint32_t id;       /* 1 to TRACE_MOST_IDS */
    uint32_t size;     /* the size asked for; 0 for 'f' */
    uint32_t old_size; /* the size until now; 0 for 'a' */
} trace_op_t;

/* A trace that is being read. */
typedef struct {
    const char *path;
    char name[32];       /* from the header comment, like the next three */
    uint32_t operations; /* how many there are */
    uint32_t peak_live;  /* the most bytes alive at once */
    uint32_t peak_count; /* the most blocks alive at once */
    uint32_t done;       /* operations read so far */
    uint32_t live_bytes; /* alive after the operation read last */
    uint32_t live_count;
    char error[160]; /* what is wrong with the trace; "" while all is well */
    uint32_t most_live;                /* the most live_bytes has been */
    uint32_t size[TRACE_MOST_IDS + 1]; /* the size of each live id, 0 elsewhere */
    int file;                          /* open where `is_open` */
    bool is_open;
    bool unreadable;   /* reading failed */
    long filled, at;   /* bytes in the buffer, and how many of them were read */
    char buffer[8192]; /* reads in large pieces, as each one is slow on a target */
} trace_t;

/* Opens the trace and reads its header. False, with `error` set, when that fails. */
bool trace_open(trace_t *trace, const char *path);

/* Reads the next operation. False at the end, or when the trace is wrong: then `error` is set. */
bool trace_next(trace_t *trace, trace_op_t *op);

/* Closes the file. Does nothing when it is closed. */
void trace_close(trace_t *trace);

#endif
