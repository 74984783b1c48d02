# SPDX-License-Identifier: MIT
"""The loops of the sources, and the bound that stands in a comment at each of them.

The comment stands on the loop's first line, on the line of its condition, or alone right above:

    for (..) { /* bound: LOOKS */             as many rounds at most, each time it is entered
    while (..)  /* bound: n */                n: nodes of the chain; bytes: of the block
    while (..)  /* bound: n in all */         of all times that the loop around enters it
    while (..)  /* bound: 16, COST_NODE each */   and a slice is charged so much for each
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from flow import FlowError

BOUND = re.compile(r"/\* bound: ([^*,]+?)( in all)?(?:, (\w+) each)?(?:[:;][^*]*)? \*/")
TOKEN = re.compile(r"\b(for|while|do)\b|[{};()]")

# What a bound may count that the build does not know.
PARAMETERS = ("n", "bytes", "steps")


@dataclass
class SourceLoop:
    """A loop of a source file: its lines, those of its condition, its bound."""

    file: str
    first: int
    last: int
    condition: range
    bound: str = None
    in_all: bool = False
    charge: str = None

    @property
    def lines(self):
        """How many lines it has."""
        return self.last - self.first + 1

    @property
    def place(self):
        """Where it stands."""
        return f"{self.file}:{self.first}"


def blank(match):
    """Spaces in the place of a text, so that all stays where it is."""
    return re.sub(r"[^\n]", " ", match[0])


def bare(text):
    """The text without comments, strings and the preprocessor's lines."""
    text = re.sub(r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", blank, text, flags=re.S)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*$", blank, text, flags=re.M)


class Scanner:
    """Finds the loops of one file."""

    def __init__(self, file):
        self.file = file.name
        self.text = file.read_text(encoding="utf-8")
        self.bare = bare(self.text)
        self.loops = []
        at = 0
        while found := re.compile(r"\b(for|while|do)\b").search(self.bare, at):
            at = self.statement(found.start())

    def line(self, at):
        """The number of the line that a position is in."""
        return self.text.count("\n", 0, at) + 1

    def close(self, at, pair):
        """The position behind the bracket that closes the one at `at`."""
        depth = 0
        for found in re.compile("[" + re.escape(pair) + "]").finditer(self.bare, at):
            depth += 1 if found[0] == pair[0] else -1
            if depth == 0:
                return found.end()
        raise FlowError(f"{self.file}:{self.line(at)}: {pair[0]} is not closed")

    def statement(self, at):
        """Notes the loops of the statement that begins at `at`; the position behind it."""
        at = re.compile(r"\s*").match(self.bare, at).end()
        word = re.compile(r"(for|while|do|if|switch|else)\b").match(self.bare, at)
        if self.bare[at] == "{":
            return self.block(at)
        if not word:
            return self.bare.index(";", at) + 1
        if word[1] in ("do", "else"):
            end = self.statement(word.end())
            return self.do_while(at, end) if word[1] == "do" else end
        head = self.close(self.bare.index("(", at), "()")
        end = self.statement(head)
        if word[1] in ("for", "while"):
            self.note(at, end, range(self.line(at), self.line(head) + 1))
        elif other := re.compile(r"\s*else\b").match(self.bare, end):
            end = self.statement(other.end())
        return end

    def block(self, at):
        """The same for what stands in braces."""
        end = self.close(at, "{}")
        at += 1
        while found := re.compile(r"\b(for|while|do)\b").search(self.bare, at, end):
            at = self.statement(found.start())
        return end

    def do_while(self, at, end):
        """The end of a DO."""
        head = self.bare.index("(", end)
        close = self.close(head, "()")
        self.note(at, close, range(self.line(head), self.line(close) + 1))
        return close

    def note(self, at, end, condition):
        """A loop was found: with its bound."""
        loop = SourceLoop(self.file, self.line(at), self.line(end), condition)
        lines = self.text.splitlines()
        near = [lines[number - 1] for number in (loop.first, *condition)]
        if loop.first > 1 and lines[loop.first - 2].lstrip().startswith("/*"):
            near.append(lines[loop.first - 2])
        found = next(filter(None, map(BOUND.search, near)), None)
        if found:
            loop.bound, loop.in_all, loop.charge = found[1], bool(found[2]), found[3]
        self.loops.append(loop)


class Loops:
    """The loops of all files of a folder."""

    def __init__(self, folder):
        scanners = {file.name: Scanner(file) for file in sorted(folder.rglob("*.[ch]"))}
        self.of_file = {name: scanner.loops for name, scanner in scanners.items()}
        self.texts = {name: scanner.text.splitlines() for name, scanner in scanners.items()}

    def all(self):
        """All of them."""
        return [loop for loops in self.of_file.values() for loop in loops]

    def line(self, file, number):
        """The text of a line; none, where the file is not one of these."""
        return self.texts[file][number - 1] if file in self.texts else ""

    def around(self, file, line):
        """The loops that a line is in, the innermost first."""
        found = [loop for loop in self.of_file.get(file, []) if loop.first <= line <= loop.last]
        return sorted(found, key=lambda loop: loop.last - loop.first)


def evaluate(compiler, source, expressions):
    """
    What C expressions are in the build of a pool. Those that name what its options leave out (the
    steps of the other COMPACTOR) are left out too.
    """
    lines = [f'#include "{source}"']
    lines += [f"const unsigned long bounds_{each} = (unsigned long)({expression});"
              for each, expression in enumerate(expressions)]
    done = subprocess.run([*compiler, "-w", "-S", "-x", "c", "-", "-o", "-"],
                          input="\n".join(lines), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)
    missing = set(re.findall(r"'(?:struct )?(\w+)'(?: undeclared|\n)", done.stderr))
    some = [each for each in expressions if not missing & set(re.findall(r"\w+", each))]
    if done.returncode != 0 and len(some) < len(expressions):
        return evaluate(compiler, source, some)
    if done.returncode != 0:
        raise FlowError(f"a bound can't be computed:\n{done.stderr}")
    values = {}
    for each, expression in enumerate(expressions):
        found = re.search(rf"^bounds_{each}:\n\s*\.(word|long|space)\s+(\d+)", done.stdout, re.M)
        values[expression] = 0 if found[1] == "space" else int(found[2])
    return values


def main(folder):
    """Whether each loop of the sources has a bound: those that have none are printed."""
    bare_loops = [loop.place for loop in Loops(folder).all() if not loop.bound]
    for place in bare_loops:
        print(f"source: no bound stands at the loop {place}", file=sys.stderr)
    return 1 if bare_loops else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: source.py DIR: fails where a loop of DIR has no comment with its bound")
    sys.exit(main(Path(sys.argv[1])))
