# SPDX-License-Identifier: MIT
"""The longest way through a function, with all that it calls.

What a loop takes is the bound of its rounds times its longest round, once more the way in and the
way out. Facts (facts.json) leave out ways that can't be. Each result keeps its way, to be shown.
"""

import re
from dataclasses import dataclass, field

import cost
import parts
import values as known_values
from flow import CALLBACK, RETURN, FlowError, graph_of
from facts import plain
from source import PARAMETERS
from values import NOTHING_KNOWN

ZERO = (cost.constant(0), None)
# Instructions of a loop that may bear a line from elsewhere: moves between registers, joined ends.
STRAYS = 2
# Rounds of loops up to that number are followed one by one.
FEW = 5
FREE_WAY = (frozenset(), "", NOTHING_KNOWN)


def keep(values):
    """Of pairs of a cost and a way those that no other covers."""
    kept = []
    for value in values:
        if any(cost.covers(other[0], value[0]) for other in kept):
            continue
        kept = [other for other in kept if not cost.covers(value[0], other[0])] + [value]
    if len(kept) > cost.MOST:
        return [(cost.cover([value[0] for value in kept]), kept[0][1])]
    return kept


def merge(into, values):
    """Adds values, which are sorted by what was met on the way, to others."""
    for met, more in values.items():
        into[met] = keep(into.get(met, []) + more)


@dataclass
class Loop:
    """A loop of the program: where its rounds are counted, and how many there can be."""

    head: tuple
    rounds: dict
    in_all: bool = False
    name: str = ""

    def few(self):
        """The number of its rounds, where it is small; None: it is not."""
        constant = set(self.rounds) <= {cost.CONSTANT} and not self.in_all
        number = self.rounds.get(cost.CONSTANT, 0)
        return int(number) if constant and number <= FEW else None


