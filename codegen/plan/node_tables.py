"""Tables of functions of an integration variable, at the nodes of its rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import mpmath
from sympy import Rational, Symbol, lambdify
from sympy.core.expr import Expr

from muforge.codegen.fingerprint import digest
from muforge.codegen.ir import Column, Loop, Program
from muforge.codegen.operations import IN_MPMATH
from muforge.codegen.plan.quadrature_rules import has_integral, rules
from muforge.symbolic.language.functions import logistic

DIGITS = 40
PER_LINE = 8
"""Values on a line of C."""


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


def name_of(column: Column, loop: Loop) -> str:
    """The name of a table, made from its content: the same in all families."""
    rule = (loop.step, loop.reach_low, loop.reach_high, loop.levels, loop.ratio)
    return f"mf_nodes_{digest(f'{rule} {_generic(column)}')[:8]}"


def tables_of(program: Program) -> tuple[str, ...]:
    """Names of the tables of a program."""
    if not has_integral(program):
        return ()
    found = rules(program)
    columns = [operation.data for operation in program.operations if operation.op == "column"]
    return tuple(dict.fromkeys(name_of(column, found[column.variable]) for column in columns))


def _generic(column: Column) -> Expr:
    """The function with its variable called t."""
    return column.expression.subs(Symbol(column.variable, real=True), Symbol("t", real=True))


class Tables:
    """Tables by name, each with its text in C; equal ones are computed once."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def name(self, column: Column, loop: Loop) -> str:
        """The C name of a table, which is computed if it is new."""
        name = name_of(column, loop)
        if name not in self._texts:
            self._texts[name] = _text(name, _generic(column), loop)
        return name

    def text(self, names: Iterable[str]) -> str:
        """Tables as C."""
        return "".join(self._texts[name] for name in names)

    def __contains__(self, name: str) -> bool:
        return name in self._texts


def _text(name: str, function: Expr, loop: Loop) -> str:
    rule = replace(loop, variable="t")
    values = [repr(value) for value in column_values(Column("t", function), rule)]
    return "\n".join(
        [
            f"/* {function} at t = {-loop.reach_low} ... {loop.reach_high}, steps {loop.coarsest} to {loop.step} */",
            f"static const double {name}[{len(values)}] = {{",
            *(f"    {', '.join(values[i : i + PER_LINE])}," for i in range(0, len(values), PER_LINE)),
            "};",
            "",
        ]
    )
