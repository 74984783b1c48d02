# SPDX-License-Identifier: MIT
"""Judges a changed src/: compiles its core in each configuration and runs programs of tests on it.

The core is compiled once a configuration, as C, with nothing in it static. With the port of
platform/none in a library of its own it is what the model and the tests of the interface load. The
unit tests are compiled beforehand, with a core of their own around them; but the loader gives them
the first of two functions or variables of the same name, and that is the changed one. So only where a
macro is changed, which the tests may use too, is anything of C++ compiled for it."""
import concurrent.futures
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

SAME, SURVIVED, INVALID = "equivalent by the compiler", "survived", "does not compile"
SHORT, LONG = "3000", "8000"  # operations of the model
JUDGE_SECONDS = 2  # of CPU: no judge needs a fourth of it, so what takes longer loops
KINDS = ("model", "unit", "api")
SEEN = "-Dvisibility(who)="  # the loader must see all names, those too that a pool hides

# The port of a core whose unit tests are in another library: their lock is unit.h's.
PORT = """
#define PORT_NONE_H
typedef int port_lock_t;
port_lock_t unit_lock(void);
void unit_unlock(port_lock_t saved);
#define port_lock unit_lock
#define port_unlock unit_unlock
"""
# The same lock for the tests of the interface: none, as platform/none has it. And AddressSanitizer,
# which only the unit tests of SCRAMBLE play.
LOCK = """
#include <stddef.h>
int unit_lock(void) { return 0; }
void unit_unlock(int saved) { (void)saved; }
void __asan_poison_memory_region(const void *start, size_t bytes) { (void)start, (void)bytes; }
void __asan_unpoison_memory_region(const void *start, size_t bytes) { (void)start, (void)bytes; }
"""
# A core with a fault, which the unit tests must find: else they are not given the changed one.
FAULT = """
int verify_all(void) { return 1; }
"""
# What unit.h includes as tinymem.c: the core, whose names another library may define first.
APART = """
extern "C" {{
port_lock_t unit_lock(void) {{ return port_lock(); }}
void unit_unlock(port_lock_t saved) {{ port_unlock(saved); }}
#define static inline
#include "{root}/src/tinymem.c"
#undef static
}}
"""
HEADER = """
#include <stdint.h>
#include <string.h>
#include <initializer_list>
#include <vector>
#include <gtest/gtest.h>
"""


class Plan:
    """What the build knows: compilers, judges, configurations."""

    def __init__(self, path):
        settings = json.loads(path.read_text())
        self.root = Path(settings["root"])
        self.folder = path.resolve().parent / "work"
        self.folder.mkdir(exist_ok=True)
        self.gcc, self.clang = settings["gcc"], settings["clang"]
        self.cxx = settings["clang++"]
        self.googletest = settings["googletest"]
        self.unit_flags = [SEEN, "-std=c++17", "-w", "-O0", "-fPIC", "-pthread",
                           "-I", settings["googletest_include"]]
        self.kills = Counter()  # by (file, kind of judge)
        self.spent = Counter()  # seconds of all workers, by what they were spent on
        self.configurations = [Configuration(self, each) for each in settings["configurations"]]

    def write_headers(self):
        """The texts above, as files; and GoogleTest's header, precompiled."""
        (self.folder / "port.h").write_text(PORT)
        (self.folder / "lock.c").write_text(LOCK)
        (self.folder / "fault.c").write_text(FAULT)
        (self.folder / "judge.h").write_text(HEADER)
        (self.folder / "apart").mkdir(exist_ok=True)
        (self.folder / "apart" / "tinymem.c").write_text(APART.format(root=self.root))
        place = Place(self, "header")
        if not (place.run("units", [self.cxx, *self.unit_flags, "-x", "c++-header", "../judge.h",
                                    "-o", "../judge.h.pch"]) and
                place.run("core", [self.clang, "-fPIC", "-c", "../lock.c", "-o", "../lock.o"]) and
                place.run("core", [self.clang, "-fPIC", "-c", "../fault.c", "-o", "../fault.o"])):
            sys.exit("mutants: GoogleTest's header does not compile")


class Configuration:
    """One configuration of the pool, and what the unchanged core becomes in it."""

    def __init__(self, plan, settings):
        self.plan = plan
        self.name = settings["name"]
        self.level = settings["level"]
        self.units = [unit for unit in settings["unit"] if unit]
        self.library = settings["library"]
        self.programs = settings["judges"]
        self.include = Path(settings["include"])
        self.flags = ["-I", settings["include"], "-I", "src", "-I", f"{plan.root}/platform"]
        self.object = f"core-{self.name}.o"
        self.folder = plan.folder / f"unchanged-{self.name}"
        self.plain = self.optimised = None

    def core(self, place):
        """The object of the core in a place; None: it does not compile."""
        return place.compile("core", [self.plan.clang, self.level, SEEN, "-Dstatic=", "-Dinline=",
                                      "-D__SANITIZE_ADDRESS__=1", "-include", "../port.h",
                                      *self.flags], self.object)

    def core_optimised(self, place):
        """The same as users compile it: it tells whether a change changes anything."""
        return place.compile("optimised core", [self.plan.gcc, "-O2", *self.flags], "optimised.o")

    def passes_interface(self, place, kind, operations):
        """Whether the model, or the tests of the interface, pass with the core in a place."""
        place.link(self.library, self.object, "../lock.o")
        return place.judge(kind, [self.programs[kind]], LD_LIBRARY_PATH=str(place.folder),
                           MODEL_OPERATIONS=operations)

    def compile_units(self, place, units, options):
        """Whether unit tests compile in a place, as options say."""
        tests = self.plan.root / "test/unit"
        text = "".join(f'#include "{tests}/{unit}_test.cpp"\n' for unit in units)
        (place.folder / "units.cpp").write_text(text)
        return place.run("units", [self.plan.cxx, *self.plan.unit_flags, "-include-pch",
                                   "../judge.h.pch", *options, *self.flags, "-I", str(tests),
                                   "units.cpp"])

    def prepare_units(self, place):
        """Compiles all unit tests as a library, and a program that loads it behind a core."""
        return (self.compile_units(place, self.units,
                                   ["-I", "../apart", "-shared", "-o", "libunits.so"]) and
                place.link("libcore.so", self.object) and
                place.run("link", [self.plan.cxx, "-pthread", "-rdynamic", "-Wl,--whole-archive",
                                   self.plan.googletest, "-Wl,--no-whole-archive",
                                   "-Wl,--no-as-needed", "libcore.so", "libunits.so",
                                   "-Wl,--unresolved-symbols=ignore-all", "-o", "units-apart"]))

    def passes_units_apart(self, place, core=None):
        """Whether all unit tests pass with the core in a place, of which no macro differs."""
        place.link("libcore.so", core or self.object)
        return place.judge("unit", [f"{self.folder}/units-apart"],
                           LD_LIBRARY_PATH=f"{place.folder}:{self.folder}")

    def passes_units(self, place, units):
        """The same for some, compiled with the changed src/. They are C++: what is no C++ any more
        is not judged."""
        return not self.compile_units(place, units, [self.plan.googletest, "-o", "units"]) or (
            place.judge("unit", ["./units"]))


