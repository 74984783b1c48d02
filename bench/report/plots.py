# SPDX-License-Identifier: MIT
"""The plots of the report, as SVG files that are the same bytes for the same records."""

from itertools import accumulate

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from records import OUTCOME
from rows import (BEST_FIXED, OURS, SMALLEST_RAM, allocator_order, name_of, pick, rows_of)

# What would differ from one run to the next is fixed, or left out.
SAME_BYTES = {"svg.hashsalt": "tinymem", "svg.fonttype": "none", "font.family": "DejaVu Sans"}
NO_METADATA = {"Date": None, "Creator": None}

BLUE, ORANGE, GREY = "#0072b2", "#d55e00", "#8c8c8c"
BLUES = (BLUE, "#56b4e9", "#00304d", "#8fa8d8", "#3a5fcd")
COLOURS = (ORANGE, "#009e73", "#cc79a7", "#e69f00", "#9467bd", "#000000", GREY)
DASHES = ("-", "--", ":", "-.")
MARKERS = "sDv^Px<>"

# The series that are drawn: how their files are called, and the scale of x.
SERIES = {"longest slice against block size": ("slice-block-size", "log"),
          "moved bytes against fill": ("moved-fill", "linear")}


def save(figure, file):
    """Writes a figure."""
    figure.savefig(file, format="svg", metadata=NO_METADATA, bbox_inches="tight")


def panels(lines, columns, title, scale):
    """A figure with a grid of panels of one scale of x: the figure, and its axes line by line."""
    figure = Figure(figsize=(1 + 4.2 * columns, 0.8 + 2.6 * lines), layout="constrained")
    figure.suptitle(title, fontsize=11)
    axes = figure.subplots(lines, columns, squeeze=False, sharex=True)
    for axis in axes.flat:
        axis.set_xscale(scale)
        if scale == "log":
            axis.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.xaxis.set_major_formatter("{x:g}")
            axis.xaxis.set_minor_formatter(NullFormatter())
        axis.xaxis.set_tick_params(labelbottom=True)
        axis.grid(True, color="#e4e4e4", linewidth=0.6)
        axis.set_axisbelow(True)
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(labelsize=8)
    return figure, axes


def styles(records):
    """Colour and dashes by name. tinymem is blue, in several shades."""
    firsts = {name_of(record): record for record in sorted(records, key=allocator_order)}
    peers = sorted({record["allocator"] for record in firsts.values()} - {OURS}, key=str.lower)
    found = {}
    for name, record in firsts.items():
        allocator = record["allocator"]
        nth = sum(style[2] == allocator for style in found.values())
        colour = BLUES[nth % len(BLUES)] if allocator == OURS \
            else COLOURS[peers.index(allocator) % len(COLOURS)]
        found[name] = (colour, DASHES[nth % len(DASHES)], allocator)
    return found


def legend(figure, axes):
    """One legend for all panels, below the figure: the tight box of save() takes it in."""
    entries = {}
    for axis in axes.flat:
        for handle, label in zip(*axis.get_legend_handles_labels()):
            entries.setdefault(label, handle)
    figure.legend(entries.values(), entries.keys(), loc="upper center", bbox_to_anchor=(0.5, 0),
                  ncols=4, fontsize=8, frameon=False)


def pool_words(record, pools):
    """The record's pool, where there are several."""
    return f", pool {record['pool']:,}" if len(pools) > 1 else ""


def cumulative(histogram):
    """The share of the calls that took so long or less, in percent: where it steps, and to what."""
    times, counts = zip(*sorted(histogram))
    sums = list(accumulate(counts))
    return [times[0], *times], [0, *(100 * part / sums[-1] for part in sums)]


