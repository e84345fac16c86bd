"""Decays of muon and tau that violate lepton flavour."""

from __future__ import annotations

from muforge.limits.measurements import UpperLimit
from muforge.limits.setups import AnySetup, Setup

_RADIATIVE = "radiative_branching_ratio"

SETUPS: tuple[AnySetup, ...] = (
    Setup(
        "mu_to_e_gamma",
        "BR(mu -> e gamma) below 1.5e-13",
        "MEG II, Eur. Phys. J. C85 (2025) 1177, arXiv:2504.15711, 90 per cent",
        _RADIATIVE,
        UpperLimit(1.5e-13),
        {"process": "mu_to_e_gamma"},
    ),
    Setup(
        "tau_to_mu_gamma",
        "BR(tau -> mu gamma) below 4.2e-8",
        "Belle, JHEP 10 (2021) 019, arXiv:2103.12994, 90 per cent",
        _RADIATIVE,
        UpperLimit(4.2e-8),
        {"process": "tau_to_mu_gamma"},
    ),
    Setup(
        "tau_to_e_gamma",
        "BR(tau -> e gamma) below 3.3e-8",
        "BaBar, Phys. Rev. Lett. 104 (2010) 021802, arXiv:0908.2381, 90 per cent",
        _RADIATIVE,
        UpperLimit(3.3e-8),
        {"process": "tau_to_e_gamma"},
    ),
    Setup(
        "mu_to_3e",
        "BR(mu -> e e e) below 1.0e-12",
        "SINDRUM, Nucl. Phys. B299 (1988) 1, 90 per cent; prompt, as efficient as a contact interaction",
        "muon_to_three_electrons_branching_ratio",
        UpperLimit(1.0e-12),
    ),
)
"""Upper limits on branching ratios."""
