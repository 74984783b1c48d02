# SPDX-License-Identifier: MIT
"""Runs the programs of the calls on a simulated AVR, and writes their records to avr.jsonl.

The plan has a line for each program: PROGRAM|ALLOCATOR|CONFIG|POOL|WORKLOAD WORKLOAD .. Prints a
table of medians.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "calls"))

from records import call_records, read_lines  # noqa: E402
from run import print_medians, read_plan  # noqa: E402


def execute(run, simulator):
    """The lines of a run."""
    number = run["workload"].removeprefix("W")
    with tempfile.NamedTemporaryFile() as out:
        done = subprocess.run([simulator, out.name, run["program"], number])
        if done.returncode != 0:
            sys.exit(f"run_avr: {run['program']} {run['workload']}: exit status {done.returncode}")
        return read_lines(out.name)


def records_of(run, simulator):
    """All records of a run."""
    subject = {"target": "avr"} | {name: run[name] for name in ("allocator", "config", "pool")}
    return call_records(subject, run["workload"], execute(run, simulator))


def main():
    """Runs the plan."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plan", required=True, type=Path, metavar="FILE")
    parser.add_argument("--simulator", required=True, metavar="FILE", help="avr-calls")
    parser.add_argument("--records", required=True, type=Path, metavar="DIR")
    options = parser.parse_args()
    found = [record for run in read_plan(options.plan)
             for record in records_of(run, options.simulator)]
    options.records.mkdir(parents=True, exist_ok=True)
    with open(options.records / "avr.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in found)
    print_medians(found)


if __name__ == "__main__":
    main()
