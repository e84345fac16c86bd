"""Couplings at which a rate leaves what a measurement allows."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from muforge.compute.root_search import Curves, roots_of
from muforge.errors import AccuracyWarning, ValidityWarning
from muforge.limits.model_point import LARGEST_COUPLING, SMALLEST_COUPLING
from muforge.limits.published import Limit

PROBED = np.array([0.4, 0.6, 0.8, 1.0, 1.2])
"""Multiples of a coupling at which it is seen whether a rate is a polynomial in the square of the coupling."""
STEPS = 6
"""Times that a polynomial is fitted closer to the coupling that is looked for."""
SAME = 1e-9
"""Relative deviation at which a rate still counts as a polynomial, and a coupling as found."""

NOT_DEFINED = "a rate of the model is not defined at this mass, or an approximation not trusted"

Rate = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""From masses and couplings, which broadcast, to rates."""


@dataclass(frozen=True)
class CouplingLimit:
    """Couplings of a model that a measurement excludes.

    Parameters
    ----------
    setup, model, parameter : str
        What was measured, the model, and its coupling.
    mass : ndarray
        In GeV.
    coupling : ndarray
        The smallest coupling that is excluded; NaN where there is no limit.
    upper : ndarray
        The largest one; infinite where all larger couplings are excluded.
    preferred : ndarray
        The smallest coupling that the measurement allows, where it excludes the standard model; NaN elsewhere.
    reasons : tuple of str
        Why there is no limit, for each mass; empty where there is one.
    """

    setup: str
    model: str
    parameter: str
    mass: np.ndarray
    coupling: np.ndarray
    upper: np.ndarray
    preferred: np.ndarray
    reasons: tuple[str, ...]

    def limit(self) -> Limit:
        """The same as a published limit, to be recast or drawn."""
        two_sided = np.isfinite(self.upper).any()
        return Limit(self.mass, self.coupling, f"{self.setup}, {self.model}", self.upper if two_sided else None)

    def __repr__(self) -> str:
        found, first = int(np.isfinite(self.coupling).sum()), next((r for r in self.reasons if r), "")
        why = f"; {first}" if first else ""
        return (
            f"<CouplingLimit {self.setup} on {self.parameter} of {self.model}: "
            f"{found} of {len(self.mass)} masses have a limit{why}>"
        )


@dataclass(frozen=True)
class Edges:
    """The edges of excluded couplings at some masses, and why there are none; see `CouplingLimit`."""

    coupling: np.ndarray
    upper: np.ndarray
    preferred: np.ndarray
    reasons: tuple[str, ...]


def edges_of(masses: np.ndarray, rate: Rate, low: np.ndarray, high: np.ndarray) -> Edges:
    """Where a rate is allowed between `low` and `high`: the couplings beyond which it is outside.

    A rate may first fall and then rise: the limit is where it finally stays outside.  Where the rate comes back, as
    that of a displaced search does, the excluded couplings have an upper edge.

    Parameters
    ----------
    masses : ndarray
        In one dimension.
    rate : callable
        What it warns of is said for the edges alone, and not for other couplings at which it is tried.
    low, high : ndarray
        For each mass; infinite where there is no such bound, NaN where nothing was measured.
    """
    with warnings.catch_warnings():
        for category in (AccuracyWarning, ValidityWarning):
            warnings.simplefilter("ignore", category)
        found = _edges_of(masses, rate, low, high)
    known = np.isfinite(found.coupling)
    if known.any():
        rate(masses[known], found.coupling[known])
    return found


def _edges_of(masses: np.ndarray, rate: Rate, low: np.ndarray, high: np.ndarray) -> Edges:
    """`edges_of`, with warnings for all couplings that are tried."""
    zero, top = (rate(masses, np.full(len(masses), g)) for g in (SMALLEST_COUPLING, LARGEST_COUPLING))
    measured, defined = ~np.isnan(high), np.isfinite(zero) & np.isfinite(top)
    coupling, upper, preferred = (np.full(len(masses), fill) for fill in (np.nan, np.inf, np.nan))
    reasons = np.full(len(masses), "", dtype=object)
    reasons[~measured] = "nothing was measured at this mass"
    reasons[measured & ~defined] = NOT_DEFINED
    here = np.flatnonzero(measured & defined)
    if not len(here):
        return Edges(coupling, upper, preferred, tuple(map(str, reasons)))
    masses, low, high, zero, top = (array[here] for array in (masses, low, high, zero, top))
    leaves = (top > high) | (top < low)
    bound = np.where(top > high, high, low)
    allowed = (zero >= low) & (zero <= high)
    outwards = np.where(top > high, 1.0, -1.0)
    last, exact = _by_polynomials(masses, rate, np.where(leaves, bound, zero), _outward_square, outwards)
    coupling[here] = np.where(leaves, last, np.nan)
    if not allowed.all():
        nearest, _ = _by_polynomials(masses, rate, np.where(zero > high, high, low), _smallest_square, outwards)
        preferred[here] = np.where(allowed, np.nan, nearest)
    rest = np.flatnonzero(np.where(leaves, ~exact | np.isnan(last), top != zero))  # rounding may hide small couplings
    if len(rest):
        places = here[rest]
        coupling[places], upper[places], preferred[places] = _by_search(masses[rest], rate, low[rest], high[rest])
    missing = np.isnan(coupling[here])
    reasons[here[missing]] = f"no coupling up to {LARGEST_COUPLING:.3g} is excluded"
    reasons[here[missing & (top == zero)]] = "there is no signal at this mass"
    reasons[here[missing & leaves & ~allowed]] = "every coupling is excluded"
    return Edges(coupling, upper, preferred, tuple(map(str, reasons)))


