"""`plane`: couplings against mass, computed for any model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from muforge.atlas.computed_plane import ComputedPlane
from muforge.atlas.known import plane_named
from muforge.atlas.layers import table_curve
from muforge.atlas.plane_declarations import Curve, Plane
from muforge.catalogue.lookup import constant_values
from muforge.errors import DomainError, MuforgeError
from muforge.limits.model_point import ModelPoint, parameters_of

DATA_SETS = ("2021", "2025")
POINTS = 90
CLOSE = 1e-4
"""Relative distance from a threshold of the two masses on either side of it."""


def plane(
    name: str | Path | Plane,
    *,
    data: str = "2025",
    model: str | None = None,
    for_: str | None = None,
    add: Sequence[str | Path] = (),
    points: int = POINTS,
    constants: dict[str, float] | None = None,
    outside: str = "error",
    progress: Callable[..., None] | None = None,
    **given: Any,
) -> ComputedPlane:
    if data not in DATA_SETS:
        raise DomainError(f"data = {data!r}; allowed are {', '.join(DATA_SETS)}")
    if not (isinstance(points, int) and not isinstance(points, bool) and points >= 2):
        raise DomainError(f"points = {points!r}; a whole number of at least 2 is expected")
    chosen = plane_named(name)
    point = _point(chosen, model, for_, constants, outside, given)
    added = [table_curve(path) for path in add]
    masses = _masses(chosen, points, constants)
    layers = [layer for layer in chosen.layers if layer.data in ("", data)]
    found: list[Curve] = []
    notes: list[str] = []
    for number, layer in enumerate(layers):
        if progress:
            progress(number, len(layers), layer.label)
        try:
            curves = layer.curves(point, masses)
        except MuforgeError as refusal:
            notes.append(f"{layer.label}: {refusal}")
            continue
        for curve in curves:
            _sort(curve, chosen, found, notes)
    for curve in added:
        _sort(curve, chosen, found, notes)
    if not found:
        raise DomainError(
            f"plane {chosen.name}: there is nothing to show for {point.model}; {next(iter(notes), 'it has no layers')}"
        )
    names = " ".join(curve.label for curve in added)
    notes += [f"{w.label}: published table not given ({w.id})" for w in chosen.wanted if w.id not in names]
    return ComputedPlane(chosen, point, data, found, notes)


def _sort(curve: Curve, plane: Plane, found: list[Curve], notes: list[str]) -> None:
    """A curve among those that are shown, or the reason why it is not."""
    if curve.empty:
        notes.append(f"{curve.label}: {curve.note}")
        return
    across, along = plane.vertical, plane.horizontal
    seen = (curve.mass >= along.low) & (curve.mass <= along.high) & (curve.lower < across.high)
    if (seen & (curve.upper > across.low)).any():
        found.append(curve)
    else:
        notes.append(f"{curve.label}: outside of the axes")


def _point(
    plane: Plane,
    model: str | None,
    for_: str | None,
    constants: dict[str, float] | None,
    outside: str,
    given: dict[str, Any],
) -> ModelPoint:
    own = model is None or model == plane.model
    name = plane.model if model is None else model
    fixed = {**(plane.fixed if own else {}), **given}
    known = parameters_of(name)
    coupling = for_ or (plane.coupling if own or plane.coupling in known else None)
    return ModelPoint.of(name, coupling, constants=constants, outside=outside, **fixed)


def _masses(plane: Plane, points: int, constants: dict[str, float] | None) -> np.ndarray:
    """Masses along the axis, and on both sides of the thresholds."""
    low, high = plane.horizontal.low, plane.horizontal.high
    table = constant_values(constants)
    marks = [_sum(text, table) for text in plane.landmarks]
    sides = [mark * (1 + side * CLOSE) for mark in marks for side in (-1, 1)]
    inside = [mark for mark in sides if low < mark < high]
    return np.unique(np.concatenate([np.geomspace(low, high, points), inside]))


def _sum(text: str, table: dict[str, float]) -> float:
    """``2 m_mu`` or ``m_K - m_mu`` in GeV."""
    total, sign = 0.0, 1.0
    for word in text.replace("+", " + ").replace("-", " - ").split():
        if word in "+-":
            sign = 1.0 if word == "+" else -1.0
        elif word.isdigit():
            sign *= float(word)
        else:
            total, sign = total + sign * table[word], 1.0
    return total
