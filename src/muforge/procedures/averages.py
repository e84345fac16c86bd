"""How well uncorrelated measurements agree with their weighted average."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.procedures.roots import ULP


def chi_squared(values: Any, errors: Any) -> tuple[Any, Any]:
    """Sum of squared deviations from the inverse-variance mean, in units of the errors."""
    differences = values - values[..., :1]  # exact for values that are close to each other
    weights = (errors / np.min(errors, axis=-1, keepdims=True)) ** -2.0
    mean = np.sum(differences * weights, axis=-1, keepdims=True) / np.sum(weights, axis=-1, keepdims=True)
    result = np.sum(((differences - mean) / errors) ** 2, axis=-1)
    return result, (8 + values.shape[-1]) * ULP * result


def chi_squared_p_value(values: Any, errors: Any) -> tuple[Any, Any]:
    """Probability of a larger chi squared; 1 for a single value, which has no degree of freedom."""
    from scipy.special import chdtrc

    degrees = values.shape[-1] - 1
    if degrees == 0:
        return np.ones(values.shape[:-1]), np.zeros(values.shape[:-1])
    found, error = chi_squared(values, errors)
    result = chdtrc(degrees, found)
    # an error of chi squared changes log p by half of it at most where chi squared is large
    return result, (64 * ULP + error) * result
