# SPDX-License-Identifier: MIT
"""Compares tinymem's results of two runs: what became worse, what vanished. Peers are not judged."""

from fnmatch import fnmatchcase

from records import OUTCOME, describe, form_of, key
from rows import show

# Whose records are compared.
OURS = "tinymem"

# What a number may become worse by before it counts as a regression.
TOLERANCE = 0.02

# The figures of which more is better. Of all others, and of all calls, less is better.
MORE_IS_BETTER = ("usable payload*", "objects of * bytes that fit", "largest block *",
                  "traces below *")


def numbers_of(record):
    """The numbers of a record that are compared, by name. How often calls were refused is one."""
    if "figure" in record:
        return {"value": record["value"]}
    names = ["median", "p99", "max"] + (["count"] if OUTCOME in record else [])
    return {name: record[name] for name in names}


def worse_by(record, old, new):
    """By how much the number became worse; below 0 where it became better."""
    more = any(fnmatchcase(record.get("figure", ""), name) for name in MORE_IS_BETTER)
    return old - new if more else new - old


def compare(baseline, results):
    """The lines on what became worse and what vanished, and how many numbers became better."""
    found = {(form_of(record), key(record)): record for record in results}
    bad = []
    better = 0
    for old in baseline:
        if old["allocator"] != OURS:
            continue
        new = found.get((form_of(old), key(old)))
        if new is None:
            bad.append(f"vanished: {describe(old)}")
            continue
        for name, before in numbers_of(old).items():
            after = numbers_of(new)[name]
            worse = worse_by(old, before, after)
            if worse > TOLERANCE * abs(before):
                share = f" ({100 * (after - before) / abs(before):+.1f} %)" if before else ""
                bad.append(f"regression: {describe(old)}: {name} {show(before)} -> "
                           f"{show(after)}{share}")
            better += worse < 0
    return bad, better


def report(baseline, results):
    """Prints the comparison. Whether nothing became worse."""
    bad, better = compare(baseline, results)
    for line in bad:
        print(line)
    added = len({(form_of(record), key(record)) for record in results}
                - {(form_of(record), key(record)) for record in baseline})
    print(f"{len(baseline)} records compared: {len(bad)} worse or vanished, "
          f"{better} numbers better, {added} records new")
    return not bad
