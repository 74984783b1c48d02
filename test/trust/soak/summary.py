#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints what soaks came to as tables in Markdown: the ratios that report.py has compared, early
phases to late ones, and sums over all phases."""
import argparse
import csv
import sys
from pathlib import Path

import report

SUMS = (("operations", "operations", sum), ("requests that were refused at first", "refused", sum),
        ("of these: no room, or pins in the way", "turned_away", sum),
        ("of these: served by tm_defrag, not by slices", "defrags", sum),
        ("the longest wait, in slices", "longest_wait", max),
        ("the most live blocks", "most_blocks", max))


def ratios(name, folder):
    """The rows of a pool in the table of ratios: one for each kind of phase that was compared."""
    kinds = {}
    with open(folder / f"soak-{name}-drift.csv", encoding="ascii", newline="") as lines:
        for line in csv.DictReader(lines):
            if line["compared"] == "yes":
                early, late = float(line["early"]), float(line["late"])
                kinds.setdefault(line["kind"], []).append(
                    f"{early:.3g} to {late:.3g} ({float(line['change_percent']):+.1f} %)")
    return [[f"{name}, {kind}", *cells] for kind, cells in kinds.items()]


def sums(name, folder):
    """The column of a pool in the table of sums."""
    rows = report.read(folder / f"{name}.csv")
    seconds = sum(row["seconds"] for row in report.read(folder / f"{name}-rates.csv"))
    done = sum(row["operations"] for row in rows)
    return [*(f"{how(row[field] for row in rows):,.0f}" for _, field, how in SUMS),
            f"{rows[0]['slots_total']:,.0f}", f"{rows[-1]['slots_total']:,.0f}",
            f"{done / seconds / 1e6:.0f}"]


def table(head, rows):
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the soaks have written")
    parser.add_argument("names", nargs="+", help="the pools")
    arguments = parser.parse_args()
    try:
        rows = [row for name in arguments.names for row in ratios(name, arguments.folder)]
        columns = [sums(name, arguments.folder) for name in arguments.names]
    except (OSError, report.SoakError) as error:
        sys.exit(f"soak: {error}")
    print(table(["pool, phases", *(ratio[0] for ratio in report.RATIOS)], rows))
    labels = [label for label, _, _ in SUMS] + [
        "slots of the table after the first phase", "and at the end",
        "million operations a second (the machine's)"]
    print(table(["", *arguments.names], list(zip(labels, *columns))), end="")


if __name__ == "__main__":
    main()
