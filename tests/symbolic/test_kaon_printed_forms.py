"""The squared matrix elements derived from Feynman rules are the (corrected) forms of arXiv:1902.07715 app. A."""

import random

import pytest
from sympy import Rational, Symbol

from muforge.symbolic.feynman.processes import kaon

m, M, m_X = (Symbol(name, positive=True) for name in ("m_mu", "m_K", "m_X"))
s12, s23 = (Symbol(name, real=True) for name in ("s_nuX", "s_muX"))
X, D = m_X**2, s23 - m**2
GAP = M**2 - m**2

PRINTED = {
    "lmu_ltau": 2
    * m**2
    * (
        -GAP * (2 * m**2 + X) / D**2
        + (2 * GAP**2 + 2 * m**2 * X - 2 * GAP * s12 + s12**2) / (s12 * D)
        + (2 * s12 * (s12 - GAP) - X * GAP) / s12**2
        + D / s12
    ),
    "scalar": (M**2 * (s23 + m**2) ** 2 - s23 * ((s23 + m**2) ** 2 + s12 * D) + X * (s23**2 - m**2 * M**2)) / D**2,
    "pseudoscalar": (M**2 * D**2 - s23 * (D**2 + s12 * D) + X * (s23**2 - m**2 * M**2)) / D**2,
    "vector": -2 * m**2 * GAP * (2 * m**2 + X) / D**2
    + 2 * m**2 * (4 * m**2 - 2 * M**2 + 2 * X - s12) / D
    + (m**2 * GAP + 2 * m**2 * X + m**2 * s12 + M**2 * X + 2 * X**2 - 2 * X * s12) / X
    + (s12 - m**2 - 2 * X) * D / X,
    "axial": 2 * m**2 * GAP * (4 * m**2 - X) / D**2
    - 2 * m**2 * (8 * m**2 - 4 * M**2 - 2 * X + s12) / D
    + (m**2 * GAP - 10 * m**2 * X + m**2 * s12 + M**2 * X + 2 * X**2 - 2 * X * s12) / X
    + (s12 - m**2 - 2 * X) * D / X,
}
MISPRINTED = (M**2 * D**2 - s23 * (D**2 + s12 * D) + X * (s23 - m**2 * M**2)) / D**2
"""Equation (A.8) as it stands: the last term has s23 where s23^2 is right."""


def points(seed: str):
    """Random rational points, not only physical ones."""
    generator = random.Random(seed)
    for _ in range(5):
        yield {s: Rational(generator.randint(1, 999), generator.randint(1, 99)) for s in (m, M, m_X, s12, s23)}


@pytest.mark.parametrize("boson", PRINTED)
def test_derived_is_printed(boson):
    derived = kaon.three_body(boson).squared
    for point in points(boson):
        assert derived.xreplace(point) == PRINTED[boson].xreplace(point)


def test_all_printed_bosons_are_declared_and_one_more():
    assert set(kaon.BOSONS) - set(PRINTED) == {"dark_photon"}


def test_the_misprint_differs():
    derived = kaon.three_body("pseudoscalar").squared
    for point in points("misprint"):
        difference = MISPRINTED.xreplace(point) - derived.xreplace(point)
        assert difference == (X * s23 * (1 - s23) / D**2).xreplace(point) != 0


def scaled(expression, factor):
    """The expression with all masses multiplied by a factor."""
    powers = {m: 1, M: 1, m_X: 1, s12: 2, s23: 2}
    return expression.xreplace({s: s * factor**power for s, power in powers.items()})


@pytest.mark.parametrize("boson", kaon.BOSONS)
def test_right_forms_are_homogeneous_in_masses(boson):
    derived = kaon.three_body(boson).squared
    for point in points(boson):
        assert scaled(derived, 3).xreplace(point) == 3**2 * derived.xreplace(point)


def test_the_misprint_is_not_homogeneous():
    ratios = {(scaled(MISPRINTED, 3) / MISPRINTED).xreplace(point) for point in points("misprint")}
    assert len(ratios) > 1
