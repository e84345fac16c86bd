"""Calls of kernels, with or without an integral: results and errors."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.catalogue.entries import Entry
from muforge.codegen.interfaces.exported import WITH_ERROR
from muforge.kernels.source import kernel
from muforge.kernels.threads import call, integrate


def aim(own: float | None, wanted: float | None) -> float | None:
    """The tolerance to use, from a kernel's own and the one asked for; None without an integral."""
    return own if own is None or wanted is None else wanted


def call_kernel(
    quantity: Entry, name: str, ordered: list[Any], tolerance: float | None, threads: int
) -> list[tuple[Any, Any]]:
    """A kernel's results, each with its error; it has an integral if there is a tolerance."""
    if tolerance is not None:
        found = integrate(kernel(quantity, name + WITH_ERROR), [*ordered, tolerance], threads)
        half = len(found) // 2
        return list(zip(found[:half], found[half:], strict=True))
    results = call(kernel(quantity, name), ordered, threads)
    several = results if isinstance(results, tuple) else (results,)
    return [(result, np.zeros(np.shape(result))) for result in several]
