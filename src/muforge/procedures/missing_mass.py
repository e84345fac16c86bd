"""Searches for K -> mu nu X with an invisible X in bins of the missing mass squared.

Signals are events at unit coupling, one row a mass of X and one column a bin; they grow with the square of the
coupling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.procedures.likelihoods import signals_at
from muforge.procedures.roots import ULP

WIDTH = 0.004
"""Of the bins of NA62, in GeV^2."""
FIRST_BIN, LAST_BIN = 13, 36
TWO_SIGMA = 2.0
SUPPRESSED_ABOVE = 0.023
"""GeV^2: where a better photon veto halves the background."""

Kernel = Callable[..., tuple[Any, Any]]


def bin_edges(end: float) -> np.ndarray:
    """Edges of the bins of NA62 in GeV^2, from 0.052 to 0.148; a bin is cut at the end point if it is lower.

    Raises
    ------
    DomainError
        If the end point is below the first bin.
    """
    edges = WIDTH * np.arange(FIRST_BIN, LAST_BIN + 2)
    if end <= edges[0]:
        raise DomainError(f"the end point (m_K - m_mu)^2 is {end:g} GeV^2, below the first bin at {edges[0]:g} GeV^2")
    return np.append(edges[edges < end], min(end, edges[-1])) if end < edges[-1] else edges


def squared_coupling_by_likelihood(
    signals: np.ndarray, backgrounds: np.ndarray, statistic: Any = TWO_SIGMA**2
) -> tuple[np.ndarray, np.ndarray]:
    """Squared couplings with ``2 sum_i [S_i - B_i ln(1 + S_i/B_i)]`` equal to a statistic, and their errors.

    Infinite for masses without a signal in any bin.
    """
    found, error = np.full(len(signals), np.inf), np.zeros(len(signals))
    seen = np.any(signals > 0, axis=1) & np.all(np.isfinite(signals), axis=1)
    if seen.any():
        counts = np.broadcast_to(backgrounds, signals.shape)[seen]
        wanted = np.broadcast_to(np.asarray(statistic, dtype=float), len(signals))[seen]
        scale = signals[seen].max(axis=1)  # rates per squared coupling range over many decades
        solved, off = signals_at(signals[seen] / scale[:, None], counts, wanted)
        found[seen], error[seen] = solved / scale, off / scale
    return found, error


def squared_coupling_by_counting(
    signals: np.ndarray,
    backgrounds: np.ndarray,
    uncertainty: Any,
    line: str = "two_sigma",
    errors: np.ndarray | None = None,
) -> np.ndarray:
    """The smallest squared coupling over all cuts at the lower edge of a bin.

    Parameters
    ----------
    signals : ndarray
        Of shape (masses, bins).
    backgrounds : ndarray
        Of a shape that broadcasts to that of `signals`.
    uncertainty : float or ndarray
        Relative error kappa of the background, for each mass.
    line : str
        ``two_sigma``, or ``signal_equals_background``; ``two_sigma_halved_background`` halves all of it.
    errors : ndarray, optional
        Further errors of the background, independent in each bin.
    """
    squares = np.zeros(1) if errors is None else above_cuts(errors**2)
    signal, background = above_cuts(signals), above_cuts(backgrounds)
    kappa = np.asarray(uncertainty, dtype=float)[..., None]
    if line == "two_sigma_halved_background":
        background = background / 2
    needed = background if line == "signal_equals_background" else required_signal(background, kappa, squares)
    with np.errstate(divide="ignore"):
        return np.min(np.where(signal > 0, needed / signal, np.inf), axis=-1)


def above_cuts(events: np.ndarray) -> np.ndarray:
    """Events above cuts at the lower edges of the bins, which are the last axis."""
    return np.cumsum(events[..., ::-1], axis=-1)[..., ::-1]


def required_signal(background: Any, kappa: Any, squares: Any = 0.0) -> Any:
    """Events at two standard deviations, ``2 sqrt(B + kappa^2 B^2 + sigma^2)``."""
    return TWO_SIGMA * np.sqrt(background + (kappa * background) ** 2 + squares)


def _expected(
    m_X: Any,
    n_kaons: Any,
    acceptance: Any,
    photon_veto_inefficiency: Any,
    rate: Kernel,
    fraction_above: Kernel,
    bremsstrahlung: Kernel,
    m_K: Any,
    m_mu: Any,
    BR_K_mu_nu: Any,
) -> tuple[np.ndarray, np.ndarray]:
    """Signals at unit coupling and backgrounds, of shape (points, bins)."""
    edges = bin_edges(float((m_K - m_mu).flat[0] ** 2))
    mass = m_X.reshape(-1, 1)
    if np.any(mass**2 >= edges[-1]):
        raise DomainError(
            f"m_X = {mass.max():g} GeV; a mass below {np.sqrt(edges[-1]):.4g} GeV is expected, as the bins of the "
            f"missing mass squared end at {edges[-1]:g} GeV^2"
        )
    above = fraction_above(m_X=mass, m2_miss_min=edges)[0]
    decays = (n_kaons * acceptance * BR_K_mu_nu).reshape(-1, 1)
    signals = decays * rate(m_X=mass)[0] * -np.diff(above, axis=1)
    photons = bremsstrahlung(m2_miss_min=edges[:-1], m2_miss_max=edges[1:])[0]
    return signals, decays * photon_veto_inefficiency.reshape(-1, 1) * photons


def likelihood_coupling(boson: str, m_X: Any, **known: Any) -> tuple[Any, Any]:
    """The coupling excluded by the likelihood ratio in bins."""
    signals, backgrounds = _expected(m_X, **known)
    squared, error = squared_coupling_by_likelihood(signals, backgrounds)
    coupling = np.sqrt(squared)
    return coupling.reshape(m_X.shape), ((error / squared + 1e-11) * coupling / 2).reshape(m_X.shape)


def cut_and_count_coupling(
    boson: str, line: str, m_X: Any, background_uncertainty: Any, **known: Any
) -> tuple[Any, Any]:
    """The coupling reached by counting above the best cut."""
    signals, backgrounds = _expected(m_X, **known)
    squared = squared_coupling_by_counting(signals, backgrounds, background_uncertainty.ravel(), line)
    coupling = np.sqrt(squared).reshape(m_X.shape)
    return coupling, (1e-11 + signals.shape[1] * ULP) * coupling
