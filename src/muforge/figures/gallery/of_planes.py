"""Every plane, and those of 2021 beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from muforge.atlas.computed_plane import compute
from muforge.atlas.known import known_planes
from muforge.atlas.plane_declarations import Plane
from muforge.figures.gallery_entry import GalleryFigure, Inputs
from muforge.figures.plane_figure import draw_plane

OLDER = ("lmu_ltau", "lmu_ltau_dark", "muon_scalar", "muon_scalar_dark", "tridents")
"""Planes that were published with the data of 2021."""


def _drawn(plane: Plane, data: str) -> Callable[[Inputs], Any]:
    def make(inputs: Inputs) -> Any:
        return draw_plane(compute(plane, data=data, add=list(inputs.values())))

    return make


def _entry(plane: Plane, data: str, name: str) -> GalleryFigure:
    needs = {wanted.id: f"table of mass and coupling, {wanted.label}" for wanted in plane.wanted}
    return GalleryFigure(name, plane.about, plane.source, _drawn(plane, data), needs)


FIGURES = (
    *(_entry(plane, "2025", f"plane_{name}") for name, plane in known_planes().items()),
    *(_entry(known_planes()[name], "2021", f"plane_{name}_2021") for name in OLDER),
)
