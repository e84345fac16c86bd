"""Integrals of two to four dimensions: values, error estimates, and the product rules that check them."""

from __future__ import annotations

import math
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from compiled_kernels import compiled, kernels_of, quadrature_of
from small_programs import a, b, program
from sympy import Expr, Rational, Symbol, exp, log, pi, sqrt

from muforge.codegen.backends.c.quadrature import quadrature
from muforge.codegen.check.product_rule import NotConverged, ProductRule
from muforge.codegen.passes.columns import columns
from muforge.codegen.plan.kernel_plan import plan_of
from muforge.codegen.plan.node_tables import Tables, nodes
from muforge.codegen.plan.quadrature_rules import rules
from muforge.codegen.plan.schedule import schedule
from muforge.codegen.plan.tolerances import default_tolerance
from muforge.symbolic.language.arguments import BosonMass, Coupling
from muforge.symbolic.language.integrals import Trapezoid, over_interval, over_line
from muforge.symbolic.language.nesting import dimensions
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.units import one

FINE = Trapezoid(Rational(1, 4), 40, 40)
COARSE = Trapezoid(Rational(1, 3), 40, 40)
SHORT = Trapezoid(Rational(3, 8), 22, 18)
SOURCE = "made up"


def power(x: Expr, exponent: Expr) -> Expr:
    return exp(exponent * log(x))


@quantity(unit=one, source=SOURCE, accuracy=1e-12)
def triangle(m_X: BosonMass, g: Coupling) -> Expr:
    """``int_0^1 dx x^m_X int_0^x dy y^g (-ln y)``: an inner limit that depends on the outer variable, a logarithm."""

    def outer(x):
        inner = over_interval(lambda y: -power(y.from_low, g) * log(y.from_low), "y", 0, x.from_low, rule=FINE)
        return power(x.from_low, m_X) * inner

    return over_interval(outer, "x", 0, 1, rule=COARSE)


@quantity(unit=one, source=SOURCE, accuracy=1e-10)
def simplex(m_X: BosonMass, g: Coupling) -> Expr:
    """Dirichlet's integral ``int dx dy dz x^m_X y^g sqrt(z (1-x-y-z))`` over the simplex."""

    def over_x(x):
        def over_y(y):
            def over_z(z):
                return power(x.from_low, m_X) * power(y.from_low, g) * sqrt(z.from_low * z.from_high)

            return over_interval(over_z, "z", 0, y.from_high, rule=COARSE)

        return over_interval(over_y, "y", 0, x.from_high, rule=COARSE)

    return over_interval(over_x, "x", 0, 1, rule=COARSE)


@quantity(unit=one, source=SOURCE, accuracy=1e-7)
def six_particles(m_X: BosonMass, g: Coupling) -> Expr:
    """Phase space of six massless particles of total mass m_X, by recursion over invariant masses, times g."""

    def volume(square, n):
        if n == 2:
            return 1 / (8 * pi)
        return over_interval(
            lambda M: M.from_high / square / (16 * pi**2) * volume(M.value, n - 1),
            f"M2_{n}",
            0,
            square,
            rule=SHORT,
        )

    return g * volume(m_X**2, 6)


@quantity(unit=one, source=SOURCE, accuracy=1e-8)
def peak(m_X: BosonMass, g: Coupling) -> Expr:
    """``int_0^1 dx x^m_X int_0^1 dy/((y-1/2)^2 + g^2)``: only the inner integral is difficult."""

    def outer(x):
        inner = over_interval(lambda y: 1 / ((y.value - Rational(1, 2)) ** 2 + g**2), "y", 0, 1, rule=COARSE)
        return power(x.from_low, m_X) * inner

    return over_interval(outer, "x", 0, 1, rule=FINE)


@quantity(unit=one, source=SOURCE, accuracy=1e-6)
def kink(m_X: BosonMass, g: Coupling) -> Expr:
    """``int_0^1 dx x^m_X int_0^1 dy abs(y - g)``: an integrand that is not analytic."""

    def outer(x):
        inner = over_interval(lambda y: sqrt((y.value - g) ** 2), "y", 0, 1, rule=COARSE)
        return power(x.from_low, m_X) * inner

    return over_interval(outer, "x", 0, 1, rule=COARSE)


def exact_simplex(m, g):
    gamma = math.gamma
    return gamma(m + 1) * gamma(g + 1) * gamma(1.5) ** 2 / gamma(m + g + 5)


EXACT = {
    "triangle": lambda m, g: 1 / ((g + 1) ** 2 * (m + g + 2)) + 1 / ((g + 1) * (m + g + 2) ** 2),
    "simplex": np.vectorize(exact_simplex),
    "six_particles": lambda m, g: g * m**8 / (2 * (4 * np.pi) ** 9 * math.factorial(5) * math.factorial(4)),
    "peak": lambda m, g: 2 / g * np.arctan(1 / (2 * g)) / (m + 1),
    "kink": lambda m, g: (g**2 + (1 - g) ** 2) / 2 / (m + 1),
}
QUANTITIES = {q.name.rpartition(".")[2]: q for q in (triangle, simplex, six_particles, peak, kink)}
SMOOTH = ("triangle", "simplex", "six_particles")
M = np.linspace(0.2, 3.0, 8)
G = np.linspace(0.9, 0.3, 8)


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    library = compiled(tuple(QUANTITIES.values()), tmp_path_factory.mktemp("nested"))
    return kernels_of(library, f"{triangle.family}_"), library  # the library must stay loaded


