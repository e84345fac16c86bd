"""Quantities that a model implies, in a family of the model's name; `of_models.py` of each topic declares them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from sympy import Expr

from muforge.symbolic.language.quantity import FUNCTION_ACCURACY, Quantity
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
    arguments: Mapping[str, Any],
    points: tuple[str, ...] = (),
    defaults: Mapping[str, Any] | None = None,
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
    arguments : mapping
        Annotations of all arguments.
    points : tuple of str
    defaults : mapping, optional
        Values of options that need not be given.
    accuracy : float
    """
    chosen = dict(defaults or {})

    def function(**inputs: Any) -> Any:
        return build(**(chosen | inputs))

    function.__name__ = function.__qualname__ = name
    function.__module__ = f"muforge.symbolic.models.{model.name}"
    function.__doc__ = f"{about}\n\n{model.doc}"
    function.__annotations__ = dict(arguments)
    empty = inspect.Parameter.empty
    parameters = [
        inspect.Parameter(argument, inspect.Parameter.KEYWORD_ONLY, default=chosen.get(argument, empty))
        for argument in arguments
    ]
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    reference = f"{source}; {', '.join(model.references)}" if model.references else source
    return Quantity(function, unit, reference, (model.mass, *points), (), accuracy)


def overall_parameter(model: Model, *effects: Expr) -> str | None:
    """The parameter whose square some effects of X are proportional to, if it is the only one beside the mass."""
    others = [name for name in model.numbers if name != model.mass]
    if len(others) != 1 or not all(effect != 0 and power_of(effect, others[0]) == 2 for effect in effects):
        return None
    return others[0]
