"""Annihilation through the mediators of the catalogue: vectors of L_mu - L_tau and dark photons, and scalars."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sympy import Expr, Integer, pi, sqrt

from muforge.symbolic.families.dark_matter import amplitudes
from muforge.symbolic.families.dark_matter.annihilation import Annihilation, Channel
from muforge.symbolic.families.decay import quantities as decay
from muforge.symbolic.nature.constants import alpha, m_e, m_mu, m_tau

NO_GAP = Integer(0)
LEPTONS = {"e": m_e, "mu": m_mu, "tau": m_tau}
COUPLINGS = tuple(f"{parity}_{lepton}" for lepton in LEPTONS for parity in ("s", "p"))
"""Names of the couplings of a scalar to leptons, scalar and pseudoscalar."""


def lmu_ltau(spin: str, m_chi: Expr, m_V: Expr, g_chi: Expr, g: Expr, gap: Expr) -> Annihilation:
    """Through the gauge boson of L_mu - L_tau: mu, tau and their neutrinos."""
    neutrinos = Channel(lambda E, _: 2 * decay.vector_to_neutrinos(E, g))
    charged = (Channel(_vector_to_leptons(g), mass) for mass in (m_mu, m_tau))
    return through_vector(spin, m_chi, m_V, g_chi, (neutrinos, *charged), gap=gap)


def dark_photon(spin: str, m_chi: Expr, m_V: Expr, g_chi: Expr, epsilon: Expr, R: Expr, R_pole: Expr) -> Annihilation:
    """Through a dark photon: charged leptons, and hadrons by R at ``sqrt(s)``, or at the pole in the width."""
    charged = tuple(Channel(_vector_to_leptons(epsilon * sqrt(4 * pi * alpha)), mass) for mass in LEPTONS.values())

    def to_hadrons(ratio: Expr) -> Channel:
        return Channel(lambda E, _: epsilon**2 * alpha * E * ratio / 3)

    at_pole = (*charged, to_hadrons(R_pole))
    return through_vector(spin, m_chi, m_V, g_chi, (*charged, to_hadrons(R)), at_pole=at_pole)


def _vector_to_leptons(coupling: Expr) -> Callable[[Expr, Expr], Expr]:
    """Width to a pair of velocity beta: ``beta (1 + 2 r)`` with ``1 - beta^2 = 4 r``."""
    return lambda E, beta: coupling**2 * E * beta * (3 - beta**2) / (24 * pi)


def through_vector(
    spin: str,
    m_chi: Expr,
    m_V: Expr,
    g_chi: Expr,
    channels: tuple[Channel, ...],
    *,
    gap: Expr = NO_GAP,
    at_pole: tuple[Channel, ...] = (),
) -> Annihilation:
    """Through a vector; a pseudo-Dirac pair has the dark width of a Dirac fermion of the lower mass."""
    pair = "dirac" if spin == "pseudo_dirac" else spin
    visible = sum(channel.at(m_V) for channel in at_pole or channels)
    width = visible + g_chi**2 * decay.vector_to_dark_matter(pair, m_V, m_chi, 1)

    def vertex(excess: Expr) -> Expr:
        return g_chi**2 * amplitudes.of_vector_current(spin, excess, m_chi, m_chi + gap)

    return Annihilation(vertex, m_chi, channels, m_V, width, gap)


def scalar_channels(couplings: Mapping[str, Expr]) -> tuple[Channel, ...]:
    """Decays of a scalar to charged leptons, from couplings by name."""

    def to(lepton: str) -> Callable[[Expr, Expr], Expr]:
        s, p = couplings[f"s_{lepton}"], couplings[f"p_{lepton}"]
        return lambda E, beta: E * beta * (s**2 * beta**2 + p**2) / (8 * pi)

    return tuple(Channel(to(lepton), mass) for lepton, mass in LEPTONS.items())


def scalar_dark_width(spin: str, m_X: Expr, m_chi: Expr, s_chi: Expr, p_chi: Expr) -> Expr:
    """Width of a scalar to dark matter; scalar and pseudoscalar coupling do not interfere."""
    parts = (("scalar", s_chi), ("pseudoscalar", p_chi))
    return sum(decay.spin_zero_to_dark_matter(boson, spin, m_X, m_chi, g) for boson, g in parts)


def through_scalar(
    spin: str,
    m_chi: Expr,
    m_X: Expr,
    s_chi: Expr,
    p_chi: Expr,
    channels: tuple[Channel, ...],
    *,
    lepton_width: bool = True,
) -> Annihilation:
    """Through a scalar."""
    width = scalar_dark_width(spin, m_X, m_chi, s_chi, p_chi)
    if lepton_width:
        width += sum(channel.at(m_X) for channel in channels)

    def vertex(excess: Expr) -> Expr:
        if spin == "complex_scalar":
            return (s_chi * m_chi) ** 2
        parts = (("scalar", s_chi), ("pseudoscalar", p_chi))
        return sum(g**2 * amplitudes.of_fermion_density(boson, excess, m_chi) for boson, g in parts)

    return Annihilation(vertex, m_chi, channels, m_X, width)
