"""Kernels that take four-momenta: how they are sampled, and compared with helicity sums."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sympy import Symbol

from muforge.symbolic.families.qed import amplitudes as qed
from muforge.symbolic.feynman import Fermion, Process, Reaction, Vector, gamma, ubar, v
from muforge.symbolic.language.annotations import Argument
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.formula import Formula, MatrixElement
from muforge.symbolic.nature.units import GeV, one
from muforge.verify.helicity import TOLERANCE, kernel_against_helicities
from muforge.verify.on_shell import component_names
from muforge.verify.sampling import samples
from muforge.verify.spinors import METRIC

g, m_X, m_l = Symbol("g", real=True), Symbol("m_X", positive=True), Symbol("m_l", positive=True)
X, lepton, antilepton = Vector("X", m_X), Fermion("l", m_l), Fermion("lbar", m_l)
DECAY = Reaction(Process(X, (lepton, antilepton)), ubar(lepton) * gamma(X.index) * v(antilepton), conserved=(X,))
NUMBERS = (Argument("m_X", "", Real(GeV, "mass", above=0)), Argument("m_l", "", Real(GeV, "mass", above=0)))
COUPLING = Argument("g", "", Real(one, "coupling"))


@dataclass(frozen=True)
class FakeVariant:
    """What verification needs of a variant whose arguments are momenta."""

    name: str
    inputs: tuple[str, ...]
    formula: Formula
    quantity: Any
    constants: frozenset[str]

    @property
    def kernel_inputs(self):
        return self.inputs


def fake(reaction, factor, momenta, arguments, constants=()):
    names = [name for argument in momenta.values() for name in component_names(argument)]
    inputs = (*names, *(a.name for a in arguments), *constants)
    formula = Formula(factor, matrix_element=MatrixElement(reaction, factor, momenta))
    declared = SimpleNamespace(
        arguments=arguments, parameters={a.name: a for a in arguments}, selectors={}, together=()
    )
    return FakeVariant(f"fake_{len(inputs)}", inputs, formula, declared, frozenset(constants))


DECAYING = fake(DECAY, g**2 / 3, {"X": "p_X", "l": "k_lepton", "lbar": "k_antilepton"}, (*NUMBERS, COUPLING))
COMPTON = fake(
    qed.compton(), g, {p.name: f"p_{p.name}" for p in qed.compton().process.particles}, (COUPLING,), ("m_mu",)
)


def momentum(sample, argument):
    return np.array([sample[name] for name in component_names(argument)])


def mass_squared(p):
    return p @ METRIC @ p


@pytest.mark.parametrize("variant", [DECAYING, COMPTON], ids=["decay", "scattering"])
def test_momenta_are_on_shell_and_add_up(variant):
    element = variant.formula.matrix_element
    process = element.reaction.process
    drawn = samples(variant, 20)
    assert len(drawn) == 20
    for sample in drawn:
        assert set(sample) == set(variant.inputs)
        p = {particle: momentum(sample, argument) for particle, argument in element.momenta.items()}
        total = sum(p[particle.name] for particle in process.incoming)
        assert np.allclose(total, sum(p[particle.name] for particle in process.outgoing), rtol=1e-12)
        for particle in process.particles:
            mass = float(particle.mass.subs({symbol: sample[symbol.name] for symbol in particle.mass.free_symbols}))
            assert mass_squared(p[particle.name]) == pytest.approx(mass**2, abs=1e-13 * p[particle.name][0] ** 2)


def test_momenta_are_of_the_order_of_the_masses_and_always_the_same():
    drawn = samples(DECAYING, 20)
    assert drawn == samples(DECAYING, 20)
    assert len({sample["p_X_x"] for sample in drawn}) == 20
    for sample in drawn:
        assert 1e-2 <= 2 * sample["m_l"] < sample["m_X"] <= 10
        assert sample["p_X_E"] < 2 * sample["m_X"]


def test_momenta_have_no_boundaries():
    assert samples(DECAYING, 3, (1e-9,)) == samples(DECAYING, 3, ())


def squared_at(*values):
    """``g^2/3 sum |M|^2`` of the decay from the components of its momenta."""
    p, k, q = (np.array(values[4 * n : 4 * n + 4], dtype=float) for n in range(3))
    mass, _, coupling = values[12:]
    pk, pq, kq = p @ METRIC @ k, p @ METRIC @ q, k @ METRIC @ q
    return coupling**2 / 3 * 4 * (kq + 3 * mass_squared(k) + 2 * pk * pq / mass**2)


@pytest.mark.parametrize(("error", "passes"), [(0.0, True), (1e-10, False)])
def test_kernels_against_helicity_sums(error, passes, monkeypatch):
    kernel = lambda *values: (1 + error) * squared_at(*values)  # noqa: E731
    monkeypatch.setattr("muforge.verify.helicity.compiled", lambda variant: kernel)
    difference = kernel_against_helicities(DECAYING, DECAYING.formula.matrix_element)
    assert (difference <= TOLERANCE) == passes
    assert difference == pytest.approx(error, rel=0.5, abs=TOLERANCE)


def test_masses_that_are_neither_inputs_nor_constants_are_refused():
    hidden = fake(DECAY, g, DECAYING.formula.matrix_element.momenta, (NUMBERS[0], COUPLING))
    with pytest.raises(ValueError, match="depends on m_l, which is neither an input of the kernel .* nor a constant"):
        samples(hidden, 1)
