#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes the report of the benchmarks from their records, and compares two runs.

  report.py --records DIR --out DIR
      reads the records of DIR/*.jsonl; writes results.json, results.csv, results.md and plots/*.svg
  report.py --check BASELINE.json RESULTS.json
      names what became worse by more than 2 %, and what vanished
  report.py --document TEMPLATE --results FILE... --out FILE --plots DIR
      replaces the template's placeholders (document.py) by tables and plots
  report.py --headline FILE --results FILE...
      replaces what stands between FILE's two markers by the headline rows

With --stale the last two write nothing: they fail if they would change the file. The exit status
is 1 when something is worse, vanished, stale, or can't be used.
"""

import argparse
import sys
from pathlib import Path

import check
import document
import records
import tables
from rows import PERFECT, read_arenas, rows_of

HERE = Path(__file__).resolve().parent


def say(text):
    """Tells a person something that belongs into no result."""
    print(f"report: {text}", file=sys.stderr)


def make_report(options):
    """--records: the results in all their forms."""
    import plots  # only here: nothing else needs matplotlib

    found = records.collect(options.records)
    results = records.sort(found["call"] + found["figure"])
    arenas = read_arenas(options.peers)
    out = options.out
    (out / "plots").mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(records.as_json(results), encoding="utf-8")
    records.write_csv(results, out / "results.csv")
    (out / "results.md").write_text(tables.all_tables(rows_of(results), arenas), encoding="utf-8")
    for old in (out / "plots").glob("*.svg"):
        old.unlink()
    fixed = [row for row in arenas if row["allocator"] != PERFECT]
    for name in plots.draw(found, fixed, out / "plots"):
        say(f"the plot {name} is left out: its records are missing")
    print(f"{len(results)} results are in {out / 'results.json'}")
    return True


def put(file, text, stale):
    """Writes a generated file; where `stale` is asked for, only whether it is as it must be."""
    if not stale:
        file.write_text(text, encoding="utf-8")
        return True
    same = file.exists() and file.read_text(encoding="utf-8") == text
    if not same:
        say(f"{file} is stale: make it anew")
    return same


def make_document(options):
    """--document: a template with its placeholders replaced."""
    sources = document.Sources(records.load(options.results), options.peers, options.goals)
    text, missing = document.fill(options.document, sources, options.plots, options.out)
    for name in missing:
        say(f"nothing was measured for {name}")
    return put(options.out, text, options.stale)


def make_headline(options):
    """--headline: the headline rows of a file, anew."""
    sources = document.Sources(records.load(options.results), options.peers, options.goals)
    text = document.with_headline(options.headline, sources)
    return put(options.headline, text, options.stale)


def parse(arguments):
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    jobs = parser.add_mutually_exclusive_group(required=True)
    jobs.add_argument("--records", type=Path, metavar="DIR")
    jobs.add_argument("--check", type=Path, nargs=2, metavar=("BASELINE", "RESULTS"))
    jobs.add_argument("--document", type=Path, metavar="TEMPLATE")
    jobs.add_argument("--headline", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, metavar="PATH")
    parser.add_argument("--results", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--plots", type=Path, metavar="DIR")
    parser.add_argument("--stale", action="store_true")
    parser.add_argument("--peers", type=Path, default=HERE.parent / "peers", metavar="DIR",
                        help="what was measured elsewhere (bench/peers)")
    parser.add_argument("--goals", type=Path, default=HERE / "goals.json", metavar="FILE",
                        help="what is to be reached (goals.json)")
    options = parser.parse_args(arguments)
    needs = {"records": ["out"], "document": ["results", "out", "plots"], "headline": ["results"]}
    for job, names in needs.items():
        for name in names:
            if getattr(options, job) and not getattr(options, name):
                parser.error(f"--{job} needs --{name}")
    return options


def main(arguments):
    """Does what the command line asks for; gives the exit status."""
    options = parse(arguments)
    try:
        if options.check:
            good = check.report(*(records.load([file]) for file in options.check))
        elif options.records:
            good = make_report(options)
        elif options.document:
            good = make_document(options)
        else:
            good = make_headline(options)
    except records.RecordError as error:
        say(error)
        return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
