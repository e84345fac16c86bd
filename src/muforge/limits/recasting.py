"""A limit that was published for one model, as a limit on another one.

A search counts ``production x branching fraction x acceptance``.  At the same mass, the coupling of the other model
that gives the same count is the recast limit; the acceptance of a displaced search depends on the decay length.
Efficiencies that depend on more than mass and lifetime, spin correlations for instance, are taken to be equal.

A displaced search excludes a region.  At its lower edge the count rises with the coupling; at its upper edge, where
decays become too short to reach the detector, it falls.  An edge is recast to the same side of the other model's count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values, entry
from muforge.compute.evaluate import compute, prepare
from muforge.compute.input_checks import check_choice, check_choice_of_limits
from muforge.errors import ArgumentError, DomainError, nearest
from muforge.inputs.numbers import number_of
from muforge.limits.model_point import LARGEST_COUPLING, SMALLEST_COUPLING, inputs_taken
from muforge.limits.published import Limit

STEPS = 400
"""Points on a logarithmic scale of couplings between which a displaced search's count is followed."""
SLOPE_STEP = 1e-5
"""Relative distance at which it is told whether a count rises or falls."""


@dataclass(frozen=True)
class Search:
    """The production and the decay of a model that a search sees.

    Parameters
    ----------
    model : str
        Family of the model's quantities.
    coupling : str
        The parameter that is limited.
    production : str
        Quantity of the model that production is proportional to, e.g. ``kaon_branching_ratio``, or
        ``partial_width`` with a channel in `options`.
    channel : str or sequence of str
        Channel of the decay that is seen, or several of them.
    options : mapping
        Options of the quantity of production.
    fixed : mapping
        Further parameters of the model, given to the quantities that take them: numbers, or functions of the
        mass, e.g. ``{"dark_matter": "dirac", "g_chi": 0.1, "m_chi": lambda mass: mass / 3}``.
    mass : str
        The parameter that is the mass.
    constants : mapping, optional
        As in `muforge.evaluate`.
    outside : {"error", "warn"}
        With "warn" rates are computed where an approximation is not trusted, with a warning; else there is no limit.

    Raises
    ------
    KeyError, TypeError
        For quantities that the model does not have, and for parameters that none of them takes.
    ValueError
        For channels and other options that they do not have, and for parameters that are not finite.
    """

    model: str
    coupling: str
    production: str
    channel: str | Sequence[str]
    options: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    mass: str = "m_X"
    constants: Mapping[str, float] | None = None
    outside: str = "error"

    def __post_init__(self) -> None:
        for name in ("model", "coupling", "production", "mass"):
            if not isinstance(getattr(self, name), str):
                raise ArgumentError(f"Search: {name} = {getattr(self, name)!r}; a text is expected")
        for name in ("options", "fixed"):
            if not isinstance(getattr(self, name), Mapping):
                raise ArgumentError(
                    f"Search: {name} = {getattr(self, name)!r}; a mapping of names to values is expected"
                )
        if not isinstance(self.channel, str | Sequence):
            raise ArgumentError(f"Search: channel = {self.channel!r}; a channel or a list of them is expected")
        constant_values(self.constants)
        quantities = (self.production, "branching_ratio", "proper_decay_length")
        known = {argument.name for quantity in quantities for argument in entry(f"{self.model}.{quantity}").arguments}
        for name in (self.mass, self.coupling, *self.options, *self.fixed):
            if name not in known:
                raise ArgumentError(
                    f"{self.model}: neither production nor decay has an argument '{name}'{nearest(name, known)}"
                )
        check_choice_of_limits(self.outside)
        channels = [self.channel] if isinstance(self.channel, str) else self.channel
        for channel in channels:
            self._check_choice("branching_ratio", "channel", channel)
        for name, value in self.options.items():
            self._check_choice(self.production, name, value)
        for name, value in self.fixed.items():
            if isinstance(value, float) and not np.isfinite(value):
                raise DomainError(f"{self.model}: {name} = {value}; a finite number is expected")

    def _check_choice(self, quantity: str, name: str, value: Any) -> None:
        """Refuse a value that an option of a quantity of the model does not have."""
        full = f"{self.model}.{quantity}"
        argument = next((a for a in entry(full).arguments if a.name == name), None)
        if argument and argument.choices:
            check_choice(f"{full}: {name}", argument, value)

    def count(self, mass: float, coupling: Any, acceptance: Callable[[Any], Any]) -> np.ndarray:
        """Production times branching fraction times acceptance, in units that are the same for all models."""
        fixed = {name: value(mass) if callable(value) else value for name, value in self.fixed.items()}
        inputs = {self.mass: mass, self.coupling: coupling, **fixed}
        produced = self._evaluate(self.production, inputs | dict(self.options))
        channels = [self.channel] if isinstance(self.channel, str) else self.channel
        seen = sum(self._evaluate("branching_ratio", inputs | {"channel": channel}) for channel in channels)
        length = self._evaluate("proper_decay_length", inputs)
        return np.asarray(produced * seen * _accepted(acceptance, length))

    def _evaluate(self, quantity: str, inputs: Mapping[str, Any]) -> Any:
        """A quantity of the model, with the inputs that it takes."""
        name = f"{self.model}.{quantity}"
        call = prepare(name, self.constants, inputs_taken(name, inputs))
        return compute(call, None, 1, return_error=False, outside=self.outside)


