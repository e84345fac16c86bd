"""N_eff by light bosons in equilibrium."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.compute.evaluate import evaluate
from muforge.figures.gallery_entry import GalleryFigure, Inputs
from muforge.figures.style import COLOURS, new_figure, styled
from muforge.n_eff import MEASUREMENTS


def _shifts(_: Inputs) -> Any:
    masses = np.geomspace(1e-3, 0.03, 50)
    kinds = {"vector": "shift_from_thermal_vector", "scalar": "shift_from_thermal_scalar"}
    with styled():
        figure, panel = new_figure(1, 5.2, 3.8)
        for colour, (label, name) in zip(COLOURS, kinds.items(), strict=False):
            for style, baths in (("-", "common"), ("--", "electron_and_mu_tau")):
                values = evaluate(f"neff.{name}", m_X=masses, neutrino_temperatures=baths)
                shown = f"{label}, {'one temperature' if baths == 'common' else 'two temperatures'}"
                panel.plot(1e3 * masses, values, color=colour, linestyle=style, label=shown)
        band = MEASUREMENTS["hubble_band"]
        panel.axhspan(band.low, band.high, color="0.85", linewidth=0, label="0.2 to 0.5")
        panel.axhline(MEASUREMENTS["2026"].high, color="0.3", linestyle=":", label="limit of 2026")
        panel.set(xscale="log", xlabel="$m_X$ [MeV]", ylabel=r"$\Delta N_{\rm eff}$", ylim=(0, 2.5), xlim=(1, 30))
        panel.legend(fontsize=8)
        return figure


FIGURES = (
    GalleryFigure(
        "n_eff",
        "Shift of N_eff by a boson in equilibrium with neutrinos.",
        "M. Escudero, D. Hooper, G. Krnjaic, M. Pierre, JHEP 03 (2019) 071",
        _shifts,
    ),
)
