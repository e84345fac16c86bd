"""Two-body decays of a boson to a pair of leptons, couplings stripped."""

from functools import cache

from sympy import Symbol

from muforge.symbolic.constants import m_mu

from .. import P_L, Amplitude, AmplitudeError, Fermion, Process, Reaction, Scalar, Vector, gamma, gamma5, ubar, v

m_X = Symbol("m_X", positive=True)
m_l = Symbol("m_l", positive=True)

lepton = Fermion("l", m_l)
antilepton = Fermion("lbar", m_l)
phi = Scalar("X", m_X)
V = Vector("X", m_X)

VERTICES: dict[str, tuple[Scalar | Vector, Amplitude | int]] = {
    "scalar": (phi, 1),
    "pseudoscalar": (phi, gamma5),
    "vector": (V, gamma(V.index)),
    "axial": (V, gamma(V.index) * gamma5),
}
"""Bosons and their vertices; the ``i`` of the pseudoscalar is an overall phase."""


@cache
def to_leptons(boson: str) -> Reaction:
    """``X -> l- l+`` for one of the `VERTICES`."""
    if boson not in VERTICES:
        raise AmplitudeError(f"no boson is called {boson!r}; choose one of {', '.join(VERTICES)}")
    particle, vertex = VERTICES[boson]
    conserved = (V,) if boson == "vector" else ()
    return Reaction(Process(particle, (lepton, antilepton)), ubar(lepton) * vertex * v(antilepton), conserved=conserved)


@cache
def to_muons(boson: str) -> Reaction:
    """``X -> mu- mu+``."""
    particle, vertex = VERTICES[boson]
    mu, mubar = Fermion("mu", m_mu), Fermion("mubar", m_mu)
    return Reaction(Process(particle, (mu, mubar)), ubar(mu) * vertex * v(mubar))


@cache
def to_neutrinos() -> Reaction:
    """``X -> nu nubar`` of a vector, with left-handed neutrinos."""
    nu, nubar = Fermion("nu"), Fermion("nubar")
    return Reaction(Process(V, (nu, nubar)), ubar(nu) * gamma(V.index) * P_L * v(nubar), conserved=(V,))
