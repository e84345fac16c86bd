"""Quantum electrodynamics of leptons at tree level, with the muon-specific bosons next to the photon.

Amplitudes are stripped of their couplings: ``e^2`` in QED, ``e g`` where one photon is replaced by a boson
with ``L = g V_r mubar gamma^r mu`` or ``L = g phi mubar mu``.
"""

from functools import lru_cache

from sympy import Expr, Symbol

from .. import (
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

m_e = Symbol("m_e", positive=True)
m_mu = Symbol("m_mu", positive=True)
m_pi = Symbol("m_pi", positive=True)
m_X = Symbol("m_X", positive=True)

e = Fermion("e", m_e)
ebar = Fermion("ebar", m_e)
e_out = Fermion("e_out", m_e)
ebar_out = Fermion("ebar_out", m_e)
e_two = Fermion("e_two", m_e)
e_out_two = Fermion("e_out_two", m_e)
mu = Fermion("mu", m_mu)
mubar = Fermion("mubar", m_mu)
photon = Vector("photon")
photon_out = Vector("photon_out")

_a, _b = indices("a b")


def muon_pair() -> Reaction:
    """``e- e+ -> mu- mu+``."""
    q = e.p + ebar.p
    amplitude = vbar(ebar) * gamma(_a) * u(e) * vector_propagator(q, _a, _b) * ubar(mu) * gamma(_b) * v(mubar)
    return Reaction(Process((e, ebar), (mu, mubar)), amplitude, {"s": q, "t": e.p - mu.p})


def bhabha() -> Reaction:
    """``e- e+ -> e- e+``: scattering and annihilation."""
    q, k = e.p + ebar.p, e.p - e_out.p
    scattering = ubar(e_out) * gamma(_a) * u(e) * vector_propagator(k, _a, _b) * vbar(ebar) * gamma(_b) * v(ebar_out)
    annihilation = vbar(ebar) * gamma(_a) * u(e) * vector_propagator(q, _a, _b) * ubar(e_out) * gamma(_b) * v(ebar_out)
    amplitude = fermi_sum(scattering, annihilation)
    return Reaction(Process((e, ebar), (e_out, ebar_out)), amplitude, {"s": q, "t": k})


def moller() -> Reaction:
    """``e- e- -> e- e-``: direct and exchange diagram."""

    def exchange(one: Fermion, two: Fermion) -> Amplitude:
        photon_line = vector_propagator(e.p - one.p, _a, _b)
        return ubar(one) * gamma(_a) * u(e) * photon_line * ubar(two) * gamma(_b) * u(e_two)

    amplitude = fermi_sum(exchange(e_out, e_out_two), exchange(e_out_two, e_out))
    return Reaction(Process((e, e_two), (e_out, e_out_two)), amplitude, {"t": e.p - e_out.p, "u": e.p - e_out_two.p})


def compton() -> Reaction:
    """``e- photon -> e- photon``."""
    absorbed_first = _two_bosons(e.p + photon.p, photon_out.index, photon.index)
    emitted_first = _two_bosons(e.p - photon_out.p, photon.index, photon_out.index)
    return Reaction(
        Process((e, photon), (e_out, photon_out)),
        absorbed_first + emitted_first,
        {"s": e.p + photon.p, "u": e.p - photon_out.p},
    )


def _two_bosons(q: Momentum, late: Index, early: Index) -> Amplitude:
    return ubar(e_out) * gamma(late) * propagator(q, m_e) * gamma(early) * u(e)


def pair_annihilation() -> Reaction:
    """``e- e+ -> photon photon``, without the factor 1/2 for identical photons."""
    return _annihilation(e, ebar, photon_out, gamma(photon_out.index))


def muons_to_photon_vector() -> Reaction:
    """``mu- mu+ -> photon X`` with a massive vector ``X``."""
    boson = Vector("X", m_X)
    return _annihilation(mu, mubar, boson, gamma(boson.index))


def muons_to_photon_scalar() -> Reaction:
    """``mu- mu+ -> photon X`` with a scalar ``X``."""
    boson = Scalar("X", m_X)
    return _annihilation(mu, mubar, boson, 1)


def _annihilation(lepton: Fermion, antilepton: Fermion, boson: Scalar | Vector, vertex: Amplitude | int) -> Reaction:
    """A lepton pair to a photon and another boson, in either order along the line."""
    m = lepton.mass
    light = gamma(photon.index)
    photon_first = vbar(antilepton) * vertex * propagator(lepton.p - photon.p, m) * light * u(lepton)
    boson_first = vbar(antilepton) * light * propagator(lepton.p - boson.p, m) * vertex * u(lepton)
    return Reaction(
        Process((lepton, antilepton), (photon, boson)),
        photon_first + boson_first,
        {"t": lepton.p - photon.p, "u": lepton.p - boson.p},
    )


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
    return Reaction(Process((pi, photon), (pi_out, photon_out)), amplitude, {"s": q, "u": r})


@lru_cache
def squared_muon_pair() -> Expr:
    """``sum |M|^2 / e^4`` of ``e- e+ -> mu- mu+`` in ``s`` and ``t``."""
    return muon_pair().squared()


@lru_cache
def squared_bhabha() -> Expr:
    """``sum |M|^2 / e^4`` of Bhabha scattering in ``s`` and ``t``."""
    return bhabha().squared()


@lru_cache
def squared_moller() -> Expr:
    """``sum |M|^2 / e^4`` of Moller scattering in ``t`` and ``u``."""
    return moller().squared()


@lru_cache
def squared_compton() -> Expr:
    """``sum |M|^2 / e^4`` of Compton scattering in ``s`` and ``u``."""
    return compton().squared()


@lru_cache
def squared_pair_annihilation() -> Expr:
    """``sum |M|^2 / e^4`` of ``e- e+ -> photon photon`` in ``t`` and ``u``."""
    return pair_annihilation().squared()


@lru_cache
def squared_muons_to_photon_vector() -> Expr:
    """``sum |M|^2 / (e^2 g^2)`` of ``mu- mu+ -> photon X``, vector ``X``, in ``t`` and ``u``."""
    return muons_to_photon_vector().squared()


@lru_cache
def squared_muons_to_photon_scalar() -> Expr:
    """``sum |M|^2 / (e^2 g^2)`` of ``mu- mu+ -> photon X``, scalar ``X``, in ``t`` and ``u``."""
    return muons_to_photon_scalar().squared()


@lru_cache
def squared_scalar_compton() -> Expr:
    """``sum |M|^2 / e^4`` of Compton scattering off a scalar in ``s`` and ``u``."""
    return scalar_compton().squared()
