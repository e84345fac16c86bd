"""Layers of planes: limits of setups, curves of quantities, and tables of the user's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from muforge.atlas.plane_declarations import Curve, Shape, Vertical
from muforge.compute.evaluate import evaluate_quietly
from muforge.limits.coupling_limits import limit, setup_named
from muforge.limits.excluded import CouplingLimit
from muforge.limits.model_point import ModelPoint
from muforge.limits.published import read_limit, reference_in


@dataclass(frozen=True)
class SetupLayer:
    """The couplings that an experiment excludes or will reach, see `muforge.limit`.

    Parameters
    ----------
    setup, label, subject : str
    shape : {"excluded", "reach", "line"}
        A line is the upper edge alone: of the density of dark matter, the couplings that leave what is observed.
    data : str
        The year of the data that it belongs to; empty for all.
    settings : mapping
        Of the setup.
    fixed : mapping
        Parameters of the model beside those of the plane.
    points : int
        Masses of its own, evenly spaced in their logarithm, for rates that take long or end soon; at most those of the
        plane.
    low, high : float
        Masses between which there is something to compute.
    vertical : callable, optional
        Vertical values of horizontal ones and couplings, where the axis is not the coupling.
    mediator : float
        Mass of the mediator over the horizontal values.
    preferred : str
        Label of the couplings that explain the measurement, where it is not that of the standard model.
    """

    setup: str
    label: str
    subject: str
    shape: Shape = "excluded"
    data: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    points: int = 0
    low: float = 0.0
    high: float = np.inf
    vertical: Vertical | None = None
    mediator: float = 1.0
    preferred: str = ""

    def curves(self, point: ModelPoint, masses: np.ndarray) -> tuple[Curve, ...]:
        """The excluded region, and before it that which is preferred, if there is one."""
        chosen = self._chosen(masses)
        source = setup_named(self.setup).source
        if not len(chosen):
            nothing = np.array([])
            note = "no mass of the axis is one that it measures"
            return (Curve(self.label, self.subject, self.shape, source, nothing, nothing, nothing, note),)
        given: dict[str, Any] = {**point.fixed, **self.fixed, **self.settings, point.mass: self.mediator * chosen}
        found = limit(
            self.setup,
            model=point.model,
            for_=point.coupling,
            constants=point.constants,
            outside=point.outside,
            **given,
        )
        if self.shape == "line":
            edge = np.where(np.isfinite(found.upper), found.upper, np.nan)
            return (self._curve(found, edge, edge, "line", self.label, source),)
        made = []
        if self.preferred and np.isfinite(found.preferred).any():
            made.append(self._curve(found, found.preferred, found.coupling, "preferred", self.preferred, source))
        made.append(self._curve(found, found.coupling, found.upper, self.shape, self.label, source))
        return tuple(made)

    def _chosen(self, masses: np.ndarray) -> np.ndarray:
        if self.points:
            low, high = max(self.low, masses[0]), min(self.high, masses[-1])
            return np.geomspace(low, high, min(self.points, len(masses))) if low < high else np.array([])
        return masses[(masses >= self.low) & (masses <= self.high)]

    def _curve(
        self, found: CouplingLimit, lower: np.ndarray, upper: np.ndarray, shape: str, label: str, source: str
    ) -> Curve:
        upper, along = np.where(np.isfinite(lower), upper, np.nan), found.mass / self.mediator
        if self.vertical:
            lower, upper = (self.vertical(along, edge) for edge in (lower, upper))
        note = "" if np.isfinite(lower).any() else next((reason for reason in found.reasons if reason), "")
        return Curve(label, self.subject, shape, source, along, lower, upper, note)


@dataclass(frozen=True)
class QuantityLayer:
    """A quantity of the mass as a line, or two as the edges of a region.

    Parameters
    ----------
    quantity, label, subject, source : str
    inputs : mapping
        Arguments of the quantity: numbers, options, or functions of the mass.
    mass : str
        Argument that takes the horizontal values.
    shape : {"line", "preferred", "excluded", "reach"}
    upper : mapping, optional
        Arguments that give the upper edge instead of those of the same name in `inputs`.
    data : str
    points : int
    scale : float
        What values are multiplied with.
    """

    quantity: str
    label: str
    subject: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    mass: str = "m_X"
    shape: Shape = "line"
    source: str = ""
    upper: Mapping[str, Any] | None = None
    data: str = ""
    points: int = 0
    scale: float = 1.0

    def curves(self, point: ModelPoint, masses: np.ndarray) -> tuple[Curve, ...]:
        """The line or the region."""
        if self.points and len(masses) > self.points:
            masses = np.geomspace(masses[0], masses[-1], self.points)
        lower = self._values(point, masses, {})
        upper = lower if self.upper is None else self._values(point, masses, self.upper)
        note = "" if np.isfinite(lower).any() else f"{self.quantity} is not defined at any of the masses"
        return (Curve(self.label, self.subject, self.shape, self.source or self.quantity, masses, lower, upper, note),)

    def _values(self, point: ModelPoint, masses: np.ndarray, others: Mapping[str, Any]) -> np.ndarray:
        given = {name: value(masses) if callable(value) else value for name, value in {**self.inputs, **others}.items()}
        given[self.mass] = masses
        values = evaluate_quietly(self.quantity, constants=point.constants, outside="nan", **given)
        found = self.scale * np.broadcast_to(np.asarray(values, dtype=float), masses.shape)
        return np.where(found > 0, found, np.nan)


def table_curve(path: str | Path, label: str = "") -> Curve:
    """A published limit of the user's, on the coupling of the plane.

    Parameters
    ----------
    path : path
        Read by `muforge.recast.read_limit`; the name of the file is its reference if it names none.
    label : str
        By default the reference.
    """
    read = read_limit(path, reference=reference_in(path) or Path(path).stem.replace("_", " "))
    upper = np.full(len(read.mass), np.inf) if read.upper is None else read.upper
    upper = np.where(np.isfinite(read.coupling), upper, np.nan)
    note = "" if np.isfinite(read.coupling).any() else "the table has no limit at any mass"
    source = f"{read.reference}, as given"
    return Curve(label or read.reference, "yours", "excluded", source, read.mass, read.coupling, upper, note)
