#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures tinymem beside other allocators on this machine: instructions, and wall time."""
import argparse
import csv
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

DESCRIPTION = """
Counts the instructions of each call by callgrind, and times the same work in interleaved runs, as a
ratio to mimalloc's time in the same round. A count contains the one jump that leads to the call.
Writes into the folder of --records:
  host.jsonl                   counts; a second run writes the same bytes
  timings.json, timings.csv    ratios, and their spread; they differ from run to run
A program is NAME:CONFIG:POOL:PATH; the mimalloc of the same pool is what the others are compared
with. Exits 1 when a program fails, or when callgrind and lackey count differently.
"""
WORKLOADS = ("W1", "W2")
TIMED = (("W1", "time", "W1"), ("W1", "touch", "W1 with a write into each block"),
         ("W2", "time", "W2"))
REFERENCE = "mimalloc"

CALLS = {"a": "alloc", "r": "alloc", "f": "free", "t": "thread"}
COUNTED = ("count_alloc", "count_free", "count_thread")
# Lackey counts so many more, at the end of the program: both are exact.
LACKEY_MORE = 2
# While instructions are counted, nothing is given back to the system by the clock.
NO_CLOCK = {"MIMALLOC_ALLOW_DECOMMIT": "0", "MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1"}


class Program:
    """One allocator in one configuration, for pools of one size."""

    def __init__(self, text):
        parts = text.split(":", 3)
        if len(parts) != 4 or not parts[2].isdigit():
            raise argparse.ArgumentTypeError(f"not NAME:CONFIG:POOL:PATH: {text}")
        self.allocator, self.config, pool, self.path = parts
        self.pool = int(pool)

    def record(self, **fields):
        """A record of this program's: who it is, then the fields."""
        return {"target": "host", "allocator": self.allocator, "config": self.config,
                "pool": self.pool, **fields}

    def run(self, workload, what, number, tool=()):
        """Runs it, under a tool of valgrind's if one is given. Returns what both of them print."""
        command = [*tool, self.path, workload, str(self.pool), what, str(number)]
        environment = {**os.environ, **NO_CLOCK} if tool else None
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.stdout.strip(), done.stderr


def check_instrument(program):
    """Compares callgrind's count of a whole run with lackey's, which counts in its own way."""
    tools = ((["--tool=callgrind", "--callgrind-out-file=/dev/null"], r"Collected : (\d+)"),
             (["--tool=lackey", "--vex-guest-chase=no"], r"guest instrs: +([\d,]+)"))
    counts = []
    for arguments, pattern in tools:
        printed = program.run("W1", "count", 1000, ["valgrind", *arguments])[1]
        counts += [int(n.replace(",", "")) for n in re.findall(pattern, printed)]
    if len(counts) != 2 or counts[0] + LACKEY_MORE != counts[1]:
        raise RuntimeError(f"{program.path}: callgrind and lackey count {counts} instructions")


def count_calls(program, workload, pairs):
    """The letter of each call in `pairs` frees and the allocations that follow, and its
    instructions."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "callgrind.out")
        tool = ["valgrind", "--tool=callgrind", "--combine-dumps=yes", "--toggle-collect=count_*",
                f"--callgrind-out-file={out}", *(f"--dump-after={name}" for name in COUNTED)]
        letters = program.run(workload, "count", pairs, tool)[0]
        counts = [int(n) for n in re.findall(r"^summary: (\d+)$", out.read_text(), re.M)]
    # The last one is the rest of the program, outside of any call.
    if len(counts) != len(letters) + 1 or counts.pop() != 0 or 0 in counts or "a" not in letters:
        raise RuntimeError(f"{program.path} {workload}: {len(letters)} calls, {len(counts)} counts")
    return letters, counts


def spread(counts):
    """The figures of a distribution."""
    counts = sorted(counts)
    return {"count": len(counts), "min": counts[0], "median": counts[len(counts) // 2],
            "p99": counts[len(counts) * 99 // 100], "max": counts[-1], "unit": "instructions"}


def count_records(program, workload, pairs):
    """The records of one program's counts on one workload."""
    letters, counts = count_calls(program, workload, pairs)
    for letter in sorted(set(letters)):
        outcome = {"outcome": "refused"} if letter == "r" else {}
        chosen = [n for which, n in zip(letters, counts) if which == letter]
        yield program.record(workload=workload, call=CALLS[letter], **outcome, **spread(chosen))
    if letters == "fa" * pairs:
        sums = [free + alloc for free, alloc in zip(counts[::2], counts[1::2])]
        yield program.record(workload=workload, call="pair", **spread(sums))
    yield program.record(figure=f"alloc+free pair, mean, {workload}",
                         value=round(sum(counts) / letters.count("a"), 2), unit="instructions")


