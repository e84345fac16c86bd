"""Searches of NA62 for K -> mu nu X: what they are, and the couplings of any model that they reach.

A search is data.  `reach` computes couplings from the rates of a model; `muforge.na62` shows both together.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from muforge.catalogue.lookup import constant_values
from muforge.compute.evaluate import evaluate_quietly
from muforge.errors import ArgumentError, DomainError
from muforge.inputs.numbers import number_of, shortened
from muforge.limits.excluded import NOT_DEFINED, SAME
from muforge.limits.kaon_rates import CLOSED, KaonRates, Reach, masses_checked, reach_between
from muforge.limits.kaon_tables import Acceptance, BinnedBackground
from muforge.limits.model_point import LARGEST_COUPLING
from muforge.procedures import missing_mass, visible_decays

METHODS = ("cut_and_count", "likelihood", "profile_likelihood")
LINES = ("two_sigma", "two_sigma_halved_background", "signal_equals_background")
SUBDIVISIONS = 8
"""Parts of a bin that have an acceptance each, where there is a table of it."""
REFERENCE_COUPLING = 1e-3
"""A coupling at which it is seen whether a signal grows with the square of it."""


class StructureTerms(NamedTuple):
    """Form factors of the kaon in K -> mu nu photon*, in GeV^-1, GeV^-1 and GeV^-2."""

    F_V: float
    F_A: float
    radius_slope: float


MEASURED_STRUCTURE = StructureTerms(0.136, -0.060, 1.344)
"""One-loop chiral values of F_V and F_A, and the slope that belongs to the measured radius of the kaon."""


class StructureWarning(UserWarning):
    """A background without the structure terms of the kaon, several times too small."""


def _check_choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in allowed:
        raise DomainError(f"{name} = {shortened(value)}; allowed are {', '.join(allowed)}")


def _check_level(level: float) -> None:
    if not 0 < number_of("confidence_level", level) < 1:
        raise DomainError(f"confidence_level = {level:g}; a level between 0 and 1 is expected, 0.95 for instance")


@dataclass(frozen=True)
class InvisibleSearch:
    """K -> mu nu X with an invisible X, in bins of the missing mass squared; data equal the background.

    Parameters
    ----------
    n_kaons : float
        Kaon decays in the detector.
    acceptance : float or Acceptance
        Fraction of the decays that is accepted.
    photon_veto_inefficiency : float, optional
        Fraction of photons that the veto misses: the background is inner bremsstrahlung in the bins of NA62, with the
        acceptance of the lightest X of a table.
    background : BinnedBackground, optional
        Background of a table instead, in its own bins; it includes numbers of kaons and acceptance.
    background_uncertainty : float
        Relative error kappa, common to all bins.
    method : str
        ``cut_and_count`` above the best cut; ``likelihood`` at ``-2 ln L = 4`` with a background that is known;
        ``profile_likelihood``, the expected CLs limit with kappa as one nuisance.
    line : str
        For ``cut_and_count``: ``two_sigma``, ``two_sigma_halved_background`` (half the background above 0.023 GeV^2),
        ``signal_equals_background``.
    confidence_level : float
        Of ``profile_likelihood``.
    constants : mapping, optional
        As in `muforge.evaluate`.

    Raises
    ------
    ValueError, TypeError
        For numbers outside their range, and without exactly one background.
    """

    n_kaons: float
    acceptance: float | Acceptance = 0.35
    photon_veto_inefficiency: float | None = None
    background: BinnedBackground | None = None
    background_uncertainty: float = 0.0
    method: Literal["cut_and_count", "likelihood", "profile_likelihood"] = "cut_and_count"
    line: Literal["two_sigma", "two_sigma_halved_background", "signal_equals_background"] = "two_sigma"
    confidence_level: float = 0.95
    constants: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        number_of("n_kaons", self.n_kaons, above=0)
        if not isinstance(self.acceptance, Acceptance):
            number_of("acceptance", self.acceptance, above=0, at_most=1)
        if (self.photon_veto_inefficiency is None) == (self.background is None):
            raise ArgumentError(
                "a search for an invisible X needs one background: give photon_veto_inefficiency=, the fraction of "
                "photons that the veto misses, or background=, a table of events in bins"
            )
        if self.photon_veto_inefficiency is not None:
            number_of("photon_veto_inefficiency", self.photon_veto_inefficiency, above=0, at_most=1)
        number_of("background_uncertainty", self.background_uncertainty, at_least=0)
        _check_choice("method", self.method, METHODS)
        _check_choice("line", self.line, LINES)
        if self.method != "cut_and_count" and self.line == "signal_equals_background":
            raise DomainError(
                f"the line 'signal_equals_background' belongs to cut_and_count, and method = {self.method!r}"
            )
        if self.method == "likelihood" and (self.background_uncertainty or self.errors.any()):
            raise DomainError(
                "the method 'likelihood' has a background that is known exactly; profile_likelihood takes its errors"
            )
        _check_level(self.confidence_level)

    @property
    def edges(self) -> np.ndarray:
        """Edges of the bins in GeV^2."""
        if self.background is not None:
            return self.background.edges
        table = constant_values(self.constants)
        return missing_mass.bin_edges(float((table["m_K"] - table["m_mu"]) ** 2))

    @property
    def errors(self) -> np.ndarray:
        """Errors of the background, independent in each bin."""
        given = None if self.background is None else self.background.errors
        return np.zeros(len(self.edges) - 1) if given is None else given

    def backgrounds(self) -> np.ndarray:
        """Expected background events in the bins, as the line has them."""
        edges = self.edges
        events = self._bremsstrahlung() if self.background is None else self.background.events
        if self.line != "two_sigma_halved_background":
            return events
        above = np.clip((edges[1:] - missing_mass.SUPPRESSED_ABOVE) / np.diff(edges), 0, 1)
        return events * (1 - above / 2)

    def _bremsstrahlung(self) -> np.ndarray:
        edges, inefficiency = self._parts(), self.photon_veto_inefficiency
        assert inefficiency is not None
        fractions = evaluate_quietly(
            "kaon.inner_bremsstrahlung_fraction",
            m2_miss_min=edges[:-1],
            m2_miss_max=edges[1:],
            constants=self.constants,
        )
        table = constant_values(self.constants)
        decays = self.n_kaons * table["BR_K_mu_nu"] * inefficiency
        lightest = self.acceptance.m_X[:1] if isinstance(self.acceptance, Acceptance) else np.zeros(1)
        return self._in_bins(decays * fractions[None] * self._accepted(lightest))[0]

    def signals(self, rates: KaonRates, mass: np.ndarray, coupling: Any) -> np.ndarray:
        """Expected signal events in the bins, of shape (masses, bins); one mass with several couplings likewise."""
        masses, couplings = (np.atleast_1d(x)[:, None] for x in (mass, coupling))
        above = rates.branching_ratio(masses, couplings, self._parts()[None])
        return self._in_bins(self.n_kaons * -np.diff(above, axis=1) * self._accepted(np.atleast_1d(mass)))

    def _parts(self) -> np.ndarray:
        """Edges of the parts of bins that have an acceptance each."""
        if not isinstance(self.acceptance, Acceptance):
            return self.edges
        steps = np.arange(SUBDIVISIONS) / SUBDIVISIONS
        edges = self.edges
        return np.append((edges[:-1, None] + np.diff(edges)[:, None] * steps).ravel(), edges[-1])

    def _accepted(self, mass: np.ndarray) -> np.ndarray:
        """Acceptance of the parts of bins."""
        if not isinstance(self.acceptance, Acceptance):
            return np.full((1, 1), self.acceptance)
        parts = self._parts()
        return self.acceptance.at(mass, (parts[1:] + parts[:-1]) / 2)

    def _in_bins(self, events: np.ndarray) -> np.ndarray:
        bins = len(self.edges) - 1
        return events.reshape(len(events), bins, events.shape[1] // bins).sum(axis=-1)

    def reach(self, rates: KaonRates, masses: Any) -> Reach:
        """The smallest coupling of a model that the search reaches at each mass.

        Parameters
        ----------
        rates : KaonRates
        masses : float or array_like
            In GeV.
        """
        wanted, backgrounds = masses_checked(masses), self.backgrounds()
        open_decays, why_not = wanted < rates.largest_mass(), CLOSED
        if isinstance(self.acceptance, Acceptance):
            covered = self.acceptance.covers(wanted)
            if not np.all(covered[open_decays]):
                open_decays, why_not = open_decays & covered, f"{CLOSED}, or the table of acceptances has no such mass"
        shared = self._by_one_shape(rates, wanted[open_decays], backgrounds)
        if shared is not None:
            coupling, reasons = np.full(len(wanted), np.nan), np.where(open_decays, "", why_not).astype(object)
            coupling[open_decays], reasons[open_decays] = shared
            return Reach(wanted, coupling, tuple(reasons))

        def strength(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
            """By how much signals are larger than those that are just seen."""
            mass, coupling = np.broadcast_arrays(mass, coupling)
            signals = self.signals(rates, mass.ravel(), coupling.ravel())
            factors = np.where(np.isfinite(signals).all(axis=1), self.factor(signals, backgrounds), np.nan)
            with np.errstate(divide="ignore"):
                return np.asarray((1 / factors).reshape(mass.shape))

        return reach_between(wanted, open_decays, why_not, strength, np.ones(len(wanted)))

    def _by_one_shape(
        self, rates: KaonRates, masses: np.ndarray, backgrounds: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Couplings, and reasons for none, from one shape of the signal at each mass; None for several shapes.

        A signal that grows with the square of the coupling has one shape.
        """
        first, second = (self.signals(rates, masses, factor * REFERENCE_COUPLING) for factor in (1, 2))
        if not np.allclose(second, 4 * first, rtol=SAME, atol=0, equal_nan=True):
            return None
        coupling = REFERENCE_COUPLING * np.sqrt(self.factor(first, backgrounds))
        seen = np.isfinite(coupling) & (coupling <= LARGEST_COUPLING)
        reasons = np.where(seen, "", f"no coupling up to {LARGEST_COUPLING:.3g} is seen").astype(object)
        reasons[~np.any(first > 0, axis=1) & ~seen] = "there is no signal at this mass"
        reasons[np.any(np.isnan(first), axis=1) & ~seen] = NOT_DEFINED
        return np.where(seen, coupling, np.nan), reasons

    def factor(self, signals: np.ndarray, backgrounds: np.ndarray) -> np.ndarray:
        """Factors by which signals must grow to be seen, one for each row; infinite without a signal."""
        signals = np.maximum(signals, 0.0)
        with np.errstate(all="ignore"):
            if self.method == "cut_and_count":
                return self._by_counting(signals, backgrounds)
            if self.method == "likelihood":
                return missing_mass.squared_coupling_by_likelihood(signals, backgrounds)[0]
            return self._by_profile(signals, backgrounds)

    def _by_counting(self, signals: np.ndarray, backgrounds: np.ndarray) -> np.ndarray:
        line = "signal_equals_background" if self.line == "signal_equals_background" else "two_sigma"
        kappa = np.full(len(signals), self.background_uncertainty)
        return missing_mass.squared_coupling_by_counting(signals, backgrounds, kappa, line, self.errors)

    def _by_profile(self, signals: np.ndarray, backgrounds: np.ndarray) -> np.ndarray:
        if self.errors.any():
            raise DomainError(
                "the profile likelihood here has one error that is common to all bins; export the search with "
                "muforge.na62.histfactory for errors of each bin"
            )
        found, seen = np.full(len(signals), np.inf), np.any(signals > 0, axis=1) & np.all(np.isfinite(signals), axis=1)
        if seen.any():
            found[seen] = evaluate_quietly(
                "statistics.profile_cls_upper_limit",
                uncertainty_model="common_normalization",
                band="expected",
                signal_fractions=signals[seen] / signals[seen].sum(axis=1, keepdims=True),
                backgrounds=backgrounds,
                background_uncertainty=self.background_uncertainty,
                confidence_level=self.confidence_level,
            ) / signals[seen].sum(axis=1)
        return found


