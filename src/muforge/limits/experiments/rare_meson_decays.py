"""Rare decays of kaons and B mesons with missing energy, which a boson that is not seen would add to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muforge.catalogue.lookup import constant_values
from muforge.errors import DomainError
from muforge.limits.excluded import CouplingLimit, edges_of
from muforge.limits.measurements import Settings, Tabulated, number_of
from muforge.limits.model_point import INVISIBLE, ModelPoint
from muforge.limits.setups import AnySetup, Setup, named_limit


@dataclass(frozen=True)
class NeutrinoPair:
    """A measured branching fraction to a meson and two neutrinos, to which a boson that is not seen adds.

    Excluded is ``BR(X) x unseen > value + n_sigma error - standard_model``.  Unseen are decays to neutrinos and dark
    matter, and those behind the detector: X flies ``escape_length_m``, with the mean energy that it has in decays of
    mesons of momentum ``meson_momentum``.  The spectrum of the missing mass, that of three bodies, is not used.

    Parameters
    ----------
    name, about, source : str
    quantity : str
        Own name of the model's branching fraction.
    parent, product : str
        Constants of the table: the masses of both mesons.
    settings : mapping
    windows : sequence of pairs
        Missing masses in GeV that are looked at, all of them if there is none.
    """

    name: str
    about: str
    source: str
    quantity: str
    parent: str
    product: str
    settings: Settings
    windows: Sequence[tuple[float, float]] = ()

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings that add too many decays; an upper edge where X decays inside the detector."""
        if not point.has(self.quantity):
            raise DomainError(f"{self.name} measures {self.quantity}, which {point.model} does not have: no limit")
        given = {name: number_of(name, value) for name, value in settings.items()}
        for name in ("error", "n_sigma", "meson_momentum", "escape_length_m", "standard_model"):
            if given[name] < 0:
                raise DomainError(f"{name} = {given[name]:g}; at least 0 is expected")
        largest = given["value"] + given["n_sigma"] * given["error"] - given["standard_model"]
        high = np.where(self._looked_at(masses), largest, np.nan)
        constants = constant_values(point.constants)
        length = given["escape_length_m"] / constants["hbarc_GeV_m"]

        def rate(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
            produced = point.rate(self.quantity, {}, (), mass, coupling)
            unseen = point.fraction((INVISIBLE,), mass, coupling)
            width = point.rate("total_width", {}, (), mass, coupling)
            flights = length * width * mass / self._momentum(mass, given["meson_momentum"], constants)
            return np.asarray(produced * (unseen + (1 - unseen) * np.exp(-flights)))

        low = np.full(len(masses), -np.inf)
        return named_limit(self, point, masses, edges_of(masses, rate, low, high))

    def _looked_at(self, masses: np.ndarray) -> np.ndarray:
        """Whether a missing mass is in a window."""
        inside = [(masses >= low) & (masses <= high) for low, high in self.windows]
        return np.logical_or.reduce(inside) if inside else np.ones(len(masses), bool)

    def _momentum(self, masses: np.ndarray, meson_momentum: float, constants: Settings) -> np.ndarray:
        """Momentum of X with its mean energy, ``E E*/M`` of mesons of energy E; as good as 0 where it is at rest."""
        M, m = (float(constants[name]) for name in (self.parent, self.product))
        own = (M**2 + masses**2 - m**2) / (2 * M)
        energy = np.hypot(meson_momentum, M) / M * own
        return np.sqrt(np.maximum(energy**2 - masses**2, (1e-6 * masses) ** 2))


SETUPS: tuple[AnySetup, ...] = (
    NeutrinoPair(
        "kaon_to_pion_neutrinos",
        "BR(K+ -> pi+ nu nu) = 1.33(30)e-10, to which an unseen scalar adds",
        "NA62 and E949, average of the Review of Particle Physics; standard model arXiv:1503.02693; one-sided limit, "
        "missing masses below 0.1 GeV and from 0.161 to 0.261 GeV",
        "kaon_to_pion_branching_ratio",
        "m_K",
        "m_pi",
        {
            "value": 1.33e-10,
            "error": 0.30e-10,
            "standard_model": 8.4e-11,
            "n_sigma": 1.645,
            "meson_momentum": 75.0,
            "escape_length_m": 100.0,
        },
        windows=((0.0, 0.1), (0.161, 0.261)),
    ),
    NeutrinoPair(
        "b_to_kaon_neutrinos",
        "BR(B+ -> K+ nu nu) = 2.3(7)e-5, to which an unseen scalar adds",
        "Belle II, Phys. Rev. D 109 (2024) 112006, arXiv:2311.14647, with its standard model; one-sided limit, mesons "
        "nearly at rest",
        "b_to_kaon_branching_ratio",
        "m_B",
        "m_K",
        {
            "value": 2.3e-5,
            "error": 0.7e-5,
            "standard_model": 5.58e-6,
            "n_sigma": 1.645,
            "meson_momentum": 0.0,
            "escape_length_m": 3.0,
        },
    ),
    Setup(
        "kaon_to_pion_invisible",
        "published limits on BR(K+ -> pi+ X), X invisible; needs the table",
        "NA62, J. High Energy Phys. 03 (2021) 058 and 11 (2025) 143",
        "kaon_to_pion_branching_ratio",
        Tabulated(),
        channels=(INVISIBLE,),
    ),
)
"""Branching fractions of mesons with missing energy."""
