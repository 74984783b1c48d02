/* SPDX-License-Identifier: MIT */
/* The reader of traces: see trace.h. Every line is checked before it is believed. */
#include "trace.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The longest line, the header: it names a program in words. */
#define LONGEST_LINE 512

/* Notes what is wrong, with the file and the line it was found in. Returns false for the caller. */
static bool wrong(trace_t *trace, const char *what)
{
    snprintf(trace->error, sizeof trace->error, "%.60s:%lu: %.80s", trace->path,
             (unsigned long)trace->done + 1, what);
    return false;
}

/* Reads a number of at most nine digits and moves `at` behind it. False when there is none. */
static bool read_number(const char **at, uint32_t *value)
{
    const char *from = *at;
    uint32_t number = 0;

    while (**at >= '0' && **at <= '9' && *at - from < 9) {
        number = number * 10 + (uint32_t)(**at - '0');
        (*at)++;
    }
    *value = number;
    return *at != from && (**at < '0' || **at > '9');
}

/* Reads the number that follows `word` in the header. */
static bool read_field(const char *line, const char *word, uint32_t *value)
{
    const char *at = strstr(line, word);

    if (at == NULL) return false;
    at += strlen(word);
    return read_number(&at, value) && *value > 0;
}

/* The next byte of the file; -1 at its end, or where it can't be read. */
static int read_byte(trace_t *trace)
{
    if (trace->at == trace->filled) {
        trace->at = 0;
        trace->filled = (long)read(trace->file, trace->buffer, sizeof trace->buffer);
        trace->unreadable = trace->filled < 0;
        if (trace->filled <= 0) {
            trace->filled = 0;
            return -1;
        }
    }
    return (unsigned char)trace->buffer[trace->at++];
}

/* Reads a line without its end. False at the end of the file, or when the line is too long. */
static bool read_line(trace_t *trace, char line[LONGEST_LINE])
{
    size_t length = 0;
    int byte;

    while ((byte = read_byte(trace)) != '\n') {
        if (byte < 0 && length == 0) return false;
        if (byte < 0 || length == LONGEST_LINE - 1) {
            return wrong(trace, "the line is too long or has no end");
        }
        line[length++] = (char)byte;
    }
    line[length] = '\0';
    return true;
}

/* Reads the header: `# name: words; ops N; peak live N; peak count N; ...`. */
static bool read_header(trace_t *trace)
{
    char line[LONGEST_LINE];
    const char *colon;
    size_t length;

    if (!read_line(trace, line)) return trace->error[0] ? false : wrong(trace, "no header");
    colon = strchr(line, ':');
    if (strncmp(line, "# ", 2) != 0 || colon == NULL) {
        return wrong(trace, "the header is not '# name: ...'");
    }
    length = (size_t)(colon - line) - 2;
    if (length == 0 || length >= sizeof trace->name) return wrong(trace, "no good name");
    memcpy(trace->name, line + 2, length);
    trace->name[length] = '\0';
    if (!read_field(colon, "; ops ", &trace->operations) ||
        !read_field(colon, "; peak live ", &trace->peak_live) ||
        !read_field(colon, "; peak count ", &trace->peak_count)) {
        return wrong(trace, "the header lacks ops, peak live or peak count");
    }
    return true;
}

bool trace_open(trace_t *trace, const char *path)
{
    memset(trace, 0, sizeof *trace);
    trace->path = path;
    trace->file = open(path, O_RDONLY);
    trace->is_open = trace->file >= 0;
    if (!trace->is_open) return wrong(trace, "can't be opened");
    if (read_header(trace)) return true;
    trace_close(trace);
    return false;
}

/* Reads `a ID SIZE`, `f ID` or `r ID SIZE`. */
static bool parse(trace_t *trace, const char *line, trace_op_t *op)
{
    const char *at = line + 2;

    op->what = line[0];
    op->size = 0;
    if ((op->what != 'a' && op->what != 'f' && op->what != 'r') || line[1] != ' ') {
        return wrong(trace, "the operation is not 'a ', 'f ' or 'r '");
    }
    if (!read_number(&at, &op->id)) return wrong(trace, "no id");
    if (op->id < 1 || op->id > TRACE_MOST_IDS) return wrong(trace, "the id is out of range");
    if (op->what != 'f') {
        if (*at++ != ' ' || !read_number(&at, &op->size)) return wrong(trace, "no size");
        if (op->size == 0) return wrong(trace, "the size is 0");
    }
    if (*at != '\0') return wrong(trace, "the line goes on where it should end");
    return true;
}

/* Keeps the books: sizes, live bytes and blocks. False for what no program could have done. */
static bool account(trace_t *trace, trace_op_t *op)
{
    op->old_size = trace->size[op->id];
    if (op->what == 'a' && op->old_size != 0) return wrong(trace, "the id is in use already");
    if (op->what != 'a' && op->old_size == 0) return wrong(trace, "the id is not in use");
    trace->size[op->id] = op->size;
    trace->live_bytes += op->size - op->old_size;
    if (op->what == 'a') trace->live_count++;
    if (op->what == 'f') trace->live_count--;
    if (trace->live_bytes > trace->most_live) trace->most_live = trace->live_bytes;
    if (trace->live_bytes > trace->peak_live) return wrong(trace, "more is alive than peak live");
    if (trace->live_count > trace->peak_count) return wrong(trace, "more blocks than peak count");
    return true;
}

/* At the end of the file: whether all was there that the header promised. */
static void check_whole(trace_t *trace)
{
    if (trace->unreadable)
        wrong(trace, "can't be read");
    else if (trace->done != trace->operations)
        wrong(trace, "operations are missing");
    else if (trace->most_live != trace->peak_live)
        wrong(trace, "peak live is never reached");
}

bool trace_next(trace_t *trace, trace_op_t *op)
{
    char line[LONGEST_LINE];

    if (!trace->is_open || trace->error[0]) return false;
    op->number = ++trace->done;
    if (!read_line(trace, line)) {
        trace->done--;
        if (!trace->error[0]) check_whole(trace);
        return false;
    }
    if (op->number > trace->operations) return wrong(trace, "more operations than the header says");
    return parse(trace, line, op) && account(trace, op);
}

void trace_close(trace_t *trace)
{
    if (trace->is_open) close(trace->file);
    trace->is_open = false;
}
