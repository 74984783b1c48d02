# SPDX-License-Identifier: MIT
"""What is known of r0 on a way: where a function returns a constant, and its caller asks for it.

What is known is a pair: the value of r0, None: any; and what was compared last: a pair of numbers,
None: any. So ways on which a call returns one thing and is taken to return another are left out.
"""

import re

NOTHING_KNOWN = (None, None)

MOVE = re.compile(r"^r0, #(\d+)$")
COMPARE = re.compile(r"^r0, #(\d+)$")
COPY = re.compile(r"^\w+, r0(?:, #0)?$")
# Operands that let an instruction change r0, but for those that only read their first one.
CHANGES = re.compile(r"^r0\b|\[r0\], |\[r0.*\]!")
KEEPS = re.compile(r"str|cmp|cmn|tst|teq|cbn?z|push")


def signed(number):
    """A number of 32 bits as one with a sign."""
    return number - (1 << 32) if number >> 31 else number


HOLDS = {
    "eq": lambda a, b: a == b, "ne": lambda a, b: a != b,
    "cs": lambda a, b: a >= b, "cc": lambda a, b: a < b,
    "hi": lambda a, b: a > b, "ls": lambda a, b: a <= b,
    "ge": lambda a, b: signed(a) >= signed(b), "lt": lambda a, b: signed(a) < signed(b),
    "gt": lambda a, b: signed(a) > signed(b), "le": lambda a, b: signed(a) <= signed(b),
}


def after(row, decoded, known):
    """What is known after an instruction that does its work."""
    value, compared = known
    if compare := row.name == "cmp" and COMPARE.match(row.operands):
        compared = None if value is None else (value, int(compare[1]))
    elif row.name in ("subs", "movs") and COPY.match(row.operands):
        compared = None if value is None else (value, 0)
    elif row.name.endswith("s") or row.name in ("cmp", "cmn", "tst", "teq", "msr"):
        compared = None
    move = row.name in ("mov", "movs", "movw") and MOVE.match(row.operands)
    if move:
        value = int(move[1])
    elif decoded.result & 1 or CHANGES.search(row.operands) and not KEEPS.match(row.name):
        value = None
    return value, compared


def may_go(row, known, taken):
    """Whether a branch may go that way."""
    value, compared = known
    if row.name in ("cbz", "cbnz") and row.operands.startswith("r0,") and value is not None:
        return ((value == 0) == (row.name == "cbz")) == taken
    return holds(row.name[1:], compared) in (None, taken) if row.name[0] == "b" else True


def holds(condition, compared):
    """Whether a condition holds; None: it is not known."""
    if compared is None or condition not in HOLDS:
        return None
    return HOLDS[condition](*compared)
