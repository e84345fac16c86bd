"""Branching ratios of K -> mu nu X in any model, and the couplings at which they are large enough to be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values, entry
from muforge.compute.input_checks import check_choice
from muforge.errors import ArgumentError, DomainError, nearest
from muforge.inputs.numbers import list_of, shortened
from muforge.limits.excluded import Rate, edges_of
from muforge.limits.measurements import Tabulated
from muforge.limits.model_point import INVISIBLE, ModelPoint, parameters_of
from muforge.limits.published import Limit

WHOLE = "kaon_branching_ratio"
ABOVE = "kaon_branching_ratio_above_missing_mass_squared"
CLOSED = "K -> mu nu X is closed: m_X is above m_K - m_mu"


@dataclass(frozen=True)
class KaonRates:
    """K -> mu nu X in a model: the decays that a search looks for, as functions of mass and coupling.

    Parameters
    ----------
    model : str
        Family of the model's quantities, built in or of a user's file.
    coupling : str
        The parameter that is limited.
    channel : str or sequence of str, optional
        Channels of the decay of X that the search sees, ``"neutrinos"`` or ``"invisible"`` for instance; all decays by
        default.
    fixed : mapping
        Further parameters of the model: numbers, or functions of the mass.
    mass : str
        The parameter that is the mass.
    constants : mapping, optional
        As in `muforge.evaluate`.

    Raises
    ------
    KeyError, TypeError, ValueError
        For a model without K -> mu nu X, and for parameters and channels that it does not have.
    """

    model: str
    coupling: str = "g"
    channel: str | Sequence[str] | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    mass: str = "m_X"
    constants: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.fixed, Mapping):
            raise ArgumentError(f"fixed = {shortened(self.fixed)}; a mapping of parameters to values is expected")
        if not isinstance(self.channel, str | list | tuple | None):
            raise ArgumentError(f"channel = {shortened(self.channel)}; a channel or a list of channels is expected")
        quantities = [WHOLE] if self.channel is None else [WHOLE, "branching_ratio"]
        known = {argument.name for name in quantities for argument in entry(f"{self.model}.{name}").arguments}
        known |= set(parameters_of(self.model))
        for name in (self.mass, self.coupling, *self.fixed):
            if not isinstance(name, str) or name not in known:
                raise ArgumentError(
                    f"{self.model}: neither K -> mu nu X nor the decay has an argument {shortened(name)}"
                    f"{nearest(str(name), known)}"
                )
        for channel in self.channels:
            if channel == INVISIBLE:
                continue
            argument = next(a for a in entry(f"{self.model}.branching_ratio").arguments if a.name == "channel")
            check_choice(f"{self.model}.branching_ratio: channel", argument, channel)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that are seen; none stands for all decays."""
        if self.channel is None:
            return ()
        return (self.channel,) if isinstance(self.channel, str) else tuple(self.channel)

    def largest_mass(self) -> float:
        """``m_K - m_mu`` in GeV."""
        table = constant_values(self.constants)
        return float(table["m_K"] - table["m_mu"])

    def branching_ratio(self, mass: Any, coupling: Any, m2_miss_min: Any = None) -> np.ndarray:
        """Branching ratio of the decays that are seen, all of them or those above a missing mass squared in GeV^2."""
        point = ModelPoint(self.model, self.coupling, self.mass, self.fixed, self.constants)
        if m2_miss_min is None:
            return point.rate(WHOLE, {}, self.channels, mass, coupling)
        return point.rate(ABOVE, {"m2_miss_min": m2_miss_min}, self.channels, mass, coupling)


@dataclass(frozen=True)
class Reach:
    """Couplings that a search excludes or reaches.

    Parameters
    ----------
    mass, coupling : ndarray
        Mass in GeV; the smallest coupling, NaN where there is none.
    reasons : tuple of str
        Why there is none, for each mass; empty where there is one.
    """

    mass: np.ndarray
    coupling: np.ndarray
    reasons: tuple[str, ...]

    def limit(self, reference: str) -> Limit:
        """The same as a limit, to be recast or drawn."""
        return Limit(self.mass, self.coupling, reference)


def masses_checked(masses: Any) -> np.ndarray:
    """Masses as an array of one dimension.

    Raises
    ------
    DomainError
        For masses that are not above 0.
    """
    return list_of("masses", masses, "GeV", above=0)


def reach_between(masses: np.ndarray, inside: np.ndarray, why_not: str, rate: Rate, largest: np.ndarray) -> Reach:
    """The couplings beyond which a rate stays above the largest one that is allowed.

    Parameters
    ----------
    masses : ndarray
    inside : ndarray of bool
        Where the search is possible at all.
    why_not : str
        The reason elsewhere.
    rate : callable
        From masses and couplings, which broadcast.
    largest : ndarray
        For each mass.
    """
    coupling = np.full(len(masses), np.nan)
    reasons = np.where(inside, "", why_not).astype(object)
    if inside.any():
        lowest = np.full(int(inside.sum()), -np.inf)
        edges = edges_of(masses[inside], rate, lowest, largest[inside])
        coupling[inside], reasons[inside] = edges.coupling, edges.reasons
    return Reach(masses, coupling, tuple(reasons))


def reach_of_published(limit: Limit, rates: KaonRates, masses: Any = None) -> Reach:
    """Couplings of a model at which its branching ratio is a published limit on BR(K -> mu nu X).

    Parameters
    ----------
    limit : Limit
        Of `muforge.recast.read_limit`: masses in GeV, and branching ratios instead of couplings.
    rates : KaonRates
    masses : array_like, optional
        Those of the table by default; between them the logarithm of the limit is linear in that of the mass.

    Returns
    -------
    Reach

    Raises
    ------
    DomainError
        For branching ratios above 1, and masses that stand twice.
    """
    if not isinstance(limit, Limit):
        raise ArgumentError(f"limit = {shortened(limit)}; published limits are expected, see read_limit")
    if not isinstance(rates, KaonRates):
        raise ArgumentError(f"rates = {shortened(rates)}; the rates of a model are expected, see KaonRates")
    if np.any(limit.coupling > 1):
        raise DomainError(
            f"{limit.reference}: a branching ratio is {np.nanmax(limit.coupling):g}; at most 1 is expected"
        )
    wanted = limit.mass if masses is None else masses_checked(masses)
    table = Tabulated()
    _, allowed = table.allowed(wanted, {**table.settings, "table": limit})
    covered = np.isfinite(allowed)
    inside, why_not = covered & (wanted < rates.largest_mass()), "the table has no limit at this mass"
    if np.any(covered & ~inside):
        why_not = f"{CLOSED}, or {why_not}"
    return reach_between(wanted, inside, why_not, rates.branching_ratio, allowed)
