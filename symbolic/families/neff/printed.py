"""Values of the literature that the procedures are compared with."""

from __future__ import annotations

from muforge.symbolic.language.procedure import KnownValue

RATE_FACTORS = tuple(
    KnownValue(
        "without mass, by definition",
        {"process": process, "coupling": "diagonal", "mass_over_temperature": 0.0},
        1.0,
        1e-9,
    )
    for process in ("annihilation", "scattering")
)
STANDARD_MODEL = tuple(
    KnownValue(
        "arXiv:2012.02726, 2008.01074: 3.0440(2); one temperature of neutrinos and no oscillations leave 5e-4",
        {"neutrino_temperatures": baths, "electron_mass_in_rates": True},
        3.0440,
        5e-4,
    )
    for baths in ("common", "electron_and_mu_tau")
)
