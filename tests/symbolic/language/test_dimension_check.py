"""Dimensional analysis: right formulas pass, wrong ones are refused."""

from __future__ import annotations

from typing import Annotated

import pytest
from sympy import (
    Abs,
    Expr,
    I,
    Max,
    Min,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    atan2,
    exp,
    log,
    pi,
    sqrt,
)
from sympy.codegen.cfunctions import fma, log1p

from muforge.symbolic.language.arguments import Real, Series
from muforge.symbolic.language.dimensions import DimensionError, check_variant
from muforge.symbolic.language.equation import Equation
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.functions import modulus_squared, power_series
from muforge.symbolic.language.integrals import LineIntegral, Trapezoid, over_interval, over_line
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import G_F, hbarc_GeV_m, m_mu
from muforge.symbolic.nature.units import GeV, Unit, centimetre, metre, one
from muforge.symbolic.registry import quantities

VARIANTS = {v.kernel: v for q in quantities().values() for v in q.variants}
Mass = Annotated[Expr, Real(GeV, "a mass", above=0)]
Masses = Annotated[Expr, Real(GeV, "masses", above=0), Series()]
Number = Annotated[Expr, Real(one, "a number")]
RULE = Trapezoid(Rational(1, 4), 20, 20)
m, g = Symbol("m", positive=True), Symbol("g", real=True)
i, n = Symbol("i", integer=True), Symbol("n", integer=True)


def check(made: object, unit: Unit) -> None:
    """Check a formula in the mass m and the number g."""

    def formula(m: Mass, g: Number) -> object:
        return made

    for variant in quantity(unit=unit, source="made up")(formula).variants:
        check_variant(variant)


def integral(integrand, low=0, high=m_mu):
    """An integral over an interval."""
    return over_interval(integrand, "z", low, high, rule=RULE)


def test_there_is_something_to_check():
    assert len(VARIANTS) > 100


@pytest.mark.parametrize("kernel", VARIANTS)
def test_every_formula_has_its_unit(kernel):
    check_variant(VARIANTS[kernel])


RIGHT = [
    (m + 2 * m_mu, GeV),
    (sqrt(m**2 - m_mu**2), GeV),
    (m ** Rational(3, 2) * sqrt(m_mu), GeV**2),
    (G_F**2 * m**5 / (192 * pi**3), GeV),
    (hbarc_GeV_m / m, metre),
    (exp(-m / m_mu) * log1p(g) + log(m / m_mu), one),
    (Piecewise((m, m > 2 * m_mu), (0, True)), GeV),
    (Max(m, m_mu) - Min(m, 2 * m_mu), GeV),
    (atan2(m, m_mu) + power_series(g, 1, 2), one),
    (modulus_squared(m + I * m_mu) * Abs(g), GeV**2),
    (fma(m, m, m_mu**2), GeV**2),
    (integral(lambda z: z.value * z.from_high), GeV**3),
    (over_line(lambda t: m / (1 + t**2), "z", rule=RULE), GeV),
    (Formula(m, valid=(m > m_mu, g < 1), physical=(m**2 > m_mu**2,)), GeV),
]


@pytest.mark.parametrize(("made", "unit"), RIGHT, ids=lambda value: str(value)[:40])
def test_right_formulas_pass(made, unit):
    check(made, unit)


@pytest.mark.parametrize(("made", "unit"), RIGHT, ids=lambda value: str(value)[:40])
def test_a_wrong_declared_unit_is_found(made, unit):
    with pytest.raises(DimensionError, match=r"formula: the formula has unit .*, declared is"):
        check(made, unit * centimetre)


