"""Quantum electrodynamics of leptons at tree level, with the muon-specific bosons next to the photon.

Amplitudes are stripped of their couplings: ``e^2`` in QED, ``e g`` where one photon is replaced by a boson
with ``L = g V_r mubar gamma^r mu`` or ``L = g phi mubar mu``.  The vector's own polarisation sum is kept
whole; that its current is conserved is a check, not an input.
"""

from functools import cache

from sympy import Symbol

from muforge.symbolic.feynman import (
    Amplitude,
    Fermion,
    Index,
    Momentum,
    Process,
    Reaction,
    Scalar,
    Vector,
    fermi_sum,
    gamma,
    indices,
    metric,
    propagator,
    scalar_propagator,
    u,
    ubar,
    v,
    vbar,
    vector_propagator,
)
from muforge.symbolic.nature.constants import m_e, m_mu, m_pi

m_X = Symbol("m_X", positive=True)

e = Fermion("e", m_e)
ebar = Fermion("ebar", m_e)
e_out = Fermion("e_out", m_e)
ebar_out = Fermion("ebar_out", m_e)
e_two = Fermion("e_two", m_e)
e_out_two = Fermion("e_out_two", m_e)
mu = Fermion("mu", m_mu)
mubar = Fermion("mubar", m_mu)
mu_out = Fermion("mu_out", m_mu)
photon = Vector("photon")
photon_out = Vector("photon_out")
V = Vector("X", m_X)
phi = Scalar("X", m_X)

_a, _b = indices("a b")


@cache
def muon_pair() -> Reaction:
    """``e- e+ -> mu- mu+``."""
    q = e.p + ebar.p
    amplitude = vbar(ebar) * gamma(_a) * u(e) * vector_propagator(q, _a, _b) * ubar(mu) * gamma(_b) * v(mubar)
    return Reaction(Process((e, ebar), (mu, mubar)), amplitude, {"s": q, "t": e.p - mu.p})


@cache
def electron_muon() -> Reaction:
    """``e- mu- -> e- mu-``."""
    k = e.p - e_out.p
    amplitude = ubar(e_out) * gamma(_a) * u(e) * vector_propagator(k, _a, _b) * ubar(mu_out) * gamma(_b) * u(mu)
    return Reaction(Process((e, mu), (e_out, mu_out)), amplitude, {"emu": (e.p, mu.p), "t": k})


@cache
def bhabha() -> Reaction:
    """``e- e+ -> e- e+``: scattering and annihilation."""
    q, k = e.p + ebar.p, e.p - e_out.p
    scattering = ubar(e_out) * gamma(_a) * u(e) * vector_propagator(k, _a, _b) * vbar(ebar) * gamma(_b) * v(ebar_out)
    annihilation = vbar(ebar) * gamma(_a) * u(e) * vector_propagator(q, _a, _b) * ubar(e_out) * gamma(_b) * v(ebar_out)
    amplitude = fermi_sum(scattering, annihilation)
    return Reaction(Process((e, ebar), (e_out, ebar_out)), amplitude, {"s": q, "t": k})


@cache
def moller() -> Reaction:
    """``e- e- -> e- e-``: direct and exchange diagram."""

    def exchange(one: Fermion, two: Fermion) -> Amplitude:
        photon_line = vector_propagator(e.p - one.p, _a, _b)
        return ubar(one) * gamma(_a) * u(e) * photon_line * ubar(two) * gamma(_b) * u(e_two)

    amplitude = fermi_sum(exchange(e_out, e_out_two), exchange(e_out_two, e_out))
    return Reaction(Process((e, e_two), (e_out, e_out_two)), amplitude, {"t": e.p - e_out.p, "u": e.p - e_out_two.p})


@cache
def compton() -> Reaction:
    """``mu- photon -> mu- photon``, in ``pk = p.k`` and ``pk_out = p.k_out`` with ``p`` the incoming muon."""

    def line(q: Momentum, late: Index, early: Index) -> Amplitude:
        return ubar(mu_out) * gamma(late) * propagator(q, m_mu) * gamma(early) * u(mu)

    absorbed_first = line(mu.p + photon.p, photon_out.index, photon.index)
    emitted_first = line(mu.p - photon_out.p, photon.index, photon_out.index)
    return Reaction(
        Process((mu, photon), (mu_out, photon_out)),
        absorbed_first + emitted_first,
        {"pk": (mu.p, photon.p), "pk_out": (mu.p, photon_out.p)},
        conserved=(photon, photon_out),
    )


@cache
def annihilation(boson: str) -> Reaction:
    """``mu- mu+ -> photon X`` with a second photon, a massive vector or a scalar.

    In ``pk = p.k`` and ``pbark = pbar.k`` with ``k`` the photon, ``p`` and ``pbar`` muon and antimuon.  No
    factor 1/2 for identical photons.
    """
    vertices: dict[str, tuple[Vector | Scalar, Amplitude | int]] = {
        "photon": (photon_out, gamma(photon_out.index)),
        "vector": (V, gamma(V.index)),
        "scalar": (phi, 1),
    }
    other, vertex = vertices[boson]
    light = gamma(photon.index)
    photon_first = vbar(mubar) * vertex * propagator(mu.p - photon.p, m_mu) * light * u(mu)
    photon_last = vbar(mubar) * light * propagator(photon.p - mubar.p, m_mu) * vertex * u(mu)
    return Reaction(
        Process((mu, mubar), (photon, other)),
        photon_first + photon_last,
        {"pk": (mu.p, photon.p), "pbark": (mubar.p, photon.p)},
        conserved=(photon, other) if isinstance(other, Vector) else (photon,),
    )


@cache
def scalar_compton() -> Reaction:
    """``pi photon -> pi photon`` for a point-like charged scalar, seagull included."""
    pi, pi_out = Scalar("pi", m_pi), Scalar("pi_out", m_pi)
    k, k_out = photon.p, photon_out.p
    q, r = pi.p + k, pi.p - k_out
    amplitude = (
        (q + pi.p)[photon.index] * (q + pi_out.p)[photon_out.index] * scalar_propagator(q, m_pi)
        + (r + pi.p)[photon_out.index] * (r + pi_out.p)[photon.index] * scalar_propagator(r, m_pi)
        - 2 * metric(photon.index, photon_out.index)
    )
    return Reaction(
        Process((pi, photon), (pi_out, photon_out)),
        amplitude,
        {"s": q, "u": r},
        conserved=(photon, photon_out),
    )
