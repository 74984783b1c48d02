# SPDX-License-Identifier: MIT
"""A linked program for Cortex-M: its functions, its instructions, and the lines they come from.

The instructions are read from the disassembler's listing (objdump -d), data from the file itself.
"""

import re
import struct
import subprocess
from bisect import bisect_right
from dataclasses import dataclass, field

LINE = re.compile(r"^\s*([0-9a-f]+):\t([0-9a-f]{4}(?: [0-9a-f]{4})?)\s*\t(\S+)\s*(.*)$")
LABEL = re.compile(r"^([0-9a-f]+) <([^>]+)>:$")
IT = re.compile(r"^it[te]{0,3}$")
# What the linker's names of the pool's functions say of its options: it is left out.
MADE_WITH = re.compile(r"(?<=\w)_made_with_\w+")


@dataclass
class Instruction:
    """An instruction where it stands."""

    address: int
    halves: tuple
    name: str           # without .n and .w
    operands: str
    condition: str = ""  # of an IT block: "t" or "e"
    chosen: str = ""     # the condition of the IT block itself
    decoded: object = None

    @property
    def end(self):
        """The address behind it."""
        return self.address + 2 * len(self.halves)

    @property
    def target(self):
        """The address that a branch names; None: none."""
        found = re.search(r"(?:^|, )([0-9a-f]+) <", self.operands)
        return int(found[1], 16) if found else None


@dataclass
class Function:
    """A function: its instructions by address."""

    name: str
    start: int
    instructions: dict = field(default_factory=dict)


def mark_conditions(instructions):
    """Notes which instructions an IT block makes conditional."""
    rows = list(instructions.values())
    for at, row in enumerate(rows):
        if IT.match(row.name):
            for each, letter in enumerate("t" + row.name[2:], 1):
                rows[at + each].condition = letter
                rows[at + each].chosen = row.operands


def read_listing(text):
    """The functions of a listing, by name. Of two with one name the second gets its address too."""
    functions = {}
    function = None
    for line in text.splitlines():
        if label := LABEL.match(line):
            name, start = MADE_WITH.sub("", label[2]), int(label[1], 16)
            name = f"{name}@{start:x}" if name in functions else name
            function = functions[name] = Function(name, start)
        elif (found := LINE.match(line)) and function and not found[3].startswith("."):
            address = int(found[1], 16)
            halves = tuple(int(half, 16) for half in found[2].split())
            operands = re.sub(r"\s*[@;].*$", "", found[4]) if "<" not in found[4] else found[4]
            function.instructions[address] = Instruction(
                address, halves, re.sub(r"\.[nw]$", "", found[3]), operands)
    for function in functions.values():
        mark_conditions(function.instructions)
    return functions


def read_segments(data):
    """What a program of 32 bits loads: pairs of an address and bytes."""
    offset, = struct.unpack_from("<I", data, 28)
    size, count = struct.unpack_from("<HH", data, 42)
    segments = []
    for each in range(count):
        kind, at, address, _, length = struct.unpack_from("<5I", data, offset + each * size)
        if kind == 1:
            segments.append((address, data[at:at + length]))
    return segments


def run(command, text=None):
    """What a command prints."""
    return subprocess.run(command, input=text, check=True, stdout=subprocess.PIPE,
                          text=True).stdout


class Program:
    """A program: its functions, its data, the source lines of its addresses."""

    def __init__(self, listing, segments=()):
        """`segments` are what it loads: pairs of an address and bytes."""
        self.functions = read_listing(listing)
        self.segments = segments
        self.starts = sorted((function.start, name) for name, function in self.functions.items())
        self.frames = {}

    def function_at(self, address):
        """The function that an address is in."""
        name = self.starts[bisect_right(self.starts, (address, "~")) - 1][1]
        return self.functions[name]

    def read(self, address, kind):
        """A number of the program's data: `kind` as in struct."""
        for start, data in self.segments:
            if start <= address < start + len(data):
                return struct.unpack_from("<" + kind, data, address - start)[0]
        raise ValueError(f"the program has nothing at {address:#x}")

    def frames_of(self, address):
        """Where an instruction comes from, outermost first: (function, file, line)."""
        return self.frames.get(address, [])


def load(file, tools):
    """A program from its file; `tools` is what the names of the toolchain's programs begin with."""
    return Program(run([f"{tools}objdump", "-d", "-z", str(file)]),
                   read_segments(file.read_bytes()))


def find_frames(program, file, tools, names):
    """Looks up where all instructions of these functions come from."""
    addresses = [address for name in names for address in program.functions[name].instructions]
    listing = run([f"{tools}addr2line", "-e", str(file), "-a", "-i", "-f"],
                  "".join(f"{address:x}\n" for address in addresses))
    frames = []
    lines = iter(listing.splitlines())
    for line in lines:
        if line.startswith("0x"):
            frames = program.frames[int(line, 16)] = []
            continue
        place, _, number = next(lines).rpartition(":")
        frames.insert(0, (MADE_WITH.sub("", line), place.rsplit("/", 1)[-1], int(re.match(r"\d*", number)[0] or 0)))
