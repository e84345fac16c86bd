"""Kaon decays with a virtual photon that becomes a lepton pair, ``K+ -> mu+ nu l+ l-``.

Stripped of ``G e^2``.  The photon couples to the charge of muon and kaon (inner bremsstrahlung, with the contact term
that makes it gauge invariant) and to the structure of the kaon: the form factors F_V and F_A, and the slope of the
charge form factor.  Each part is gauge invariant alone.

Source: J. Bijnens, G. Ecker, J. Gasser, Nucl. Phys. B 396 (1993) 81, with form factors that are constant.
"""

from __future__ import annotations

from functools import cache

from sympy import Symbol, sqrt

from muforge.symbolic.families.kaon.amplitudes import K, V, mu, nu
from muforge.symbolic.feynman import (
    P_L,
    Amplitude,
    Fermion,
    Momentum,
    Overcomplete,
    Process,
    Reaction,
    denominator,
    dot,
    gamma,
    indices,
    propagator,
    scalar_propagator,
    slash,
    ubar,
    v,
)
from muforge.symbolic.feynman.kinematics import Named
from muforge.symbolic.feynman.momenta import Index
from muforge.symbolic.nature.constants import f_K, m_K, m_mu

F_V, F_A, radius_slope = (Symbol(name, real=True) for name in ("F_V", "F_A", "radius_slope"))
F_K = f_K / sqrt(2)

antimuon_1, antimuon_2 = Fermion("mubar_1", m_mu), Fermion("mubar_2", m_mu)
muon = Fermion("mu", m_mu)
(_r,) = indices("r")


def emission(antimuon: Fermion, photon: Momentum, index: Index, structure: bool) -> Amplitude:
    """``K+ -> mu+ nu photon*`` with an open index of the photon.

    Parameters
    ----------
    antimuon : Fermion
    photon : Momentum
    index : Index
    structure : bool
        Whether F_V, F_A and radius_slope are included.
    """
    vertex, rest = gamma(index), K.p - photon
    line = ubar(nu) * slash(K.p) * P_L * propagator(-(antimuon.p + photon), m_mu) * vertex * v(antimuon)
    kaon_line = (2 * K.p - photon)[index] * scalar_propagator(rest, m_K) * ubar(nu) * slash(rest) * P_L * v(antimuon)
    charges = kaon_line - line - ubar(nu) * vertex * P_L * v(antimuon)
    if not structure:
        return charges
    return charges + _from_structure(antimuon, photon, index)


def _from_structure(antimuon: Fermion, photon: Momentum, index: Index) -> Amplitude:
    """``-H^{ra} gamma_a P_L/F_K`` between the spinors.

    With ``eps^{0123} = 1`` and ``gamma5 = i gamma^0 gamma^1 gamma^2 gamma^3``, ``-i eps^{rabd} gamma_a l_b P_d P_L`` is
    the antisymmetric product of ``gamma^r``, lslash and Pslash, times P_L.
    """
    l, P, rest = photon, K.p, K.p - photon  # noqa: E741

    def between(*words: Amplitude) -> Amplitude:
        product = ubar(nu)
        for word in words:
            product = product * word
        return product * P_L * v(antimuon)

    vertex = gamma(index)
    antisymmetric = (
        between(vertex, slash(l), slash(P))
        - l[index] * between(slash(P))
        + P[index] * between(slash(l))
        - dot(l, P) * between(vertex)
    )
    axial = dot(l, rest) * between(vertex) - rest[index] * between(slash(l))
    contact = dot(l, l) * between(vertex) - l[index] * between(slash(l))
    pole = scalar_propagator(rest, m_K) * (dot(l, rest) * l[index] - dot(l, l) * rest[index]) * between(slash(rest))
    return (F_V / F_K) * antisymmetric + (F_A / F_K) * axial - 2 * radius_slope * (contact + pole)


@cache
def three_muons(structure: bool) -> Reaction:
    """``K+ -> mu+ mu+ mu- nu``: two diagrams that differ by the exchange of the antimuons.

    The denominators are independent invariants; more scalar products than are independent make the square shorter.
    """
    first, second = antimuon_2.p + muon.p, antimuon_1.p + muon.p

    def with_pair(alone: Fermion, paired: Fermion, photon: Momentum) -> Amplitude:
        pair = ubar(muon) * gamma(_r) * v(paired)
        return scalar_propagator(photon) * pair * emission(alone, photon, _r, structure)

    amplitude = with_pair(antimuon_1, antimuon_2, first) - with_pair(antimuon_2, antimuon_1, second)
    invariants: Named = {
        "s_1": first,
        "s_2": second,
        "D": denominator(first + antimuon_1.p, m_mu),
        "E_1": denominator(antimuon_1.p + nu.p, m_K),
        "E_2": denominator(antimuon_2.p + nu.p, m_K),
        "q_3": (muon.p, nu.p),
        "k_12": (antimuon_1.p, antimuon_2.p),
        "P_1": (K.p, antimuon_1.p),
        "P_2": (K.p, antimuon_2.p),
        "P_3": (K.p, muon.p),
        "P_q": (K.p, nu.p),
    }
    process = Process(K, (antimuon_1, antimuon_2, muon, nu))
    return Reaction(process, amplitude, Overcomplete(invariants), suppressed_by=() if structure else (m_mu,))


@cache
def massive_photon(structure: bool) -> Reaction:
    """``K+ -> mu+ nu photon*`` for a photon of mass m_X, summed over its polarisations."""
    process = Process(K, (mu, nu, V))
    amplitude = emission(mu, V.p, V.index, structure)
    pairs = ((nu, V), (mu, V))
    return Reaction(process, amplitude, pairs, conserved=(V,), suppressed_by=() if structure else (m_mu,))
