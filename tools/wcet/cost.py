# SPDX-License-Identifier: MIT
"""Costs that depend on parameters, and sets of them.

A cost is a polynomial: a dictionary from a monomial (a sorted tuple of names; () is the constant)
to its factor, never below 0, as parameters never are. A set of costs, none of which is covered by
another, stands for the largest of them, whatever the parameters are.
"""

from fractions import Fraction

# A set that grows beyond that becomes one cost that covers all.
MOST = 12

CONSTANT = ()


def constant(number):
    """The cost that is that number."""
    return {CONSTANT: Fraction(number)} if number else {}


def parameter(name):
    """The cost that is that parameter."""
    return {(name,): Fraction(1)}


def add(a, b):
    """The sum of two costs."""
    total = dict(a)
    for name, factor in b.items():
        total[name] = total.get(name, 0) + factor
    return total


def multiply(a, b):
    """The product of two costs."""
    product = {}
    for left, by in a.items():
        for right, factor in b.items():
            name = tuple(sorted(left + right))
            product[name] = product.get(name, 0) + by * factor
    return product


def evaluate(cost, values):
    """The cost where parameters have these values; parameters without one stay."""
    total = {}
    for names, factor in cost.items():
        for name in names:
            factor *= values.get(name, 1)
        rest = tuple(name for name in names if name not in values)
        total = add(total, {rest: Fraction(factor)})
    return total


def paid(each):
    """What a slice pays for round by round: on ways without such rounds it pays nothing more."""
    return {name for names in each for name in names if name.startswith("COST_")}


def covers(a, b):
    """Whether cost a is at least b, whatever the parameters are, and is paid for alike."""
    return paid(a) == paid(b) and all(a.get(name, 0) >= b.get(name, 0) for name in a.keys() | b.keys())


def cover(costs):
    """One cost that covers all."""
    return {name: max(cost.get(name, Fraction(0)) for cost in costs)
            for name in {name for cost in costs for name in cost}}


def largest(costs):
    """The costs without those that another covers."""
    kept = []
    for cost in costs:
        if any(covers(other, cost) for other in kept):
            continue
        kept = [other for other in kept if not covers(cost, other)] + [cost]
    return kept if len(kept) <= MOST else [cover(kept)]


def show(cost):
    """The cost for a person, rounded up."""
    parts = []
    for names, factor in sorted(cost.items(), key=lambda item: (len(item[0]), item[0])):
        number = f"{-(-factor.numerator // factor.denominator)}"
        if names and factor.denominator != 1:
            number = f"{float(-(-factor * 1000 // 1)) / 1000:g}"
        parts.append(" ".join([number, *names]))
    return " + ".join(parts) or "0"
