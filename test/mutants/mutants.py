#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the tests over every mutant of src/: a change of one operator, constant, condition or
statement. A mutant is killed when a test fails. A survivor is a test that is missing, or a change
that changes nothing; those of the second kind stand in equivalent.txt with their reasons.

A mutant meets its judges in the order of what they cost, and the first that kills it ends the work
on it: the model and the tests of the interface (the core alone is compiled, as a shared library),
the unit tests of the file that was changed; then, in the first two configurations that it changes,
the unit tests of all files and a longer run of the model. Where the compiler makes the same object
of it, a configuration is passed over. What survives all is compiled with optimisation: where no
object differs it is equivalent by the compiler.

Fails when a mutant survives that is not listed, and when one that is listed is killed."""
import argparse
import concurrent.futures
import json
import os
import queue
import resource
import shutil
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from pathlib import Path

import sites

HERE = Path(__file__).resolve().parent
KILLED, LISTED, SAME, SURVIVED, INVALID = OUTCOMES = (
    "killed", "argued equivalent", "equivalent by the compiler", "survived", "does not compile")
SHORT, LONG = "3000", "8000"  # operations of the model
JUDGE_SECONDS = 4  # of CPU: no judge needs half of it, so what takes longer loops


class Plan:
    """What the build knows: compilers, judges, configurations."""

    def __init__(self, path):
        settings = json.loads(path.read_text())
        self.root = Path(settings["root"])
        self.folder = path.resolve().parent / "work"
        self.folder.mkdir(exist_ok=True)
        self.gcc, self.clang = settings["gcc"], settings["clang"]
        self.googletest = settings["googletest"]
        self.unit_compiler = [settings["clang++"], "-std=c++17", "-w", "-O0", "-pthread",
                              "-I", settings["googletest_include"]]
        self.configurations = [Configuration(self, each) for each in settings["configurations"]]


class Configuration:
    """One configuration of the pool, and what the unchanged core becomes in it."""

    def __init__(self, plan, settings):
        self.plan = plan
        self.name = settings["name"]
        self.units = [unit for unit in settings["unit"] if unit]
        self.library = settings["library"]
        self.judges = settings["judges"]
        self.flags = ["-I", settings["include"], "-I", "src", "-I", f"{plan.root}/platform"]
        self.plain = self.optimised = None

    def core(self, place, optimise):
        """The object of the core in a place; None: it does not compile."""
        compiler = [self.plan.gcc, "-O2"] if optimise else [self.plan.clang, "-O0"]
        done = place.run([*compiler, "-std=c99", "-w", "-fPIC", "-c", "src/tinymem.c",
                          "-o", "core.o", *self.flags])
        return (place.folder / "core.o").read_bytes() if done else None

    def judge_interface(self, place, operations, names=("model", "api")):
        """The name of the program that fails with the core that was compiled last, or None."""
        place.run([self.plan.clang, "-shared", "core.o", "-o", self.library])
        for name in names:
            program = self.judges.get(name)
            if program and not place.judge([program], LD_LIBRARY_PATH=str(place.folder),
                                           MODEL_OPERATIONS=operations):
                return f"{name} {self.name}"
        return None

    def judge_units(self, place, units):
        """The same for unit tests. They are C++: what is no C++ any more is not judged."""
        tests = self.plan.root / "test/unit"
        text = "".join(f'#include "{tests}/{unit}_test.cpp"\n' for unit in units)
        (place.folder / "units.cpp").write_text(text)
        header = self.plan.folder / "judge.h.pch"
        if not place.run([*self.plan.unit_compiler, "-include-pch", str(header), *self.flags,
                          "-I", str(tests), "units.cpp", self.plan.googletest, "-o", "units"]):
            return None
        return None if place.judge(["./units"]) else f"unit {self.name}"


class Place:
    """A copy of src/ that one worker changes."""

    def __init__(self, plan, name):
        self.folder = plan.folder / name
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(plan.root / "src", self.folder / "src")

    def write(self, file, text):
        """Changes a file."""
        (self.folder / "src" / file).write_text(text)

    def run(self, command):
        """Whether a compiler succeeds."""
        return subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False).returncode == 0

    def judge(self, command, **environment):
        """Whether a program of tests passes, within its CPU time."""
        return subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, preexec_fn=limit, check=False,
                              env={**os.environ, "GTEST_FAIL_FAST": "1", **environment},
                              ).returncode == 0


def limit():
    """What a program of tests may use: a mutant may loop, or crash."""
    resource.setrlimit(resource.RLIMIT_CPU, (JUDGE_SECONDS, JUDGE_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def prepare(plan, jobs):
    """Compiles what all mutants share. Without a change, all judges must pass."""
    header = plan.folder / "judge.h"
    header.write_text("#include <stdint.h>\n#include <string.h>\n#include <initializer_list>\n"
                      "#include <vector>\n#include <gtest/gtest.h>\n")
    if not Place(plan, "header").run([*plan.unit_compiler, "-x", "c++-header", str(header), "-o",
                                      f"{header}.pch"]):
        sys.exit("mutants: GoogleTest's header does not compile")
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for fault in pool.map(lambda each: prepare_one(plan, each), plan.configurations):
            if fault:
                sys.exit(f"mutants: without any change, {fault} fails")


def prepare_one(plan, configuration):
    """The same for one configuration. Returns what fails, or None."""
    place = Place(plan, f"unchanged-{configuration.name}")
    configuration.optimised = configuration.core(place, True)
    configuration.plain = configuration.core(place, False)
    if not configuration.optimised or not configuration.plain:
        return f"the compiler ({configuration.name})"
    killer = configuration.judge_interface(place, LONG)
    if not killer and configuration.units:
        killer = configuration.judge_units(place, configuration.units)
        if not (place.folder / "units").exists():
            killer = f"the compiler (unit {configuration.name})"
    return killer


def killer_of(plan, place, file):
    """Who kills the change of one file in a place, or else the outcome, in parentheses."""
    own = Path(file).stem
    changed = []
    compiled = 0
    for each in plan.configurations:
        core = each.core(place, False)
        if core is None:
            continue
        compiled += 1
        if core == each.plain:
            continue
        changed.append(each)
        killer = each.judge_interface(place, SHORT)
        if not killer and own in each.units:
            killer = each.judge_units(place, [own])
        if killer:
            return killer
    if compiled != len(plan.configurations):
        return "the compiler" if compiled else f"({INVALID})"
    for each in changed[:2]:
        killer = each.judge_units(place, each.units) if each.units else None
        if not killer:
            each.core(place, False)
            killer = each.judge_interface(place, LONG, ("model",))
        if killer:
            return killer
    same = all(each.core(place, True) == each.optimised for each in changed)
    return f"({SAME})" if same else f"({SURVIVED})"


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


class Run:
    """One run over some mutants: what became of each."""

    def __init__(self, plan, sources, mutants, known, jobs):
        self.plan, self.sources, self.mutants, self.known = plan, sources, mutants, known
        self.places = queue.Queue()
        for job in range(jobs):
            self.places.put(Place(plan, f"place-{job}"))
        self.jobs = jobs
        self.results = {}
        self.lock = threading.Lock()
        self.began = self.shown = 0.0

    def key(self, mutant):
        """The name of a mutant."""
        return key_of(self.sources, mutant)

    def judge(self, mutant):
        """One mutant, by a worker that is free."""
        place = self.places.get()
        source = self.sources[mutant.file]
        try:
            place.write(mutant.file, mutant.apply(source))
            killer = killer_of(self.plan, place, mutant.file)
        finally:
            place.write(mutant.file, source)
            self.places.put(place)
        outcome = killer[1:-1] if killer.startswith("(") else KILLED
        if outcome == SURVIVED and self.key(mutant) in self.known:
            outcome = LISTED
        with self.lock:
            self.results[mutant] = (outcome, killer)
            self.show()

    def show(self):
        """Progress, every few seconds."""
        now = time.monotonic()
        if now - self.shown < 10 and len(self.results) != len(self.mutants):
            return
        self.shown = now
        counts = Counter(outcome for outcome, _ in self.results.values())
        spent = now - self.began
        rest = spent / len(self.results) * (len(self.mutants) - len(self.results))
        print(f"mutants: {len(self.results)} of {len(self.mutants)}, {counts[KILLED]} killed, "
              f"{counts[SURVIVED]} survived; {spent / 60:.1f} min, {rest / 60:.1f} min to go",
              file=sys.stderr, flush=True)

    def all(self):
        """Every mutant; prepares first."""
        prepare(self.plan, self.jobs)
        self.began = self.shown = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            for done in [pool.submit(self.judge, mutant) for mutant in self.mutants]:
                done.result()

    def faults(self, whole):
        """What is wrong, as lines: survivors, and entries of the list that are none."""
        lines = []
        for mutant in self.mutants:
            if self.results[mutant][0] == SURVIVED:
                _, _, before, after = self.key(mutant)
                lines += [f"{mutant.file} {mutant.function}", f"- {before}", f"+ {after}"]
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
        killer = killer_of(plan, place, changed[0])
        print(f"{patch.name}: {killer}", flush=True)
        alive += killer.startswith("(")
    return alive != 0


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("plan", type=Path, help="plan.json, as the build has made it")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--every", type=int, default=1, help="run a sample only: one of so many")
    parser.add_argument("--file", action="append", help="run the mutants of this file only")
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
    if arguments.list:
        for mutant in mutants:
            print(mutant.file, mutant.function, mutant.kind,
                  *mutant.lines(sources[mutant.file]), sep=" | ")
        return 0
    run = Run(plan, sources, mutants, read_equivalent(HERE / "equivalent.txt"), arguments.jobs)
    run.all()
    record = {"every": arguments.every, **run.record()}
    if arguments.json:
        arguments.json.write_text(json.dumps(record, indent=1) + "\n")
    print(table(record))
    faults = run.faults(whole)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
