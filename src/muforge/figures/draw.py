"""Figures of scans: lines for one axis, filled contours for two."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.figures.labels import argument_title, number_title, option_title, with_unit
from muforge.figures.style import line_styles, logarithmic, new_figure, plot_trusted, styled, wrapped
from muforge.scans.results import ScanResult

DECADES = 2.0
"""Range, in powers of ten, from which a scale is logarithmic."""

MANY = 6
"""More lines than this have their legend beside the panel."""

CAPTION_SIZE, AXIS_SIZE = 8, 12
"""Points of the caption and of the titles of axes."""
BESIDE_PANEL, LEGEND = 1.0, 1.6
"""Inches beside a panel for the numbers and the title of an axis, and for a legend."""

SCALES = ("auto", "linear", "log")


def draw(result: ScanResult, *, overlay: Collection[str] = (), scale: str = "auto") -> Any:
    """A figure of a scan.

    Parameters
    ----------
    result : ScanResult
    overlay : collection of str
        Axes whose values become lines of their own; axes of options always do.
    scale : {"auto", "linear", "log"}
        Scale of the quantity.

    Returns
    -------
    matplotlib.figure.Figure
        Write it with `muforge.figures.save`.

    Raises
    ------
    ValueError
        If the scan has other than one or two axes beside the overlaid ones, or two of them and overlaid ones.
    """
    if scale not in SCALES:
        raise DomainError(f"scale = '{scale}'; allowed are {', '.join(SCALES)}")
    overlaid = [name for name in result.axes if name in overlay or name not in result.units]
    drawn = [name for name in result.axes if name not in overlaid]
    if len(drawn) == 1:
        return _lines(result, overlaid, drawn[0], scale)
    if len(drawn) == 2 and not overlaid:
        return _contours(result, drawn, scale)
    raise DomainError(
        f"{result.name}: a figure shows one axis, with lines overlaid for listed values, or two axes without; "
        f"axes: {', '.join(drawn) or 'none'}; overlaid: {', '.join(overlaid) or 'none'}"
    )


def _lines(result: ScanResult, overlaid: list[str], axis: str, scale: str) -> Any:
    order = [list(result.axes).index(name) for name in (*overlaid, axis)]
    values = np.transpose(result.values, order)
    trusted = None if result.trusted is None else np.transpose(result.trusted, order)
    x, two_parts = result.axes[axis], np.iscomplexobj(result.values)
    if two_parts and scale == "log":
        raise DomainError("scale = 'log', but the values are complex; take 'linear'")
    with styled():
        figure, panel = new_figure()
        choices = list(itertools.product(*(range(len(result.axes[name])) for name in overlaid)))
        for place, style in zip(choices, line_styles(len(choices)), strict=True):
            label = ", ".join(_overlay_label(result, name, i) for name, i in zip(overlaid, place, strict=True))
            line = style | {"label": label or "real part"}
            if trusted is None:
                panel.plot(x, values[place].real, **line)
            else:
                plot_trusted(panel, x, values[place].real, trusted[place], **line)
            if two_parts:
                dashed = style | {"linestyle": "--", "label": "" if label else "imaginary part"}
                panel.plot(x, values[place].imag, **dashed)
        panel.set_xlabel(with_unit(argument_title(axis), result.units[axis]))
        panel.set_ylabel(_quantity_title(figure, result))
        panel.set_xlim(float(x.min()), float(x.max()))
        if _spaced_logarithmically(x):
            logarithmic(panel, "x", x)
        if not two_parts and _logarithmic(values, scale):
            panel.set_yscale("log", nonpositive="mask")
        title = "dashed: imaginary part" if overlaid and two_parts else None
        if len(choices) > MANY:
            figure.set_figwidth(figure.get_figwidth() + LEGEND)
            figure.legend(title=title, loc="outside right upper")
        elif overlaid or two_parts:
            panel.legend(title=title)
        _caption(panel, result)
        return figure


def _overlay_label(result: ScanResult, name: str, index: int) -> str:
    value = result.axes[name][index]
    if name not in result.units:
        return option_title(str(value))
    unit = "" if result.units[name] == "1" else f" {result.units[name]}"
    return f"{argument_title(name)} = {number_title(float(value))}{unit}"


def _contours(result: ScanResult, drawn: list[str], scale: str) -> Any:
    from matplotlib.colors import LogNorm
    from matplotlib.ticker import LogLocator, MaxNLocator

    x, y = (result.axes[name] for name in drawn)
    values = np.abs(result.values) if np.iscomplexobj(result.values) else result.values
    shown = np.ma.masked_invalid(values.T)
    over_decades = _logarithmic(values, scale)
    with styled():
        figure, panel = new_figure(width=5.8, height=4.2)
        title = _quantity_title(figure, result)
        if over_decades:
            shown = np.ma.masked_less_equal(shown, 0)
        low, high = float(shown.min()), float(shown.max())
        if over_decades:
            decades = np.log10(high / low)
            first, last = np.floor(np.log10(low)), np.ceil(np.log10(high))
            levels: Any = 10 ** np.arange(first, last + 0.1, 1 if decades > 4 else 0.25)
            filled = panel.contourf(x, y, shown, levels, norm=LogNorm(levels[0], levels[-1]), cmap="viridis")
            bar = figure.colorbar(filled, ax=panel, label=title, ticks=LogLocator(10, numticks=12))
        else:
            levels = MaxNLocator(12).tick_values(low, high)
            filled = panel.contourf(x, y, shown, levels, cmap="viridis")
            bar = figure.colorbar(filled, ax=panel, label=title)
        bar.ax.minorticks_off()
        panel.contour(x, y, shown, levels, colors="white", linewidths=0.4, alpha=0.6)
        if result.trusted is not None and not result.trusted.all():
            panel.contourf(x, y, ~result.trusted.T, [0.5, 1.5], colors="none", hatches=["//"])
        for direction, along, name in (("x", x, drawn[0]), ("y", y, drawn[1])):
            panel.set(**{f"{direction}label": with_unit(argument_title(name), result.units[name])})
            if _spaced_logarithmically(along):
                logarithmic(panel, direction, along)
        _caption(panel, result)
        return figure


def _quantity_title(figure: Any, result: ScanResult) -> str:
    """Name and unit of the quantity, along an axis."""
    title = with_unit(result.short_name.replace("_", " "), result.units[result.name])
    return wrapped(figure, title, AXIS_SIZE, figure.get_figheight() - BESIDE_PANEL)


def _caption(panel: Any, result: ScanResult) -> None:
    """Name of the quantity and its fixed arguments, small above the panel."""
    fixed = "" if result.attrs["fixed"] == "nothing" else "  " + result.attrs["fixed"]
    beside = BESIDE_PANEL + (LEGEND if panel.figure.legends else 0)
    text = wrapped(panel.figure, result.name + fixed, CAPTION_SIZE, panel.figure.get_figwidth() - beside)
    panel.set_title(text, loc="left", fontsize=CAPTION_SIZE, color="0.35")


def _spaced_logarithmically(along: np.ndarray) -> bool:
    """Whether the values of an axis are over decades, and not at equal distances."""
    steps = np.diff(along)
    return _logarithmic(along, "auto") and not np.allclose(steps, steps[:1], rtol=1e-6, atol=0.0)


def _logarithmic(values: np.ndarray, scale: str) -> bool:
    """Whether values are shown on a logarithmic scale; a log scale is only possible with positive ones."""
    known = values[np.isfinite(values) & (values != 0)]
    negative = known.size > 0 and known.min() < 0
    if scale == "log" and negative:
        raise DomainError(
            f"scale = 'log', but there are negative values, {known.min():.4g} for instance; take 'linear'"
        )
    if scale == "linear" or known.size == 0 or negative:
        return False
    return scale == "log" or bool(np.log10(known.max() / known.min()) >= DECADES)
