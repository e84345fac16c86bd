"""The look of the figures, and how they are written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from muforge.errors import InputError, missing_extra
from muforge.scans.output import atomically, check_ending, check_target, check_writable

ENDINGS = (".pdf", ".png", ".svg")

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's colours, which readers of all kinds of sight can tell apart."""

SUBJECT_COLOURS = {
    "moment": "#009E73",
    "kaons": "#0072B2",
    "mesons": "#56B4E9",
    "tridents": "#D55E00",
    "neutrinos": "#E69F00",
    "early_universe": "#7F7F7F",
    "dark_matter": "#882255",
    "fixed_target": "#CC79A7",
    "dumps": "#8C6D31",
    "colliders": "#332288",
    "yours": "#000000",
    "other": "#44AA99",
}
"""Colour of what a curve is about, the same in every figure; from the palettes of Okabe and Ito, and of Tol."""

SETTINGS: Any = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 11,
    "axes.labelsize": 12,
    "axes.titlesize": 11.5,
    "axes.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "lines.linewidth": 1.6,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "xtick.minor.visible": True,
    "ytick.minor.visible": True,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 200,
    "pdf.fonttype": 42,
    "svg.hashsalt": "muforge",
}


def check_figure(path: str | Path, force: bool = False) -> None:
    """Refuse a figure file that cannot be written or is there already, and say so if matplotlib is missing."""
    check_ending(path, ENDINGS)
    check_target(path, force)
    _import_matplotlib()


def _import_matplotlib() -> Any:
    """matplotlib, imported without the backend that a notebook names for itself: no window is ever opened."""
    backend = os.environ.pop("MPLBACKEND", None)
    try:
        import matplotlib
    except ImportError:
        raise missing_extra("matplotlib", "drawing a figure", "figures") from None
    except Exception as error:  # a settings file that it cannot read
        raise InputError(f"matplotlib cannot be loaded: {error}; mend its settings file, matplotlibrc") from None
    finally:
        if backend is not None:
            os.environ["MPLBACKEND"] = backend
    return matplotlib


@contextmanager
def styled() -> Iterator[None]:
    """The settings of muforge's figures, for as long as a figure is made and written."""
    matplotlib = _import_matplotlib()
    with matplotlib.rc_context(_defaults(matplotlib) | SETTINGS):
        yield


def _defaults(matplotlib: Any) -> dict[str, Any]:
    """Matplotlib's own settings: figures are the same whatever a user's settings file says of LaTeX or fonts."""
    return {name: value for name, value in matplotlib.rcParamsDefault.items() if not name.startswith("backend")}


LINES = ("-", "-.", ":")
"""Styles of lines, for more of them than there are colours."""
SHORT = 2.5
"""Decades up to which a logarithmic axis has numbers at 1, 2 and 5."""


def line_styles(count: int) -> list[dict[str, str]]:
    """Colours and dashes of `count` lines: 21 that readers can tell apart, then the same again."""
    places = (divmod(i, len(COLOURS)) for i in range(count))
    return [{"color": COLOURS[place], "linestyle": LINES[turn % len(LINES)]} for turn, place in places]


def logarithmic(panel: Any, direction: str, values: Any) -> None:
    """Give an axis of a panel, "x" or "y", a logarithmic scale for some values, with numbers that do not overlap."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    getattr(panel, f"set_{direction}scale")("log")
    axis, low, high = getattr(panel, f"{direction}axis"), values.min(), values.max()
    axis.set_minor_formatter(NullFormatter())
    if high < low * 10**SHORT:
        axis.set_major_locator(LogLocator(10, subs=(1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda x, place: f"{x:g}"))


def new_figure(columns: int = 1, width: float = 5.2, height: float = 3.9, **layout: Any) -> tuple[Any, Any]:
    """A figure without a window, and its axes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure, figure.subplots(1, columns, **layout)


def wrapped(figure: Any, text: str, size: float, inches: float) -> str:
    """A text on as many lines as it needs to be at most `inches` wide, broken at spaces.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        With a canvas that can measure text.
    text : str
    size : float
        Of the font, in points.
    inches : float
        Width that there is; a single word that is wider stays whole.
    """
    from matplotlib.text import Text

    def width(words: list[str]) -> float:
        probe = Text(0, 0, " ".join(words), fontsize=size, figure=figure)
        return float(probe.get_window_extent(figure.canvas.get_renderer()).width) / figure.dpi

    lines: list[list[str]] = [[]]
    for word in _words(text):
        if lines[-1] and width([*lines[-1], word]) > inches:
            lines.append([])
        lines[-1].append(word)
    return "\n".join(" ".join(line) for line in lines)


def _words(text: str) -> list[str]:
    """Words of a text; mathematics between dollar signs, and ``name = value``, are not broken."""
    pieces = re.split(r"( +)(?=(?:[^$]*\$[^$]*\$)*[^$]*$)", text.replace(" = ", "\0=\0"))
    return [piece.replace("\0", " ") for piece in pieces if piece.strip()]


def save(figure: Any, path: str | Path, command: str = "") -> None:
    """Write a figure; the ending of the file name chooses the format, and the file says which command made it.

    Raises
    ------
    OSError
        For an unknown ending, or a file that cannot be written.
    """
    kind = check_ending(path, ENDINGS)
    check_writable(path)
    made = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}, ".png": {}}[kind]
    told = {"Keywords" if kind == ".svg" else "Subject" if kind == ".pdf" else "Description": command or None}
    metadata = made | told if command else made or None
    with styled(), atomically(path) as temporary:
        figure.savefig(temporary, format=kind[1:], metadata=metadata)


def plot_trusted(panel: Any, x: np.ndarray, y: np.ndarray, trusted: np.ndarray, **style: Any) -> None:
    """A line that is dashed where an approximation is not trusted."""
    panel.plot(x, np.where(trusted, y, np.nan), **style)
    if not trusted.all():
        beside = ~trusted
        beside[1:] |= ~trusted[:-1]
        beside[:-1] |= ~trusted[1:]
        panel.plot(x, np.where(beside, y, np.nan), **(style | {"linestyle": "--", "label": None}))
