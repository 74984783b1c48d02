# SPDX-License-Identifier: MIT
"""The tables of the report, in Markdown. Each function gives the lines of one table, or none."""

from math import exp, log

from records import OUTCOME
from rows import (BEST_FIXED, OURS, PERFECT, SMALLEST_RAM, allocator_order, is_burdened, matches,
                  name_of, pick, show, subject)

CALLS = ("alloc", "free", "realloc", "void", "thread")
RUN = ("median", "p99", "max")
ELSEWHERE = ("median", "max")

# What the names of all figures of the flash table begin with.
FLASH = "flash, "

# The unit of a number of calls, where it is a row of its own.
COUNTED = "calls"


def table(header, lines, numbers=()):
    """A table, from its cells; no line where it would be empty. Columns of numbers stand right."""
    if not lines:
        return []
    rule = ["---:" if column in numbers else "---" for column in range(len(header))]
    return ["| " + " | ".join(cells) + " |" for cells in [header, rule, *lines]]


def pivot(corner, rows, line_of, column_of, cell_of):
    """A table with a line for each line_of(row), a column for each column_of(row).

    Both give (what to sort by, what to print); cell_of turns the rows of one cell into text.
    """
    lines = sorted({line_of(row) for row in rows})
    columns = sorted({column_of(row) for row in rows})
    cells = {}
    for row in rows:
        cells.setdefault((line_of(row), column_of(row)), []).append(row)
    body = [[line[1], *(cell_of(cells[line, column]) if (line, column) in cells else "-"
                        for column in columns)] for line in lines]
    return table([corner, *(column[1] for column in columns)], body, range(1, len(columns) + 1))


def by_allocator(row):
    """Sorts and names a line or column by allocator and configuration."""
    return allocator_order(row), name_of(row)


def place_in(rows):
    """What to add to the name of a row: its target and its pool, where there are several."""
    targets = {row["target"] for row in rows}
    pools = {row["pool"] for row in rows}

    def words(row):
        """The words, with a comma in front."""
        target = f", {row['target']}" if len(targets) > 1 else ""
        return target + (f", pool {row['pool']:,}" if len(pools) > 1 and row["pool"] else "")

    return words


def by_call(rows):
    """How to sort and name the lines of calls."""
    place = place_in(rows)

    def order_and_name(row):
        """What to sort by, and the name."""
        call, outcome = row["call"], row.get(OUTCOME, "")
        words = f"{row['workload']}, {call}" + (f", {outcome}" if outcome else "") + place(row)
        rank = CALLS.index(call) if call in CALLS else len(CALLS)
        return (row["target"], row["workload"], row["pool"], rank, call, outcome), words

    return order_and_name


def by_figure(rows):
    """How to sort and name the lines of figures."""
    place = place_in(rows)

    def order_and_name(row):
        """What to sort by, and the name."""
        return (natural(row["figure"]), row["target"], row["pool"], row["unit"]), \
            f"{row['figure']}{place(row)} [{row['unit']}]"

    return order_and_name


def natural(text):
    """The text as something to sort by: numbers in it count by their value."""
    return tuple((0, int(word), "") if word.isdigit() else (1, 0, word) for word in text.split())


def quantiles(statistics):
    """How to print a cell of calls: these statistics; the count first where calls were refused."""
    def cell(rows):
        """The text of one cell."""
        values = {row["statistic"]: show(row["value"]) for row in rows}
        text = " / ".join(values[name] for name in statistics if name in values)
        if rows[0].get(OUTCOME) and "count" in values:
            text = f"{values['count']} times" + (f": {text}" if text else "")
        return text or "-"

    return cell


def preferred_unit(rows):
    """The rows in cycles; where there are none, all rows."""
    if any(row["unit"] == "cycles" for row in rows):
        return [row for row in rows if row["unit"] in ("cycles", COUNTED)]
    return rows


def calls(rows, target, workload, pools="*", statistics=RUN, sideways=False,
          configs=("lean", "default")):
    """Calls by allocator; of tinymem only configurations like one of those, where any are given."""
    found = pick(rows, {"target": target, "workload": workload, "pool": pools.split(","),
                        "call": "?*", OUTCOME: "*"})
    found = [row for row in preferred_unit(found)
             if row["allocator"] != OURS or not configs or matches(row, {"config": configs,
                                                                         OUTCOME: "*"})]
    line, column = by_call(found), by_allocator
    if sideways:
        line, column = column, line
    units = {row["unit"] for row in found} - {COUNTED}
    corner = f"{', '.join(sorted(units))}: {' / '.join(statistics)}"
    return pivot(corner, found, line, column, quantiles(statistics))


def compare(rows, target, pools, *configs):
    """tinymem in these configurations beside all others: a line each, W1 and W2, alloc and free."""
    found = pick(rows, {"call": ["alloc", "free"]})
    return calls(found, target, "W[12]", pools, ELSEWHERE, sideways=True, configs=configs)


def signed(value):
    """A difference, with its sign."""
    return ("+" if value > 0 else "") + show(value)


