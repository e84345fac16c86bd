"""One combined reciprocal instead of several divisions.

Divisions that are computed at the same place (same loops, same dependence on points), for the same pieces of the
formula (in others a denominator may be 0 or no number), and whose denominators are products of powers of common
factors A, B, ... share ``r = 1/(A B ...)``; then ``1/A = r B ...``, and every denominator is a product of such
inverses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator

from sympy import Rational

from muforge.codegen.ir import Builder, Program

MOST_FACTORS = 4
"""Beyond this many factors the multiplications cost more than the divisions, and products could overflow."""

Guards = frozenset[tuple[int, bool]]
Place = tuple[frozenset[str], bool, Guards]
Steps = Generator[int, int, int]


def reciprocal(program: Program) -> Program:
    """Combine the divisions of each place into one reciprocal where that saves divisions."""
    combiner = _Combiner(program)
    outputs = tuple(combiner.value(output) for output in program.outputs)
    return program.with_operations(combiner.builder, outputs)


class _Combiner:
    """Copies a program on demand, so that all factors of a group are known at its first division."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.builder = Builder()
        self._group_of = {number: group for group in _groups(program) for number in group}
        self._inverses: dict[tuple[int, ...], dict[int, int]] = {}  # of each group: factor (old) -> its inverse (new)
        self._new: dict[int, int] = {}

    def value(self, number: int) -> int:
        """The new number of an old value; without recursion, because sums of many terms are long chains."""
        waiting = [(number, self._steps(number))]
        got: int | None = None
        while waiting:
            current, steps = waiting[-1]
            try:
                wanted = next(steps) if got is None else steps.send(got)
            except StopIteration as done:
                waiting.pop()
                got = self._new[current] = done.value
            else:
                got = self._new.get(wanted)
                if got is None:
                    waiting.append((wanted, self._steps(wanted)))
        assert got is not None
        return got

    def _steps(self, number: int) -> Steps:
        """Make one value: asks for the new numbers of others by their old ones, one by one, and returns its own."""
        operation = self.program.operations[number]
        if number in self._group_of:
            new = yield from self._multiplied(number)
        else:
            args = []
            for argument in operation.args:
                args.append((yield argument))
            new = self.builder.add(operation.op, *args, data=operation.data)
        if number in self.program.names:
            self.builder.call(new, self.program.names[number])
        return new

    def _multiplied(self, number: int) -> Steps:
        """A division as multiplications by the inverses of the factors of its denominator."""
        numerator, denominator = self.program.operations[number].args
        group = self._group_of[number]
        if group not in self._inverses:
            factors = []
            for factor in _common_factors(self.program, group):
                factors.append((factor, (yield factor)))
            self._inverses[group] = _inverses(self.builder, factors)
        inverses, result = self._inverses[group], (yield numerator)
        for factor, power in _factors(self.program, denominator).items():
            result = self.builder.add("mul", result, self.builder.add("pow", inverses[factor], data=power))
        return result


def _factors(program: Program, value: int) -> dict[int, int]:
    """A product as factor -> power."""
    total: dict[int, int] = {}
    waiting = [(value, 1)]
    while waiting:
        factor, power = waiting.pop()
        operation = program.operations[factor]
        if operation.op == "mul":
            waiting += [(operation.args[1], power), (operation.args[0], power)]
        elif operation.op == "pow":
            waiting.append((operation.args[0], power * operation.data))
        else:
            total[factor] = total.get(factor, 0) + power
    return total


def _common_factors(program: Program, group: tuple[int, ...]) -> list[int]:
    return sorted({f for n in group for f in _factors(program, program.operations[n].args[1])})


def _groups(program: Program) -> list[tuple[int, ...]]:
    """Sets of divisions to combine: same place, independent of each other, few factors, some gain."""
    scopes = program.scopes()
    on_points = program.uses(frozenset(program.inputs[: program.points]))
    guards, positive = _guards(program), _positive(program)
    in_place: dict[Place, list[int]] = defaultdict(list)
    for number, operation in enumerate(program.operations):
        if operation.op == "div":
            denominator = operation.args[1]
            if all(
                (scopes[f], on_points[f]) == (scopes[denominator], on_points[denominator])
                for f in _factors(program, denominator)
            ):
                own = frozenset() if positive[denominator] else guards[number]
                in_place[scopes[denominator], on_points[denominator], own].append(number)
    groups: list[tuple[int, ...]] = []
    for numbers in in_place.values():
        group: list[int] = []
        for number in numbers:
            wider = _common_factors(program, (*group, number))
            needs = _ancestors(program, wider, groups)
            if len(wider) <= MOST_FACTORS and not needs & {*group, number}:
                group.append(number)
        if len(group) > 1:
            groups.append(tuple(group))
    return groups


def _guards(program: Program) -> list[Guards]:
    """For each operation, the conditions that are true or false wherever its value is used."""
    guards: dict[int, Guards] = dict.fromkeys(program.outputs, frozenset())
    for number in reversed(range(len(program.operations))):
        operation = program.operations[number]
        for place, argument in enumerate(operation.args):
            own = guards[number]
            if operation.op == "select" and place > 0:
                own |= {(operation.args[0], place == 1)}
            guards[argument] = guards[argument] & own if argument in guards else own
    return [guards[number] for number in range(len(program.operations))]


def _positive(program: Program) -> list[bool]:
    """For each operation, whether its value is above 0 whatever the inputs."""
    positive: list[bool] = []
    for operation in program.operations:
        if operation.op == "input":
            found = operation.data in program.positive
        elif operation.op == "const":
            found = operation.data.is_positive is True
        else:
            found = operation.op in ("add", "mul", "div", "pow", "sqrt", "exp", "select")
            found = found and all(positive[a] for a in operation.args[operation.op == "select" :])
        positive.append(found)
    return positive


def _ancestors(program: Program, values: list[int], groups: list[tuple[int, ...]]) -> set[int]:
    """Everything that `values` need; a division of a group needs all factors of its group."""
    factors = {number: _common_factors(program, group) for group in groups for number in group}
    found: set[int] = set()
    stack = list(values)
    while stack:
        value = stack.pop()
        if value not in found:
            found.add(value)
            stack += [*program.operations[value].args, *factors.get(value, [])]
    return found


def _inverses(builder: Builder, factors: list[tuple[int, int]]) -> dict[int, int]:
    """Inverses of all factors from one division, by halving: 1/A = B r with r = 1/(A B)."""
    values = [new for _, new in factors]
    inverses = _split(builder, values, _product(builder, values), None)
    return {old: inverse for (old, _), inverse in zip(factors, inverses, strict=True)}


def _product(builder: Builder, values: list[int]) -> int:
    if len(values) == 1:
        return values[0]
    half = len(values) // 2
    return builder.add("mul", _product(builder, values[:half]), _product(builder, values[half:]))


def _split(builder: Builder, values: list[int], product: int, inverse: int | None) -> list[int]:
    """Inverses of `values`, given their product and (once known) the inverse of it."""
    if inverse is None:
        inverse = builder.add("div", builder.const(Rational(1)), product)
    if len(values) == 1:
        return [inverse]
    half = len(values) // 2
    left, right = _product(builder, values[:half]), _product(builder, values[half:])
    return [
        *_split(builder, values[:half], left, builder.add("mul", inverse, right)),
        *_split(builder, values[half:], right, builder.add("mul", inverse, left)),
    ]