def write_counts(programs, pairs, path):
    """Counts everything, and writes a record a line."""
    lines = []
    for program in programs:
        check_instrument(program)
        for workload in WORKLOADS:
            lines += [json.dumps(record) + "\n" for record in
                      count_records(program, workload, pairs)]
        print(f"counted {program.allocator} ({program.config}), {program.pool} bytes", flush=True)
    path.write_text("".join(lines))


def time_rounds(programs, workload, what, rounds, batches):
    """The nanoseconds of a pair: a list a program, one value a round. The runs are interleaved."""
    times = {program: [] for program in programs}
    for number in range(rounds):
        for program in programs if number % 2 == 0 else reversed(programs):
            times[program].append(float(program.run(workload, what, batches)[0]))
    return times


def ratios(times, reference):
    """The quartiles of a program's time over the reference's, round by round."""
    return statistics.quantiles([a / b for a, b in zip(times, reference)], n=4, method="inclusive")


def time_pool(programs, rounds, batches):
    """Times the programs of one pool, prints a table. A record and its spread for each figure."""
    for workload, what, words in TIMED:
        times = time_rounds(programs, workload, what, rounds, batches)
        reference = next(times[p] for p in programs if p.allocator == REFERENCE)
        for program in programs:
            low, middle, high = ratios(times[program], reference)
            nanoseconds = statistics.median(times[program])
            print(f"{program.pool:7} {words:32} {program.allocator:9} {program.config:13}"
                  f"{nanoseconds:7.2f} ns {middle:7.3f}", flush=True)
            figure = f"wall time of an alloc+free pair over {REFERENCE}'s, {words}"
            record = program.record(figure=figure, value=round(middle, 3), unit="ratio")
            yield record, {"lower_quartile": round(low, 3), "upper_quartile": round(high, 3),
                           "nanoseconds": round(nanoseconds, 2), "rounds": rounds}


def write_timings(programs, rounds, batches, folder):
    """Times everything; writes the records as JSON, and with their spread as CSV."""
    found = []
    for pool in sorted({program.pool for program in programs}):
        found += time_pool([p for p in programs if p.pool == pool], rounds, batches)
    text = ",\n".join(json.dumps(record) for record, _ in found)
    (folder / "timings.json").write_text(f"[\n{text}\n]\n")
    rows = [record | more for record, more in found]
    with (folder / "timings.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    """Reads the arguments, and measures."""
    parser = argparse.ArgumentParser(description=DESCRIPTION,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=pathlib.Path, required=True, help="the folder to write to")
    parser.add_argument("--pairs", type=int, default=10000, help="allocations to count (10000)")
    parser.add_argument("--rounds", type=int, default=15, help="rounds to time (15)")
    parser.add_argument("--batches", type=int, default=31, help="batches in a round (31)")
    parser.add_argument("programs", nargs="+", type=Program, metavar="PROGRAM")
    options = parser.parse_args()
    for pool in {program.pool for program in options.programs}:
        if not any(p.pool == pool and p.allocator == REFERENCE for p in options.programs):
            parser.error(f"no {REFERENCE} for the pool of {pool} bytes")
    if min(options.pairs, options.rounds - 1, options.batches) < 1:
        parser.error("--pairs and --batches must be 1 or more, --rounds 2 or more")
    options.records.mkdir(parents=True, exist_ok=True)
    try:
        write_counts(options.programs, options.pairs, options.records / "host.jsonl")
        write_timings(options.programs, options.rounds, options.batches, options.records)
    except (RuntimeError, OSError) as error:
        sys.exit(f"host.py: {error}")


if __name__ == "__main__":
    main()
