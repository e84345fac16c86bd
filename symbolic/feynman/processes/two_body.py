"""Two-body decays of a boson to a lepton pair, ``X -> l- l+``, couplings stripped."""

from functools import lru_cache

from sympy import Expr, Symbol

from .. import (
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
"""Bosons and their vertices."""


def decay(boson: str) -> Reaction:
    """``X -> l- l+`` for one of the `VERTICES`."""
    if boson not in VERTICES:
        raise AmplitudeError(f"no boson is called {boson!r}; choose one of {', '.join(VERTICES)}")
    particle, vertex = VERTICES[boson]
    return Reaction(Process(particle, (lepton, antilepton)), ubar(lepton) * vertex * v(antilepton))


@lru_cache
def squared_decay(boson: str) -> Expr:
    """``sum |M|^2 / g^2`` of ``X -> l- l+``."""
    return decay(boson).squared()
