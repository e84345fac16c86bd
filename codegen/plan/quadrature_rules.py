"""The rules of quadrature of a kernel: how fine they are, and how they are refined together."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from sympy import Rational

from muforge.codegen.ir import InternalError, Loop, Program
from muforge.codegen.plan.schedule import schedule

RATIO_OF_NESTED = Rational(3, 2)
"""Steps of nested integrals shrink by this factor from level to level; halving them is costly in many dimensions."""
FEWEST_LEVELS = 3
"""Errors are estimated from the changes between three levels."""
COARSEST_OF_NESTED = Rational(9, 8)


def is_nested(program: Program) -> bool:
    """Whether integrands contain other integrals, be they computed inside the loop or before it."""
    return any(place or phase for place, phase in schedule(program).loops)


def rules(program: Program) -> dict[str, Loop]:
    """The rule of each integration variable, all refined in the same number of levels."""
    found: dict[str, Loop] = {}
    for operation in program.operations:
        if operation.op == "integral" and found.setdefault(operation.data.variable, operation.data) != operation.data:
            raise InternalError(f"{program.name}: integrals over {operation.data.variable} with different rules")
    if is_nested(program):
        levels = max(map(_levels_of_nested, found.values()))
        return {variable: replace(rule, levels=levels, ratio=RATIO_OF_NESTED) for variable, rule in found.items()}
    return found


def _levels_of_nested(rule: Loop) -> int:
    levels, step = 1, rule.step * RATIO_OF_NESTED
    while step <= COARSEST_OF_NESTED:
        levels, step = levels + 1, step * RATIO_OF_NESTED
    return max(levels, FEWEST_LEVELS)


def has_integral(program: Program) -> bool:
    """Whether the kernel contains a quadrature."""
    return any(o.op == "integral" for o in program.operations)


def most_nodes(program: Program) -> tuple[int, ...]:
    """Numbers of nodes of the finest rules of the nest of integrals that has most."""
    sizes = {v: int(rule.reach_low / rule.step + rule.reach_high / rule.step) + 1 for v, rule in rules(program).items()}
    nests = {(*place, v) for (place, _), groups in schedule(program).loops.items() for v in groups}
    return max((tuple(sizes[v] for v in nest) for nest in nests), key=prod)
