"""The squared matrix elements derived from Feynman rules against the closed forms that are noted of them."""

import random

import pytest
from sympy import Rational, Symbol

from muforge.symbolic.families.kaon import amplitudes as kaon
from muforge.symbolic.families.kaon.printed import SQUARED_MATRIX_ELEMENT
from muforge.symbolic.language.literature import Erratum, Printed

POWERS = {"m_mu": 1, "m_K": 1, "m_X": 1, "s_nuX": 2, "s_muX": 2}
"""Dimension of each symbol in powers of mass."""
(MISPRINT,) = (r for r in SQUARED_MATRIX_ELEMENT if isinstance(r, Erratum) and "(A.8)" in r.where)
MISPRINTED, CORRECTED = MISPRINT.equations
PRINTED = {r.options["boson"]: r.form for r in SQUARED_MATRIX_ELEMENT if isinstance(r, Printed)}
PRINTED |= {MISPRINT.options["boson"]: CORRECTED}


def points(seed: str):
    """Random rational points, not only physical ones."""
    generator = random.Random(seed)
    for _ in range(5):
        yield {name: Rational(generator.randint(1, 999), generator.randint(1, 99)) for name in POWERS}


def at(expression, point):
    """The value of an expression in symbols with these names."""
    return expression.xreplace({s: point[s.name] for s in expression.free_symbols})


@pytest.mark.parametrize("boson", PRINTED)
def test_derived_is_printed(boson):
    derived = kaon.three_body(boson).squared
    for point in points(boson):
        assert at(derived, point) == at(PRINTED[boson], point)


def test_all_printed_bosons_are_declared_and_one_more():
    assert set(kaon.BOSONS) - set(PRINTED) == {"dark_photon"}


def test_the_misprint_differs():
    derived = kaon.three_body("scalar").squared
    for point in points("misprint"):
        X, s, D = point["m_X"] ** 2, point["s_muX"], point["s_muX"] - point["m_mu"] ** 2
        assert at(MISPRINTED, point) - at(derived, point) == X * s * (1 - s) / D**2 != 0


def scaled(expression, factor):
    """The expression with all masses multiplied by a factor."""
    return expression.xreplace({s: s * factor ** POWERS[s.name] for s in expression.atoms(Symbol)})


@pytest.mark.parametrize("boson", kaon.BOSONS)
def test_right_forms_are_homogeneous_in_masses(boson):
    derived = kaon.three_body(boson).squared
    for point in points(boson):
        assert at(scaled(derived, 3), point) == 3**2 * at(derived, point)


def test_the_misprint_is_not_homogeneous():
    ratios = {at(scaled(MISPRINTED, 3) / MISPRINTED, point) for point in points("misprint")}
    assert len(ratios) > 1
