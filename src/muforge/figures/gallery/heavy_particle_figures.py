"""Heavy particles: the table of largest masses, and muon colliders."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.compute.evaluate import evaluate
from muforge.discovery import guaranteed_discovery
from muforge.figures.gallery_entry import GalleryFigure, GalleryTable, Inputs
from muforge.figures.style import COLOURS, new_figure, styled
from muforge.kernels.threads import available
from muforge.limits.heavy_particles import COLUMNS, GEV_PER_TEV, PUBLISHED_SHIFT, largest_masses, published_models

SOURCE = "arXiv:2101.10334"
COLLIDERS = ((215.0, 0.4), (3000.0, 1.0))
"""Energies in GeV and luminosities in 1/ab."""
SEEN: dict[str, Any] = {"theta_cut_deg": 38.0}


def _largest_masses(_: Inputs) -> GalleryTable:
    models = published_models()
    masses = largest_masses(models, PUBLISHED_SHIFT, available(), None)
    rows = []
    for model, row in zip(models, masses, strict=True):
        published = [model.published[column] for column in COLUMNS]
        cells = (f"{m / GEV_PER_TEV:.3g} ({m / p:.2f})" for m, p in zip(row, published, strict=True))
        rows.append((model.text, *cells))
    caption = (
        f"Largest mass in TeV of the lightest new charged particle for Delta a_mu = {PUBLISHED_SHIFT:g}, and its ratio "
        "to the published one, whose rules are not printed."
    )
    return GalleryTable(caption, ("model", *(f"{name} {n}" for name, n in COLUMNS)), tuple(rows))


def _forward_backward(_: Inputs) -> Any:
    with styled():
        figure, panels = new_figure(2, 8.2, 3.6)
        for panel, (energy, luminosity) in zip(panels, COLLIDERS, strict=True):
            masses = np.geomspace(1.0, 80.0, 120)
            known = float(evaluate("muon_collider.forward_backward_ratio", sqrt_s=energy, **SEEN))
            for colour, boson in zip(COLOURS, ("scalar", "vector"), strict=False):
                given: dict[str, Any] = {
                    "boson": boson,
                    "m_X": masses,
                    "sqrt_s": energy,
                    "delta_a_mu": PUBLISHED_SHIFT,
                    **SEEN,
                }
                shift = np.asarray(evaluate("muon_collider.forward_backward_ratio_shift", **given))
                panel.plot(masses, known * (1 + shift), color=colour, label=boson)
                wide = evaluate("muon_collider.forward_backward_significance", luminosity_abinv=luminosity, **given)
                place = int(np.argmax(np.asarray(wide) > 5.0))
                panel.axvline(masses[place], color=colour, linestyle=":", linewidth=1)
            panel.axhline(known, color="0.4", linestyle="--", label="standard model")
            panel.set(xscale="log", xlabel="$m_X$ [GeV]", title=f"{energy / 1e3:g} TeV, {luminosity:g}/ab")
        panels[0].set_ylabel(r"$r_{FB}$")
        panels[0].legend(fontsize=8)
        return figure


def _single_photons(_: Inputs) -> Any:
    masses, energies = np.geomspace(1.0, 2.5e3, 150), np.geomspace(1e3, 1e5, 120)
    with styled():
        figure, (left, right) = new_figure(2, 8.2, 3.6)
        for colour, boson in zip(COLOURS, ("scalar", "vector"), strict=False):
            given: dict[str, Any] = {
                "boson": boson,
                "sqrt_s": 3e3,
                "theta_cut_deg": 10.0,
                "delta_a_mu": PUBLISHED_SHIFT,
            }
            photons = evaluate("muon_collider.monophoton_cross_section", m_X=masses, **given)
            left.loglog(masses, photons, color=colour, label=boson)
        for style, running in (("--", "none"), ("-", "one_loop")):
            values = evaluate(
                "muon_collider.higgs_photon_cross_section", sqrt_s=energies, delta_a_mu=PUBLISHED_SHIFT, running=running
            )
            label = "tree level" if running == "none" else "dipole run at one loop"
            right.loglog(energies / 1e3, 1e6 * np.asarray(values), style, color=COLOURS[0], label=label)
        left.set(xlabel="$m_X$ [GeV]", ylabel=r"$\sigma(\mu\mu\to\gamma X)$ [pb]", title="3 TeV, 10 degrees")
        right.set(xlabel=r"$\sqrt{s}$ [TeV]", ylabel=r"$\sigma(\mu\mu\to h\gamma)$ [ab]")
        left.legend(fontsize=8)
        right.legend(fontsize=8)
        return figure


def _guaranteed(_: Inputs) -> GalleryTable:
    found = guaranteed_discovery(delta_a_mu=PUBLISHED_SHIFT)
    return GalleryTable(f"What muon colliders make for Delta a_mu = {PUBLISHED_SHIFT:g}.", found.head, found.cells)


FIGURES = (
    GalleryFigure(
        "largest_masses",
        "24 models of heavy particles: a table.",
        f"{SOURCE}, Table 4",
        _largest_masses,
    ),
    GalleryFigure("guaranteed_discovery", "What muon colliders must make: a table.", SOURCE, _guaranteed),
    GalleryFigure("forward_backward", "Muons forward over backward, with X.", f"{SOURCE}, Fig. 8", _forward_backward),
    GalleryFigure("single_photons", "A photon with X or a Higgs boson.", SOURCE, _single_photons),
)