def _by_polynomials(
    masses: np.ndarray, rate: Rate, bound: np.ndarray, chosen: Callable[..., np.ndarray], outwards: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Couplings at which ``r_0 + b g^2 + c g^4`` is at the bound, and whether the rates are such polynomials.

    Each fit is at multiples of the coupling that the one before found, where the terms that count are well determined.
    """
    coupling, exact = _fitted(masses, rate, bound, chosen, outwards, np.ones(len(masses)))
    lost = np.flatnonzero(exact & np.isnan(coupling))  # at couplings of 1 rounding hides what the bound asks for
    if len(lost):
        begin = _where_it_matters(masses[lost], rate, bound[lost])
        coupling[lost], exact[lost] = _fitted(masses[lost], rate, bound[lost], chosen, outwards[lost], begin)
    return coupling, exact


def _where_it_matters(masses: np.ndarray, rate: Rate, bound: np.ndarray) -> np.ndarray:
    """The first power of ten at which a rate has changed by as much as the bound asks for."""
    decades = 10.0 ** np.arange(np.floor(np.log10(SMALLEST_COUPLING)), 1)
    values = rate(masses[:, None], decades[None, :])
    changed = np.abs(values - values[:, :1]) >= np.abs(bound[:, None] - values[:, :1])
    return np.where(changed.any(axis=1), decades[np.argmax(changed, axis=1)], 1.0)


def _fitted(
    masses: np.ndarray,
    rate: Rate,
    bound: np.ndarray,
    chosen: Callable[..., np.ndarray],
    outwards: np.ndarray,
    coupling: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """`_by_polynomials`, from some couplings on."""
    powers = PROBED[:, None] ** np.array([0, 2, 4])
    exact = np.zeros(len(masses), bool)
    for _ in range(STEPS):
        values = rate(masses[:, None], coupling[:, None] * PROBED)
        safe = np.where(np.isfinite(values), values, 0.0)
        terms = np.linalg.lstsq(powers, safe.T, rcond=None)[0]
        off = np.max(np.abs((powers @ terms).T - safe), axis=1)
        exact = (off <= SAME * np.max(np.abs(safe), axis=1)) & np.isfinite(values).all(axis=1)
        with np.errstate(all="ignore"):
            factor = np.sqrt(chosen(terms[2], terms[1], terms[0] - bound, outwards))
        known = exact & np.isfinite(factor) & (factor > 0)
        coupling = np.where(known, np.clip(coupling * factor, SMALLEST_COUPLING, LARGEST_COUPLING), coupling)
        if np.all(~known | (np.abs(factor - 1) <= SAME)):
            break
    return np.where(known, coupling, np.nan), exact


def _squares(c: np.ndarray, b: np.ndarray, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both roots of ``a + b y + c y^2``, from a sum without cancellation; NaN where there is none above 0.

    A quadratic term that rounding left is none.
    """
    c = np.where(np.abs(c) <= SAME * np.abs(b), 0.0, c)
    half = -(b + np.where(b < 0, -1.0, 1.0) * np.sqrt(b**2 - 4 * a * c)) / 2
    first, second = a / half, half / c
    return np.where(first > 0, first, np.nan), np.where((second > 0) & np.isfinite(second), second, np.nan)


def _outward_square(c: np.ndarray, b: np.ndarray, a: np.ndarray, outwards: np.ndarray) -> np.ndarray:
    """The root at which the sum rises, for `outwards` of 1, or falls, for -1.

    A rate that is outside at the largest coupling has left there for the last time: at the other root it comes back.
    """
    roots = [np.where(outwards * (b + 2 * c * root) > 0, root, np.nan) for root in _squares(c, b, a)]
    return np.asarray(np.fmax(*roots))


def _smallest_square(c: np.ndarray, b: np.ndarray, a: np.ndarray, _: np.ndarray) -> np.ndarray:
    """The first root above 0."""
    return np.asarray(np.fmin(*_squares(c, b, a)))


def _by_search(
    masses: np.ndarray, rate: Rate, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Edges of any function of the coupling: the smallest and the largest excluded one, and the first preferred one."""

    def outside(coupling: np.ndarray, place: np.ndarray) -> np.ndarray:
        """Above 0 where the rate is outside what is allowed, in units of a rate."""
        value = rate(masses[place], coupling)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.fmax(value - high[place], low[place] - value))

    count = len(masses)
    places = np.arange(count)
    found = roots_of(Curves(outside, count), SMALLEST_COUPLING, LARGEST_COUPLING).roots
    if not len(found):
        return (np.full(count, np.nan), np.full(count, np.inf), np.full(count, np.nan))
    some = np.isfinite(found).any(axis=0)
    first, last = (outside(np.full(count, end), places) > 0 for end in (SMALLEST_COUPLING, LARGEST_COUPLING))
    lowest = np.where(some, np.min(np.where(np.isfinite(found), found, np.inf), axis=0), np.nan)
    highest = np.where(some, np.max(np.where(np.isfinite(found), found, -np.inf), axis=0), np.nan)
    coupling = np.where(last, highest, np.where(first, np.nan, lowest))
    upper = np.where(last | ~np.isfinite(coupling), np.inf, highest)
    return coupling, upper, np.where(first & some, lowest, np.nan)
