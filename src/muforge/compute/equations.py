"""Quantities that solve an equation: a bracketed root search on a compiled residual, for all elements at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.catalogue.entries import Entry, VariantEntry
from muforge.errors import DomainError
from muforge.kernels.source import kernel

RELATIVE_TOLERANCE = 1e-14
INSIDE = 1e-12
"""How far inside its limits the unknown is searched, where the kernel is defined whatever way they are rounded."""


def solve(quantity: Entry, variant: VariantEntry, arguments: dict[str, Any], shape: tuple[int, ...]) -> tuple[Any, Any]:
    """Roots for all elements of broadcast arguments, and how far the brackets that remain may be off.

    The unknown is searched on a logarithmic scale between the limits that the formula states.

    Raises
    ------
    DomainError
        If the equation has no sign change between the limits.
    """
    from scipy.optimize.elementwise import find_root

    assert variant.equation is not None
    equation = kernel(quantity, variant.kernel)
    known = {name: np.broadcast_to(arguments[name], shape).ravel() for name in variant.inputs}
    count = int(np.prod(shape))
    limits = variant.equation.bracket(*(known[name] for name in variant.equation.names))
    low, high = (np.broadcast_to(np.asarray(limit, dtype=float), count) for limit in limits)
    columns = tuple(known.values())

    def residual(logarithm: np.ndarray, *row: np.ndarray) -> np.ndarray:
        return np.asarray(equation(np.exp(logarithm), *row), dtype=float)

    ends = np.log(low) + INSIDE, np.log(high) - INSIDE
    same_sign = residual(ends[0], *columns) * residual(ends[1], *columns) > 0
    if same_sign.any():
        place = int(np.argmax(same_sign))
        given = ", ".join(f"{name} = {values[place]:.6g}" for name, values in known.items())
        between = f"no {variant.equation.unknown} between {low[place]:g} and {high[place]:g}"
        raise DomainError(f"{quantity.name}: {between} solves this for {given}; change one of these")
    found = find_root(
        residual, ends, args=columns, tolerances={"xatol": RELATIVE_TOLERANCE, "xrtol": RELATIVE_TOLERANCE}
    )
    result = np.exp(found.x).reshape(shape)
    return result, 4 * RELATIVE_TOLERANCE * np.abs(result)
