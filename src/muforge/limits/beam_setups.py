"""Experiments with a beam on a target: the events that any model gives there, and the couplings that they exclude."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values, entry
from muforge.compute.evaluate import evaluate_quietly
from muforge.compute.input_checks import check_choice
from muforge.errors import DomainError, ValidityError
from muforge.limits.beam_targets import Target, not_negative, positive
from muforge.limits.excluded import CouplingLimit, edges_of
from muforge.limits.measurements import Settings, number_of
from muforge.limits.model_point import INVISIBLE, ModelPoint
from muforge.limits.setups import named_limit
from muforge.procedures.emitted_bosons import Emitted

SPECTRUM = "emission_spectrum"
ALL, UNSEEN = "all", "unseen"
VISIBLE = ("electron", "muon", "tau", "photons", "pions", "hadrons")
"""Channels that setups name for all models; those that a model does not have count for nothing."""
ENDLESS = 1e30
"""Length in metres in which everything decays."""
AT_ONCE = 64
"""Couplings for which the decay probabilities at all energies are held in memory at a time."""
MIDDLE, ABOVE = 0.5, 4.0
"""Where production is compared with that for a coupling of 1: fraction, and energy over the masses."""


@dataclass(frozen=True)
class BeamSetup:
    """A beam on a target, and decays behind it or X that escapes.

    Parameters
    ----------
    name, about, source : str
    beam : Target
    seen : mapping
        Settings of what counts, and defaults.  ``decays``: ``all`` bosons; ``invisible`` decays; ``unseen``, which are
        these and visible ones behind ``detector_length_m``; or channels of decays between ``shield_length_m`` and
        ``decay_volume_length_m`` farther.  ``efficiency`` times the events is ``n_events`` at the limit.
    """

    name: str
    about: str
    source: str
    beam: Target
    seen: Settings = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """What a caller may set, and the defaults."""
        return dict(self.beam.settings) | dict(self.seen)

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings at which more than `n_events` are expected."""
        allowed = np.full(len(masses), positive(settings, "n_events"))
        edges = edges_of(masses, self._rate(point, settings), np.full(len(masses), -np.inf), allowed)
        return named_limit(self, point, masses, edges)

    def events(self, point: ModelPoint, masses: Any, couplings: Any, settings: Settings) -> np.ndarray:
        """Events that are expected at masses and couplings, which broadcast; NaN where a rate is not defined."""
        return self._rate(point, settings)(np.asarray(masses, dtype=float), np.asarray(couplings, dtype=float))

    def _rate(self, point: ModelPoint, settings: Settings) -> Callable[[Any, Any], np.ndarray]:
        """Events by mass and coupling; the bosons of each mass are computed once."""
        boson = self._boson(point)
        efficiency = not_negative(settings, "efficiency")
        counted = _Decays.of(point, settings)

        @cache
        def emitted(mass: float) -> Emitted | None:
            try:
                return self.beam.emitted(boson, mass, settings, point.constants, point.outside)
            except ValidityError:
                return None

        def rate(mass: Any, coupling: Any) -> np.ndarray:
            masses, couplings = np.broadcast_arrays(mass, coupling)
            found = np.full(masses.shape, np.nan)
            for value in np.unique(masses):
                bosons = emitted(float(value))
                if bosons is not None:
                    here = masses == value
                    strength = self._strength(point, boson, float(value), couplings[here])
                    found[here] = strength * counted.number(bosons, float(value), couplings[here])
            return efficiency * found

        return rate

    def _boson(self, point: ModelPoint) -> str:
        """Whether the lepton of the beam emits scalars or vectors."""
        lepton = self.beam.lepton
        if point.has(SPECTRUM):
            options = {a.name: a.choices for a in entry(f"{point.model}.{SPECTRUM}").arguments}
            if lepton in options["lepton"]:
                return str(options["boson"][0])
        raise DomainError(
            f"{self.name} has a beam of {lepton}s, to which {point.model} has no coupling of a scalar or a vector "
            "alone: no limit"
        )

    def _strength(self, point: ModelPoint, boson: str, mass: float, couplings: np.ndarray) -> np.ndarray:
        """Production over that of a boson with a coupling of 1."""
        lepton = self.beam.lepton
        m_l = constant_values(point.constants)["m_e" if lepton == "electron" else "m_mu"]
        inputs: dict[str, Any] = {
            "lepton": lepton,
            "boson": boson,
            "target": "lead",
            "E_beam": ABOVE * (mass + m_l),
            "x": MIDDLE,
        }
        one = evaluate_quietly(f"beam_dump.{SPECTRUM}", constants=point.constants, m_X=mass, g=1.0, **inputs)
        return point.rate(SPECTRUM, inputs, (), mass, couplings) / one


@dataclass(frozen=True)
class _Decays:
    """Which decays of X count, and where."""

    point: ModelPoint
    channels: tuple[str, ...]
    unseen: bool
    shield: float
    volume: float

    @classmethod
    def of(cls, point: ModelPoint, settings: Settings) -> _Decays:
        decays = settings["decays"]
        names = tuple(decays.split(",")) if isinstance(decays, str) else tuple(map(str, decays))
        if names == (ALL,):
            return cls(point, (), False, 0.0, ENDLESS)
        if names == (UNSEEN,):
            return cls(point, (INVISIBLE,), True, not_negative(settings, "detector_length_m"), ENDLESS)
        if names == (INVISIBLE,):
            return cls(point, names, False, 0.0, ENDLESS)
        known = next(a for a in entry(f"{point.model}.branching_ratio").arguments if a.name == "channel")
        for name in names:
            if name not in VISIBLE:
                check_choice("decays", known, name)
        length = number_of("decay_volume_length_m", settings["decay_volume_length_m"])
        if length <= 0:
            raise DomainError(
                f"decay_volume_length_m = {length:g}; the volume ends before it begins, a length above 0 is expected"
            )
        return cls(point, names, False, not_negative(settings, "shield_length_m"), length)

    def number(self, bosons: Emitted, mass: float, couplings: np.ndarray) -> np.ndarray:
        """Bosons that count at some couplings, as if they were emitted with a coupling of 1."""
        everything, _ = bosons.counted(1.0)
        if not self.channels:
            return np.full(couplings.shape, float(everything[0]))
        width = self.point.rate("total_width", {}, (), mass, couplings)
        fraction = self.point.fraction(self.channels, mass, couplings)
        if self.channels == (INVISIBLE,) and not self.unseen:
            return fraction * everything[0]
        inverse = mass * width / constant_values(self.point.constants)["hbarc_GeV_m"]
        decaying = np.empty(couplings.shape)
        for start in range(0, len(couplings), AT_ONCE):
            here = slice(start, start + AT_ONCE)
            shield, volume = (np.array([length]) for length in (self.shield, self.volume))
            decaying[here] = bosons.decaying(inverse[here], shield, volume)[0]
        return fraction * everything[0] + (1 - fraction) * decaying if self.unseen else fraction * decaying
