"""Describe a model of a light mediator, or draw its branching fractions, total width and decay length.

Without a name, list the models.  The figure is against the mass, over the range given as start:stop; parameters that
are not given are 1e-3.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from muforge.cli.inputs import add_force, number, pairs
from muforge.errors import ArgumentError, UnknownQuantityError, nearest

if TYPE_CHECKING:
    from muforge.symbolic.mediators.declaration import Model
    from muforge.symbolic.mediators.mediators import Scalar, Vector

EXAMPLES = (
    "muforge model",
    "muforge model lmu_ltau",
    "muforge model dark_photon epsilon=1e-4 mass=0.001:10 -o dark_photon.pdf",
)
WIDTH = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="MODEL", nargs="?", help="a built-in model, or one that was built from a file")
    parser.add_argument(
        "inputs", metavar="key=value", nargs="*", help="for a figure: parameters, and mass=start:stop in GeV"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="draw: a .pdf, .png or .svg file")
    add_force(parser)


def run(parsed: argparse.Namespace) -> int:
    from muforge.catalogue.declarations import declared_models

    models = declared_models()
    if parsed.name is None:
        width = max(map(len, models))
        for name, model in models.items():
            print(f"{name:<{width}}  {model.doc.splitlines()[0]}")
        return 0
    if parsed.name not in models:
        hint = nearest(parsed.name, models)
        raise UnknownQuantityError(f"there is no model '{parsed.name}'{hint}; 'muforge model' shows all")
    if not parsed.output:
        if parsed.inputs:
            raise ArgumentError("parameters are for a figure: give its file with -o")
        print(description(models[parsed.name]))
        return 0
    from muforge.figures import save
    from muforge.figures.model_figure import MASSES, draw_model
    from muforge.figures.style import check_figure

    check_figure(parsed.output, parsed.force)
    words = pairs(parsed.inputs)
    mass = words.pop("mass", MASSES)
    given = {key: number(text) for key, text in words.items()}
    save(draw_model(models[parsed.name], mass, **given), parsed.output)
    return 0


def description(model: Model) -> str:
    """Everything that a model declares, as text."""
    from muforge.catalogue.lookup import entry
    from muforge.symbolic.registry import quantities_of

    lines = [model.name, *model.doc.splitlines(), ""]
    defaults = {a.name: f", default {a.default:g}" for a in model.arguments if a.default is not None}
    parameters = {a.name: f"{a.about} [{a.real.unit}]{defaults.get(a.name, '')}" for a in model.arguments if a.real}
    lines += ["parameters", *_columns(parameters), ""]
    for part in model.parts:
        of_one = f" of {part.mediator.name}, of mass {part.mass}" if part.prefix else ""
        lines += [f"couplings{of_one}", *_columns({n: _shortened(v) for n, v in part.mediator.described().items()}), ""]
        lines += _charges(part.mediator)
    names = {name: entry(name).summary for name in quantities_of(model)}
    lines += ["quantities", *_columns(names), ""]
    beside = [a for name in names for a in entry(name).arguments if a.name.endswith("_r_ratio")]
    if beside:
        about = {a.name: a.about for a in beside}
        lines += ["to be given where X decays to hadrons", *_columns(about), ""]
    lines += ["references", *(f"  {reference}" for reference in model.references)]
    return "\n".join(lines)


def _columns(texts: Mapping[str, str]) -> list[str]:
    """Names and texts side by side."""
    width = max(map(len, texts), default=0)
    return [f"  {name:<{width}}  {text}" for name, text in texts.items()]


def _shortened(coupling: str) -> str:
    """A coupling, or its beginning if it is a long function."""
    return coupling if len(coupling) <= WIDTH else f"{coupling[:WIDTH]} ..."


def _charges(mediator: Vector | Scalar) -> list[str]:
    """The charges of a gauge boson, and whether anomalies cancel."""
    from muforge.symbolic.mediators.anomalies import verdict

    given = getattr(mediator, "charges", {})
    if not given:
        return []
    charges = ", ".join(f"{name} {charge}" for name, charge in given.items())
    return [
        "charges",
        f"  {charges}",
        *textwrap.wrap(verdict(given), WIDTH, initial_indent="  ", subsequent_indent="  "),
        "",
    ]
