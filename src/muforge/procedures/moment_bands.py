"""Couplings that the muon's anomalous magnetic moment allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from muforge.errors import DomainError

ULP = 2.0**-52


def band(
    boson: str,
    edge: str,
    m_X: Any,
    measurements: Any,
    measurement_errors: Any,
    prediction: Any,
    prediction_error: Any,
    n_sigma: Any,
    shift_of_unit_coupling: Callable[..., tuple[Any, Any]],
) -> tuple[Any, Any]:
    """One edge of the band of couplings: 0 where every smaller coupling is allowed."""
    weights = measurement_errors**-2
    total = np.sum(weights, axis=-1)
    differences = measurements - prediction[..., None]  # exact where the values nearly agree
    discrepancy = np.sum(weights * differences, axis=-1) / total
    sigma = np.sqrt(1 / total + prediction_error**2)
    shift = discrepancy + (n_sigma if edge == "upper" else -n_sigma) * sigma
    if edge == "upper" and np.any(shift <= 0):
        place = np.unravel_index(np.argmin(shift), np.shape(shift))
        raise DomainError(
            f"the discrepancy is {discrepancy[place]:.3g} +- {sigma[place]:.3g}: a {boson} shifts a_mu up, and with "
            f"n_sigma = {n_sigma[place]:g} no coupling is allowed"
        )
    unit, unit_error = shift_of_unit_coupling()
    coupling = np.where(shift > 0, np.sqrt(np.abs(shift) / unit), 0.0)
    rounding = 4 * ULP * np.max(np.abs(measurements), axis=-1) / np.maximum(np.abs(shift), np.finfo(float).tiny)
    return coupling, coupling * (0.5 * (rounding + np.abs(unit_error / unit)) + 8 * ULP)
