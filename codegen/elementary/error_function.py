"""The error function.

Up to 1 it is odd and analytic, and beyond it is 1 minus something small, with ``u = 4/(1 + x) - 1``:

    erf(x) = x + x P(x^2),                     |x| <= 1
    erf(x) = 1 - exp(-x^2) Q(u),               1 < x <= 6,

where ``Q = exp(x^2) erfc(x)`` is almost linear in u.  From 6 on nothing is left of the second term.
"""

from __future__ import annotations

from typing import Any

import mpmath

from muforge.codegen.elementary.fit import Fit

NEAR, LARGEST = 1.0, 6.0
"""Where the two forms meet, and from where on the result is 1."""
STRETCH = 2 * (1 + NEAR)
"""Makes u = 1 of the argument at which the forms meet."""


def _near(z: Any) -> Any:
    x = mpmath.sqrt(z)
    return mpmath.erf(x) / x - 1


def _argument(u: Any) -> Any:
    """The x that belongs to u."""
    return STRETCH / (u + 1) - 1


def _far(u: Any) -> Any:
    x = _argument(u)
    return mpmath.exp(x**2) * mpmath.erfc(x)


FITS = (
    Fit("mf_erf_near", "erf(x) = x + x P(z), z = x^2", _near, lambda z: 1, 0.0, NEAR**2),
    Fit(
        "mf_erf_far",
        "erf(x) = 1 - exp(-x^2) P(z), z = 4/(1 + x) - 1",
        _far,
        lambda u: mpmath.exp(-(_argument(u) ** 2)),
        STRETCH / (1 + LARGEST) - 1,
        1.0,
    ),
)

CONSTANTS = {
    "MF_ERF_NEAR": lambda: mpmath.mpf(NEAR),
    "MF_ERF_LARGEST": lambda: mpmath.mpf(LARGEST),
    "MF_ERF_STRETCH": lambda: mpmath.mpf(STRETCH),
}
