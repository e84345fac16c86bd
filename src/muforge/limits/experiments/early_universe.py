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
from muforge.n_eff import MEASUREMENTS, shift_of_model

COUPLINGS = np.geomspace(1e-14, 1e-5, 19)
"""Between which a crossing is looked for: nothing is produced below, all is in equilibrium above."""
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
        edges = [self._edges(point, float(mass), allowed) for mass in masses]
        coupling, upper = (np.array([edge[k] for edge in edges]) for k in (0, 1))
        reasons = tuple(
            "" if np.isfinite(g) else f"no coupling shifts N_eff by more than {allowed:g}" for g in coupling
        )
        return named_limit(self, point, masses, Edges(coupling, upper, np.full(len(masses), np.nan), reasons))

    @staticmethod
    def _edges(point: ModelPoint, mass: float, allowed: float) -> tuple[float, float]:
        from scipy.optimize import brentq

        fixed = {name: value(mass) if callable(value) else value for name, value in point.fixed.items()}

        def excess(couplings: Any) -> Any:
            given = {point.mass: mass, point.coupling: couplings} | fixed
            return shift_of_model(point.model, constants=point.constants, **given) - allowed

        def root(k: int) -> float:
            low, high = np.log(COUPLINGS[k]), np.log(COUPLINGS[k + 1])
            return float(np.exp(brentq(lambda g: excess(float(np.exp(g))), low, high, xtol=CLOSE, rtol=CLOSE)))

        excluded = excess(COUPLINGS) > 0
        if not excluded.any():
            return np.nan, np.inf
        crossings = np.flatnonzero(excluded[1:] != excluded[:-1])
        first = COUPLINGS[0] if excluded[0] else root(int(crossings[0]))
        return first, np.inf if excluded[-1] else root(int(crossings[-1]))


SETUPS: tuple[AnySetup, ...] = tuple(
    NeffSetup(name, f"N_eff: {measured.about}", measured.source, {"largest_shift": measured.high})
    for name, measured in (("neff_2026", MEASUREMENTS["2026"]), ("neff_hubble", MEASUREMENTS["hubble_band"]))
)
"""Today's limit, and the upper end of the band that relieves the tension."""