@pytest.mark.parametrize("name", SMOOTH)
def test_promise_is_kept(kernels, name):
    promise = QUANTITIES[name].accuracy
    kernel = kernels[0][name]
    assert kernel.tolerance == promise
    value, error = quadrature_of(kernel, (M, G), promise)
    exact = EXACT[name](M, G)
    np.testing.assert_allclose(value, exact, rtol=promise)
    assert np.all(error <= promise * value)


@pytest.mark.parametrize("name", [*SMOOTH, "peak"])
def test_error_is_never_below_the_true_one(kernels, name):
    for tolerance in (1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-13):
        for g in (G, G / 3, G / 10):
            value, error = quadrature_of(kernels[0][name], (M, g), tolerance)
            exact = EXACT[name](M, g)
            assert np.all(np.abs(value - exact) <= error + 4e-16 * exact), (tolerance, g)


@pytest.mark.parametrize(("name", "scale"), [("peak", 0.03), ("kink", 1.0)])
def test_missed_tolerances_are_said(kernels, name, scale):
    value, error = quadrature_of(kernels[0][name], (M, scale * G), 1e-8)
    missed = np.abs(value / EXACT[name](M, scale * G) - 1) > 1e-8
    assert missed.any()
    assert np.all(error[missed] > 1e-8 * value[missed])


def test_larger_tolerances_need_fewer_levels(kernels):
    rough, _ = quadrature_of(kernels[0]["simplex"], (M, G), 1e-1)
    fine, _ = quadrature_of(kernels[0]["simplex"], (M, G), 1e-10)
    assert 1e-15 < np.max(np.abs(rough / fine - 1)) < 1e-1


@pytest.mark.parametrize("name", SMOOTH)
def test_product_rules(name):
    (variant,) = QUANTITIES[name].variants
    rule = ProductRule(variant.expression, variant.kernel_inputs, QUANTITIES[name].accuracy)
    m, g = 0.75, 0.5
    exact = EXACT[name](mpmath.mpf(m), g) if name != "simplex" else EXACT[name](m, g)
    assert abs(rule({"m_X": m, "g": g}) / exact - 1) <= 0.1 * QUANTITIES[name].accuracy
    assert 10.0**-rule.digits <= QUANTITIES[name].accuracy


def test_product_rules_on_the_whole_line():
    outer = over_line(lambda s: exp(-(s**2)) / (1 + s**2) * over_line(inner, "w", rule=FINE), "z", rule=FINE)
    rule = ProductRule(a * outer, ("a",), 1e-12)
    exact = 2 * mpmath.sqrt(mpmath.pi) * mpmath.pi * mpmath.e * mpmath.erfc(1)
    assert abs(rule({"a": 2.0}) / exact - 1) < 1e-14


def inner(s):
    return exp(-(s**2))


def test_product_rules_that_do_not_agree():
    bent = over_interval(lambda z: sqrt((z.value - a) ** 2), "z", 0, 1, rule=FINE)
    with pytest.raises(NotConverged, match="differ"):
        ProductRule(bent, ("a",), 1e-15)({"a": 0.3})


def test_dimensions():
    assert [dimensions(QUANTITIES[name].variants[0].expression) for name in SMOOTH] == [2, 3, 4]
    assert dimensions(a + b) == 0


def test_a_loop_inside_is_placed_inside_all_outer_ones():
    """The innermost integral depends on the middle variable alone."""

    def over_z(z):
        return over_line(lambda w: exp(-(w**2) * (1 + z**2)) * over_line(third(w), "v", rule=FINE), "w", rule=FINE)

    def third(w):
        return lambda v: exp(-(v**2) * (1 + w**2))

    made = columns(program(a * over_line(lambda z: exp(-(z**2)) * over_z(z), "z", rule=FINE)))
    loops = {place: list(groups) for (place, _), groups in schedule(made).loops.items()}
    assert loops == {(): ["t_z"], ("t_z",): ["t_w"], ("t_z", "t_w"): ["t_v"]}


def test_an_integrand_may_be_an_integral_and_nothing_else():
    t_outer = Symbol("t_z", real=True)
    bare = over_line(lambda s: over_line(lambda w: exp(-(w**2) - a * t_outer**2), "w", rule=FINE), "z", rule=FINE)
    text = quadrature(plan_of(columns(program(bare))), Tables(), 1e-12)
    assert text.count("+=") == 2


def test_rules_of_nested_integrals_share_the_number_of_levels():
    finer = Trapezoid(Rational(1, 8), 30, 20)
    nested = over_line(lambda s: over_line(lambda w: 1 / (a + w**2 + s**2), "w", rule=finer), "z", rule=SHORT)
    found = rules(columns(program(nested)))
    assert {rule.levels for rule in found.values()} == {6}
    for variable, rule in (("t_w", finer), ("t_z", SHORT)):
        ordered, ends = nodes(found[variable])
        for level, (start, end) in enumerate(pairwise([0, *ends])):
            step = rule.step * Rational(3, 2) ** (5 - level)
            shorter = Rational(3, 2) ** (level - 5)
            first, last = -int(rule.reach_low * shorter / step), int(rule.reach_high * shorter / step)
            assert [Rational(t) / step for t in ordered[start:end]] == list(range(first, last + 1))


def test_default_tolerance():
    line = over_line(lambda s: exp(-a * s**2), "z", rule=FINE)
    plane = over_line(lambda s: over_line(lambda w: 1 / (a + w**2 + s**2), "w", rule=FINE), "z", rule=FINE)
    assert default_tolerance(columns(program(a + b)), 1e-8) is None
    assert default_tolerance(columns(program(line)), 1e-8) == 1e-14
    assert default_tolerance(columns(program(plane)), 1e-8) == 1e-8
