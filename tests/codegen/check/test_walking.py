"""Values found by walking over a formula are those of the formula compiled for 50-digit arithmetic."""

from __future__ import annotations

import random

import mpmath
import pytest
from sympy import (
    Eq,
    I,
    IndexedBase,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Sum,
    Symbol,
    conjugate,
    exp,
    im,
    pi,
    re,
    sqrt,
    zoo,
)

from muforge.codegen.check.domain import draw
from muforge.codegen.check.reference import Reference
from muforge.codegen.check.walking import NotWalkedError, value_at
from muforge.symbolic.families.decay import quantities as decay
from muforge.symbolic.families.hvp import quantities as hvp
from muforge.symbolic.families.mixing import quantities as mixing
from muforge.symbolic.families.phase_space import quantities as phase_space
from muforge.symbolic.families.statistics import quantities as statistics
from muforge.symbolic.language.nesting import dimensions

x, y = Symbol("x", real=True), Symbol("y", real=True)
FAMILIES = (decay, hvp, mixing, phase_space, statistics)


def own_variants():
    """Variants of a few families that a kernel computes without an integral."""
    for family in FAMILIES:
        for quantity in (value for name, value in vars(family).items() if hasattr(value, "variants")):
            for variant in quantity.variants[:3]:
                if variant.has_kernel and not dimensions(variant.expression):
                    yield variant


def test_formulas_of_muforge():
    compared = 0
    for variant in own_variants():
        sample = draw(variant, random.Random(variant.name))
        names = variant.kernel_inputs
        if set(names) - set(sample):
            continue
        try:
            got = walked(variant.expression, sample)
        except NotWalkedError:
            continue
        with mpmath.workdps(50):
            wanted = mpmath.mpmathify(Reference(variant.expression, names)(sample))
            same = mpmath.isnan(wanted) and mpmath.isnan(got)
            assert same or abs(got - wanted) <= abs(wanted) * mpmath.mpf(10) ** -35, variant.name
        compared += 1
    assert compared > 15


def walked(e, sample):
    """The value at a sample, with 50 digits."""
    with mpmath.workdps(50):
        numbers = {n: [*map(mpmath.mpf, v)] if isinstance(v, list) else mpmath.mpf(v) for n, v in sample.items()}
        return mpmath.mpmathify(value_at(e, numbers))


@pytest.mark.parametrize(
    ("e", "wanted"),
    [
        (Piecewise((x / y, Ne(y, 0)), (7, True)), 7),
        (Piecewise((1, Or(x > 3, Not(y < 1))), (2, Eq(y, 0)), (3, True)), 2),
        (Piecewise((1, x > 3), evaluate=False), mpmath.nan),
        (Max(x, y) + Min(x, 3 * x), 4),
        (abs(-2 * x), 4),
        (re(x + I * x) + im(conjugate(x + I * x)), 0),
        (1 / y, mpmath.nan),
        (zoo, mpmath.nan),
        (sqrt(x) ** 2 + x**-1, 2.5),
        (Sum(IndexedBase("z", real=True)[Symbol("i", integer=True)] ** 2, (Symbol("i", integer=True), 0, 1)), 25),
    ],
)
def test_pieces_comparisons_and_lists(e, wanted):
    got = walked(e, {"x": 2.0, "y": 0.0, "z": [3.0, 4.0]})
    assert got == wanted or (mpmath.isnan(wanted) and mpmath.isnan(got))


def test_all_digits_of_constants():
    with mpmath.workdps(50):
        assert abs(walked(exp(pi) / 3, {}) - mpmath.exp(mpmath.pi) / 3) < mpmath.mpf(10) ** -47
