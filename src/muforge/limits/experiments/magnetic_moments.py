"""The anomalous magnetic moment of the muon as a limit on couplings."""

from __future__ import annotations

from muforge.limits.measurements import Moment
from muforge.limits.setups import AnySetup, Setup

SETUPS: tuple[AnySetup, ...] = (
    Setup(
        "gminus2_2021",
        "a_mu of Brookhaven and Fermilab's Run 1, White Paper of 2020: a band of couplings",
        "arXiv:2104.03281, arXiv:2006.04822",
        "delta_a",
        Moment("2021", "WP20"),
        {"lepton": "muon"},
    ),
    Setup(
        "gminus2_2025",
        "a_mu, average of 2025, White Paper of 2025: an upper limit",
        "arXiv:2506.03069, arXiv:2505.21476",
        "delta_a",
        Moment("2025", "WP25"),
        {"lepton": "muon"},
    ),
)
"""Data of one year with the theory of that year."""
