"""Tables of functions of one argument: a polynomial on each of a few segments of every octave.

The segment of an argument is read off the bits of the number, its exponent and the first bits of its mantissa, and
the polynomial's variable is what is left of the mantissa, which is exact.  The function may span any number
of decades: every segment has relative accuracy of its own.

Each octave is interpolated at Chebyshev points in high precision; the segments' polynomials are cut from that, with
the lowest degree that is enough, and everything is compared with the function again in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import mpmath

from muforge.codegen.ir import InternalError

DIGITS = 34
OCTAVE_POINTS = 30
SEGMENT_BITS = 3
SEGMENTS = 2**SEGMENT_BITS
ENOUGH = mpmath.mpf(2) ** -57
"""Relative error of the polynomials, small against the rounding of their evaluation."""
LOWEST, HIGHEST = 4, 14
"""Degrees that are tried."""


@dataclass(frozen=True)
class Table:
    """Polynomials of one function.

    Parameters
    ----------
    first : int
        Exponent of the first octave, ``2**first <= x < 2**(first + 1)``.
    octaves : int
    coefficients : tuple of tuple of float
        For each segment, lowest power first.
    error : float
        Largest relative error found, apart from rounding.
    """

    first: int
    octaves: int
    coefficients: tuple[tuple[float, ...], ...]
    error: float

    @property
    def degree(self) -> int:
        return len(self.coefficients[0]) - 1


Function = Callable[[Any], Any]


def tabulate(function: Function, low: float, high: float) -> Table:
    """Tabulate a function that is evaluated in high precision.

    Parameters
    ----------
    function : callable
        Takes and returns an mpmath number.
    low, high : float
        The domain; whole octaves are covered.

    Raises
    ------
    InternalError
        If no degree is enough: the function is not analytic on the domain, or has a zero there.
    """
    first = mpmath.frexp(low)[1] - 1
    octaves = mpmath.frexp(high)[1] - first
    with mpmath.workdps(DIGITS):
        interpolants = [_interpolant(_scaled(function, first + k), 1, 2, OCTAVE_POINTS) for k in range(octaves)]
        degree = _degree(interpolants)
        rows = [_segment(f, j, degree) for f in interpolants for j in range(SEGMENTS)]
        if len({mpmath.sign(row[0]) for row in rows}) > 1:
            raise InternalError("a table cannot keep relative accuracy where its function changes sign")
        error = max(
            _largest_error(_scaled(function, first + k), rows[k * SEGMENTS + j], j)
            for k in range(octaves)
            for j in range((3 * k) % SEGMENTS, SEGMENTS, SEGMENTS)
        )
        if error > 4 * ENOUGH:
            raise InternalError(f"a table differs from its function by {float(error):.1e}")
        coefficients = tuple(tuple(float(c) for c in row) for row in rows)
    return Table(int(first), int(octaves), coefficients, float(error))


def _scaled(function: Function, exponent: int) -> Function:
    return lambda m: function(mpmath.ldexp(m, exponent))


@cache
def _cosines(points: int) -> list[list[Any]]:
    """``cos(n a_k)`` for ``a_k = pi (2 k + 1)/(2 points)``."""
    with mpmath.workdps(DIGITS):
        angles = [mpmath.pi * (2 * k + 1) / (2 * points) for k in range(points)]
        return [[mpmath.cos(n * angle) for angle in angles] for n in range(points)]


def _chebyshev(function: Function, low: Any, high: Any, points: int) -> list[Any]:
    """Chebyshev coefficients of the polynomial through the Chebyshev points of an interval."""
    cosines = _cosines(points)
    values = [function((low + high) / 2 + (high - low) / 2 * cosine) for cosine in cosines[1]]
    totals = [mpmath.fdot(zip(values, row, strict=True)) for row in cosines]
    return [total * (1 if n == 0 else 2) / points for n, total in enumerate(totals)]


def _interpolant(function: Function, low: int, high: int, points: int) -> Function:
    """The polynomial through the Chebyshev points, evaluated by Clenshaw's recursion."""
    coefficients = _chebyshev(function, mpmath.mpf(low), mpmath.mpf(high), points)

    def value(m: Any) -> Any:
        y = (2 * m - low - high) / (high - low)
        b, c = mpmath.mpf(0), mpmath.mpf(0)
        for a in reversed(coefficients[1:]):
            b, c = a + 2 * y * b - c, b
        return coefficients[0] + y * b - c

    return value


def _ends(segment: int) -> tuple[Any, Any]:
    width = mpmath.mpf(1) / SEGMENTS
    return 1 + segment * width, 1 + (segment + 1) * width


def _segment(function: Function, segment: int, degree: int) -> list[Any]:
    """Coefficients of the powers of ``m - centre``."""
    low, high = _ends(segment)
    half = (high - low) / 2
    total = [mpmath.mpf(0)] * (degree + 1)
    before, now = [mpmath.mpf(1)], [mpmath.mpf(0), 1 / half]
    for a in _chebyshev(function, low, high, degree + 1):
        total = [t + a * (before[k] if k < len(before) else 0) for k, t in enumerate(total)]
        following = [mpmath.mpf(0), *(2 * c / half for c in now)]
        before, now = now, [c - (before[k] if k < len(before) else 0) for k, c in enumerate(following)]
    return total


def _degree(interpolants: list[Function]) -> int:
    """The lowest degree with which every segment is accurate enough."""
    for degree in range(LOWEST, HIGHEST + 1):
        if all(_largest_error(f, _segment(f, j, degree), j) <= ENOUGH for f in interpolants for j in (0, SEGMENTS - 1)):
            return degree
    raise InternalError(f"a function of one argument needs polynomials of a degree beyond {HIGHEST}")


def _largest_error(function: Function, row: list[Any], segment: int) -> Any:
    """Largest relative error at a few points of a segment, its ends among them."""
    low, high = _ends(segment)
    centre = (low + high) / 2
    worst = mpmath.mpf(0)
    for fraction in (0, mpmath.mpf(1) / 7, mpmath.mpf(2) / 5, mpmath.mpf(6) / 7, 1):
        m = low + fraction * (high - low)
        wanted = function(m)
        got = mpmath.polyval(row[::-1], m - centre)
        worst = max(worst, abs(got - wanted) / abs(wanted))
    return worst
