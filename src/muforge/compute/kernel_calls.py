"""Calls of kernels, with or without an integral: result and error."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.catalogue.entries import Entry
from muforge.kernels.source import kernel
from muforge.kernels.threads import call, integrate


def aim(own: float | None, wanted: float | None) -> float | None:
    """The tolerance to use, from a kernel's own and the one asked for; None without an integral."""
    return own if own is None or wanted is None else wanted


def call_kernel(
    quantity: Entry, name: str, ordered: list[Any], tolerance: float | None, threads: int
) -> tuple[Any, Any]:
    """A kernel's result and error; it has an integral if there is a tolerance."""
    if tolerance is not None:
        return integrate(kernel(quantity, name + "_with_error"), [*ordered, tolerance], threads)
    result = call(kernel(quantity, name), ordered, threads)
    return result, np.zeros(np.shape(result))
