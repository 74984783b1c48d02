#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the figures of the coverage and of the mutation run into a document, between their marks:
<!-- coverage --> and <!-- mutants -->, each up to <!-- end -->."""
import argparse
import json
import re
import sys
from pathlib import Path


def coverage_table(record):
    """What coverage.py found."""
    rows = "".join(f"| {name} | {value} |\n" for name, value in record.items())
    return f"| of src/ | |\n|---|---|\n{rows}"


def mutants_table(record):
    """What mutants.py found; the score leaves out what is no other program."""
    names = list(record["all"])
    rows = "".join(f"| {file} | " + " | ".join(str(counts[name]) for name in names) + " |\n"
                   for file, counts in [*record["files"].items(), ("all", record["all"])])
    killed, survived = record["all"]["killed"], record["all"]["survived"]
    score = 100 * killed / max(killed + survived, 1)
    which = "all" if record["every"] == 1 else f"a sample of one in {record['every']}"
    return (f"| file | {' | '.join(names)} |\n|---|{'---|' * len(names)}\n{rows}\n"
            f"Score ({which}): {killed} of {killed + survived} killed, {score:.2f} %.\n")


def put(text, name, table):
    """The text with a table between the marks of that name."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
    if not re.search(pattern, text, re.S):
        sys.exit(f"document: there is no <!-- {name} --> ... <!-- end -->")
    return re.sub(pattern, lambda match: match[1] + table + match[2], text, flags=re.S)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("document", type=Path)
    parser.add_argument("--coverage", type=Path, help="coverage.json")
    parser.add_argument("--mutants", type=Path, help="mutants.json")
    arguments = parser.parse_args()
    text = arguments.document.read_text()
    if arguments.coverage:
        text = put(text, "coverage", coverage_table(json.loads(arguments.coverage.read_text())))
    if arguments.mutants:
        text = put(text, "mutants", mutants_table(json.loads(arguments.mutants.read_text())))
    arguments.document.write_text(text)


if __name__ == "__main__":
    main()
