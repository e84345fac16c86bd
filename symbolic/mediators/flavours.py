"""Pairs of different leptons of one charge: what couplings that violate flavour connect."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from muforge.symbolic.nature.leptons import CHARGED, NEUTRINOS, Lepton


@dataclass(frozen=True)
class Pair:
    """Two different leptons, the lighter generation first."""

    first: Lepton
    second: Lepton

    @property
    def name(self) -> str:
        """Both names, e.g. ``muon_tau``."""
        return f"{self.first.name}_{self.second.name}"

    def partner(self, lepton: Lepton) -> Lepton | None:
        """The other one, if a lepton is one of the two."""
        return {self.first: self.second, self.second: self.first}.get(lepton)


CHARGED_PAIRS = tuple(Pair(*pair) for pair in combinations(CHARGED, 2))
NEUTRINO_PAIRS = tuple(Pair(*pair) for pair in combinations(NEUTRINOS, 2))
PAIRS = (*CHARGED_PAIRS, *NEUTRINO_PAIRS)


def pair_of(key: Any) -> Pair | None:
    """The pair that a name such as ``tau_muon``, or a tuple ``("tau", "muon")``, stands for, in either order."""
    name = "_".join(key) if isinstance(key, tuple) else key
    by_name = {made.name: pair for pair in PAIRS for made in (pair, Pair(pair.second, pair.first))}
    return by_name.get(name)
