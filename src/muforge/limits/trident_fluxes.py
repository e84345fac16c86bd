"""Trident rates of a model averaged over a flux of neutrinos.

The rate over that of the standard model is smooth in the logarithm of the energy.  Its average, weighted with the flux
times the standard model's cross section, is a Gauss rule for that weight, with few energies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from muforge.compute.evaluate import evaluate_quietly
from muforge.errors import DomainError
from muforge.inputs.neutrino_fluxes import Flux

RULE_POINTS = 4
SPLINE_POINTS = 24
GRID_POINTS = 400
ABOVE_THRESHOLD = 1e-2
LOWEST = 0.25
"""In GeV: energies below are too close to the threshold of two muons to count."""


def energies_and_weights(
    flux: Flux, target: str, constants: Mapping[str, float] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Energies in GeV at which to compute rates over the standard model's, and weights whose sum is 1.

    Raises
    ------
    DomainError
        If the flux has no neutrinos that produce pairs of muons.
    """
    from scipy.interpolate import CubicSpline

    low, high = max(flux.energies[0], LOWEST), flux.energies[-1]
    if high <= low:
        raise DomainError(f"{flux.source}: the flux ends at {high:g} GeV; pairs of muons need more than {LOWEST:g} GeV")
    x = np.linspace(np.log(low), np.log(high), SPLINE_POINTS)
    standard = evaluate_quietly(
        "trident.coherent_cross_section",
        neutrino="nu_mu",
        pair="mu_mu",
        target=target,
        E_nu=np.exp(x),
        constants=constants,
    )
    grid = np.linspace(x[0], x[-1], GRID_POINTS)
    E = np.exp(grid)
    weight = np.exp(CubicSpline(x, np.log(standard))(grid)) * np.interp(E, flux.energies, flux.fluxes) * E
    weight[[0, -1]] /= 2
    if not np.sum(weight) > 0:
        raise DomainError(f"{flux.source}: the flux is 0 above {low:g} GeV, where pairs of muons are produced")
    nodes, weights = _gauss_rule(grid, weight / np.sum(weight), RULE_POINTS)
    return np.exp(nodes), weights


def _gauss_rule(x: np.ndarray, weight: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of the Gauss rule of a discrete measure with the sum 1, by the Stieltjes procedure."""
    before, now, norm = np.zeros_like(x), np.ones_like(x), 1.0
    diagonal, beside = np.zeros(count), np.zeros(count)
    for k in range(count):
        diagonal[k] = np.sum(weight * x * now**2) / norm
        following = (x - diagonal[k]) * now - beside[k - 1] * before if k else (x - diagonal[k]) * now
        before, now = now, following
        new_norm = float(np.sum(weight * now**2))
        if k < count - 1:
            beside[k] = new_norm / norm
        norm = new_norm
    from scipy.linalg import eigh_tridiagonal

    nodes, vectors = eigh_tridiagonal(diagonal, np.sqrt(beside[: count - 1]))
    return nodes, vectors[0] ** 2


def averaged(values: Any, weights: np.ndarray) -> np.ndarray:
    """The average over the energies, which are the last axis."""
    return np.asarray(np.sum(np.asarray(values) * weights, axis=-1))
