#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What each call of the interface takes of the stack at most, on Cortex-M.

Compiles the library with -fstack-usage and -fcallgraph-info, links it, and follows every path of
the call graph down from each call; what is in no call graph (the C library's functions, the
compiler's helpers) is read from the disassembly. It is an error if a function calls itself, by
whatever way; if a frame has no fixed size; if a call goes through a pointer elsewhere than in
tm_walk; or if a path takes more than --limit. The user's tm_on_error and tm_walk's visitor are not
counted: what they take comes on top.

    stack.py --root ROOT --folder FOLDER [--csv FILE] [--limit BYTES] [--write] NAME=CONFIGURATION...

A configuration is a folder with a tinymem_config.h; the table in docs/BOUNDS.md shows the first.
"""
import argparse
import concurrent.futures
import csv
import os
import re
import subprocess
import sys

CORES = ("cortex-m4", "cortex-m0")
LEVELS = ("-Os", "-O2")
INDIRECT = "__indirect_call"
HOOKS = {"tm_on_error", INDIRECT}
WALKERS = re.compile(r"(.*:)?(tm|stats)_walk$")

FIRST_MARK = "<!-- stack: made by the target docs-stack -->\n"
LAST_MARK = "<!-- end of stack -->\n"


class Fault(Exception):
    """What makes the run fail."""


def run(*command, cwd=None):
    """Runs a program; what it prints."""
    result = subprocess.run(command, cwd=cwd, text=True, capture_output=True, check=False)
    if result.returncode != 0:
        raise Fault(f"{' '.join(command)}:\n{result.stderr}")
    return result.stdout


def plain(text):
    """Without what the linker's names say of the options; the compiler marks such names by a star."""
    return re.sub(r"\*?(\btm_\w+?)_made_with_\w+", r"\1", text)


def read_graph(text):
    """From a .ci file: {function: frame or None where it is not known}, {function: callees}."""
    frames, calls = {}, {}
    text = plain(text)
    for title, label in re.findall(r'node: \{ title: "([^"]*)" label: "([^"]*)"', text):
        size = re.search(r"\\n(\d+) bytes \((\w+)\)", label)
        if size and size[2] != "static":
            raise Fault(f"{title} has a frame of no fixed size ({size[2]})")
        frames[title] = int(size[1]) if size else None
    for source, target in re.findall(r'edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"', text):
        calls.setdefault(source, set()).add(target)
    return frames, calls


def frame_of_code(name, lines):
    """The bytes that disassembled code pushes, at most, and whom it calls."""
    frame, callees = 0, set()
    for line in lines:
        fields = line.split("\t")
        code = fields[2].strip() if len(fields) > 2 else ""
        rest = re.sub(r"\s*[@;].*", "", fields[3]) if len(fields) > 3 else ""
        target = re.search(r"<([^>+]+)>", fields[3]) if len(fields) > 3 else None
        if code.startswith(("push", "stmdb")) and (code.startswith("push") or "sp!" in rest):
            frame += 4 * sum(1 + (int(last or first) - int(first)) if first else 1
                             for first, last in
                             re.findall(r"\br?(?:(\d+)(?:-r(\d+))?|lr|fp|ip|sl)\b",
                                        re.sub(r"^sp!, ", "", rest)))
        elif re.match(r"(sub|add)", code) and re.match(r"sp, (sp, )?#", rest):
            if code.startswith("sub"):
                frame += int(re.search(r"#(\d+)", rest)[1])
        elif re.search(r"\[sp, #-(\d+)\]!", rest):
            frame += int(re.search(r"\[sp, #-(\d+)\]!", rest)[1])
        elif re.match(r"(sp|sp!)\b", rest) and not code.startswith(("ldm", "pop")):
            raise Fault(f"{name}: {code} {rest}: what does that do to the stack?")
        if re.match(r"(bl|blx|b|b\w\w)(\.[nw])?$", code) and target and target[1] != name:
            callees.add(target[1])
    return frame, callees


def read_code(text, symbols):
    """From a disassembly and the list of symbols: {function: its lines}, by each of its names."""
    functions, lines = {}, None
    names = {}
    for address, name in re.findall(r"^(\w+) [Tt] (\w+)$", plain(symbols), re.M):
        names.setdefault(int(address, 16) & ~1, []).append(name)
    for line in plain(text).splitlines():
        start = re.match(r"([0-9a-f]+) <([^>]+)>:$", line)
        if start:
            lines = []
            for name in [start[2], *names.get(int(start[1], 16), [])]:
                functions[name] = lines
        elif lines is not None and "\t" in line:
            lines.append(line)
    return functions


def build(arguments, name, configuration, core, level):
    """Compiles and links one configuration: its frames, its calls, its entries."""
    folder = os.path.join(arguments.folder, f"{name}{level}-{core}")
    os.makedirs(folder, exist_ok=True)
    gcc = arguments.prefix + "gcc"
    flags = [f"-mcpu={core}", "-mthumb", "-std=c99", level, "-ffunction-sections",
             "-D" + arguments.define,
             "-I" + os.path.join(arguments.root, "include"), "-I" + configuration,
             "-I" + os.path.join(arguments.root, "src"),
             "-I" + os.path.join(arguments.root, "platform")]
    source = arguments.source or os.path.join(arguments.root, "src", "tinymem.c")
    run(gcc, *flags, "-fstack-usage", "-fcallgraph-info=su", "-c", source, "-o", "library.o",
        cwd=folder)
    with open(os.path.join(folder, "library.ci"), encoding="utf-8") as file:
        frames, calls = read_graph(file.read())
    symbols = run(arguments.prefix + "nm", "library.o", cwd=folder)
    names = set(re.findall(r" [TW] (\w+)$", symbols, re.M)) - HOOKS
    entries = sorted(plain(name) for name in names)
    roots = [f"-Wl,-u,{name}" for name in sorted(names)]
    run(gcc, *flags, "--specs=nano.specs", "-nostartfiles", "-Wl,--gc-sections", "-Wl,-e,0", *roots,
        "library.o", "-o", "library.elf", cwd=folder)
    code = read_code(run(arguments.prefix + "objdump", "-d", "--no-show-raw-insn", "library.elf",
                         cwd=folder).replace(":\t", ":\t\t"),
                     run(arguments.prefix + "nm", "library.elf", cwd=folder))
    used = set(re.findall(r" U (\w+)$", symbols, re.M)) - HOOKS
    add_library_functions(frames, calls, code, used)
    return frames, calls, entries


def add_library_functions(frames, calls, code, used):
    """
    Adds what the graph does not know the frames of; and what it does not know at all (helpers that
    the compiler calls behind its own back) as called by every function.
    """
    unknown = [name for name, frame in frames.items() if frame is None] + list(used)
    hidden = {name for name in used if name not in frames}
    for name in unknown:
        if name in HOOKS or frames.get(name) is not None:
            continue
        frames[name], callees = frame_of_code(name, code.get(name, ())) # linked out: not called
        calls[name] = callees
        unknown += [callee for callee in callees if frames.get(callee) is None]
    for name in list(calls) + list(frames):
        if ":" in name or name.startswith("tm_"):
            calls.setdefault(name, set()).update(hidden)


def deepest(name, frames, calls, known, path):
    """The worst path from a function: (bytes, names)."""
    if name in path:
        raise Fault("recursion: " + " -> ".join([*path[path.index(name):], name]))
    if name in HOOKS:
        return 0, ()
    if name not in known:
        below = max((deepest(callee, frames, calls, known, [*path, name])
                     for callee in sorted(calls.get(name, ()))), default=(0, ()))
        known[name] = (frames[name] + below[0], (name.split(":")[-1], *below[1]))
    return known[name]


def measure(arguments, name, configuration, core, level):
    """Rows of the CSV file for one configuration."""
    frames, calls, entries = build(arguments, name, configuration, core, level)
    known = {}
    for function, callees in sorted(calls.items()):
        if INDIRECT in callees and not WALKERS.match(function):
            raise Fault(f"a call through a pointer in {function}")
    for function in sorted(frames):
        deepest(function, frames, calls, known, [])
    return [(name, core, level, entry, *known[entry]) for entry in entries]


def table(rows, configurations):
    """The tables of docs/BOUNDS.md."""
    first = configurations[0]
    columns = [(core, level) for core in CORES for level in LEVELS]
    sizes = {(name, core, level, call): size for name, core, level, call, size, _ in rows}
    head = " | ".join(f"{core} {level}" for core, level in columns)
    rule = "|---" * (len(columns) + 1) + "|"
    lines = [f"| call | {head} |", rule]
    for call in sorted({row[3] for row in rows if row[0] == first}):
        cells = " | ".join(str(sizes[first, core, level, call]) for core, level in columns)
        lines.append(f"| {call} | {cells} |")
    lines += ["", f"| the deepest call of | {head} |", rule]
    for name in configurations:
        cells = " | ".join(str(max(size for key, size in sizes.items() if key[:3] ==
                                   (name, core, level))) for core, level in columns)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines) + "\n"


