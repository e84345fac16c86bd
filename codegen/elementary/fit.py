"""Near-minimax polynomials by Remez's exchange, in high precision and always the same.

The exchange works on a fixed grid that is dense at both ends of the interval: the polynomial whose weighted error
alternates on ``degree + 2`` points of the grid is found from linear equations, the points move to where its error
is largest, and so on, until the error is level.  The lowest degree is taken whose error is small enough.  Then the
coefficients are rounded to double precision, each for itself, and the error is measured again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath

from muforge.codegen.ir import InternalError

DIGITS = 50
ENOUGH = mpmath.mpf(2) ** -60
"""Largest weighted error of a polynomial before its coefficients are rounded."""
LOWEST, HIGHEST = 3, 30
"""Degrees that are tried."""
DENSITY = 14
"""Points of the grid for each coefficient of the highest degree."""
STEPS = 12
LEVEL = 1.02
"""The error is level when the largest is at most this many times the one on the points of the exchange."""
NOT_ZERO = mpmath.mpf(10) ** -9
"""An end of the interval at 0 is moved this far inside, in units of the interval: functions may be 0/0 there."""

Function = Callable[[Any], Any]


@dataclass(frozen=True)
class Fit:
    """A polynomial that is to be fitted.

    Parameters
    ----------
    name : str
        Name of the C function.
    formula : str
        The expression in which the polynomial P stands.
    function : callable
        The function that P approximates, for mpmath numbers.
    weight : callable
        The factor from an error of P to a relative error of the result.
    low, high : float
        The interval.
    """

    name: str
    formula: str
    function: Function
    weight: Function
    low: float
    high: float


@dataclass(frozen=True)
class Polynomial:
    """A fitted polynomial: coefficients, lowest power first, and the largest weighted error with them."""

    coefficients: tuple[float, ...]
    error: float


def fitted(fit: Fit) -> Polynomial:
    """The polynomial of lowest degree that is accurate enough.

    Raises
    ------
    InternalError
        If no degree is enough: the function is not smooth on its interval.
    """
    with mpmath.workdps(DIGITS):
        grid = _Grid(fit)
        for degree in range(LOWEST, HIGHEST + 1):
            exchange = _Exchange(grid, degree)
            if exchange.interpolation_error() > 64 * ENOUGH:
                continue
            coefficients, error = exchange.run()
            if error <= ENOUGH:
                rounded = tuple(float(c) for c in coefficients)
                return Polynomial(rounded, float(grid.largest([mpmath.mpf(c) for c in rounded])))
    raise InternalError(f"{fit.name} needs a polynomial of a degree beyond {HIGHEST}")


class _Grid:
    """The function and the weight on the points of the grid."""

    def __init__(self, fit: Fit) -> None:
        count = DENSITY * (HIGHEST + 2) + 1  # odd: the centre, where functions may be 0/0, is not on it
        low, high = mpmath.mpf(fit.low), mpmath.mpf(fit.high)
        centre, half = (low + high) / 2, (high - low) / 2
        self.points = [centre - half * mpmath.cos(mpmath.pi * k / count) for k in range(count + 1)]
        if low == 0:
            self.points[0] = NOT_ZERO * high
        self.values = [fit.function(x) for x in self.points]
        self.weights = [abs(fit.weight(x)) for x in self.points]

    def errors(self, coefficients: list[Any]) -> list[Any]:
        """The weighted error on the grid."""
        backwards = coefficients[::-1]
        rows = zip(self.points, self.values, self.weights, strict=True)
        return [w * (mpmath.polyval(backwards, x) - f) for x, f, w in rows]

    def largest(self, coefficients: list[Any]) -> Any:
        """The largest weighted error on the grid."""
        return max(map(abs, self.errors(coefficients)))


class _Exchange:
    """Remez's exchange for one degree."""

    def __init__(self, grid: _Grid, degree: int) -> None:
        self.grid, self.degree = grid, degree
        last = len(grid.points) - 1
        self.reference = [round(last * (k + 0.5) / (degree + 2)) for k in range(degree + 2)]

    def solve(self) -> tuple[list[Any], Any]:
        """The polynomial whose error alternates on the reference, and the size of that error."""
        matrix = mpmath.matrix(self.degree + 2, self.degree + 2)
        right = mpmath.matrix(self.degree + 2, 1)
        for row, k in enumerate(self.reference):
            weight, power = self.grid.weights[k], mpmath.mpf(1)
            for column in range(self.degree + 1):
                matrix[row, column] = weight * power
                power *= self.grid.points[k]
            matrix[row, self.degree + 1] = (-1) ** row
            right[row] = weight * self.grid.values[k]
        solution = list(mpmath.lu_solve(matrix, right))
        return solution[:-1], abs(solution[-1])

    def interpolation_error(self) -> Any:
        """The size of the error on the first reference: no polynomial of this degree has a smaller one."""
        return self.solve()[1]

    def run(self) -> tuple[list[Any], Any]:
        """The polynomial and its largest error."""
        for _ in range(STEPS):
            coefficients, level = self.solve()
            errors = self.grid.errors(coefficients)
            error = max(map(abs, errors))
            if error <= LEVEL * level:
                break
            self.reference = self._moved(errors)
        return coefficients, error

    def _moved(self, errors: list[Any]) -> list[int]:
        """The largest error of each run of one sign, as many as are needed, without the smaller end."""
        peaks: list[int] = []
        for k, error in enumerate(errors):
            if peaks and (error > 0) == (errors[peaks[-1]] > 0):
                if abs(error) > abs(errors[peaks[-1]]):
                    peaks[-1] = k
            else:
                peaks.append(k)
        if len(peaks) < self.degree + 2:
            raise InternalError(f"an error curve of degree {self.degree} has only {len(peaks)} alternations")
        while len(peaks) > self.degree + 2:
            del peaks[0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1]
        return peaks


def leading_bits(value: Any, bits: int) -> Any:
    """A number cut after its first `bits` bits; together with the rest it is a constant in two parts."""
    exponent = mpmath.frexp(value)[1]
    return mpmath.ldexp(mpmath.floor(mpmath.ldexp(value, bits - exponent)), exponent - bits)
