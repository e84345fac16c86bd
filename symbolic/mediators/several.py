"""Several mediators in one model: each has its quantities, some of which add up, and some of which cannot be had.

Contributions of one loop to a moment add up.  Exchanges between the same particles are amplitudes of one process, which
interfere: neither a sum of rates nor the rate of one mediator is that of the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from sympy import Expr, Integer

from muforge.symbolic.language.annotations import Argument, option
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.coupling_functions import coupling_functions
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied


def quantities_and_refusals(model: Model, modules: Sequence[ModuleType]) -> tuple[dict[str, Quantity], dict[str, str]]:
    """The quantities that a model implies by name, and the reasons why others are not there.

    Parameters
    ----------
    model : Model
    modules : sequence of module
        `of_models` of every topic: `quantities(model)`; `SUMMED`, names of quantities that add up over mediators, with
        descriptions; `INTERFERENCE`, why quantities cannot be had for one of several mediators: a text for all that
        the module gives, or texts by own name.
    """
    if len(model.parts) == 1:
        own = [*coupling_functions(model), *(q for module in modules for q in module.quantities(model))]
        return {quantity.name: quantity for quantity in own}, {}
    found = {quantity.name: quantity for part in model.parts for quantity in coupling_functions(part)}
    refused: dict[str, str] = {}
    mediators = ", ".join(mediator.name for mediator in model.mediators)
    for module in modules:
        by_name: dict[str, list[Quantity]] = {}
        for part in model.parts:
            for quantity in module.quantities(part):
                by_name.setdefault(quantity.name.removeprefix(f"{model.name}.{part.prefix}"), []).append(quantity)
        why = getattr(module, "INTERFERENCE", "")
        clash = any(len(several) > 1 for several in by_name.values())
        for name, several in by_name.items():
            full = f"{model.name}.{name}"
            interfering = (why.get(name, "") if len(several) > 1 else "") if isinstance(why, Mapping) else why
            if clash and interfering:
                reason = f"{model.name} has the mediators {mediators}: {interfering}"
                refused |= {full: reason} | {quantity.name: reason for quantity in several}
                continue
            found |= {quantity.name: quantity for quantity in several}
            about = getattr(module, "SUMMED", {}).get(name)
            if about:
                total = _sum(model, name, f"{about}, the sum over {mediators}.", several)
                found[total.name] = total
            else:
                refused[full] = f"{model.name} has the mediators {mediators}; there is {_listed(several)}"
    return found, refused


def _listed(several: Sequence[Quantity]) -> str:
    return " and ".join(quantity.name for quantity in several)


def _sum(model: Model, name: str, about: str, terms: Sequence[Quantity]) -> Quantity:
    """The sum of a quantity over mediators; one that lacks a choice of an option contributes nothing to it."""

    def build(**inputs: Any) -> Expr:
        options = {key: value for key, value in inputs.items() if isinstance(value, str)}
        chosen = (term for term in terms if all(options[key] in _choices(term)[key] for key in options))
        return sum((computed(term, **_own(term, inputs)) for term in chosen), Integer(0))

    return implied(
        model, name, about, build, unit=terms[0].unit, source=_listed(terms), arguments=_all_arguments(model, terms)
    )


def _choices(term: Quantity) -> Mapping[str, tuple[Any, ...]]:
    return {argument.name: argument.choices for argument in term.arguments if argument.choices}


def _own(term: Quantity, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {argument.name: inputs[argument.name] for argument in term.arguments}


def _all_arguments(model: Model, terms: Sequence[Quantity]) -> list[Argument]:
    """Options with the choices of all terms, then parameters in the order of the model."""
    choices: dict[str, dict[Any, None]] = {}
    for term in terms:
        for name, values in _choices(term).items():
            choices.setdefault(name, {}).update(dict.fromkeys(values))
    used = {argument.name for term in terms for argument in term.arguments}
    return [
        *(option(name, *values) for name, values in choices.items()),
        *(argument for argument in model.arguments if argument.name in used),
    ]
