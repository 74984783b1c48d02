#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the tests over every mutant of src/: a change of one operator, constant, condition or
statement. A mutant is killed when a test fails. A survivor is a test that is missing, or a change
that changes nothing; those of the second kind stand in equivalent.txt with their reasons.

A mutant meets its judges in one configuration after the other: the model, the unit tests, the tests
of the interface; first the kind that killed most of that file's. The first that kills it ends the
work on it. Where the compiler makes the same object of it, a configuration is passed over. Then
comes a longer run of the model in the first two configurations that it changes. Of a macro, only
the unit tests of its own file are compiled at first, and there the others. What survives all is
compiled with optimisation: where no object differs it is equivalent by the compiler.

With a journal a run that was cut off goes on where it was, and of one that is over only survivors
are judged again. Tests only grow in number, so what was killed stays so.

Fails when a mutant survives that is not listed, and when one that is listed is killed."""
import argparse
import concurrent.futures
import hashlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from pathlib import Path

import sites
from judges import INVALID, SAME, SURVIVED, Place, Plan, killer_of, prepare

HERE = Path(__file__).resolve().parent
KILLED, LISTED = "killed", "argued equivalent"
OUTCOMES = (KILLED, LISTED, SAME, SURVIVED, INVALID)


def read_equivalent(path):
    """The list of mutants that are argued to be equivalent: {(file, function, line, changed line):
    reason}. A reason begins with "= " and holds for all below it; then a line with the file and the
    function, and pairs of lines: "- " as it is, "+ " as the mutant has it."""
    known = {}
    reason = place = before = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("= "):
            reason, place = line[2:], None
        elif line.startswith("  ") and place is None and reason:
            reason += " " + line.strip()
        elif line.startswith("- "):
            before = line[2:]
        elif line.startswith("+ ") and place and before is not None:
            known[(*place, before, line[2:])] = reason
        elif len(line.split()) == 2 and reason and not line.startswith("#"):
            place = tuple(line.split())
        elif line and not line.startswith("#"):
            sys.exit(f"{path.name}:{number}: not understood: {line}")
    return known


def key_of(sources, mutant):
    """The name of a mutant, which holds wherever its line stands."""
    return (mutant.file, mutant.function, *mutant.lines(sources[mutant.file]))


def in_sample(key, every):
    """Whether a mutant is one of the sample: by its name, so that a change of one line of src/ does
    not make it another sample."""
    return zlib.crc32("|".join(key).encode()) % every == 0


def digest_of(plan):
    """What the mutants and all that is said of them depend on: src/, and the configurations."""
    digest = hashlib.sha256()
    for folder in (plan.root / "src", *(each.include for each in plan.configurations)):
        for path in sorted(folder.rglob("*.[ch]")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Journal:
    """What became of mutants, one JSON line each, written at once. The first line says of what."""

    def __init__(self, path, digest):
        self.known = {}
        self.file = None
        if path is None:
            return
        lines = path.read_text().splitlines() if path.exists() else []
        if lines and lines[0] == json.dumps({"digest": digest}):
            for line in lines[1:]:
                self.read(line)
            print(f"mutants: {len(self.known)} are known", file=sys.stderr)
        elif lines:
            print("mutants: src/ or a configuration is another: the journal begins anew",
                  file=sys.stderr)
            lines = []
        self.file = path.open("a" if lines else "w")
        # A line that was cut off ends here.
        self.file.write("\n" if lines else json.dumps({"digest": digest}) + "\n")

    def read(self, line):
        """One line; the last one of a mutant counts."""
        try:
            record = json.loads(line)
            self.known[tuple(record["place"])] = record["outcome"], record["killer"]
        except ValueError:
            pass

    @staticmethod
    def place(mutant):
        """What tells a mutant from all others of the same src/."""
        return mutant.file, mutant.begin, mutant.end, mutant.text

    def result(self, mutant):
        """What became of a mutant, and stays so; None: it must be judged."""
        outcome, killer = self.known.get(self.place(mutant), (SURVIVED, None))
        return None if outcome in (SURVIVED, LISTED) else (outcome, killer)

    def write(self, mutant, key, outcome, killer):
        """Adds a mutant."""
        if self.file:
            self.file.write(json.dumps({"outcome": outcome, "killer": killer, "key": key,
                                        "place": self.place(mutant)}) + "\n")
            self.file.flush()


class Run:
    """One run over some mutants: what became of each."""

    def __init__(self, plan, sources, mutants, known, journal):
        self.plan, self.sources, self.mutants = plan, sources, mutants
        self.known, self.journal = known, journal
        self.places = queue.Queue()
        self.results = {}
        self.lock = threading.Lock()
        self.began = self.shown = time.monotonic()
        self.judged = 0

    def key(self, mutant):
        """The name of a mutant."""
        return key_of(self.sources, mutant)

    def judge(self, mutant):
        """One mutant, by a worker that is free."""
        place = self.places.get()
        source = self.sources[mutant.file]
        try:
            place.write(mutant.file, mutant.apply(source))
            killer = killer_of(self.plan, place, mutant.file, mutant.kind != "macro")
        finally:
            place.write(mutant.file, source)
            self.places.put(place)
        outcome = killer[1:-1] if killer.startswith("(") else KILLED
        if outcome == SURVIVED and self.key(mutant) in self.known:
            outcome = LISTED
        with self.lock:
            self.results[mutant] = (outcome, killer)
            self.journal.write(mutant, self.key(mutant), outcome, killer)
            self.judged += 1
            if outcome == SURVIVED:
                print("\n".join(self.lines(mutant)), file=sys.stderr, flush=True)
            self.show()

    def lines(self, mutant):
        """A mutant, in the form of equivalent.txt."""
        file, function, before, after = self.key(mutant)
        return [f"{file} {function}", f"- {before}", f"+ {after}"]

    def show(self):
        """Progress, every few seconds."""
        now = time.monotonic()
        if now - self.shown < 10 and len(self.results) != len(self.mutants):
            return
        self.shown = now
        counts = Counter(outcome for outcome, _ in self.results.values())
        spent = now - self.began
        rest = spent / self.judged * (len(self.mutants) - len(self.results))
        print(f"mutants: {len(self.results)} of {len(self.mutants)}, {counts[KILLED]} killed, "
              f"{counts[SURVIVED]} survived; {spent / 60:.1f} min, {rest / 60:.1f} min to go",
              file=sys.stderr, flush=True)

    def all(self, jobs):
        """Every mutant that the journal does not know; prepares first."""
        for mutant in self.mutants:
            if self.journal.result(mutant):
                self.results[mutant] = self.journal.result(mutant)
        unknown = [mutant for mutant in self.mutants if mutant not in self.results]
        if not unknown:
            return
        prepare(self.plan, jobs)
        self.began = time.monotonic()
        for job in range(jobs):
            self.places.put(Place(self.plan, f"place-{job}"))
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for done in [pool.submit(self.judge, mutant) for mutant in unknown]:
                done.result()

    def faults(self, whole):
        """What is wrong, as lines: survivors, and entries of the list that are none."""
        lines = []
        for mutant in self.mutants:
            if self.results[mutant][0] == SURVIVED:
                lines += self.lines(mutant)
        keys = {}
        for mutant in self.mutants:
            keys.setdefault(self.key(mutant), []).append(self.results[mutant][0])
        for key in self.known:
            if key in keys and LISTED not in keys[key]:
                lines.append(f"listed, but {keys[key][0]}: {' | '.join(key)}")
            elif whole and key not in keys:
                lines.append(f"listed, but no such mutant: {' | '.join(key)}")
        return lines

    def record(self):
        """The figures, for JSON."""
        def figures(mutants):
            counts = Counter(self.results[mutant][0] for mutant in mutants)
            return {"mutants": len(mutants), **{each: counts[each] for each in OUTCOMES}}
        files = sorted({mutant.file for mutant in self.mutants})
        killers = Counter(killer for outcome, killer in self.results.values()
                          if outcome == KILLED)
        return {
            "all": figures(self.mutants),
            "files": {file: figures([mutant for mutant in self.mutants if mutant.file == file])
                      for file in files},
            "killers": dict(killers.most_common()),
            "seconds": {what: round(spent) for what, spent in self.plan.spent.most_common()},
        }


def table(record):
    """The figures, for people."""
    lines = [f"{'file':12}" + "".join(f"{name:>28}" for name in ("mutants", *OUTCOMES))]
    for name, counts in [*record["files"].items(), ("all", record["all"])]:
        lines.append(f"{name:12}" + "".join(f"{counts[each]:28}" for each in counts))
    counts = record["all"]
    judged = counts[KILLED] + counts[SURVIVED]
    lines.append(f"score: {counts[KILLED]} of {judged} killed"
                 f" ({100 * counts[KILLED] / max(judged, 1):.2f} %)")
    lines.append("seconds: " + ", ".join(f"{what} {spent}"
                                         for what, spent in record["seconds"].items()))
    return "\n".join(lines)


def run_patches(plan, patches, jobs):
    """Whether the tests let a change live that one of these patches makes to src/."""
    prepare(plan, jobs)
    before = sites.read_sources(plan.root / "src")
    alive = 0
    for patch in patches:
        place = Place(plan, f"patch-{patch.stem}")
        done = subprocess.run(["patch", "-s", "-p1", "-i", str(patch.resolve())],
                              cwd=place.folder, check=False)
        if done.returncode != 0:
            sys.exit(f"mutants: {patch.name} does not apply")
        after = sites.read_sources(place.folder / "src")
        changed = [file for file in before if before[file] != after[file]]
        killer = killer_of(plan, place, changed[0], False)
        print(f"{patch.name}: {killer}", flush=True)
        alive += killer.startswith("(")
    return alive != 0


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("plan", type=Path, help="plan.json, as the build has made it")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--journal", type=Path,
                        help="write what becomes of each mutant to this file at once; one that it "
                        "calls killed, equivalent by the compiler or not compiling is not judged "
                        "again while src/ is the same: tests only grow in number")
    parser.add_argument("--every", type=int, default=1, help="run a sample only: one of so many")
    parser.add_argument("--file", action="append",
                        help="run the mutants of this file only (of several: in this order)")
    parser.add_argument("--function", help="run the mutants of this function only")
    parser.add_argument("--patch", type=Path, nargs="+",
                        help="instead, see each of these patches of src/ killed")
    parser.add_argument("--list", action="store_true", help="list the mutants, run none")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args()
    plan = Plan(arguments.plan)
    if arguments.patch:
        return run_patches(plan, arguments.patch, arguments.jobs)
    sources = sites.read_sources(plan.root / "src")
    mutants = sites.of_all(plan.root / "src", sources, plan.clang,
                           [each.flags for each in plan.configurations])
    whole = not (arguments.file or arguments.function or arguments.every != 1)
    mutants = [mutant for mutant in mutants
               if (not arguments.file or mutant.file in arguments.file) and
               (not arguments.function or mutant.function == arguments.function)]
    mutants = [mutant for mutant in mutants
               if in_sample(key_of(sources, mutant), arguments.every)]
    if arguments.file:
        mutants.sort(key=lambda mutant: arguments.file.index(mutant.file))
    if arguments.list:
        for mutant in mutants:
            print(mutant.file, mutant.function, mutant.kind,
                  *mutant.lines(sources[mutant.file]), sep=" | ")
        return 0
    run = Run(plan, sources, mutants, read_equivalent(HERE / "equivalent.txt"),
              Journal(arguments.journal, digest_of(plan)))
    run.all(arguments.jobs)
    record = {"every": arguments.every, **run.record()}
    if arguments.json:
        arguments.json.write_text(json.dumps(record, indent=1) + "\n")
    print(table(record))
    faults = run.faults(whole)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
