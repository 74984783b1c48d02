# SPDX-License-Identifier: MIT
"""The graph of a function: which instruction may come after which, and what each takes.

A node is an instruction's address and, inside an IT block, whether its condition held ("t") or not
("e"): so the block is two ways. What an instruction takes depends on the one before: where several
may be, the worst counts.
"""

import re
from dataclasses import dataclass, field

from timing import NOTHING

CONDITIONS = "eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le"
BRANCH = re.compile(rf"^b({CONDITIONS})?$")
ZERO_BRANCH = re.compile(r"^cbn?z$")
# The functions that a call by register may lead to are not known: they are a parameter.
CALLBACK = "visit"
# What ends the program: a way that comes there takes nothing more, and never returns.
STOP = "udf"
RETURN = None


class FlowError(Exception):
    """The program does something that the analysis does not know. Its text is for a person."""


@dataclass
class Graph:
    """The graph of one function."""

    name: str
    entry: tuple
    next: dict = field(default_factory=dict)    # node: [(node or RETURN, taken)]
    callee: dict = field(default_factory=dict)  # node: the function that it calls
    takes: dict = field(default_factory=dict)   # (node, taken): cycles
    decoded: dict = field(default_factory=dict)  # node: what timing.py makes of it


def leaves(row):
    """Whether an instruction writes to pc without saying where to."""
    if row.name.startswith(("pop", "ldm")):
        return re.search(r"\bpc\}", row.operands) is not None
    if row.name.startswith("bx"):
        return True
    return row.operands.startswith("pc,") and row.name.startswith(("ldr", "mov", "add"))


def is_return(row):
    """Whether it goes back to the caller."""
    if row.name.startswith(("pop", "ldm")):
        return True
    return row.name.startswith("bx") or "[sp]" in row.operands or row.operands == "pc, lr"


def before(rows, row, pattern, name):
    """The last instruction in front of `row` that is like that."""
    for other in reversed([other for other in rows if other.address < row.address][-40:]):
        if re.match(name, other.name) and re.search(pattern, other.operands):
            return other
    raise FlowError(f"{row.address:#x}: a jump by a table that is not understood")


def table_length(rows, row, register):
    """How many entries a table of jumps has: the comparison in front of it tells."""
    compared = before(rows, row, rf"^{register}, #\d+", "cmp")
    return int(re.search(r"#(\d+)", compared.operands)[1]) + 1


def short_table(program, rows, row):
    """The targets of TBB or TBH."""
    register = re.match(r"\[pc, (\w+)", row.operands)[1]
    size, kind = (2, "H") if row.name == "tbh" else (1, "B")
    return {row.end + 2 * program.read(row.end + size * each, kind)
            for each in range(table_length(rows, row, register))}


def long_table(program, rows, row):
    """The targets of MOV pc, as ARMv6-M has it: address, shift, load, jump."""
    register = row.operands.split(", ")[1]
    load = before(rows, row, rf"^{register}, \[\w+, \w+\]", "ldr")
    parts = re.match(r"\w+, \[(\w+), (\w+)\]", load.operands)
    base = before(rows, row, rf"^{parts[1]}, \[pc", "ldr")
    shift = before(rows, row, rf"^{parts[2]}, \w+, #2", "lsls")
    table = program.read(int(re.search(r"\(([0-9a-f]+) <", base.operands)[1], 16), "I")
    length = table_length(rows, row, shift.operands.split(", ")[1])
    return {program.read(table + 4 * each, "I") & ~1 for each in range(length)}


def near_table(program, rows, row):
    """The targets of LDR pc from a table behind it, as ARMv7-M has it: address, load."""
    base, register = re.match(r"pc, \[(\w+), (\w+), lsl #2\]", row.operands).groups()
    start = before(rows, row, rf"^{base}, pc, #\d+", "add")
    table = (start.address + 4 & ~3) + int(re.search(r"#(\d+)", start.operands)[1])
    length = table_length(rows, row, register)
    return {program.read(table + 4 * each, "I") & ~1 for each in range(length)}


# libgcc's functions that jump by a table behind their call: of bytes or halves in units of 2 bytes,
# or of words; u: without a sign, s: with one.
CASE = re.compile(r"__gnu_thumb1_case_(uqi|sqi|uhi|shi|si)$")
CASE_ENTRIES = {"uqi": ("B", 1, 2), "sqi": ("b", 1, 2), "uhi": ("H", 2, 2), "shi": ("h", 2, 2),
                "si": ("i", 4, 1)}


