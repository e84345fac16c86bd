"""Muons on fixed targets, with an X that escapes."""

from __future__ import annotations

from typing import Any

from muforge.limits.beam_setups import UNSEEN, BeamSetup
from muforge.limits.beam_targets import ThinMuonTarget
from muforge.limits.setups import AnySetup

_M3: dict[str, Any] = {
    "method": "exact",
    "target": "tungsten",
    "E_beam": 15.0,
    "x_min": 0.4,
    "column_density_cm2": 1.107e24,
}
"""50 radiation lengths of tungsten; muons with less than 9 GeV after it."""
_M3_SOURCE = (
    "arXiv:1804.03144; all muons have 15 GeV, full efficiency, visible decays behind 2 m, the target and ten "
    "interaction lengths of steel, are missed (assumed)"
)
_NA64: dict[str, Any] = {
    "method": "exact",
    "target": "lead",
    "E_beam": 160.0,
    "x_min": 0.5,
    "column_density_cm2": 7.4e23,
}
"""40 radiation lengths of lead, 6.37 g/cm^2 each; muons with less than 80 GeV after it."""
_M3_SEEN: dict[str, Any] = {"n_events": 3.0, "efficiency": 1.0, "decays": UNSEEN, "detector_length_m": 2.0}
_NA64_SEEN: dict[str, Any] = {"n_events": 2.3, "efficiency": 1.0, "decays": UNSEEN, "detector_length_m": 10.0}

SETUPS: tuple[AnySetup, ...] = (
    BeamSetup(
        "m3_phase_1",
        "missing momentum of 1e10 muons of 15 GeV on tungsten, 3 events",
        _M3_SOURCE,
        ThinMuonTarget({"muons_on_target": 1e10, **_M3}),
        _M3_SEEN,
    ),
    BeamSetup(
        "m3_phase_2",
        "missing momentum of 1e13 muons of 15 GeV on tungsten, 3 events",
        _M3_SOURCE,
        ThinMuonTarget({"muons_on_target": 1e13, **_M3}),
        _M3_SEEN,
    ),
    BeamSetup(
        "na64mu",
        "missing momentum of 2e10 muons of 160 GeV on lead, no event: 2.3 at 90 % confidence",
        "NA64, Phys. Rev. Lett. 132 (2024) 211803; its scintillators counted as nothing, full efficiency, visible "
        "decays after 10 m are missed (assumed)",
        ThinMuonTarget({"muons_on_target": 1.98e10, **_NA64}),
        _NA64_SEEN,
    ),
)
"""Muons, energies and cuts of the experiments; the coupling at which `n_events` are expected."""
