"""Layers that several planes have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from muforge.atlas.layers import SetupLayer

MOMENT_2021 = SetupLayer(
    "gminus2_2021",
    r"above $a_\mu$, 2021",
    "moment",
    data="2021",
    preferred=r"$a_\mu\pm2\sigma$, 2021",
)
MOMENT_2025 = SetupLayer("gminus2_2025", r"$a_\mu$, 2025", "moment", data="2025")
CCFR = SetupLayer("ccfr", "CCFR tridents", "tridents", points=24)
CHARM2 = SetupLayer("charm2", "CHARM-II tridents", "tridents", points=12)
BORE = SetupLayer("borexino", "Borexino", "neutrinos")
KAON_INVISIBLE = SetupLayer("na62_invisible", r"NA62, $K\to\mu\nu X$ invisible", "kaons", "reach")
KAON_VISIBLE = SetupLayer(
    "na62_visible", r"NA62, $K\to\mu\nu X(\mu\mu)$", "kaons", "reach", points=40, low=0.2114, high=0.387
)
NEFF = SetupLayer("neff_2026", r"$N_{\rm eff}$", "early_universe", data="2025", points=14, high=0.03)
HUBBLE = SetupLayer("neff_hubble", r"$\Delta N_{\rm eff}>0.5$", "early_universe", data="2021", points=14, high=0.03)
E137 = SetupLayer("e137", "E137", "dumps", points=40, high=0.5)
ORSAY = SetupLayer("orsay", "Orsay", "dumps", points=40, high=0.2)
NA64MU = SetupLayer("na64mu", r"NA64$\mu$, counted anew", "fixed_target", points=24)


M3 = tuple(
    SetupLayer(f"m3_phase_{phase}", f"M$^3$ phase {phase}", "fixed_target", "reach", points=24) for phase in (1, 2)
)
MEDIATOR, DARK_COUPLING = 3.0, 1.0
"""Mass of the mediator over that of dark matter, and its coupling to it, of planes with dark matter."""


def own_mass(mediator: Any) -> Any:
    """Mass of dark matter at that of the mediator."""
    return np.asarray(mediator) / MEDIATOR


DIRAC: Mapping[str, Any] = {"dark_matter": "dirac", "m_chi": own_mass, "g_chi": DARK_COUPLING}
"""Parameters of Dirac dark matter."""


def relic_line(label: str) -> SetupLayer:
    """The couplings that leave the observed density of thermal dark matter; smaller ones leave more."""
    return SetupLayer("relic_density", label, "dark_matter", "line", points=24, low=0.03)
