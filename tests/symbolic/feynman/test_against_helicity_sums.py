"""Every declared squared amplitude against the sum over explicit helicity amplitudes."""

from typing import Any

import numpy as np
import pytest
from sympy import I, Rational, Symbol, symbols

from muforge.symbolic.families.qed import four_leptons
from muforge.symbolic.families.reactions import REACTIONS, numbers
from muforge.symbolic.feynman import (
    P_L,
    P_R,
    Amplitude,
    Fermion,
    Index,
    Process,
    Reaction,
    Scalar,
    Vector,
    dot,
    gamma,
    gamma5,
    indices,
    propagator,
    slash,
    u,
    ubar,
    v,
    vbar,
    vector_propagator,
)
from muforge.verify.spinors import discrepancy

m, M = symbols("m M", positive=True)
a, b = indices("a b")


def largest_discrepancy(reaction: Reaction, values: dict[Symbol, Any], points: int = 4) -> float:
    rng = np.random.default_rng(20)
    squared = reaction.squared
    process, amplitude, invariants = reaction.process, reaction.amplitude, reaction.invariants
    return max(discrepancy(squared, amplitude, process, invariants, values, rng) for _ in range(points))


LARGEST = "K to mu nu mu mu with structure"
"""Also checked as the amplitude behind a formula."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.long] if name == LARGEST else []) for name in REACTIONS]
)
def test_declared_reactions(name: str) -> None:
    reaction = REACTIONS[name]()
    assert largest_discrepancy(reaction, numbers(reaction)) < 1e-12


@pytest.mark.parametrize("name", ["Bhabha", "Moller"])
def test_a_wrong_sign_is_seen(name: str) -> None:
    """Both of two exchanged fermions and of scattering against annihilation."""
    reaction = REACTIONS[name]()
    first, *others = reaction.amplitude.terms
    wrong = Reaction(reaction.process, Amplitude((first,)) - Amplitude(tuple(others)), reaction.invariants)
    rng = np.random.default_rng(20)
    values = numbers(reaction)
    found = discrepancy(wrong.squared, reaction.amplitude, reaction.process, reaction.invariants, values, rng)
    assert found > 1e-3


def test_complex_couplings() -> None:
    g, h = Symbol("g"), Symbol("h")
    phi, one, two = Scalar("phi", M), Fermion("f", m), Fermion("fbar", m)
    reaction = Reaction(Process(phi, (one, two)), ubar(one) * (g * P_L + h * P_R) * v(two))
    assert largest_discrepancy(reaction, {m: 0.3, M: 1.1, g: 0.4 + 0.3j, h: -0.2 + 0.9j}) < 1e-12


def test_irrational_numbers_and_divided_masses() -> None:
    phi, one, two = Scalar("phi", M), Fermion("f", m), Fermion("fbar", m)
    axial_current = ubar(one) * slash(phi.p) * gamma5 * v(two) / (m * 2 ** Rational(1, 2))
    reaction = Reaction(Process(phi, (one, two)), axial_current + 3 * I * ubar(one) * gamma5 * v(two))
    assert reaction.squared.free_symbols == {M}
    assert largest_discrepancy(reaction, {m: 0.3, M: 1.1}) < 1e-12


def test_divided_masses_cancel() -> None:
    """The divergence of the axial current over the mass is twice the pseudoscalar density."""
    phi, one, two = Scalar("phi", M), Fermion("f", m), Fermion("fbar", m)
    divergence = ubar(one) * slash(phi.p) * gamma5 * v(two) / m
    pseudoscalar = ubar(one) * gamma5 * v(two)
    decay = Process(phi, (one, two))
    assert Reaction(decay, divergence - 2 * pseudoscalar).squared == 0
    assert Reaction(decay, divergence + 2 * pseudoscalar).squared == 32 * M**2


def test_numbers_as_masses() -> None:
    V, one, two = Vector("V", Rational(3, 2)), Fermion("f", Rational(1, 3)), Fermion("fbar", Rational(1, 2))
    reaction = Reaction(Process(V, (one, two)), ubar(one) * gamma(V.index) * P_L * v(two))
    assert largest_discrepancy(reaction, {}) < 1e-12


def test_production_of_one_particle() -> None:
    V, one, two = Vector("V", M), Fermion("f", m), Fermion("fbar", m)
    reaction = Reaction(Process((one, two), V), vbar(two) * gamma(V.index) * P_L * u(one))
    assert largest_discrepancy(reaction, {m: 0.3, M: 1.1}) < 1e-12


def test_massive_vector_exchange_with_axial_couplings() -> None:
    e, ebar, mu, mubar = Fermion("e", m), Fermion("ebar", m), Fermion("mu", M), Fermion("mubar", M)
    m_Z, c = symbols("m_Z c", positive=True)
    q = e.p + ebar.p

    def vertex(index: Index) -> Amplitude:
        return gamma(index) * (1 - c * gamma5)

    amplitude = vbar(ebar) * vertex(a) * u(e) * vector_propagator(q, a, b, m_Z) * ubar(mu) * vertex(b) * v(mubar)
    reaction = Reaction(Process((e, ebar), (mu, mubar)), amplitude)
    assert largest_discrepancy(reaction, {m: 0.3, M: 0.2, m_Z: 0.9, c: 0.7}) < 1e-12


def test_decay_to_four_fermions() -> None:
    m_K, m_V, g_V, g_A = symbols("m_K m_V g_V g_A", positive=True)
    K, mu, nu = Scalar("K", m_K), Fermion("mu", M), Fermion("nu")
    e, ebar = Fermion("e", m), Fermion("ebar", m)
    q = e.p + ebar.p
    pair = vector_propagator(q, a, b, m_V) * ubar(e) * gamma(b) * v(ebar)
    from_muon = ubar(nu) * slash(K.p) * P_L * propagator(-mu.p - q, M) * gamma(a) * (g_V + g_A * gamma5) * v(mu)
    from_neutrino = ubar(nu) * gamma(a) * propagator(nu.p + q) * slash(K.p) * P_L * v(mu)
    reaction = Reaction(Process(K, (mu, nu, e, ebar)), (from_muon + from_neutrino) * pair)
    values = {m_K: 4.0, M: 0.7, m: 0.3, m_V: 0.9, g_V: 0.4, g_A: -0.8}
    assert largest_discrepancy(reaction, values, points=2) < 1e-12


def test_two_fermions_to_four() -> None:
    """All eight diagrams of ``e- e+ -> mu- mu+ tau- tau+`` in QED."""
    reaction = four_leptons.four_leptons()
    values = {four_leptons.m_mu: 0.7, four_leptons.m_tau: 0.5}
    assert largest_discrepancy(reaction, values, points=2) < 1e-12


def test_interference_of_two_levi_civita_tensors() -> None:
    """Two traces without a common index, each with gamma5 and four independent momenta."""
    g, h = symbols("g h", real=True)
    phi = Scalar("phi", M)
    f = [Fermion(f"f{n}") for n in range(1, 5)]
    p = [x.p for x in f]
    plain = ubar(f[0]) * P_L * v(f[1]) * ubar(f[2]) * P_L * v(f[3]) * dot(p[0], p[1]) * dot(p[2], p[0])
    first = ubar(f[0]) * slash(p[2]) * slash(p[3]) * P_L * v(f[1])
    second = ubar(f[2]) * slash(p[0]) * slash(p[1]) * P_L * v(f[3])
    reaction = Reaction(Process(phi, f), g * plain + h * first * second)
    assert reaction.squared.expand().coeff(g * h) != 0
    assert largest_discrepancy(reaction, {M: 2.0, g: 0.7, h: -0.4}, points=2) < 1e-12
