"""Hadrons in e+ e-: the pion's form factor, its contribution, and the ratio R."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge import hvp
from muforge.compute.evaluate import evaluate
from muforge.figures.gallery_entry import GalleryFigure, Inputs
from muforge.figures.style import COLOURS, new_figure, styled

FIT: dict[str, Any] = dict(hvp.BABAR_2012)
NARROW = {
    "J_psi": r"$J/\psi$",
    "psi_2S": r"$\psi(2S)$",
    "Upsilon_1S": r"$\Upsilon(1S, 2S, 3S)$",
    "Upsilon_2S": "",
    "Upsilon_3S": "",
}
RANGE = (0.6, 0.9)


def _table(inputs: Inputs) -> hvp.RTable:
    return hvp.read_r_table(inputs["r_table"], dressed=False, final_state_radiation=True)


def _form_factor(_: Inputs) -> Any:
    energies = np.concatenate([np.linspace(0.3, 1.1, 500), np.linspace(0.775, 0.79, 200)])
    energies.sort()
    with styled():
        figure, panel = new_figure(1, 5.2, 3.8)
        values = evaluate("hvp.pion_form_factor_squared", sqrt_s=energies, **FIT)
        panel.semilogy(energies, values, color=COLOURS[0])
        panel.set(xlabel=r"$\sqrt{s}$ [GeV]", ylabel=r"$|F_\pi|^2$", xlim=(0.3, 1.1))
        panel.set_title("Gounaris-Sakurai with parameters of BABAR, arXiv:1205.2228", loc="left", fontsize=9)
        return figure


def _two_pions(inputs: Inputs) -> Any:
    low, high = RANGE
    fit = 1e10 * float(evaluate("hvp.two_pion_contribution", sqrt_s_min=low, sqrt_s_max=high, **FIT))
    edges = np.linspace(low, high, 13)
    parts = 1e10 * np.asarray(evaluate("hvp.two_pion_contribution", sqrt_s_min=edges[:-1], sqrt_s_max=edges[1:], **FIT))
    with styled():
        figure, (left, right) = new_figure(2, 8.0, 3.4)
        left.stairs(parts, edges, color=COLOURS[0], fill=True, alpha=0.4)
        left.set(xlabel=r"$\sqrt{s}$ [GeV]", ylabel=r"$a_\mu[\pi\pi]\times10^{10}$ in each bin")
        right.axhline(fit, color=COLOURS[0], label=f"fit of BABAR: {fit:.1f}")
        if "r_table" in inputs:
            found = hvp.integrate(_table(inputs), sqrt_s_min=low, sqrt_s_max=high)
            label = f"table: {1e10 * found.value:.1f} $\\pm$ {1e10 * found.error:.1f}"
            right.errorbar(
                [0.5], [1e10 * found.value], yerr=[1e10 * found.error], fmt="o", color=COLOURS[1], label=label
            )
        right.set(xticks=[], ylabel=r"$a_\mu[\pi\pi]\times10^{10}$, 0.6 to 0.9 GeV", ylim=(fit - 25, fit + 25))
        right.legend()
        return figure


def _r_ratio(inputs: Inputs) -> Any:
    energies = np.geomspace(0.3, 14.0, 900)
    measured = evaluate("hvp.hadronic_r_ratio", m_X=energies)
    flavours = ((1.8, 3.7, 3), (5.0, 10.5, 4), (11.2, 14.0, 5))
    with styled():
        figure, panel = new_figure(1, 6.4, 3.8)
        panel.loglog(energies, measured, color=COLOURS[0], label="rho, omega, phi and continuum, closed form")
        for low, high, number in flavours:
            across = np.linspace(low, high, 60)
            quarks = evaluate("hvp.perturbative_r_ratio", sqrt_s=across, n_quark_flavors=number)
            panel.plot(across, quarks, color=COLOURS[1], label="massless quarks, two loops" if number == 3 else None)
        for name, title in NARROW.items():
            resonance = hvp.narrow_resonances()[name]
            panel.axvline(resonance.mass, color="0.6", linewidth=0.8, linestyle=":")
            panel.text(resonance.mass, 40, title, rotation=90, fontsize=7, ha="right", va="top")
        if "r_table" in inputs:
            table = _table(inputs)
            panel.plot(table.sqrt_s, table.r_ratio, ".", color=COLOURS[3], markersize=2, label="table")
        panel.set(xlabel=r"$\sqrt{s}$ [GeV]", ylabel="$R$", ylim=(0.05, 50), xlim=(0.3, 14))
        panel.legend(loc="lower right", fontsize=8)
        return figure


TABLE = {"r_table": "a table of R(s), bare and with final-state radiation"}
FIGURES = (
    GalleryFigure(
        "pion_form_factor",
        "Square of the pion's form factor with rho and omega.",
        "J. P. Lees et al., Phys. Rev. D 86 (2012) 032013, Fig. 28",
        _form_factor,
    ),
    GalleryFigure("two_pions", "Contribution of two pions to a_mu from 0.6 to 0.9 GeV.", "as above", _two_pions, TABLE),
    GalleryFigure("r_ratio", "R with narrow resonances and massless quarks.", "hvp.hadronic_r_ratio", _r_ratio, TABLE),
)
