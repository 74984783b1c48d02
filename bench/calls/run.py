# SPDX-License-Identifier: MIT
"""Runs the programs of the calls in QEMU with the instrument, and writes their records.

The plan has a line for each program: PROGRAM|ALLOCATOR|CONFIG|POOL|WORKLOAD WORKLOAD .. A workload
is one of the program's (calls.c), "traces" (all whose peak is below the pool), or "inline" for a
program that has but one. WORKLOAD+BURDEN is one with a burden (burdens.h). The records of target T go to T's file in the records' folder,
calls-T.jsonl; a table of medians is printed.
"""

import argparse
import gzip
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import records

# Where trace() of traces.c looks for the operations.
TRACE_AT = 0x21000000

# The workloads that are parts of W3.
PARTS_OF_W3 = ("W3", "worst", "slices", "sizes")

# Those that give figures only.
INLINED = ("inline", "addresses")


class Failure(Exception):
    """What went wrong, for a person."""


def read_plan(file):
    """The runs: a dictionary for each."""
    runs = []
    for line in file.read_text(encoding="utf-8").splitlines():
        program, allocator, config, pool, workloads = line.split("|")
        for workload in workloads.split():
            workload, _, burden = workload.partition("+")
            runs.append({"program": program, "allocator": allocator, "config": config,
                         "pool": int(pool), "workload": workload, "burden": burden})
    return runs


def read_trace(file):
    """A trace: its name, its peak of live bytes, its operations as traces.c wants them."""
    header, *lines = gzip.decompress(file.read_bytes()).decode("ascii").splitlines()
    packed = bytearray()
    for line in lines:
        _, number, *size = line.split()
        packed += struct.pack("<II", int(size[0]) if size else 0, int(number))
    return {"name": re.match("# ([^:]+):", header)[1], "packed": bytes(packed) + bytes(8),
            "peak": int(re.search("; peak live ([0-9]+);", header)[1])}


def with_traces(runs, folder):
    """The runs, with one for each trace that fits in the place of "traces"."""
    traces = [read_trace(file) for file in sorted(folder.glob("*.trace.gz"))]
    for run in runs:
        if run["workload"] != "traces":
            yield run
            continue
        for trace in traces:
            if trace["peak"] < run["pool"]:
                yield run | {"workload": trace["name"], "trace": trace["packed"]}


def static_bytes(program, nm):
    """The static RAM of the C library's malloc in the program."""
    listing = subprocess.run([nm, "-S", program], check=True, stdout=subprocess.PIPE, text=True)
    sizes = re.findall(r"^[0-9a-f]+ ([0-9a-f]+) [bBdD] __malloc_\w+$", listing.stdout, re.M)
    return sum(int(size, 16) for size in sizes)


def set_arena(run, nm):
    """What is left of the pool for malloc's arena: both together are the pool."""
    run["static"] = static_bytes(run["program"], nm)
    run["arena"] = (run["pool"] - run["static"]) // 8 * 8


def execute(run, options, folder):
    """Runs a program: its lines for each target, and the names of its cases."""
    plugin = f"-plugin {options.plugin}"
    for target in options.targets:
        plugin += f",core={target},out={folder}/{target}"
    words = [run["workload"], str(run["arena"]), *run["burden"].split()]
    if "trace" in run:
        Path(folder, "trace").write_bytes(run["trace"])
        plugin += f" -device loader,file={folder}/trace,addr={TRACE_AT},force-raw=on"
        words[0] = "trace"
    done = subprocess.run([*options.emulator, run["program"], *words], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True,
                          env=os.environ | {"QEMU_OPTIONS": plugin})
    if done.returncode != 0:
        raise Failure(f"{run['program']} {' '.join(words)}: exit status {done.returncode}\n{done.stdout}")
    cases = {int(number): name for number, name in
             re.findall("^([0-9]+) (.*)$", done.stdout, re.M)}
    return {"cases": cases,
            "lines": {target: records.read_lines(f"{folder}/{target}")
                      for target in options.targets}}


def execute_all(runs, options):
    """Runs all programs, several at a time. Adds to each run what it gave."""
    def work(run):
        with tempfile.TemporaryDirectory() as folder:
            run.update(execute(run, options, folder))

    with ThreadPoolExecutor(options.jobs) as pool:
        try:
            list(pool.map(work, runs))
        except Failure:
            pool.shutdown(cancel_futures=True)
            raise


def case_figures(subject, run, lines):
    """The longest call of each case."""
    kinds = [records.THREAD] if run["workload"] == "slices" else records.KINDS
    longest_of = records.case_maxima(lines, records.CYCLES, kinds)
    for number, longest in sorted(longest_of.items()):
        yield records.figure(subject, f"W3 max, {run['cases'][number]}", longest, "cycles")