@dataclass(frozen=True)
class VisibleSearch:
    """K -> mu nu X, X -> mu mu, over K -> mu mu mu nu, in a window of two standard deviations of the mass.

    Parameters
    ----------
    n_kaons : float
    acceptance : float or Acceptance
        Fraction of the decays that is accepted; a table in m_X has one missing mass alone.
    mass_resolution : float
        Standard deviation of the mass of the pair in GeV.
    structure : StructureTerms or None
        Form factors of the kaon; None for inner bremsstrahlung alone, which warns.
    constants : mapping, optional
        As in `muforge.evaluate`.

    Raises
    ------
    ValueError
        For numbers outside their range.

    Warns
    -----
    StructureWarning
        Without structure terms.
    """

    n_kaons: float
    acceptance: float | Acceptance
    mass_resolution: float
    structure: StructureTerms | None = MEASURED_STRUCTURE
    constants: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        number_of("n_kaons", self.n_kaons, above=0)
        if not isinstance(self.acceptance, Acceptance):
            number_of("acceptance", self.acceptance, above=0, at_most=1)
        elif len(self.acceptance.m2_miss) != 1:
            raise DomainError(
                f"the acceptance has {len(self.acceptance.m2_miss)} missing masses; a search for X -> mu mu expects a "
                "table in m_X, with one missing mass that means nothing"
            )
        number_of("mass_resolution", self.mass_resolution, "GeV", above=0)
        if self.structure is None:
            warnings.warn(
                "the background K -> mu mu mu nu without structure terms is 3 to 6 times too small above 0.25 GeV; "
                "structure=MEASURED_STRUCTURE has them",
                StructureWarning,
                stacklevel=3,
            )

    def backgrounds(self, masses: Any) -> np.ndarray:
        """Expected background events in the window around each mass."""
        terms = self.structure._asdict() if self.structure else {}
        known = {
            "n_kaons": self.n_kaons,
            "acceptance": self._accepted(np.asarray(masses, dtype=float)),
            "mass_resolution": self.mass_resolution,
        }
        return np.asarray(
            evaluate_quietly("na62.visible_background", m_X=masses, constants=self.constants, **known, **terms)
        )

    def reach(self, rates: KaonRates, masses: Any) -> Reach:
        """The smallest coupling of a model that the search reaches at each mass; `rates` has the channel ``muon``.

        Raises
        ------
        ArgumentError
            If `rates` does not say the channel.
        """
        if not rates.channels:
            raise ArgumentError("rates of a visible search need the channel that is seen: channel='muon'")
        wanted = masses_checked(masses)
        inside = (wanted < rates.largest_mass()) & (wanted > 2 * constant_values(self.constants)["m_mu"])
        why_not = "m_X is not between 2 m_mu and m_K - m_mu"
        if isinstance(self.acceptance, Acceptance):
            inside, why_not = inside & self.acceptance.covers(wanted), f"{why_not}, or not in the table of acceptances"
        needed = np.full(len(wanted), np.nan)
        if inside.any():
            needed[inside] = visible_decays.required_signal(self.backgrounds(wanted[inside]))

        def signal(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
            decays = self.n_kaons * self._accepted(mass) * visible_decays.INSIDE_WINDOW
            return np.asarray(decays * rates.branching_ratio(mass, coupling))

        return reach_between(wanted, inside, why_not, signal, needed)

    def _accepted(self, masses: np.ndarray) -> Any:
        if not isinstance(self.acceptance, Acceptance):
            return self.acceptance
        fractions = self.acceptance.at(masses.ravel(), self.acceptance.m2_miss)
        return fractions[:, 0].reshape(masses.shape)
