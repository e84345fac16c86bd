"""K -> mu nu X: branching ratios, missing mass, and reach."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.compute.evaluate import evaluate
from muforge.figures.gallery_entry import GalleryFigure, Inputs
from muforge.figures.style import COLOURS, new_figure, styled
from muforge.na62 import InvisibleSearch, KaonRates, read_background

SOURCE = "arXiv:1902.07715"
COLOUR = {"vector": COLOURS[1], "lmu_ltau": COLOURS[1], "scalar": "#000000"}
N_KAONS, ACCEPTANCE = 1e8, 0.35
"""Of the spectra."""
VETO = 1e-3
"""Fraction of photons that the veto misses, where no background is given."""


def _branching_ratios(_: Inputs) -> Any:
    widest = KaonRates("lmu_ltau").largest_mass()
    masses = np.concatenate([np.geomspace(1e-3, 0.9 * widest, 300), widest - np.geomspace(0.1 * widest, 1e-4, 100)])
    masses = np.unique(masses)
    with styled():
        figure, (panel, inset) = new_figure(2, 8.2, 3.7, gridspec_kw={"width_ratios": (1.6, 1)})
        for boson, label in (("lmu_ltau", r"vector, $L_\mu-L_\tau$"), ("scalar", "scalar")):
            values = np.asarray(evaluate("kaon.branching_ratio", boson=boson, m_X=masses, g=1.0))
            panel.plot(masses, np.where(values > 0, values, np.nan), color=COLOUR[boson], label=label)
        above = np.linspace(0.2, 1.0, 400)
        fractions = {
            "vector": evaluate("lmu_ltau.branching_ratio", channel="muon", m_X=above, g=1e-3),
            "scalar": evaluate("muon_philic_scalar.branching_ratio", channel="muon", m_X=above, g=1e-3),
        }
        for boson, values in fractions.items():
            inset.plot(above, values, color=COLOUR[boson], label=boson)
        panel.set(xlabel="$m_X$ [GeV]", ylabel=r"$\mathrm{BR}(K\to\mu\nu X)/g^2$", yscale="log", ylim=(1e-9, 1))
        inset.set(xlabel="$m_X$ [GeV]", ylabel=r"$\mathrm{BR}(X\to\mu\mu)$", ylim=(0, 1.05))
        panel.legend()
        inset.legend(loc="lower right")
        return figure


def _missing_mass(inputs: Inputs) -> Any:
    edges = np.arange(0.0, 0.1521, 0.004)
    search = _search(inputs, N_KAONS, acceptance=ACCEPTANCE)
    with styled():
        figure, panel = new_figure(1, 5.6, 3.9)
        for colour, mass in zip(COLOURS, (0.02, 0.1, 0.2, 0.3), strict=False):
            rates = KaonRates("lmu_ltau").branching_ratio(np.full(len(edges), mass), 1e-2, edges)
            events = N_KAONS * ACCEPTANCE * -np.diff(rates)
            panel.stairs(np.where(events > 0, events, np.nan), edges, color=colour, label=f"{1e3 * mass:.0f} MeV")
        label = "background, as given" if "background" in inputs else "inner bremsstrahlung, veto misses 1e-3"
        panel.stairs(search.backgrounds(), search.edges, color="0.5", fill=True, alpha=0.3, label=label)
        panel.set(xlabel=r"$m^2_{\rm miss}$ [GeV$^2$]", ylabel="events in 0.004 GeV$^2$", yscale="log", xlim=(0, 0.15))
        panel.set_title(r"$10^8$ kaons, acceptance 0.35, $L_\mu-L_\tau$ with $g=10^{-2}$", loc="left", fontsize=9)
        panel.legend(fontsize=8)
        return figure


def _search(inputs: Inputs, n_kaons: float, **settings: Any) -> InvisibleSearch:
    if "background" in inputs:
        return InvisibleSearch(n_kaons=n_kaons, background=read_background(inputs["background"]), **settings)
    return InvisibleSearch(n_kaons=n_kaons, photon_veto_inefficiency=VETO, **settings)


def _reach(inputs: Inputs) -> Any:
    masses, rates = np.geomspace(2e-3, 0.375, 80), KaonRates("lmu_ltau")
    kinds = {
        "counting, 2 sigma": {},
        "counting, signal = background": {"line": "signal_equals_background"},
        "likelihood with shape": {"method": "likelihood"},
    }
    with styled():
        figure, panel = new_figure(1, 5.4, 4.0)
        for number, (n_kaons, colour) in enumerate(((1e8, COLOURS[0]), (1e13, COLOURS[1]))):
            low, high = (
                _search(inputs, n_kaons, background_uncertainty=kappa).reach(rates, masses).coupling
                for kappa in (0.0, 0.1)
            )
            panel.fill_between(masses, low, high, color=colour, alpha=0.2, linewidth=0)
            for (label, settings), style in zip(kinds.items(), ("-", ":", "--"), strict=True):
                found = _search(inputs, n_kaons, **settings).reach(rates, masses)
                name = f"{label}, $N_K=10^{{{round(np.log10(n_kaons))}}}$" if number == 0 or style == "-" else None
                panel.plot(masses, found.coupling, color=colour, linestyle=style, label=name)
        panel.set(xscale="log", yscale="log", xlabel="$m_V$ [GeV]", ylabel="coupling $g$")
        panel.set_title("bands: background known to between 0 and 10 %", loc="left", fontsize=9)
        panel.legend(fontsize=7.5)
        return figure


BACKGROUND = {"background": "a table of events in bins of the missing mass squared, as na62.read_background reads it"}
FIGURES = (
    GalleryFigure("kaon_branching_ratio", "BR(K -> mu nu X) over g^2.", f"{SOURCE}, FIG. 4", _branching_ratios),
    GalleryFigure("missing_mass", "Spectra of the missing mass.", f"{SOURCE}, FIG. 5 left", _missing_mass, BACKGROUND),
    GalleryFigure("kaon_reach", "Couplings in reach of NA62.", f"{SOURCE}, FIG. 5 right", _reach, BACKGROUND),
)
