"""Sine and cosine.

``x = k pi/2 + r`` with ``|r| <= pi/4`` and a rest below the last digit of r, from four parts of pi/2 of which the
products of the first three with k are exact, and

    sin(r) = r + r^3 S(r^2),  cos(r) = 1 - r^2/2 + r^4 C(r^2) .

k has at most 20 bits: the functions are NaN beyond about 1.6 million, where angles mean little.
"""

from __future__ import annotations

from typing import Any

import mpmath

from muforge.codegen.elementary.fit import Fit, leading_bits

QUARTER_PI = 0.7855
"""A little more than pi/4, because k is rounded."""
MULTIPLE_BITS = 20
PART_BITS = 53 - MULTIPLE_BITS


def _sin(z: Any) -> Any:
    r = mpmath.sqrt(z)
    return (mpmath.sin(r) - r) / (r * z)


def _cos(z: Any) -> Any:
    return (mpmath.cos(mpmath.sqrt(z)) - 1 + z / 2) / z**2


FITS = (
    Fit("mf_sin_polynomial", "sin(r) = r + r z P(z), z = r^2", _sin, lambda z: z, 0.0, QUARTER_PI**2),
    Fit("mf_cos_polynomial", "cos(r) = 1 - z/2 + z^2 P(z), z = r^2", _cos, lambda z: z**2, 0.0, QUARTER_PI**2),
)


def half_pi(part: int) -> Any:
    """One of the four parts of pi/2; the last one is all that is left."""
    rest = mpmath.pi / 2
    for _ in range(part):
        rest -= leading_bits(rest, PART_BITS)
    return rest if part == 3 else leading_bits(rest, PART_BITS)


CONSTANTS = {
    "MF_INVERSE_HALF_PI": lambda: 2 / mpmath.pi,
    "MF_HALF_PI_1": lambda: half_pi(0),
    "MF_HALF_PI_2": lambda: half_pi(1),
    "MF_HALF_PI_3": lambda: half_pi(2),
    "MF_HALF_PI_4": lambda: half_pi(3),
    "MF_LARGEST_ANGLE": lambda: mpmath.floor(2**MULTIPLE_BITS * mpmath.pi / 2),
}
