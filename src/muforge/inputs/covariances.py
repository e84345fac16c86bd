"""Covariance matrices of users."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.inputs.numbers import float_array

ROUNDING = 1e-12
"""Relative asymmetry, and negative eigenvalues over the largest one, that rounding may leave."""


def checked_covariance(what: str, given: Any, count: int, *, semidefinite: bool = False) -> np.ndarray:
    """A covariance matrix, from a matrix or from standard errors.

    Parameters
    ----------
    what : str
        Of what, for errors.
    given : array
        A matrix, or a list of standard errors.
    count : int
        How many values there are.
    semidefinite : bool
        Whether values without an error, and fully correlated ones, are allowed.

    Raises
    ------
    TypeError
        If it is no array of numbers.
    ValueError
        For another shape, negative errors, and matrices that are not symmetric or not positive.
    """
    array = float_array(f"covariance of {what}", given, "1", "a matrix or a list of standard errors is expected")
    if array.shape not in ((count,), (count, count)):
        raise DomainError(
            f"covariance of {what} has shape {array.shape}; {count} standard errors or a matrix of {count} x {count} "
            "is expected"
        )
    if not np.isfinite(array).all():
        raise DomainError(f"covariance of {what}: element {_first(~np.isfinite(array))} is not finite")
    if array.ndim == 1:
        wrong = array < 0 if semidefinite else array <= 0
        if wrong.any():
            least = "at least 0" if semidefinite else "above 0"
            place = int(np.argmax(wrong))
            raise DomainError(f"error {place + 1} of {what} is {array[place]:g}; standard errors {least} are expected")
        return np.diag(array**2)
    scale = np.sqrt(np.abs(np.outer(np.diag(array), np.diag(array))))
    uneven = np.abs(array - array.T) > ROUNDING * np.maximum(scale, np.finfo(float).tiny)
    if uneven.any():
        raise DomainError(f"covariance of {what} is not symmetric, e.g. at element {_first(uneven)}")
    _check_positive(what, array, semidefinite)
    return array


def _check_positive(what: str, matrix: np.ndarray, semidefinite: bool) -> None:
    variances = np.diag(matrix)
    if (variances < 0).any():
        place = int(np.argmax(variances < 0))
        raise DomainError(f"covariance of {what} has the variance {variances[place]:g} at place {place + 1}")
    with np.errstate(all="ignore"):
        deviations = np.where(variances > 0, np.sqrt(variances), 1.0)
    lowest = float(np.linalg.eigvalsh(matrix / np.outer(deviations, deviations))[0])
    allowed = -len(matrix) * ROUNDING if semidefinite else len(matrix) * ROUNDING
    if lowest < allowed:
        raise DomainError(
            f"covariance of {what} is not positive: the smallest eigenvalue of its correlations is {lowest:.3g}"
        )


def _first(where: np.ndarray) -> str:
    return ", ".join(str(i + 1) for i in np.argwhere(where)[0])
