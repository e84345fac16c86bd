"""Two-body decays of a boson to a pair of leptons, couplings stripped."""

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
    ubar,
    v,
)
from muforge.symbolic.nature.constants import m_mu

m_X = Symbol("m_X", positive=True)
m_l = Symbol("m_l", positive=True)
m_chi = Symbol("m_chi", positive=True)
m_heavy = Symbol("m_heavy", positive=True)

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


m_1, m_2 = (Symbol(name, positive=True) for name in ("m_1", "m_2"))


@cache
def to_two_flavours(boson: str) -> Reaction:
    """``X -> l_1- l_2+`` with leptons of different masses, for one of the `VERTICES`; no current is conserved."""
    particle, vertex = VERTICES[boson]
    first, second = Fermion("l_1", m_1), Fermion("l_2", m_2)
    return Reaction(Process(particle, (first, second)), ubar(first) * vertex * v(second))


@cache
def spin_zero_to_dark_matter(boson: str) -> Reaction:
    """``X -> chi chibar`` of a scalar or pseudoscalar with fermions, Dirac or Majorana; ``i`` is an overall phase."""
    particle, vertex = VERTICES[boson]
    chi, chibar = Fermion("chi", m_chi), Fermion("chibar", m_chi)
    return Reaction(Process(particle, (chi, chibar)), ubar(chi) * vertex * v(chibar))


DARK = {
    "complex_scalar": Process(V, (Scalar("chi", m_chi), Scalar("chibar", m_chi))),
    "majorana": Process(V, (Fermion("chi", m_chi), Fermion("chibar", m_chi))),
    "dirac": Process(V, (Fermion("chi", m_chi), Fermion("chibar", m_chi))),
    "pseudo_dirac": Process(V, (Fermion("chi", m_chi), Fermion("chibar", m_heavy))),
}
"""Pairs of dark-matter particles: of one mass, or of two (pseudo-Dirac)."""


@cache
def to_dark_matter(spin: str) -> Reaction:
    """``X -> chi chibar`` of a vector, for one of the pairs `DARK`.

    Majorana particles have an axial vertex: ``(g/2) chibar gamma^a gamma5 chi`` with the rule of the full ``g``.
    """
    process = DARK[spin]
    chi, chibar = process.outgoing
    if isinstance(chi, Scalar) and isinstance(chibar, Scalar):
        return Reaction(process, (chi.p - chibar.p)[V.index], conserved=(V,))
    assert isinstance(chi, Fermion) and isinstance(chibar, Fermion)
    vertex = gamma(V.index) * gamma5 if spin == "majorana" else gamma(V.index)
    conserved = (V,) if spin == "dirac" else ()
    return Reaction(process, ubar(chi) * vertex * v(chibar), conserved=conserved)
