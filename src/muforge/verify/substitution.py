"""Derivation of integrals: the mapped form equals the integral as physics writes it."""

from __future__ import annotations

import math
import random

import mpmath
from sympy import Expr, Symbol, lambdify

from muforge import _fast
from muforge.symbolic.declare import Root, Variant
from muforge.symbolic.integrals import LineIntegral
from muforge.verify.reference import MODULES, Reference, plain
from muforge.verify.sampling import Sample, samples

DIGITS = 25
TOLERANCE = 1e-10
TYPICAL = 0.2
"""Masses and invariants of this order (GeV) keep the original integrals free of widely different scales."""


def worst_difference(variant: Variant) -> float | None:
    """Largest relative difference between mapped and original integrals; None if there are none.

    Inner integrals of nested ones are compared at random values of the outer variable.
    """
    integrals = [i for i in variant.expression.atoms(LineIntegral) if not i.integrand.has(LineIntegral)]
    if not integrals:
        return None
    point = _moderate(variant)
    return max(_difference(variant, integral, point) for integral in sorted(integrals, key=str))


def _moderate(variant: Variant) -> Sample:
    """The sample of the domain whose masses and invariants are closest to a typical scale."""

    def distance(sample: Sample) -> float:
        scales = [x for name, x in sample.items() if name[0] in "ms" and isinstance(x, float) and x > 0]
        return max((abs(math.log(x / TYPICAL)) for x in scales), default=0.0)

    def is_open(sample: Sample) -> bool:
        return bool(getattr(_fast, variant.kernel)(*(sample[name] for name in variant.kernel_inputs)) != 0)

    candidates = samples(variant, 80)
    point = min([s for s in candidates if isinstance(variant.formula, Root) or is_open(s)], key=distance)
    return point | {variant.formula.unknown.name: TYPICAL} if isinstance(variant.formula, Root) else point


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
        middle = (ends[0] + ends[1]) / 2
        direct = mpmath.quad(lambda t: integrand(t, *values), [ends[0], middle, ends[1]])
        return float(abs(mapped - direct) / abs(direct))


def _function(expression: Expr, first: list[Symbol], names: list[str]):
    """The expression as a function of `first` and of the symbols with these names."""
    by_name = {s.name: s for s in expression.free_symbols if isinstance(s, Symbol)}
    return lambdify([*first, *(by_name.get(n, Symbol(f"unused_{n}")) for n in names)], plain(expression), MODULES)