def options(rows, target, workload, pools="*"):
    """What each option of tinymem adds to lean, in the median and at most, and in bytes."""
    ours = pick(rows, {"allocator": OURS, "target": target, "pool": pools.split(",")})
    ours = [row for row in ours if not is_burdened(row)]
    found = preferred_unit(pick(ours, {"workload": workload, "call": "?*",
                                       "statistic": ELSEWHERE}))
    found += pick(ours, {"figure": ["code*", "state*"]})
    lean = {(subject(row), row["pool"]): row["value"] for row in found if row["config"] == "lean"}
    found = [row for row in found
             if row["config"] != "lean" and (subject(row), row["pool"]) in lean]
    call_column, figure_column = by_call(found), by_figure(found)

    def column(row):
        """Calls before figures."""
        if "call" in row:
            order, words = call_column(row)
            return (0, order), words
        order, words = figure_column(row)
        return (1, order), words

    def cell(cells):
        """What is added, with its sign."""
        values = {row["statistic"]: row["value"] - lean[subject(row), row["pool"]]
                  for row in cells}
        return " / ".join(signed(values[name])
                          for name in (*ELSEWHERE, "value") if name in values)

    return pivot(f"added: {' / '.join(ELSEWHERE)}", found,
                 lambda row: (allocator_order(row), row["config"]), column, cell)


def flash(rows, target):
    """What each configuration takes of flash, and what it adds to lean in a pool of that size."""
    found = pick(rows, {"allocator": OURS, "target": target, "figure": FLASH + "*"})
    names = sorted({row["figure"] for row in found})
    bytes_of = {(row["pool"], row["config"], row["figure"]): row["value"] for row in found}

    def cells(pool, config, name):
        """What is taken, and what is added."""
        taken, lean = bytes_of.get((pool, config, name)), bytes_of.get((pool, "lean", name))
        if taken is None:
            return "-", "-"
        return show(taken), "-" if config == "lean" or lean is None else signed(taken - lean)

    header = ["pool", "configuration"]
    for name in names:
        header += [name.removeprefix(FLASH), "added"]
    lines = {(-row["pool"], allocator_order(row), row["config"]) for row in found}
    return table(header, [[f"{-pool:,}", config,
                           *(cell for name in names for cell in cells(-pool, config, name))]
                          for pool, _, config in sorted(lines)], (0, *range(2, len(header))))


def figures(rows, target, patterns, sideways=False):
    """Figures by allocator, or sideways."""
    found = pick(rows, {"target": target, "figure": patterns})
    line, column = by_figure(found), by_allocator
    if sideways:
        line, column = column, line
    return pivot("", found, line, column, lambda cells: show(cells[0]["value"]))


def geometric_mean(values):
    """The geometric mean."""
    return exp(sum(map(log, values)) / len(values))


def traces(rows, arenas, allocators="*"):
    """The smallest RAM of each trace over its peak, tinymem beside those that do not move."""
    found = pick(pick(rows, {"figure": SMALLEST_RAM + "*", "config": ["lean", "default"]}) + arenas,
                 {"allocator": allocators})
    if not pick(found, {"allocator": OURS}):
        return []
    found = [row | {"trace": row["figure"].removeprefix(SMALLEST_RAM)} for row in found]
    last = {OURS: 0, BEST_FIXED: 1, PERFECT: 3}

    def column(row):
        """Ours and the best first, what is only thought of last."""
        return (last.get(row["allocator"], 2), allocator_order(row)), name_of(row)

    every = len({row["trace"] for row in found})
    mean = {"trace": "geometric mean", "last": True}
    return pivot("trace", found + [row | mean for row in found],
                 lambda row: ((row.get("last", False), row["trace"]), row["trace"]), column,
                 lambda cells: f"{geometric_mean([cell['value'] for cell in cells]):.3f}"
                 if len(cells) in (1, every) else "-")


def sources(measured):
    """How, when and in which version the allocators were measured elsewhere."""
    found = {}
    for row in measured:
        found.setdefault((row["how"], row["measured"], row["version"]), set()).add(
            by_allocator(row))
    return table(["how", "when", "versions", "allocators"],
                 [[how, when, version, "; ".join(name for _, name in sorted(names))]
                  for (how, when, version), names in sorted(found.items())])


def list_of_figures(rows, target):
    """All figures of a target, one a line."""
    found = pick(rows, {"target": target, "figure": "?*"})
    found.sort(key=lambda row: (natural(row["figure"]), allocator_order(row), row["pool"]))
    return table(["figure", "allocator", "pool", "value", "unit"],
                 [[row["figure"], name_of(row), f"{row['pool']:,}" if row["pool"] else "-",
                   show(row["value"]), row["unit"]] for row in found], (2, 3))


def all_tables(rows, arenas):
    """The text of results.md: every record in a table."""
    text = ["<!-- SPDX-License-Identifier: MIT -->", "# Results", ""]
    for target in sorted({row["target"] for row in rows}):
        text += [f"## {target}", ""]
        found = pick(rows, {"target": target, "call": "?*", OUTCOME: "*"})
        for workload, unit in sorted({(row["workload"], row["unit"]) for row in found}):
            same = [row for row in rows if "figure" in row or row["unit"] == unit]
            text += [f"### {workload}, {unit}", "",
                     *calls(same, target, workload, sideways=True, configs=()), ""]
            added = options(same, target, workload)
            text += ["What options add to lean:", "", *added, ""] if added else []
        listed = list_of_figures(rows, target)
        text += ["### Figures", "", *listed, ""] if listed else []
    found = traces(rows, arenas)
    text += ["## Smallest RAM over peak live bytes", "", *found, ""] if found else []
    return "\n".join(text)
