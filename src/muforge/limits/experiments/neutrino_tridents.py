"""Experiments that saw neutrino tridents."""

from __future__ import annotations

from muforge.limits.measurements import Counted
from muforge.limits.setups import AnySetup, Setup

_TRIDENTS = {"method": "exact", "form_factor": "helm"}

SETUPS: tuple[AnySetup, ...] = (
    Setup(
        "ccfr",
        "neutrino tridents on iron, 0.82 +- 0.28 of the standard model's rate",
        "CCFR, Phys. Rev. Lett. 66 (1991) 3117; exact coherent rates at the mean energy",
        "trident_ratio",
        Counted(0.82, 0.28),
        {**_TRIDENTS, "target": "iron", "E_nu": 160.0},
    ),
    Setup(
        "charm2",
        "neutrino tridents on glass, 1.58 +- 0.57 of the standard model's rate",
        "CHARM-II, Phys. Lett. B 245 (1990) 271; exact coherent rates at the mean energy",
        "trident_ratio",
        Counted(1.58, 0.57),
        {**_TRIDENTS, "target": "silicon_dioxide", "E_nu": 20.0},
    ),
)
"""Rates over that of the standard model."""
