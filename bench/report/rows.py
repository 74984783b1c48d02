# SPDX-License-Identifier: MIT
"""Rows: one number each, from records and from what was measured elsewhere, in the same shape.

A row has the fields of its record, and `statistic` (min, median, p99, max, count, or value for a
figure) and `value`. Selectors pick rows: patterns for fields, as in a shell.
"""

from fnmatch import fnmatchcase

from records import OUTCOME, QUANTILES, RecordError, number, read_table

# The allocator that all this is about; all others are its peers.
OURS = "tinymem"

# What may weigh on a pool: no option, but part of a configuration's name.
BURDENS = ("pinned 1", "pinned 4", "given up", "waiting")

# The figures of the traces, and who stands for the best of all that do not move blocks.
SMALLEST_RAM = "smallest RAM over peak live, "
BEST_FIXED = "best non-moving"
PERFECT = "perfect compaction"


def rows_of(records):
    """The rows of records that were measured in this run."""
    rows = []
    for record in records:
        if "figure" in record:
            rows.append(record | {"statistic": "value"})
        else:
            rows += [record | {"statistic": name, "value": record[name]}
                     for name in (*QUANTILES, "count")]
    return rows


def read_measured(folder):
    """The rows of the allocators that were measured elsewhere: measured-*.csv."""
    rows = []
    for file in sorted(folder.glob("measured-*.csv")):
        for line in read_table(file):
            try:
                numbers = {"pool": int(line["pool"]), "value": number(line["value"])}
            except ValueError as error:
                raise RecordError(f"{file}: {error}: {line}") from None
            rows.append({field: cell for field, cell in line.items() if cell} | numbers)
    return rows


def read_arenas(folder):
    """The rows of the smallest arena of each trace: smallest-arena.csv."""
    rows = []
    for line in read_table(folder / "smallest-arena.csv"):
        trace = line.pop("trace")
        for name, cell in line.items():
            rows.append({"target": "host-32", "config": "default", "pool": 0, "unit": "ratio",
                         "allocator": BEST_FIXED if name == "ratio" else name,
                         "figure": SMALLEST_RAM + trace, "statistic": "value",
                         "value": number(cell)})
    return rows


def subject(row):
    """What the row is a number of, whoever was measured."""
    return tuple(row.get(field, "") for field in
                 ("target", "workload", "call", OUTCOME, "figure", "statistic", "unit"))


def peers_of(rows, measured):
    """The rows of all but tinymem; a number of this run replaces one from elsewhere."""
    ours = [row for row in rows if row["allocator"] != OURS]
    known = {(row["allocator"], subject(row)) for row in ours}
    return ours + [row for row in measured if (row["allocator"], subject(row)) not in known]


def matches(row, selector):
    """Whether each field that the selector names is like its pattern, or like one of a list.

    Refused calls count only where the selector names the outcome.
    """
    for field, patterns in ({OUTCOME: ""} | selector).items():
        if isinstance(patterns, str):
            patterns = [patterns]
        if not any(fnmatchcase(str(row.get(field, "")), pattern) for pattern in patterns):
            return False
    return True


def pick(rows, selector):
    """The rows that the selector picks."""
    return [row for row in rows if matches(row, selector)]


def is_burdened(row):
    """Whether something weighed on the pool (bench/calls/burdens.h): its name ends the
    configuration's."""
    return row["config"].split(", ")[-1] in BURDENS


def allocator_order(row):
    """Sorts by allocator and configuration: tinymem first, lean before default before others."""
    config = row["config"]
    return (row["allocator"] != OURS, row["allocator"].lower(), config != "lean",
            config != "default", config)


def name_of(row):
    """The allocator, with its configuration where that says something."""
    if row["allocator"] != OURS and row["config"] == "default":
        return row["allocator"]
    return f"{row['allocator']}, {row['config']}"


def show(value):
    """A number for a person."""
    if float(value).is_integer():
        return f"{int(value):,}"
    if abs(value) < 1:
        return f"{value:.3g}"
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3f}".rstrip("0").rstrip(".")
