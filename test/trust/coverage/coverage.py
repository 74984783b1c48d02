#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the suites and judges which branches of src/ they take. The figures are gcov's own (JSON),
merged over all programs: src/ is compiled once a configuration, so a line or branch counts as taken
when it is in one of them. Where a configuration makes a condition constant, a line has fewer
branches: those of one number are merged, and one such form of a line must be covered. (gcovr and
lcov number the branches of a line through, and would mix the forms.)

What is never taken must stand in excluded.txt with its reason, by the line's text and the branch's
number; what stands there must never be taken. Fails otherwise."""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(programs, jobs):
    """Runs the programs of the suites: each must pass."""
    def one(program):
        return subprocess.run([program], stdout=subprocess.DEVNULL, check=False).returncode
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for program, code in zip(programs, pool.map(one, programs)):
            if code != 0:
                sys.exit(f"coverage: {program} fails")


def read_gcov(gcov, build, source):
    """The counts of each line of src/: {file: {line: count}}, and of each form of its branches:
    {file: {line: {how many: [counts]}}}. What only a C++ exception takes is no branch."""
    lines = defaultdict(lambda: defaultdict(int))
    branches = defaultdict(lambda: defaultdict(dict))
    for data in sorted(build.rglob("*.gcda")):
        done = subprocess.run([gcov, "--json-format", "--branch-probabilities", "--stdout",
                               str(data)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              cwd=data.parent, check=True)
        for text in done.stdout.decode().splitlines():
            for file in json.loads(text)["files"]:
                path = (build / file["file"]).resolve()
                if source in path.parents:
                    name = path.relative_to(source).as_posix()
                    for line in file["lines"]:
                        merge(line, lines[name], branches[name])
    return lines, branches


def merge(line, lines, branches):
    """One line of one program."""
    number = line["line_number"]
    lines[number] += line["count"]
    counts = [each["count"] for each in line["branches"] if not each["throw"]]
    if len(counts) > 1:
        old = branches[number].get(len(counts), [0] * len(counts))
        branches[number][len(counts)] = [a + b for a, b in zip(old, counts)]


def untaken(lines, branches, source):
    """What is never taken: [(file, line number, text of the line, branch or "line")]; and how many
    branches there are."""
    missing = []
    total = 0
    for file in sorted(lines):
        text = (source / file).read_text().splitlines()
        for number, count in sorted(lines[file].items()):
            forms = branches[file].get(number, {})
            total += max(forms, default=0)
            words = " ".join(text[number - 1].split())
            if count == 0:
                missing.append((file, number, words, "line"))
            elif forms and not any(all(counts) for counts in forms.values()):
                best = max(forms.values(), key=lambda counts: (sum(map(bool, counts)), len(counts)))
                missing += [(file, number, words, str(at)) for at, each in enumerate(best)
                            if not each]
    return missing, total


def read_excluded(path):
    """The list of branches that can't be taken: {(file, text, branch): reason}. A reason begins with
    "= " and holds for the lines below it: file, branch, the text of the line."""
    known = {}
    reason = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = line.split(maxsplit=2)
        if line.startswith("= "):
            reason = line[2:]
        elif line.startswith("  ") and reason:
            reason += " " + line.strip()
        elif len(words) == 3 and reason and not line.startswith("#"):
            known[(words[0], words[2], words[1])] = reason
        elif line and not line.startswith("#"):
            sys.exit(f"{path.name}:{number}: not understood: {line}")
    return known


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("build", type=Path, help="where the programs were built")
    parser.add_argument("source", type=Path, help="the directory src/")
    parser.add_argument("programs", nargs="*", help="run these first; the old figures are deleted")
    parser.add_argument("--gcov", default="gcov")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args()
    build, source = arguments.build.resolve(), arguments.source.resolve()
    if arguments.programs:
        for data in build.rglob("*.gcda"):
            data.unlink()
        run(arguments.programs, arguments.jobs)
    lines, branches = read_gcov(arguments.gcov, build, source)
    missing, total = untaken(lines, branches, source)
    if total == 0:
        sys.exit("coverage: there are no figures")
    known = read_excluded(HERE / "excluded.txt")
    found = {(file, text, branch) for file, _, text, branch in missing}
    faults = [f"{file}:{number}: never taken: {file} {branch} {text}"
              for file, number, text, branch in missing if (file, text, branch) not in known]
    faults += [f"excluded.txt: taken, or no such branch: {' '.join((key[0], key[2], key[1]))}"
               for key in known if key not in found]
    record = {
        "lines": sum(map(len, lines.values())),
        "lines that no test can run": sum(key[2] == "line" for key in known),
        "branches": total,
        "branches that no test can take": sum(key[2] != "line" for key in known),
        "faults": len(faults),
    }
    if arguments.json:
        arguments.json.write_text(json.dumps(record, indent=1) + "\n")
    print("\n".join([*faults, *(f"{name}: {value}" for name, value in record.items())]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
