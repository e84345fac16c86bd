"""One combined reciprocal instead of several divisions.

Divisions that are computed at the same place (same loops, same dependence on points) and whose
denominators are products of powers of common factors A, B, ... share ``r = 1/(A B ...)``; then
``1/A = r B ...``, and every denominator is a product of such inverses.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce

from sympy import Rational

from muforge.codegen.ir import Builder, Operation, Program
from muforge.codegen.passes.rewrite import rewrite

MOST_FACTORS = 4
"""Beyond this many factors the multiplications cost more than the divisions, and products could overflow."""

Place = tuple[frozenset[str], bool]


def reciprocal(program: Program) -> Program:
    """Combine the divisions of each place into one reciprocal where that saves divisions."""
    groups = _groups(program)
    group_of = {number: group for group in groups for number in group}
    inverses: dict[int, int] = {}  # factor (old number) -> its inverse (new number)
    new_number: dict[int, int] = {}

    def rule(builder: Builder, operation: Operation, args: tuple[int, ...], number: int) -> int | None:
        result = None
        if number in group_of:
            group = group_of[number]
            factors = _common_factors(program, group)
            if factors[0] not in inverses:
                _invert(builder, [(f, new_number[f]) for f in factors], inverses)
            result = args[0]
            for factor, power in _factors(program, operation.args[1]).items():
                inverse = inverses[factor]
                result = builder.add("mul", result, builder.add("pow", inverse, data=power))
        new_number[number] = result if result is not None else builder.add(operation.op, *args, data=operation.data)
        return new_number[number]

    return rewrite(program, rule)


def _factors(program: Program, value: int) -> dict[int, int]:
    """A product as factor -> power."""
    operation = program.operations[value]
    if operation.op == "mul":
        total = _factors(program, operation.args[0])
        for factor, power in _factors(program, operation.args[1]).items():
            total[factor] = total.get(factor, 0) + power
        return total
    if operation.op == "pow":
        return {f: p * operation.data for f, p in _factors(program, operation.args[0]).items()}
    return {value: 1}


def _common_factors(program: Program, group: tuple[int, ...]) -> list[int]:
    return sorted({f for n in group for f in _factors(program, program.operations[n].args[1])})


def _groups(program: Program) -> list[tuple[int, ...]]:
    """Sets of divisions to combine: same place, independent of each other, few factors, some gain."""
    scopes = program.scopes()
    on_points = program.uses(frozenset(program.inputs[: program.points]))
    in_place: dict[Place, list[int]] = defaultdict(list)
    for number, operation in enumerate(program.operations):
        if operation.op == "div":
            denominator = operation.args[1]
            if all(
                (scopes[f], on_points[f]) == (scopes[denominator], on_points[denominator])
                for f in _factors(program, denominator)
            ):
                in_place[scopes[denominator], on_points[denominator]].append(number)
    groups = []
    for numbers in in_place.values():
        group: list[int] = []
        for number in numbers:
            wider = _common_factors(program, (*group, number))
            needs = _ancestors(program, wider)
            if len(wider) <= MOST_FACTORS and not needs & set(group):
                group.append(number)
        # factors must be known before the first division of the group is reached
        last_factor = max(_common_factors(program, tuple(group)), default=0)
        group = [n for n in group if n > last_factor]
        if len(group) > 1:
            groups.append(tuple(group))
    return groups


def _ancestors(program: Program, values: list[int]) -> set[int]:
    found: set[int] = set()
    stack = list(values)
    while stack:
        value = stack.pop()
        if value not in found:
            found.add(value)
            stack += program.operations[value].args
    return found


def _invert(builder: Builder, factors: list[tuple[int, int]], inverses: dict[int, int]) -> None:
    values = [new for _, new in factors]
    product = reduce(lambda a, b: builder.add("mul", a, b), values)
    inverse = builder.add("div", builder.const(Rational(1)), product)
    for old, new in factors:
        others = [v for v in values if v != new]
        inverses[old] = reduce(lambda a, b: builder.add("mul", a, b), others, inverse)
