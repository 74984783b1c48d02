# SPDX-License-Identifier: MIT
"""Documents with generated parts.

A template holds placeholders, each on a line of its own: @table:NAME ARGUMENTS@ and
@plot:NAME CAPTION@. Arguments with spaces stand in double quotes. The tables:

    goals                          what is to be reached, and what is
    missed                         a list: what limits each goal that is missed
    calls TARGET WORKLOAD [POOLS]  calls by allocator
    compare TARGET POOLS CONFIG... tinymem in these configurations, and all others, a line each
    options TARGET WORKLOAD [POOLS]      what each option adds to lean
    flash TARGET                   what each configuration takes of flash, and adds to lean
    figures TARGET PATTERN...      figures by allocator
    traces                         the smallest RAM of each trace
    measured-calls TARGET          calls of the allocators that were measured elsewhere
    measured-figures TARGET PATTERN...   their figures
    sources                        when and how they were measured

TARGET, WORKLOAD, CONFIG and PATTERN are patterns as in a shell, POOLS such patterns with commas.
"""

import inspect
import os
import re
import shlex

import goals
import tables
from records import RecordError
from rows import BEST_FIXED, OURS, PERFECT, peers_of, read_arenas, read_measured, rows_of

PLACEHOLDER = re.compile(r"^@(table|plot):(\S+)(.*)@$")
GENERATED = "<!-- Generated from bench/report/BENCHMARKS.md.in; edit that. -->"


class Sources:
    """All that tables are made from."""

    def __init__(self, records, peers, goals_file):
        """Reads what lies in the folder of peers and the goals."""
        self.rows = rows_of(records)
        self.measured = read_measured(peers)
        self.arenas = read_arenas(peers)
        fixed = [row for row in self.arenas if row["allocator"] != PERFECT]
        self.peers = peers_of(self.rows, self.measured + fixed)
        self.goals = goals.read_goals(goals_file)

    def table(self, name, words):
        """The lines of the table of that name; none where its records are missing."""
        makers = {
            "goals": lambda: goals.goals_table(self.goals, self.rows, self.peers),
            "missed": lambda: goals.missed_list(self.goals, self.rows),
            "calls": lambda target, load, pools="*": tables.calls(self.rows, target, load, pools),
            "compare": lambda target, pools, *configs: tables.compare(self.rows, target, pools,
                                                                      *configs),
            "options": lambda target, load, pools="*": tables.options(self.rows, target, load,
                                                                      pools),
            "flash": lambda target: tables.flash(self.rows, target),
            "figures": lambda target, *names: tables.figures(self.rows, target, names),
            "traces": lambda: tables.traces(self.rows, self.arenas),
            "measured-calls": lambda target: tables.calls(self.measured, target, "*",
                                                          statistics=tables.ELSEWHERE,
                                                          sideways=True),
            "measured-figures": lambda target, *names: tables.figures(self.measured, target, names,
                                                                      sideways=True),
            "sources": lambda: tables.sources(self.measured),
        }
        if name not in makers:
            raise RecordError(f"there is no table {name!r}")
        try:
            inspect.signature(makers[name]).bind(*words)
        except TypeError as error:
            raise RecordError(f"the table {name}: {error}") from None
        return makers[name](*words)


def plot(name, words, plots, out):
    """The lines that show a plot; none where it was not drawn."""
    file = plots / f"{name}.svg"
    if not file.exists():
        return []
    return [f"![{' '.join(words)}]({os.path.relpath(file, out.parent)})"]


def fill(template, sources, plots, out):
    """The template's text with its placeholders replaced, and the names of those left open."""
    lines = []
    missing = []
    for line in template.read_text(encoding="utf-8").splitlines():
        found = PLACEHOLDER.match(line)
        if not found:
            lines.append(line)
            continue
        kind, name, words = found[1], found[2], shlex.split(found[3])
        made = sources.table(name, words) if kind == "table" else plot(name, words, plots, out)
        if not made:
            missing.append(line.strip("@"))
        lines += made or ["*Not measured.*"]
    lines.insert(1, GENERATED)
    return "\n".join(lines) + "\n", missing


def between(file, text, name, made):
    """A text with what is made between its two markers of that name."""
    markers = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, begin, rest = text.partition(markers[0])
    old, end, after = rest.partition(markers[1])
    if not begin or not end:
        raise RecordError(f"{file}: the markers {' and '.join(markers)} are not there")
    return before + "\n".join([begin, "", *made, "", end]) + after


def with_headline(file, sources):
    """The text of the file, with the headline rows, and the RAM of each trace, between their
    markers."""
    text = file.read_text(encoding="utf-8")
    text = between(file, text, "traces",
                   tables.traces(sources.rows, sources.arenas, [OURS, BEST_FIXED]))
    return between(file, text, "headline",
                   goals.headline_table(sources.goals, sources.rows, sources.peers))
