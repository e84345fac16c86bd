"""Planes of thermal dark matter: what leaves the observed density, and what looks for its mediator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from muforge.atlas.layers import QuantityLayer, SetupLayer
from muforge.atlas.plane_declarations import Axis, Plane
from muforge.atlas.planes.shared import DARK_COUPLING, DIRAC, MEDIATOR
from muforge.catalogue.lookup import constants

SPINS: Mapping[str, Mapping[str, Any]] = {
    "complex scalar": {"spin": "complex_scalar"},
    "Majorana": {"spin": "majorana"},
    "Dirac": {"spin": "dirac"},
    "pseudo-Dirac, splitting 5 %": {"spin": "pseudo_dirac", "relative_splitting": 0.05},
}
HIGGS = ((1.0, 3.0), (2 * np.pi, 2.2), (1.0, 10.0), (0.1, 3.0))
"""Coupling to dark matter, and mass of the scalar over that of dark matter, of the published panels."""


def _strength(_: np.ndarray, coupling: np.ndarray) -> np.ndarray:
    return DARK_COUPLING**2 * coupling**2 / MEDIATOR**4


def _higgs_strength(_: np.ndarray, sin_theta: np.ndarray) -> np.ndarray:
    table = constants()
    g_e = sin_theta * table["m_e"].value / table["v"].value
    return g_e**2 / MEDIATOR**4


def _seen(setup: str, label: str, subject: str, shape: Any) -> SetupLayer:
    return SetupLayer(setup, label, subject, shape, fixed=DIRAC, points=20, vertical=_strength, mediator=MEDIATOR)


PLANES = (
    Plane(
        name="thermal_targets",
        about="Thermal dark matter with the gauge boson of L_mu - L_tau, and what looks for it.",
        source="Y. Kahn, G. Krnjaic, N. Tran, A. Whitbeck, JHEP 09 (2018) 153, Fig. 10",
        horizontal=Axis(r"$m_\chi$ [GeV]", 1e-3, 1.0),
        vertical=Axis(r"$y = g_\chi^2g^2\,(m_\chi/m_V)^4$", 1e-16, 1e-5),
        layers=(
            *(
                QuantityLayer(
                    "dark_matter.thermal_target",
                    label,
                    "dark_matter",
                    {**options, "m_V_over_m_chi": MEDIATOR, "g_chi": DARK_COUPLING},
                    mass="m_chi",
                    points=16,
                )
                for label, options in SPINS.items()
            ),
            _seen("ccfr", "CCFR tridents", "tridents", "excluded"),
            _seen("na64mu", r"NA64$\mu$, counted anew", "fixed_target", "excluded"),
            _seen("m3_phase_1", "M$^3$ phase 1", "fixed_target", "reach"),
            _seen("m3_phase_2", "M$^3$ phase 2", "fixed_target", "reach"),
        ),
        model="lmu_ltau",
        coupling="g",
        landmarks=("m_mu", "m_tau"),
        caption="m_V = 3 m_chi, g_chi = 1; one bath, which ends below m_chi of 10 MeV; limits for Dirac particles",
    ),
    Plane(
        name="higgs_dark_matter",
        about="Dirac dark matter with a scalar that mixes with the Higgs boson, annihilating to leptons.",
        source="G. Krnjaic, Phys. Rev. D 94 (2016) 073009, FIG. 2",
        horizontal=Axis(r"$m_\chi$ [GeV]", 0.02, 1.5),
        vertical=Axis(r"$g_\chi^2g_e^2\,(m_\chi/m_\phi)^4$", 1e-19, 1e-5),
        layers=(
            *(
                QuantityLayer(
                    "dark_matter.higgs_mediated_thermal_target",
                    rf"$g_\chi={g:.3g}$, $m_\phi={ratio:g}\,m_\chi$",
                    "dark_matter",
                    {"m_phi_over_m_chi": ratio, "g_chi": g},
                    mass="m_chi",
                    points=16,
                )
                for g, ratio in HIGGS
            ),
            SetupLayer(
                "kaon_to_pion_neutrinos",
                r"$K\to\pi\nu\nu$",
                "kaons",
                fixed=DIRAC,
                vertical=_higgs_strength,
                mediator=MEDIATOR,
            ),
            SetupLayer(
                "b_to_kaon_neutrinos",
                r"$B\to K\nu\nu$",
                "mesons",
                fixed=DIRAC,
                vertical=_higgs_strength,
                mediator=MEDIATOR,
            ),
        ),
        model="higgs_mixed_scalar",
        coupling="sin_theta",
        landmarks=("m_mu", "m_tau"),
        caption="leptons alone; limits of decays for g_chi = 1 and m_phi = 3 m_chi",
    ),
)
