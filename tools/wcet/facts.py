# SPDX-License-Identifier: MIT
"""Facts that the program alone does not show: facts.json.

    never      code that is not reached in a function
    not-both   code that is not reached after other code was
    library    the bounds of the loops of a function of the C library, in the order of addresses
    given      the parameters of a call

Code is named by functions, inlined or called, the outer ones first: "slots_ready > slot_make" is
what comes of slot_make where slots_ready calls it. "bins_find @ TEXT" is what comes of the lines of
bins_find that hold the text. A fact that names none is told. Each says why.
"""

import re

from flow import FlowError
from parts import components, is_loop
from source import PARAMETERS

# What names code in a fact.
CODES = ("code", "first", "then")


def plain(name):
    """A function's name without what the compiler put to it."""
    return re.sub(r"[.@].*", "", name)


class Facts:
    """The facts, for one program."""

    def __init__(self, facts, sources=None, steps="step_"):
        """A way that comes to a function step_NAME first gets that name as its mark."""
        self.facts = facts
        self.sources = sources
        self.steps = steps
        self.events = {}
        self.marking = set()
        if sources:
            self.check("\n".join("\n".join(lines) for lines in sources.texts.values()))

    def check(self, text):
        """Raises FlowError where a fact names a function or a line that the sources have not."""
        codes = [fact[word] for fact in self.facts for word in CODES if word in fact]
        for code in codes:
            functions, _, line = code.partition(" @ ")
            for name in functions.split(" > "):
                if not re.search(rf"\b{name}\(", text):
                    raise FlowError(f"facts.json names {name}: the sources have no such function")
            if line not in text:
                raise FlowError(f"facts.json names {line!r}: the sources have no such line")

    def of(self, kind, function):
        """The facts of a kind on a function."""
        return [fact for fact in self.facts if fact["kind"] == kind and
                fact.get("function", plain(function)) == plain(function)]

    def is_at(self, code, names, frames):
        """Whether the functions of an instruction, and its line, are those."""
        functions, _, text = code.partition(" @ ")
        rest = iter(names)
        if not all(name in rest for name in functions.split(" > ")):
            return False
        return not text or bool(frames) and text in self.sources.line(*frames[-1][1:])

    def event(self, function, program, address, callee):
        """What is met at an instruction: (never, sets, forbids, mark)."""
        if (function, address) not in self.events:
            frames = program.frames_of(address)
            names = [plain(frame[0]) for frame in frames] or [plain(function)]
            names += [plain(callee)] if callee else []
            here = names, frames
            never = any(self.is_at(fact["code"], *here) for fact in self.of("never", function))
            pairs = self.of("not-both", function)
            sets = frozenset(fact["first"] for fact in pairs if self.is_at(fact["first"], *here))
            forbids = {fact["first"] for fact in pairs if self.is_at(fact["then"], *here)}
            mark = next((name for name in names if name.startswith(self.steps)), "")
            mark = mark if plain(function) in self.marking else ""
            self.events[function, address] = never, sets, forbids, mark
        return self.events[function, address]

    def meet(self, function, program, address, callee, met):
        """What was met on a way, with an instruction more; None: the way can't be."""
        never, sets, forbids, mark = self.event(function, program, address, callee)
        been, marked = met
        if never or been & forbids:
            return None
        return been | sets, marked or mark

    def told(self, been):
        """Of what was met on a way that which the facts on other functions ask for."""
        return frozenset(fact["first"] for fact in self.facts
                         if "function" not in fact and fact.get("first") in been)

    def given(self, caller, callee, numbers):
        """The parameters of a call that are known: pairs."""
        return tuple((name, numbers[text]) for fact in self.of("given", caller)
                     if fact["callee"] == plain(callee)
                     for name, text in sorted(fact["values"].items()))

    def library_bound(self, graph, part):
        """The bound of a loop of the C library, None: it is not of there."""
        for fact in self.of("library", graph.name):
            return fact["bounds"][self.rank(graph, part)]
        return None

    @staticmethod
    def rank(graph, part):
        """How many loops of a function begin before that one."""
        loops = [other for other in components(graph, set(graph.next), [graph.entry])
                 if is_loop(graph, other)]
        return sorted(map(min, loops)).index(min(part))

    def expressions(self):
        """The expressions that stand in facts."""
        found = [text for fact in self.facts for text in fact.get("values", {}).values()]
        return found + [bound for fact in self.facts for bound in fact.get("bounds", [])
                        if not bound.startswith(PARAMETERS)]
