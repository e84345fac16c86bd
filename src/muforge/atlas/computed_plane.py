"""A plane with its numbers, and as tables."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from muforge.atlas.plane_declarations import Curve, Plane
from muforge.installation import version
from muforge.limits.model_point import ModelPoint
from muforge.scans.output import atomically
from muforge.scans.results import import_xarray


@dataclass(repr=False)
class ComputedPlane:
    """The curves of a plane for one model.

    Parameters
    ----------
    plane : Plane
    point : ModelPoint
    data : str
        The year of the data.
    curves : list of Curve
        Those that have something to show, in the order in which they are drawn.
    notes : list of str
        What is not shown, and why.
    """

    plane: Plane
    point: ModelPoint
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
        xarray = import_xarray("a labelled array")
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
