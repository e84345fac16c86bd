"""Derivatives are those of the formulas: against differences in 50-digit arithmetic."""

from __future__ import annotations

import random

import mpmath
import pytest
from daily_variants import FINE as PLAIN
from differences import difference
from sympy import (
    Abs,
    Function,
    I,
    IndexedBase,
    Integer,
    Max,
    Min,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    acos,
    asin,
    asinh,
    atan,
    atan2,
    cos,
    erf,
    exp,
    log,
    sin,
    sinh,
    sqrt,
)
from sympy.codegen.cfunctions import expm1, fma, log1p
from sympy.core.expr import UnevaluatedExpr

from muforge.catalogue.lookup import entry
from muforge.codegen.check.expand import expand
from muforge.codegen.check.reference import DIGITS, Reference
from muforge.codegen.pipeline import program_of
from muforge.codegen.translate import translate
from muforge.symbolic.language.calculus import NoDerivativeError, derivative
from muforge.symbolic.language.dimensions import check_variant
from muforge.symbolic.language.functions import (
    bessel_ratio,
    dilogarithm,
    k1e,
    k2e,
    log1p_positive,
    log1pmx,
    logistic,
    modulus_squared,
    power_series,
    real_product,
    sqrt1pm1,
)
from muforge.symbolic.language.integrals import LineIntegral, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.language.nodes.tabulated import tabulated
from muforge.symbolic.language.slopes import Slope
from muforge.symbolic.registry import models, quantities
from muforge.verify.sampling import samples

x, y = Symbol("x", positive=True), Symbol("y", positive=True)
values, n, i = IndexedBase("values", real=True), Symbol("n", integer=True), Symbol("i", integer=True)
FINE = Trapezoid(Rational(1, 8), 60, 60)
POINT = {"x": 0.37, "y": 0.81, "values": [0.3, 0.5, 2.0]}
RULES = {
    "power": x ** Rational(5, 2) * y**-3,
    "product": x * (x + y) * sqrt(x + 2 * y) / (x**2 + 1),
    "shared": x * UnevaluatedExpr(x + y) ** 2 + UnevaluatedExpr(Integer(2)) * x,
    "pieces": Piecewise((x**2, x < y), (x**3, True)),
    "closed": Piecewise((sqrt(x - y), x > y), (0, True)) + x,
    "max": Max(x**2, y, 3 * x) * x,
    "min": Min(x**2, y, 3 * x),
    "abs": Abs(x - y) * x,
    "fma": fma(x, x * y, sqrt(x)),
    "logarithms": log(x + y) + log1p(x * y) + log1p_positive(x**2) + log1pmx(x / y),
    "exponentials": exp(x * y) + expm1(x) + sinh(x) + erf(x - y) + logistic(x - y) + sin(x) * cos(2 * x),
    "angles": atan(x) + asin(x / 2) * acos(x * y) + asinh(x) + atan2(x, y) + atan2(y**2, x),
    "roots": sqrt1pm1(x**2) + dilogarithm(x) + dilogarithm(1 + x),
    "thermal": k1e(x) + k2e(2 * x) * bessel_ratio(x + y),
    "series": power_series(x * y, Rational(1), Rational(1, 2), Rational(1, 3)) + power_series(x, Rational(1)),
    "complex": (x + I * sqrt(y + x)) ** 2 * (1 - I * x),
    "modulus": modulus_squared((x + I * y) ** 2 + x) + modulus_squared(x * y) + real_product(x + I, 1 + I * x**2),
    "table": x * tabulated("example", lambda r: log(1 + r) / r**2, x / y, Rational(1, 100), Rational(100)),
    "integral": over_interval(lambda p: log(p.value + x) * sqrt(p.from_low), "u", x, y + x**2, rule=FINE),
    "sum": Sum(values[i] ** 2, (i, 0, n - 1)) / (x + Sum(values[i], (i, 0, n - 1))),
}


def close(got, wanted, scale=0):
    with mpmath.workdps(DIGITS):
        got, wanted = mpmath.mpmathify(got), mpmath.mpmathify(wanted)
        return abs(got - wanted) <= mpmath.mpf(10) ** -12 * max(abs(wanted), abs(scale))


@pytest.mark.parametrize("name", RULES)
def test_rule(name):
    expression = RULES[name]
    wanted = difference(Reference(expression, list(POINT)), POINT, "x")
    assert abs(wanted) > 1e-3
    assert close(Reference(derivative(expression, "x"), list(POINT))(POINT), wanted)


