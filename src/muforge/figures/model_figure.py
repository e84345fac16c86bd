"""Branching fractions, total width and decay length of a mediator against its mass."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from muforge.catalogue.lookup import entry
from muforge.compute.evaluate import compute, inside_validity, prepare
from muforge.errors import ArgumentError, DomainError, ValidityWarning, nearest
from muforge.figures.labels import number_title
from muforge.figures.style import COLOURS, line_styles, logarithmic, new_figure, plot_trusted, styled, wrapped

if TYPE_CHECKING:
    from muforge.symbolic.mediators.declaration import Model

MASSES = "0.001:10"
COUPLING = 1e-3
POINTS = 600
TITLE_SIZE = 13
SMALLEST = 1e-4
"""Fractions below this are not shown."""


def draw_model(model: Model, mass: str = MASSES, /, **given: Any) -> Any:
    """Three panels: branching fractions, total width, proper decay length; dashed where approximations fail.

    Parameters
    ----------
    model : Model
    mass : str
        Range in GeV, ``start:stop``.
    **given
        Parameters of the model and, if it couples to hadrons, `hadronic_r_ratio`: a number, a function of the mass or
        a table.  Parameters without a default are 1e-3, and R is that of the model's current.

    Returns
    -------
    matplotlib.figure.Figure
    """
    masses = np.geomspace(*_limits(mass), POINTS)
    width, _ = _computed(f"{model.name}.total_width", _inputs(model, masses, given))
    if not np.any(width > 0):
        raise DomainError(f"{model.name} is stable for all masses between {mass} GeV: there is nothing to draw")
    masses = masses[width > 0]
    inputs = _inputs(model, masses, given)
    channels = [c for a in entry(f"{model.name}.branching_ratio").arguments if a.name == "channel" for c in a.choices]
    shown = {str(c): _computed(f"{model.name}.branching_ratio", inputs | {"channel": c}) for c in channels}
    with styled():
        figure, (left, middle, right) = new_figure(3, width=11.0, height=3.6)
        for style, (channel, (fraction, trusted)) in zip(line_styles(len(shown)), shown.items(), strict=True):
            if np.max(fraction) > SMALLEST:
                plot_trusted(left, masses, np.where(fraction > 0, fraction, np.nan), trusted, **style, label=channel)
        left.set(yscale="log", ylim=(SMALLEST, 2.0), ylabel="branching fraction")
        left.legend()
        plot_trusted(middle, masses, *_computed(f"{model.name}.total_width", inputs), color=COLOURS[0])
        middle.set(yscale="log", ylabel="total width [GeV]")
        plot_trusted(right, masses, *_computed(f"{model.name}.proper_decay_length", inputs), color=COLOURS[1])
        right.set(yscale="log", ylabel="proper decay length [m]")
        for axes in (left, middle, right):
            logarithmic(axes, "x", masses)
            axes.set(xlabel="mass [GeV]", xlim=(masses[0], masses[-1]))
        fixed = ", ".join(f"{name} = {number_title(inputs[name])}" for name in model.numbers if name != model.mass)
        figure.suptitle(
            wrapped(figure, f"{model.name}: {fixed}", TITLE_SIZE, figure.get_figwidth() - 0.5), fontsize=TITLE_SIZE
        )
    return figure


def _computed(name: str, inputs: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Values against the mass, and where their approximations are trusted."""
    call = prepare(name, None, inputs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)
        values = compute(call, None, 1, return_error=False, outside="warn")
    return values, np.broadcast_to(inside_validity(call), np.shape(values))


def _limits(text: str) -> tuple[float, float]:
    try:
        low, high = map(float, text.split(":"))
    except ValueError:
        raise ArgumentError(f"mass = '{text}'; start:stop in GeV is expected, e.g. {MASSES}") from None
    if not 0 < low < high:
        raise DomainError(f"mass = '{text}'; a positive start below the stop is expected")
    return low, high


def _inputs(model: Model, masses: np.ndarray, given: dict[str, Any]) -> dict[str, Any]:
    parameters = [name for name in model.numbers if name != model.mass]
    ratios = [a for a in entry(f"{model.name}.total_width").arguments if a.name.endswith("_r_ratio")]
    known = [*parameters, *(ratio.name for ratio in ratios)]
    for name in given:
        if name not in known:
            has = ", ".join(known)
            raise ArgumentError(f"{model.name} has no parameter '{name}'{nearest(name, known)}; it has {has}")
    defaults = {a.name: a.default for a in model.arguments if a.default is not None}
    inputs = dict.fromkeys(parameters, COUPLING) | defaults | given | {model.mass: masses}
    wanted = ", ".join(f"{a.name}=NUMBER" for a in ratios if not a.formula_default and a.name not in given)
    if wanted:
        raise ArgumentError(
            f"{model.name} couples to hadrons by more than the electric charge or baryon number alone; give {wanted}, "
            "a function of the mass or a table"
        )
    return inputs
