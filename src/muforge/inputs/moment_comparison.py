"""The muon's anomalous magnetic moment as measured, and as predicted: discrepancy, error, shifts that are allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from muforge.errors import DomainError, nearest
from muforge.inputs.covariances import checked_covariance
from muforge.inputs.numbers import list_of, number_of
from muforge.symbolic.nature.moments import (
    DEFAULT_EXPERIMENT,
    DEFAULT_THEORY,
    EXPERIMENTS,
    THEORIES,
    UNIT,
    values,
)


@dataclass(frozen=True)
class Comparison:
    """Measured values and a prediction of a_mu.

    Parameters
    ----------
    measurements : sequence of float
        Absolute values, such as 116592071.5e-11.
    covariance : array or sequence of float
        Covariance matrix of the measurements, or their standard errors if they are not correlated.
    prediction, prediction_error : float
    name : str
        What is compared.

    Raises
    ------
    ValueError
        For covariances that are not symmetric and positive definite, errors that are not positive, lengths that differ.

    Examples
    --------
    >>> from muforge.gminus2 import Comparison
    >>> round(Comparison.of("2021", "WP20").significance, 4)
    4.2205
    >>> Comparison.of().has_band()
    False
    """

    measurements: Sequence[float]
    covariance: Any
    prediction: float
    prediction_error: float
    name: str = "own values"
    _matrix: np.ndarray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        measured = list_of("measurements", self.measurements)
        count = len(measured)
        object.__setattr__(self, "_matrix", checked_covariance("measurements", self.covariance, count))
        number_of("prediction", self.prediction)
        number_of("prediction_error", self.prediction_error, at_least=0)

    @classmethod
    def of(cls, experiment: str = DEFAULT_EXPERIMENT, theory: str = DEFAULT_THEORY) -> Comparison:
        """Named sets: see `muforge.gminus2.experiments` and `muforge.gminus2.theories`."""
        for what, name, known in (("experiment", experiment, EXPERIMENTS), ("theory", theory, THEORIES)):
            if name not in known:
                raise DomainError(f"{what} = {name!r}{nearest(str(name), known)}; sets are {', '.join(known)}")
        table = values()
        members, predicted = [table[key] for key in EXPERIMENTS[experiment]], table[theory]
        return cls(
            [member.value * UNIT for member in members],
            [member.error * UNIT for member in members],
            predicted.value * UNIT,
            predicted.error * UNIT,
            f"experiment {experiment}, theory {theory}",
        )

    @property
    def mean(self) -> float:
        """Mean of the measurements with the smallest error, with their correlations."""
        return float(self._weights @ np.asarray(self.measurements, dtype=float))

    @property
    def mean_error(self) -> float:
        """Its standard error."""
        return float(np.sqrt(self._weights @ self._matrix @ self._weights))

    @property
    def _weights(self) -> np.ndarray:
        solved = np.linalg.solve(self._matrix, np.ones(len(self.measurements)))
        return np.asarray(solved / solved.sum())

    @property
    def chi_squared(self) -> float:
        """Of the measurements about their mean, with one degree of freedom less than there are measurements."""
        off = np.asarray(self.measurements, dtype=float) - self.mean
        return float(off @ np.linalg.solve(self._matrix, off))

    @property
    def discrepancy(self) -> float:
        """Measured minus predicted."""
        differences = np.asarray(self.measurements, dtype=float) - self.prediction  # exact: the values nearly agree
        return float(self._weights @ differences)

    @property
    def error(self) -> float:
        """Standard error of the discrepancy."""
        return float(np.hypot(self.mean_error, self.prediction_error))

    @property
    def significance(self) -> float:
        """The discrepancy in standard errors."""
        return self.discrepancy / self.error

    def shift(self, n_sigma: float = 0.0) -> float:
        """The discrepancy and n_sigma standard errors more: the shift of a_mu at an edge of the allowed band."""
        return self.discrepancy + n_sigma * self.error

    def has_band(self, n_sigma: float = 2.0) -> bool:
        """Whether no shift is excluded by n_sigma standard errors; otherwise there is an upper limit alone."""
        return self.shift(-n_sigma) > 0

    @property
    def inputs(self) -> dict[str, Any]:
        """The four numbers that quantities take; correlated measurements are replaced by their mean."""
        diagonal = np.diag(np.diag(self._matrix))
        alone = np.array_equal(self._matrix, diagonal)
        measured = list(self.measurements) if alone else [self.mean]
        errors = np.sqrt(np.diag(self._matrix)).tolist() if alone else [self.mean_error]
        return {
            "measurements": measured,
            "measurement_errors": errors,
            "prediction": self.prediction,
            "prediction_error": self.prediction_error,
        }
