#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks for drift in what a soak counted: phases late in the run against phases of the same kind
early in the run (a quarter of them each; the first of all is left out, as the pool is new then).
The table of slots only ever grows; it may not have more than any program with that many live blocks
can bring about (docs/SIZING.md). Prints a table, writes it as CSV, draws plots. Ends with 1 where a
figure drifted too far."""

import argparse
import csv
import math
import sys
from collections import Counter
from pathlib import Path
from statistics import variance

TOLERANCE = 5  # per cent that a ratio may differ,
ERRORS = 3     # and standard errors: phases differ by chance
ENOUGH = 3000  # refused requests on either side that a ratio must rest on, to be compared
POINTS = 120   # of each curve, at most

# Ratios: name, what is counted, of how many; and a factor for the table.
RATIOS = (("slices a refused request", "waited", "served", 1),
          ("bytes moved a byte allocated", "moved_bytes", "allocated_bytes", 1),
          ("requests refused of 1000 calls", "refused", "operations", 1000))
LEVELS = (("live bytes, the most", "peak_live_bytes"), ("slots of the table", "slots_total"))
FIELDS = ("kind", "figure", "early", "late", "change_percent", "compared")


class SoakError(Exception):
    """What is wrong with the input."""


def read(file):
    """The phases of a file of figures: dicts of numbers, but for the kind."""
    try:
        with open(file, encoding="ascii", newline="") as lines:
            rows = [{name: value if name == "kind" else float(value)
                     for name, value in row.items()} for row in csv.DictReader(lines)]
    except (OSError, ValueError, TypeError) as error:
        raise SoakError(f"{file}: {error}") from error
    if not rows:
        raise SoakError(f"{file}: no phases")
    return rows


def total(rows):
    """The sums of some phases' figures."""
    sums = Counter()
    for row in rows:
        sums.update({name: value for name, value in row.items() if name != "kind"})
    sums["served"] = sums["refused"] - sums["turned_away"]
    return sums


def change(early, late):
    """By how many per cent the late figure is above the early one."""
    if early == 0:
        return 0.0 if late == 0 else float("inf")
    return 100 * (late / early - 1)


def error_of(sides, part, whole, factor):
    """The standard error of the difference of a ratio between two sides, from phase to phase."""
    squares = 0.0
    for side in sides:
        ratios = [factor * (total([row])[part]) / max(1, total([row])[whole]) for row in side]
        if len(ratios) > 1:
            squares += variance(ratios) / len(ratios)
    return math.sqrt(squares)


def compare(rows):
    """The lines of the table, and the names of the figures that drifted."""
    lines, drifted = [], []

    for kind in dict.fromkeys(row["kind"] for row in rows):
        phases = [row for row in rows if row["kind"] == kind][1:]
        quarter = len(phases) // 4
        if quarter == 0:
            raise SoakError(f"{kind}: {len(phases) + 1} phases are too few to compare")
        quarters = phases[:quarter], phases[-quarter:]
        sides = total(quarters[0]), total(quarters[1])
        is_enough = min(side["refused"] for side in sides) >= ENOUGH
        for figure, part, whole, factor in RATIOS:
            early, late = (factor * side[part] / max(1, side[whole]) for side in sides)
            percent = change(early, late)
            lines.append(dict(zip(FIELDS, (kind, figure, round(early, 4), round(late, 4),
                                           round(percent, 2), "yes" if is_enough else "too few"))))
            chance = ERRORS * error_of(quarters, part, whole, factor)
            if is_enough and abs(percent) > TOLERANCE and abs(late - early) > chance:
                drifted.append(f"{kind}: {figure}: {percent:+.2f} % (allowed: {TOLERANCE} %, or "
                               f"{change(early, early + chance):.2f} % by chance)")
    if all(line["compared"] != "yes" for line in lines):
        raise SoakError(f"no kind of phase has {ENOUGH} refused requests: nothing is compared")
    for row in rows:
        if row["slots_total"] > 2 * row["most_blocks"] + 5:
            drifted.append(f"phase {row['phase']:.0f}: {row['slots_total']:.0f} slots "
                           f"for {row['most_blocks']:.0f} blocks")
    return lines, drifted


