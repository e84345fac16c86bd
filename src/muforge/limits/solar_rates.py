"""A setup of solar neutrinos: recoils of electrons above an energy, in a mixture of flavours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values, entry
from muforge.compute.evaluate import evaluate
from muforge.errors import ArgumentError, DomainError, nearest
from muforge.limits.excluded import CouplingLimit, edges_of
from muforge.limits.measurements import Settings, number_of
from muforge.limits.model_point import ModelPoint
from muforge.limits.setups import named_limit

RATIO, COUNTS = "neutrino_electron_ratio", "beryllium_counts"
"""Quantities of models: neutrinos of one energy, and those of a line of 7Be."""
LINES = ("862_keV", "384_keV")


@dataclass(frozen=True)
class SolarSetup:
    """A measurement of the rate of nu e -> nu e of solar neutrinos, over that of the standard model.

    Parameters
    ----------
    name, about, source : str
    settings : mapping
        ``rate_ratio``, the largest ratio that is allowed; ``T_e_min``, the smallest recoil that counts, in GeV;
        ``E_nu``, the energy of the neutrinos, by default those of the two lines of 7Be; ``flavor_fractions``, weights
        of electron, muon and tau neutrinos, by default from ``survival_probability``, ``sin2_theta_23`` and ``octant``
        (as_given, lower, upper); ``mixing``, the mixing with the photon that loops induce (process, zero, tree), by
        default that of the model.
    """

    name: str
    about: str
    source: str
    settings: Settings

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings beyond which the rate stays above what was measured."""
        if not point.has(RATIO):
            raise DomainError(f"{self.name} measures {RATIO}, which {point.model} does not have: no limit")
        highest = number_of("rate_ratio", settings["rate_ratio"])
        if highest <= 0:
            raise DomainError(f"rate_ratio = {highest:g}; a ratio above 0 is expected")
        process: dict[str, Any] = {
            "T_e_min": number_of("T_e_min", settings["T_e_min"]),
            "flavor_fractions": _fractions(settings),
        }
        if settings["mixing"] is not None:
            process["mixing"] = _mixing(point, settings["mixing"])
        if settings["E_nu"] is None:
            self._check_seen(process, [_line_energy(point, line) for line in LINES], point)
            lines = _lines_seen(process, point)
            standard = sum(lines.values())

            def rate(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
                counts = (point.rate(COUNTS, process | {"line": line}, (), mass, coupling) for line in lines)
                return np.asarray(sum(counts) / standard)
        else:
            energy = number_of("E_nu", settings["E_nu"])
            if energy <= 0:
                raise DomainError(f"E_nu = {energy:g}; an energy above 0 GeV is expected")
            self._check_seen(process, [energy], point)

            def rate(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
                return point.rate(RATIO, process | {"E_nu": energy}, (), mass, coupling)

        low, high = np.full(len(masses), -np.inf), np.full(len(masses), highest)
        return named_limit(self, point, masses, edges_of(masses, rate, low, high))

    def _check_seen(self, process: Settings, energies: list[float], point: ModelPoint) -> None:
        """Refuse a threshold that no recoil is above."""
        m_e = constant_values(point.constants)["m_e"]
        largest = max(2 * E**2 / (m_e + 2 * E) for E in energies)
        if not 0 <= process["T_e_min"] < largest:
            raise DomainError(
                f"T_e_min = {process['T_e_min']:g} GeV; expected at least 0 and below the largest recoil, "
                f"{largest:.4g} GeV: else nothing is ever seen"
            )


def _fractions(settings: Settings) -> list[float]:
    """Weights of the three flavours."""
    given = settings["flavor_fractions"]
    if given is None:
        names = ("survival_probability", "sin2_theta_23")
        numbers: dict[str, Any] = {name: number_of(name, settings[name]) for name in names}
        return list(evaluate("neutrino.flavor_fractions", octant=settings["octant"], **numbers))
    weights = [number_of("flavor_fractions", weight) for weight in np.ravel(given)]
    if len(weights) != 3 or min(weights) < 0 or sum(weights) == 0:
        raise DomainError(
            f"flavor_fractions = {weights}; weights of electron, muon and tau neutrinos are expected, not below 0 and "
            "not all 0"
        )
    return weights


def _mixing(point: ModelPoint, mixing: Any) -> str:
    """A mixing that the model can have."""
    argument = next(a for a in entry(f"{point.model}.{RATIO}").arguments if a.name == "mixing")
    if mixing not in argument.choices:
        raise ArgumentError(
            f"mixing = {mixing!r}{nearest(str(mixing), map(str, argument.choices))}; {point.model} has "
            f"{', '.join(map(str, argument.choices))}"
        )
    return str(mixing)


def _line_energy(point: ModelPoint, line: str) -> float:
    """Energy of a line of 7Be."""
    name = {"862_keV": "beryllium_line_energy", "384_keV": "beryllium_weak_line_energy"}[line]
    return float(constant_values(point.constants)[name])


def _lines_seen(process: Settings, point: ModelPoint) -> dict[str, float]:
    """Counts of the standard model in the lines of which recoils are seen."""
    given = {name: process[name] for name in ("T_e_min", "flavor_fractions")}
    counts = {
        line: evaluate("neutrino.beryllium_counts", line=line, constants=point.constants, **given) for line in LINES
    }
    return {line: float(count) for line, count in counts.items() if count > 0}
