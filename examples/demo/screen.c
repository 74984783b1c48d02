/* SPDX-License-Identifier: MIT */
/* Printing: see screen.h. */
#include "screen.h"

#include <stdio.h>

#define BAR_CELLS 40

static FILE *figures;
static char figures_buffer[512], output_buffer[256];
static uint32_t shown; /* cells of the bar that are printed */

bool screen_begin(const char *who, const char *figures_path)
{
    setvbuf(stdout, output_buffer, _IOFBF, sizeof output_buffer);
    figures = fopen(figures_path, "w");
    if (figures == NULL) {
        printf("  %s: %s can't be written\n", who, figures_path);
        return false;
    }
    setvbuf(figures, figures_buffer, _IOFBF, sizeof figures_buffer);
    printf("  %-8s [", who);
    fflush(stdout);
    return true;
}

void screen_progress(uint32_t done, uint32_t total)
{
    uint32_t cells = (uint32_t)((uint64_t)done * BAR_CELLS / total);

    if (cells == shown) return;
    while (shown < cells) {
        putchar('=');
        shown++;
    }
    fflush(stdout);
}

void screen_end_bar(bool full, const char *word)
{
    if (!full) {
        putchar('X');
        shown++;
    }
    while (shown < BAR_CELLS) {
        putchar(' ');
        shown++;
    }
    printf("] %s\n", word);
}

void screen_figure(const char *name, uint32_t value)
{
    fprintf(figures, "%s=%lu\n", name, (unsigned long)value);
}

void screen_end(void)
{
    fclose(figures);
    fflush(stdout);
}
