# SPDX-License-Identifier: MIT
"""The smallest RAM in which each trace passes on the C libraries' malloc: see arena.c."""

import re

from board import CORE, PEERS, ROOT

SOURCES = ["arena.c", "heap.c", str(ROOT / "bench/replay/trace.c")]
MOST_HEAP = 512 * 1024
SMALLEST = "smallest RAM over peak live, "


def peak_live(trace):
    """The trace's peak live bytes, as its header says."""
    with open(trace, encoding="utf-8") as stream:
        return int(re.search(r"; peak live (\d+);", stream.readline())[1])


def smallest(passes, passed, step):
    """The least heap that passes, to a step: downwards from one that does, then by bisection."""
    down = step
    while passes(passed - down):
        passed -= down
        down *= 2
    refused = passed - down
    while passed - refused > step:
        middle = (passed + refused) // 2
        if passes(middle):
            passed = middle
        else:
            refused = middle
    return passed


def measure(program, outside, library, trace):
    """The record of one trace: steps as in bench/replay/smallest-ram.sh."""
    def passes(heap):
        return program.run(heap, trace.name)["passed"] == 1

    peak = peak_live(trace)
    step = max(8, peak // 2000 // 8 * 8)
    known = (program.run(MOST_HEAP, trace.name)["heap_peak"] + 7) // 8 * 8
    while not passes(known):
        known += step
    ram = outside + smallest(passes, known, step)
    return [{"target": CORE, "allocator": library, "config": "default", "pool": 0,
             "figure": SMALLEST + trace.stem, "value": round(ram / peak, 4), "unit": "ratio"}]


def jobs(board):
    """What there is to measure, as functions that give records."""
    found = []
    for library in PEERS:
        program = board.peer(library, "arena", SOURCES)
        outside = board.malloc_state(program)
        found += [lambda program=program, outside=outside, library=library, trace=trace:
                  measure(program, outside, library, trace)
                  for trace in sorted(board.traces.glob("*.trace"))]
    return found
