"""Quantities that a model implies, in a family of the model's name; `of_models.py` of each topic declares them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sympy import Expr

from muforge.symbolic.language.annotations import Argument
from muforge.symbolic.language.quantity import FUNCTION_ACCURACY, Quantity, batch_inputs
from muforge.symbolic.language.scaling import power_of
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.nature.units import Unit


def implied(
    model: Model,
    name: str,
    about: str,
    build: Callable[..., Any],
    *,
    unit: Unit,
    source: str,
    arguments: Iterable[Argument],
    points: tuple[str, ...] = (),
    accuracy: float = FUNCTION_ACCURACY,
) -> Quantity:
    """A quantity of a model.

    Parameters
    ----------
    model : Model
    name : str
        Name inside the family.
    about : str
        Description; the description of the model follows it.
    build : callable
        Takes the arguments by name and returns a formula.
    unit : Unit
    source : str
        Where the formula comes from; the references of the model follow it.
    arguments : iterable of Argument
    points : tuple of str
        Arguments beside the mediator's mass that typically vary inside a batch.
    accuracy : float
    """
    parameters = {argument.parameter: argument for argument in arguments}
    of_several = f"\n\nX is {model.mediator.name}, of mass {model.mass}." if model.prefix else ""
    return Quantity(
        name=f"{model.name}.{model.prefix}{name}",
        doc=f"{about}{of_several}\n\n{model.doc}",
        unit=unit,
        source=f"{source}; {', '.join(model.references)}" if model.references else source,
        parameters=parameters,
        build=build,
        declared_in=model.declared_in,
        points=batch_inputs(parameters.values(), (model.mass, *points)),
        accuracy=accuracy,
        parameters_of_model=tuple(model.numbers),
    )


def overall_parameter(model: Model, *effects: Expr) -> str | None:
    """The parameter whose square some effects of X are proportional to, if it is the only one beside the mass."""
    others = [argument.name for argument in model.arguments if argument.name != model.mass]
    if len(others) != 1 or not all(effect != 0 and power_of(effect, others[0]) == 2 for effect in effects):
        return None
    return others[0]
