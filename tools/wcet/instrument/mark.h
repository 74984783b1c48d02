/* SPDX-License-Identifier: MIT */
/*
 * Marks in a program that the plug-in of QEMU (plugin.c) sees: what to count. Without the plug-in
 * they do nothing. A mark has a code, which the plug-in writes beside what it counted.
 */
#ifndef MARK_H
#define MARK_H

/* The largest code that a mark can have. 0 is "nothing": it is not counted. */
#define MARK_MOST 255

/* Tells the plug-in where the marks are. To be called once, first. */
void mark_open(void);

/* The next function that is called is counted, from its first instruction to its return. */
void mark_call(unsigned code);

/* From the return of this to the call of mark_end all is counted. */
void mark_begin(unsigned code);
void mark_end(void);

/* What was counted last gets another code: what kind of call it was shows only afterwards. */
void mark_last(unsigned code);

#endif
