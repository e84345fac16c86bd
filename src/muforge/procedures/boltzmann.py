"""The Boltzmann equation of a density, solved for its whole history at once.

With ``W = ln Y``, ``z = ln x`` and the equilibrium yield E it is

    dW/dz = B (E^2 exp(-W) - exp(W)),     B = sqrt(pi/45) M_Planck m sqrt(g_*) <sigma v>/x .

An asymmetry eta of particles and antiparticles changes E^2 into ``E^2 + eta^2``.  Every step is the fourth-order
collocation of Hermite and Simpson; Newton's method solves all steps of all histories together, as they make one
lower bidiagonal matrix.  A second solution with steps of twice the length gives the error.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from muforge.errors import DomainError

STIFFEST = 1e8
"""Larger rates keep the density in equilibrium to this precision; they are replaced."""
ITERATIONS = 60
LARGEST_CHANGE = 2.0
"""Of W in one iteration."""
CONVERGED = 1e-11
MANY, ROUNDED = 12, 1e-7
"""After many iterations changes of this size are rounding errors."""


@dataclass(frozen=True, eq=False)
class History:
    """Values of x in groups of five that share their ends, equally spaced in ``ln x`` inside a group.

    Parameters
    ----------
    edges : ndarray
        ``ln x`` at the ends of the groups.
    """

    edges: np.ndarray

    @cached_property
    def z(self) -> np.ndarray:
        """``ln x`` of all points."""
        inside = self.edges[:-1, None] + np.diff(self.edges)[:, None] * np.arange(4) / 4
        return np.append(inside.ravel(), self.edges[-1])

    @cached_property
    def x(self) -> np.ndarray:
        """All points."""
        return np.asarray(np.exp(self.z))


@cache
def history(x_start: float, x_end: float, finest: float = 0.5, longest: float = 0.25) -> History:
    """Steps that follow ``exp(-x)`` while that matters, and powers of x later.

    Parameters
    ----------
    x_start, x_end : float
    finest : float
        Length of a group in x, up to freeze-out.
    longest : float
        Length of a group in ``ln x``, at most.
    """
    edges, end = [np.log(x_start)], np.log(x_end)
    length = longest
    while edges[-1] < end:
        x = np.exp(edges[-1])
        wanted = min(longest, finest / x)
        length = min(longest, max(wanted, 1.1 * length)) if x > LATEST_FREEZE_OUT else wanted
        edges.append(edges[-1] + length)
    places = np.array(edges)
    return History(places[0] + (places - places[0]) * (end - places[0]) / (places[-1] - places[0]))


LATEST_FREEZE_OUT = 60.0


@dataclass(frozen=True)
class Yields:
    """Solutions, one history a row.

    Parameters
    ----------
    logarithms : ndarray
        ``ln Y`` at every second point of the history.
    error : ndarray
        Estimated relative error at the end.
    """

    logarithms: np.ndarray
    error: np.ndarray

    @property
    def last(self) -> np.ndarray:
        """Y at the end."""
        return np.asarray(np.exp(self.logarithms[:, -1]))


def solve(over: History, rate: np.ndarray, equilibrium: np.ndarray, guess: np.ndarray | None = None) -> Yields:
    """Yields from equilibrium at the start.

    Parameters
    ----------
    over : History
    rate, equilibrium : ndarray
        B and ``ln E``, of shape (histories, points).
    guess : ndarray, optional
        ``ln Y`` at every second point.

    Raises
    ------
    DomainError
        Where the iteration does not converge.
    """
    with np.errstate(all="ignore"):
        capped = np.minimum(rate, STIFFEST * np.exp(-equilibrium))
        first = _guess(over, capped, equilibrium)[:, ::2] if guess is None else guess
        fine = _newton(over, over.z[::2], capped, equilibrium, first)
        coarse = _newton(over, over.z[::4], capped[:, ::2], equilibrium[:, ::2], fine[:, ::2])
    correction = (fine[:, -1] - coarse[:, -1]) / 15
    fine[:, -1] += correction
    return Yields(fine, np.abs(correction) + 1e-10)


def _guess(over: History, rate: np.ndarray, equilibrium: np.ndarray) -> np.ndarray:
    """Close to equilibrium up to freeze-out, annihilation alone later."""
    z = over.z
    slope = np.abs(np.gradient(equilibrium, z, axis=1))
    strength = rate * np.exp(equilibrium)
    behind = equilibrium + np.arcsinh(slope / (2 * strength))
    frozen = strength < slope
    frozen[:, -1] = True
    place = np.argmax(frozen, axis=1)
    steps = np.diff(z) * (rate[:, 1:] + rate[:, :-1]) / 2
    total = np.concatenate([np.zeros((len(rate), 1)), np.cumsum(steps, axis=1)], axis=1)
    rows = np.arange(len(rate))
    start = np.exp(-behind[rows, place])
    left = -np.log(start[:, None] + np.maximum(total - total[rows, place][:, None], 0))
    return np.where(np.arange(len(z)) < place[:, None], behind, left)


def _newton(over: History, z: np.ndarray, rate: np.ndarray, equilibrium: np.ndarray, guess: np.ndarray) -> np.ndarray:
    """``ln Y`` at the points z; rate and equilibrium at these and half way between."""
    from scipy.linalg import solve_banded

    h = np.diff(z)
    B, E = rate[:, ::2], equilibrium[:, ::2]
    B_mid, E_mid = rate[:, 1::2], equilibrium[:, 1::2]
    W = guess.copy()
    W[:, 0] = E[:, 0]
    rows, steps = len(W), len(h)
    matrix = np.zeros((2, rows * steps))
    for iteration in range(ITERATIONS):
        f, slope = _slopes(B, E, W)
        left, right = slope[:, :-1], slope[:, 1:]
        middle = (W[:, :-1] + W[:, 1:]) / 2 + h / 8 * (f[:, :-1] - f[:, 1:])
        f_mid, slope_mid = _slopes(B_mid, E_mid, middle)
        residual = np.diff(W) - h / 6 * (f[:, :-1] + 4 * f_mid + f[:, 1:])
        matrix[0] = (1 - h / 6 * (right + 4 * slope_mid * (0.5 - h / 8 * right))).ravel()
        below = -1 - h / 6 * (left + 4 * slope_mid * (0.5 + h / 8 * left))
        below[:, 0] = 0.0  # the start is fixed
        matrix[1, :-1] = below.ravel()[1:]
        if not np.isfinite(matrix).all() or not np.isfinite(residual).all():
            break
        change = solve_banded((1, 0), matrix, -residual.ravel(), check_finite=False).reshape(rows, steps)
        largest = np.max(np.abs(change))
        W[:, 1:] += change if largest < LARGEST_CHANGE else np.clip(change, -LARGEST_CHANGE, LARGEST_CHANGE)
        if largest < CONVERGED or (largest < ROUNDED and iteration >= MANY):
            return W
    worst = np.unravel_index(np.argmax(np.nan_to_num(np.abs(residual), nan=np.inf)), residual.shape)
    raise DomainError(
        f"the Boltzmann equation was not solved beyond x = {np.exp(z[worst[1]]):.4g}: <sigma v> is too large there, or "
        "not smooth; change masses or couplings"
    )


def _slopes(B: np.ndarray, E: np.ndarray, W: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``dW/dz``, and its derivative by W."""
    forward = B * np.exp(W)
    ratio = np.exp(2 * (E - W))
    return forward * np.expm1(2 * (E - W)), -forward * (1 + ratio)
