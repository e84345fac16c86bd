"""U(1) groups of differences of lepton numbers and of B - L."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sympy import Rational

CHARGES: Mapping[str, Mapping[str, Rational | int]] = MappingProxyType(
    {
        "b_minus_l": {"electron": -1, "muon": -1, "tau": -1, "quark": Rational(1, 3)},
        "lmu_le": {"muon": 1, "electron": -1},
        "le_ltau": {"electron": 1, "tau": -1},
        "lmu_ltau": {"muon": 1, "tau": -1},
    }
)
"""Charges by group and fermion; a neutrino carries the charge of its lepton, and fermions not named are neutral."""