WRONG = [
    (m + g, r"cannot add or compare 'g' \[1\] and 'm' \[GeV\] in"),
    (m + m_mu**2, r"\[GeV\^2\]"),
    (m - sqrt(m_mu), r"\[GeV\^1/2\]"),
    (m * (1 + m), r"'1' \[1\] and 'm' \[GeV\]"),
    (g * exp(m), r"'m' \[GeV\] in 'exp\(m\)' should be a pure number"),
    (m * log(m), r"in 'log\(m\)' should be a pure number"),
    (m * log1p(g + m / m_mu**2), "cannot add or compare"),
    (power_series(m, 1, 2), "should be a pure number"),
    (m * atan2(m, g), "cannot add or compare"),
    (Max(m, g), "cannot add or compare"),
    (Min(m, m**2), "cannot add or compare"),
    (fma(m, m, m_mu), "cannot add or compare"),
    (modulus_squared(m + I * g), "cannot add or compare"),
    (m**g * m_mu**2, r"'m' \[GeV\] in 'm\*\*g' should be a pure number"),
    (m * Piecewise((m, g > 0), (m**2, True)), "cannot add or compare"),
    (Piecewise((m, m > 2), (0, True)), "cannot add or compare"),
    (Piecewise((m, (g > 0) & (m > m_mu**2)), (0, True)), "cannot add or compare"),
    (Piecewise((m, ~((g > 0) & (m > g))), (0, True)), "cannot add or compare"),
    (m * Piecewise((exp(m), g > 0), (1, True)), "should be a pure number"),
    (Formula(m, valid=(m > 1,)), "cannot add or compare"),
    (Formula(m, physical=(g > m,)), "cannot add or compare"),
    (integral(lambda z: exp(z.value)), "should be a pure number"),
    (integral(lambda z: z.value + g), "cannot add or compare"),
    (integral(lambda z: z.value, 0, m + g), "cannot add or compare"),
    (over_line(lambda t: m / (1 + m * t**2), "z", rule=RULE), "cannot add or compare"),
    (Equation(m - g, m, m_mu, 2 * m_mu), "cannot add or compare"),
    (Symbol("unknown") * m, "unit of symbol 'unknown' is not declared"),
]


@pytest.mark.parametrize(("made", "message"), WRONG, ids=lambda value: str(value)[:40])
def test_wrong_formulas_are_refused(made, message):
    with pytest.raises(DimensionError, match=message):
        check(made, GeV)


def test_zero_has_every_unit():
    for unit in (one, GeV, metre):
        check(Rational(0), unit)
        check(Formula(Rational(0), valid=(g > 0,)), unit)


def test_a_wrong_change_of_variables_is_found():
    right = integral(lambda z: z.value)
    wrong = LineIntegral(right.integrand * m_mu, *right.args[1:])
    check(right, GeV**2)
    with pytest.raises(DimensionError, match=r"has unit GeV\^2, its mapped form GeV\^3"):
        check(wrong, GeV**3)


@pytest.mark.parametrize(("power", "unit"), [(2, GeV**2), (3, GeV**3)])
def test_sums_over_series(power, unit):
    def added(masses: Masses) -> Expr:
        return Sum(masses[i] ** power, (i, 0, n - 1))  # type: ignore[index]

    (variant,) = quantity(unit=unit, source="made up")(added).variants
    check_variant(variant)
    (variant,) = quantity(unit=GeV, source="made up")(added).variants
    with pytest.raises(DimensionError, match=rf"has unit GeV\^{power}, declared is GeV"):
        check_variant(variant)


@pytest.mark.parametrize("made", [2**m, g**m, Rational(1, 3) ** (m / m_mu**2)], ids=str)
def test_exponents_are_pure_numbers(made):
    with pytest.raises(DimensionError, match="should be a pure number"):
        check(made, one)


@pytest.mark.parametrize(("low", "high"), [(m_mu**2, 2 * m_mu), (m_mu, 2 * g), (m_mu, m_mu + g)])
def test_limits_of_an_unknown_have_its_unit(low, high):
    with pytest.raises(DimensionError):
        check(Equation(m - m_mu, m, low, high), GeV)
