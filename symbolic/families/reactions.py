"""Every declared reaction by name, with numbers to verify it at."""

from collections.abc import Callable
from functools import partial

from sympy import Symbol

from muforge.symbolic.families.clfv import amplitudes as clfv
from muforge.symbolic.families.collider import amplitudes as collider
from muforge.symbolic.families.decay import amplitudes as two_body
from muforge.symbolic.families.fixed_target import amplitudes as fixed_target
from muforge.symbolic.families.kaon import amplitudes as kaon
from muforge.symbolic.families.kaon import virtual_photon
from muforge.symbolic.families.muon_collider import amplitudes as muon_collider
from muforge.symbolic.families.qed import amplitudes as qed
from muforge.symbolic.families.qed import weak
from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.feynman import Reaction
from muforge.symbolic.nature.constants import m_e, m_mu

REACTIONS: dict[str, Callable[[], Reaction]] = {
    **{f"K to mu nu {name}": partial(kaon.three_body, name) for name in kaon.BOSONS},
    **{f"{name} to l l": partial(two_body.to_leptons, name) for name in two_body.VERTICES},
    **{f"mu mu to photon {name}": partial(qed.annihilation, name) for name in ("photon", "vector", "scalar")},
    **{f"photon to l l {name}": partial(collider.current_tensor, name) for name in two_body.VERTICES},
    **{f"e e to l l {name}": partial(collider.lepton_pair_boson, name) for name in two_body.VERTICES},
    **{f"mu N to mu N {name}": partial(fixed_target.emission, name) for name in fixed_target.VERTICES},
    **{f"{name} to two flavours": partial(two_body.to_two_flavours, name) for name in two_body.VERTICES},
    **{
        f"{name} to fermion pair": partial(two_body.spin_zero_to_dark_matter, name)
        for name in ("scalar", "pseudoscalar")
    },
    **{f"vector to {spin} pair": partial(two_body.to_dark_matter, spin) for spin in two_body.DARK},
    "K to mu nu vector of free couplings": kaon.free_vector,
    **{
        f"K to mu nu {name}": partial(reaction, structure)
        for name, reaction, structure in (
            ("photon*", virtual_photon.massive_photon, False),
            ("photon* with structure", virtual_photon.massive_photon, True),
            ("mu mu", virtual_photon.three_muons, False),
            ("mu mu with structure", virtual_photon.three_muons, True),
        )
    },
    "K to mu nu photon": kaon.photon,
    "K to mu nu": kaon.two_body,
    "vector to nu nu": two_body.to_neutrinos,
    "muon pair": qed.muon_pair,
    "e mu scattering": qed.electron_muon,
    "Bhabha": qed.bhabha,
    "Moller": qed.moller,
    "Compton": qed.compton,
    "scalar Compton": qed.scalar_compton,
    "muon decay": partial(weak.lepton_decay, m_mu, m_e),
    "inverse muon decay": weak.inverse_muon_decay,
    "nu e scattering": weak.neutrino_electron,
    **{f"lepton to lepton {name}": partial(clfv.with_boson, name) for name in two_body.VERTICES},
    "lepton to lepton photon": clfv.radiative,
    **{f"mu to e e e by {name}": partial(clfv.three_electrons, name) for name in ("scalar", "vector")},
    "mu mu to mu mu": muon_collider.bhabha,
    "mu mu to nu nu": muon_collider.neutrino_pair,
    **{f"mu mu to {spin} pair": partial(muon_collider.heavy_pair, spin) for spin in ("dirac", "complex_scalar")},
    **{f"mu mu to two {name}s": partial(muon_collider.singlet_pair, name) for name in ("scalar", "vector")},
    "mu mu to h photon": muon_collider.higgs_photon,
    "trident": trident.trident,
    "virtual trident": partial(trident.virtual, trident.virtual_photon),
    "trident along the neutrino": partial(trident.virtual, trident.along_neutrino),
}
"""Functions that return the reactions."""

NUMBERS = {
    "m_K": 0.4937,
    "m_mu": 0.1057,
    "m_X": 0.25,
    "m_e": 0.031,
    "m_pi": 0.14,
    "m_l": 0.05,
    "m_minus": 0.13,
    "m_plus": 0.04,
    "m_1": 0.03,
    "m_2": 0.11,
    "m_chi": 0.04,
    "m_heavy": 0.06,
    "m_N": 0.9,
    "m_photon": 0.35,
    "sqrt_s": 0.7,
    "C_V": 0.53,
    "C_A": -0.31,
    "sin2_theta_W": 0.23,
    "v_mu": 0.7,
    "a_mu": -0.4,
    "g_nu": 0.3,
    "g_K": 0.9,
    "g_L": -0.27,
    "g_R": 0.23,
    "F_V": 0.14,
    "F_A": -0.06,
    "radius_slope": 1.3,
    "f_K": 0.16,
    "m_i": 0.45,
    "m_j": 0.12,
    "m_F": 0.21,
    "c_L": 0.8,
    "c_R": -0.3,
    "P_1": 0.7,
    "P_2": -1.1,
    **{f"A_{name}": value for name, value in (("L", 0.6), ("L_im", -0.2), ("R", 0.4), ("R_im", 0.9))},
    **{f"s_{name}": 0.5 + 0.11 * place for place, name in enumerate(("LL", "LR", "RR", "1", "5"))},
    **{f"s_{name}_im": 0.4 - 0.17 * place for place, name in enumerate(("LL", "LR", "RR", "1", "5"))},
    **{f"t_{name}": -0.6 + 0.23 * place for place, name in enumerate(("LL", "LR", "RR", "1", "5"))},
}
"""Masses in GeV, of one order so that rounding errors stay small, and couplings without symmetry."""


def numbers(reaction: Reaction) -> dict[Symbol, float]:
    """Values for all masses and couplings of a reaction."""
    symbols = {symbol for term in reaction.amplitude.terms for symbol in term.coefficient.free_symbols}
    for particle in reaction.process.particles:
        symbols |= particle.mass.free_symbols
    return {symbol: NUMBERS[symbol.name] for symbol in sorted(symbols, key=str)}
