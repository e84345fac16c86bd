"""Likelihood ratios of signals over known backgrounds in bins."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.procedures.roots import ULP, increasing_roots

SERIES_BELOW = 1 / 3
"""Up to this modulus ``x - log(1+x)`` is a series, above it is computed as written."""
SMALLEST_RATIO = 1e-200
"""Likelihood ratios below this one are not numbers that a statistic has."""
SERIES_TERMS = 11
"""Powers of ``(x/(2+x))^2``, at most 1/25, beyond which terms are lost in rounding."""


def x_minus_log1p(x: Any) -> Any:
    """``x - log(1+x)`` without cancellation, from ``log(1+x) = 2 atanh(x/(2+x))``."""
    x = np.asarray(x, dtype=float)
    near = np.abs(x) < SERIES_BELOW
    small = np.where(near, x, 0.0)
    w = small / (2 + small)
    sums = np.zeros_like(w)
    for k in range(SERIES_TERMS, 0, -1):
        sums = w**2 * (1 / (2 * k + 1) + sums)
    return np.where(near, small * w - 2 * w * sums, x - np.log1p(x))


def poisson_distance(change: Any, counts: Any) -> Any:
    """``2 [c - n log(1 + c/n)]``: -2 log of the likelihood of n counts if n + c are expected, relative to the maximum.

    ``2 c`` for no counts.
    """
    counts = np.asarray(counts, dtype=float)
    relative = change / counts
    return np.where(np.isfinite(relative), 2 * counts * x_minus_log1p(relative), 2 * change)


def largest_change(distance: Any, counts: Any) -> Any:
    """An upper limit on the positive change at which `poisson_distance` is `distance`.

    ``x - log(1+x)`` is at least ``x^2/(2(1+x))``.
    """
    return (distance + np.sqrt(distance * (distance + 4 * counts))) / 2


def check_signal(signal_fractions: Any) -> None:
    """Refuse fractions that are all 0: no signal changes the likelihood.

    Raises
    ------
    DomainError
    """
    if not np.all(np.any(signal_fractions > 0, axis=-1)):
        raise DomainError("signal_fractions are all 0, so that no signal can be seen; expected one above 0 at least")


def check_ratio(wanted: Any) -> None:
    """Refuse likelihood ratios so small that squares of signals leave double precision; 0 has the signal 0.

    Raises
    ------
    DomainError
    """
    lost = (wanted > 0) & (wanted < SMALLEST_RATIO)
    if np.any(lost):
        got = np.ravel(wanted)[np.ravel(lost)][0]
        raise DomainError(f"a likelihood ratio of {got:g} is too small; expected 0 or at least {SMALLEST_RATIO:g}")


def log_likelihood_ratio(signal: Any, signal_fractions: Any, backgrounds: Any) -> tuple[Any, Any]:
    """``2 sum [S f - B log(1 + S f/B)]``."""
    value = np.sum(poisson_distance(signal[..., None] * signal_fractions, backgrounds), axis=-1)
    return value, (4 + backgrounds.shape[-1]) * ULP * value


def signal_at_log_likelihood_ratio(
    signal_fractions: Any, backgrounds: Any, log_likelihood_ratio: Any
) -> tuple[Any, Any]:
    """The signal at which `log_likelihood_ratio` has a value."""
    check_signal(signal_fractions)
    check_ratio(log_likelihood_ratio)
    shape, bins = log_likelihood_ratio.shape, signal_fractions.shape[-1]
    fractions, counts = (np.reshape(a, (-1, bins)) for a in (signal_fractions, backgrounds))
    wanted = np.ravel(log_likelihood_ratio)
    signal, error = signals_at(fractions, counts, wanted)
    return signal.reshape(shape), error.reshape(shape)


def signals_at(fractions: np.ndarray, counts: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Signals at given likelihood ratios; the arguments have one row, or one number, for each."""
    curvature = np.sum(np.where(fractions > 0, fractions**2 / counts, 0.0), axis=-1)
    alone = np.where(fractions > 0, largest_change(wanted[:, None], counts) / fractions, np.inf)
    low = np.maximum(np.sqrt(wanted / curvature), wanted / (2 * np.sum(fractions, axis=-1)))
    high = np.min(alone, axis=-1)

    def beyond(signal: Any, place: Any) -> Any:
        return np.sum(poisson_distance(signal[:, None] * fractions[place], counts[place]), axis=-1) - wanted[place]

    return increasing_roots(beyond, low, high)
