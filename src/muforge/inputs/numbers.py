"""Numbers and arrays of numbers that users give: in a unit, finite, inside limits."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.errors import ArgumentError, DomainError
from muforge.inputs.with_units import in_unit

LONGEST = 60
"""Characters of a value that an error shows."""


def float_array(where: str, value: Any, unit: str, expected: str = "") -> np.ndarray:
    """A value as an array of floats in a unit; they may be infinite or NaN.

    Parameters
    ----------
    where : str
        What the value is, for the error.
    value : object
    unit : str
        ``"1"`` for pure numbers.
    expected : str, optional
        The end of the error, e.g. ``"a number is expected"``.

    Raises
    ------
    TypeError
        If it is no number and no array of numbers, has another dimension, or has masked elements.
    """
    check_unmasked(where, value)
    plain = in_unit(where, value, unit)
    try:
        array = np.asarray(plain)
        if array.dtype.kind not in "iuf":
            raise TypeError
        with np.errstate(over="ignore"):  # of a wider type: it becomes infinity
            return array.astype(float)
    except (TypeError, ValueError):
        expected = expected or _expected("a number or an array of numbers", unit)
        raise ArgumentError(f"{where} = {shortened(value)}; {expected}") from None


def check_unmasked(where: str, value: Any) -> None:
    """Refuse arrays with masked elements, which would be computed as if they were not masked."""
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise ArgumentError(f"{where} has masked elements; give those that count, e.g. with its method compressed()")


def number_of(where: str, value: Any, unit: str = "1", **limits: float) -> float:
    """A value as one finite number.

    Parameters
    ----------
    where : str
        What the value is, for the error.
    value : object
    unit : str
    above, at_least, at_most : float, optional
        Limits, in the unit.

    Raises
    ------
    TypeError, ValueError
        For what is not one finite number inside the limits.
    """
    expected = _expected("a number", unit, **limits)
    array = float_array(where, value, unit, expected)
    if array.ndim:
        raise ArgumentError(f"{where} has the shape {array.shape}; {expected}")
    return float(_inside(where, array, expected, **limits))


def list_of(where: str, value: Any, unit: str = "1", **limits: float) -> np.ndarray:
    """A value as a list of finite numbers, of which there is at least one; a number is a list of one.

    Parameters and errors are those of `number_of`.
    """
    expected = _expected("a number or a list of numbers", unit, **limits)
    array = np.atleast_1d(float_array(where, value, unit, expected))
    if array.ndim != 1 or not array.size:
        raise DomainError(f"{where} has the shape {array.shape}; {expected}")
    return _inside(where, array, expected, **limits)


def finite_array(where: str, value: Any, unit: str = "1", **limits: float) -> np.ndarray:
    """A value as an array of finite numbers, of any shape.

    Parameters and errors are those of `number_of`.
    """
    expected = _expected("a number or an array of numbers", unit, **limits)
    return _inside(where, float_array(where, value, unit, expected), expected, **limits)


def check_flag(name: str, value: Any) -> bool:
    """A setting that is yes or no."""
    if not isinstance(value, bool | np.bool_):
        raise ArgumentError(f"{name} = {shortened(value)}; True or False is expected")
    return bool(value)


def shortened(value: Any) -> str:
    """A value as Python writes it, without the middle of a long one."""
    try:
        text = repr(value).replace("\n", " ")
    except ValueError:  # an integer with thousands of digits
        text = f"an object of type {type(value).__name__}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}...{text[-LONGEST // 4 :]}"


def _expected(
    kind: str, unit: str, above: float | None = None, at_least: float | None = None, at_most: float | None = None
) -> str:
    bounds = ((above, "above"), (at_least, "at least"), (at_most, "at most"))
    words = " and ".join(f"{word} {bound:g}" for bound, word in bounds if bound is not None)
    measured = "" if unit == "1" else f" in {unit}"
    return " ".join(filter(None, (f"{kind}{measured}", words, "is expected")))


def _inside(
    where: str,
    array: np.ndarray,
    expected: str,
    above: float | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
) -> np.ndarray:
    """The array, if all of it is finite and inside the limits."""
    with np.errstate(invalid="ignore"):
        right = np.isfinite(array)
        for bound, holds in ((above, np.greater), (at_least, np.greater_equal), (at_most, np.less_equal)):
            if bound is not None:
                right = right & holds(array, bound)
    if not right.all():
        wrong = np.atleast_1d(array)[~np.atleast_1d(right)][0]
        if not np.isfinite(wrong):
            expected = expected.replace("number", "finite number", 1)
        raise DomainError(f"{where} = {wrong:g}; {expected}")
    return array
