"""What a plane is: its axes, and layers that each give one curve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np

from muforge.limits.model_point import ModelPoint

Shape = Literal["excluded", "preferred", "reach", "line"]
"""A region that is excluded or explains a measurement, what an experiment will reach, or a plain line."""

SUBJECTS = (
    "moment",
    "kaons",
    "mesons",
    "tridents",
    "neutrinos",
    "early_universe",
    "dark_matter",
    "fixed_target",
    "dumps",
    "colliders",
    "yours",
    "other",
)
"""What a curve is about, which gives its colour, the same in every figure."""


@dataclass(frozen=True)
class Axis:
    """An axis of a plane, on a logarithmic scale.

    Parameters
    ----------
    symbol : str
        As matplotlib reads it, with its unit.
    low, high : float
        Ends of the axis.
    """

    symbol: str
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """What one layer of a plane shows.

    Parameters
    ----------
    label, subject, shape, source : str
    mass : ndarray
        Horizontal values.
    lower, upper : ndarray
        Vertical edges of a region; `upper` is infinite where it has no end, and equal to `lower` for a line.  NaN where
        there is nothing.
    note : str
        Why there is nothing, where there is nothing anywhere; else empty.
    """

    label: str
    subject: str
    shape: str
    source: str
    mass: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        return not np.isfinite(self.lower).any()


class Layer(Protocol):
    """Gives the curves of a plane that belong together."""

    @property
    def label(self) -> str:
        """The name of the layer in the legend."""

    @property
    def data(self) -> str:
        """The year of the data that it belongs to; empty for all."""

    def curves(self, point: ModelPoint, masses: np.ndarray) -> tuple[Curve, ...]:
        """The curves of a model at masses within the axis."""


@dataclass(frozen=True)
class Wanted:
    """A published limit that a plane shows if somebody gives its table.

    Parameters
    ----------
    id : str
        Of the registry of published limits.
    label : str
    """

    id: str
    label: str


@dataclass(frozen=True)
class Plane:
    """A plane, as it is declared.

    Parameters
    ----------
    name, about, source : str
    horizontal, vertical : Axis
    layers : tuple of Layer
    model, coupling : str
        Model and coupling unless others are asked for.
    fixed : mapping
        Further parameters of the model: numbers, or functions of the mass.
    wanted : tuple of Wanted
        Published limits that belong into it, whose tables are not ours to ship.
    landmarks : tuple of str
        Thresholds at which curves have corners, as sums of constants: ``"m_K - m_mu"``.
    caption : str
        What is assumed, in one line.
    """

    name: str
    about: str
    source: str
    horizontal: Axis
    vertical: Axis
    layers: tuple[Layer, ...]
    model: str
    coupling: str | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    wanted: tuple[Wanted, ...] = ()
    landmarks: tuple[str, ...] = ("2 m_e", "2 m_mu", "2 m_tau", "m_K - m_mu", "2 m_pi")
    caption: str = ""


Vertical = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""From masses and couplings to vertical values."""
