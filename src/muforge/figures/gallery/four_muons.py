"""e+ e- -> mu mu X and the limits that follow from it."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.compute.evaluate import evaluate
from muforge.figures.gallery_entry import GalleryFigure, Inputs
from muforge.figures.style import COLOURS, new_figure, styled
from muforge.limits.experiments.electron_colliders import SQRT_S
from muforge.limits.published import read_limit


def _four_muons(inputs: Inputs) -> Any:
    masses = np.geomspace(0.212, 9.9, 40)
    sigma = np.asarray(
        evaluate(
            "collider.lepton_pair_boson_cross_section", boson="vector", lepton="muon", sqrt_s=SQRT_S, m_X=masses, g=1e-3
        )
    )
    fraction = np.asarray(evaluate("lmu_ltau.branching_ratio", channel="muon", m_X=masses, g=1e-3))
    with styled():
        figure, panel = new_figure(1, 5.4, 3.9)
        panel.loglog(masses, 1e3 * sigma * fraction, color=COLOURS[0], label=r"theory, $L_\mu-L_\tau$, $g=10^{-3}$")
        if "limits" in inputs:
            limit = read_limit(inputs["limits"], reference="as given")
            panel.plot(limit.mass, limit.coupling, color="#000000", label="limit, as given")
        panel.set(xlabel="$m_V$ [GeV]", ylabel=r"$\sigma(e^+e^-\to\mu\mu V, V\to\mu\mu)$ [fb]", xlim=(0.2, 10))
        panel.legend(fontsize=8)
        return figure


FIGURES = (
    GalleryFigure(
        "four_muons",
        "Cross section of e+ e- -> mu mu V, V -> mu mu at 10.58 GeV.",
        "BABAR, Phys. Rev. D 94 (2016) 011102, Fig. 4",
        _four_muons,
        {"limits": "a table of mass in GeV and limit in fb"},
    ),
)
