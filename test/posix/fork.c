/* SPDX-License-Identifier: MIT */
/*
 * fork, while other threads are inside calls of two pools: child and parent go on using both. The
 * threads stay inside by visitors of a walk, which fork has to wait for; were it not to wait, the
 * child would find a lock that nobody is left to release, and be ended by its alarm.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <other.h>
#include <tinymem.h>

#define ROUNDS 5
#define CHILD_SECONDS 60
#define STAY_NANOSECONDS 100000000L

/* Each visitor writes a byte when it is inside. */
static int inside[2];

/* Tells that the lock is held, and holds it for a while: enough for fork to run, if it does not
 * wait. */
static bool stay(void)
{
    const struct timespec time = {0, STAY_NANOSECONDS};
    char byte = 0;
    if (write(inside[1], &byte, 1) != 1) perror("write");
    nanosleep(&time, NULL);
    return false;
}

/* The visitors. */
static bool visit(const tm_span_t *span, void *context)
{
    (void)span;
    (void)context;
    return stay();
}

static bool other_visit(const other_span_t *span, void *context)
{
    (void)span;
    (void)context;
    return stay();
}

/* The threads. */
static void *walk(void *nothing)
{
    tm_walk(visit, NULL);
    return nothing;
}

static void *walk_other(void *nothing)
{
    other_walk(other_visit, NULL);
    return nothing;
}

/* Whether both pools serve. */
static bool use(void)
{
    tm_index_t index = tm_alloc(24);
    other_index_t other = other_alloc(24);
    bool served = index != 0 && other != 0 && tm_verify() == 0 && other_verify() == 0;
    tm_free(index);
    other_free(other);
    return served;
}

/* Forks while both pools are locked. Whether the child and its parent could use them. */
static bool survives(void)
{
    pthread_t threads[2];
    char bytes[2];
    int status = 0;
    pid_t child;
    pthread_create(&threads[0], NULL, walk, NULL);
    pthread_create(&threads[1], NULL, walk_other, NULL);
    for (int each = 0; each < 2; each++) {
        if (read(inside[0], &bytes[each], 1) != 1) perror("read");
    }
    child = fork();
    if (child == 0) {
        alarm(CHILD_SECONDS);
        _exit(use() ? 0 : 1);
    }
    waitpid(child, &status, 0);
    for (int each = 0; each < 2; each++) pthread_join(threads[each], NULL);
    if (!WIFEXITED(status)) printf("a child hung in a call\n");
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 && use();
}

int main(void)
{
    if (pipe(inside) != 0) return 2;
    for (int round = 0; round < ROUNDS; round++) {
        if (!survives()) return 1;
    }
    printf("%d children used both pools\n", ROUNDS);
    return 0;
}
