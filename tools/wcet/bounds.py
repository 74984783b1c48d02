#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The worst case of each call of tinymem on Cortex-M: derived from the code, and measured.

  bounds.py --plan FILE --core CORE .. --out FILE
      derives the bounds of the programs of the plan (CONFIG|PROGRAM|C FILE|FLAGS, one a line),
      runs them with the instrument, adds what the records of bench/calls say, writes all as JSON
      and prints the tables; the exit status is 1 when anything took longer than its bound
  bounds.py --document FILE --results FILE...
      writes the tables between the marks of a document; with --stale it only fails where they
      would be others
  bounds.py --explain CALL ..  (with what --plan needs)
      prints the longest way of a call
"""

import argparse
import json
import sys
from pathlib import Path

import cost
import derive
import measure
import tables
from flow import FlowError


def read_plan(file):
    """The programs: a dictionary for each."""
    names = ("config", "program", "source", "flags")
    return [dict(zip(names, line.split("|")))
            for line in file.read_text(encoding="utf-8").splitlines()]


def make_results(options):
    """Derives, measures and joins. Whether all held."""
    results = {"core": options.core, "configs": []}
    for entry in read_plan(options.plan):
        found = derive.bounds_of(entry, options)
        visit = found["visit"]
        found["cases"] = measure.cases_of(entry, options, found["calls"], visit)
        found["records"] = measure.records_of(entry, options)
        results["configs"].append(found)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(tables.all_tables([results]))
    broken = list(tables.broken([results]))
    for line in broken:
        print(f"bounds: {line}", file=sys.stderr)
    return not broken


def make_document(options):
    """Puts the tables into the document."""
    results = [json.loads(file.read_text(encoding="utf-8")) for file in options.results]
    old = options.document.read_text(encoding="utf-8")
    new = tables.with_tables(old, results)
    if options.stale and new != old:
        print(f"bounds: {options.document} is stale: make it anew", file=sys.stderr)
        return False
    if new != old:
        options.document.write_text(new, encoding="utf-8")
    return not list(tables.broken(results))


def explain(options):
    """Prints the longest way of a call, in each program of the plan."""
    for entry in read_plan(options.plan):
        for row in derive.ways_of(entry, options, options.explain):
            print(row)
    return True


def parse(arguments):
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plan", type=Path, metavar="FILE")
    parser.add_argument("--core", help="a core that tools/wcet/instrument/timing.h knows")
    parser.add_argument("--timing", type=Path, metavar="FILE", help="timing.c, compiled")
    parser.add_argument("--plugin", type=Path, metavar="FILE", help="the instrument")
    parser.add_argument("--tools", help="what the names of the toolchain's programs begin with")
    parser.add_argument("--compiler", help="the compiler, with its flags")
    parser.add_argument("--emulator", help="the command that runs a program")
    parser.add_argument("--source", type=Path, metavar="DIR", help="src/")
    parser.add_argument("--calls", type=Path, metavar="FILE", help="the records of bench/calls")
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.add_argument("--explain", metavar="CALL")
    parser.add_argument("--document", type=Path, metavar="FILE")
    parser.add_argument("--results", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--stale", action="store_true")
    options = parser.parse_args(arguments)
    if not (options.document and options.results) and not (options.plan and options.core):
        parser.error("either --plan and --core, or --document and --results")
    return options


def main(arguments):
    """Does what the command line asks for; gives the exit status."""
    options = parse(arguments)
    try:
        if options.document:
            good = make_document(options)
        elif options.explain:
            good = explain(options)
        else:
            good = make_results(options)
    except FlowError as error:
        print(f"bounds: {error}", file=sys.stderr)
        return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
