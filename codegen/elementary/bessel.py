"""Scaled modified Bessel functions ``exp(x) K1(x)``, ``exp(x) K2(x)``, and their ratio.

Up to 1 they are series with a logarithm,

    x exp(x) K1(x)   = 1 + x (1 + x R1(x) + x log(x) S1(x)),       S1 =   exp(x) I1(x)/x
    x^2 exp(x) K2(x) = 2 + x (2 + x R2(x) + x^3 log(x) S2(x)),     S2 = - exp(x) I2(x)/x^2

with R and S analytic; above, with ``t = 1/(1 + x)``, in which nothing is singular but infinite x,

    sqrt(x) exp(x) K(x) = sqrt(pi/2) + c/x + w P(w)/x,  w = 4 t - 1 .
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import mpmath

from muforge.codegen.elementary.fit import Fit

NEAR = 1.0
"""Where the two forms meet."""
STRETCH = 2 * (1 + NEAR)
"""Brings t to an interval of length 2."""
INFINITE = 1e-9
"""In place of ``t = 0``, where mpmath has no limit."""


def _scaled(order: int, x: Any) -> Any:
    """``x^order exp(x) K(x)``."""
    return x**order * mpmath.exp(x) * mpmath.besselk(order, x)


def _logarithmic(order: int) -> Callable[[Any], Any]:
    """S."""
    return lambda x: (-1) ** (order + 1) * mpmath.exp(x) * mpmath.besseli(order, x) / x**order


def _regular(order: int) -> Callable[[Any], Any]:
    """R: the rest of the series."""

    def function(x: Any) -> Any:
        logarithm = x ** (2 * order) * mpmath.log(x) * _logarithmic(order)(x)
        return (_scaled(order, x) - order * (1 + x) - logarithm) / x**2

    return function


def _beyond(order: int, w: Any) -> Any:
    """``c + w P(w)``."""
    x = STRETCH / (w + 1) - 1
    return (mpmath.sqrt(x) * mpmath.exp(x) * mpmath.besselk(order, x) - _sqrt_half_pi()) * x


@cache
def _centre(order: int) -> Any:
    """The constant c."""
    return _beyond(order, mpmath.mpf(0))


def _far(order: int) -> Callable[[Any], Any]:
    """P."""
    return lambda w: (_beyond(order, w) - _centre(order)) / w


def _at_least(order: int, t: Any) -> Any:
    """A little less than ``sqrt(x) exp(x) K(x)``: the first terms of its asymptotic series."""
    return _sqrt_half_pi() * (1 + mpmath.mpf(4 * order**2 - 1) / 8 * t)


def _sqrt_half_pi() -> Any:
    return mpmath.sqrt(mpmath.pi / 2)


def _fits(order: int) -> tuple[Fit, Fit, Fit]:
    series = f"z^{order} exp(z) K{order}(z), with" if order > 1 else "z exp(z) K1(z), with"
    power = f"z^{2 * order}"
    return (
        Fit(f"mf_k{order}_regular", f"R of {series} z^2 R(z)", _regular(order), lambda x: x**2 / order, 0.0, NEAR),
        Fit(
            f"mf_k{order}_logarithmic",
            f"S of {series} {power} log(z) S(z)",
            _logarithmic(order),
            lambda x: x ** (2 * order) * (1 + abs(mpmath.log(x))) / order,
            0.0,
            NEAR,
        ),
        Fit(
            f"mf_k{order}_far",
            f"sqrt(x) exp(x) K{order}(x) = sqrt(pi/2) + [c + z P(z)]/x, z = 4/(1 + x) - 1",
            _far(order),
            lambda w: w / (STRETCH / (w + 1) - 1) / _at_least(order, (w + 1) / STRETCH),
            -1.0 + INFINITE,
            1.0,
        ),
    )


FITS = (*_fits(1), *_fits(2))

CONSTANTS = {
    "MF_K1_CENTRE": lambda: _centre(1),
    "MF_K1_CENTRE_LOW": lambda: _centre(1) - float(_centre(1)),
    "MF_K2_CENTRE": lambda: _centre(2),
    "MF_K2_CENTRE_LOW": lambda: _centre(2) - float(_centre(2)),
    "MF_BESSEL_NEAR": lambda: mpmath.mpf(NEAR),
    "MF_BESSEL_STRETCH": lambda: mpmath.mpf(STRETCH),
    "MF_SQRT_HALF_PI": _sqrt_half_pi,
    "MF_SQRT_HALF_PI_LOW": lambda: _sqrt_half_pi() - mpmath.mpf(float(_sqrt_half_pi())),
}
