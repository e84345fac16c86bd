"""A setup: what an experiment measures, as data, and the limit that it sets on a coupling of any model.

A setup names a rate of the model, what was measured of it, and the settings of the statistical prescription.  The
setups that muforge has are in `muforge.limits.experiments`, a file a subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np

from muforge.errors import ArgumentError, DomainError, nearest
from muforge.limits.excluded import CouplingLimit, Edges, edges_of
from muforge.limits.measurements import Measurement, Settings
from muforge.limits.model_point import ModelPoint


@runtime_checkable
class AnySetup(Protocol):
    """What every setup has."""

    @property
    def name(self) -> str:
        """The name by which it is called."""

    @property
    def about(self) -> str:
        """What is measured, in one line."""

    @property
    def source(self) -> str:
        """Where it was published, and what is assumed."""

    @property
    def settings(self) -> Settings:
        """What a caller may set, and the defaults; None for what must be given."""

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings that the experiment excludes, at each mass."""


@dataclass(frozen=True)
class Setup:
    """An experiment that limits a rate of any model.

    Parameters
    ----------
    name, about, source : str
    quantity : str
        Own name of the model's quantity that was measured.
    measured : Measurement
    inputs : mapping
        Options and numbers of the quantity beside the model's parameters.
    channels : sequence of str
        Decays of X that are seen; all of them if there is none.
    """

    name: str
    about: str
    source: str
    quantity: str
    measured: Measurement
    inputs: Settings = field(default_factory=dict)
    channels: Sequence[str] = ()

    @property
    def settings(self) -> Settings:
        """What a caller may set, and the defaults."""
        return dict(self.measured.settings) | dict(self.inputs)

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings that the measurement excludes."""
        if not point.has(self.quantity):
            raise DomainError(f"{self.name} measures {self.quantity}, which {point.model} does not have: no limit")
        inputs = {name: settings[name] for name in self.inputs}
        low, high = self.measured.allowed(masses, settings)

        def rate(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
            return point.rate(self.quantity, inputs, self.channels, mass, coupling)

        return named_limit(self, point, masses, edges_of(masses, rate, low, high))


def named_limit(setup: AnySetup, point: ModelPoint, masses: np.ndarray, edges: Edges) -> CouplingLimit:
    """The edges of excluded couplings as a limit of a setup on a model."""
    upper = np.where(np.isfinite(edges.coupling), edges.upper, np.nan)
    return CouplingLimit(
        setup.name, point.model, point.coupling, masses, edges.coupling, upper, edges.preferred, edges.reasons
    )


def chosen_settings(setup: AnySetup, given: Settings) -> dict[str, Any]:
    """The settings of a setup with those that a caller gives.

    Raises
    ------
    TypeError
        For settings that it does not have.
    """
    for name in given:
        if name not in setup.settings:
            has = ", ".join(setup.settings)
            raise ArgumentError(f"{setup.name} has no setting '{name}'{nearest(name, setup.settings)}; it has {has}")
    return dict(setup.settings) | dict(given)
