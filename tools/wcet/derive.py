# SPDX-License-Identifier: MIT
"""Derives the bounds of a program: of each call, and of each step of the compactor."""

import json
import re
from pathlib import Path

import cost
import source
from facts import Facts, plain
from flow import CALLBACK, FlowError
from longest import Analysis, keep
import program
from timing import Timing

HERE = Path(__file__).resolve().parent

CALLS = ("tm_alloc", "tm_calloc", "tm_free", "tm_realloc", "tm_sizeof", "tm_valid", "tm_check",
         "tm_pin", "tm_unpin", "tm_stats", "tm_verify", "tm_walk", "tm_reset")
# What the program's own visitor is called, and what lays the table: it runs once.
VISITOR = "visit_nothing"
FIRST = "heap_start"

# A row of the tables PHASES and STAGES: what a kind of step costs, and for how many looks at the
# list of pins it pays. The tables of COMPACTOR slide stand first, apart from the others.
ROW = re.compile(r"^    row\(\w+, +COST_(\w+), +(\d),", re.M)
TABLES = re.compile(r"#define PHASES\(row\).*?\n#(?:else|endif)", re.S)
STEP = "one_step"
# The step that copies.
COPIES = {False: "FLY", True: "SLIDE"}
# The rounds of loops that look at the list of pins once, and pay for it.
LOOKS = {"COST_SCAN_NODE", "COST_SLIDE_NODE"}
# Bytes that a slice is asked the price of, to know what one byte costs.
MANY_BYTES = 3200


class Deriver:
    """Makes analyses of one program."""

    def __init__(self, entry, options):
        file = Path(entry["program"])
        self.program = program.load(file, options.tools)
        self.timing = Timing(options.timing, options.core)
        self.sources = source.Loops(options.source)
        self.facts = json.loads((HERE / "facts.json").read_text(encoding="utf-8"))
        compiler = [*options.compiler.split(), *entry["flags"].split()]
        self.slides = bool(source.evaluate(compiler, entry["source"], ["TM_COMPACTOR_SLIDE"])
                           ["TM_COMPACTOR_SLIDE"])
        self.looks = self.looks_of(options.source)
        bounds = [loop.bound for loop in self.sources.all()
                  if loop.bound and not loop.bound.startswith(source.PARAMETERS)]
        charges = [loop.charge for loop in self.sources.all() if loop.charge]
        costs = [f"COST_{name}" for name in (*self.looks, "STEP", "CALL", "SLICE", "PINS")]
        asked = [*bounds, *charges, *costs, "TM_PINS", "PIN_BIT", f"COST_OF_COPY({MANY_BYTES})",
                 *Facts(self.facts).expressions()]
        self.numbers = source.evaluate(compiler, entry["source"], sorted(set(asked)))
        for name in (*CALLS, "tm_thread", VISITOR):
            if name not in self.program.functions:
                raise FlowError(f"{entry['program']} has no function {name}")
        reached = self.analysis().reach([*CALLS, "tm_thread"])
        program.find_frames(self.program, file, options.tools, reached)

    def looks_of(self, sources):
        """For how many looks at the list of pins each kind of step pays."""
        texts = (file.read_text(encoding="utf-8") for file in sorted(sources.rglob("*.h")))
        slide, full = (table for text in texts for table in TABLES.findall(text))
        return {name: int(looks) for name, looks in ROW.findall(slide if self.slides else full)}

    def analysis(self, without=(), charged=False, opaque=()):
        """An analysis; `without` are functions that are not called."""
        facts = Facts(self.facts + [{"kind": "never", "code": name} for name in without],
                      self.sources)
        return Analysis(self.program, self.timing, self.sources, self.numbers, facts, charged,
                        opaque=opaque)


def as_json(costs):
    """Costs as JSON: lists of pairs of the names of the parameters, and a number."""
    return [[[" ".join(names), float(by)] for names, by in sorted(each.items())] for each in costs]


def from_json(rows):
    """The costs again."""
    return [{tuple(names.split()): by for names, by in row} for row in rows]


def calls_of(deriver):
    """The bounds of all calls: that of the first call, which lays the table, stands apart."""
    later = deriver.analysis(without=(FIRST,))
    first = deriver.analysis()
    found = {}
    for name in CALLS:
        found[name] = cost.largest([each for each, _ in later.longest(name)])
        all_ways = cost.largest([each for each, _ in first.longest(name)])
        if all_ways != found[name]:
            found[f"{name}, the first call"] = all_ways
    return found


def steps_of(deriver):
    """What a step of each phase takes at most, with tm_thread's round around it; and a call."""
    around = deriver.analysis(charged=True, opaque=(STEP,)).longest("tm_thread")
    around = cost.cover([each for each, _ in around])
    analysis = deriver.analysis(charged=True)
    analysis.facts.marking.add(STEP)
    name = next(name for name in deriver.program.functions if plain(name) == STEP)
    by_mark = {}
    for (mark, _), values in analysis.by_mark(name).items():
        by_mark[mark] = keep(by_mark.get(mark, []) + values)
    round_takes = {(): around[("steps",)]}
    steps = {}
    for phase in deriver.looks:
        mark = f"step_{phase.lower()}"
        if mark not in by_mark:
            raise FlowError(f"no way leads to {mark}")
        steps[phase] = [cost.add(each, round_takes) for each, _ in by_mark[mark]]
    once = cost.evaluate(around, {"steps": 1, STEP: 0})
    return steps, once


