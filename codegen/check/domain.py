"""Points of a formula's domain: drawn from the ranges of its arguments, and close to where conditions change."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection
from typing import Any

from sympy.core.relational import LessThan, Relational

from muforge.codegen.check.reference import function_of
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.computed import parts_of
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.nature.constants import TABLE

Sample = dict[str, Any]


def draw(
    variant: Variant,
    generator: random.Random,
    *,
    without: Collection[str] = (),
    limits: Callable[[Real], tuple[float, float]] = lambda real: real.range,
) -> Sample:
    """Random inputs, on a logarithmic or a linear scale; constants as in the table or within a per cent.

    Parameters
    ----------
    variant : Variant
    generator : random.Random
    without : collection of str
        Inputs that are left out.
    limits : callable
        The range of an argument.
    """
    logarithmic = generator.random() < 0.5
    exact_constants = generator.random() < 0.5
    sample: Sample = {}
    reals = {a.name: a for a in variant.quantity.arguments if a.real}
    selectors = variant.quantity.selectors
    for name in variant.inputs:
        if name in without:
            continue
        if name in selectors:
            sample[name] = float(TABLE[str(generator.choice(selectors[name].constants)[1])].value)
        elif name in variant.constants:
            value = float(TABLE[name].value)
            sample[name] = value if exact_constants else value * generator.uniform(0.99, 1.01)
        else:
            base = name if name in reals else name.rpartition("_")[0]
            argument = reals[base]
            real = argument.real
            assert real is not None
            signed = real.above is None and real.at_least is None
            number = _drawer(limits(real), logarithmic, signed, generator, real.whole)
            sample[name] = [number() for _ in range(4)] if argument.series else number()
    for values in variant.quantity.together:
        sample |= {name: value for name, value in generator.choice(values).items() if name in sample}
    return sample | dict.fromkeys(_zeros(variant), 0.0)


def _zeros(variant: Variant) -> set[str]:
    """Inputs that a condition ``x**2 <= 0`` of the formula allows to be 0 only."""
    conditions = (*variant.formula.valid, *variant.formula.physical)
    squares = (c.lhs for c in conditions if isinstance(c, LessThan) and c.rhs == 0 and c.lhs.is_Pow)
    return {square.base.name for square in squares if square.base.is_Symbol and square.exp == 2} & {*variant.inputs}


def _drawer(
    limits: tuple[float, float], logarithmic: bool, signed: bool, generator: random.Random, whole: bool
) -> Callable[[], float]:
    low, high = limits

    def draw() -> float:
        if whole:
            return float(generator.randint(int(low), int(high)))
        sign = generator.choice((-1.0, 1.0)) if signed else 1.0
        if logarithmic:
            return sign * math.exp(generator.uniform(math.log(low), math.log(high)))
        return sign * generator.uniform(low, high if high / low < 1e5 else 1e2 * math.sqrt(low * high))

    return draw


def domain(variant: Variant) -> Callable[[Sample], bool]:
    """Whether a point is one where the formula holds."""
    formula = variant.formula
    conditions = [c for c in (*formula.valid, *formula.physical) if names_in(c).isdisjoint(variant.unknowns)]
    functions = [function_of(c, variant.inputs) for c in conditions]

    def inside(sample: Sample) -> bool:
        values = [sample[name] for name in variant.inputs]
        return all(bool(function(*values)) for function in functions)

    return inside


def boundary_samples(variant: Variant, generator: random.Random, offsets: tuple[float, ...]) -> list[Sample]:
    """Points at small distances from where a comparison in the formula changes, moving the first input."""
    formula = variant.formula
    if formula.result is None or variant.unknowns or not variant.inputs or variant.inputs[0] in variant.constants:
        return []
    relations: set[Relational] = set()
    for part in (formula.result, *formula.valid):
        relations |= part.atoms(Relational)
    argument = next((a for a in variant.quantity.arguments if a.name == variant.inputs[0]), None)
    if argument is None or argument.real is None or argument.series:
        return []
    signs = (1.0, -1.0) if argument.real.above is None and argument.real.at_least is None else (1.0,)
    found = []
    for relation in sorted(relations, key=str):
        names = names_in(relation)
        if variant.inputs[0] not in names or not names <= set(variant.inputs):  # that of an integrand, say
            continue
        if parts_of(relation):  # where another kernel vanishes: its own boundaries say more
            continue
        difference = function_of(relation.lhs - relation.rhs, variant.inputs)
        base = draw(variant, generator)
        for name in variant.inputs:
            if name in variant.constants:
                base[name] = float(TABLE[name].value)
        for sign in signs:
            edge = _sign_change(difference, base, variant.inputs, argument.real.range, sign)
            if edge is not None:
                for offset in offsets:
                    for side in (-1.0, 1.0):
                        found.append(base | {variant.inputs[0]: edge * (1 + side * offset)})
    return found


def _sign_change(
    difference: Callable[..., Any], base: Sample, names: tuple[str, ...], limits: tuple[float, float], sign: float
) -> float | None:
    """The point of the first input at which `difference` changes sign, to the last bit."""

    def value(x: float) -> float:
        result = difference(*(x * sign if name == names[0] else base[name] for name in names))
        return float(getattr(result, "real", result))

    grid = [limits[0] * (limits[1] / limits[0]) ** (k / 400) for k in range(401)]
    for left, right in zip(grid, grid[1:], strict=False):
        if (value(left) > 0) != (value(right) > 0):
            for _ in range(200):
                middle = 0.5 * (left + right)
                if middle in (left, right):
                    break
                left, right = (middle, right) if (value(middle) > 0) == (value(left) > 0) else (left, middle)
            return sign * right
    return None
