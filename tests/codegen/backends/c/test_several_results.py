"""Kernels of several results: each has the bits and the error of a kernel of its own."""

from __future__ import annotations

import ctypes
from functools import cached_property
from typing import Literal

import numpy as np
import pytest
from compiled_kernels import DOUBLES, compiled, kernels_of, pointers, quadrature_of
from sympy import Expr, Rational, exp, log, sqrt

from muforge.codegen.backends.numpy.interpret import Interpreted
from muforge.codegen.pipeline import program_for_interpretation
from muforge.symbolic.language.arguments import BosonMass, Coupling
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.integrals import Trapezoid, over_interval
from muforge.symbolic.language.quantity import Quantity, Variant, quantity
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.units import GeV, one

FINE = Trapezoid(Rational(1, 4), 54, 30)
Order = Literal["zero", "one", "two"]
ORDERS = {"zero": 0, "one": 1, "two": 2}


@quantity(unit=GeV, source="made up", points=("m_X",), results=("which",))
def point(which: Literal["product", "sum", "where"], m_X: BosonMass, g: Coupling) -> Formula:
    """Three results without an integral; the last has a domain of its own."""
    made = {"product": g * m_X, "sum": m_X * (1 + sqrt(g)), "where": g * m_X + m_X * (1 + sqrt(g))}
    return Formula(made[which], valid=(g < 1,) if which == "where" else ())


@quantity(unit=one, source="made up", accuracy=1e-12, results=("order",))
def moment(order: Order, m_X: BosonMass, g: Coupling) -> Expr:
    """``int_0^1 dx x^order exp(m_X log(x)) (1-x)^g``: integrals of one dimension."""
    return over_interval(
        lambda x: x.from_low ** ORDERS[order] * exp(m_X * log(x.from_low) + g * log(x.from_high)), "x", 0, 1, rule=FINE
    )


@quantity(unit=one, source="made up", accuracy=1e-10, results=("order",))
def nested(order: Order, m_X: BosonMass, g: Coupling) -> Expr:
    """``int_0^1 dx int_0^x dy exp(m_X log(x)) y^order/(y + g)``."""

    def over_y(x):
        inner = over_interval(lambda y: y.from_low ** ORDERS[order] / (y.from_low + g), "y", 0, x.from_low, rule=FINE)
        return exp(m_X * log(x.from_low)) * inner

    return over_interval(over_y, "x", 0, 1, rule=FINE)


class Alone(Variant):
    """A result with a kernel of its own."""

    @property
    def kernel(self) -> str:
        return self.name

    @cached_property
    def together(self) -> tuple[Variant, ...]:
        return (self,)


class Separate(Quantity):
    """A quantity whose results have kernels of their own."""

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        return tuple(Alone(self, v.options, v.present, v.lengths) for v in super().variants)


def separate(q: Quantity) -> Quantity:
    return Separate(*(getattr(q, name) for name in q.__dataclass_fields__))


M = np.linspace(0.2, 3.0, 8)
G = np.linspace(0.9, 0.3, 8)


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("together", "alone")]
    quantities = (point, moment, nested)
    libraries = compiled(quantities, folders[0]), compiled([separate(q) for q in quantities], folders[1])
    return *(kernels_of(library, f"{point.family}_") for library in libraries), libraries


def test_one_kernel_for_all_results(kernels):
    together, alone, _ = kernels
    assert {name: kernel.outputs for name, kernel in together.items()} == {"point": 3, "moment": 3, "nested": 3}
    assert len(alone) == 9 and not any(kernel.is_complex for kernel in together.values())


@pytest.mark.parametrize("name", ["moment", "nested"])
@pytest.mark.parametrize("tolerance", [1e-4, 1e-7, 1e-12])
def test_results_and_errors_are_those_of_kernels_of_their_own(kernels, name, tolerance):
    together, alone, _ = kernels
    values, errors = quadrature_of(together[name], (M, G), tolerance)
    assert np.all(errors > 0)
    for order, place in ORDERS.items():
        value, error = quadrature_of(alone[f"{name}_{order}"], (M, G), tolerance)
        assert np.all(np.abs(values[place] - value) <= errors[place] + error)
        if name == "nested":
            np.testing.assert_allclose(values[place], value, rtol=1e-14)
            np.testing.assert_allclose(errors[place], error, rtol=0.2)
        else:  # by itself it is proportional to its only integral, so that tails are left out
            assert np.all(errors[place] <= error)


def test_errors_are_not_below_the_true_ones(kernels):
    values, _ = quadrature_of(kernels[0]["nested"], (M, G), 1e-13)
    for tolerance in (1e-3, 1e-5, 1e-8):
        rough, errors = quadrature_of(kernels[0]["nested"], (M, G), tolerance)
        assert np.all(np.abs(rough - values) <= errors)
        assert np.all(errors <= tolerance * np.abs(rough))


def test_points_without_integrals(kernels):
    together, _, libraries = kernels
    out = [np.empty(8) for _ in range(3)]
    together["point"].each(8, pointers(M, G), pointers(*out))
    product, total = G * M, M * (1 + np.sqrt(G))
    for got, expected in zip(out, (product, total, product + total), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-15)
    function = libraries[0][f"muforge_{point.family}_point"]
    function.argtypes, function.restype = [ctypes.c_double] * 2 + [DOUBLES], None
    result = np.empty(3)
    function(0.5, 2.0, result.ctypes.data_as(DOUBLES))
    assert result[0] == 1.0 and np.isfinite(result[1]) and np.isnan(result[2])


@pytest.mark.parametrize("q", [point, moment, nested], ids=lambda q: q.name.rpartition(".")[2])
def test_numpy_walks_the_same_plan(kernels, q):
    interpreted = Interpreted(program_for_interpretation(q.variants[0]))
    results = interpreted(M, G)
    name = q.name.rpartition(".")[2]
    if name == "point":
        expected = [np.empty(8) for _ in range(3)]
        kernels[0][name].each(8, pointers(M, G), pointers(*expected))
    else:
        expected = quadrature_of(kernels[0][name], (M, G), 1e-13)[0]
    assert len(results) == 3 and len(interpreted.with_error(M, G, 1e-8)) == 6
    np.testing.assert_allclose(results, expected, rtol=1e-9)


def test_names():
    assert [v.name.rpartition("_")[2] for v in moment.variants] == list(ORDERS)
    assert {v.kernel for v in moment.variants} == {f"{moment.family}_moment"}
    assert [v.result for v in moment.variants] == [0, 1, 2]
    assert moment.variants[0].together == moment.variants


def test_results_are_options():
    @quantity(unit=one, source="made up", results=("kind",))
    def strange(m_X: BosonMass) -> Expr:
        """No option at all."""
        return m_X / m_X

    with pytest.raises(DeclarationError, match=r"results=\('kind',\), but 'kind' is not one of its options"):
        _ = strange.variants
