"""C of small made-up quantities, compiled and called."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest
from compiled_kernels import DOUBLES, compiled, kernels_of, pointers, quadrature_of
from sympy import Expr, I, Indexed, IndexedBase, Piecewise, Rational, Sum, Symbol, exp, log, sqrt

from muforge.symbolic.families.gminus2.quantities import discrepancy
from muforge.symbolic.language.arguments import BosonMass, Coupling
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.integrals import Trapezoid, over_interval
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.units import GeV, one

RULE = Trapezoid(Rational(1, 4), 40, 40)


@quantity(unit=GeV, source="made up", points=("m_X",))
def width(kind: Literal["slow", "fast"], m_X: BosonMass, g: Coupling) -> Formula:
    """A "width"."""
    factor = sqrt(g**2 + 1) / (g**2 + 2) + 1 / (g**2 + 3)
    own = m_X**5 / (1 + m_X) + 1 / m_X if kind == "slow" else log(1 + m_X) ** 2
    return Formula(Piecewise((factor * own, m_X > 1), (0, True)), valid=(g < 10,))


@quantity(unit=one, source="made up", points=("m_X",))
def amplitude(m_X: BosonMass, g: Coupling) -> Expr:
    """A complex value."""
    return (g + I * m_X) ** 2 / (1 + g**2)


@quantity(unit=one, source="made up")
def beta_function(m_X: BosonMass, g: Coupling) -> Expr:
    """``int_0^1 z^m_X (1-z)^g dz``."""
    return over_interval(lambda z: exp(m_X * log(z.from_low) + g * log(z.from_high)), "z", 0, 1, rule=RULE)


def functions() -> dict[str, Callable[..., Any]]:
    """Kernel -> the same in Python."""

    def factor(g):
        return np.sqrt(g**2 + 1) / (g**2 + 2) + 1 / (g**2 + 3)

    def where_valid(m, g, value):
        return np.where(g < 10, np.where(m > 1, factor(g) * value, 0.0), np.nan)

    return {
        "width_slow": lambda m, g: where_valid(m, g, m**5 / (1 + m) + 1 / m),
        "width_fast": lambda m, g: where_valid(m, g, np.log1p(m) ** 2),
        "amplitude": lambda m, g: (g + 1j * m) ** 2 / (1 + g**2),
        "beta_function": np.vectorize(lambda m, g: math.gamma(m + 1) * math.gamma(g + 1) / math.gamma(m + g + 2)),
    }


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return compiled((width, amplitude, beta_function, discrepancy), tmp_path_factory.mktemp("emitted"))


@pytest.fixture(scope="module")
def kernels(library):
    return kernels_of(library, f"{width.family}_")


M = np.linspace(0.3, 4.0, 37)
G = np.linspace(0.1, 11.0, 37)


def as_values(arrays):
    return arrays[0] + 1j * arrays[1] if len(arrays) == 2 else arrays[0]


def scalar(library, name, outputs):
    """``muforge_NAME`` as a Python function."""
    function = library[f"muforge_{width.family}_{name}"]
    function.argtypes = [ctypes.c_double] * 2 + [DOUBLES] * (outputs == 2)
    function.restype = ctypes.c_double if outputs == 1 else None
    if outputs == 1:
        return function

    def both(m, g):
        result = np.empty(2)
        function(m, g, result.ctypes.data_as(DOUBLES))
        return complex(*result)

    return both


@pytest.mark.parametrize("name", functions())
def test_scalars(library, kernels, name):
    call = scalar(library, name, kernels[name].outputs)
    got = [call(m, g) for m, g in zip(M, G, strict=True)]
    np.testing.assert_allclose(got, functions()[name](M, G), rtol=1e-14)


@pytest.mark.parametrize("name", ["width_slow", "width_fast", "amplitude"])
def test_batches(library, kernels, name):
    kernel = kernels[name]
    assert (kernel.inputs, kernel.points) == (2, 1)
    each, many = ([np.empty_like(M) for _ in range(kernel.outputs)] for _ in range(2))
    kernel.each(len(M), pointers(M, G), pointers(*each))
    np.testing.assert_allclose(as_values(each), functions()[name](M, G), rtol=1e-14)
    parameters = np.array([0.7])
    kernel.many(len(M), pointers(M), parameters.ctypes.data_as(DOUBLES), pointers(*many))
    np.testing.assert_allclose(as_values(many), functions()[name](M, np.full_like(M, 0.7)), rtol=1e-14)
    call = scalar(library, name, kernel.outputs)
    assert as_values(each).tolist() == pytest.approx(
        [call(m, g) for m, g in zip(M, G, strict=True)], abs=0, nan_ok=True
    )
    assert not kernel.lanes and not kernel.series


def test_lanes(kernels):
    kernel = kernels["beta_function"]
    m, g = np.linspace(0.5, 3, 8), np.linspace(2, 1, 8)
    value, error = quadrature_of(kernel, (m, g), 1e-14)
    exact = functions()["beta_function"](m, g)
    np.testing.assert_allclose(value, exact, rtol=1e-14)
    assert np.all(np.abs(value - exact) <= error)
    assert not kernel.each and not kernel.many


def test_descriptions(kernels):
    assert kernels["width_slow"].doc.decode().startswith('A "width".\n\nUnit of the result: GeV. Source: made up.')
    assert kernels["amplitude"].outputs == 2
    (series,) = (k for name, k in kernels.items() if "discrepancy" in name)
    variant = discrepancy.variants[0]
    names = [a.name for a in discrepancy.arguments if a.series]
    assert series.series_mask == sum(1 << variant.inputs.index(name) for name in names) != 0


def test_series(kernels):
    (kernel,) = (k for name, k in kernels.items() if "discrepancy" in name)
    variant = discrepancy.variants[0]
    sample = {name: np.array([1.0, 2.0, 4.0]) + k for k, name in enumerate(variant.inputs)}
    result = np.empty(1)
    kernel.series(3, pointers(*sample.values()), result.ctypes.data_as(DOUBLES))
    expression, n = variant.expression, Symbol("n", integer=True)
    terms = {loop: _added(loop, sample) for loop in expression.atoms(Sum)}
    exact = expression.xreplace(terms).subs(n, 3)
    exact = exact.subs({s: sample[s.name][0] for s in exact.free_symbols if s.name in sample})
    assert result[0] == pytest.approx(float(exact), rel=1e-14)


def _added(loop, sample):
    """A sum over a series with numbers put in."""
    ((index, _, _),) = loop.limits
    elements = {e: IndexedBase(str(e.base)) for e in loop.function.atoms(Indexed)}
    return sum(
        loop.function.xreplace({e: Rational(sample[str(base)][k]) for e, base in elements.items()}).subs(index, k)
        for k in range(3)
    )
