"""Derivation of integrals: the mapped form equals the integral as physics writes it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import mpmath
from sympy import Expr, Symbol, lambdify

from muforge import _fast
from muforge.symbolic.declare import Variant
from muforge.symbolic.formula import Root
from muforge.symbolic.integrals import LineIntegral
from muforge.verify.reference import MODULES, Reference, plain
from muforge.verify.sampling import Sample, samples

DIGITS = 25
TOLERANCE = 1e-10
PIECES = (0, 1e-6, 1e-4, 1e-2, 0.1, 0.5, 0.9, 0.99, 1)
"""The original integrals are split at these fractions, because they may peak at their lower end."""
TYPICAL = 0.2
"""Masses and invariants of this order (GeV) keep the original integrals free of widely different scales."""


def worst_difference(variant: Variant) -> float | None:
    """Largest relative difference between mapped and original integrals; None if there are none.

    Inner integrals of nested ones are compared at random values of the outer variable.
    """
    integrals = _innermost(variant.expression)
    if not integrals:
        return None
    point = _moderate(variant)
    return max(_difference(variant, integral, point) for integral in integrals)


def _innermost(expression: Expr) -> list[LineIntegral]:
    """The integrals in mapped variables that contain no other integral."""
    if isinstance(expression, LineIntegral):
        inner = _innermost(expression.integrand)
        return inner or [expression]
    found: dict[LineIntegral, None] = {}
    for argument in expression.args:
        found |= dict.fromkeys(_innermost(argument))
    return list(found)


def _moderate(variant: Variant) -> Sample:
    """The sample of the domain whose masses and invariants are closest to a typical scale."""

    def distance(sample: Sample) -> float:
        scales = [x for name, x in sample.items() if name[0] in "ms" and isinstance(x, float) and x > 0]
        return max((abs(math.log(x / TYPICAL)) for x in scales), default=0.0)

    def is_open(sample: Sample) -> bool:
        return bool(getattr(_fast, variant.kernel)(*(sample[name] for name in variant.kernel_inputs)) != 0)

    unknown = {variant.formula.unknown.name: TYPICAL} if isinstance(variant.formula, Root) else {}
    candidates = [sample | unknown for sample in samples(variant, 120, offsets=())]
    return min((sample for sample in candidates if is_open(sample)), key=distance)


def _difference(variant: Variant, integral: LineIntegral, sample: Sample) -> float:
    generator = random.Random(variant.kernel)
    inputs = variant.kernel_inputs
    outer = sorted(s.name for s in integral.free_symbols if isinstance(s, Symbol) and s.name not in inputs)
    point = dict(sample) | {name: generator.uniform(0.4, 0.6) for name in outer}
    names = [*inputs, *outer]
    mapped = Reference(integral, names)(point)
    ((x, low, high),) = integral.original.limits
    with mpmath.workdps(DIGITS):
        values = [mpmath.mpf(point[name]) for name in names]
        ends = [_function(end, [], names)(*values) for end in (low, high)]
        integrand = _function(integral.original.function, [x], names)
        pieces = [ends[0] + fraction * (ends[1] - ends[0]) for fraction in PIECES]
        direct = mpmath.quad(lambda t: integrand(t, *values), pieces)
        return float(abs(mapped - direct) / abs(direct))


def _function(expression: Expr, first: list[Symbol], names: list[str]) -> Callable[..., Any]:
    """The expression as a function of `first` and of the symbols with these names."""
    by_name = {s.name: s for s in expression.free_symbols if isinstance(s, Symbol)}
    return lambdify([*first, *(by_name.get(n, Symbol(f"unused_{n}")) for n in names)], plain(expression), MODULES)
