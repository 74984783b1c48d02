# SPDX-License-Identifier: MIT
"""Turns the lines of the instrument (tools/wcet/instrument/plugin.c) into records for the report.

Of a sorted list of N numbers the median is the one at index (N - 1) // 2 (of two middle ones the
lower), and p99 the one at index 99 * N // 100.
"""

from collections import Counter

# What the lower bits of a mark's code say, and how many codes a case has: as in harness.h.
KINDS = {1: ("alloc", None), 2: ("free", None), 3: ("realloc", None), 4: ("void", None),
         5: ("thread", None), 6: ("alloc", "refused"), 7: ("realloc", "refused")}
THREAD = 5
CODES = 8

# The columns of a line.
CODE, INSTRUCTIONS, CYCLES, CRITICAL = range(4)
UNITS = {"cycles": CYCLES, "instructions": INSTRUCTIONS}

# Calls of these workloads are drawn, where is_drawn: with a record of how often it took how long.
DRAWN = ("W1", "W2")


def is_drawn(subject):
    """Whether there are records in detail: the pool and the configurations of the main tables."""
    return subject["pool"] == 32768 and subject["config"] in ("lean", "default")


def read_lines(file):
    """How often each line is in the file: a count by (code, instructions, cycles, critical)."""
    with open(file, encoding="ascii") as stream:
        found = Counter(stream)
    return {tuple(map(int, line.split())): count for line, count in found.items()}


def at(histogram, index):
    """The number at this index of the sorted list that the histogram stands for."""
    for number in sorted(histogram):
        index -= histogram[number]
        if index < 0:
            return number
    raise IndexError(index)


def quantiles(histogram):
    """The statistics of a record."""
    count = sum(histogram.values())
    return {"count": count, "min": min(histogram), "median": at(histogram, (count - 1) // 2),
            "p99": at(histogram, 99 * count // 100), "max": max(histogram)}


def histogram_of(lines, kind, column):
    """How often a call of this kind took how long."""
    histogram = Counter()
    for line, count in lines.items():
        if line[CODE] % CODES == kind:
            histogram[line[column]] += count
    return histogram


def call_records(subject, workload, lines):
    """The records of all calls of a workload; for the plots also their histograms."""
    for kind, (call, outcome) in KINDS.items():
        for unit, column in UNITS.items():
            histogram = histogram_of(lines, kind, column)
            if not histogram:
                continue
            name = subject | {"workload": workload, "call": call}
            if outcome:
                name["outcome"] = outcome
            yield name | quantiles(histogram) | {"unit": unit}
            if workload in DRAWN and unit == "cycles" and is_drawn(subject):
                yield name | {"histogram": sorted(map(list, histogram.items())), "unit": unit}


def figure(subject, name, value, unit):
    """A record of one number."""
    return subject | {"figure": name, "value": value, "unit": unit}


def case_maxima(lines, column, kinds):
    """The longest call of these kinds in each case: by the case's number."""
    longest = {}
    for line in lines:
        case, kind = divmod(line[CODE], CODES)
        if kind in kinds:
            longest[case] = max(longest.get(case, 0), line[column])
    return longest


def case_medians(lines, column):
    """The median of each case: by the case's number."""
    histograms = {}
    for line, count in lines.items():
        histograms.setdefault(line[CODE] // CODES, Counter())[line[column]] += count
    return {case: quantiles(histogram)["median"] for case, histogram in histograms.items()}


def critical_records(subject, lines):
    """The longest time with interrupts off, in each call; none where they never are."""
    longest = {}
    for line in lines:
        call, _ = KINDS[line[CODE] % CODES]
        longest[call] = max(longest.get(call, 0), line[CRITICAL])
    for call, cycles in sorted(longest.items()):
        if cycles:
            yield figure(subject, f"longest critical section, {call}", cycles, "cycles")
    if any(longest.values()):
        yield figure(subject, "longest critical section", max(longest.values()), "cycles")


def merge(parts):
    """The lines of several runs as those of one."""
    total = Counter()
    for part in parts:
        total.update(part)
    return total
