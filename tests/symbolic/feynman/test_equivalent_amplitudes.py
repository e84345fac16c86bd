"""Different ways to write one amplitude."""

import random

import numpy as np
import pytest
from sympy import Rational, Symbol

from muforge.symbolic.families.fixed_target import amplitudes as fixed_target
from muforge.symbolic.families.reactions import NUMBERS
from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.feynman import (
    P_L,
    Overcomplete,
    denominator,
    gamma,
    gamma5,
    indices,
    propagator,
    scalar_propagator,
    square,
    u,
    ubar,
    v,
)
from muforge.symbolic.feynman.kinematics import Named
from muforge.verify.spinors import discrepancy, invariant_values, random_momenta

POINTS = 4


@pytest.mark.parametrize("boson", fixed_target.VERTICES)
def test_emission_without_cancellation_is_emission(boson):
    """The Dirac equation and current conservation change the amplitude's form, not its square."""
    plain = fixed_target.emission(boson).squared
    combined = fixed_target.emission_without_cancellation(boson).squared
    names = ("s_tilde", "u_tilde", "q2", "Pp", "Pp_out")
    s_tilde, u_tilde, q2, Pp, Pp_out = (Symbol(name, real=True) for name in names)
    combined = combined.subs(fixed_target.a, 2 * (Pp / s_tilde + Pp_out / u_tilde))
    generator = random.Random(boson)
    symbols = sorted(plain.free_symbols | combined.free_symbols, key=str)
    assert {s_tilde, u_tilde, q2, Pp, Pp_out} <= set(symbols)
    for _ in range(POINTS):
        point = {s: Rational(generator.randint(1, 99), generator.randint(1, 99)) for s in symbols}
        assert combined.xreplace(point) == plain.xreplace(point) != 0


def test_a_new_vector_boson_shifts_the_vector_coupling_of_tridents():
    """Exchange of a boson that couples to muons and their neutrinos is C_V -> C_V + h/(k^2 - m_X^2)."""
    (a,) = indices("a")
    nu, nu_out, mu, mubar, photon = trident.nu, trident.nu_out, trident.mu, trident.mubar, trident.photon
    h, m_X = Symbol("h", real=True), Symbol("m_X", positive=True)
    k = nu.p - nu_out.p
    reaction = trident.trident()

    def muons(vertex):
        light = gamma(photon.index)
        on_muon = ubar(mu) * light * propagator(mu.p - photon.p, mu.mass) * vertex * v(mubar)
        return on_muon + ubar(mu) * vertex * propagator(photon.p - mubar.p, mu.mass) * light * v(mubar)

    neutrino = 2 * ubar(nu_out) * gamma(a) * P_L * u(nu)
    contact = neutrino * muons(gamma(a) * (trident.C_V - trident.C_A * gamma5))
    exchange = h * scalar_propagator(k, m_X) * neutrino * muons(gamma(a))
    assert isinstance(reaction.invariants, Overcomplete)
    named: Named = {**reaction.invariants.named, "D": denominator(k, m_X)}
    squared = square(contact + exchange, reaction.process, Overcomplete(named))

    values = {trident.C_V: 0.9, trident.C_A: 0.5, h: 0.7, m_X: 0.2, mu.mass: NUMBERS["m_mu"]}
    rng = np.random.default_rng(3)
    for _ in range(POINTS):
        momenta = random_momenta(reaction.process, values, rng)
        numbers = invariant_values(reaction.process, Overcomplete(named), momenta, values)
        shifted = reaction.squared.subs(trident.C_V, trident.C_V + h / Symbol("D", real=True))
        found, wanted = (float(e.evalf(30, subs=values | numbers)) for e in (squared, shifted))
        assert found == pytest.approx(wanted, rel=1e-11)
    total, invariants = contact + exchange, Overcomplete(named)
    assert discrepancy(squared, total, reaction.process, invariants, values, rng) < 1e-12
