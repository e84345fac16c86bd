"""Functions that sympy lacks: values, derivatives, units, and how kernels and references see them."""

from __future__ import annotations

import mpmath
import pytest
from sympy import Float, Integer, Rational, Symbol, besselk, exp, latex, pi, polylog, re, sqrt

from muforge.codegen.check.reference import Reference
from muforge.codegen.operations import ELEMENTARY
from muforge.symbolic.language.arguments import BosonMass
from muforge.symbolic.language.dimensions import DimensionError, check_variant
from muforge.symbolic.language.functions import (
    bessel_ratio,
    dilogarithm,
    k1e,
    k2e,
    larger,
    log1p_positive,
    log1pmx,
    smaller,
    sqrt1pm1,
)
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.units import one

x = Symbol("x", positive=True)
MEANINGS = {
    sqrt1pm1: sqrt(1 + x) - 1,
    dilogarithm: re(polylog(2, x)),
    k1e: exp(x) * besselk(1, x),
    k2e: exp(x) * besselk(2, x),
    bessel_ratio: besselk(1, x) / besselk(2, x),
}
POINTS = [Rational(1, 3), Rational(4, 5), Rational(3)]


def name_of(thing):
    """A readable parameter."""
    return getattr(thing, "__name__", str(thing))


@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("function", MEANINGS, ids=name_of)
def test_values(function, point):
    wanted = MEANINGS[function].subs(x, point).evalf(40)
    assert abs(function(point).evalf(30) - wanted) < Float(10) ** -28 * abs(wanted)
    with mpmath.workdps(40):
        exact = mpmath.mpf(point.p) / point.q
        assert abs(Reference(function(x), ["x"]).at(exact) - mpmath.mpf(str(wanted))) < 1e-35


@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("function", MEANINGS, ids=name_of)
def test_derivatives(function, point):
    step = Rational(1, 10**12)
    difference = (function(point + step).evalf(50) - function(point - step).evalf(50)) / (2 * step)
    assert abs(function(x).diff(x).subs(x, point).evalf(30) - difference) < 1e-20


def test_a_symbol_has_no_value():
    for function in MEANINGS:
        assert function(x).evalf().has(Symbol)


def test_dilogarithm_at_1_and_on_paper():
    assert abs(dilogarithm(1).evalf(30) - (pi**2 / 6).evalf(30)) < 1e-28
    assert latex(dilogarithm(x)) == r"\operatorname{Li}_2\left(x\right)"
    assert dilogarithm(x).rewrite(polylog) == re(polylog(2, x))


@pytest.mark.parametrize("function", [kind.function for kind in ELEMENTARY if kind.arity == 1], ids=name_of)
def test_arguments_are_pure_numbers(function):
    @quantity(unit=one, source="made up")
    def wrong(m_X: BosonMass):
        """Takes a function of a mass."""
        return function(m_X)

    with pytest.raises(DimensionError, match=r"'m_X' \[GeV\] in '.*' should be a pure number"):
        check_variant(wrong.variants[0])


def test_references_do_not_cancel():
    with mpmath.workdps(90):
        tiny = mpmath.mpf(10) ** -30
        for function, leading in ((sqrt1pm1, tiny / 2), (log1pmx, tiny**2 / 2), (log1p_positive, tiny)):
            assert abs(Reference(function(x), ["x"]).at(tiny) / leading - 1) < 1e-25


@pytest.mark.parametrize("function, wanted", [(larger, 3), (smaller, 2)])
def test_larger_and_smaller_leave_symbols_alone(function, wanted):
    y = Symbol("y", real=True)
    assert function(x, y).args == (x, y)
    assert function(x, y).is_real
    assert float(Reference(function(x, y), ("x", "y"))({"x": 3.0, "y": 2.0})) == wanted
    assert float(function(Integer(3), Integer(2)).evalf()) == wanted