def _accepted(acceptance: Callable[[Any], Any], length: Any) -> np.ndarray:
    """The fraction of decays that is seen; numbers in the shape of the lengths."""
    found = acceptance(length)
    try:
        if np.asarray(found).dtype.kind not in "iuf":
            raise TypeError
        return np.broadcast_to(np.asarray(found, dtype=float), np.shape(length))
    except (TypeError, ValueError):
        raise ArgumentError(
            f"recast: the acceptance gave {found!r} for lengths of shape {np.shape(length)}; expected a number for each"
        ) from None


def prompt(length: Any) -> Any:
    """The acceptance of a search that sees every decay."""
    return np.ones(np.shape(length))


def displaced(shield: float, decay_volume: float, boost: float) -> Callable[[Any], Any]:
    """The acceptance of a search that sees decays in a volume behind a shield.

    Parameters
    ----------
    shield, decay_volume : float
        Lengths in metres; without a shield 0.
    boost : float
        Momentum over mass of the particles.

    Raises
    ------
    TypeError, ValueError
        For values that are not numbers above 0; the shield may be 0.
    """
    number_of("displaced: shield", shield, at_least=0)
    number_of("displaced: decay_volume", decay_volume, above=0)
    number_of("displaced: boost", boost, above=0)

    def acceptance(length: Any) -> Any:
        flight = boost * np.asarray(length)
        return np.exp(-shield / flight) * -np.expm1(-decay_volume / flight)

    return acceptance