@pytest.mark.parametrize("name", RULES)
def test_kernels_can_compute_it(name):
    """What the translation makes of a derivative, expanded back, is the derivative."""
    slope = derivative(RULES[name], "x")
    program = translate("slope", slope, list(POINT), series=["values"])
    if not slope.has(LineIntegral, Sum):
        assert close(Reference(expand(program), list(POINT))(POINT), Reference(slope, list(POINT))(POINT))


def test_of_what_does_not_depend_on_it_is_zero():
    assert derivative(RULES["integral"], "z") == 0
    assert derivative(UnevaluatedExpr(x * y), "z") == 0


def test_powers_stay_powers():
    assert derivative(x**3 * y, "x") == 3 * x**2 * y


def test_sums_term_by_term():
    assert derivative(Sum(x**2 * values[i], (i, 0, n - 1)), "x") == Sum(2 * x * values[i], (i, 0, n - 1))


def test_an_exponent_that_varies_is_refused():
    with pytest.raises(NoDerivativeError, match="a power that is not constant"):
        derivative(y**x, "x")


def test_an_unknown_function_is_named():
    with pytest.raises(NoDerivativeError, match=r"f\(x\).*derivative is not known"):
        derivative(2 * Function("f")(x), "x")


def sample_of(quantity):
    """A variant of a quantity, one of its numbers that is not 0, and a point; no nested integrals, which take long."""
    generator = random.Random(quantity.name)
    lists = {a.name for a in quantity.arguments if a.series}
    variants = [v for v in quantity.variants if {*v.inputs} - lists and not v.unknowns and v.formula.result is not None]
    variants = [v for v in variants if not any(f.integrand.has(LineIntegral) for f in v.expression.atoms(LineIntegral))]
    if not variants:
        return None
    variant = generator.choice(variants)
    point = samples(variant, 2, ())[1]
    return variant, generator.choice([name for name in variant.inputs if name not in lists and point[name]]), point


OF_FAMILIES = {name: quantity for name, quantity in quantities().items() if quantity.family not in models()}
"""Quantities of models are made of these."""


def _is_plain(quantity):
    """Whether a quantity has variants that are formulas, or integrals that promise more than nested ones do."""
    return any(v.compiled and (v.tolerance or 0.0) <= PLAIN for v in entry(quantity.name).variants)


COSTLY = ("clfv.radiative_branching_ratio",)
"""Three complex loops in one formula: minutes of sympy."""


@pytest.mark.parametrize(
    "quantity",
    [
        pytest.param(name, marks=[pytest.mark.long] if name in COSTLY else [])
        for name, quantity in OF_FAMILIES.items()
        if _is_plain(quantity)
    ],
)
def test_derivatives_of_quantities(quantity):
    found = sample_of(OF_FAMILIES[quantity])
    if found is None:
        pytest.skip("all of its variants are nested, or solve an equation")
    variant, name, point = found
    slope = Slope.of(variant, (name,))
    check_variant(slope)
    formula = Reference(variant.expression, variant.inputs, refinement=1)
    wanted = difference(formula, point, name)
    got = Reference(slope.expression, slope.inputs, refinement=1)(point)
    assert close(got, wanted, formula(point) * 1e-10 / point[name])
    assert program_of(slope).inputs == slope.inputs


def test_of_the_solution_of_an_equation():
    """``(dx/da) = -(dR/da)/(dR/dx)``: along it the residual stays 0."""
    variant = quantities()["gminus2.mass_at_coupling"].variants[0]
    slope = Slope.of(variant, ("g",))
    check_variant(slope)
    point = samples(variant, 1, ())[0] | {"m_X": 0.3}
    residual = Reference(variant.expression, variant.kernel_inputs, refinement=1)
    along = Reference(slope.expression, slope.inputs, refinement=1)(point)
    with mpmath.workdps(DIGITS):
        total = difference(residual, point, "g") + along * difference(residual, point, "m_X")
        assert abs(total) < mpmath.mpf(10) ** -12 * abs(difference(residual, point, "g"))


def test_a_long_chain_of_names_is_passed_once():
    """Each of 60 names is twice the one before, and x the first: the square of the last is 2^120 x^2."""
    x = Symbol("x", real=True)
    names = Names()
    last = x
    for place in range(60):
        last = names(f"sum_{place}", last + last)
    found = derivative(names.around(last**2), "x")
    value = Reference(found, ["x"])({"x": mpmath.mpf(3)})
    assert value == 2 * mpmath.mpf(2) ** 120 * 3
