"""Bands of couplings from the one-loop integral, with 30 digits."""

from __future__ import annotations

import mpmath


def band(
    boson: str,
    edge: str,
    m_X: float,
    measurements: list[float],
    measurement_errors: list[float],
    prediction: float,
    prediction_error: float,
    n_sigma: float,
    m_mu: float,
) -> float:
    """One edge of the band: the coupling whose shift is the discrepancy and n_sigma standard errors more or less."""
    with mpmath.workdps(30):
        weights = [1 / mpmath.mpf(error) ** 2 for error in measurement_errors]
        mean = mpmath.fdot(weights, measurements) / mpmath.fsum(weights)
        sigma = mpmath.sqrt(1 / mpmath.fsum(weights) + mpmath.mpf(prediction_error) ** 2)
        shift = mean - prediction + (n_sigma if edge == "upper" else -n_sigma) * sigma
        if shift <= 0:
            return 0.0
        R = (mpmath.mpf(m_X) / m_mu) ** 2
        numerator = (lambda z: (1 - z) ** 2 * (1 + z)) if boson == "scalar" else (lambda z: 2 * z * (1 - z) ** 2)
        # the integrand changes at z = 1/R for heavy bosons, and at 1 - z = sqrt(R) for light ones
        narrow, rest = min(mpmath.mpf(1) / 2, 1 / R), min(mpmath.mpf(1) / 2, mpmath.sqrt(R))
        places = {mpmath.mpf(0), narrow / 100, narrow, mpmath.sqrt(narrow), 1 - rest, 1 - rest / 100, mpmath.mpf(1)}
        loop = mpmath.quad(lambda z: numerator(z) / ((1 - z) ** 2 + z * R), sorted(places))
        return float(mpmath.sqrt(8 * mpmath.pi**2 * shift / loop))
