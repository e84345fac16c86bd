"""Dumps of protons: mesons decay to a boson, which flies and decays in a volume behind the shield."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.lookup import entry
from muforge.compute.evaluate import evaluate_quietly
from muforge.errors import DomainError
from muforge.inputs.row_tables import columns_of
from muforge.limits.excluded import CouplingLimit, edges_of
from muforge.limits.measurements import Settings, number_of
from muforge.limits.model_point import INVISIBLE, ModelPoint
from muforge.limits.setups import AnySetup, named_limit

FRACTION = "meson.decaying_fraction"
TYPICAL_MOMENTUM = 25.0
"""GeV."""
MOMENTA = np.arange(5.0, 151.0, 5.0)
SOURCES = {"kaon": "kaon_to_pion_branching_ratio", "b": "b_to_kaon_branching_ratio"}
"""Mesons, as settings name them, and branching fractions of a model."""


@dataclass(frozen=True)
class MesonDump:
    """A dump of protons with a volume in which visible decays of X are counted.

    ``N = sum_M N_M BR(M -> X) x acceptance x visible x fraction in the volume``, `N_M` of `meson.produced_meson_count`
    and the fraction that of `meson.decaying_fraction`.  Without a spectrum, momenta p of X have the weights
    ``p exp(-p/25 GeV)`` from 5 to 150 GeV, an assumption.

    Parameters
    ----------
    name, about, source : str
    settings : mapping
        Arguments of these quantities; ``spectrum``, rows of momentum in GeV and weight, or a file.
    """

    name: str
    about: str
    source: str
    settings: Settings

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings with at least n_events: between two edges."""
        missing = [quantity for quantity in SOURCES.values() if not point.has(quantity)]
        if missing:
            raise DomainError(f"{self.name} needs {missing[0]}, which {point.model} does not have: no limit")
        spectrum: dict[str, Any] = _spectrum(self.name, settings["spectrum"])
        given = {name: number_of(name, value) for name, value in settings.items() if name != "spectrum"}
        for name in ("n_events", "acceptance"):
            if given[name] <= 0:
                raise DomainError(f"{name} = {given[name]:g}; a number above 0 is expected")
        volume: dict[str, Any] = {name: given[name] for name in ("distance_min_m", "distance_max_m")}
        made = {meson: _mesons(meson, given) for meson in SOURCES}
        hbarc = {} if point.constants is None else {k: v for k, v in point.constants.items() if k == "hbarc_GeV_m"}

        def rate(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
            produced = sum(n * point.rate(SOURCES[meson], {}, (), mass, coupling) for meson, n in made.items())
            width = np.asarray(point.rate("total_width", {}, (), mass, coupling))
            known = np.isfinite(width)
            at: dict[str, Any] = {"m_X": np.asarray(mass), "width": np.where(known, width, 0.0)}
            fraction = evaluate_quietly(FRACTION, constants=hbarc, **spectrum, **at, **volume)
            visible = 1 - point.fraction((INVISIBLE,), mass, coupling)
            return np.asarray(np.where(known, given["acceptance"] * produced * visible * fraction, np.nan))

        low, high = np.full(len(masses), -np.inf), np.full(len(masses), given["n_events"])
        return named_limit(self, point, masses, edges_of(masses, rate, low, high))


def _spectrum(name: str, given: Any) -> dict[str, np.ndarray]:
    """Momenta and weights."""
    if given is None:
        return {"momenta": MOMENTA, "weights": MOMENTA * np.exp(-MOMENTA / TYPICAL_MOMENTUM)}
    columns = [argument for argument in entry(FRACTION).arguments if argument.name in ("momenta", "weights")]
    found = columns_of(f"{name}: spectrum", given, columns)
    if found["momenta"].ndim > 1:
        raise DomainError(
            f"{name}: spectrum has {found['momenta'].ndim + 1} axes; rows of momenta, weights are expected"
        )
    return found


def _mesons(meson: str, given: Mapping[str, float]) -> float:
    """How many mesons of a kind count."""
    return float(
        evaluate_quietly(
            "meson.produced_meson_count",
            protons_on_target=given["protons_on_target"],
            sigma_total_mb=given["sigma_total_mb"],
            sigma_meson_mb=given[f"sigma_{meson}_mb"],
            selected_fraction=given[f"{meson}_fraction"],
        )
    )


_MESONS = {
    "sigma_total_mb": 10.0,
    "sigma_kaon_mb": 20.0,
    "kaon_fraction": 0.002,
    "sigma_b_mb": 3.6e-6,
    "b_fraction": 1.0,
    "spectrum": None,
    "acceptance": 1.0,
}
SETUPS: tuple[AnySetup, ...] = (
    MesonDump(
        "ship",
        "reach of SHiP for scalars from decays of K and B: 3 visible decays; no angular acceptance unless given",
        "arXiv:1504.04855: 2e20 protons of 400 GeV, 0.2 per cent of kaons decay before they are absorbed; the spectrum "
        "is an assumption",
        {"protons_on_target": 2e20, **_MESONS, "distance_min_m": 60.0, "distance_max_m": 110.0, "n_events": 3.0},
    ),
    MesonDump(
        "na62_dump",
        "reach of NA62 as a dump for scalars from decays of K and B, nothing seen; no angular acceptance unless given",
        "arXiv:2303.08666: 1.4e17 protons of 400 GeV, distances from the dump about; mesons as for SHiP; the spectrum "
        "is an assumption",
        {"protons_on_target": 1.4e17, **_MESONS, "distance_min_m": 82.0, "distance_max_m": 157.0, "n_events": 2.3},
    ),
)
"""Volumes behind dumps of 400 GeV protons."""
