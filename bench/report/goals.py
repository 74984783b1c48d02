# SPDX-License-Identifier: MIT
"""The figures to reach: goals.json, and how the rows stand to it.

goals.json holds {"goals": [...]}. A goal has

    goal      its name                      better  "lower" or "higher"
    select    a selector (rows.py)          parts   one entry for each number in its line:
    unit      of all its numbers                select, config  more of the selector, and the
    config    of tinymem, if not lean                           configuration of tinymem
    peers     more of the selector for          limit           what is to be reached
              peers; false: there are none      of              "geometric mean" of the rows,
    except    peers that don't count                            else the worst of them
    note      words beside the peers            less            a configuration whose number is
    headline  true: it stands in the README                     taken off
    why       what limits it, if it is missed
"""

import json

from records import RecordError
from rows import OURS, allocator_order, name_of, pick, show
from tables import geometric_mean, table

MET, MISSED, UNKNOWN = "met", "MISSED", "not measured"


def read_goals(file):
    """The goals of the file."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))["goals"]
    except (OSError, json.JSONDecodeError, KeyError) as error:
        raise RecordError(f"{file}: {error!r}") from None


def total(goal, part, rows):
    """The rows in one number; None where there are no rows."""
    values = [row["value"] for row in rows]
    if not values:
        return None
    if part.get("of") == "geometric mean":
        return geometric_mean(values)
    return max(values) if goal["better"] == "lower" else min(values)


def measure(goal, part, rows, config):
    """tinymem's number of that configuration."""
    selector = {"allocator": OURS, "unit": goal["unit"]} | goal["select"] | part.get("select", {})
    return total(goal, part, pick(rows, selector | {"config": config}))


def reached(goal, part, rows):
    """tinymem's number; None where it was not measured."""
    value = measure(goal, part, rows, part.get("config", goal.get("config", "lean")))
    if value is None or "less" not in part:
        return value
    base = measure(goal, part, rows, part["less"])
    return None if base is None else value - base


def is_met(goal, part, value):
    """Whether the number is as good as the limit of its part."""
    return value <= part["limit"] if goal["better"] == "lower" else value >= part["limit"]


def best_peer(goal, part, peers):
    """The best number of all peers, and whose it is; None where there is none."""
    if goal.get("peers") is False:
        return None
    selector = {"unit": goal["unit"]} | goal["select"] | part.get("select", {}) \
        | goal.get("peers", {})
    groups = {}
    for row in pick(peers, selector):
        if row["allocator"] not in goal.get("except", []):
            groups.setdefault((allocator_order(row), name_of(row)), []).append(row)
    totals = [(total(goal, part, rows), name) for name, rows in sorted(groups.items())]
    if not totals:
        return None
    best = (min if goal["better"] == "lower" else max)(value for value, _ in totals)
    return next((value, name[1]) for value, name in totals if value == best)


def peers_cell(goal, peers):
    """The best of all peers, for each part, with the note."""
    best = [best_peer(goal, part, peers) for part in goal["parts"]]
    names = {found[1] for found in best if found}
    if not names:
        return goal.get("note", "-")
    if len(names) == 1:
        text = " / ".join(show(found[0]) if found else "-" for found in best) \
            + f" ({names.pop()})"
    else:
        text = " / ".join(f"{show(found[0])} ({found[1]})" if found else "-" for found in best)
    return "; ".join(words for words in (text, goal.get("note")) if words)


def judge(goal, rows):
    """The goal's numbers of tinymem, and whether it is met."""
    values = [reached(goal, part, rows) for part in goal["parts"]]
    if any(value is None for value in values):
        return values, UNKNOWN
    met = all(is_met(goal, part, value) for part, value in zip(goal["parts"], values))
    return values, MET if met else MISSED


def numbers(values):
    """Numbers in one cell."""
    return " / ".join("-" if value is None else show(value) for value in values)


def limits(goal):
    """What is to be reached, in one cell."""
    sign = "<=" if goal["better"] == "lower" else ">="
    return f"{sign} {numbers(part['limit'] for part in goal['parts'])}"


def goals_table(goals, rows, peers):
    """The table of all goals."""
    lines = []
    for goal in goals:
        values, verdict = judge(goal, rows)
        lines.append([f"{goal['goal']} [{goal['unit']}]", peers_cell(goal, peers), limits(goal),
                      numbers(values), verdict])
    return table(["", "best of all peers", "reach", "measured", ""], lines, (2, 3))


def headline_table(goals, rows, peers):
    """The goals of the README: tinymem beside the best peer."""
    return table(["", "tinymem", "best of all peers"],
                 [[f"{goal['goal']} [{goal['unit']}]", numbers(judge(goal, rows)[0]),
                   peers_cell(goal, peers)] for goal in goals if goal.get("headline")], (1,))


def missed_list(goals, rows):
    """What limits each goal that is missed."""
    lines = []
    for goal in goals:
        values, verdict = judge(goal, rows)
        if verdict == MISSED:
            why = goal.get("why", "no reason is written down.")
            lines.append(f"- **{goal['goal']}**: {numbers(values)} instead of {limits(goal)}. "
                         f"{why[0].upper()}{why[1:]}")
    return lines or ["None is missed."]
