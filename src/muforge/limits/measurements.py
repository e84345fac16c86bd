"""What was measured of a rate: the smallest and the largest rate that is allowed at each mass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from muforge.errors import ArgumentError, DomainError
from muforge.inputs.numbers import number_of
from muforge.limits.published import Limit, read_limit

Settings = Mapping[str, Any]
"""What a caller may set, and the values."""


class Measurement(Protocol):
    """What was measured of a rate."""

    @property
    def settings(self) -> Settings:
        """Settings of the prescription and their defaults."""

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        """The smallest and the largest rate that is allowed at each mass; NaN where nothing was measured."""


@dataclass(frozen=True)
class Counted:
    """A number with a Gaussian error: allowed within `n_sigma` errors."""

    value: float
    error: float
    n_sigma: float = 1.96

    @property
    def settings(self) -> Settings:
        return {"value": self.value, "error": self.error, "n_sigma": self.n_sigma}

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        value, error, n_sigma = (number_of(name, settings[name]) for name in ("value", "error", "n_sigma"))
        if error <= 0 or n_sigma <= 0:
            raise DomainError(f"error = {error:g}, n_sigma = {n_sigma:g}; both are above 0")
        ones = np.ones(len(masses))
        return (value - n_sigma * error) * ones, (value + n_sigma * error) * ones


@dataclass(frozen=True)
class UpperLimit:
    """A limit on a rate that is the same at all masses."""

    value: float

    @property
    def settings(self) -> Settings:
        return {"rate_limit": self.value}

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        return _up_to("rate_limit", settings, masses)


@dataclass(frozen=True)
class Reach:
    """A number of standard deviations at which a signal counts as seen."""

    n_sigma: float

    @property
    def settings(self) -> Settings:
        return {"n_sigma": self.n_sigma}

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        return _up_to("n_sigma", settings, masses)


def _up_to(name: str, settings: Settings, masses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rates up to the value of a setting."""
    value = number_of(name, settings[name])
    if value <= 0:
        raise DomainError(f"{name} = {value:g}; a number above 0 is expected")
    return np.full(len(masses), -np.inf), np.full(len(masses), value)


@dataclass(frozen=True)
class Moment:
    """The anomalous magnetic moment of the muon, measured less predicted."""

    experiment: str
    theory: str
    n_sigma: float = 2.0

    @property
    def settings(self) -> Settings:
        return {"experiment": self.experiment, "theory": self.theory, "n_sigma": self.n_sigma}

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        from muforge.inputs.moment_comparison import Comparison

        compared = Comparison.of(str(settings["experiment"]), str(settings["theory"]))
        shift = Counted(compared.discrepancy, compared.error, number_of("n_sigma", settings["n_sigma"]))
        return shift.allowed(masses, shift.settings)


@dataclass(frozen=True)
class Tabulated:
    """Upper limits on a rate in a table of the user's: mass in GeV, and the limit in the unit of the rate.

    Between masses the logarithm of the limit is linear in that of the mass.  ``factor`` multiplies the limits: 1e-3
    for a table in fb of a rate in pb.
    """

    @property
    def settings(self) -> Settings:
        return {"table": None, "factor": 1.0}

    def allowed(self, masses: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
        table = settings["table"]
        if table is None:
            raise ArgumentError(
                "this setup needs the published limits: table=FILE with two columns, mass in GeV and the limit on the "
                "rate"
            )
        given = table if isinstance(table, Limit) else read_limit(table, str(table))
        if np.any(np.diff(given.mass) <= 0):
            raise DomainError(f"{given.reference}: masses that ascend are expected, each of them once")
        logarithms = np.log(given.coupling)
        limits = np.exp(np.interp(np.log(masses), np.log(given.mass), logarithms, left=np.nan, right=np.nan))
        return np.full(len(masses), -np.inf), limits * number_of("factor", settings["factor"])
