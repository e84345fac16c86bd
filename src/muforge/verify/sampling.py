"""Where a kernel is tested: all over its domain, and close to every boundary inside it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

from sympy import Symbol
from sympy.core.relational import Relational

from muforge.codegen.reference import function_of
from muforge.symbolic.constants import TABLE
from muforge.symbolic.declare import Variant
from muforge.symbolic.formula import Root
from muforge.verify.momenta import at_momenta, component_names, drawn_momenta

OFFSETS = (0.0, 1e-15, 1e-12, 1e-8, 1e-5, 1e-2)
"""Relative distances from a boundary at which samples are taken, on both sides."""
MODERATE = (1e-2, 10.0)
"""Masses and couplings beside momenta are drawn from this range (GeV): momenta are of the order of the masses."""

Sample = dict[str, Any]


def samples(variant: Variant, count: int, offsets: tuple[float, ...] = OFFSETS) -> list[Sample]:
    """Deterministic samples of the inputs of a variant.

    Half of the points are drawn on a logarithmic, half on a linear scale from the ranges of the
    arguments; constants have their table values in half of the samples and vary by a per cent in the
    others.  Samples at relative distances `offsets` from each boundary (a threshold, say) of the formula follow.
    Arguments that are four-momenta are drawn on shell and adding up, without boundaries.
    """
    generator = random.Random(variant.kernel)
    inside = _domain(variant)
    drawn: list[Sample] = []
    for _ in range(200 * count):
        if len(drawn) == count:
            break
        sample = _draw(variant, generator)
        if sample is not None and inside(sample):
            drawn.append(sample)
    if at_momenta(variant):
        return drawn
    return drawn + [s for s in _boundary_samples(variant, generator, offsets) if inside(s)]


def _draw(variant: Variant, generator: random.Random) -> Sample | None:
    """Random inputs; None for masses without momenta that would add up."""
    element = at_momenta(variant)
    components = (
        {name for argument in element.momenta.values() for name in component_names(argument)} if element else ()
    )
    logarithmic = generator.random() < 0.5
    exact_constants = generator.random() < 0.5
    sample: Sample = {}
    reals = {a.name: a for a in variant.quantity.arguments if a.real}
    selectors = variant.quantity.selectors
    for name in variant.inputs:
        if name in components:
            continue
        if name in selectors:
            sample[name] = float(TABLE[str(generator.choice(selectors[name].constants)[1])].value)
        elif name in TABLE:
            value = float(TABLE[name].value)
            sample[name] = value if exact_constants else value * generator.uniform(0.99, 1.01)
        else:
            base = name if name in reals else name.rpartition("_")[0]
            argument = reals[base]
            real = argument.real
            assert real is not None
            signed = real.above is None and real.at_least is None
            draw = _drawer(_moderate(real.range) if element else real.range, logarithmic, signed, generator)
            sample[name] = [draw() for _ in range(4)] if argument.series else draw()
    if element is None:
        return sample
    momenta = drawn_momenta(element, sample, generator)
    return None if momenta is None else sample | momenta


def _moderate(limits: tuple[float, float]) -> tuple[float, float]:
    """The part of a range that is close to the scale of the momenta, if there is one."""
    low, high = max(limits[0], MODERATE[0]), min(limits[1], MODERATE[1])
    return (low, high) if low < high else limits


def _drawer(
    limits: tuple[float, float], logarithmic: bool, signed: bool, generator: random.Random
) -> Callable[[], float]:
    low, high = limits

    def draw() -> float:
        sign = generator.choice((-1.0, 1.0)) if signed else 1.0
        if logarithmic:
            return sign * math.exp(generator.uniform(math.log(low), math.log(high)))
        return sign * generator.uniform(low, high if high / low < 1e5 else 1e2 * math.sqrt(low * high))

    return draw


def _domain(variant: Variant) -> Callable[[Sample], bool]:
    formula = variant.formula
    conditions = [] if isinstance(formula, Root) else [*formula.valid, *formula.physical]
    functions = [function_of(c, variant.inputs) for c in conditions]

    def inside(sample: Sample) -> bool:
        values = [sample[name] for name in variant.inputs]
        return all(bool(function(*values)) for function in functions)

    return inside


def _boundary_samples(variant: Variant, generator: random.Random, offsets: tuple[float, ...]) -> list[Sample]:
    """Samples at small distances from where a comparison in the formula changes, moving the first input."""
    formula = variant.formula
    if isinstance(formula, Root) or not variant.inputs or variant.inputs[0] in TABLE:
        return []
    relations: set[Relational] = set()
    for part in (formula.expression, *formula.valid):
        relations |= part.atoms(Relational)
    argument = next((a for a in variant.quantity.arguments if a.name == variant.inputs[0]), None)
    if argument is None or argument.real is None or argument.series:
        return []
    signs = (1.0, -1.0) if argument.real.above is None and argument.real.at_least is None else (1.0,)
    found = []
    for relation in sorted(relations, key=str):
        if not any(s.name == variant.inputs[0] for s in relation.free_symbols if isinstance(s, Symbol)):
            continue
        difference = function_of(relation.lhs - relation.rhs, variant.inputs)
        base = _draw(variant, generator)
        assert base is not None
        for name in variant.inputs:
            if name in TABLE:
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
