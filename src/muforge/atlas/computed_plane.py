"""A plane with its numbers: computing it, and writing it as tables."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from muforge.atlas.layers import table_curve
from muforge.atlas.plane_declarations import Curve, Plane, Point
from muforge.catalogue.lookup import constant_values
from muforge.errors import DomainError, MuforgeError, missing_extra
from muforge.installation import version
from muforge.limits.model_point import ModelPoint, parameters_of
from muforge.scans.output import atomically

DATA_SETS = ("2021", "2025")
POINTS = 90
CLOSE = 1e-4
"""Relative distance from a threshold of the two masses on either side of it."""


@dataclass(repr=False)
class ComputedPlane:
    """The curves of a plane for one model.

    Parameters
    ----------
    plane : Plane
    point : Point
    data : str
        The year of the data.
    curves : list of Curve
        Those that have something to show, in the order in which they are drawn.
    notes : list of str
        What is not shown, and why.
    """

    plane: Plane
    point: Point
    data: str
    curves: list[Curve]
    notes: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        shown = ", ".join(curve.label for curve in self.curves)
        return f"<plane {self.plane.name} of {self.point.model}, data of {self.data}: {shown}>"

    def __getitem__(self, label: str) -> Curve:
        """A curve by its label."""
        for curve in self.curves:
            if curve.label == label:
                return curve
        raise KeyError(f"the plane has no curve '{label}'; it has {', '.join(c.label for c in self.curves)}")

    def draw(self, ax: Any = None) -> Any:
        """Draw the plane on axes of matplotlib, or on a new figure.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from muforge.figures.plane_figure import draw_plane

        return draw_plane(self, ax)

    def to_xarray(self) -> Any:
        """The curves as an `xarray.Dataset`: ``NAME_lower`` and ``NAME_upper`` over ``NAME_mass``."""
        try:
            import xarray
        except ImportError:
            raise missing_extra("xarray", "labelled arrays", "labelled") from None

        variables, coordinates = {}, {}
        for name, curve in zip(self.names, self.curves, strict=True):
            along = f"{name}_mass"
            coordinates[along] = (along, curve.mass, {"units": "GeV"})
            told = {"label": curve.label, "shape": curve.shape, "source": curve.source}
            variables[f"{name}_lower"] = (along, curve.lower, told)
            variables[f"{name}_upper"] = (along, curve.upper, told)
        return xarray.Dataset(variables, coordinates, attrs=self.attributes)

    @property
    def names(self) -> list[str]:
        """An identifier for each curve."""
        found: list[str] = []
        for curve in self.curves:
            bare = re.sub(r"\W+", "_", re.sub(r"[\\${}^]", "", curve.label)).strip("_").lower() or "curve"
            name, number = bare, 2
            while name in found:
                name, number = f"{bare}_{number}", number + 1
            found.append(name)
        return found

    @property
    def attributes(self) -> dict[str, str]:
        """What was computed, and with what."""
        fixed = ", ".join(f"{k} = {'f(mass)' if callable(v) else v}" for k, v in self.point.fixed.items())
        return {
            "plane": self.plane.name,
            "about": self.plane.about,
            "model": self.point.model,
            "coupling": self.point.coupling,
            "fixed": fixed or "nothing",
            "data": self.data,
            "assumed": self.plane.caption,
            "not_shown": "; ".join(self.notes) or "nothing",
            "version": version(),
        }

    def csv(self) -> str:
        """Rows of curve, shape, mass, lower and upper edge; comments say the rest."""
        made = io.StringIO()
        for key, value in self.attributes.items():
            made.write(f"# {key}: {value}\n")
        for name, curve in zip(self.names, self.curves, strict=True):
            made.write(f"# {name}: {curve.label}; {curve.source}\n")
        writer = csv.writer(made, lineterminator="\n")
        writer.writerow(["curve", "shape", "mass [GeV]", "lower", "upper"])
        for name, curve in zip(self.names, self.curves, strict=True):
            for row in zip(curve.mass.tolist(), curve.lower.tolist(), curve.upper.tolist(), strict=True):
                writer.writerow([name, curve.shape, *map(repr, row)])
        return made.getvalue()

    def hepdata(self) -> str:
        """All curves in HEPData's layout of one file: documents of YAML, of which the first is about the whole."""
        documents: list[dict[str, Any]] = [{"comment": f"{self.plane.about} muforge {version()}"}]
        for name, curve in zip(self.names, self.curves, strict=True):
            head = {
                "name": name,
                "description": f"{curve.label}: {curve.source}",
                "location": self.plane.source,
                "keywords": [{"name": "observables", "values": ["LIMIT"]}],
            }
            documents.append(head | _table(self, curve))
        return "".join("---\n" + json.dumps(document, indent=1) + "\n" for document in documents)

    def write_tables(self, figure: str | Path) -> list[Path]:
        """Write ``.csv`` and ``.yaml`` beside a figure, with its name; the paths."""
        written = []
        for path, text in zip(table_paths(figure), (self.csv(), self.hepdata()), strict=True):
            with atomically(path) as temporary:
                temporary.write_text(text, encoding="utf-8")
            written.append(path)
        return written


