# SPDX-License-Identifier: MIT
"""Looks how large the core calls and tm_thread are, in programs that hold nothing else.

A plan has a line for each program:

  --plan   PROGRAM|LIBRARY|CONFIG|POOL
      LIBRARY is the archive of its pool. Counted are the sizes of the symbols that come from there:
      code with its tables, and variables but for the pool's memory. The records go to size-T.jsonl
      for each target T.
  --flash  PROGRAM|FIGURE|CONFIG|POOL
      FIGURE is the name of what is counted: all that the program brings into flash but its entry,
      be it a symbol's or not, so the parts of libgcc and libc and the initial values of variables,
      too. The linker may have compiled it (-flto). The records go to flash-T.jsonl.
"""

import argparse
import json
import re
import subprocess
from pathlib import Path

# The kinds of symbols, by nm's letters.
CODE, VARIABLES = "tTwWrR", "bBdD"

# The entry of the program, and the memory of the pool: neither is part of what is measured.
ENTRY = "core_calls"
MEMORY = "tm_pool_made_with_"


def symbols(nm, file):
    """The symbols of a file that have a size: (name, kind, bytes)."""
    listing = subprocess.run([nm, "-S", file], check=True, stdout=subprocess.PIPE, text=True)
    return [(name, kind, int(size, 16)) for size, kind, name in
            re.findall(r"^[0-9a-f]+ ([0-9a-f]+) (\w) (\S+)$", listing.stdout, re.M)]


def flash(nm, objdump, program):
    """The bytes that a program brings into flash beside its entry."""
    listing = subprocess.run([objdump, "-h", program], check=True, stdout=subprocess.PIPE,
                             text=True)
    loaded = re.findall(r"^ +\d+ \S+ +([0-9a-f]{8}) .*\n +CONTENTS, ALLOC, LOAD\b",
                        listing.stdout, re.M)
    entry = next(size for name, _, size in symbols(nm, program) if name == ENTRY)
    return sum(int(size, 16) for size in loaded) - entry


def figures(nm, program, library):
    """The figures of a program, by name."""
    own = {name for name, _, _ in symbols(nm, library)}
    found = {"code, core calls and tm_thread": 0, "code, what they need of libgcc and libc": 0,
             "state, static RAM": 0}
    for name, kind, size in symbols(nm, program):
        if name == ENTRY or name.startswith(MEMORY):
            continue
        if kind in VARIABLES:
            found["state, static RAM"] += size
        elif kind in CODE and name in own:
            found["code, core calls and tm_thread"] += size
        elif kind in CODE:
            found["code, what they need of libgcc and libc"] += size
    return found


def parse():
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    plans = parser.add_mutually_exclusive_group(required=True)
    plans.add_argument("--plan", type=Path, metavar="FILE")
    plans.add_argument("--flash", type=Path, metavar="FILE")
    parser.add_argument("--targets", required=True, type=lambda text: text.split(","),
                        metavar="CORE,CORE", help="the cores that the code is for")
    parser.add_argument("--records", required=True, type=Path, metavar="DIR")
    parser.add_argument("--nm", required=True, help="the toolchain's nm")
    parser.add_argument("--objdump", help="the toolchain's objdump, for --flash")
    options = parser.parse_args()
    if options.flash and not options.objdump:
        parser.error("--flash needs --objdump")
    return options


def main():
    """Measures all programs of the plan."""
    options = parse()
    lines = {target: [] for target in options.targets}
    for line in (options.plan or options.flash).read_text(encoding="utf-8").splitlines():
        program, what, config, pool = line.split("|")
        if options.flash:
            found = {what: flash(options.nm, options.objdump, program)}
        else:
            found = figures(options.nm, program, what)
        print(f"{options.targets[0]}, {config}: " + "; ".join(
            f"{name} {size}" for name, size in found.items()))
        for target in options.targets:
            for name, size in found.items():
                lines[target].append(json.dumps(
                    {"target": target, "allocator": "tinymem", "config": config,
                     "pool": int(pool), "figure": name, "value": size, "unit": "bytes"}) + "\n")
    options.records.mkdir(parents=True, exist_ok=True)
    for target in options.targets:
        name = f"{'flash' if options.flash else 'size'}-{target}.jsonl"
        (options.records / name).write_text("".join(lines[target]), encoding="utf-8")


if __name__ == "__main__":
    main()