def called_table(program, rows, row, which):
    """The targets of such a call: the table begins behind it, a word's at a multiple of 4."""
    kind, size, unit = CASE_ENTRIES[which]
    table = row.end + 3 & ~3 if which == "si" else row.end
    return {table + unit * program.read(table + size * each, kind)
            for each in range(table_length(rows, row, "r0"))}


class Builder:
    """Builds the graph of one function."""

    def __init__(self, program, timing, function):
        self.program = program
        self.timing = timing
        self.function = function
        self.rows = list(function.instructions.values())
        self.follower = {row.address: after for row, after in zip(self.rows, self.rows[1:])}
        self.graph = Graph(function.name, (function.start, ""))

    def after(self, row, variant):
        """The nodes that come after an instruction that does not branch."""
        follower = self.follower.get(row.address)
        if follower is None:
            raise FlowError(f"{self.function.name} runs out of its end")
        if not follower.condition:
            return [((follower.address, ""), False)]
        if row.condition and variant:
            return [((follower.address, variant), False)]
        return [((follower.address, each), False) for each in "te"]

    def go(self, node, address):
        """A branch to an address: inside the function, or to another one that returns for it."""
        if address in self.function.instructions and address != self.function.start:
            return [((address, ""), True)]
        self.graph.callee[node] = self.program.function_at(address).name
        return [(RETURN, True)]

    def branch(self, node, row):
        """What follows an instruction that is a branch and does it; None: it is none."""
        if row.name in ("tbb", "tbh"):
            return [((target, ""), True) for target in short_table(self.program, self.rows, row)]
        if leaves(row) and is_return(row):
            return [(RETURN, True)]
        if leaves(row) and "lsl #2]" in row.operands:
            return [((target, ""), True) for target in near_table(self.program, self.rows, row)]
        if leaves(row):
            return [((target, ""), True) for target in long_table(self.program, self.rows, row)]
        if ZERO_BRANCH.match(row.name):
            return self.go(node, row.target) + self.after(row, "")
        return self.plain_branch(node, row)

    def plain_branch(self, node, row):
        """The same for B and BL; ARMv6-M uses BL for far jumps too."""
        if row.name == "bl":
            if row.target in self.function.instructions and row.target != self.function.start:
                return [((row.target, ""), True)]
            callee = self.graph.callee[node] = self.program.function_at(row.target).name
            if case := CASE.match(callee):
                return [((target, ""), True)
                        for target in called_table(self.program, self.rows, row, case[1])]
            return [(to, True) for to, _ in self.after(row, node[1])]
        if row.name == "blx":
            self.graph.callee[node] = CALLBACK
            return [(to, True) for to, _ in self.after(row, node[1])]
        found = BRANCH.match(row.name)
        if not found:
            return None
        nodes = self.go(node, row.target)
        return nodes if row.condition or not found[1] else nodes + self.after(row, "")

    def build(self):
        """The graph: all nodes that can be reached, and what they take."""
        todo = [self.graph.entry]
        while todo:
            node = todo.pop()
            if node in self.graph.next:
                continue
            address, variant = node
            row = self.function.instructions[address]
            found = self.branch(node, row) if variant in ("", row.condition) else None
            stops = row.name == STOP
            self.graph.next[node] = [] if stops else found or self.after(row, variant)
            todo += [to for to, _ in self.graph.next[node] if to is not RETURN]
        self.add_times()
        return self.graph

    def decoded(self, address):
        """An instruction as the model of cycles sees it."""
        row = self.function.instructions[address]
        if row.decoded is None:
            row.decoded = self.timing.decode(row.halves)
        return row.decoded

    def add_times(self):
        """What each node takes, taken or not, after the worst that can be before it."""
        previous = {self.graph.entry: [NOTHING]}
        for node, followers in self.graph.next.items():
            was = NOTHING if node in self.graph.callee else self.decoded(node[0])
            for to, _ in followers:
                previous.setdefault(to, []).append(was)
        for node, followers in self.graph.next.items():
            row = self.function.instructions[node[0]]
            self.graph.decoded[node] = self.decoded(node[0])
            done = node[1] in ("", row.condition)
            for taken in {taken for _, taken in followers}:
                self.graph.takes[node, taken] = max(
                    self.timing.cycles(was, self.decoded(node[0]), taken, done)
                    for was in previous[node])


def graph_of(program, timing, name):
    """The graph of a function."""
    return Builder(program, timing, program.functions[name]).build()
