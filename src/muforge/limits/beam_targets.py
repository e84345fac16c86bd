"""Beams on targets: the bosons that they give at one mass, for a coupling of 1 to the lepton of the beam.

Every number is a setting, so that a user can replace it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from muforge.catalogue.lookup import constant_values, entry
from muforge.compute.evaluate import evaluate_quietly
from muforge.compute.input_checks import check_choice
from muforge.errors import DomainError, ValidityWarning
from muforge.limits.measurements import Settings, number_of
from muforge.procedures.emitted_bosons import (
    Emitted,
    Leptons,
    bosons_from,
    constant_loss,
    least_lepton_energy,
    one_energy,
    shower_loss,
)

IMPROVED = "improved_weizsaecker_williams"
TOLERANCE = 1e-5
"""Of integrals over angles and momentum transfers; limits need no more."""
Constants = Mapping[str, float] | None


class Target(Protocol):
    """A beam and what it hits."""

    @property
    def lepton(self) -> str:
        """The lepton of the beam."""

    @property
    def settings(self) -> Settings:
        """What a caller may set, and the defaults."""

    def emitted(self, boson: str, mass: float, settings: Settings, constants: Constants, outside: str) -> Emitted:
        """The bosons of one mass that the whole beam gives."""


def positive(settings: Settings, name: str) -> float:
    """A setting that is a number above 0."""
    return number_of(name, settings[name], above=0)


def not_negative(settings: Settings, name: str) -> float:
    """A setting that is a number of at least 0."""
    return number_of(name, settings[name], at_least=0)


@dataclass(frozen=True)
class _Hit:
    """The leptons of a beam that emit bosons of one mass on a kind of nuclei."""

    lepton: str
    boson: str
    method: str
    mass: float
    target: str
    constants: Constants

    @property
    def table(self) -> Mapping[str, float]:
        return constant_values(self.constants)

    @property
    def m_l(self) -> float:
        return float(self.table["m_e" if self.lepton == "electron" else "m_mu"])

    def per_gram(self) -> float:
        """Nuclei in a gram."""
        return float(self.table["avogadro"] / self.table[f"A_{self.target}"])

    def least(self, E_min: float) -> np.ndarray:
        """Energy of a lepton from which on it emits a boson of at least E_min."""
        return least_lepton_energy(*(np.array([v]) for v in (self.mass, self.m_l, E_min)))

    def spectrum(self, outside: str = "warn") -> Callable[..., tuple[Any, Any]]:
        """dsigma/dx for coupling 1; approximations are those at the energy of the beam, which the caller checks."""
        name = "fixed_target.differential_cross_section"
        options: dict[str, Any] = {"method": self.method, "tolerance": TOLERANCE}
        if self.method == IMPROVED:
            name, options = "beam_dump.emission_spectrum", {"lepton": self.lepton}

        def at(E_beam: Any, x: Any, m_X: Any) -> tuple[Any, Any]:
            inputs = {"boson": self.boson, "target": self.target, "E_beam": E_beam, "x": x, "m_X": m_X, "g": 1.0}
            return evaluate_quietly(name, constants=self.constants, outside=outside, **options, **inputs), 0.0

        return at

    def bosons(self, E_beam: float, leptons: Leptons, E_min: float, outside: str) -> Emitted:
        """The bosons of leptons by their energy."""
        if E_beam > self.m_l:
            self.spectrum(outside)(E_beam=E_beam, x=0.5, m_X=self.mass)
        mass, m_l, least = (np.array([value]) for value in (self.mass, self.m_l, E_min))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ValidityWarning)
            return bosons_from(leptons, self.spectrum(), mass, m_l, least)


def _hit(lepton: str, boson: str, mass: float, settings: Settings, constants: Constants) -> _Hit:
    """A beam on nuclei; refuses targets and methods that there are not."""
    method = str(settings.get("method", IMPROVED))
    spectrum = entry("fixed_target.differential_cross_section")
    for name in ("target", "method"):
        if name in settings:
            argument = next(a for a in spectrum.arguments if a.name == name)
            check_choice(name, argument, settings[name])
    return _Hit(lepton, boson, method, mass, str(settings["target"]), constants)


@dataclass(frozen=True)
class ThinMuonTarget:
    """Muons that keep their energy; X takes at least the fraction x_min of it."""

    settings: Settings
    lepton: str = "muon"

    def emitted(self, boson: str, mass: float, settings: Settings, constants: Constants, outside: str) -> Emitted:
        hit = _hit(self.lepton, boson, mass, settings, constants)
        E_beam, x_min = positive(settings, "E_beam"), not_negative(settings, "x_min")
        leptons = one_energy(np.array([E_beam]), hit.least(x_min * E_beam))
        found = hit.bosons(E_beam, leptons, x_min * E_beam, outside)
        return found.times(positive(settings, "muons_on_target") * positive(settings, "column_density_cm2"))


@dataclass(frozen=True)
class MuonDump:
    """Muons that lose all energy at a constant rate; those below E_min are not followed."""

    settings: Settings
    lepton: str = "muon"

    def emitted(self, boson: str, mass: float, settings: Settings, constants: Constants, outside: str) -> Emitted:
        hit = _hit(self.lepton, boson, mass, settings, constants)
        E_beam, E_min = positive(settings, "E_beam"), not_negative(settings, "E_min")
        if E_min > E_beam:
            raise DomainError(f"E_min = {E_min:g}, E_beam = {E_beam:g}; muons are followed down to E_min, below E_beam")
        leptons = constant_loss(np.array([E_beam]), np.array([E_min]), hit.least(0.0))
        nuclei = positive(settings, "density_g_cm3") * hit.per_gram() / positive(settings, "energy_loss_GeV_cm")
        return hit.bosons(E_beam, leptons, 0.0, outside).times(positive(settings, "muons_on_target") * nuclei)


@dataclass(frozen=True)
class ElectronDump:
    """Electrons that lose their energy in showers; X has at least the energy E_min."""

    settings: Settings
    lepton: str = "electron"

    def emitted(self, boson: str, mass: float, settings: Settings, constants: Constants, outside: str) -> Emitted:
        hit = _hit(self.lepton, boson, mass, settings, constants)
        argument = next(a for a in entry("beam_dump.electron_dump_events").arguments if a.name == "energy_loss")
        loss = str(check_choice("energy_loss", argument, settings["energy_loss"]))
        E_beam, E_min = positive(settings, "E_beam"), not_negative(settings, "E_min")
        thickness = np.array([positive(settings, "target_radiation_lengths")])
        leptons = shower_loss(loss, np.array([E_beam]), hit.least(E_min), thickness)
        nuclei = positive(settings, "radiation_length_g_cm2") * hit.per_gram()
        return hit.bosons(E_beam, leptons, E_min, outside).times(positive(settings, "electrons_on_target") * nuclei)
