# SPDX-License-Identifier: MIT
"""The tables of the bounds, for a person and for docs/BOUNDS.md."""

import math
import re

import cost
import derive

MARK = re.compile(r"(<!-- bounds: (\w+) (\S+) (\S+) -->\n).*?(<!-- end of bounds -->\n)", re.S)

CORES = {"cortex-m0": "Cortex-M0", "cortex-m0plus": "Cortex-M0+", "cortex-m4": "Cortex-M4"}


def formula(rows):
    """Costs for a person: the largest of them counts."""
    costs = derive.from_json(rows)
    if len(costs) > 1:
        common = set.intersection(*({name for name in each} for each in costs))
        if common == {()}:
            costs = costs[:]
    shown = [show(each) for each in costs]
    return shown[0] if len(shown) == 1 else "the largest of " + ", ".join(shown)


def show(each):
    """One cost, rounded up."""
    parts = []
    for names, by in sorted(each.items(), key=lambda item: (len(item[0]), item[0])):
        if not by:
            continue
        number = f"{math.ceil(by - 1e-9)}" if not names or float(by).is_integer() \
            else f"{math.ceil(by * 1000 - 1e-9) / 1000:g}"
        number = "" if names and number == "1" else number
        parts.append(" ".join(filter(None, [number, *names])))
    return " + ".join(parts).replace("+ -", "- ") or "0"


def table(head, rows):
    """A table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def measured_of(config):
    """For each call the case that comes nearest to its bound."""
    nearest = {}
    for row in config["cases"]:
        known = nearest.get(row["call"])
        if known is None or row["measured"] / row["derived"] > known["measured"] / known["derived"]:
            nearest[row["call"]] = row
    for row in config["records"]:
        bound = constant_bound(config, row["call"])
        known = nearest.get(row["call"])
        if bound and (known is None or
                      row["measured"] / bound > known["measured"] / known["derived"]):
            nearest[row["call"]] = row | {"derived": bound}
    return nearest


def constant_bound(config, call):
    """The bound of a call where it depends on nothing, else None."""
    rows = config["calls"].get(call)
    if rows is None:
        return None
    costs = derive.from_json(rows)
    return max(each.get((), 0) for each in costs) if all(set(each) <= {()} for each in costs) \
        else None


def calls(config):
    """The table of calls."""
    nearest = measured_of(config)
    rows = []
    for call, bound in config["calls"].items():
        row = nearest.get(call)
        cells = ["-"] * 4
        if row:
            at = ", ".join(f"{name} {row[name]}" for name in ("n", "bytes") if row.get(name))
            what = row["what"] + (f" ({at})" if at and depends(bound) else "")
            cells = [math.ceil(row["derived"]), row["measured"],
                     f"{row['derived'] / row['measured']:.2f}", what]
        rows.append([f"`{call}`" if "," not in call else f"`{call.split(',')[0]}`, first call",
                     formula(bound), *cells])
    return table(["call", "bound", "there", "measured", "ratio", "worst input"], rows)


def depends(bound):
    """Whether a bound has parameters."""
    return any(set(each) - {()} for each in derive.from_json(bound))


def phases(config):
    """The table of the steps of the compactor."""
    found = config["phases"]
    rows = []
    for row in found["rows"]:
        rows.append([row["phase"], formula(row["derived"]), row["charged"],
                     math.floor(row["left"])])
    call = found["call"]
    rows.append(["(the call)", math.ceil(call["derived"]), call["charged"],
                 math.floor(call["charged"] - call["derived"])])
    return table(["phase", "a step takes at most", "it pays", "left"], rows)


def slices(config):
    """The sentence on slices, as a table of one row."""
    found = config["phases"]
    measured = next((row for row in config["records"] if row["call"] == "tm_thread"), None)
    each = ", ".join(f"{name} {by:g}" for name, by in found["each"].items())
    return table(["SLICE", "bound of a slice", "longest measured", "input", "paid for each"],
                 [[found["slice"], math.ceil(found["slice_derived"]),
                   measured["measured"] if measured else "-",
                   measured["what"] if measured else "-", each]])


MAKERS = {"calls": calls, "phases": phases, "slices": slices}


def all_tables(results):
    """All tables, for a person."""
    parts = []
    for result in results:
        for config in result["configs"]:
            for name, maker in MAKERS.items():
                parts.append(f"{CORES[result['core']]}, {config['config']}: {name}\n\n"
                             f"{maker(config)}")
    return "\n".join(parts)


def with_tables(text, results):
    """A document with its tables made anew."""
    known = {(result["core"], config["config"]): config
             for result in results for config in result["configs"]}

    def fill(found):
        return found[1] + MAKERS[found[2]](known[found[3], found[4]]) + found[5]

    return MARK.sub(fill, text)


def broken(results):
    """What was measured above its bound: a line for each."""
    for result in results:
        for config in result["configs"]:
            name = f"{result['core']}, {config['config']}"
            for row in config["cases"]:
                if row["measured"] > row["derived"]:
                    yield (f"{name}: {row['call']} took {row['measured']}, above its bound "
                           f"{row['derived']:g}: {row['what']}")
            for row in config["records"]:
                bound = config["phases"]["slice_derived"] if row["call"] == "tm_thread" else \
                    constant_bound(config, row["call"])
                if bound is not None and row["measured"] > bound:
                    yield (f"{name}: {row['call']} took {row['measured']}, above its bound "
                           f"{bound:g}: {row['what']}")
