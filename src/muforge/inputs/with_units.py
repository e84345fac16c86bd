"""Numbers that carry a unit, of astropy or pint, as plain numbers in the unit that is expected.

Neither library is imported: a value says by its attributes what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muforge.errors import ArgumentError


def carries_unit(value: Any) -> bool:
    """Whether a value has a unit that it can be converted from."""
    return hasattr(value, "to") and (hasattr(value, "unit") or hasattr(value, "units"))


def in_unit(where: str, value: Any, unit: str) -> Any:
    """A value as a number, or an array of numbers, in a unit; one without a unit stays as it is.

    Parameters
    ----------
    where : str
        What the value is, for the error.
    value : object
    unit : str
        As quantities and arguments have it, e.g. ``"GeV^2"``; ``"1"`` for pure numbers.

    Raises
    ------
    TypeError
        If the value has another dimension, or an attribute ``units``, as arrays of xarray may, that says another unit.
    """
    noted = getattr(value, "attrs", None)
    said = noted.get("units") if isinstance(noted, Mapping) else None
    if said not in (None, unit) and not (unit == "1" and said in ("", "dimensionless")):
        expected = "no unit" if unit == "1" else f"'{unit}'"
        raise ArgumentError(
            f"{where}: the attribute units is {said!r}, expected {expected}; convert values and attribute"
        )
    if isinstance(value, list | tuple) and any(map(carries_unit, value)):
        return [in_unit(where, element, unit) for element in value]
    if not carries_unit(value):
        return value
    text = unit.replace("^", "**").replace(" ", "*")
    try:
        if hasattr(value, "units"):  # pint
            return value.to("dimensionless" if unit == "1" else text).magnitude
        return value.to("" if unit == "1" else text).value  # astropy
    except Exception as error:  # each library has its own class of errors, none of which is known here
        expected = "a pure number" if unit == "1" else f"a value in {unit}"
        raise ArgumentError(f"{where} = {value}; {expected} is expected") from error
