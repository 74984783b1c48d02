#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Turns the tables of the trace replays into records of the benchmarks.

Reads what bench/replay/smallest-ram.sh and bench/replay/policy.sh wrote, and writes one file of
records (records.py). All of them are of tinymem as those scripts build it: options of "lean", for
32-bit hosts.
"""

import argparse
import json
import sys
from pathlib import Path

from records import RecordError, number, read_table
from rows import OURS, SMALLEST_RAM


def figure(name, value, unit):
    """One record. No pool is its own: each trace has another."""
    return {"target": "host-32", "allocator": OURS, "config": "lean", "pool": 0, "figure": name,
            "value": value, "unit": unit}


def smallest_ram(file):
    """The records of smallest-ram.csv."""
    lines = read_table(file)
    for line in lines:
        if line["ram_bytes"] == "0":
            raise RecordError(f"{file}: the trace {line['trace']} did not pass")
    found = [figure(SMALLEST_RAM + line["trace"], number(line["ratio"]), "ratio")
             for line in lines]
    found += [figure(f"smallest RAM, {line['trace']}", number(line["ram_bytes"]), "bytes")
              for line in lines]
    below = sum(number(line["ratio"]) < number(line["best_non_moving"]) for line in lines)
    return found + [figure("traces below the best non-moving allocator", below, "traces")]


def policy(file):
    """The records of policy.csv."""
    found = []
    by_fill = {}
    for line in read_table(file):
        if line["passed"] != "1":
            raise RecordError(f"{file}: {line['trace']} did not pass at {line['full']} %")
        by_fill.setdefault(line["full"], []).append(
            {name: number(cell) for name, cell in line.items() if name != "trace"})
    for full, lines in sorted(by_fill.items()):
        refused = sum(line["refused"] for line in lines)
        slices = sum(line["slices"] for line in lines)
        moved = sum(line["moved_bytes"] / line["allocated_bytes"] for line in lines) / len(lines)
        found += [
            figure(f"refused requests, {full} % full", refused, "requests"),
            figure(f"requests that needed tm_defrag, {full} % full",
                   sum(line["defrags"] for line in lines), "requests"),
            figure(f"slices per refused request, {full} % full",
                   round(slices / refused, 2) if refused else 0, "slices"),
            figure(f"bytes moved per byte allocated, {full} % full", round(moved, 5), "ratio")]
    return found


def main(arguments):
    """Writes the records of both tables; gives the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smallest-ram", type=Path, required=True, metavar="CSV")
    parser.add_argument("--policy", type=Path, required=True, metavar="CSV")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        found = smallest_ram(options.smallest_ram) + policy(options.policy)
    except (RecordError, KeyError, ValueError) as error:
        print(f"replay_records: {error!r}", file=sys.stderr)
        return 1
    options.out.write_text("".join(json.dumps(record) + "\n" for record in found),
                           encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
