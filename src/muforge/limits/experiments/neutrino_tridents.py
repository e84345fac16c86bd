"""Experiments that saw neutrino tridents, or will."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muforge.errors import DomainError
from muforge.inputs.neutrino_fluxes import read_flux
from muforge.limits.excluded import CouplingLimit, edges_of
from muforge.limits.measurements import Counted, Settings, number_of
from muforge.limits.model_point import ModelPoint
from muforge.limits.setups import AnySetup, Setup, named_limit
from muforge.limits.trident_fluxes import averaged, energies_and_weights

_TRIDENTS = {"method": "exact", "form_factor": "helm"}
RATIO = "trident_ratio"


@dataclass(frozen=True)
class FluxSetup:
    """Tridents over the standard model's rate, averaged over a flux that the user gives, or at one energy.

    Parameters
    ----------
    name, about, source : str
    measured : Counted
    target : str
    E_nu : float
        In GeV; for a limit without a flux.
    """

    name: str
    about: str
    source: str
    measured: Counted
    target: str
    E_nu: float

    @property
    def settings(self) -> Settings:
        """What a caller may set, and the defaults; ``flux`` is a table that `muforge.read_flux` reads."""
        beam = {"target": self.target, "E_nu": self.E_nu, "flux": "", "neutrino": "nu_mu"}
        return {**self.measured.settings, **beam, **_TRIDENTS}

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings that the measurement excludes."""
        if not point.has(RATIO):
            raise DomainError(f"{self.name} measures {RATIO}, which {point.model} does not have: no limit")
        if settings["neutrino"] not in ("nu_mu", "antinu_mu"):
            raise DomainError(f"neutrino = {settings['neutrino']!r}; allowed are nu_mu, antinu_mu")
        low, high = self.measured.allowed(masses, settings)
        target = str(settings["target"])
        if settings["flux"]:
            flux = read_flux(settings["flux"], str(settings["neutrino"]))
            energies, weights = energies_and_weights(flux, target, point.constants)
        else:
            energies, weights = np.array([number_of("E_nu", settings["E_nu"])]), np.ones(1)
        inputs = {name: settings[name] for name in (*_TRIDENTS, "target")} | {"E_nu": energies}

        def rate(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
            found = point.rate(RATIO, inputs, (), np.asarray(mass)[..., None], np.asarray(coupling)[..., None])
            return averaged(found, weights)

        return named_limit(self, point, masses, edges_of(masses, rate, low, high))


SETUPS: tuple[AnySetup, ...] = (
    Setup(
        "ccfr",
        "neutrino tridents on iron, 0.82 +- 0.28 of the standard model's rate",
        "CCFR, Phys. Rev. Lett. 66 (1991) 3117; exact coherent rates at the mean energy",
        "trident_ratio",
        Counted(0.82, 0.28),
        {**_TRIDENTS, "target": "iron", "E_nu": 160.0},
    ),
    Setup(
        "charm2",
        "neutrino tridents on glass, 1.58 +- 0.57 of the standard model's rate",
        "CHARM-II, Phys. Lett. B 245 (1990) 271; exact coherent rates at the mean energy",
        "trident_ratio",
        Counted(1.58, 0.57),
        {**_TRIDENTS, "target": "silicon_dioxide", "E_nu": 20.0},
    ),
    FluxSetup(
        "dune",
        "neutrino tridents on argon at a near detector, 1.00 +- 0.25 of the standard model's rate expected",
        "W. Altmannshofer et al., arXiv:1902.06765 (25 per cent); exact coherent rates, averaged over the table "
        "flux=FILE or else at one energy; incoherent scattering is taken to change as much",
        Counted(1.0, 0.25),
        target="argon",
        E_nu=5.0,
    ),
)
"""Rates over that of the standard model."""
