"""Solar neutrinos that scatter off electrons."""

from __future__ import annotations

from muforge.limits.setups import AnySetup
from muforge.limits.solar_rates import SolarSetup

SETUPS: tuple[AnySetup, ...] = (
    SolarSetup(
        "borexino",
        "recoils of electrons from solar 7Be neutrinos, at most 1.08 times the standard model's rate",
        "Borexino, Phys. Rev. Lett. 107 (2011) 141302; 8 per cent with the error of the flux; no detector response",
        {
            "rate_ratio": 1.08,
            "T_e_min": 0.27e-3,
            "E_nu": None,
            "survival_probability": 0.51,
            "sin2_theta_23": 0.5,
            "octant": "as_given",
            "flavor_fractions": None,
            "mixing": None,
        },
    ),
)
"""Rates over that of the standard model."""