def recast(limit: Limit, source: Search, target: Search, acceptance: Callable[[Any], Any] = prompt) -> Limit:
    """Couplings of another model at which a search counts as much as at a published limit.

    Parameters
    ----------
    limit : Limit
        On the coupling of `source`; with `upper`, both edges are recast.
    source, target : Search
    acceptance : callable
        Fraction of the decays that is seen, as a function of the proper decay length in metres: `prompt`,
        `displaced`, or another one.

    Returns
    -------
    Limit
        At each mass the coupling of `target`, from 1e-12 to 4 pi, with the same count on the same side: where the
        count of `source` rises with the coupling the smallest one, where it falls the largest one.  NaN where there is
        none, where the published limit is NaN, and at masses at which one of the models has no such rate.

    Examples
    --------
    >>> import numpy as np
    >>> from muforge.recast import Limit, Search, recast
    >>> limit = Limit(np.array([0.3]), np.array([1e-3]), "made up")
    >>> electrons = {"production": "partial_width", "options": {"channel": "electron"}, "channel": "muon"}
    >>> dark = Search("dark_photon", "epsilon", **electrons, fixed={"hadronic_r_ratio": 0.0})
    >>> minus = Search("b_minus_l", "g", **electrons, fixed={"hadronic_r_ratio": 0.0})
    >>> recast(limit, dark, minus).coupling.round(6)
    array([0.000406])
    """
    for name, given, kind in (("limit", limit, Limit), ("source", source, Search), ("target", target, Search)):
        if not isinstance(given, kind):
            raise ArgumentError(f"recast: {name} = {given!r}; a {kind.__name__} of muforge.recast is expected")
    if not callable(acceptance):
        raise ArgumentError(
            f"recast: acceptance = {acceptance!r}; a function of the decay length in metres is expected, such as prompt"
        )

    def edge(couplings: np.ndarray, rising: bool | None) -> np.ndarray:
        pairs = zip(limit.mass, couplings, strict=True)
        return np.array([_recast_at(mass, coupling, source, target, acceptance, rising) for mass, coupling in pairs])

    reference = f"{limit.reference}, recast from {source.model} to {target.model}"
    if limit.upper is None:
        return Limit(limit.mass, edge(limit.coupling, None), reference)
    return Limit(limit.mass, edge(limit.coupling, True), reference, edge(limit.upper, False))


def _recast_at(
    mass: float,
    coupling: float,
    source: Search,
    target: Search,
    acceptance: Callable[[Any], Any],
    rising: bool | None,
) -> float:
    """The coupling of `target` at one mass; which side is meant follows from the slope of `source` for None."""
    if not np.isfinite(coupling):
        return float(coupling)
    try:
        counts = source.count(mass, coupling * np.array([1 - SLOPE_STEP, 1.0, 1 + SLOPE_STEP]), acceptance)
        side = bool(counts[2] >= counts[0]) if rising is None else rising
        return _coupling(target, mass, float(counts[1]), acceptance, side)
    except DomainError:  # below a threshold, say: no limit there
        return float("nan")


def _coupling(search: Search, mass: float, count: float, acceptance: Callable[[Any], Any], rising: bool) -> float:
    """The outermost coupling with this count on the rising or the falling side, or NaN."""
    from scipy.optimize import brentq

    if not count > 0:
        return float("nan")

    def excess(logarithm: float) -> float:
        value = float(search.count(mass, np.exp(logarithm), acceptance))
        return float(np.log(max(value, np.finfo(float).tiny) / count))

    logarithms, counts = _followed(search, mass, acceptance)
    above = counts >= count
    if not above.any() or above[0 if rising else -1]:
        return float("nan")
    place = int(np.argmax(above)) if rising else len(above) - 1 - int(np.argmax(above[::-1]))
    low, high = (place - 1, place) if rising else (place, place + 1)
    return float(np.exp(brentq(excess, logarithms[low], logarithms[high], xtol=1e-13)))


def _followed(search: Search, mass: float, acceptance: Callable[[Any], Any]) -> tuple[np.ndarray, np.ndarray]:
    """Logarithms of couplings and the counts there: an even grid, and the peaks between its points."""
    from scipy.optimize import minimize_scalar

    grid = np.linspace(np.log(SMALLEST_COUPLING), np.log(LARGEST_COUPLING), STEPS)
    counts = search.count(mass, np.exp(grid), acceptance)
    inner = counts[1:-1]
    peaks = np.flatnonzero((inner > counts[:-2]) & (inner >= counts[2:])) + 1
    for place in peaks:
        scale = counts[place]
        found = minimize_scalar(
            lambda logarithm, scale=scale: -float(search.count(mass, np.exp(logarithm), acceptance)) / scale,
            bounds=(grid[place - 1], grid[place + 1]),
            method="bounded",
            options={"xatol": 1e-9},
        )
        grid, counts = np.append(grid, found.x), np.append(counts, -found.fun * scale)
    order = np.argsort(grid)
    return grid[order], counts[order]
