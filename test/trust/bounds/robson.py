#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs Robson's program and draws what allocators need for it, beside the published bounds. Ends
with 1 where tinymem needs more than its theorem says, or the simulated first fit less than Robson's
theorem says: then the simulation is wrong."""

import argparse
import csv
import subprocess
import sys
from math import ceil, log2
from pathlib import Path

FILE = "pool-against-ratio"
WORDS = 4096  # the live words of robson.c


def any_that_does_not_move(ratio):
    """Robson 1974: sizes that are powers of two; no allocator that can't move does with less."""
    return 1 + log2(ratio) / 2 - (ratio - 1) / WORDS


def first_fit(ratio):
    """Robson 1977: what is always enough for first fit in address order."""
    return 1 + ceil(log2(ratio))


def half_fit(ratio):
    """Ogasawara 1995, as o1heap states it."""
    return 2 * (1 + ceil(log2(ratio)))


def best_fit(ratio):
    """Robson 1977: about what best fit (and so TLSF's good fit) needs at worst."""
    return max(any_that_does_not_move(ratio), ratio - 2)


def draw(rows, file):
    """The plot."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bench" / "report"))
    import matplotlib
    import plots
    ratios = [row["ratio"] for row in rows]
    with matplotlib.rc_context(plots.SAME_BYTES):
        figure, axes = plots.panels(1, 1, "Memory that serves every program", "log")
        figure.set_size_inches(7, 4.4)
        axis = axes[0][0]
        bounds = ((best_fit, "best fit and TLSF, worst case", plots.COLOURS[2], "--"),
                  (half_fit, "half-fit, worst case", plots.COLOURS[3], "--"),
                  (first_fit, "first fit, worst case", plots.ORANGE, "--"),
                  (any_that_does_not_move, "none that can't move does with less", plots.GREY, "-"))
        for bound, label, colour, dashes in bounds:
            axis.plot(ratios, [bound(ratio) for ratio in ratios], label=label, color=colour,
                      linestyle=dashes, linewidth=1.2)
        axis.plot(ratios, [row["first_fit"] for row in rows], "s", markersize=4,
                  color=plots.ORANGE, label="first fit, Robson's program")
        axis.plot(ratios, [row["tinymem_theorem"] for row in rows], color=plots.BLUE, linewidth=2,
                  label="tinymem, theorem")
        axis.plot(ratios, [row["tinymem"] for row in rows], "o", markersize=4, color=plots.BLUE,
                  label="tinymem, Robson's program")
        axis.set_ylim(0, 14)
        axis.set_xlabel("largest block over the least", fontsize=8)
        axis.set_ylabel("memory over the most live bytes", fontsize=8)
        plots.legend(figure, axes)
        plots.save(figure, file)


def main(words):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path, help="robson.c, compiled")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR",
                        help=f"where to write {FILE}.csv and {FILE}.svg")
    options = parser.parse_args(words)
    run = subprocess.run([options.program], stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        return 1
    print(run.stdout, end="")
    rows = [{name: float(value) for name, value in row.items()}
            for row in csv.DictReader(run.stdout.splitlines())]
    (options.out / f"{FILE}.csv").write_text(run.stdout, encoding="ascii")
    draw(rows, options.out / f"{FILE}.svg")
    for row in rows:
        if row["tinymem"] > row["tinymem_theorem"]:
            print("robson: the theorem does not hold", file=sys.stderr)
            return 1
        if row["first_fit"] < any_that_does_not_move(row["ratio"]) - 1e-6:
            print("robson: the simulation needs less than can be", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
