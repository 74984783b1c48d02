#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs cppcheck, with its MISRA C:2012 addon, over the library in several configurations.

What cppcheck itself finds is an error. What the addon finds is counted, a rule and a file, and
compared with the table in docs/MISRA.md: each rule that is deviated from has a row there, with its
reason and its places. A place more is an error, and so is one less: then the table is stale, and
--write counts anew.

    cppcheck.py [--write] [--also FILE] --root ROOT CONFIGURATION...

A configuration is a folder with a tinymem_config.h.
"""
import argparse
import collections
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

# The rules that may not be deviated from.
MANDATORY = {
    "9.1", "9.2", "12.5", "13.6", "17.3", "17.4", "17.6", "19.1", "21.13", "21.17", "21.18",
    "21.19", "21.20", "22.2", "22.4", "22.5", "22.6",
}

# What cppcheck is told instead of asking a compiler: one way through the conditions, not all.
OPTIONS = [
    "--std=c99", "--quiet", "--platform=unix32", "--inconclusive", "--addon=misra",
    "--enable=warning,style,performance,portability",
    "-D__GNUC__=12", "-D__linux__=1", "-D__unix__=1", "-D__STDC_VERSION__=199901L",
    "-DUINT_MAX=0xFFFFFFFFU",  # of a header that it does not read
    "-D__asm__(name)=",  # names for the linker, which it takes for statements
    "--suppress=knownConditionTrueFalse", "--suppress=badBitmaskCheck",  # constants of options
    "-UTM_SECTION", "-Iinclude", "-Isrc", "-Iplatform",
    "--template={file}\t{line}\t{column}\t{id}\t{message}",
]

ROW = re.compile(r"\| (\d+\.\d+) \| (\w+) \| (\d+) \|(.*?)\| (.*) \|$")


def findings_of(arguments, configuration):
    """What cppcheck finds in one configuration: a set of (file, line, column, id, message)."""
    with tempfile.TemporaryDirectory() as folder: # else it writes beside the sources
        command = [arguments.cppcheck, *OPTIONS, "-I" + configuration,
                   "--cppcheck-build-dir=" + folder, "src/tinymem.c", *arguments.also]
        result = subprocess.run(command, cwd=arguments.root, text=True, capture_output=True,
                                check=False)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)}:\n{result.stdout}{result.stderr}")
    findings = set()
    for line in (result.stdout + result.stderr).splitlines():
        fields = line.split("\t")
        if len(fields) == 5:
            findings.add((os.path.relpath(os.path.join(arguments.root, fields[0]),
                                          arguments.root), *fields[1:]))
    return findings


def all_findings(arguments):
    """The union over all configurations."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        sets = pool.map(lambda each: findings_of(arguments, each), arguments.configurations)
    return sorted(set().union(*sets), key=lambda f: (f[0], int(f[1]), int(f[2]), f[3]))


def count(findings):
    """From rule to {file: places}."""
    places = collections.defaultdict(collections.Counter)
    for file, _, _, name, _ in findings:
        if name.startswith("misra-c2012-"):
            places[name.removeprefix("misra-c2012-")][file.partition("/")[2]] += 1
    return places


def where_of(files):
    """The words of a row: how many places in which file."""
    return ", ".join(f"{file} {places}" for file, places in sorted(files.items()))


def new_text(text, places):
    """The document with places counted anew, and the rules that are not in it."""
    lines = []
    missing = dict(places)
    for line in text.splitlines():
        row = ROW.match(line)
        if row and row[1] in places:
            files = missing.pop(row[1])
            line = f"| {row[1]} | {row[2]} | {sum(files.values())} | {where_of(files)} | {row[5]} |"
        elif row:
            continue
        lines.append(line)
    return "\n".join(lines) + "\n", missing


def differences(old, new):
    """The rows that differ, for a report."""
    had, have = set(old.splitlines()), set(new.splitlines())
    return [f"  was: {line}" for line in old.splitlines() if line not in have] + \
           [f"  now: {line}" for line in new.splitlines() if line not in had]


def main():
    """Runs, counts, and compares or writes."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True, help="the project")
    parser.add_argument("--cppcheck", default="cppcheck", help="the program")
    parser.add_argument("--also", action="append", default=[], help="one more source to check")
    parser.add_argument("--write", action="store_true", help="count anew in docs/MISRA.md")
    parser.add_argument("configurations", nargs="+")
    arguments = parser.parse_args()

    findings = all_findings(arguments)
    faults = [f"{f[0]}:{f[1]}:{f[2]}: {f[4]} [{f[3]}]" for f in findings
              if not f[3].startswith("misra")]
    places = count(findings)
    if not places:
        faults.append("the MISRA addon found nothing at all: it did not run")
    document = os.path.join(arguments.root, "docs", "MISRA.md")
    with open(document, encoding="utf-8") as file:
        old = file.read()
    new, missing = new_text(old, places)
    for rule in missing:
        for file, line, column, name, _ in findings:
            if name == "misra-c2012-" + rule:
                faults.append(f"{file}:{line}:{column}: rule {rule} has no row in docs/MISRA.md")
    faults += [f"rule {rule} is mandatory" for rule in places if rule in MANDATORY]
    if arguments.write:
        with open(document, "w", encoding="utf-8") as file:
            file.write(new)
    elif new != old:
        faults.append("docs/MISRA.md does not say what is counted (target docs-misra counts anew):")
        faults += differences(old, new)
    print("\n".join(faults) if faults else
          f"{sum(sum(files.values()) for files in places.values())} places deviate from "
          f"{len(places)} rules, as docs/MISRA.md lists them")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
