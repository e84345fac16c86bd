"""Inverse trigonometric functions.

With ``0 <= y <= x`` the ratio ``t = y/x``, or above ``tan(pi/8)`` the ratio ``t = (y - x)/(y + x)``, for which
``atan(y/x) = pi/4 + atan(t)``, is at most ``tan(pi/8)`` in size, and

    atan(t) = t + t^3 P(t^2) .

Ratios are computed in two parts: the first bits h of the quotient, and ``(y - h x)/x``, where ``y - h x`` is exact.
All octants are ``n pi/4 + atan(t)`` or ``n pi/4 - atan(t)``, with pi/4 in two parts as well.
"""

from __future__ import annotations

from typing import Any

import mpmath

from muforge.codegen.elementary.fit import Fit, leading_bits

LARGEST_T = 2**0.5 - 1
OCTANT_BITS = 3
"""Multiples of the leading part of pi/4 by numbers of this many bits are exact."""


def _atan(z: Any) -> Any:
    t = mpmath.sqrt(z)
    return (mpmath.atan(t) - t) / (t * z)


FITS = (Fit("mf_atan_polynomial", "atan(t) = t + t z P(z), z = t^2", _atan, lambda z: z, 0.0, LARGEST_T**2),)


def quarter_pi_high() -> Any:
    """Leading part of pi/4."""
    return leading_bits(mpmath.pi / 4, 53 - OCTANT_BITS)


CONSTANTS = {
    "MF_QUARTER_PI_HIGH": quarter_pi_high,
    "MF_QUARTER_PI_LOW": lambda: mpmath.pi / 4 - quarter_pi_high(),
    "MF_TAN_EIGHTH_PI": lambda: mpmath.sqrt(2) - 1,
    "MF_TAN_3_EIGHTH_PI": lambda: mpmath.sqrt(2) + 1,
}
