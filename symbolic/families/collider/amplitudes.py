"""Emission of a boson from a lepton pair made by a virtual photon, ``e- e+ -> l- l+ X``.

Massless beams, the s-channel photon alone, ``X`` emitted from the final leptons; ``e`` and ``g`` are stripped.
In ``D1 = (l + X)^2 - m_l^2`` and ``D2 = (lbar + X)^2 - m_l^2``.
"""

from functools import cache

from sympy import Symbol

from muforge.symbolic.families.decay.amplitudes import VERTICES, V, antilepton, lepton, m_l
from muforge.symbolic.feynman import (
    Amplitude,
    Fermion,
    Momentum,
    Overcomplete,
    Process,
    Reaction,
    Vector,
    denominator,
    gamma,
    indices,
    propagator,
    scalar_propagator,
    u,
    ubar,
    v,
    vbar,
)
from muforge.symbolic.feynman.amplitude import Denominator
from muforge.symbolic.feynman.kinematics import Named
from muforge.symbolic.feynman.momenta import Index

sqrt_s = Symbol("sqrt_s", positive=True)
virtual_photon = Vector("photon", sqrt_s, conserved=True)
e = Fermion("e")
ebar = Fermion("ebar")
(_a,) = indices("a")


def _radiating(boson: str, current: Index) -> Amplitude:
    """The lepton pair, with the boson emitted from either lepton."""
    X, vertex = VERTICES[boson]
    from_lepton = ubar(lepton) * vertex * propagator(lepton.p + X.p, m_l) * gamma(current) * v(antilepton)
    from_antilepton = ubar(lepton) * gamma(current) * propagator(-antilepton.p - X.p, m_l) * vertex * v(antilepton)
    return from_lepton + from_antilepton


def _denominators(X: Momentum) -> dict[str, Denominator]:
    return {"D1": denominator(lepton.p + X, m_l), "D2": denominator(antilepton.p + X, m_l)}


@cache
def current_tensor(boson: str) -> Reaction:
    """``photon* -> l- l+ X``: minus the trace of the current tensor."""
    X, _ = VERTICES[boson]
    return Reaction(
        Process(virtual_photon, (lepton, antilepton, X)),
        _radiating(boson, virtual_photon.index),
        _denominators(X.p),
        conserved=(virtual_photon, V) if boson == "vector" else (virtual_photon,),
    )


@cache
def lepton_pair_boson(boson: str) -> Reaction:
    """``e- e+ -> l- l+ X``, in one product more than are independent, which makes it shorter."""
    X, _ = VERTICES[boson]
    q = e.p + ebar.p
    amplitude = vbar(ebar) * gamma(_a) * u(e) * scalar_propagator(q) * _radiating(boson, _a)
    products: Named = {
        "s": q,
        "el": (e.p, lepton.p),
        "elbar": (e.p, antilepton.p),
        "ebarX": (ebar.p, X.p),
        **_denominators(X.p),
    }
    return Reaction(
        Process((e, ebar), (lepton, antilepton, X)),
        amplitude,
        Overcomplete(products),
        conserved=(V,) if boson == "vector" else (),
    )
