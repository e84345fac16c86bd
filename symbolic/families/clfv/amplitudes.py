"""Amplitudes of decays that violate lepton flavour, couplings stripped."""

from functools import cache

from sympy import Symbol

from muforge.symbolic.families.decay.amplitudes import VERTICES
from muforge.symbolic.feynman import (
    P_L,
    P_R,
    Amplitude,
    Fermion,
    Process,
    Reaction,
    Vector,
    fermi_sum,
    gamma,
    indices,
    metric,
    slash,
    u,
    ubar,
    v,
)
from muforge.symbolic.nature.constants import m_e, m_mu

m_i, m_j = (Symbol(name, positive=True) for name in ("m_i", "m_j"))
c_L, c_R = (Symbol(name, real=True) for name in ("c_L", "c_R"))

parent = Fermion("parent", m_i)
daughter = Fermion("daughter", m_j)
photon = Vector("photon")
_a, _b = indices("a b")


@cache
def radiative() -> Reaction:
    """``l_i -> l_j photon`` by ``lbar_j sigma.F (c_L P_L + c_R P_R) l_i``."""
    tensor = slash(photon.p) * gamma(photon.index) - gamma(photon.index) * slash(photon.p)
    amplitude = ubar(daughter) * tensor * (c_L * P_L + c_R * P_R) * u(parent)
    return Reaction(Process(parent, (daughter, photon)), amplitude, conserved=(photon,))


@cache
def with_boson(boson: str) -> Reaction:
    """``l_i -> l_j X`` for one of the vertices of `decay`."""
    X, vertex = VERTICES[boson]
    return Reaction(Process(parent, (daughter, X)), ubar(daughter) * vertex * u(parent))


mu = Fermion("mu", m_mu)
e_one, e_two = Fermion("e_one", m_e), Fermion("e_two", m_e)
ebar = Fermion("ebar", m_e)


propagators = tuple(Symbol(f"P_{n}", real=True) for n in (1, 2))
"""What the boson's propagators are, of the pair with the first and with the second electron."""


@cache
def three_electrons(boson: str) -> Reaction:
    """``mu -> e e ebar`` by a virtual boson, without 1/2 for identical electrons.

    In ``s1 = (e_one + ebar)^2`` and ``s2 = (e_two + ebar)^2``.  The current of electrons is conserved, so that the
    metric stands for the numerator of a massive vector.
    """

    def diagram(far: Fermion, near: Fermion) -> Amplitude:
        if boson == "scalar":
            return (ubar(far) * (P_L + P_R) * u(mu)) * (ubar(near) * (P_L + P_R) * v(ebar))
        return -metric(_a, _b) * (ubar(far) * gamma(_a) * u(mu)) * (ubar(near) * gamma(_b) * v(ebar))

    first, second = propagators
    amplitude = fermi_sum(first * diagram(e_two, e_one), second * diagram(e_one, e_two))
    return Reaction(Process(mu, (e_one, e_two, ebar)), amplitude, {"s1": e_one.p + ebar.p, "s2": e_two.p + ebar.p})
