"""How well uncorrelated measurements agree with their weighted average."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.procedures.roots import ULP


def chi_squared(values: Any, errors: Any) -> tuple[Any, Any]:
    """Sum of squared deviations from the inverse-variance mean, in units of the errors."""
    relative = (values - values[..., :1], errors / np.min(errors, axis=-1, keepdims=True))
    weights = relative[1] ** -2.0
    mean = np.sum(relative[0] * weights, axis=-1, keepdims=True) / np.sum(weights, axis=-1, keepdims=True)
    result = np.sum(((relative[0] - mean) / errors) ** 2, axis=-1)
    return result, (8 + values.shape[-1]) * ULP * result


def chi_squared_p_value(values: Any, errors: Any) -> tuple[Any, Any]:
    """Probability of a larger chi squared; 1 for a single value, which has no degree of freedom."""
    from scipy.special import chdtrc

    degrees = values.shape[-1] - 1
    if degrees == 0:
        return np.ones(values.shape[:-1]), np.zeros(values.shape[:-1])
    found, error = chi_squared(values, errors)
    result = chdtrc(degrees, found)
    # d log p/d chi^2 lies between -1/2 and 0 at large chi^2; at small chi^2 p is close to 1
    return result, (64 * ULP + error) * result
