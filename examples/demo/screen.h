/* SPDX-License-Identifier: MIT */
/*
 * What both runs of the demo print with: a bar that grows while a trace is replayed, and the file
 * of figures for the driver. Neither takes memory from the heap once screen_begin() has returned.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <stdint.h>

/* Opens the file of figures, and prints who runs. False when the file can't be opened. */
bool screen_begin(const char *who, const char *figures_path);

/* Lets the bar grow to done / total. */
void screen_progress(uint32_t done, uint32_t total);

/* Ends the bar, full or where it has got to, with a word on how it went. */
void screen_end_bar(bool full, const char *word);

/* Writes a figure for the driver. */
void screen_figure(const char *name, uint32_t value);

/* Ends the file of figures. */
void screen_end(void);

#endif
