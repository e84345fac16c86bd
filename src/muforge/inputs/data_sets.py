"""Arguments that give others their values: named sets of data about the muon's moment, and tables of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muforge.catalogue.entries import Entry
from muforge.errors import ArgumentError, DomainError, nearest
from muforge.inputs.moment_comparison import Comparison
from muforge.inputs.numbers import shortened
from muforge.inputs.row_tables import columns_of
from muforge.symbolic.nature.moments import DEFAULT_EXPERIMENT, DEFAULT_THEORY, EXPERIMENTS, THEORIES

SHIFT = "delta_a_mu"
OF_EXPERIMENT = ("measurements", "measurement_errors")
OF_THEORY = ("prediction", "prediction_error")


def filled(quantity: Entry, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with values from the sets that they name, and with columns in the place of tables.

    Raises
    ------
    TypeError
        If a value is given beside the set that it comes from.
    ValueError
        For unknown sets.
    """
    fillers = {a.name: a for a in quantity.arguments if a.fills}
    found = dict(inputs)
    if not fillers:
        return found
    for name, argument in fillers.items():
        beside = [filled for filled in argument.fills if filled in inputs]
        if name in inputs and beside:
            raise ArgumentError(f"{quantity.name}: {name} and {beside[0]} are given; one of them is expected")
    for name, argument in fillers.items():
        if argument.rows and name in inputs:
            columns = [a for a in quantity.arguments if a.name in argument.fills]
            found |= columns_of(f"{quantity.name}: {name}", found.pop(name), columns)
    if "experiment" not in fillers:
        return found
    sets = {
        "experiment": (EXPERIMENTS, DEFAULT_EXPERIMENT),
        "theory": (THEORIES, DEFAULT_THEORY),
    }
    for name, (known, _) in sets.items():
        if name in inputs:
            found[name] = _set_named(f"{quantity.name}: {name}", inputs[name], known)
    if SHIFT in fillers["experiment"].fills:
        return found | _shift(found, fillers)
    pair = {name: found.get(name, default) for name, (_, default) in sets.items()}
    values = Comparison.of(**pair).inputs
    for name, arguments in (("experiment", OF_EXPERIMENT), ("theory", OF_THEORY)):
        if not any(argument in inputs for argument in arguments):
            found |= {argument: values[argument] for argument in arguments} | {name: pair[name]}
    return found


def _shift(found: Mapping[str, Any], fillers: Mapping[str, Any]) -> dict[str, Any]:
    """The shift of a_mu from an experiment and a theory of which at least one is named."""
    named = {name: found[name] for name in ("experiment", "theory") if name in found}
    if not named:
        return {}
    pair = {"experiment": DEFAULT_EXPERIMENT, "theory": DEFAULT_THEORY} | named
    return {SHIFT: Comparison.of(**pair).shift(found.get("n_sigma", fillers["n_sigma"].default))}


def _set_named(where: str, name: Any, known: Any) -> str:
    """The name of a set; a year may be given as a number."""
    text = f"{name:.17g}" if isinstance(name, float) else str(name) if type(name) is int else name
    if not isinstance(text, str) or text not in known:
        hint = nearest(text, known) if isinstance(text, str) else ""
        raise DomainError(f"{where} = {shortened(name)}{hint}; sets are {', '.join(known)}")
    return text
