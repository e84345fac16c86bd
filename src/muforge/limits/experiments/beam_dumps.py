"""Beam dumps: X flies through a shield and decays behind it."""

from __future__ import annotations

from muforge.limits.beam_setups import BeamSetup
from muforge.limits.beam_targets import ElectronDump, MuonDump
from muforge.limits.setups import AnySetup

SETUPS: tuple[AnySetup, ...] = (
    BeamSetup(
        "e137",
        "decays 179 m behind 1.87e20 electrons of 20 GeV on aluminium, no event: 3 at 95 % confidence",
        "J. D. Bjorken et al., Phys. Rev. D 38 (1988) 3375; arXiv:0906.0580; collinear, full efficiency, no more than "
        "10 radiation lengths of the target",
        ElectronDump(
            {
                "target": "aluminium",
                "E_beam": 20.0,
                "electrons_on_target": 1.87e20,
                "radiation_length_g_cm2": 24.01,
                "target_radiation_lengths": 10.0,
                "energy_loss": "tsai",
                "E_min": 2.0,
            }
        ),
        {
            "n_events": 3.0,
            "efficiency": 1.0,
            "decays": ("electron", "photons"),
            "shield_length_m": 179.0,
            "decay_volume_length_m": 204.0,
        },
    ),
    BeamSetup(
        "orsay",
        "decays 1 m behind 2e16 electrons of 1.6 GeV on tungsten, no event: 3 at 95 % confidence",
        "M. Davier, H. Nguyen Ngoc, Phys. Lett. B 229 (1989) 150; arXiv:1209.6083; collinear, full efficiency",
        ElectronDump(
            {
                "target": "tungsten",
                "E_beam": 1.6,
                "electrons_on_target": 2e16,
                "radiation_length_g_cm2": 6.76,
                "target_radiation_lengths": 5.0,
                "energy_loss": "tsai",
                "E_min": 0.75,
            }
        ),
        {
            "n_events": 3.0,
            "efficiency": 1.0,
            "decays": ("electron",),
            "shield_length_m": 1.0,
            "decay_volume_length_m": 2.0,
        },
    ),
    BeamSetup(
        "fermilab_muon_dump",
        "reach of decays 1.5 m behind 1e14 muons of 3 GeV that stop in tungsten, 3 events",
        "arXiv:1701.07437; collinear, full efficiency, a constant energy loss",
        MuonDump(
            {
                "method": "weizsaecker_williams",
                "target": "tungsten",
                "E_beam": 3.0,
                "E_min": 0.3,
                "density_g_cm3": 19.3,
                "energy_loss_GeV_cm": 0.022,
                "muons_on_target": 1e14,
            }
        ),
        {
            "n_events": 3.0,
            "efficiency": 1.0,
            "decays": ("electron", "photons"),
            "shield_length_m": 1.5,
            "decay_volume_length_m": 1.5,
        },
    ),
)
"""Couplings between both edges are excluded; larger ones decay inside the shield."""
