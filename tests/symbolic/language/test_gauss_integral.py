"""Integrals by a Gauss rule: their rules as formulas, and how proofs see them."""

from __future__ import annotations

import mpmath
import pytest
from sympy import I, Integral, Rational, Symbol, exp, sqrt

from muforge.codegen.check.expand import expand
from muforge.codegen.check.product_rule import ProductRule
from muforge.codegen.check.reference import Reference
from muforge.codegen.translate import translate
from muforge.symbolic.language.calculus import derivative
from muforge.symbolic.language.dimensions import DimensionError, unit_of
from muforge.symbolic.language.integrals import Trapezoid, over_interval
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nesting import dimensions
from muforge.symbolic.language.nodes.gauss_integral import GaussIntegral, fractions, gauss_integral
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.scaling import power_of
from muforge.symbolic.language.written import as_published, written_out
from muforge.symbolic.nature.units import GeV, one

g, m, x = Symbol("g", positive=True), Symbol("m", positive=True), Symbol("x", real=True)
UNITS = {"g": one, "m": GeV}


def smeared(count=12):
    """``int_0^m dx x exp(-g x/m)``."""
    return gauss_integral(lambda x: x * exp(-g * x / m), "x", 0, m, count)


@pytest.mark.parametrize("count", [1, 2, 5, 16])
def test_a_rule_is_exact_for_polynomials_up_to_its_degree(count):
    moments = [sum(w * u**power for u, w in fractions(count)) for power in range(2 * count + 1)]
    errors = [abs(moment - Rational(1, power + 1)) for power, moment in enumerate(moments)]
    assert max(errors[:-1]) < 1e-44
    assert errors[-1] > 1e-30


@pytest.mark.parametrize("count", [0, 17])
def test_other_rules_are_refused(count):
    with pytest.raises(ValueError, match=f"a Gauss rule of {count} points was asked for, expected 1 to 16"):
        gauss_integral(lambda x: x, "x", 0, 1, count)


def test_the_variable_is_bound():
    assert names_in(smeared()) == {"g", "m"}
    assert dimensions(smeared()) == 0
    assert as_published(smeared()) == Integral(x * exp(-g * x / m), (x, 0, m))
    assert str(smeared()) == str(Integral(x * exp(-g * x / m), (x, 0, m)))


def test_units():
    assert unit_of(smeared(), UNITS) == GeV**2
    with pytest.raises(DimensionError, match="cannot add or compare"):
        unit_of(gauss_integral(lambda x: x + g, "x", 0, m, 4), UNITS)
    with pytest.raises(DimensionError, match="cannot add or compare"):
        unit_of(gauss_integral(lambda x: x, "x", g, m, 4), UNITS)


def test_powers():
    assert power_of(g**2 * smeared(), "g") is None
    assert power_of(gauss_integral(lambda x: g**2 * x, "x", 0, m, 4), "g") == 2
    assert power_of(smeared(), "m") is None


@pytest.mark.parametrize("name", ["g", "m"])
def test_derivatives(name):
    point = {"g": mpmath.mpf(1.5), "m": mpmath.mpf(0.7)}
    closed = m**2 * (1 - (1 + g) * exp(-g)) / g**2
    with mpmath.workdps(20):
        wanted = Reference(closed.diff(Symbol(name, positive=True)), ("g", "m"))(point)
        for form in (derivative(smeared(), name), written_out(derivative(smeared(), name))):
            assert abs(Reference(form, ("g", "m"))(point) / wanted - 1) < 1e-15
            assert unit_of(derivative(smeared(), name), UNITS) == GeV**2 / UNITS[name]


def test_references_are_those_of_the_integral_not_of_the_rule():
    """Two points are not enough for an exponential; a reference does not know of them."""
    point, closed = {"g": 1.5, "m": 0.7}, m**2 * (1 - (1 + g) * exp(-g)) / g**2
    exact = Reference(closed, ("g", "m"))(point)
    assert abs(Reference(smeared(2), ("g", "m"))(point) / exact - 1) < 1e-20
    assert abs(ProductRule(smeared(2), ("g", "m"), 1e-12)(point) / exact - 1) < 1e-13
    assert abs(Reference(written_out(smeared(2)), ("g", "m"))(point) / exact - 1) > 1e-4
    assert abs(Reference(written_out(smeared(12)), ("g", "m"))(point) / exact - 1) < 1e-18


def test_complex_integrands():
    made = gauss_integral(lambda x: x + I * g * x**2, "x", 0, 1, 3)
    assert made.is_extended_real is not True
    program = translate("complex", made, ("g",))
    assert len(program.outputs) == 2
    value = Reference(expand(program), ("g",))({"g": 0.5})
    with mpmath.workdps(50):
        assert abs(value - mpmath.mpc(0.5, mpmath.mpf(0.5) / 3)) < 1e-40


def test_named_values_and_integrals_inside():
    w = Symbol("w", real=True)
    rule = Trapezoid(Rational(1, 4), 40, 40)
    inner = gauss_integral(lambda x: Let(w * sqrt(w), w, 1 + x * g), "x", 0, 1, 14)
    nested = over_interval(
        lambda p: p.value * GaussIntegral(inner.integrand * p.value, *inner.args[1:]), "v", 0, 1, rule=rule
    )
    exact = Reference(2 * ((1 + g) ** Rational(5, 2) - 1) / (5 * g), ("g",))({"g": 0.5})
    assert dimensions(nested) == 1
    for form in (inner, written_out(inner), 3 * written_out(nested)):
        assert abs(Reference(form, ("g",))({"g": 0.5}) / exact - 1) < 1e-15
