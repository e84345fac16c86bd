"""Neutrino trident production of a muon pair, ``nu photon -> nu mu- mu+``.

The vertex is ``nubar gamma^a (1 - gamma5) nu`` times ``mubar gamma_a (C_V - C_A gamma5) mu``; ``e G_F/sqrt(2)`` is
stripped.  A new vector boson enters through ``C_V``, which then depends on its momentum transfer.
"""

from functools import cache

from sympy import Symbol

from muforge.symbolic.feynman import (
    P_L,
    Amplitude,
    Fermion,
    Process,
    Reaction,
    Scalar,
    Vector,
    denominator,
    gamma,
    gamma5,
    indices,
    propagator,
    scalar_products,
    slash,
    u,
    ubar,
    v,
)
from muforge.symbolic.feynman.kinematics import Named
from muforge.symbolic.nature.constants import m_mu

C_V = Symbol("C_V", real=True)
C_A = Symbol("C_A", real=True)
m_photon = Symbol("m_photon", positive=True)
"""Mass of a virtual photon; its square is negative in the field of a nucleus."""

nu = Fermion("nu")
nu_out = Fermion("nu_out")
mu = Fermion("mu", m_mu)
mubar = Fermion("mubar", m_mu)
m_minus, m_plus = (Symbol(name, positive=True) for name in ("m_minus", "m_plus"))
lepton, antilepton = Fermion("lepton", m_minus), Fermion("antilepton", m_plus)
"""A pair whose leptons may differ, as in ``nu_mu photon -> nu_e mu- e+``."""
photon = Vector("photon")
virtual_photon = Vector("photon", m_photon, conserved=True)
along_neutrino = Scalar("photon", m_photon)
"""A virtual photon of one polarisation, the momentum of the incoming neutrino."""

(_a,) = indices("a")


@cache
def trident() -> Reaction:
    """``nu photon -> nu mu- mu+`` with a real photon and the full muon mass.

    All scalar products are named, ``nu_mu`` that of ``nu`` and ``mu`` for instance: five more than are independent.
    """
    amplitude = _amplitude(gamma(photon.index))
    return Reaction(_process(photon), amplitude, scalar_products(nu, photon, nu_out, mu, mubar), conserved=(photon,))


@cache
def virtual(photon: Vector | Scalar) -> Reaction:
    """``nu photon -> nu mu- mu+`` with a virtual photon.

    The photon is `virtual_photon`, summed over polarisations as ``-g``, or `along_neutrino`.

    In ``d_mu = (p_mu - q)^2 - m_mu^2``, ``d_mubar``, ``k2 = k^2 = (p_nu - p_nu_out)^2``, ``omega = p_nu.q`` and
    ``nu_mu = p_nu.p_mu``.
    """
    invariants: Named = {
        "d_mu": denominator(mu.p - photon.p, m_mu),
        "d_mubar": denominator(mubar.p - photon.p, m_mu),
        "k2": nu.p - nu_out.p,
        "omega": (nu.p, photon.p),
        "nu_mu": (nu.p, mu.p),
    }
    return _of_pair(photon, mu, mubar, invariants)


@cache
def of_flavours(photon: Vector | Scalar) -> Reaction:
    """`virtual` with two charged leptons of any masses, in the same invariants."""
    invariants: Named = {
        "d_minus": denominator(lepton.p - photon.p, m_minus),
        "d_plus": denominator(antilepton.p - photon.p, m_plus),
        "k2": nu.p - nu_out.p,
        "omega": (nu.p, photon.p),
        "nu_minus": (nu.p, lepton.p),
    }
    return _of_pair(photon, lepton, antilepton, invariants)


def _of_pair(photon: Vector | Scalar, minus: Fermion, plus: Fermion, invariants: Named) -> Reaction:
    if isinstance(photon, Vector):
        amplitude, conserved = _amplitude(gamma(photon.index), minus, plus), (photon,)
        return Reaction(_process(photon, minus, plus), amplitude, invariants, conserved)
    return Reaction(_process(photon, minus, plus), _amplitude(slash(nu.p), minus, plus), invariants)


def _process(photon: Vector | Scalar, minus: Fermion = mu, plus: Fermion = mubar) -> Process:
    return Process((nu, photon), (nu_out, minus, plus))


def _amplitude(light: Amplitude, minus: Fermion = mu, plus: Fermion = mubar) -> Amplitude:
    """The photon, with the vertex `light`, is absorbed by the lepton or by the antilepton."""
    neutrino = 2 * ubar(nu_out) * gamma(_a) * P_L * u(nu)
    weak = gamma(_a) * (C_V - C_A * gamma5)
    on_minus = ubar(minus) * light * propagator(minus.p - photon.p, minus.mass) * weak * v(plus)
    on_plus = ubar(minus) * weak * propagator(photon.p - plus.p, plus.mass) * light * v(plus)
    return neutrino * (on_minus + on_plus)
