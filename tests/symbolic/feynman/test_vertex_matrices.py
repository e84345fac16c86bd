"""One-loop vertices with explicit Dirac matrices, without traces, against what is derived."""

from itertools import count
from typing import Any

import numpy as np
import pytest
from sympy import Expr, Symbol, symbols

from muforge.symbolic.families.gminus2 import amplitudes as gminus2
from muforge.symbolic.families.gminus2.amplitudes import VERTEX, Chiral, m_F, m_X, mu, mu_out, photon
from muforge.symbolic.feynman import Amplitude, Index, Momentum, gamma, indices, propagator, scalar_propagator, u, ubar
from muforge.symbolic.feynman.amplitude import Component, Denominator, Metric, Term
from muforge.symbolic.feynman.averaging import L_SQUARED
from muforge.symbolic.feynman.vertex import Vertex
from muforge.symbolic.nature.constants import m_mu
from muforge.verify.spinors import GAMMA, METRIC, PROJECTOR, slashed, spinors

x, z = Symbol("x", real=True), Symbol("z", real=True)
g_L, g_R, kappa = symbols("g_L g_R kappa", real=True)
GENERAL = Chiral(g_L, g_R)
GAMMA5 = PROJECTOR["R"] - PROJECTOR["L"]

DIAGRAMS = {
    "scalar, photon on fermion": gminus2.scalar_from_fermion(GENERAL, m_F, m_X),
    "scalar, photon on scalar": gminus2.scalar_from_scalar(GENERAL, m_F, m_X),
    "vector, photon on fermion": gminus2.vector_from_fermion(GENERAL, m_F, m_X),
    "vector, photon on vector": gminus2.vector_from_vector(GENERAL, m_F, m_X),
    "vector with anomalous moment": gminus2.vector_from_vector(GENERAL, m_F, m_X, kappa),
}


