"""Likelihoods of binned signals whose background is uncertain, profiled over the uncertainty.

Data equal the backgrounds, so that the best fit is no signal and the likelihood ratio ``t(S)``, -2 times the logarithm,
is that of the Asimov data set as well.  ``t`` is convex and increases with S.  The two models are those of
`HistFactory <https://cds.cern.ch/record/1456844>`_ that pyhf calls normsys and shapesys.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.procedures.likelihoods import (
    check_ratio,
    check_signal,
    largest_change,
    poisson_distance,
    signals_at,
    x_minus_log1p,
)
from muforge.procedures.roots import increasing_roots

BANDS = {"observed": 0.0, "expected": 0.0, "expected_minus_1_sigma": -1.0, "expected_plus_1_sigma": 1.0}
"""Fluctuation of the background in standard deviations; the data have none."""
LARGEST_EXPONENT = 600.0
"""Exponentials of its negative are numbers still."""


def profile_likelihood_signal(
    uncertainty_model: str,
    signal_fractions: Any,
    backgrounds: Any,
    background_uncertainty: Any,
    test_statistic: Any,
) -> tuple[Any, Any]:
    """The signal at which ``t(S)`` has a value."""
    check_signal(signal_fractions)
    check_ratio(test_statistic)
    shape, bins = test_statistic.shape, signal_fractions.shape[-1]
    fractions, counts = (np.reshape(a, (-1, bins)) for a in (signal_fractions, backgrounds))
    model = Profile(fractions, counts, np.ravel(background_uncertainty))
    signal, error = _signals(model, PROFILES[uncertainty_model], np.ravel(test_statistic))
    return signal.reshape(shape), error.reshape(shape)


def profile_cls_upper_limit(
    uncertainty_model: str,
    band: str,
    signal_fractions: Any,
    backgrounds: Any,
    background_uncertainty: Any,
    confidence_level: Any,
) -> tuple[Any, Any]:
    """The asymptotic CLs limit from the statistic q~; ``CLs = [1 - Phi(sqrt t - N)]/Phi(N)`` is ``1 - CL``.

    N is the fluctuation of the background: -1 for the lower edge of the expected limits.
    """
    from scipy.special import ndtr, ndtri

    fluctuation = BANDS[band]
    distance = fluctuation - ndtri((1 - confidence_level) * ndtr(fluctuation))
    return profile_likelihood_signal(
        uncertainty_model, signal_fractions, backgrounds, background_uncertainty, distance**2
    )


@dataclass(frozen=True)
class Profile:
    """Signals and backgrounds, one row for each problem, and the relative errors of the backgrounds."""

    fractions: np.ndarray
    backgrounds: np.ndarray
    kappa: np.ndarray

    def at(self, place: Any) -> Profile:
        """The problems at some places."""
        return Profile(self.fractions[place], self.backgrounds[place], self.kappa[place])


def per_bin(model: Profile, signal: np.ndarray) -> np.ndarray:
    """``t(S)`` with a factor gamma for each bin, constrained by a measurement of ``1/kappa^2`` counts.

    The best gamma solves the quadratic equation ``b gamma^2 + (s - b) gamma = s/(1 + b kappa^2)``.  What is computed is
    ``gamma - 1``, and gamma itself where it is small, as the roots that do not cancel.
    """
    b, s = model.backgrounds, signal[:, None] * model.fractions
    kappa_squared = model.kappa[:, None] ** 2
    rest = 1 / (1 + b * kappa_squared)
    root = np.sqrt((b - s) ** 2 + 4 * rest * b * s)
    shift = np.where(b > 0, -2 * s * b * kappa_squared * rest / (b + s + root), 0.0)
    small = (s > b) & (b > 0) & (shift < -0.5)
    gamma = 2 * s * rest / np.where(small, s - b + root, 1.0)
    distance = np.where(small, shift - np.log(np.where(small, gamma, 1.0)), x_minus_log1p(np.where(small, 0.0, shift)))
    penalty = np.where(kappa_squared > 0, 2 * distance / np.where(kappa_squared > 0, kappa_squared, 1.0), 0.0)
    return np.sum(poisson_distance(s + b * shift, b) + penalty, axis=-1)


def common_normalization(model: Profile, signal: np.ndarray) -> np.ndarray:
    """``t(S)`` with one Gaussian nuisance alpha that multiplies all backgrounds by the factor ``F(alpha)``.

    The best alpha lies between ``-sqrt(t)`` without the nuisance, and 0; not where the factor underflows.
    """
    b, s = model.backgrounds, signal[:, None] * model.fractions
    factors = Interpolation.of(model.kappa)

    def change(alpha: Any, place: Any) -> Any:
        return s[place] + b[place] * factors.minus_one(alpha, place)[:, None]

    def slope(alpha: Any, place: Any) -> Any:
        beyond, counts = change(alpha, place), b[place]
        pulls = np.where(counts > 0, counts * beyond / (counts + beyond), 0.0)
        return np.sum(pulls, axis=-1) * factors.slope(alpha, place) + alpha

    everywhere = np.arange(len(signal))
    widest = np.minimum(np.sqrt(np.sum(poisson_distance(s, b), axis=-1)), factors.lowest)
    alpha, _ = increasing_roots(slope, -widest, np.zeros_like(widest))
    return np.sum(poisson_distance(change(alpha, everywhere), b), axis=-1) + alpha**2


PROFILES: dict[str, Callable[[Profile, np.ndarray], np.ndarray]] = {
    "common_normalization": common_normalization,
    "per_bin": per_bin,
}


@dataclass(frozen=True)
class Interpolation:
    """``F(alpha)``: a polynomial between -1 and 1, ``(1+kappa)^alpha`` above, ``(1-kappa)^-alpha`` below.

    The polynomial of sixth order has the values and the first two derivatives of the exponentials at its ends.
    """

    up: np.ndarray
    down: np.ndarray
    coefficients: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, kappa: np.ndarray) -> Interpolation:
        """For factors ``1 + kappa`` and ``1 - kappa`` at one standard deviation."""
        up, down = np.log1p(kappa), np.log1p(-kappa)
        value = (kappa, -kappa)
        first = ((1 + kappa) * up, -(1 - kappa) * down)
        second = ((1 + kappa) * up**2, (1 - kappa) * down**2)
        odd, odd_1, odd_2 = (value[0] - value[1]) / 2, (first[0] + first[1]) / 2, (second[0] - second[1]) / 2
        even, even_1, even_2 = (value[0] + value[1]) / 2, (first[0] - first[1]) / 2, (second[0] + second[1]) / 2
        a_5 = (odd_2 - 3 * odd_1 + 3 * odd) / 8
        a_3 = (odd_1 - odd - 4 * a_5) / 2
        a_6 = (even_2 - 5 * even_1 + 8 * even) / 8
        a_4 = (even_1 - 2 * even - 4 * a_6) / 2
        return cls(up, down, (odd - a_3 - a_5, even - a_4 - a_6, a_3, a_4, a_5, a_6))

    @property
    def lowest(self) -> np.ndarray:
        """The modulus of alpha at which F is as small as numbers are."""
        return LARGEST_EXPONENT / -self.down

    def minus_one(self, alpha: Any, place: Any) -> Any:
        """``F - 1``."""
        inside = np.polynomial.polynomial.polyval(alpha, [np.zeros(len(alpha)), *self._at(place)], tensor=False)
        outside = np.expm1(np.where(alpha > 0, alpha * self.up[place], -alpha * self.down[place]))
        return np.where(np.abs(alpha) < 1, inside, outside)

    def slope(self, alpha: Any, place: Any) -> Any:
        """The derivative of F."""
        terms = [(k + 1) * a for k, a in enumerate(self._at(place))]
        inside = np.polynomial.polynomial.polyval(alpha, terms, tensor=False)
        rate = np.where(alpha > 0, self.up[place], -self.down[place])
        return np.where(np.abs(alpha) < 1, inside, rate * np.exp(alpha * rate))

    def _at(self, place: Any) -> list[Any]:
        return [a[place] for a in self.coefficients]


def _signals(
    model: Profile, profile: Callable[[Profile, np.ndarray], np.ndarray], wanted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Signals at which the profile has the values wanted.

    They are at least those with a known background, and at most those at which one bin without any background would
    suffice.
    """
    low, _ = signals_at(model.fractions, model.backgrounds, wanted)
    enough = model.backgrounds + largest_change(wanted[:, None], model.backgrounds)
    high = np.min(np.where(model.fractions > 0, enough / model.fractions, np.inf), axis=-1)

    def beyond(signal: Any, place: Any) -> Any:
        return profile(model.at(place), signal) - wanted[place]

    return increasing_roots(beyond, low, high)
