"""The dilogarithm, and its real part above 1.

With ``u = -log(1 - y)``, for ``-2 <= y <= 2/3`` at most log 3 in size,

    Li2(y) = u - u^2/4 + u^3 P(u^2) ,

which are Bernoulli's numbers.  Other arguments are brought into this range by

    Li2(x) = pi^2/6 - log(x) log|1 - x| - Li2(1 - x)                          2/3 < x <= 3
    Li2(x) = -log(|x|)^2/2 - Li2(1/x) + (-pi^2/6 or, for x > 0, pi^2/3)       elsewhere
"""

from __future__ import annotations

from typing import Any

import mpmath

from muforge.codegen.elementary.fit import Fit

LOWEST_Y, HIGHEST_Y = -2.0, 2 / 3
LARGEST_U = 1.0987
"""A little more than log 3."""


def _li2(z: Any) -> Any:
    u = mpmath.sqrt(z)
    return (mpmath.polylog(2, -mpmath.expm1(-u)) - u + z / 4) / (u * z)


FITS = (
    Fit(
        "mf_dilogarithm_polynomial",
        "Li2(1 - exp(-u)) = u - z/4 + u z P(z), z = u^2",
        _li2,
        lambda z: z,
        0.0,
        LARGEST_U**2,
    ),
)


def pi2_6() -> Any:
    """Li2(1)."""
    return mpmath.pi**2 / 6


CONSTANTS = {
    "MF_PI2_6": pi2_6,
    "MF_PI2_6_LOW": lambda: pi2_6() - mpmath.mpf(float(pi2_6())),
    "MF_DILOGARITHM_LOW": lambda: mpmath.mpf(LOWEST_Y),
    "MF_DILOGARITHM_HIGH": lambda: mpmath.mpf(HIGHEST_Y),
    "MF_DILOGARITHM_FAR": lambda: 1 - mpmath.mpf(LOWEST_Y),
}
