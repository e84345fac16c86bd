"""Limits from counts with many digits: Poisson probabilities summed term by term, likelihoods as they are defined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
from mpmath import mpf

DIGITS = 30


def cls_upper_limit(n_observed: float, background: float, confidence_level: float) -> Any:
    """By search for the signal at which the ratio of two sums is 1 - CL."""
    with mpmath.workdps(DIGITS):
        without = _at_most(n_observed, mpf(background))
        return _crossing(lambda s: _at_most(n_observed, s + background) / without - (1 - mpf(confidence_level)))


def classical_upper_limit(n_observed: float, background: float, confidence_level: float) -> Any:
    """By search for the expectation at which the sum is 1 - CL."""
    with mpmath.workdps(DIGITS):
        return _crossing(lambda mu: _at_most(n_observed, mu) - (1 - mpf(confidence_level))) - mpf(background)


def _at_most(n: float, mu: Any) -> Any:
    """The probability of at most n events, a sum of Poisson terms.

    Between whole numbers the terms have the fractional part of n, and the first is an incomplete gamma function.
    """
    whole = int(n)
    rest = mpf(n) - whole
    if mu == 0:
        return mpf(1)
    total = mpmath.exp(-mu) if rest == 0 else mpmath.gammainc(1 + rest, mu, regularized=True)
    term = mpmath.exp(-mu) * mu**rest / mpmath.gamma(1 + rest)
    for k in range(1, whole + 1):
        term *= mu / (k + rest)
        total += term
    return total


def log_likelihood_ratio(signal: float, signal_fractions: list[float], backgrounds: list[float]) -> Any:
    """Twice the difference of two Poisson likelihoods."""
    with mpmath.workdps(DIGITS):
        return 2 * sum(
            _minus_log(b, mpf(signal) * f + b) - _minus_log(b, mpf(b))
            for f, b in zip(signal_fractions, backgrounds, strict=True)
        )


def _minus_log(n: float, mu: Any) -> Any:
    """-log of the Poisson likelihood of n for an expectation, without the factorial."""
    return mu - n * mpmath.log(mu) if n else mu


def signal_at_log_likelihood_ratio(
    signal_fractions: list[float], backgrounds: list[float], log_likelihood_ratio: float
) -> Any:
    """By search."""
    with mpmath.workdps(DIGITS):
        return _crossing(lambda s: _ratio(s, signal_fractions, backgrounds) - log_likelihood_ratio)


def _ratio(signal: Any, fractions: list[float], backgrounds: list[float]) -> Any:
    pairs = zip(fractions, backgrounds, strict=True)
    return 2 * sum(_minus_log(b, signal * f + b) - _minus_log(b, mpf(b)) for f, b in pairs)


def asimov_signal(background: float, background_uncertainty: float, test_statistic: float) -> Any:
    """By search in the signal; for each one the best expectation solves a quadratic equation."""
    with mpmath.workdps(DIGITS):
        b, spread = mpf(background), mpf(background_uncertainty) * background

        def beyond(s: Any) -> Any:
            middle = s + b - spread**2
            expected = (middle + mpmath.sqrt(middle**2 + 4 * spread**2 * b)) / 2
            theta = (expected - s - b) / spread if spread else 0
            return 2 * (_minus_log(background, expected) - _minus_log(background, b)) + theta**2 - test_statistic

        return _crossing(beyond)


def _crossing(function: Callable[[Any], Any]) -> Any:
    """Where a monotonic function changes sign above 0."""
    low, high = mpf(0), mpf(1)
    sign = function(low) < 0
    while (function(high) < 0) == sign:
        low, high = high, 2 * high
    return mpmath.findroot(function, (low, high), solver="ridder", tol=mpf(10) ** (10 - DIGITS), maxsteps=200)
