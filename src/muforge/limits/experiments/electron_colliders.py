"""Searches at B factories, given their published limits on cross sections."""

from __future__ import annotations

from muforge.limits.measurements import Tabulated
from muforge.limits.model_point import INVISIBLE
from muforge.limits.setups import AnySetup, Setup

SQRT_S = 10.58
"""GeV: energy in the centre of mass of BABAR, Belle and Belle II."""
_BEAMS = {"sqrt_s": SQRT_S}

SETUPS: tuple[AnySetup, ...] = (
    Setup(
        "babar_four_muons",
        "limits on the cross section of e+e- -> mu mu X, X -> mu mu, in pb; needs the table",
        "BaBar, Phys. Rev. D 94 (2016) 011102",
        "lepton_pair_cross_section",
        Tabulated(),
        {**_BEAMS, "lepton": "muon"},
        channels=("muon",),
    ),
    Setup(
        "belle2_invisible",
        "limits on the cross section of e+e- -> mu mu X, X invisible, in pb; needs the table",
        "Belle II, Phys. Rev. Lett. 130 (2023) 231801",
        "lepton_pair_cross_section",
        Tabulated(),
        {**_BEAMS, "lepton": "muon"},
        channels=(INVISIBLE,),
    ),
    Setup(
        "belle2_photon",
        "limits on the cross section of e+e- -> photon X, X invisible, in pb; needs the table",
        "arXiv:1808.10567; photons with abs(cos theta) up to cos_theta_max",
        "photon_cross_section",
        Tabulated(),
        {**_BEAMS, "cos_theta_max": 0.9},
        channels=(INVISIBLE,),
    ),
)
"""Cross sections at the energy of the beams."""