def charges_of(deriver):
    """What a slice pays for a step of each phase, for each round of its loops, for each byte."""
    numbers = deriver.numbers
    pins = numbers["COST_PINS"] if numbers["TM_PINS"] and not numbers["PIN_BIT"] else 0
    charges = {}
    for phase, looks in deriver.looks.items():
        charges[phase] = numbers[f"COST_{phase}"] + numbers["COST_STEP"] + looks * pins
    each = {"bytes": numbers[f"COST_OF_COPY({MANY_BYTES})"] / MANY_BYTES}
    for name in {loop.charge for loop in deriver.sources.all()} & numbers.keys():
        each[name] = numbers[name] + (pins if name in LOOKS else 0)
    return charges, each


def most_of(deriver, each):
    """The most of what is paid for one by one: rounds of loops, bytes that a slice can copy."""
    numbers = deriver.numbers
    most = {loop.charge: numbers[loop.bound] for loop in deriver.sources.all()
            if loop.charge in each}
    step = ("CALL", "STEP", COPIES[deriver.slides])
    left = numbers["COST_SLICE"] - sum(numbers[f"COST_{name}"] for name in step)
    return most | {"bytes": left / each["bytes"]}


def points(costs, charge, each, most):
    """
    What a step takes, and what it pays: with the fewest rounds or bytes and with the most, as both
    are straight in between.
    """
    for step in costs:
        names = {name for names in step for name in names}
        for many in (False, True):
            values = {name: most[name] if many else name != "bytes" for name in names}
            paid = charge + sum(each[name] * count for name, count in values.items())
            yield float(cost.evaluate(step, values)[()]), float(paid)


def phases_of(deriver):
    """The steps, with what is paid for them."""
    steps, once = steps_of(deriver)
    charges, each = charges_of(deriver)
    rows = []
    for phase, costs in steps.items():
        costs = cost.largest(costs)
        found = list(points(costs, charges[phase], each, most_of(deriver, each)))
        rows.append({"phase": phase, "derived": as_json(costs), "charged": charges[phase],
                     "left": min(paid - takes for takes, paid in found),
                     "ratio": max(takes / paid for takes, paid in found)})
    worst = max(row["ratio"] for row in rows)
    numbers = deriver.numbers
    steps_pay = numbers["COST_SLICE"] - numbers["COST_CALL"]
    return {"rows": rows, "each": each, "call": {"derived": float(once[()]),
                                                 "charged": numbers["COST_CALL"]},
            "slice": numbers["COST_SLICE"],
            "slice_derived": float(once[()]) + steps_pay * max(1.0, worst)}


def bounds_of(entry, options):
    """All bounds of a program, as JSON."""
    deriver = Deriver(entry, options)
    visit = deriver.analysis().longest(VISITOR)[0][0][()]
    calls = {name: as_json(costs) for name, costs in calls_of(deriver).items()}
    return {"config": entry["config"], "calls": calls, "visit": float(visit),
            "phases": phases_of(deriver)}


def ways_of(entry, options, name):
    """The longest way of a function, line by line."""
    deriver = Deriver(entry, options)
    yield f"{name}, {entry['config']}"
    for total, way in deriver.analysis(without=(FIRST,)).longest(name):
        yield cost.show(total)
        yield from lines_of(deriver.program, way, "  ")


def steps_on(way):
    """A way from its start: (address, cycles, callee, the callee's way), or ("loop", ..)."""
    steps = []
    while way is not None:
        if way[0] == "plus":
            steps.append(way[2])
            way = way[1]
        elif way[0] == "loop":
            return [way, *steps[::-1]]
        else:
            steps.append(way[:4])
            way = way[4]
    return steps[::-1]


def lines_of(program, way, indent):
    """The lines that show a way: cycles, and where in the sources they are spent."""
    place, spent = None, 0
    for step in steps_on(way):
        if step is None:
            continue
        if step[0] == "loop":
            yield f"{indent}{cost.show(step[1].rounds)} rounds more, {step[1].name}:"
            yield from lines_of(program, step[2], indent + "    ")
            continue
        address, takes, callee, inside = step
        frames = program.frames_of(address)
        here = " > ".join(f"{name}:{line}" for name, _, line in frames[-3:]) or f"{address:#x}"
        if here != place and place is not None:
            yield f"{indent}{spent:4} {place}"
            spent = 0
        place = here
        spent += int(takes.get((), 0))
        if callee:
            yield f"{indent}{spent:4} {place} calls {plain(callee)}:"
            place, spent = None, 0
            yield from lines_of(program, inside, indent + "    ")
    if place is not None:
        yield f"{indent}{spent:4} {place}"
