"""From kernel arguments to results: kernels, roots of equations, compositions of kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.catalogue.entries import Composition, Entry, Variant
from muforge.kernels.source import kernel
from muforge.kernels.threads import call, integrate


def run_variant(
    quantity: Entry,
    variant: Variant,
    arguments: dict[str, Any],
    shape: tuple[int, ...],
    tolerance: float | None,
    threads: int,
) -> tuple[Any, Any]:
    """Result and error of one variant.

    Parameters
    ----------
    quantity : Entry
    variant : Variant
        One of the quantity's.
    arguments : dict
        Kernel arguments by name.
    shape : tuple of int
        The shape that the arguments broadcast to.
    tolerance : float or None
        Relative tolerance of integrals; each kernel's own for None.
    threads : int
    """
    if variant.root:
        from muforge.compute.equations import solve

        return solve(quantity, variant, arguments, shape)
    if variant.composition:
        value, error = _compose(quantity, variant.composition, arguments, tolerance, threads)
        return np.broadcast_to(value, shape), np.broadcast_to(error, shape)
    ordered = [arguments[name] for name in variant.inputs]
    return _call(quantity, variant.kernel, ordered, _aim(variant.tolerance, tolerance), threads)


def _aim(own: float | None, wanted: float | None) -> float | None:
    """The tolerance to use, from a kernel's own and the one asked for; None without an integral."""
    return own if own is None or wanted is None else wanted


def _call(quantity: Entry, name: str, ordered: list[Any], tolerance: float | None, threads: int) -> tuple[Any, Any]:
    """A kernel's result and error; it has an integral if there is a tolerance."""
    if tolerance is not None:
        return integrate(kernel(quantity, name + "_with_error"), [*ordered, tolerance], threads)
    result = call(kernel(quantity, name), ordered, threads)
    return result, np.zeros(np.shape(result))


def _compose(
    quantity: Entry, composition: Composition, arguments: dict[str, Any], tolerance: float | None, threads: int
) -> tuple[Any, Any]:
    """The combination of the parts' results, and the sum of the changes that the parts' errors make in it."""
    results, errors = [], []
    for part in composition.parts:
        ordered = [arguments[value] if isinstance(value, str) else value for value in part.inputs]
        result, error = _call(quantity, part.kernel, ordered, _aim(part.tolerance, tolerance), threads)
        results.append(result)
        errors.append(error)
    others = [arguments[name] for name in composition.names]
    with np.errstate(all="ignore"):
        value = np.asarray(composition.combine(*results, *others))
        total = np.zeros(value.shape)
        for place, error in enumerate(errors):
            if composition.parts[place].tolerance is not None:
                moved = [r + error if i == place else r for i, r in enumerate(results)]
                total = total + np.abs(composition.combine(*moved, *others) - value)
    return value, total
