"""What is computed as asked, but hardly meant: couplings without a perturbation theory, masses in MeV."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from os import PathLike
from typing import Any

import numpy as np

from muforge.catalogue.contents import CONSTANTS
from muforge.catalogue.entries import Entry
from muforge.catalogue.lookup import constants_used
from muforge.errors import ImplausibleWarning

FRACTIONS = ("branching_ratio", "fraction")
"""Words that end the name of a quantity which is at most 1, perhaps with what it is a fraction of behind them."""
IN_MEV = 1000.0
CLOSE = 0.003
"""Relative distance from 1000 times a known mass at which a number is taken for this mass in MeV."""
ROUNDING = 1e-9

SMALLEST_IN_MEV = 0.4
MASSES = {name: c.value for name, c in CONSTANTS.items() if c.unit == "GeV" and name.startswith("m_")}


def warn_of_implausible(
    quantity: Entry, inputs: Mapping[str, Any], constants: Mapping[str, float] | None, result: Any
) -> None:
    """Warn of inputs and of a result that make no sense in physics, once for each reason.

    Parameters
    ----------
    quantity : Entry
    inputs : mapping
        Numbers in the units of the arguments, arrays or not, and options.
    constants : mapping or None
        Those that were replaced.
    result : float or array
    """
    for text in implausible(quantity, inputs, constants, result):
        warnings.warn(text, ImplausibleWarning, stacklevel=3)


def implausible(
    quantity: Entry, inputs: Mapping[str, Any], constants: Mapping[str, float] | None, result: Any
) -> list[str]:
    """What `warn_of_implausible` says, a sentence for each reason."""
    said = [*_of_inputs(quantity, inputs), *_of_result(quantity, result)]
    if constants:
        said += [*_of_constants(quantity, constants)]
    return [f"{quantity.name}: {text}" for text in said]


def _of_inputs(quantity: Entry, inputs: Mapping[str, Any]) -> Iterator[str]:
    """What is said of arguments."""
    for argument in quantity.arguments:
        value = inputs.get(argument.name)
        if argument.choices or value is None or isinstance(value, str | PathLike) or callable(value):
            continue
        if argument.plausible is not None:
            largest = float(np.max(np.abs(value), initial=0.0))
            if largest > argument.plausible:
                yield f"{argument.name} = {largest:.4g}; {argument.about} above {argument.plausible:.3g} makes no sense"
        if argument.unit == "GeV" and not argument.is_list and np.ndim(value) == 0:
            number = float(value)
            if number > SMALLEST_IN_MEV:
                for name, mass in MASSES.items():
                    if abs(number / (IN_MEV * mass) - 1) < CLOSE:
                        yield (
                            f"{argument.name} = {number:.6g} GeV is {name} in MeV; numbers are in GeV: is "
                            f"{number / IN_MEV:.6g} meant?"
                        )
                        break


def _of_constants(quantity: Entry, constants: Mapping[str, float]) -> Iterator[str]:
    """What is said of constants that were replaced: of those that nothing uses, and of numbers in another unit."""
    conditions = {name for v in quantity.variants for c in (*v.valid, *v.physical) for name in c.names}
    used = {*constants_used(quantity), *conditions}
    for name, value in constants.items():
        known = CONSTANTS[name]
        if name not in used:
            yield f"constant {name} is replaced, but the result does not depend on it"
        if known.unit == "GeV" and isinstance(value, int | float) and known.value:
            if abs(value / (IN_MEV * known.value) - 1) < CLOSE:
                yield f"constant {name} = {value:.6g} GeV; the table has {known.value:.6g} GeV: is it in MeV?"


def _of_result(quantity: Entry, result: Any) -> Iterator[str]:
    """What is said of fractions above 1."""
    words = quantity.name.partition(".")[2]
    if quantity.unit != "1" or not any(f"_{word}" in f"_{words}" for word in FRACTIONS) or np.iscomplexobj(result):
        return
    largest = float(np.max(result, initial=0.0, where=~np.isnan(result)))
    if largest > 1 + ROUNDING:
        yield f"the result is {largest:.4g}; a fraction above 1 makes no sense"
