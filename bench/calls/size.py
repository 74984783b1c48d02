# SPDX-License-Identifier: MIT
"""Looks how large the core calls and tm_thread are, in programs that hold nothing else.

The plan has a line for each program: PROGRAM|LIBRARY|CONFIG|POOL; LIBRARY is the archive of its
pool. Counted are the sizes of the symbols that come from there: code with its tables, and variables
but for the pool's memory. The records go to size-T.jsonl for each target T.
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


def main():
    """Measures all programs of the plan."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plan", required=True, type=Path, metavar="FILE")
    parser.add_argument("--targets", required=True, type=lambda text: text.split(","),
                        metavar="CORE,CORE", help="the cores that the code is for")
    parser.add_argument("--records", required=True, type=Path, metavar="DIR")
    parser.add_argument("--nm", required=True, help="the toolchain's nm")
    options = parser.parse_args()
    lines = {target: [] for target in options.targets}
    for line in options.plan.read_text(encoding="utf-8").splitlines():
        program, library, config, pool = line.split("|")
        found = figures(options.nm, program, library)
        print(f"{options.targets[0]}, {config}: " + "; ".join(
            f"{name} {size}" for name, size in found.items()))
        for target in options.targets:
            for name, size in found.items():
                lines[target].append(json.dumps(
                    {"target": target, "allocator": "tinymem", "config": config,
                     "pool": int(pool), "figure": name, "value": size, "unit": "bytes"}) + "\n")
    options.records.mkdir(parents=True, exist_ok=True)
    for target in options.targets:
        (options.records / f"size-{target}.jsonl").write_text("".join(lines[target]),
                                                              encoding="utf-8")


if __name__ == "__main__":
    main()