def document(arguments, text):
    """Writes the table into docs/BOUNDS.md, or fails where the table there is another."""
    path = os.path.join(arguments.root, "docs", "BOUNDS.md")
    with open(path, encoding="utf-8") as file:
        old = file.read()
    before, rest = old.split(FIRST_MARK)
    _, after = rest.split(LAST_MARK)
    new = before + FIRST_MARK + text + LAST_MARK + after
    if arguments.write and new != old:
        with open(path, "w", encoding="utf-8") as file:
            file.write(new)
    elif new != old:
        version = run(arguments.prefix + "gcc", "-dumpfullversion").strip()
        if f"arm-none-eabi-gcc {version}" in old:
            raise Fault(f"docs/BOUNDS.md is stale (target docs-stack); now:\n{text}")
        print(f"docs/BOUNDS.md is of another compiler than {version}: not compared")


def parse():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True, help="the project")
    parser.add_argument("--folder", required=True, help="where to compile")
    parser.add_argument("--csv", help="writes every call of every configuration there")
    parser.add_argument("--limit", type=int, help="the most bytes that a call may take")
    parser.add_argument("--prefix", default="arm-none-eabi-", help="of the compiler's name")
    parser.add_argument("--source", help="instead of the library")
    parser.add_argument("--define", default="UNUSED", help="a macro for the source")
    parser.add_argument("--write", action="store_true", help="writes the table in docs/BOUNDS.md")
    parser.add_argument("configurations", nargs="+", metavar="NAME=CONFIGURATION")
    return parser.parse_args()


def main():
    """Measures all, writes, compares, judges."""
    arguments = parse()
    jobs = [(*each.split("=", 1), core, level)
            for each in arguments.configurations for core in CORES for level in LEVELS]
    try:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            rows = sum(pool.map(lambda job: measure(arguments, *job), jobs), [])
        if arguments.csv:
            with open(arguments.csv, "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(("configuration", "core", "level", "call", "bytes", "path"))
                writer.writerows((*row[:5], " ".join(row[5])) for row in rows)
        text = table(rows, [each.split("=", 1)[0] for each in arguments.configurations])
        print(text)
        worst = max(rows, key=lambda row: row[4])
        print(f"most: {worst[4]} bytes, {worst[3]} of {worst[0]} on {worst[1]} at {worst[2]}: "
              + " -> ".join(worst[5]))
        if arguments.limit and worst[4] > arguments.limit:
            raise Fault(f"{worst[4]} bytes are more than the limit, {arguments.limit}")
        if not arguments.source:
            document(arguments, text)
    except Fault as fault:
        print(f"stack: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