class Place:
    """A copy of src/ that one worker changes."""

    def __init__(self, plan, name):
        self.plan = plan
        self.folder = plan.folder / name
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(plan.root / "src", self.folder / "src")

    def write(self, file, text):
        """Changes a file."""
        (self.folder / "src" / file).write_text(text)

    def run(self, what, command, **options):
        """Whether a command succeeds; the time it took is noted."""
        began = time.monotonic()
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False, **options)
        self.plan.spent[what] += time.monotonic() - began
        return done.returncode == 0

    def compile(self, what, compiler, name):
        """The object that a compiler makes of the core; None: it does not."""
        done = self.run(what, [*compiler, "-std=c99", "-w", "-fPIC", "-c", "src/tinymem.c",
                               "-o", name])
        return (self.folder / name).read_bytes() if done else None

    def link(self, library, *objects):
        """Makes a library. Whatever is in the objects, this can't fail: else it is the machine's
        trouble, and the library of before would be judged."""
        if not self.run("link", ["ld", "-shared", *objects, "-o", library]):
            raise OSError(f"ld does not make {library}")
        return True

    def judge(self, kind, command, **environment):
        """Whether a program of tests passes, within its CPU time."""
        return self.run(kind, command, preexec_fn=limit,
                        env={**os.environ, "GTEST_FAIL_FAST": "1", **environment})


def limit():
    """What a program of tests may use: a mutant may loop, or crash."""
    resource.setrlimit(resource.RLIMIT_CPU, (JUDGE_SECONDS, JUDGE_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def prepare(plan, jobs):
    """Compiles what all mutants share. Without a change, all judges must pass."""
    plan.write_headers()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for fault in pool.map(lambda each: prepare_one(plan, each), plan.configurations):
            if fault:
                sys.exit(f"mutants: without any change, {fault} fails")


def prepare_one(plan, configuration):
    """The same for one configuration. Returns what fails, or None."""
    place = Place(plan, configuration.folder.name)
    configuration.optimised = configuration.core_optimised(place)
    configuration.plain = configuration.core(place)
    if not configuration.optimised or not configuration.plain:
        return f"the compiler ({configuration.name})"
    for kind in configuration.programs:
        if not configuration.passes_interface(place, kind, LONG):
            return f"{kind} {configuration.name}"
    if configuration.units:
        if not configuration.prepare_units(place):
            return f"the compiler (unit {configuration.name})"
        if not (configuration.passes_units_apart(place) and
                configuration.passes_units(place, configuration.units)):
            return f"unit {configuration.name}"
        if configuration.passes_units_apart(place, "../fault.o"):
            return f"the search for a fault (unit {configuration.name})"
    return None


def passes(each, kind, place, file, apart):
    """Whether one configuration's judges of a kind pass the change of one file in a place."""
    if kind != "unit":
        return kind not in each.programs or each.passes_interface(place, kind, SHORT)
    if apart:
        return not each.units or each.passes_units_apart(place)
    own = Path(file).stem
    return own not in each.units or each.passes_units(place, [own])


def passes_all(each, place, apart):
    """The same for what takes longer."""
    if not apart and each.units and not each.passes_units(place, each.units):
        return "unit"
    if "model" in each.programs and not each.passes_interface(place, "model", LONG):
        return "model"
    return None


def killer_of(plan, place, file, apart):
    """Who kills the change of one file in a place, or else the outcome, in parentheses. `apart`:
    it is no change of a macro, so that unit tests need not be compiled for it."""
    changed = []
    compiled = 0
    kinds = sorted(KINDS, key=lambda kind: -plan.kills[file, kind])
    for each in plan.configurations:
        core = each.core(place)
        if core is None:
            continue
        compiled += 1
        if core == each.plain:
            continue
        changed.append(each)
        for kind in kinds:
            if not passes(each, kind, place, file, apart):
                plan.kills[file, kind] += 1
                return f"{kind} {each.name}"
    if compiled != len(plan.configurations):
        return "the compiler" if compiled else f"({INVALID})"
    for each in changed[:2]:
        kind = passes_all(each, place, apart)
        if kind:
            return f"{kind} {each.name}"
    same = all(each.core_optimised(place) == each.optimised for each in changed)
    return f"({SAME})" if same else f"({SURVIVED})"
