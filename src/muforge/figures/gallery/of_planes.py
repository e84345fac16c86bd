"""Every plane, and those of 2021 beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from muforge.atlas.computing import plane
from muforge.atlas.known import known_planes
from muforge.atlas.plane_declarations import Plane
from muforge.figures.gallery_entry import GalleryFigure, Inputs
from muforge.figures.plane_figure import draw_plane

OLDER = ("lmu_ltau", "lmu_ltau_dark", "muon_scalar", "muon_scalar_dark", "tridents")
"""Planes that were published with the data of 2021."""


def _drawn(declared: Plane, data: str) -> Callable[[Inputs], Any]:
    def make(inputs: Inputs) -> Any:
        return draw_plane(plane(declared, data=data, add=list(inputs.values())))

    return make


def _entry(declared: Plane, data: str, name: str) -> GalleryFigure:
    needs = {wanted.id: f"table of mass and coupling, {wanted.label}" for wanted in declared.wanted}
    return GalleryFigure(name, declared.about, declared.source, _drawn(declared, data), needs)


FIGURES = (
    *(_entry(declared, "2025", f"plane_{name}") for name, declared in known_planes().items()),
    *(_entry(known_planes()[name], "2021", f"plane_{name}_2021") for name in OLDER),
)
