"""Limits and sensitivities from one number of events."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.procedures.likelihoods import check_ratio, largest_change, poisson_distance
from muforge.procedures.roots import ROUNDING, ULP, increasing_roots

INCOMPLETE_GAMMA = 1e-14
"""Relative error of quantiles from SciPy's incomplete gamma functions: five times that found for 0 to 1e6 events."""
UNDERFLOW = 1e-280
"""Probabilities below this one are computed with mpmath: double precision loses them."""
DIGITS = 30
SQUARED_EXCESS = 1e-40
"""Square of the relative difference of probabilities at which the limit is found there."""


def classical_upper_limit(n_observed: Any, background: Any, confidence_level: Any) -> tuple[Any, Any]:
    """The quantile of chi squared with 2(n+1) degrees of freedom over 2, minus the background."""
    from scipy.special import gammaincinv

    expected = gammaincinv(n_observed + 1, confidence_level)
    return expected - background, INCOMPLETE_GAMMA * expected + ULP * background


def cls_upper_limit(n_observed: Any, background: Any, confidence_level: Any) -> tuple[Any, Any]:
    """The signal with ``P(<= n; s + b) = (1 - CL) P(<= n; b)``."""
    from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv

    without = gammaincc(n_observed + 1, background)
    allowed = (1 - confidence_level) * without
    lost = allowed < UNDERFLOW
    # above one half, the small probability of more events has the digits
    more = gammainc(n_observed + 1, background) + confidence_level * without
    expected = np.where(
        allowed > 0.5,
        gammaincinv(n_observed + 1, np.minimum(more, 1.0)),
        gammainccinv(n_observed + 1, np.where(lost, 0.5, allowed)),
    )
    limit = np.array(expected - background)
    error = INCOMPLETE_GAMMA * (expected + background)
    if np.any(lost):
        columns = [np.broadcast_to(x, limit.shape)[lost] for x in (n_observed, background, confidence_level)]
        limit[lost] = [_far_below(*map(float, row)) for row in zip(*columns, strict=True)]
        error = np.where(lost, ROUNDING * limit, error)
    return np.maximum(limit, 0.0), error


def _far_below(n: float, b: float, level: float) -> float:
    """The CLs limit where so few of the expected background events were seen that their probability underflows."""
    import mpmath

    with mpmath.workdps(DIGITS + max(0, int(mpmath.log10(b)))):  # so that b + s is not b

        def excess(s: Any) -> Any:
            return mpmath.log(mpmath.gammainc(n + 1, b + s) / mpmath.gammainc(n + 1, b) / (1 - mpmath.mpf(level)))

        # the ratio of the probabilities is between exp(-s) and exp(-s (1 - n/b))
        low = -mpmath.log(1 - mpmath.mpf(level))
        bracket = (0.99 * low, 1.01 * low / (1 - n / b))
        return float(mpmath.findroot(excess, bracket, solver="anderson", tol=SQUARED_EXCESS))


def asimov_signal(background: Any, background_uncertainty: Any, test_statistic: Any) -> tuple[Any, Any]:
    """The signal excluded by data that equal the background, whose relative error is profiled.

    With x the number of events expected beyond B, at the best theta, all is explicit:
    ``theta = -kappa B x/(B+x)``, ``q = 2 [x - B log(1 + x/B)] + theta^2`` and ``S = x - kappa B theta``.
    """
    check_ratio(test_statistic)
    counts, kappa, wanted = (np.ravel(a) for a in (background, background_uncertainty, test_statistic))

    def pull(change: Any, place: Any) -> Any:
        """The modulus of theta."""
        ratio = np.where(counts[place] > 0, counts[place] / (counts[place] + change), 0.0)
        return kappa[place] * change * ratio

    def beyond(change: Any, place: Any) -> Any:
        return poisson_distance(change, counts[place]) + pull(change, place) ** 2 - wanted[place]

    change, error = increasing_roots(beyond, np.zeros_like(counts), largest_change(wanted, counts))
    shift = kappa * counts * pull(change, np.arange(len(counts)))
    signal = change + shift
    relative = error / np.where(change > 0, change, 1.0) + ROUNDING
    return signal.reshape(background.shape), (relative * signal).reshape(background.shape)
