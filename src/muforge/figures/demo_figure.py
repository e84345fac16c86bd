"""The figure of the demonstration."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.figures.demonstration import COUPLING, Demonstration, Plane
from muforge.figures.labels import number_title, option_title
from muforge.figures.style import new_figure, styled

LINE_COLOURS = {"vector": "#0072B2", "lmu_ltau": "#009E73", "scalar": "#D55E00"}
BAND_COLOUR, BAND_EDGE = "#E69F00", "#7A4300"
RATIO = r"$\mathrm{BR}(K\to\mu\nu X)$"
LOWEST_RATIO = 1e-13
LEVELS = 10.0 ** np.arange(-14, 1)
LABELLED = LEVELS[::2]
LABEL_MASS = {"scalar": 0.15, "vector": 0.06}
"""Where contours carry their labels, away from the band."""


def draw_demo(demonstration: Demonstration) -> Any:
    """Branching ratios on the left, coupling against mass with the g-2 band on the right.

    Returns
    -------
    matplotlib.figure.Figure
    """
    with styled():
        figure, (left, *right) = new_figure(3, 12.4, 4.1, gridspec_kw={"width_ratios": (1.05, 1, 1)})
        figure.get_layout_engine().set(wspace=0.05)
        _draw_lines(left, demonstration)
        for panel, plane in zip(right, demonstration.planes, strict=True):
            filled = _draw_plane(panel, plane, demonstration)
        right[0].set_ylabel("coupling $g$")
        right[1].tick_params(labelleft=False)
        bar = figure.colorbar(filled, ax=right[1], pad=0.03, label=RATIO)
        bar.set_ticks(LABELLED, labels=[_power(level) for level in LABELLED])
        bar.ax.minorticks_off()
        return figure


def _draw_lines(panel: Any, demonstration: Demonstration) -> None:
    lines = demonstration.lines
    for boson, values in zip(lines.axes["boson"], lines.values, strict=True):
        panel.loglog(lines.axes["m_X"], values, color=LINE_COLOURS[boson], label=_title(boson))
    panel.set_xlim(1e-3, 0.7)
    panel.set_ylim(LOWEST_RATIO, 3 * float(lines.values.max()))
    _shade_closed(panel, demonstration)
    panel.set_title(f"one coupling, $g$ = {number_title(COUPLING)}")
    panel.set_xlabel("$m_X$ [GeV]")
    panel.set_ylabel(RATIO)
    panel.legend(loc="lower left")


def _draw_plane(panel: Any, plane: Plane, demonstration: Demonstration) -> Any:
    from matplotlib import colormaps
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    m_X, g = plane.branching_ratio.axes["m_X"], plane.branching_ratio.axes["g"]
    ratio = np.ma.masked_less_equal(plane.branching_ratio.values.T, 0)
    shades = LinearSegmentedColormap.from_list("shades", colormaps["Blues"](np.linspace(0.03, 0.72, 64)))
    norm = LogNorm(LEVELS[0], LEVELS[-1])
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_xlim(m_X[0], m_X[-1])
    panel.set_ylim(g[0], g[-1])
    filled = panel.contourf(m_X, g, ratio, LEVELS, norm=norm, cmap=shades, extend="both")
    contours = panel.contour(m_X, g, ratio, LABELLED, colors="#1f4e79", linewidths=0.7)
    panel.clabel(contours, fmt=_power, fontsize=9, manual=_label_places(plane), inline_spacing=3)
    lower, centre, upper = plane.band
    panel.fill_between(m_X, np.nan_to_num(lower, nan=g[0]), upper, color=BAND_COLOUR, alpha=0.8, linewidth=0)
    panel.plot(m_X, centre, color=BAND_EDGE, linewidth=1.2)
    place = len(m_X) // 20
    panel.annotate(
        r"$\Delta a_\mu\pm 2\sigma$",
        (m_X[place], upper[place]),
        (0, 4),
        textcoords="offset points",
        color=BAND_EDGE,
        fontsize=12,
    )
    _shade_closed(panel, demonstration)
    panel.set_xlabel("$m_X$ [GeV]")
    panel.set_title(_title(plane.boson))
    return filled


def _label_places(plane: Plane) -> list[tuple[float, float]]:
    """Points on the labelled contours at one mass, where the branching ratio is g^2 times a constant."""
    m_X, g = plane.branching_ratio.axes["m_X"], plane.branching_ratio.axes["g"]
    column = int(np.searchsorted(m_X, LABEL_MASS[plane.boson]))
    at_largest = float(plane.branching_ratio.values[column, -1])
    if at_largest == 0:
        return []
    places = [(float(m_X[column]), float(g[-1] * np.sqrt(level / at_largest))) for level in LABELLED]
    return [(x, y) for x, y in places if 1.3 * g[0] < y < g[-1] / 1.3]


def _shade_closed(panel: Any, demonstration: Demonstration) -> None:
    """Mark the masses for which the decay is closed."""
    end, largest = demonstration.largest_mass, panel.get_xlim()[1]
    if end < largest:
        panel.axvspan(end, largest, color="0.93", linewidth=0, zorder=0.5)
        panel.text(
            np.sqrt(end * largest),
            0.8,
            r"$m_X > m_K - m_\mu$",
            rotation=90,
            ha="center",
            va="center",
            transform=panel.get_xaxis_transform(),
            color="0.35",
            fontsize=10,
        )


def _power(level: float) -> str:
    return "$1$" if level == 1 else f"$10^{{{np.log10(level):.0f}}}$"


def _title(boson: str) -> str:
    """The kind of the boson and its coupling."""
    return option_title(boson) + ("" if boson == "lmu_ltau" else r" coupled to $\mu$")
