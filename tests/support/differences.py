"""Derivatives in high precision by differences, to compare with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath

from muforge.codegen.check.reference import DIGITS

STEP = mpmath.mpf(10) ** -10
"""Relative; the error of the difference is its fourth power."""


def difference(function: Callable[[Mapping[str, Any]], Any], point: Mapping[str, Any], name: str) -> Any:
    """The derivative of a function of named numbers, an mpmath number with about 20 good digits."""
    with mpmath.workdps(DIGITS):
        x = mpmath.mpf(point[name])
        step = STEP * (abs(x) or 1)
        two_below, below, above, two_above = (
            mpmath.mpmathify(function({**point, name: x + k * step})) for k in (-2, -1, 1, 2)
        )
        return (two_below - 8 * below + 8 * above - two_above) / (12 * step)
