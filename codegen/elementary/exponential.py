"""Exponentials and hyperbolic functions.

``x = k log 2 + r`` with ``|r| <= log(2)/2``, and

    exp(x) = 2^k (1 + r + r^2 P(r)) .

For ``sinh`` k is 0 below 1, so that nothing cancels; elsewhere k is as above, and

    sinh(x) = (2^k - 2^-k)/2 cosh(r) + (2^k + 2^-k)/2 sinh(r) ,
    sinh(r) = r + r^3 S(r^2),  cosh(r) = 1 + r^2 C(r^2) .
"""

from __future__ import annotations

from typing import Any

import mpmath

from muforge.codegen.elementary.fit import Fit

HALF_LOG2 = 0.3466
"""A little more than log(2)/2, because k is rounded."""
LARGEST_EXPONENT, SMALLEST_EXPONENT = 1024, -1075
"""Powers of two from which on numbers overflow, and below which they vanish."""
MANTISSA_BITS = 53


def _exp(r: Any) -> Any:
    return (mpmath.expm1(r) - r) / r**2


def _sinh(z: Any) -> Any:
    r = mpmath.sqrt(z)
    return (mpmath.sinh(r) - r) / (r * z)


def _cosh(z: Any) -> Any:
    return (mpmath.cosh(mpmath.sqrt(z)) - 1) / z


FITS = (
    Fit(
        "mf_exp_polynomial",
        "exp(z) = 1 + z + z^2 P(z)",
        _exp,
        lambda r: r**2 / mpmath.expm1(r),
        -HALF_LOG2,
        HALF_LOG2,
    ),
    Fit("mf_sinh_polynomial", "sinh(r) = r + r z P(z), z = r^2", _sinh, lambda z: z, 0.0, 1.0),
    Fit("mf_cosh_polynomial", "cosh(r) = 1 + z P(z), z = r^2", _cosh, lambda z: z, 0.0, HALF_LOG2**2),
)

CONSTANTS = {
    "MF_INVERSE_LOG2": lambda: 1 / mpmath.log(2),
    "MF_EXP_LARGEST": lambda: mpmath.ceil(LARGEST_EXPONENT * mpmath.log(2)),
    "MF_EXP_SMALLEST": lambda: mpmath.floor(SMALLEST_EXPONENT * mpmath.log(2)),
    "MF_EXPM1_SMALLEST": lambda: mpmath.floor(-(MANTISSA_BITS + 2) * mpmath.log(2)),
    "MF_SINH_LARGEST": lambda: mpmath.ceil(2 * (LARGEST_EXPONENT + 1) * mpmath.log(2)) / 2,
}
