"""Planes of muon colliders."""

from __future__ import annotations

from muforge.atlas.layers import SetupLayer
from muforge.atlas.plane_declarations import Axis, Plane
from muforge.atlas.planes.shared import MOMENT_2021, MOMENT_2025

PLANES = (
    Plane(
        name="muon_collider",
        about="Scalar that couples to muons, at a muon collider of 3 TeV.",
        source="R. Capdevilla, D. Curtin, Y. Kahn, G. Krnjaic, JHEP 04 (2022) 129",
        horizontal=Axis(r"$m_\phi$ [GeV]", 1.0, 3e4),
        vertical=Axis(r"coupling $g$", 1e-3, 10.0),
        layers=(
            MOMENT_2021,
            MOMENT_2025,
            SetupLayer("muon_collider_scattering", "forward-backward ratio, 3 TeV", "colliders", "reach"),
        ),
        model="muon_philic_scalar",
        coupling="g",
        landmarks=(),
        caption="1/ab, five standard deviations",
    ),
)
