# SPDX-License-Identifier: MIT
"""What was measured: by the program bounds.c, and by the workloads of bench/calls."""

import json
import os
import re
import subprocess
import tempfile

import cost
import derive
from flow import CALLBACK, FlowError

CASE = re.compile(r"^(\d+) (.*), n (\d+), bytes (\d+), (.*)$", re.M)

# The codes of a case, and the column of the cycles: as in bench/calls/records.py.
CODES = 8
CYCLES = 2

# What bench/calls calls a configuration, where it is another name; and the cases of slices.
NAMES = {"barrier": "READ_BARRIER on"}
SLICES = "tm_slices"


def run(entry, options):
    """Runs the program: the longest of each case by its number, and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        lines = f"{folder}/lines"
        plugin = f"-plugin {options.plugin},core={options.core},out={lines}"
        done = subprocess.run([*options.emulator.split(), entry["program"]], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=os.environ | {"QEMU_OPTIONS": plugin})
        if done.returncode != 0:
            raise FlowError(f"{entry['program']}: exit status {done.returncode}\n{done.stdout}")
        longest = {}
        with open(lines, encoding="ascii") as stream:
            for line in stream:
                row = [int(word) for word in line.split()]
                case = row[0] // CODES
                longest[case] = max(longest.get(case, 0), row[CYCLES])
    return longest, done.stdout


def value(costs, values):
    """What costs are at most, where all their parameters are known."""
    return max(float(cost.evaluate(each, values).get((), 0)) for each in costs)


def cases_of(entry, options, calls, visit):
    """What the program counted, and the bound of each case."""
    longest, printed = run(entry, options)
    rows = []
    for number, call, slots, count, what in CASE.findall(printed):
        values = {"n": int(slots), "bytes": int(count), CALLBACK: visit}
        name = call if call in calls else call.removesuffix(", the first call")
        rows.append({"call": name, "n": int(slots), "bytes": int(count), "what": what,
                     "derived": value(derive.from_json(calls[name]), values),
                     "measured": longest[int(number)]})
    return rows


def select(options, config):
    """The records of bench/calls on one configuration in 32 KiB, in cycles."""
    if not options.calls or not options.calls.exists():
        return []
    with open(options.calls, encoding="utf-8") as stream:
        records = [json.loads(line) for line in stream]
    wanted = {"allocator": "tinymem", "config": NAMES.get(config, config), "pool": 32768,
              "unit": "cycles", "target": options.core}
    return [record for record in records
            if all(record.get(name) == value for name, value in wanted.items())]


def row_of(record):
    """A call, how long it took, and what made it so; None: nothing that has a bound."""
    if "figure" in record:
        what = record["figure"].removeprefix("W3 max, ")
        call = "tm_" + re.match(r"\w+", what)[0]
        if not record["figure"].startswith("W3 max, ") or call not in (*derive.CALLS, SLICES):
            return None
        call += ", the first call" if "never used" in what else ""
        return {"call": call.replace(SLICES, "tm_thread"), "measured": record["value"],
                "what": what.removeprefix("slices, ")}
    if "max" not in record or record["call"] == "void":
        return None
    # In W3 pools are reset all the time: its longest alloc may be the first of a pool.
    first = record["call"] == "alloc" and record["workload"] == "W3"
    return {"call": f"tm_{record['call']}" + (", the first call" if first else ""),
            "measured": record["max"], "what": record["workload"]}


def records_of(entry, options):
    """The longest of each call, of all workloads of bench/calls."""
    longest = {}
    for row in filter(None, map(row_of, select(options, entry["config"]))):
        known = longest.get(row["call"], row)
        better = row["measured"] > known["measured"] or \
            row["measured"] == known["measured"] and known["what"] == "W3"
        longest[row["call"]] = row if better else known
    return list(longest.values())
