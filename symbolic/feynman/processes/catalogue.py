"""Every declared reaction by name, with numbers to verify it at."""

from collections.abc import Callable
from functools import partial

from sympy import Symbol

from .. import Reaction
from . import kaon, qed, trident, two_body, weak

REACTIONS: dict[str, Callable[[], Reaction]] = {
    **{f"K to mu nu {name}": reaction for name, reaction in kaon.BOSONS.items()},
    **{f"{name} to l l": partial(two_body.decay, name) for name in two_body.VERTICES},
    "K to mu nu": kaon.two_body,
    "muon pair": qed.muon_pair,
    "Bhabha": qed.bhabha,
    "Moller": qed.moller,
    "Compton": qed.compton,
    "pair annihilation": qed.pair_annihilation,
    "scalar Compton": qed.scalar_compton,
    "mu mu to photon V": qed.muons_to_photon_vector,
    "mu mu to photon phi": qed.muons_to_photon_scalar,
    "muon decay": weak.muon_decay,
    "inverse muon decay": weak.inverse_muon_decay,
    "nu e scattering": weak.neutrino_electron,
    "trident": trident.trident,
}
"""Functions that return the reactions."""

NUMBERS = {
    "m_K": 0.4937,
    "m_mu": 0.1057,
    "m_X": 0.13,
    "m_e": 0.031,
    "m_pi": 0.14,
    "m_l": 0.05,
    "C_V": 0.53,
    "C_A": -0.31,
    "g_L": -0.27,
    "g_R": 0.23,
}
"""Masses in GeV, of one order so that rounding errors stay small, and couplings without symmetry."""


def numbers(reaction: Reaction) -> dict[Symbol, float]:
    """Values for all masses and couplings of a reaction."""
    symbols = {symbol for term in reaction.amplitude.terms for symbol in term.coefficient.free_symbols}
    for particle in reaction.process.particles:
        symbols |= particle.mass.free_symbols
    return {symbol: NUMBERS[symbol.name] for symbol in sorted(symbols, key=str)}
