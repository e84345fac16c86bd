"""From kernel arguments to results: kernels, roots of equations, compositions of kernels, procedures."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.catalogue.entries import Composition, Entry, VariantEntry
from muforge.compute.kernel_calls import aim, call_kernel


def run_variant(
    quantity: Entry,
    variant: VariantEntry,
    arguments: dict[str, Any],
    shape: tuple[int, ...],
    tolerance: float | None,
    threads: int,
) -> tuple[Any, Any]:
    """Result and error of one variant.

    Parameters
    ----------
    quantity : Entry
    variant : VariantEntry
        One of the quantity's.
    arguments : dict
        Kernel arguments by name.
    shape : tuple of int
        The shape that the arguments broadcast to.
    tolerance : float or None
        Relative tolerance of integrals; each kernel's own for None.
    threads : int
    """
    if variant.equation:
        from muforge.compute.equations import solve

        return solve(quantity, variant, arguments, shape)
    if variant.procedure:
        from muforge.compute.procedure_calls import run_procedure

        return run_procedure(quantity, variant, arguments, shape, tolerance, threads)
    if variant.composition:
        value, error = _compose(quantity, variant.composition, arguments, tolerance, threads)
        return np.broadcast_to(value, shape), np.broadcast_to(error, shape)
    ordered = [arguments[name] for name in variant.inputs]
    return call_kernel(quantity, variant.kernel, ordered, aim(variant.tolerance, tolerance), threads)


def _compose(
    quantity: Entry, composition: Composition, arguments: dict[str, Any], tolerance: float | None, threads: int
) -> tuple[Any, Any]:
    """The combination of the parts' results, and the sum of the changes that the parts' errors make in it."""
    results, errors = [], []
    for part in composition.parts:
        ordered = [arguments[value] if isinstance(value, str) else value for value in part.inputs]
        result, error = call_kernel(quantity, part.kernel, ordered, aim(part.tolerance, tolerance), threads)
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
