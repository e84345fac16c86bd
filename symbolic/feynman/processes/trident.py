"""Neutrino trident production of a muon pair, ``nu photon -> nu mu- mu+``."""

from functools import cache

from sympy import Symbol

from muforge.symbolic.constants import m_mu

from .. import (
    P_L,
    Fermion,
    Process,
    Reaction,
    Vector,
    gamma,
    gamma5,
    indices,
    propagator,
    scalar_products,
    u,
    ubar,
    v,
)

C_V = Symbol("C_V", real=True)
C_A = Symbol("C_A", real=True)

nu = Fermion("nu")
nu_out = Fermion("nu_out")
mu = Fermion("mu", m_mu)
mubar = Fermion("mubar", m_mu)
photon = Vector("photon")

(_a,) = indices("a")


@cache
def trident() -> Reaction:
    """``nu photon -> nu mu- mu+`` with a real photon and the full muon mass.

    The vertex is ``nubar gamma^a (1 - gamma5) nu`` times ``mubar gamma_a (C_V - C_A gamma5) mu``; ``e G_F/sqrt(2)``
    is stripped.  A new vector boson enters through ``C_V``, which then depends on its momentum transfer.  All
    scalar products are named, five more than are independent: ``nu_mu`` is that of ``nu`` and ``mu``, and so on.
    """
    neutrino = 2 * ubar(nu_out) * gamma(_a) * P_L * u(nu)
    weak, light = gamma(_a) * (C_V - C_A * gamma5), gamma(photon.index)
    on_muon = ubar(mu) * light * propagator(mu.p - photon.p, m_mu) * weak * v(mubar)
    on_antimuon = ubar(mu) * weak * propagator(photon.p - mubar.p, m_mu) * light * v(mubar)
    return Reaction(
        Process((nu, photon), (nu_out, mu, mubar)),
        neutrino * (on_muon + on_antimuon),
        scalar_products(nu, photon, nu_out, mu, mubar),
        conserved=(photon,),
    )
