"""Quantities that solve an equation, by bracketed root finding on a compiled residual."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.catalogue.entries import Entry, VariantEntry
from muforge.errors import DomainError
from muforge.kernels.source import kernel

RELATIVE_TOLERANCE = 1e-14


def solve(quantity: Entry, variant: VariantEntry, arguments: dict[str, Any], shape: tuple[int, ...]) -> tuple[Any, Any]:
    """Roots for all elements of broadcast arguments, and how far the brackets that remain may be off.

    The unknown is searched on a logarithmic scale between the limits that the formula states.

    Raises
    ------
    DomainError
        If the equation has no sign change between the limits.
    """
    from scipy.optimize import brentq

    assert variant.equation is not None
    equation = kernel(quantity, variant.kernel)
    columns = [np.broadcast_to(arguments[name], shape).ravel() for name in variant.inputs]
    result = np.empty(int(np.prod(shape)))
    for index, row in enumerate(zip(*columns, strict=True) if columns else [()]):
        known = dict(zip(variant.inputs, row, strict=True))
        low, high = variant.equation.bracket(*(known[name] for name in variant.equation.names))

        def residual(logarithm: float, row: tuple[float, ...] = row) -> float:
            return float(equation(np.exp(logarithm), *row))

        # a hair inside the limits, where the kernel is defined whatever way they are rounded
        start, end = np.log(low) + 1e-12, np.log(high) - 1e-12
        if residual(start) * residual(end) > 0:
            given = ", ".join(f"{name} = {value:.6g}" for name, value in known.items())
            between = f"no {variant.equation.unknown} between {low:g} and {high:g}"
            raise DomainError(f"{quantity.name}: {between} solves this for {given}; change one of these")
        result[index] = np.exp(brentq(residual, start, end, xtol=RELATIVE_TOLERANCE, rtol=1e-14))
    return result.reshape(shape), 4 * RELATIVE_TOLERANCE * np.abs(result.reshape(shape))