class Point:
    """Random momenta with ``p^2 = p'^2 = m^2``, ``q^2 != 0``, and numbers for masses and parameters."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.values = {m_mu: 0.7, m_F: 1.3, m_X: 1.9, g_L: 0.6, g_R: -0.35, kappa: 1.7}
        self.p, self.p_out = (_on_shell(rng.normal(size=3), 0.7) for _ in range(2))
        self.x = rng.uniform(0.3, 0.9)
        self.z = self.x * rng.uniform(0.1, 0.9)
        self.rng = rng
        self.q_squared = float((self.p_out - self.p) @ METRIC @ (self.p_out - self.p))

    def momenta(self, shifted: np.ndarray) -> dict[str, np.ndarray]:
        """All momenta at a given ``l``; completing the square gives the same loop momentum for all diagrams."""
        loop = shifted + self.z * self.p + (self.x - self.z) * self.p_out
        return {"mu": self.p, "mu_out": self.p_out, "photon": self.p_out - self.p, "X": loop, "F": loop}

    def number(self, expression: Expr, l_squared: float = 0.0) -> complex:
        """A derived polynomial at this point."""
        numbers = {x: self.x, z: self.z, photon.mass: complex(self.q_squared) ** 0.5, L_SQUARED: l_squared}
        return complex(expression.subs({**self.values, **numbers}))


def _on_shell(vector: np.ndarray, mass: float) -> np.ndarray:
    return np.array([np.sqrt(vector @ vector + mass**2), *vector])


def _sum(momentum: Momentum, momenta: dict[str, np.ndarray]) -> np.ndarray:
    return sum((float(c) * momenta[name] for name, c in momentum.terms), np.zeros(4))


def _explicit(term: Term, momenta: dict[str, np.ndarray], values: dict[Symbol, float]) -> np.ndarray:
    """A diagram without its denominators between spinors; the last two axes are helicities, the first is mu."""
    matrix = np.eye(4, dtype=complex)
    order: list[Index] = []
    for letter in term.lines[0].word.letters:
        if isinstance(letter, Momentum):
            matrix = matrix @ slashed(_sum(letter, momenta))
        else:
            matrix = matrix[..., None, :, :] @ GAMMA
            order.append(letter)
    matrix = matrix @ PROJECTOR[term.lines[0].word.chirality]
    left, right = spinors("ubar", momenta["mu_out"], values[m_mu]), spinors("u", momenta["mu"], values[m_mu])
    open_axes: dict[Index, int] = {}
    operands: list[Any] = []
    labels = count(2)

    def axis(index: Index) -> int:
        """A label for one occurrence of an index, the second one lowered against the first."""
        label = next(labels)
        if index in open_axes:
            operands.extend((METRIC, [open_axes.pop(index), label]))
        else:
            open_axes[index] = label
        return label

    operands += [np.einsum("hi,...ij,kj->...hk", left, matrix, right), [*map(axis, order), 0, 1]]
    scale = complex(term.coefficient.subs(values))
    for tensor in term.tensors:
        if isinstance(tensor, Component):
            operands += [_sum(tensor.momentum, momenta), [axis(tensor.index)]]
        elif isinstance(tensor, Metric):
            operands += [METRIC, [axis(tensor.first), axis(tensor.second)]]
        else:
            scale *= _sum(tensor.first, momenta) @ METRIC @ _sum(tensor.second, momenta)
    result: np.ndarray = scale * np.einsum(*operands, [*open_axes.values(), 0, 1])
    return result


def explicit(amplitude: Amplitude, point: "Point", shifted: np.ndarray) -> np.ndarray:
    """``ubar(p') N^mu u(p)`` of a sum of diagrams at a loop momentum ``l``."""
    total: np.ndarray = sum(_explicit(term, point.momenta(shifted), point.values) for term in amplitude.terms)
    return total


def explicit_f2(elements: np.ndarray, point: Point) -> complex:
    """``F2`` from matrix elements, by solving for the coefficients of all structures."""
    mass = point.values[m_mu]
    left, right = spinors("ubar", point.p_out, mass), spinors("u", point.p, mass)
    vectors = (point.p + point.p_out, point.p_out - point.p)
    matrices = [GAMMA, *(np.multiply.outer(vector, np.eye(4)) for vector in vectors)]
    matrices += [matrix @ GAMMA5 for matrix in matrices]
    columns = np.array([np.einsum("hi,mij,kj->mhk", left, matrix, right).ravel() for matrix in matrices]).T
    solution = np.linalg.lstsq(columns, elements.ravel(), rcond=None)[0]
    np.testing.assert_allclose(columns @ solution, elements.ravel(), atol=1e-11 * np.abs(elements).max())
    return complex(-2 * mass * solution[1])


@pytest.mark.parametrize("name", DIAGRAMS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_explicit_dirac_matrices(name: str, seed: int) -> None:
    """The finite part at ``l = 0``, and the coefficient of ``l^2`` from second differences."""
    point, amplitude = Point(seed), DIAGRAMS[name]
    vertex = Vertex(amplitude, VERTEX)
    derived = vertex.magnetic.as_expr() / vertex.divisor.as_expr()
    centre = explicit(amplitude, point, np.zeros(4))
    assert explicit_f2(centre, point) == pytest.approx(point.number(derived, 0), rel=1e-11)
    second = [explicit(amplitude, point, e) + explicit(amplitude, point, -e) - 2 * centre for e in np.eye(4)]
    averaged = np.einsum("aa,a...->...", METRIC, np.array(second)) / 8
    known = point.number(derived, 1) - point.number(derived, 0)
    assert explicit_f2(averaged, point) == pytest.approx(known, rel=1e-10, abs=1e-11 * np.abs(averaged).max())
    assert (abs(known) > 1e-3) == ("anomalous" in name)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_denominators_are_completed_squares(name: str) -> None:
    point = Point(4)
    shifted, total = point.rng.normal(size=4), 0.0
    for line in DIAGRAMS[name].terms[0].denominators:
        names = dict(line.momentum.terms)
        weight = point.z if "mu" in names else point.x - point.z if "mu_out" in names else 1 - point.x
        total += weight * _denominator(line, point.momenta(shifted), point.values)
    delta = point.number(Vertex(DIAGRAMS[name], VERTEX).loop.delta.as_expr()).real
    assert total == pytest.approx(shifted @ METRIC @ shifted - delta, rel=1e-11)


def _denominator(line: Denominator, momenta: dict[str, np.ndarray], values: dict[Symbol, float]) -> float:
    k = _sum(line.momentum, momenta)
    return float(k @ METRIC @ k - values[line.mass] ** 2)


def _with_denominators(amplitude: Amplitude, momenta: dict[str, np.ndarray], values: dict[Symbol, float]) -> np.ndarray:
    total: np.ndarray = sum(
        _explicit(term, momenta, values) / np.prod([_denominator(line, momenta, values) for line in term.denominators])
        for term in amplitude.terms
    )
    return total


def _self_energy(name: str, p: Momentum) -> Amplitude:
    """The diagram without the photon, with momentum p of the muon."""
    X, F = gminus2.X, gminus2.F
    if name == "scalar, photon on scalar":
        loop, boson = GENERAL.absorbing * propagator(F, m_F) * GENERAL.emitting, p - F
    else:
        loop, boson = GENERAL.absorbing * propagator(p - X, m_F) * GENERAL.emitting, X
    if name == "vector, photon on fermion":
        (a,) = indices("a")
        vertex, goldstone = gamma(a) * GENERAL.emitting, GENERAL.goldstone(m_F, m_X)
        loop = (
            goldstone.absorbing * propagator(p - X, m_F) * goldstone.emitting - vertex * propagator(p - X, m_F) * vertex
        )
    return scalar_propagator(boson, m_X) * ubar(mu_out) * loop * u(mu)


@pytest.mark.parametrize("name", ["scalar, photon on fermion", "scalar, photon on scalar", "vector, photon on fermion"])
def test_ward_identity(name: str) -> None:
    """Contracted with q, a vertex is the difference of two self-energies, equal for fermion and scalar."""
    point = Point(5)
    momenta = point.momenta(point.rng.normal(size=4))
    contracted = _with_denominators(DIAGRAMS[name].with_momentum(photon.index, photon.p), momenta, point.values)
    before, after = (_with_denominators(_self_energy(name, x.p), momenta, point.values) for x in (mu, mu_out))
    np.testing.assert_allclose(contracted, before - after, rtol=1e-11, atol=1e-11 * np.abs(before).max())
