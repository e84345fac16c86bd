"""Derivation of integrals: the mapped form equals the integral as physics writes it."""

from __future__ import annotations

import random

import mpmath
from sympy import Expr, Symbol

from muforge.codegen.check.reference import QUADRATURE_DIGITS, Reference
from muforge.symbolic.language.integrals import LineIntegral, as_written
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.language.written import written_out
from muforge.verify.sampling import Sample
from muforge.verify.typical import typical_sample

TOLERANCE = 1e-10
_known: dict[LineIntegral, float] = {}
"""Differences found already: many formulas contain the same integrals."""


def worst_difference(variant: Variant) -> float | None:
    """Largest relative difference between mapped and original integrals; None if there are none.

    Inner integrals of nested ones are compared at random values of the outer variable.
    """
    differences = []
    for integral in _innermost(written_out(variant.expression)):
        if integral not in _known:
            _known[integral] = _difference(variant, integral, typical_sample(variant))
        differences.append(_known[integral])
    return max(differences, default=None)


def _innermost(expression: Expr) -> list[LineIntegral]:
    """The integrals in mapped variables that contain no other integral."""
    if isinstance(expression, LineIntegral):
        inner = _innermost(expression.integrand)
        return inner or [expression]
    if isinstance(expression, Let):
        parts = [*_innermost(expression.value), *_innermost(expression.body)]
        return [_with_name(part, expression) for part in parts]
    found: dict[LineIntegral, None] = {}
    for argument in expression.args:
        found |= dict.fromkeys(_innermost(argument))
    return list(found)


def _with_name(integral: LineIntegral, let: Let) -> LineIntegral:
    """An integral taken out of the body of a named value."""
    if let.name not in integral.free_symbols:
        return integral
    ((x, low, high),) = integral.original.limits
    mapped, function, low, high = (
        Let(part, let.name, let.value) for part in (integral.integrand, integral.original.function, low, high)
    )
    return integral.func(mapped, *integral.args[1:-1], as_written(function, x, low, high))


def _difference(variant: Variant, integral: LineIntegral, sample: Sample) -> float:
    generator = random.Random(variant.kernel)
    inputs = variant.kernel_inputs
    outer = sorted((s for s in integral.free_symbols if isinstance(s, Symbol) and s.name not in inputs), key=str)
    given = {variable: Symbol(f"given_{n}", real=True) for n, variable in enumerate(outer)}
    point = dict(sample) | {symbol.name: generator.uniform(0.4, 0.6) for symbol in given.values()}
    alone = integral.xreplace(given)  # no longer inside other integrals, so that its rule may be refined
    mapped, direct = (Reference(form, list(point))(point) for form in (alone, alone.original))
    with mpmath.workdps(QUADRATURE_DIGITS):
        return float(abs(mapped - direct) / abs(direct))