def table_paths(figure: str | Path) -> list[Path]:
    """The tables that stand beside a figure."""
    return [Path(figure).with_suffix(ending) for ending in (".csv", ".yaml")]


def _table(plane: ComputedPlane, curve: Curve) -> dict[str, Any]:
    """A curve as a table of HEPData; where there is nothing, a value is a text."""

    def column(values: np.ndarray) -> list[dict[str, Any]]:
        return [{"value": float(v) if np.isfinite(v) else ("inf" if np.isposinf(v) else "-")} for v in values]

    def header(name: str) -> dict[str, str]:
        return {"name": f"{plane.point.coupling}, {name} edge of {curve.shape}"}

    qualifiers = [{"name": "model", "value": plane.point.model}]
    return {
        "independent_variables": [
            {"header": {"name": plane.point.mass, "units": "GeV"}, "values": column(curve.mass)},
        ],
        "dependent_variables": [
            {"header": header(name), "qualifiers": qualifiers, "values": column(values)}
            for name, values in (("lower", curve.lower), ("upper", curve.upper))
        ],
    }


def compute(
    plane: Plane,
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
    """Compute a plane for a model.

    Parameters
    ----------
    plane : Plane
    data : {"2025", "2021"}
        The year of what was measured.
    model, for_ : str, optional
        Another model than that of the plane, and its coupling.
    add : sequence of paths
        Tables of published limits on the coupling.
    points : int
        Masses along the axis; those at thresholds come to them.
    constants, outside
        As in `muforge.limit`.
    progress : callable, optional
        Called with the number of layers done, their total, and the label of the next.
    **given
        Further parameters of the model.

    Raises
    ------
    KeyError, TypeError, ValueError
        For an unknown model, coupling or parameter, for tables that cannot be read, and if there is nothing to show.
    """
    if data not in DATA_SETS:
        raise DomainError(f"data = {data!r}; allowed are {', '.join(DATA_SETS)}")
    if not (isinstance(points, int) and not isinstance(points, bool) and points >= 2):
        raise DomainError(f"points = {points!r}; a whole number of at least 2 is expected")
    point = _point(plane, model, for_, constants, outside, given)
    added = [table_curve(path) for path in add]
    masses = _masses(plane, points, constants)
    layers = [layer for layer in plane.layers if layer.data in ("", data)]
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
            _sort(curve, plane, found, notes)
    for curve in added:
        _sort(curve, plane, found, notes)
    if not found:
        raise DomainError(
            f"plane {plane.name}: there is nothing to show for {point.model}; {next(iter(notes), 'it has no layers')}"
        )
    names = " ".join(curve.label for curve in added)
    notes += [f"{w.label}: published table not given ({w.id})" for w in plane.wanted if w.id not in names]
    return ComputedPlane(plane, point, data, found, notes)


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
) -> Point:
    own = model is None or model == plane.model
    name = plane.model if model is None else model
    fixed = {**(plane.fixed if own else {}), **given}
    known = parameters_of(name)
    coupling = for_ or (plane.coupling if own or plane.coupling in known else None)
    checked = ModelPoint.of(name, coupling, constants=constants, outside=outside, **fixed)
    return Point(name, checked.coupling, checked.mass, fixed, constants, outside)


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
