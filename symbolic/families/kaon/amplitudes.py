"""Leptonic kaon decays, ``K+ -> mu+ nu`` and ``K+ -> mu+ nu X`` with a light boson ``X``.

The weak vertex is ``G P_a (nubar gamma^a P_L mu)`` with the kaon momentum ``P``; ``G`` and the coupling ``g``
of the boson are stripped from all amplitudes.
"""

from collections.abc import Callable
from functools import cache

from sympy import Symbol

from muforge.symbolic.feynman import (
    P_L,
    Amplitude,
    AmplitudeError,
    Fermion,
    Process,
    Reaction,
    Scalar,
    Vector,
    gamma,
    gamma5,
    propagator,
    scalar_propagator,
    slash,
    ubar,
    v,
)
from muforge.symbolic.nature.constants import m_K, m_mu

m_X = Symbol("m_X", positive=True)

K = Scalar("K", m_K)
mu = Fermion("mu", m_mu)
nu = Fermion("nu")
phi = Scalar("X", m_X)
V = Vector("X", m_X)

_MUON_WITH_X = -(mu.p + phi.p)
"""Momentum along the fermion arrow of a muon line that ends in an antimuon and the boson."""


@cache
def two_body() -> Reaction:
    """``K+ -> mu+ nu``."""
    return Reaction(Process(K, (mu, nu)), ubar(nu) * slash(K.p) * P_L * v(mu), suppressed_by=(m_mu,))


def scalar() -> Reaction:
    """``K+ -> mu+ nu X`` with ``L = g X mubar mu``."""
    return _spin_zero(ubar(nu) * slash(K.p) * P_L * propagator(_MUON_WITH_X, m_mu) * v(mu))


def pseudoscalar() -> Reaction:
    """``K+ -> mu+ nu X`` with ``L = g X mubar i gamma5 mu``; the ``i`` is an overall phase."""
    return _spin_zero(ubar(nu) * slash(K.p) * P_L * propagator(_MUON_WITH_X, m_mu) * gamma5 * v(mu))


def vector() -> Reaction:
    """``K+ -> mu+ nu X`` with ``L = g X_r mubar gamma^r mu``, a current that the weak decay violates."""
    return charged(mu_charge=1, nu_charge=0, kaon_charge=0)


def axial() -> Reaction:
    """``K+ -> mu+ nu X`` with ``L = g X_r mubar gamma^r gamma5 mu``."""
    return _spin_one(_from_muon(gamma(V.index) * gamma5))


def lmu_ltau() -> Reaction:
    """``K+ -> mu+ nu X`` with the gauge boson of ``L_mu - L_tau``."""
    return charged(mu_charge=1, nu_charge=1, kaon_charge=0)


def dark_photon() -> Reaction:
    """``K+ -> mu+ nu X`` with a dark photon: emission from muon, kaon and the momentum in the vertex."""
    return charged(mu_charge=-1, nu_charge=0, kaon_charge=1)


@cache
def photon() -> Reaction:
    """``K+ -> mu+ nu photon``, inner bremsstrahlung."""
    return charged(mu_charge=-1, nu_charge=0, kaon_charge=1, boson=Vector("X"))


def charged(mu_charge: int, nu_charge: int, kaon_charge: int, boson: Vector = V) -> Reaction:
    """``K+ -> mu+ nu X`` with a vector that couples to charges.

    The current is conserved if ``nu_charge - mu_charge == kaon_charge``.

    Parameters
    ----------
    mu_charge, nu_charge, kaon_charge : int
        Charges of ``mu-``, ``nu`` and ``K+`` in units of ``g``.
    boson : Vector, optional
        Massive by default.

    Returns
    -------
    Reaction
    """
    vertex = gamma(boson.index)
    from_neutrino = ubar(nu) * vertex * propagator(nu.p + boson.p) * slash(K.p) * P_L * v(mu)
    amplitude = mu_charge * _from_muon(vertex) + nu_charge * from_neutrino
    if kaon_charge:
        amplitude = amplitude + kaon_charge * _from_kaon(vertex, boson)
    return _spin_one(amplitude, boson, conserved=nu_charge - mu_charge == kaon_charge)


v_mu, a_mu, g_nu, g_K = (Symbol(name, real=True) for name in ("v_mu", "a_mu", "g_nu", "g_K"))


@cache
def free_vector() -> Reaction:
    """``K+ -> mu+ nu X`` with ``L = X_r [mubar gamma^r (v_mu + a_mu gamma5) mu + g_nu nubar gamma^r P_L nu]``.

    ``g_K`` is the coupling to the kaon, with the contact term in the weak vertex.
    """
    vertex = gamma(V.index)
    from_neutrino = ubar(nu) * vertex * propagator(nu.p + V.p) * slash(K.p) * P_L * v(mu)
    return _spin_one(
        v_mu * _from_muon(vertex)
        + a_mu * _from_muon(vertex * gamma5)
        + g_nu * from_neutrino
        + g_K * _from_kaon(vertex, V)
    )


def _from_kaon(vertex: Amplitude, boson: Vector) -> Amplitude:
    """Emission from the kaon and from the momentum in the weak vertex, for unit charge."""
    kaon_line = (2 * K.p - boson.p)[boson.index] * scalar_propagator(K.p - boson.p, m_K)
    return kaon_line * ubar(nu) * slash(K.p - boson.p) * P_L * v(mu) - ubar(nu) * vertex * P_L * v(mu)


def _from_muon(vertex: Amplitude) -> Amplitude:
    return ubar(nu) * slash(K.p) * P_L * propagator(_MUON_WITH_X, m_mu) * vertex * v(mu)


def _spin_zero(amplitude: Amplitude) -> Reaction:
    return Reaction(Process(K, (mu, nu, phi)), amplitude, ((nu, phi), (mu, phi)))


def _spin_one(amplitude: Amplitude, boson: Vector = V, conserved: bool = False) -> Reaction:
    """With a conserved current the decay needs the muon mass, like that without the boson."""
    process, pairs = Process(K, (mu, nu, boson)), ((nu, boson), (mu, boson))
    if conserved:
        return Reaction(process, amplitude, pairs, conserved=(boson,), suppressed_by=(m_mu,))
    return Reaction(process, amplitude, pairs)


BOSONS: dict[str, Callable[[], Reaction]] = {
    "scalar": scalar,
    "pseudoscalar": pseudoscalar,
    "vector": vector,
    "axial": axial,
    "lmu_ltau": lmu_ltau,
    "dark_photon": dark_photon,
}
"""Bosons by name."""


@cache
def three_body(boson: str) -> Reaction:
    """``K+ -> mu+ nu X`` with one of the `BOSONS`.

    Raises
    ------
    AmplitudeError
        If there is no such boson.
    """
    if boson not in BOSONS:
        raise AmplitudeError(f"no boson is called {boson!r}; choose one of {', '.join(BOSONS)}")
    return BOSONS[boson]()
