"""Integrals over the energy of K(s) R(s)/s, by Gauss rules between breaks.

Each integral is done with two rules; their difference is the error.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

Part = Callable[..., tuple[Any, Any]]
Integrand = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
RULES = (20, 30)
"""Nodes of the two rules between neighbouring breaks."""
ULP = 2.0**-52
AROUND_NARROW = (-64.0, -16.0, -4.0, -1.0, 0.0, 1.0, 4.0, 16.0, 64.0)
AROUND_BROAD = (-1.0, 0.0, 1.0)
"""Distances of breaks from resonances, in units of their widths."""
CHARM, BOTTOM = 1.5, 4.8
"""Energies in GeV at which the number of flavours that run changes."""
PANELS = 12
"""Equal parts of the logarithm of the energy in which K is followed."""


def two_pion_contribution(
    sqrt_s_min: Any, sqrt_s_max: Any, m_pi: Any, alpha: Any, form_factor: Part, kernel: Part, **resonances: Any
) -> tuple[Any, Any]:
    """R of two pions from the form factor; breaks at every resonance, and an even rule at the threshold."""
    threshold = 2 * m_pi
    low, high = (np.maximum(end, threshold * (1 + 4 * ULP)) for end in (sqrt_s_min, sqrt_s_max))
    places = [
        resonances[f"{name}_m"] + distance * resonances[f"{name}_Gamma"]
        for name, distances in (
            ("omega", AROUND_NARROW),
            *((name, AROUND_BROAD) for name in ("rho", "rho_prime", "rho_double_prime", "rho_triple_prime")),
        )
        for distance in distances
    ]

    def integrand(root: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        energy = threshold[..., None] + root**2  # powers of the velocity are smooth in the root
        squared, error = form_factor(sqrt_s=energy, **{name: value[..., None] for name, value in resonances.items()})
        velocity = np.sqrt(root**2 * (energy + threshold[..., None])) / energy
        weight = 2 * root * velocity**3 / 4
        value, more = _weighted(energy, squared * weight, error * weight, kernel)
        return value, more

    def root_of(energy: Any) -> np.ndarray:
        return np.asarray(np.sqrt(np.maximum(energy - threshold, 0.0)))

    breaks = [root_of(np.clip(place, low, high)) for place in (low, *places, high)]
    return _scaled(alpha, _integral(integrand, np.stack(np.broadcast_arrays(*breaks), axis=-1)))


def constant_r_contribution(
    r_ratio: Any, sqrt_s_min: Any, sqrt_s_max: Any, alpha: Any, kernel: Part
) -> tuple[Any, Any]:
    """The kernel alone, over the logarithm of the energy."""

    def integrand(logarithm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        energy = np.exp(logarithm)
        return _weighted(energy, energy * r_ratio[..., None], 0.0 * energy, kernel)

    return _scaled(alpha, _integral(integrand, _logarithmic(sqrt_s_min, sqrt_s_max)))


def perturbative_contribution(
    sqrt_s_min: Any, sqrt_s_max: Any, n_quark_flavors: Any, alpha: Any, quarks: Part, kernel: Part
) -> tuple[Any, Any]:
    """R of quarks, whose coupling has kinks where the flavours change."""

    def integrand(logarithm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        energy = np.exp(logarithm)
        ratio, error = quarks(sqrt_s=energy, n_quark_flavors=n_quark_flavors[..., None])
        return _weighted(energy, energy * ratio, energy * error, kernel)

    return _scaled(alpha, _integral(integrand, _logarithmic(sqrt_s_min, sqrt_s_max, CHARM, BOTTOM)))


def _weighted(energy: np.ndarray, ratio: Any, error: Any, kernel: Part) -> tuple[np.ndarray, np.ndarray]:
    """``2 K R/E``, the integrand over the energy, and its error."""
    weight, more = kernel(s=energy**2)
    return 2 * weight * ratio / energy, 2 * np.abs(weight * error + more * ratio) / energy


def _logarithmic(low: Any, high: Any, *kinks: float) -> np.ndarray:
    """Breaks in the logarithm of the energy."""
    start, stop = np.log(low), np.log(high)
    places = [start + (stop - start) * k / PANELS for k in range(PANELS + 1)]
    places += [np.clip(np.log(kink), start, stop) for kink in kinks]
    return np.stack(np.broadcast_arrays(*places), axis=-1)


def _integral(integrand: Integrand, breaks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The integral from the first to the last break of each element, and its error."""
    breaks = np.sort(breaks, axis=-1)
    centre, half = (breaks[..., 1:] + breaks[..., :-1]) / 2, (breaks[..., 1:] - breaks[..., :-1]) / 2
    sums = []
    for count in RULES:
        nodes, weights = _gauss(count)
        places = centre[..., None] + half[..., None] * nodes
        flat = places.reshape(*places.shape[:-2], -1)
        value, error = integrand(flat)
        spread = (half[..., None] * weights).reshape(flat.shape)
        sums.append((np.sum(spread * value, axis=-1), np.sum(spread * error, axis=-1)))
    (coarse, _), (fine, error) = sums
    return fine, np.abs(fine - coarse) + error + 16 * ULP * np.abs(fine)


def _scaled(alpha: Any, found: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    factor = alpha**2 / (3 * np.pi**2)
    return factor * found[0], factor * found[1]


@cache
def _gauss(count: int) -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(count)