@dataclass
class Analysis:
    """What all functions of a program take at most.

    charged: a slice pays for each round of the loops that say so, and the number of rounds is a
    parameter; else it is their bound.
    """

    program: object
    timing: object
    sources: object                  # source.Loops
    numbers: dict                    # what the expressions of the bounds are
    facts: object                    # facts.Facts
    charged: bool = False
    graphs: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)
    loops: dict = field(default_factory=dict)
    deferred: dict = field(default_factory=dict)
    opaque: tuple = ()               # functions that are not looked into: each is a parameter
    given: dict = field(default_factory=dict)
    busy: set = field(default_factory=set)
    inside: list = field(default_factory=list)

    def graph(self, name):
        """The graph of a function."""
        if name not in self.graphs:
            self.graphs[name] = graph_of(self.program, self.timing, name)
        return self.graphs[name]

    def reach(self, names):
        """All functions that these call, and those that they call."""
        todo, found = list(names), set()
        while todo:
            name = todo.pop()
            if name not in found and name != CALLBACK:
                found.add(name)
                todo += self.graph(name).callee.values()
        return found

    def summary(self, name, given=()):
        """
        What a function takes at most: costs with their ways, by what it tells: what the facts of
        its callers ask for, and the constant that it returns. `given` are parameters that are
        known: pairs.
        """
        if name == CALLBACK or plain(name) in self.opaque:
            return {(frozenset(), None): [(cost.parameter(plain(name)), None)]}
        if name in self.busy:
            raise FlowError(f"{name} calls itself")
        if (name, given) not in self.known:
            self.busy.add(name)
            outer, self.given = self.given, dict(given)
            found = {}
            for (_, told), values in self.by_mark(name).items():
                found[told] = keep(found.get(told, []) + values)
            self.known[name, given] = found
            self.given = outer
            self.busy.remove(name)
        return self.known[name, given]

    def longest(self, name):
        """The same, whatever it returns."""
        return keep([value for values in self.summary(name).values() for value in values])

    def by_mark(self, name):
        """The same by the mark that its ways bear (see facts.py), and what they return."""
        graph = self.graph(name)
        outer = self.inside, self.deferred
        self.inside, self.deferred = [], {}
        found = {}
        outputs = self.solve(graph, set(graph.next), {graph.entry: {FREE_WAY: [ZERO]}})
        self.inside, self.deferred = outer
        for _, values in outputs:
            for (been, mark, (value, _)), more in values.items():
                name = mark, (self.facts.told(been), value)
                found[name] = keep(found.get(name, []) + more)
        return found

    def solve(self, graph, region, inputs):
        """The costs of all ways through a region: pairs of the node where they go, and values."""
        pending = {node: dict(values) for node, values in inputs.items()}
        outputs = []
        for part in parts.components(graph, region, list(inputs)):
            arrived = {node: pending.pop(node) for node in part if node in pending}
            if parts.is_loop(graph, part):
                gone = self.solve_loop(graph, part, arrived)
            else:
                gone = self.advance(graph, *next(iter(arrived.items()))) if arrived else []
            for to, values in gone:
                if to is not RETURN and to in region:
                    merge(pending.setdefault(to, {}), values)
                else:
                    outputs.append((to, values))
        return outputs

    def advance(self, graph, node, arrived):
        """The same for one node."""
        callee = graph.callee.get(node)
        row = self.program.functions[graph.name].instructions[node[0]]
        ways = {}
        for met, values in arrived.items():
            now = self.facts.meet(graph.name, self.program, node[0], callee, met[:2])
            if now is not None and self.may_be(row, node, met[2]):
                for been, known, more in self.work(graph, node, row, callee, met[2]):
                    ways.setdefault((now[0] | been, now[1], known), []).append((values, more))
        gone = []
        for to, taken in graph.next[node]:
            takes = cost.constant(graph.takes[node, taken])
            found = {met: self.sums(node, takes, callee, pairs) for met, pairs in ways.items()
                     if callee or known_values.may_go(row, met[2], taken)}
            if found:
                gone.append((to, found))
        return gone

    def meets(self, graph, node, met):
        """Whether a way may come to a node, by the facts."""
        callee = graph.callee.get(node)
        return self.facts.meet(graph.name, self.program, node[0], callee, met[:2]) is not None

    @staticmethod
    def sums(node, takes, callee, pairs):
        """The costs of ways, a node and what it calls more."""
        return keep([(cost.add(cost.add(was, takes), more), (node[0], takes, callee, inside, way))
                     for values, calls in pairs for was, way in values for more, inside in calls])

    @staticmethod
    def may_be(row, node, known):
        """Whether the condition of an IT block can be what the node says."""
        if not node[1]:
            return True
        holds = known_values.holds(row.chosen, known[1])
        return holds is None or holds == (node[1] == "t")

    def work(self, graph, node, row, callee, known):
        """What an instruction does: what is met, what is known then, what its call takes."""
        if callee:
            return [(been, (value, None), calls)
                    for (been, value), calls in self.called(graph, callee).items()]
        if node[1] in ("", row.condition):
            known = known_values.after(row, graph.decoded[node], known)
        return [(frozenset(), known, [ZERO])]

    def called(self, graph, callee):
        """What a call takes, with what the facts say of its parameters."""
        return self.summary(callee, self.facts.given(graph.name, callee, self.numbers))

    def solve_loop(self, graph, part, arrived):
        """The same for a loop: `arrived` are the values at each node where it is entered."""
        loop = self.loop(graph, part)
        inner = part - {loop.head}
        if loop.name in self.inside:
            raise FlowError(f"{loop.name}: {graph.name} has two loops of it, in each other")
        self.inside.append(loop.name)
        rounds = self.rounds(graph, loop, inner)  # and notes what inner loops take in all
        arrived = {node: self.with_deferred(values) for node, values in arrived.items()}
        if loop.in_all and len(self.inside) > 1:
            self.deferred[loop.head] = rounds
            rounds = []
        outputs = self.pass_loop(graph, loop, inner, arrived, rounds or [ZERO])
        self.inside.pop()
        if not self.inside:
            self.deferred = {}
        return outputs

    def rounds(self, graph, loop, inner):
        """What all rounds of a loop take."""
        first = self.advance(graph, loop.head, {FREE_WAY: [ZERO]})
        gone = first + self.solve(graph, inner, self.collect(first, inner))
        return keep([(cost.multiply(each, loop.rounds), ("loop", loop, way))
                     for to, values in gone if to == loop.head
                     for met, ways in values.items() if self.meets(graph, loop.head, met)
                     for each, way in ways])

    def with_deferred(self, values):
        """The values, with what inner loops take in all; where this is the outermost loop."""
        if len(self.inside) == 1:
            for extra in self.deferred.values():
                values = self.plus(values, extra)
        return values

    @staticmethod
    def plus(values, extra):
        """The values, each with each of some costs more."""
        return {met: keep([(cost.add(was, more), ("plus", way, more_way))
                           for was, way in ways for more, more_way in extra])
                for met, ways in values.items()}

    @staticmethod
    def collect(outputs, region):
        """Of outputs those that stay in a region, by node."""
        found = {}
        for to, values in outputs:
            if to is not RETURN and to in region:
                merge(found.setdefault(to, {}), values)
        return found

    def pass_loop(self, graph, loop, inner, arrived, rounds):
        """In, round as often as can be, and out: round by round, where they are few."""
        head = dict(arrived.get(loop.head, {}))
        aside = {node: values for node, values in arrived.items() if node != loop.head}
        outputs = self.solve(graph, inner, aside) if aside else []
        merge(head, self.collect(outputs, {loop.head}).get(loop.head, {}))
        few = loop.few()
        if few is None:
            head = self.plus(head, rounds)
        elif few < 0:
            head = {}
        for _ in range((few or 0) + 1):
            leaving = self.advance(graph, loop.head, head)
            more = self.solve(graph, inner, self.collect(leaving, inner))
            more += [(to, values) for to, values in leaving if to not in inner]
            outputs += more
            head = self.collect(more, {loop.head}).get(loop.head, {})
            if not head:
                break
        return [(to, values) for to, values in outputs if to != loop.head]

    def loop(self, graph, part):
        """The loop that a component is."""
        name = frozenset(part), frozenset(self.given.items())
        if name not in self.loops:
            self.loops[name] = self.find_loop(graph, part)
        return self.loops[name]

    def find_loop(self, graph, part):
        """Its head, and how often it comes back there: by the facts, where it is not of src/."""
        library = self.facts.library_bound(graph, part)
        if library:
            head = self.feedback(graph, part, sorted(parts.entries(graph, part)))
            once = self.tests_at_end(graph, part, head)
            return self.counted(head, self.polynomial(library), once, library)
        source, depth = self.source_of(graph, part)
        if source.bound is None:
            raise FlowError(f"{source.place}: no bound stands at the loop")
        head, once = self.head(graph, part, source, depth)
        paid = self.charged and source.charge
        rounds = cost.parameter(source.charge) if paid else self.polynomial(source.bound)
        return self.counted(head, rounds, once, source.place, source.in_all)

    @staticmethod
    def counted(head, rounds, once, name, in_all=False):
        """A loop of that many rounds. `once`: its head is passed once in each, and not more."""
        back = cost.add(rounds, {cost.CONSTANT: -1}) if once else rounds
        return Loop(head, {name: by for name, by in back.items() if by}, in_all, name)

    def polynomial(self, bound):
        """The cost that a bound's text is: a constant, or `parameter [/ number]`."""
        found = re.fullmatch(r"(\w+)(?: / (\d+))?", bound)
        if found and found[1] in self.given:
            return cost.constant(self.given[found[1]] // int(found[2] or 1))
        if found and found[1] in PARAMETERS:
            return {name: by / int(found[2] or 1) for name, by in cost.parameter(found[1]).items()}
        return cost.constant(self.numbers[bound])

    def frames(self, part):
        """Where the nodes of a part come from."""
        return [frames for frames in map(self.program.frames_of, {node[0] for node in part})
                if frames and frames[-1][2]]

    def source_of(self, graph, part):
        """The innermost loop of the sources that all of a part is in, and its frame's depth."""
        frames = self.frames(part)
        for depth in reversed(range(max(map(len, frames), default=0))):
            around = [self.sources.around(*each[depth][1:]) for each in frames if len(each) > depth]
            around = [loops for loops in around if loops]
            if 2 * len(around) <= len(frames):
                continue
            best = max((loop for loops in around for loop in reversed(loops)),
                       key=lambda loop: (sum(loop in loops for loops in around), -loop.lines))
            if sum(best not in loops for loops in around) <= STRAYS:
                return best, depth
        first = min(node[0] for node in part)
        raise FlowError(f"{graph.name}: no loop of the sources is the one at {first:#x}")

    def holds_others(self, part, source, depth):
        """Whether a part holds other loops of the sources too."""
        for frames in self.frames(part):
            for at, (_, file, line) in enumerate(frames):
                for loop in self.sources.around(file, line) if at >= depth else []:
                    outside = at == depth and loop.first <= source.first and \
                        loop.last >= source.last
                    if not outside:
                        return True
        return False

    def head(self, graph, part, source, depth):
        """
        A node that each round passes, and whether it is passed once in each and not more: what does
        the loop's work is; what tests its condition may be passed once more.
        """
        starts = sorted(parts.entries(graph, part))
        if self.holds_others(part, source, depth):
            if len(starts) != 1:
                raise FlowError(f"{graph.name}: loops in a loop with two entries, {starts}")
            return starts[0], self.tests_at_end(graph, part, starts[0])
        works = [node for node in sorted(part) if self.is_work(graph, node, source, depth)]
        head = self.feedback(graph, part, works)
        if head:
            return head, True
        head = self.feedback(graph, part, starts + sorted(part))
        return head, self.tests_at_end(graph, part, head)

    @staticmethod
    def feedback(graph, part, nodes):
        """The first of the nodes that all rounds pass; None: there is none."""
        return next((node for node in nodes if parts.is_simple(graph, part - {node})), None)

    def is_work(self, graph, node, source, depth):
        """
        Whether an instruction is of the body of a loop, and not one that the compiler may put in
        front of the test: it stores, calls or branches.
        """
        frames = self.program.frames_of(node[0])
        line = frames[depth][2] if len(frames) > depth else 0
        if not source.first <= line <= source.last or line in source.condition:
            return False
        row = self.program.functions[graph.name].instructions[node[0]]
        return row.name.startswith("st") or node in graph.callee or len(graph.next[node]) > 1

    @staticmethod
    def tests_at_end(graph, part, head):
        """Whether a loop is left at the end of a round only."""
        ends = {node for node in part if head in parts.followers(graph, node, part)}
        leaving = {node for node in part
                   if any(to is RETURN or to not in part for to, _ in graph.next[node])}
        return leaving <= ends and parts.entries(graph, part) == {head}
