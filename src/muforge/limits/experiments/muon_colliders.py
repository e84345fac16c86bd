"""What colliders of muons could see."""

from __future__ import annotations

from muforge.limits.measurements import Reach
from muforge.limits.model_point import INVISIBLE
from muforge.limits.setups import AnySetup, Setup

SETUPS: tuple[AnySetup, ...] = (
    Setup(
        "muon_collider_scattering",
        "forward over backward muons at 3 TeV with 1/ab, 5 standard deviations",
        "arXiv:2101.10334 sec. V; muons farther than 38 degrees from the beams, statistics only",
        "forward_backward_significance",
        Reach(5.0),
        {"sqrt_s": 3000.0, "luminosity_abinv": 1.0, "theta_cut_deg": 38.0},
    ),
    Setup(
        "muon_collider_monophoton",
        "a photon and an invisible X over neutrinos at 3 TeV with 1/ab, 5 standard deviations",
        "arXiv:2006.16277; photons farther than 10 degrees from the beams, statistics only",
        "monophoton_significance",
        Reach(5.0),
        {"sqrt_s": 3000.0, "luminosity_abinv": 1.0, "theta_cut_deg": 10.0, "energy_resolution": 0.01},
        channels=(INVISIBLE,),
    ),
)
"""Couplings that reach a number of standard deviations; energy, luminosity and cut may be others."""
