"""Tables of functions of an integration variable, at the nodes of its rule."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import mpmath
from sympy import Rational, Symbol, lambdify
from sympy.core.expr import Expr

from muforge.codegen.ir import Column, Loop
from muforge.codegen.operations import IN_MPMATH
from muforge.symbolic.language.functions import logistic

DIGITS = 40


def nodes(loop: Loop) -> tuple[list[Fraction], list[int]]:
    """All nodes, coarsest rule first, and where the nodes of each rule end.

    If steps are halved, each rule adds the midpoints of the one before.  If not, it has nodes of its own, and reaches
    further by the factor by which its step is smaller, so that cutting the tails costs as many digits as the step.
    """
    ratio = _fraction(loop.ratio)
    steps = [_fraction(loop.coarsest) / ratio**level for level in range(loop.levels)]
    ordered: list[Fraction] = []
    ends: list[int] = []
    for level, step in enumerate(steps):
        if loop.ratio == 2:
            first, count = -loop.reach_low, int((loop.reach_low + loop.reach_high) / step) + 1
            ordered += [first + k * step for k in range(count) if level == 0 or k % 2]
        else:
            low, high = (reach / ratio ** (loop.levels - 1 - level) for reach in (loop.reach_low, loop.reach_high))
            ordered += [k * step for k in range(-int(low / step), int(high / step) + 1)]
        ends.append(len(ordered))
    return ordered, ends


def _fraction(number: Rational) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def column_values(column: Column, loop: Loop) -> list[float]:
    """A column at all nodes, correctly rounded."""
    t = Symbol(column.variable, real=True)
    function = lambdify(t, plain(column.expression), [dict(IN_MPMATH), "mpmath"])
    with mpmath.workdps(DIGITS):
        return [float(function(mpmath.mpf(node.numerator) / node.denominator)) for node in nodes(loop)[0]]


def plain(expression: Expr) -> Expr:
    """The expression in functions that mpmath knows, together with `IN_MPMATH`."""
    return expression.replace(logistic, lambda t: logistic(t).rewrite("exp"))


class Tables:
    """The tables of one generated file; equal ones are written once."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._names: dict[tuple[Loop, Expr], str] = {}
        self._lines: list[str] = []

    def name(self, column: Column, loop: Loop) -> str:
        """The C name of a table, which is written if it is new."""
        generic = column.expression.subs(Symbol(column.variable, real=True), Symbol("t", real=True))
        rule = replace(loop, variable="t")
        key = (rule, generic)
        if key not in self._names:
            self._names[key] = f"{self._prefix}_column_{len(self._names) + 1}"
            values = column_values(Column("t", generic), rule)
            self._lines.append(
                f"/* {generic} at t = {-loop.reach_low} ... {loop.reach_high}, steps {loop.coarsest} to {loop.step} */"
            )
            self._lines.append(f"static const double {self._names[key]}[{len(values)}] = {{")
            texts = [repr(v) for v in values]
            self._lines += ["    " + ", ".join(texts[i : i + 5]) + "," for i in range(0, len(texts), 5)]
            self._lines.append("};")
        return self._names[key]

    def text(self) -> str:
        """All tables as C."""
        return "\n".join(self._lines)
