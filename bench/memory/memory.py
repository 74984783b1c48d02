#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures what allocators do with their RAM, prints a table and writes records (a JSON object a
line). tinymem, newlib, newlib-nano and picolibc on an emulated Cortex-M4; tinymem on this machine,
compiled for 32 bits, for the smallest RAM of each trace and the work of tidying, which are means
over pools of eight sizes. The parts:

  room      the payload that fits, overhead an object and a slot, what is left between pieces
  fill      bytes moved against how full the pool is
  arenas    the smallest RAM of each trace on the C libraries' malloc
  replays   the same on tinymem, and what tidying costs on the traces (bench/replay)
"""

import argparse
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import arena
import fill
import replays
import room
from board import Board, BoardError

FILE = "memory.jsonl"
PARTS = ("room", "fill", "arenas", "replays")


def read_options(words):
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--two-files", type=Path, required=True, metavar="DIR",
                        help="where tinymem.c and tinymem.h are that stand alone")
    parser.add_argument("--traces", type=Path, required=True, metavar="DIR",
                        help="the traces as plain text, NAME.trace")
    parser.add_argument("--work", type=Path, required=True, metavar="DIR",
                        help="where to build; is made")
    parser.add_argument("--records", type=Path, required=True, metavar="DIR",
                        help=f"where to write {FILE}; is made")
    parser.add_argument("--cc", default="cc", help="the compiler for this machine (cc)")
    parser.add_argument("--cross", default="arm-none-eabi-gcc",
                        help="the compiler for the board (arm-none-eabi-gcc)")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1),
                        help="how many programs run at a time (2)")
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to measure (all)")
    options = parser.parse_args(words)
    wrong = set(options.parts) - set(PARTS)
    if wrong:
        parser.error(f"there is no part {wrong.pop()}; there are: {', '.join(PARTS)}")
    for name in ("two_files", "traces", "work"):
        setattr(options, name, getattr(options, name).resolve())
    return options


def jobs_of(options):
    """All that is to be measured, the longest first: functions that give records and a text."""
    board = Board(options.cross, options.cc, options.two_files, options.traces, options.work)
    makers = {"replays": lambda: replays.jobs(options)}
    for name, module in (("arenas", arena), ("room", room), ("fill", fill)):
        makers[name] = lambda module=module: [lambda job=job: (job(), "")
                                              for job in module.jobs(board)]
    return [job for name, make in makers.items() if name in (options.parts or PARTS)
            for job in make()]


def name_of(record):
    """Who was measured: the allocator, and its configuration where that says something."""
    config = "" if record["config"] == "default" else f", {record['config']}"
    return f"{record['target']}: {record['allocator']}{config}"


def show(records):
    """Prints the figures, those of one name on one line, and the curves."""
    lines = {}
    for record in records:
        if "figure" in record:
            title = f"{record['figure']} [{record['unit']}]"
            lines.setdefault(title, []).append(f"{record['value']:>10}  {name_of(record)}")
        else:
            lines.setdefault(record["y"], []).append(
                f"{' '.join(f'{x:.0%} {y}' for x, y in record['points']):>10}  {name_of(record)}")
    for title, values in lines.items():
        print(title, *values, sep="\n")


def main(words):
    """Measures, prints and writes. Gives the exit status."""
    options = read_options(words)
    try:
        jobs = jobs_of(options)
        with ThreadPoolExecutor(options.jobs) as pool:
            results = list(pool.map(lambda job: job(), jobs))
    except BoardError as error:
        print(f"memory: {error}", file=sys.stderr)
        return 2
    records = [record for found, _ in results for record in found]
    print("\n".join(text for _, text in results if text))
    show(records)
    options.records.mkdir(parents=True, exist_ok=True)
    (options.records / FILE).write_text("".join(json.dumps(record) + "\n" for record in records),
                                        encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
