"""Integrals whose fine rules have no nodes in the tails: which kernels, and whether errors are told all the same."""

import ctypes

import numpy as np
import pytest
from compiled_kernels import compiled, kernels_of, library, quadrature_of
from small_programs import a, b, program
from sympy import Expr, Integer, Piecewise, Rational, exp, log, sqrt

from muforge.codegen.plan.window import integral_with_window
from muforge.symbolic.language.arguments import BosonMass, Coupling
from muforge.symbolic.language.integrals import Trapezoid, over_interval
from muforge.symbolic.language.quantity import quantity

RULE = Trapezoid(Rational(1, 4), 60, 60)
SOURCE = "made up"
TOLERANCES = [10.0**-n for n in range(1, 15)]


@quantity(unit=Integer(1), source=SOURCE)
def peaks_far_apart(m_X: BosonMass, g: Coupling) -> Expr:
    """``int_0^1 dx [6 g x (1 - x) + m_X/(x + m_X)^2]``: a small term may be all there is far from the other."""
    return over_interval(
        lambda x: 6 * g * x.from_low * x.from_high + m_X / (x.from_low + m_X) ** 2, "x", 0, 1, rule=RULE
    )


@quantity(unit=Integer(1), source=SOURCE)
def nearly_cancelling(m_X: BosonMass, g: Coupling) -> Expr:
    """``int_0^1 dx [m_X (x - (1 - x)) + g]``: the tails are of the size of the terms, not of their sum."""
    return over_interval(lambda x: m_X * (x.from_low - x.from_high) + g, "x", 0, 1, rule=RULE)


@quantity(unit=Integer(1), source=SOURCE)
def long_tail(m_X: BosonMass, g: Coupling) -> Expr:
    """``g int_0^1 dx x^(m_X - 1)``: it falls slowly for small m_X, and what is left out at the end is noticed."""
    return g * over_interval(lambda x: exp((m_X - 1) * log(x.from_low)), "x", 0, 1, rule=RULE)


EXACT = {
    "peaks_far_apart": lambda m, g: g + 1 / (1 + m),
    "nearly_cancelling": lambda m, g: g,
    "long_tail": lambda m, g: g / m,
}
SIZE = {"nearly_cancelling": lambda m, g: m + g}
"""Of what is added up, where it is not that of the result."""
MASSES = {
    "peaks_far_apart": np.geomspace(1e-10, 10, 24),
    "nearly_cancelling": np.geomspace(1e-3, 1e3, 24),
    "long_tail": np.linspace(0.4, 2.4, 24),
}


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    made = [peaks_far_apart, nearly_cancelling, long_tail]
    return kernels_of(compiled(made, tmp_path_factory.mktemp("windows")), "test_windows_")


@pytest.mark.parametrize("g", [1e-10, 1e-3, 1.0, 1e8])
@pytest.mark.parametrize("name", EXACT)
def test_errors_are_not_larger_than_estimated(kernels, name, g):
    for masses in MASSES[name].reshape(-1, 8):
        exact = EXACT[name](masses, g)
        rounding = 4e-16 * np.abs(SIZE.get(name, EXACT[name])(masses, g))
        for tolerance in TOLERANCES:
            value, error = quadrature_of(kernels[name], [masses, np.full(8, g)], tolerance)
            assert np.all(np.abs(value - exact) <= error + rounding), tolerance


def test_neighbours_do_not_matter(kernels):
    masses = MASSES["peaks_far_apart"]
    for tolerance in (1e-3, 1e-10):
        alone = [quadrature_of(kernels["peaks_far_apart"], [np.full(8, m), np.ones(8)], tolerance) for m in masses]
        together = [
            quadrature_of(kernels["peaks_far_apart"], [part, np.ones(8)], tolerance) for part in masses.reshape(-1, 8)
        ]
        assert np.array_equal(np.hstack(together), np.array([[v[0], e[0]] for v, e in alone]).T)


WINDOW = """
#include "kernel.h"
void window(int nodes, double *sizes, double step, double *integral, double tolerance, double *low, double *high) {
    mf_window found;
    mf_open_window(&found, nodes);
    mf_find_window(&found, nodes, (double (*)[MF_LANES])sizes, step, integral, tolerance);
    mf_refine_window(&found);
    for (int l = 0; l < MF_LANES; ++l) {
        low[l] = found.low[l];
        high[l] = found.high[l];
    }
}
"""


def test_nodes_in_the_window(tmp_path):
    """Terms ``2^-abs(i - 20)``: those below add up to twice the last, and nodes of one interval more are taken."""
    window = library(WINDOW, tmp_path).window
    place = np.arange(41)
    sizes = np.repeat(2.0 ** -np.abs(place - 20.0)[:, None], 8, axis=1)
    sizes[:, 1] = np.nan
    sizes[:, 2] = 1.0
    integral, low, high = np.sum(sizes, axis=0), np.empty(8), np.empty(8)
    pointers = [x.ctypes.data_as(ctypes.c_void_p) for x in (sizes, integral, low, high)]
    step, tolerance = ctypes.c_double(1.0), ctypes.c_double(2.0**-4)
    window(41, pointers[0], step, pointers[1], tolerance, *pointers[2:])
    cut = np.max(np.flatnonzero(2.0 ** (place - 19.0) < 2.0**-12 * integral[0]))
    assert list(low) == [2.0 * cut, 0.0, 0.0, *[2.0 * cut] * 5]
    assert list(high) == [2.0 * (40 - cut), 80.0, 80.0, *[2.0 * (40 - cut)] * 5]


def integral(factor=1, name="x"):
    return over_interval(lambda x: factor * sqrt(x.value), name, 0, 1, rule=RULE)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (integral(a), True),
        (-a * integral(b) / b, True),
        (Piecewise((b * integral(a), a > 0), (0, True)), True),
        (1 + integral(a), False),
        (1 / integral(a), False),
        (integral(a) ** 2, False),
        (sqrt(integral(a)), False),
        (integral(a) + integral(b, "y"), False),
        (over_interval(lambda x: integral(x.value, "y"), "x", 0, 1, rule=RULE), False),
    ],
    ids=["itself", "multiple", "closed", "sum", "inverse", "square", "root", "two", "nested"],
)
def test_which_kernels_have_a_window(formula, expected):
    assert (integral_with_window(program(formula)) is not None) == expected
