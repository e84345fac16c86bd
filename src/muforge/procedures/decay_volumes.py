"""Couplings at which a number of bosons decays in a volume behind a source.

With ``x = g^2`` the count is ``N(x) = n x sum_i w_i [exp(-a_i x) - exp(-b_i x)]``.  The logarithm of each term is a
concave function of ``u = log x``: a tangent to it is never below it, so that ``M(u) = sum_i T_i exp[s_i (u - u_0)]``,
with the terms T_i and their slopes s_i at u_0, is at least N and touches it at u_0.  From a place outside of all
solutions, the next place with ``M = n_events`` is outside of them as well: steps from both ends arrive at the outermost
solutions, quadratically, and pass by none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.procedures.roots import ROUNDING, ULP

STEPS = 400
"""Places after which a search ends; close to a maximum that just reaches the number there are many."""
INNER_STEPS = 60
NEVER = "the number of decays stays below n_events at every coupling: no coupling is reached"


def coupling_for_events(
    n_events: Any,
    n_produced_per_g2: Any,
    width_per_g2: Any,
    momenta: Any,
    weights: Any,
    m_X: Any,
    distance_min_m: Any,
    distance_max_m: Any,
    hbarc_GeV_m: Any,
) -> tuple[Any, Any]:
    """The outermost couplings with this number of decays, along the last axis."""
    shape = np.shape(m_X)
    total = np.sum(weights, axis=-1, keepdims=True)
    if np.any(total == 0):
        raise DomainError("all weights of the spectrum are 0; at least one above 0 is expected")
    per_metre = (m_X * width_per_g2 / hbarc_GeV_m)[..., None] / momenta
    curves = Curves(
        (np.log(n_produced_per_g2 / n_events)[..., None] + np.log(weights / total)).reshape(-1, momenta.shape[-1]),
        (distance_min_m[..., None] * per_metre).reshape(-1, momenta.shape[-1]),
        ((distance_max_m - distance_min_m)[..., None] * per_metre).reshape(-1, momenta.shape[-1]),
    )
    low, low_error = _outermost(curves, rising=True)
    high, high_error = _outermost(curves, rising=False)
    if np.any(low > high):
        raise DomainError(NEVER)
    u, error = np.stack([low, high], axis=-1), np.stack([low_error, high_error], axis=-1)
    result = np.exp(u / 2).reshape(*shape, 2)
    return result, result * (error.reshape(*shape, 2) / 2 + ROUNDING)


@dataclass(frozen=True)
class Curves:
    """Many counts as functions of the logarithm u of the squared coupling, over the number of events.

    Parameters
    ----------
    logarithm, shield, volume : ndarray
        Of shape (counts, momenta): the logarithm of the factor of x, a, and b - a.
    """

    logarithm: np.ndarray
    shield: np.ndarray
    volume: np.ndarray

    def at(self, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Logarithms of the terms, and their slopes, at one u for each count."""
        x = np.exp(u)[:, None]
        y = self.volume * x
        few = np.minimum(y, 1.0)
        log_of_decays = np.where(y < 1, np.log(-np.expm1(-few)), np.log1p(-np.exp(-np.maximum(y, 1.0))))
        terms = self.logarithm + u[:, None] - self.shield * x + log_of_decays
        growth = np.where(y < 1, few / np.expm1(few), y * np.exp(-y) / -np.expm1(-y))
        return terms, 1 - self.shield * x + growth

    def first_place(self) -> np.ndarray:
        """Below all solutions, from ``1 - exp(-y) <= y``."""
        return np.asarray(-_log_of_sum(self.logarithm + np.log(self.volume)) / 2)

    def last_place(self) -> np.ndarray:
        """Above all solutions: where ``x exp(-a x)`` of the least shielded momentum falls to the number.

        Raises
        ------
        DomainError
            If it never reaches the number.
        """
        from scipy.special import lambertw

        counted = np.isfinite(self.logarithm)
        shield = np.min(np.where(counted, self.shield, np.inf), axis=-1)
        scale = np.log(shield) - _log_of_sum(self.logarithm)  # of a/n
        if np.any(scale >= -1):
            raise DomainError(NEVER)
        direct = -np.real(lambertw(-np.exp(np.maximum(scale, -600.0)), -1))
        far = -scale + np.log(-scale) + 1.0  # for tiny a/n, where exp(scale) leaves double precision; a little above
        return np.asarray(np.log(np.where(scale > -600, direct * (1 + ROUNDING), far) / shield))


def _outermost(curves: Curves, *, rising: bool) -> tuple[np.ndarray, np.ndarray]:
    """The first solution from the left, or from the right, and the error of it."""
    side = 1.0 if rising else -1.0
    u = curves.first_place() if rising else curves.last_place()
    error = np.full(len(u), np.inf)
    for _ in range(STEPS):
        terms, slopes = curves.at(u)
        value = _log_of_sum(terms)
        slope = np.sum(np.exp(terms - value[:, None]) * np.where(np.isfinite(terms), slopes, 0.0), axis=-1)
        rounding = 4 * ULP * (8 + np.max(np.abs(np.where(np.isfinite(terms), terms, 0.0)), axis=-1))
        error = (np.abs(value) + rounding) / np.abs(slope)
        if np.all((np.abs(value) <= rounding) & (slope * side > 0)):
            return u, error
        open_ = value < -rounding
        ahead = np.max(np.where(np.isfinite(terms), side * slopes, -np.inf), axis=-1) > 0
        if np.any(open_ & ~ahead):
            raise DomainError(NEVER)
        step = np.where(open_, _to_tangents(terms, side * slopes), 0.0)
        if np.all(step <= ULP * np.abs(u)):
            return u, error
        u = u + side * step
    raise DomainError(
        "the largest number of decays equals n_events within rounding: lower n_events a little, or raise it"
    )


def _to_tangents(terms: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """The step at which the sum of exponentials reaches 1, from above: Newton's steps on a convex function."""
    inside = np.isfinite(terms) & (slopes > 0)
    with np.errstate(all="ignore"):
        alone = np.where(inside, -terms / slopes, np.inf)
    step = np.maximum(np.min(alone, axis=-1), 0.0)
    for _ in range(INNER_STEPS):
        grown = np.where(np.isfinite(terms), terms + slopes * step[:, None], -np.inf)
        value = _log_of_sum(grown)
        slope = np.sum(np.exp(grown - value[:, None]) * np.where(np.isfinite(terms), slopes, 0.0), axis=-1)
        change = np.where(slope > 0, value / np.where(slope > 0, slope, 1.0), 0.0)
        step = np.maximum(step - change, 0.0)
        if np.all(np.abs(change) <= 4 * ULP * step):
            break
    return step


def _log_of_sum(terms: np.ndarray) -> np.ndarray:
    """``log sum exp`` along the last axis."""
    largest = np.max(terms, axis=-1, keepdims=True)
    return np.asarray(largest[..., 0] + np.log(np.sum(np.exp(terms - largest), axis=-1)))