def show(lines):
    """Prints the table."""
    form = "{:<9} {:<31} {:>12} {:>12} {:>9}  {}"
    print(form.format("kind", "figure", "early", "late", "change", "compared"))
    for line in lines:
        print(form.format(line["kind"], line["figure"], f"{line['early']:.4f}",
                          f"{line['late']:.4f}", f"{line['change_percent']:+.2f} %",
                          line["compared"]))


def bundles(rows, kind):
    """The phases of a kind in at most POINTS bundles: the operations so far, and their figures."""
    phases = [(number, row) for number, row in enumerate(rows) if row["kind"] == kind]
    each = -(-len(phases) // POINTS)
    so_far = [0]
    for row in rows:
        so_far.append(so_far[-1] + row["operations"])
    for at in range(0, len(phases), each):
        some = phases[at:at + each]
        yield so_far[some[-1][0] + 1], [row for _, row in some]


def curves(axis, rows, kinds, value, title):
    """A panel with a curve for each kind."""
    import plots
    for kind, colour in zip(kinds, (plots.BLUE, *plots.COLOURS)):
        points = [(done / 1e6, value(some)) for done, some in bundles(rows, kind)]
        axis.plot(*zip(*points), label=kind, color=colour, linewidth=1.2)
    axis.set_title(title, fontsize=9)
    axis.set_xlabel("million operations", fontsize=8)
    axis.set_ylim(bottom=0)


def draw(rows, times, name, folder):
    """The plots: what was counted, and apart from it how fast it was."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bench" / "report"))
    import matplotlib
    import plots
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    values = [(figure, lambda some, part=part, whole=whole, factor=factor:
               factor * total(some)[part] / max(1, total(some)[whole]))
              for figure, part, whole, factor in RATIOS]
    values += [(figure, lambda some, field=field: max(row[field] for row in some))
               for figure, field in LEVELS]
    values += [("longest wait of a request, in slices",
                lambda some: max(row["longest_wait"] for row in some))]
    with matplotlib.rc_context(plots.SAME_BYTES):
        figure, axes = plots.panels(3, 2, f"Soak, {name}: counted figures over time", "linear")
        for axis, (title, value) in zip(axes.flat, values):
            curves(axis, rows, kinds, value, title)
        plots.legend(figure, axes)
        plots.save(figure, folder / f"soak-{name}.svg")
        figure, axes = plots.panels(1, 1, f"Soak, {name}: throughput over time", "linear")
        curves(axes[0][0], times, kinds, lambda some: sum(row["operations"] for row in some)
               / max(1e-6, sum(row["seconds"] for row in some)) / 1e6, "million operations a second")
        plots.legend(figure, axes)
        plots.save(figure, folder / f"soak-{name}-rates.svg")


def main(words):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path, help="the CSV file of what was counted")
    parser.add_argument("rates", type=Path, help="the CSV file of how long it took")
    parser.add_argument("--name", default="default", help="how plots and table are called")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write table and plots")
    parser.add_argument("--no-plots", action="store_true", help="write the table only")
    options = parser.parse_args(words)
    try:
        rows = read(options.figures)
        lines, drifted = compare(rows)
        show(lines)
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            with open(options.out / f"soak-{options.name}-drift.csv", "w", encoding="ascii",
                      newline="") as out:
                writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
                writer.writeheader()
                writer.writerows(lines)
            if not options.no_plots:
                draw(rows, read(options.rates), options.name, options.out)
    except SoakError as error:
        print(f"soak: {error}", file=sys.stderr)
        return 2
    for text in drifted:
        print(f"soak: drift: {text}", file=sys.stderr)
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