def inlined_figures(subject, run, lines):
    """What inlined calls cost. The third dereference in a row finds the pool's base at hand."""
    for unit, column in records.UNITS.items():
        found = {run["cases"][number]: median for number, median in
                 records.case_medians(lines, column).items()}
        if "three dereferences" in found:
            found["dereference, inlined"] = \
                found.pop("three dereferences") - found.pop("two dereferences")
        for name, median in found.items():
            yield records.figure(subject, name, median, unit)


def size_series(subject, run, lines):
    """The longest slice against the size of the blocks: each size is a case."""
    longest_of = records.case_maxima(lines, records.CYCLES, [records.THREAD])
    yield subject | {"series": "longest slice against block size",
                     "points": [[int(run["cases"][number]), longest]
                                for number, longest in sorted(longest_of.items())],
                     "x": "bytes a block", "y": "cycles"}


def parts_of(subject, run, lines):
    """The records that a run has of its own: of its program, and of its cases."""
    if run["workload"] == "W1" and run["static"] and records.is_drawn(subject):
        yield records.figure(subject, "state, static RAM", run["static"], "bytes")
    if run["workload"] in INLINED:
        yield from inlined_figures(subject, run, lines)
    elif run["workload"] == "sizes":
        yield from size_series(subject, run, lines)
    elif run["workload"] in PARTS_OF_W3 and records.is_drawn(subject):
        yield from case_figures(subject, run, lines)


def records_of(target, runs):
    """All records of a target, in the order of the plan."""
    groups = {}
    for run in runs:
        subject = {"target": target} | {name: run[name] for name in ("allocator", "config", "pool")}
        groups.setdefault(tuple(subject.values()), (subject, []))[1].append(run)
    for subject, group in groups.values():
        workloads = {}
        for run in group:
            lines = run["lines"][target]
            yield from parts_of(subject, run, lines)
            name = "W3" if run["workload"] in PARTS_OF_W3 else run["workload"]
            if name not in INLINED:
                workloads.setdefault(name, []).append(lines)
        for name, parts in workloads.items():
            yield from records.call_records(subject, name, records.merge(parts))
        yield from records.critical_records(
            subject, records.merge(part for parts in workloads.values() for part in parts))


def print_medians(found):
    """A table for a person: median and longest, in cycles, of alloc and free."""
    calls = {}
    for record in found:
        if (record.get("call") in ("alloc", "free") and "median" in record
                and record["unit"] == "cycles" and "outcome" not in record):
            name = [str(record[field]) for field in ("target", "allocator", "config", "pool",
                                                     "workload")]
            calls.setdefault(", ".join(name), {})[record["call"]] = record
    print(f"{'median/max cycles':70} {'alloc':>14} {'free':>14}")
    for name, by_call in calls.items():
        cells = [f"{by_call[call]['median']}/{by_call[call]['max']}" if call in by_call else "-"
                 for call in ("alloc", "free")]
        print(f"{name:70} {cells[0]:>14} {cells[1]:>14}")


def main():
    """Runs the plan."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plan", required=True, type=Path, metavar="FILE")
    parser.add_argument("--plugin", required=True, metavar="FILE", help="instrument.so")
    parser.add_argument("--targets", required=True, type=lambda text: text.split(","),
                        metavar="CORE,CORE", help="the cores to count for")
    parser.add_argument("--traces", required=True, type=Path, metavar="DIR")
    parser.add_argument("--records", required=True, type=Path, metavar="DIR")
    parser.add_argument("--nm", required=True, help="the toolchain's nm")
    parser.add_argument("--jobs", type=int, default=2, help="programs that run at a time (2)")
    parser.add_argument("emulator", nargs="+", help="the command that runs a program")
    options = parser.parse_args()
    runs = list(with_traces(read_plan(options.plan), options.traces))
    for run in runs:
        set_arena(run, options.nm)
    for run in [run for run in runs if run["arena"] <= 0]:
        print(f"{run['allocator']}: left out, its variables do not fit into {run['pool']} bytes")
        runs.remove(run)
    try:
        execute_all(runs, options)
    except Failure as failure:
        sys.exit(f"run: {failure}")
    options.records.mkdir(parents=True, exist_ok=True)
    for target in options.targets:
        found = list(records_of(target, runs))
        with open(options.records / f"calls-{target}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(record) + "\n" for record in found)
        print_medians(found)


if __name__ == "__main__":
    main()
