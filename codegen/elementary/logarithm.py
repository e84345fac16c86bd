"""Logarithms.

``x = 2^k (1 + f)`` with ``sqrt(1/2) <= 1 + f < sqrt(2)``, and with ``s = f/(2 + f)``, which stays below
``3 - 2 sqrt(2)`` in size,

    log(1 + f) = log((1 + s)/(1 - s)) = 2 s + s^3 P(s^2) = f - [f^2/2 - s (f^2/2 + s^2 P(s^2))] .

The weight belongs to ``x - log(1 + x)``, which needs P most.
"""

from __future__ import annotations

from typing import Any

import mpmath

from muforge.codegen.elementary.fit import Fit, leading_bits

LARGEST_S = 3 - 2 * 2**0.5
EXPONENT_BITS = 12
"""Multiples of the leading part of log 2 by exponents of this many bits are exact."""


def _polynomial(z: Any) -> Any:
    s = mpmath.sqrt(z)
    return (mpmath.log((1 + s) / (1 - s)) - 2 * s) / (s * z)


FITS = (
    Fit(
        "mf_log_polynomial",
        "log((1+s)/(1-s)) = 2 s + s z P(z), z = s^2",
        _polynomial,
        lambda z: mpmath.sqrt(z) / 2,
        0.0,
        LARGEST_S**2,
    ),
)


def log2_high() -> Any:
    """Leading part of log 2."""
    return leading_bits(mpmath.log(2), 53 - EXPONENT_BITS)


CONSTANTS = {
    "MF_LOG2_HIGH": log2_high,
    "MF_LOG2_LOW": lambda: mpmath.log(2) - log2_high(),
    "MF_LOG2": lambda: mpmath.log(2),
    "MF_SQRT_HALF": lambda: mpmath.sqrt(0.5),
}
