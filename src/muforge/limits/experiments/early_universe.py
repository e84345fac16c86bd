"""N_eff as a limit on couplings to neutrinos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.limits.excluded import CouplingLimit, Edges
from muforge.limits.measurements import Settings, number_of
from muforge.limits.model_point import ModelPoint
from muforge.limits.setups import AnySetup, named_limit
from muforge.n_eff import MEASUREMENTS, check_neutrinos, shift_of_model

COUPLINGS = np.geomspace(1e-14, 1e-5, 19)
"""Between which a crossing is looked for: nothing is produced below, all is in equilibrium above.

Couplings that are so large that the evolution cannot be followed are taken to exclude as much as the largest one that
can: contact with electrons lasts longer then, and the shift grows.
"""
CLOSE = 1e-5
"""Relative accuracy of the edges."""


@dataclass(frozen=True)
class NeffSetup:
    """A largest shift of N_eff.

    Parameters
    ----------
    name, about, source : str
    settings : mapping
        ``largest_shift``.
    """

    name: str
    about: str
    source: str
    settings: Settings

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings with a larger shift; where equilibrium shifts less, excluded ones have an upper edge."""
        allowed = number_of("largest_shift", settings["largest_shift"])
        if allowed <= 0:
            raise DomainError(f"largest_shift = {allowed:g}; a number above 0 is expected")
        check_neutrinos(point.model)
        coupling, upper = np.full(len(masses), np.nan), np.full(len(masses), np.inf)
        reasons = [""] * len(masses)
        for place, mass in enumerate(masses):
            try:
                coupling[place], upper[place] = self._edges(point, float(mass), allowed)
            except DomainError as refusal:
                reasons[place] = str(refusal)
            else:
                if np.isnan(coupling[place]):
                    reasons[place] = f"no coupling shifts N_eff by more than {allowed:g}"
        return named_limit(self, point, masses, Edges(coupling, upper, np.full(len(masses), np.nan), tuple(reasons)))

    @staticmethod
    def _edges(point: ModelPoint, mass: float, allowed: float) -> tuple[float, float]:
        from scipy.optimize import brentq

        fixed = {name: value(mass) if callable(value) else value for name, value in point.fixed.items()}

        def excess(couplings: Any) -> Any:
            given = {point.mass: mass, point.coupling: couplings} | fixed
            return shift_of_model(point.model, constants=point.constants, **given) - allowed

        refusals: list[DomainError] = []

        def shifted(couplings: np.ndarray) -> np.ndarray:
            """Excess at couplings; all but the largest at once, which is faster, if these can be followed."""
            try:
                return np.asarray(excess(couplings))
            except DomainError as refusal:
                refusals.append(refusal)
            if len(couplings) == 1:
                return np.array([np.nan])
            return np.append(shifted(couplings[:-1]), shifted(couplings[-1:]))

        found = shifted(COUPLINGS)
        known = np.isfinite(found)
        if not known.any():
            raise refusals[0]
        couplings, excluded = COUPLINGS[known], found[known] > 0

        def root(k: int) -> float:
            low, high = np.log(couplings[k]), np.log(couplings[k + 1])
            return float(np.exp(brentq(lambda g: excess(float(np.exp(g))), low, high, xtol=CLOSE, rtol=CLOSE)))

        if not excluded.any():
            return np.nan, np.inf
        crossings = np.flatnonzero(excluded[1:] != excluded[:-1])
        first = couplings[0] if excluded[0] else root(int(crossings[0]))
        return float(first), np.inf if excluded[-1] else root(int(crossings[-1]))


SETUPS: tuple[AnySetup, ...] = tuple(
    NeffSetup(name, f"N_eff: {measured.about}", measured.source, {"largest_shift": measured.high})
    for name, measured in (("neff_2026", MEASUREMENTS["2026"]), ("neff_hubble", MEASUREMENTS["hubble_band"]))
)
"""Today's limit, and the upper end of the band that relieves the tension."""
