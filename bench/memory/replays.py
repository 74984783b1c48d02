# SPDX-License-Identifier: MIT
"""tinymem on the traces: runs the scripts of bench/replay and turns their tables into records."""

import csv
import subprocess
from math import exp, log
from statistics import mean

from arena import SMALLEST
from board import ROOT, BoardError

SCRIPTS = ROOT / "bench/replay"
BARRIER = "READ_BARRIER on"

# On this machine a slice counts the units of src/compactor/cost.h, which are no instructions of its own.
SLICES = "slices of the cost model"


def figure(config, name, value, unit):
    """One record. No pool is its own: each trace has another."""
    return {"target": "host-32", "allocator": "tinymem", "config": config, "pool": 0,
            "figure": name, "value": value, "unit": unit}


def rows_of(script, options, work, defines):
    """The rows of the table that a script writes, and what it prints. It fails where a limit is
    missed, too: then the table is there all the same."""
    command = ["sh", str(SCRIPTS / f"{script}.sh"), "--two-files", str(options.two_files),
               "--traces", str(options.traces), "--work", str(work), "--cc", options.cc]
    for define in defines:
        command += ["--define", define]
    done = subprocess.run(command, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode > 1:
        raise BoardError(f"{script}.sh: status {done.returncode}\n{done.stdout}")
    with open(work / f"{script}.csv", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    lost = [row["trace"] for row in rows
            if row.get("passed") == "0" or row.get("ram_bytes") == "0"]
    if lost:
        raise BoardError(f"{script}.sh: these traces do not pass: {', '.join(lost)}")
    return rows, done.stdout


def smallest_ram(options):
    """The smallest RAM of each trace, and how tinymem stands to the best that does not move."""
    rows, text = rows_of("smallest-ram", options, options.work / "smallest-ram", [])
    ratios = [float(row["ratio"]) for row in rows]
    below = sum(ratio < float(row["best_non_moving"]) for ratio, row in zip(ratios, rows))
    center = exp(sum(map(log, ratios)) / len(ratios))
    found = [figure("lean", SMALLEST + row["trace"], ratio, "ratio")
             for ratio, row in zip(ratios, rows)]
    found += [figure("lean", f"smallest RAM, {row['trace']}", int(row["ram_bytes"]), "bytes")
              for row in rows]
    found += [figure("lean", "geometric mean of the smallest RAM over peak live", round(center, 4),
                     "ratio"),
              figure("lean", "traces below the best non-moving allocator", below, "traces")]
    return found, text


def means(rows):
    """What tidying cost, by name: means over the sizes of the pools, each with a row a trace."""
    sizes = {}
    for row in rows:
        sizes.setdefault(row["more_bytes"], []).append(row)

    def total(size, name):
        return sum(int(row[name]) for row in size)

    def slices(size):
        return total(size, "slices") / max(1, total(size, "refused"))

    def moved(size):
        return mean(int(row["moved_bytes"]) / int(row["allocated_bytes"]) for row in size)

    return {"refused": round(total(rows, "refused") / len(sizes), 1),
            "defrags": round(total(rows, "defrags") / len(sizes), 1),
            "slices": round(mean(map(slices, sizes.values())), 2),
            "moved": round(mean(map(moved, sizes.values())), 5)}


def policy(options, config):
    """What tidying costs in pools that are nearly full."""
    folder, defines = ("policy-barrier", ["TM_READ_BARRIER=1"]) if config == BARRIER \
        else ("policy", [])
    rows, text = rows_of("policy", options, options.work / folder, defines)
    found = []
    for full in sorted({row["full"] for row in rows}):
        of = means([row for row in rows if row["full"] == full])
        found += [
            figure(config, f"refused requests, {full} % full", of["refused"], "requests"),
            figure(config, f"requests that needed tm_defrag, {full} % full", of["defrags"],
                   "requests"),
            figure(config, f"slices per refused request, {full} % full", of["slices"], SLICES),
            figure(config, f"bytes moved per byte allocated, {full} % full", of["moved"], "ratio")]
    return found, text


def jobs(options):
    """What there is to measure, as functions that give records and a text."""
    return [lambda: smallest_ram(options), lambda: policy(options, "lean"),
            lambda: policy(options, BARRIER)]
