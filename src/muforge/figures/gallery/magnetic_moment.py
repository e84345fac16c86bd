"""The muon's anomalous magnetic moment: measurements, predictions, and light bosons that shift it."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge import gminus2
from muforge.catalogue.lookup import constants
from muforge.compute.evaluate import evaluate
from muforge.figures.gallery_entry import GalleryFigure, GalleryTable, Inputs
from muforge.figures.style import COLOURS, SUBJECT_COLOURS, new_figure, styled
from muforge.symbolic.nature.moments import UNIT, Value, values

NEWEST = "average_2025"
RUN_1 = ((3.7073009, 4.5e-6), (3.7073024, 3.8e-6), (3.7073057, 3.1e-6), (3.7072957, 2.6e-6))
"""R'_mu times 1000 and errors of the groups 1a to 1d: Table I of B. Abi et al., Phys. Rev. Lett. 126 (2021) 141801."""
BAND = 2.0
"""Standard errors of a band."""


def _points(panel: Any, rows: list[Value], offset: float, colours: list[str], scale: float = 1.0) -> None:
    """Values with errors, one below the other, named on the axis."""
    for place, (row, colour) in enumerate(zip(rows, colours, strict=True)):
        panel.errorbar(
            [(row.value - offset) * scale],
            [-place],
            xerr=[row.error * scale],
            fmt="o",
            color=colour,
            capsize=3,
            markersize=5,
        )
    panel.set_yticks([-place for place in range(len(rows))], labels=[row.key.replace("_", " ") for row in rows])
    panel.set_ylim(-len(rows) + 0.4, 0.6)
    panel.tick_params(axis="y", which="both", length=0)
    panel.minorticks_off()


def _moments(_: Inputs) -> Any:
    rows = [row for row in values().values() if row.kind in ("measurement", "average", "theory")]
    with styled():
        figure, panel = new_figure(1, 5.2, 4.0)
        mean = values()[NEWEST]
        colours = [COLOURS[1] if row.kind == "theory" else COLOURS[0] for row in rows]
        _points(panel, rows, mean.value, colours)
        panel.axvspan(-mean.error, mean.error, color=COLOURS[0], alpha=0.15, linewidth=0)
        panel.set_xlabel(r"$(a_\mu - a_\mu^{\rm exp, 2025})\times10^{11}$")
        panel.set_title("measured (blue), predicted (orange); band: average of 2025", loc="left", fontsize=9)
        return figure


def _vacuum_polarisation(_: Inputs) -> Any:
    rows = list(gminus2.hadronic_vacuum_polarisation().values())
    measured = values()[NEWEST]
    rest, rest_error = gminus2.prediction((0.0, 0.0))
    needed = measured.value - rest / UNIT
    width = float(np.hypot(measured.error, rest_error / UNIT))
    with styled():
        figure, panel = new_figure(1, 5.2, 3.4)
        colours = [COLOURS[2] if "lattice" in row.key or "hybrid" in row.key else COLOURS[1] for row in rows]
        _points(panel, rows, 0.0, colours, 0.1)
        panel.axvspan((needed - width) / 10, (needed + width) / 10, color="0.85", linewidth=0)
        panel.set_xlabel(r"$a_\mu^{\rm HVP, LO}\times10^{10}$")
        panel.set_title("lattice (green), e$^+$e$^-$ data (orange); grey: no new physics, 2025", loc="left", fontsize=9)
        return figure


def _run_1(_: Inputs) -> GalleryTable:
    ratios, errors = (np.array(column) for column in zip(*RUN_1, strict=True))
    given: dict[str, Any] = {"values": ratios, "errors": errors}
    mean, error, chi2, chance = (
        float(evaluate(f"statistics.{name}", **given))
        for name in ("weighted_average", "weighted_average_error", "chi_squared", "chi_squared_p_value")
    )
    moment, moment_error = gminus2.from_frequency_ratio(mean * 1e-3, error * 1e-3)
    groups = zip(("1a", "1b", "1c", "1d"), RUN_1, strict=True)
    rows = [(name, f"{value:.7f}", f"{e * 1e7:.0f}") for name, (value, e) in groups]
    rows.append(("mean", f"{mean:.8f}", f"{error * 1e7:.1f}"))
    rows.append((f"chi2 = {chi2:.2f}, p = {chance:.3f}", "", ""))
    rows.append(("a_mu x 1e11", f"{moment * 1e11:.0f}", f"{moment_error * 1e11:.0f}"))
    caption = "Groups of run 1 of Fermilab's experiment, errors not correlated, and their mean."
    return GalleryTable(caption, ("group", "1000 R'_mu", "error x 1e7"), tuple(rows))


def _light_bosons(_: Inputs) -> Any:
    m_mu = constants()["m_mu"].value
    masses = np.geomspace(1e-4, 1e5, 300) * m_mu
    today = gminus2.Comparison.of(experiment="2025", theory="WP25").shift(BAND)
    with styled():
        figure, panels = new_figure(2, 7.4, 3.5, sharey=True)
        for panel, boson in zip(panels, ("scalar", "vector"), strict=True):
            lower, upper = (
                evaluate(
                    "gminus2.coupling_for_shift",
                    boson=boson,
                    m_X=masses,
                    experiment="2021",
                    theory="WP20",
                    n_sigma=k * BAND,
                )
                for k in (-1, 1)
            )
            limit = evaluate("gminus2.coupling_for_shift", boson=boson, m_X=masses, delta_a_mu=today)
            colour = SUBJECT_COLOURS["moment"]
            panel.fill_between(
                masses / m_mu, lower, upper, color=colour, alpha=0.35, linewidth=0, label="2021, 2$\\sigma$"
            )
            panel.plot(masses / m_mu, limit, color=colour, label="2025, upper limit")
            panel.set(xscale="log", yscale="log", xlabel=r"$m_X/m_\mu$", title=boson, ylim=(1e-4, 1e2))
        panels[0].set_ylabel("coupling $g$")
        panels[0].legend(loc="upper left")
        return figure


FIGURES = (
    GalleryFigure(
        "moment_summary",
        "Measurements and predictions of a_mu.",
        "values with references in gminus2.experiments() and gminus2.theories()",
        _moments,
    ),
    GalleryFigure(
        "run_1_groups",
        "Groups of run 1, their mean and the moment that follows: a table.",
        "Phys. Rev. Lett. 126 (2021) 141801, Table I; from the printed columns",
        _run_1,
    ),
    GalleryFigure(
        "vacuum_polarisation",
        "Leading hadronic vacuum polarisation against what leaves no room for new physics.",
        "values with references in gminus2.hadronic_vacuum_polarisation()",
        _vacuum_polarisation,
    ),
    GalleryFigure(
        "light_bosons",
        "Couplings of light scalars and vectors that shift a_mu, over nine decades of mass.",
        "arXiv:2101.10334, equations (2.3) and (2.4)",
        _light_bosons,
    ),
)
