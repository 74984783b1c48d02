/* SPDX-License-Identifier: MIT */
/*
 * Several threads on one pool of the port posix: each allocates, resizes and frees blocks of its
 * own, and reads and writes them while they are pinned; one more runs tm_thread and tm_defrag. What
 * the port's lock does not cover ThreadSanitizer reports; without it, wrong contents show.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <tinymem.h>

#define WORKERS 4
#define OWN 24
#ifndef ROUNDS
#define ROUNDS 4000
#endif

/* What a thread knows of a block of its own. */
struct record {
    tm_index_t index;
    tm_size_t size;
    unsigned char seed;
};

/* A thread: its blocks, and what went wrong in it. */
struct worker {
    pthread_t thread;
    uint32_t random_state;
    struct record records[OWN];
    const char *fault;
};

static struct worker workers[WORKERS];
static pthread_mutex_t end_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned ended;

/* A number below `most`. */
static uint32_t below(struct worker *worker, uint32_t most)
{
    worker->random_state = worker->random_state * 1664525U + 1013904223U;
    return (worker->random_state >> 8) % most;
}

/* Pins a block and fills it, or looks whether it is as it was filled. */
static void visit(struct worker *worker, struct record *record, bool fills)
{
    unsigned char *bytes = (unsigned char *)tm_pin(record->index);
    tm_size_t at;
    if (bytes == NULL) {
        worker->fault = "a block could not be pinned";
        return;
    }
    if (tm_void(record->index) != bytes) worker->fault = "a pinned block moved";
    if (fills) {
        record->seed = (unsigned char)below(worker, 256);
        memset(bytes, record->seed, record->size);
    }
    for (at = 0; at < record->size; at++) {
        if (bytes[at] != record->seed) worker->fault = "a block is not what it was";
    }
    tm_unpin(record->index);
}

/* Gives a record that is free a block; a refusal is the mover's work. */
static void allocate(struct worker *worker, struct record *record)
{
    record->size = below(worker, 200) + 1;
    record->index = tm_alloc(record->size);
    if (record->index != 0) visit(worker, record, true);
}

/* Resizes a block: what it held is there afterwards. */
static void resize(struct worker *worker, struct record *record)
{
    tm_size_t had = record->size;
    tm_size_t size = below(worker, 400) + 1;
    if (tm_realloc(record->index, size) == 0) return;
    record->size = size < had ? size : had;
    visit(worker, record, false);
    record->size = size;
    visit(worker, record, true);
}

/* The calls that look and change nothing. */
static void look(struct worker *worker, const struct record *record)
{
    tm_stats_t stats = tm_stats();
    if (!tm_valid(record->index) || tm_sizeof(record->index) < record->size)
        worker->fault = "a live block is not valid";
    if (stats.live_bytes + stats.free_bytes > stats.pool_bytes)
        worker->fault = "the figures do not agree";
    if (below(worker, 16) == 0 && tm_verify() != 0) worker->fault = "the pool is broken";
}

/* One worker's life. */
static void *work(void *argument)
{
    struct worker *worker = (struct worker *)argument;
    unsigned round;
    for (round = 0; round < ROUNDS && worker->fault == NULL; round++) {
        struct record *record = &worker->records[below(worker, OWN)];
        uint32_t dice = below(worker, 8);
        if (record->index == 0) {
            allocate(worker, record);
        } else if (dice < 3) {
            visit(worker, record, false);
            tm_free(record->index);
            record->index = 0;
        } else if (dice < 5) {
            resize(worker, record);
        } else if (dice < 7) {
            visit(worker, record, dice == 5);
        } else {
            look(worker, record);
        }
    }
    pthread_mutex_lock(&end_lock);
    ended++;
    pthread_mutex_unlock(&end_lock);
    return NULL;
}

/* Whether a worker is still at work. */
static bool is_any_at_work(void)
{
    bool any;
    pthread_mutex_lock(&end_lock);
    any = ended < WORKERS;
    pthread_mutex_unlock(&end_lock);
    return any;
}

int main(void)
{
    unsigned turns = 0;
    unsigned i;
    int status = 0;
    for (i = 0; i < WORKERS; i++) {
        workers[i].random_state = i + 1;
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) return 2;
    }
    while (is_any_at_work()) {
        turns++;
        if (turns % 64 == 0)
            (void)tm_defrag(0, turns % 128 == 0 ? 0 : 500);
        else
            (void)tm_thread();
    }
    for (i = 0; i < WORKERS; i++) {
        pthread_join(workers[i].thread, NULL);
        if (workers[i].fault != NULL) {
            printf("worker %u: %s\n", i, workers[i].fault);
            status = 1;
        }
    }
    if (tm_verify() != 0) {
        printf("tm_verify says %d\n", tm_verify());
        status = 1;
    }
    printf("%u turns of the mover, %lu moves, %lu refusals\n", turns,
           (unsigned long)tm_stats().moves, (unsigned long)tm_stats().failed);
    return status;
}
