"""Planes as pictures: excluded regions filled, reaches dashed, a legend below."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from muforge.atlas.plane_declarations import Curve, Plane
from muforge.errors import ArgumentError
from muforge.figures.style import SUBJECT_COLOURS, new_figure, styled, wrapped
from muforge.limits.model_point import ModelPoint

WIDTH, HEIGHT = 5.2, 5.6
"""Inches: as wide as a column and a half, so that letters stay readable in one column."""
COLUMNS = 2
NOTE_SIZE, LEGEND_SIZE = 7.5, 8.5
DASHES = ("--", ":", "-.", (0, (5, 1, 1, 1, 1, 1)))
LINES = ("-", (0, (6, 2)), (0, (2, 1.5)), "-.")
FILLED, FILLED_BAND = 0.22, 0.45
"""Opacity of excluded regions, and of those that explain a measurement."""
HATCHES = ("", "////", "....", "\\\\\\\\")
"""Of excluded regions of one subject, in this order."""


class Computed(Protocol):
    """What is drawn: `muforge.atlas.computed_plane.ComputedPlane`."""

    plane: Plane
    point: ModelPoint
    data: str
    curves: list[Curve]
    notes: list[str]


def draw_plane(plane: Computed, ax: Any = None) -> Any:
    """Draw a computed plane.

    Parameters
    ----------
    plane : Computed
    ax : matplotlib.axes.Axes, optional
        Axes of yours; by default those of a new figure.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if ax is not None:
        if not hasattr(ax, "fill_between"):
            raise ArgumentError(f"ax = {ax!r}; axes of matplotlib are expected")
        _fill(plane, ax)
        ax.legend(fontsize=LEGEND_SIZE)
        return ax.figure
    with styled():
        figure, panel = new_figure(1, WIDTH, HEIGHT)
        _fill(plane, panel)
        figure.legend(
            *panel.get_legend_handles_labels(),
            loc="outside lower center",
            ncols=COLUMNS,
            fontsize=LEGEND_SIZE,
            title=wrapped(figure, _note(plane), NOTE_SIZE, WIDTH - 0.3),
            title_fontsize=NOTE_SIZE,
        )
    return figure


def _fill(plane: Computed, panel: Any) -> None:
    along, across = plane.plane.horizontal, plane.plane.vertical
    panel.set(xscale="log", yscale="log", xlim=(along.low, along.high), ylim=(across.low, across.high))
    panel.set(xlabel=along.symbol, ylabel=across.symbol)
    seen: dict[tuple[str, str], int] = {}
    for layer, curve in enumerate(plane.curves):
        kind = (curve.subject, "region" if curve.shape in ("excluded", "preferred") else curve.shape)
        number = seen[kind] = seen.get(kind, -1) + 1
        draw_curve(panel, curve, number, across.high, zorder=2 + layer / 100)


def draw_curve(panel: Any, curve: Curve, number: int, top: float, zorder: float) -> None:
    """One curve; `number` tells those of one subject and shape apart."""
    colour = SUBJECT_COLOURS[curve.subject]
    endless = np.isposinf(curve.upper)
    ends, upper = np.where(endless, 10 * top, curve.upper), np.where(endless, np.nan, curve.upper)
    if curve.shape in ("excluded", "preferred"):
        opacity = FILLED if curve.shape == "excluded" else FILLED_BAND
        panel.fill_between(
            curve.mass,
            curve.lower,
            ends,
            facecolor=(colour, opacity),
            edgecolor=(colour, 0.9),
            hatch=HATCHES[number % len(HATCHES)] or None,
            linewidth=0.0,
            label=curve.label,
            zorder=zorder,
        )
        for edge in (curve.lower, upper):
            panel.plot(curve.mass, edge, color=colour, linewidth=1.0, zorder=zorder)
        _close(panel, curve, ends, colour, zorder)
        return
    style = (DASHES if curve.shape == "reach" else LINES)[number % 4]
    drawn = {"color": colour, "linestyle": style, "zorder": zorder + 1}
    panel.plot(curve.mass, curve.lower, label=curve.label, **drawn)
    if curve.shape == "reach":
        panel.plot(curve.mass, upper, **drawn)


def _close(panel: Any, curve: Curve, ends: np.ndarray, colour: str, zorder: float) -> None:
    """Vertical sides of a region, where it begins or ends inside the axes."""
    inside = np.flatnonzero(np.isfinite(curve.lower))
    low, high = panel.get_xlim()
    for place in (inside[0], inside[-1]):
        if low * 1.001 < curve.mass[place] < high / 1.001:
            sides = [curve.lower[place], ends[place]]
            panel.plot([curve.mass[place]] * 2, sides, color=colour, linewidth=1.0, zorder=zorder)


def _note(plane: Computed) -> str:
    """What was computed, what is assumed, and what is not shown."""
    fixed = ", ".join(f"{k} = {v:g}" for k, v in plane.point.fixed.items() if isinstance(v, int | float))
    parts = [
        f"{plane.point.model}" + (f" ({fixed})" if fixed else "") + f", data of {plane.data}, computed by muforge.",
        f"Assumed: {plane.plane.caption}." if plane.plane.caption else "",
        f"Not shown: {'; '.join(_short(note) for note in plane.notes)}." if plane.notes else "",
    ]
    return " ".join(filter(None, parts))


def _short(note: str) -> str:
    """A note, up to where it says how to mend it."""
    label, _, why = note.partition(": ")
    why = why.partition(";")[0]
    return f"{label} ({why if len(why) < 60 else why[:57] + '...'})"