def latency(target, records, file):
    """The distribution of each call's time, in a panel for each call and workload."""
    pools = {record["pool"] for record in records}
    places = sorted({(record["workload"], record["pool"]) for record in records})
    calls = sorted({record["call"] for record in records})
    title = f"{target}: calls that took so long or less"
    figure, axes = panels(len(calls), len(places), title, "log")
    style = styles(records)
    for record in sorted(records, key=allocator_order):
        axis = axes[calls.index(record["call"])][places.index((record["workload"],
                                                               record["pool"]))]
        name = name_of(record)
        axis.step(*cumulative(record["histogram"]), where="post", label=name,
                  color=style[name][0], linestyle=style[name][1],
                  linewidth=2 if record["allocator"] == OURS else 1.2)
        axis.set_xlabel(record["unit"], fontsize=8)
        axis.set_ylabel("% of calls", fontsize=8)
        axis.set_title(f"{record['call']}, {record['workload']}{pool_words(record, pools)}",
                       fontsize=9)
    legend(figure, axes)
    save(figure, file)


def series(title, scale, records, file):
    """Curves, in a panel for each target and pool."""
    pools = {record["pool"] for record in records}
    places = sorted({(record["target"], record["pool"]) for record in records})
    figure, axes = panels(1, len(places), title, scale)
    style = styles(records)
    for record in sorted(records, key=allocator_order):
        axis = axes[0][places.index((record["target"], record["pool"]))]
        name = name_of(record)
        axis.plot(*zip(*sorted(record["points"])), label=name, color=style[name][0],
                  linestyle=style[name][1], marker="o", markersize=3)
        axis.set_xlabel(record["x"], fontsize=8)
        axis.set_ylabel(record["y"], fontsize=8)
        axis.set_title(record["target"] + pool_words(record, pools), fontsize=9)
        axis.set_ylim(bottom=0)
    legend(figure, axes)
    save(figure, file)


def arenas(rows, file):
    """What each trace needs above its peak: a dot for each allocator, on a scale of ratios."""
    found = pick(rows, {"figure": SMALLEST_RAM + "*", "config": ["lean", "default"]})
    traces = sorted({row["figure"] for row in found}, reverse=True)
    figure, axes = panels(1, 1, "Smallest RAM of each trace", "log")
    figure.set_size_inches(8, 0.34 * len(traces) + 1.6)
    axis = axes[0][0]
    leaders = {f"{OURS}, lean": (BLUE, "o", 60, 3), BEST_FIXED: (ORANGE, "o", 60, 2)}
    names = {name_of(row): row for row in sorted(found, key=allocator_order)}
    others = [name for name in names if name not in leaders]
    for name in names:
        nth = others.index(name) if name in others else 0
        colour, marker, size, layer = leaders.get(
            name, (GREY, MARKERS[nth % len(MARKERS)], 22, 1))
        dots = [row for row in found if name_of(row) == name]
        axis.scatter([100 * (row["value"] - 1) for row in dots],
                     [traces.index(row["figure"]) for row in dots],
                     color=colour, marker=marker, s=size, zorder=2 + layer, label=name)
    axis.set_yticks(range(len(traces)), [name.removeprefix(SMALLEST_RAM) for name in traces])
    axis.set_xlabel("RAM above the peak of live bytes, in % (less is better)", fontsize=8)
    legend(figure, axes)
    save(figure, file)


def draw(records, fixed, folder):
    """Draws all plots whose records are there. Gives the names of those that are left out."""
    missing = []
    with matplotlib.rc_context(SAME_BYTES):
        found = [record for record in records["histogram"] if OUTCOME not in record]
        for target in sorted({record["target"] for record in found}):
            here = [record for record in found if record["target"] == target]
            here = [record for record in here if record["unit"] == "cycles"] or here
            latency(target, here, folder / f"latency-{target}.svg")
        if not found:
            missing.append("latency")
        for name, (stem, scale) in SERIES.items():
            curves = [record for record in records["series"] if record["series"] == name]
            if curves:
                series(name, scale, curves, folder / f"{stem}.svg")
            else:
                missing.append(stem)
        rows = rows_of(records["figure"])
        if pick(rows, {"allocator": OURS, "figure": SMALLEST_RAM + "*"}):
            arenas(rows + fixed, folder / "smallest-arena.svg")
        else:
            missing.append("smallest-arena")
    return missing
