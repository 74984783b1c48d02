/* SPDX-License-Identifier: MIT */
/* What GoogleTest calls of an operating system and a board doesn't have: each call fails. */
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

/* No directories: GoogleTest asks for them to name its report files. */
char *getcwd(char *buffer, size_t size)
{
    (void)buffer;
    (void)size;
    return NULL;
}

int mkdir(const char *path, mode_t mode)
{
    (void)path;
    (void)mode;
    return -1;
}

int stat(const char *restrict path, struct stat *restrict status)
{
    (void)path;
    (void)status;
    return -1;
}
