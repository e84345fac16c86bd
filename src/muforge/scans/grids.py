"""Axes of a scan, and the order in which its points are computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from muforge.catalogue.entries import ArgumentEntry, Entry
from muforge.errors import ArgumentError, DomainError
from muforge.inputs.curves import along_axis, as_function
from muforge.inputs.numbers import check_unmasked
from muforge.inputs.with_units import in_unit

MAX_POINTS = 10**8
"""Largest number of points of one scan."""

RANGE = "start:stop:n[:log]"


def make_axes(quantity: Entry, grid: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Values along each axis, options first, numbers in the order given.

    Parameters
    ----------
    quantity : Entry
    grid : mapping
        Argument -> values: a one-dimensional sequence, or a text ``start:stop:n[:log]``.

    Raises
    ------
    TypeError, ValueError
        For axes that make no sense, and for grids with no point or more than `MAX_POINTS`.
    """
    known = {argument.name: argument for argument in quantity.arguments}
    if not grid:
        raise ArgumentError(f"{quantity.name}: a scan needs at least one axis, e.g. ARGUMENT={RANGE}")
    sizes = {name: _size(quantity, name, values) for name, values in grid.items()}
    points = math.prod(sizes.values())
    if points > MAX_POINTS:
        shape = " x ".join(f"{n:.4g}" for n in sizes.values())
        raise DomainError(f"{quantity.name}: a grid of {shape} points; one scan has at most {MAX_POINTS:.0e}")
    ordered = sorted(grid, key=lambda name: not (name in known and known[name].choices))
    return {name: _values(quantity, known.get(name), name, grid[name]) for name in ordered}


def functions_of_axes(
    quantity: Entry, axes: Mapping[str, np.ndarray], given: Mapping[str, Any]
) -> dict[str, Callable[[Any], Any]]:
    """The inputs that are functions of another one: functions, tables, and values at the points of its axis."""
    found: dict[str, Callable[[Any], Any]] = {}
    for argument in quantity.arguments:
        if not argument.function_of or argument.name not in given:
            continue
        value, axis = given[argument.name], axes.get(argument.function_of)
        where = f"{quantity.name}: {argument.name}"
        function = as_function(where, value, argument.unit)
        if function is None and axis is not None and np.ndim(value) == 1:
            name, points = argument.function_of, len(axis)
            if len(value) != points:
                raise DomainError(f"{where} has {len(value)} values; one for each of the {points} {name} is expected")
            function = along_axis(f"values at each {name}", axis, in_unit(where, value, argument.unit))
        if function is not None:
            found[argument.name] = function
    return found


def _size(quantity: Entry, name: str, values: Any) -> int:
    """Number of points along one axis, found without making the axis."""
    where = f"{quantity.name}: axis {name}"
    if isinstance(values, str):
        return _range(where, values)[2]
    try:
        size = len(values)
    except TypeError:
        raise ArgumentError(f"{where} = {values!r}; a sequence of values or '{RANGE}' is expected") from None
    if size == 0:
        raise DomainError(f"{where} has 0 points")
    return size


def _values(quantity: Entry, argument: ArgumentEntry | None, name: str, values: Any) -> np.ndarray:
    where = f"{quantity.name}: axis {name}"
    if argument is not None and argument.is_list:
        raise ArgumentError(f"{where} is a list; only numbers and options can be axes")
    if isinstance(values, str):
        return axis_of(where, values)
    check_unmasked(where, values)
    plain = in_unit(where, values, argument.unit if argument else "1")
    try:
        array = np.asarray(plain)
    except ValueError:
        raise ArgumentError(f"{where}: a one-dimensional sequence is expected") from None
    if array.ndim != 1:
        raise ArgumentError(f"{where} has shape {array.shape}; a one-dimensional sequence is expected")
    return array if array.dtype.kind not in "iuf" else array.astype(float)


def axis_of(where: str, text: str) -> np.ndarray:
    """The numbers of a text ``start:stop:n[:log]``; `where` begins the message of an error."""
    start, stop, count, logarithmic = _range(where, text)
    return np.geomspace(start, stop, count) if logarithmic else np.linspace(start, stop, count)


def _range(where: str, text: str) -> tuple[float, float, int, bool]:
    """Start, stop, number of points and whether they are spaced evenly in the logarithm."""
    parts = text.split(":")
    if len(parts) not in (3, 4) or (len(parts) == 4 and parts[3] != "log"):
        raise ArgumentError(f"{where} = '{text}'; {RANGE} is expected")
    start, stop, count = (_number(where, text, part) for part in parts[:3])
    if not (math.isfinite(start) and math.isfinite(stop)):
        raise DomainError(f"{where} = '{text}'; finite limits are expected")
    if not count.is_integer():
        raise DomainError(f"{where} = '{text}'; the number of points must be a whole number")
    if count < 2:
        raise DomainError(f"{where} = '{text}' has {count:g} point{'' if count == 1 else 's'}; at least 2 are expected")
    if start == stop:
        raise DomainError(f"{where} = '{text}' starts where it stops")
    logarithmic = len(parts) == 4
    if logarithmic and min(start, stop) <= 0:
        raise DomainError(f"{where} = '{text}'; a logarithmic axis needs limits above 0")
    return start, stop, int(count), logarithmic


def _number(where: str, text: str, part: str) -> float:
    try:
        return float(part)
    except ValueError:
        raise ArgumentError(f"{where} = '{text}'; '{part}' is not a number; {RANGE} is expected") from None


def block_at(shape: tuple[int, ...], start: int, size: int) -> tuple[slice, ...]:
    """A block of at most about `size` points that is contiguous from flat index `start` in C order."""
    index: list[int] = []
    for n in reversed(shape):
        start, i = divmod(start, n)
        index.insert(0, i)
    inner, axis = 1, len(shape) - 1
    while axis > 0 and index[axis] == 0 and inner * shape[axis] <= size:
        inner *= shape[axis]
        axis -= 1
    count = min(shape[axis] - index[axis], max(1, size // inner))
    leading = [slice(i, i + 1) for i in index[:axis]]
    return (*leading, slice(index[axis], index[axis] + count), *(slice(None) for _ in shape[axis + 1 :]))
