"""A limit that was published for one model, as a limit on another one.

A search counts ``production x branching fraction x acceptance``.  At the same mass, the coupling of the other model
that gives the same count is the recast limit; the acceptance of a displaced search depends on the decay length.
Efficiencies that depend on more than mass and lifetime, spin correlations for instance, are taken to be equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

import numpy as np

from muforge.catalogue.lookup import entry
from muforge.compute.evaluate import evaluate
from muforge.errors import ArgumentError, DomainError, nearest
from muforge.limits.two_columns import comments, read_columns

LARGEST_COUPLING = 4 * np.pi
SMALLEST_COUPLING = 1e-12
STEPS = 400
"""Points on a logarithmic scale of couplings between which a displaced search's count is followed."""


@dataclass(frozen=True)
class Limit:
    """A limit on the coupling of a model at some masses.

    Parameters
    ----------
    mass, coupling : ndarray
        Mass in GeV, and the coupling that is just excluded (NaN where none is).
    reference : str
        Where it was published.
    """

    mass: np.ndarray
    coupling: np.ndarray
    reference: str


def read_limit(path: str | PathLike[str], reference: str = "") -> Limit:
    """Read a limit from two columns, mass in GeV and coupling.

    Parameters
    ----------
    path : path
        Numbers separated by blanks or commas; a comment ``# reference: ...`` may name the publication.
    reference : str, optional
        The publication; it replaces the reference of the file.

    Raises
    ------
    OSError, ValueError
        If the file cannot be read, has other rows, or the publication is not named.
    """
    mass, coupling = read_columns(path)
    named = [text.partition(":")[2].strip() for text in comments(path) if text.lower().startswith("reference:")]
    found = reference or next(iter(named), "")
    if not found:
        raise DomainError(
            f"{path} does not say where it was published; add a line '# reference: ...' or give reference="
        )
    return Limit(mass, coupling, found)


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
    channel : str
        Channel of the decay that is seen.
    options : mapping
        Options of the quantity of production.
    fixed : mapping
        Further parameters of the model, given to the quantities that take them: numbers, or functions of the
        mass, e.g. ``{"hadronic_r_ratio": muforge.hadronic_r_ratio}``.
    mass : str
        The parameter that is the mass.

    Raises
    ------
    KeyError, TypeError
        For quantities that the model does not have, and for parameters that none of them takes.
    """

    model: str
    coupling: str
    production: str
    channel: str
    options: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    mass: str = "m_X"

    def __post_init__(self) -> None:
        quantities = (self.production, "branching_ratio", "proper_decay_length")
        known = {argument.name for quantity in quantities for argument in entry(f"{self.model}.{quantity}").arguments}
        for name in (self.mass, self.coupling, *self.options, *self.fixed):
            if name not in known:
                raise ArgumentError(
                    f"{self.model}: neither production nor decay has an argument '{name}'{nearest(name, known)}"
                )

    def count(self, mass: float, coupling: Any, acceptance: Callable[[Any], Any]) -> np.ndarray:
        """Production times branching fraction times acceptance, in units that are the same for all models."""
        fixed = {name: value(mass) if callable(value) else value for name, value in self.fixed.items()}
        inputs = {self.mass: mass, self.coupling: coupling, **fixed}
        produced = self._evaluate(self.production, inputs | dict(self.options))
        seen = self._evaluate("branching_ratio", inputs | {"channel": self.channel})
        length = self._evaluate("proper_decay_length", inputs)
        return np.asarray(produced * seen * acceptance(length))

    def _evaluate(self, quantity: str, inputs: Mapping[str, Any]) -> Any:
        """A quantity of the model, with the inputs that it takes."""
        name = f"{self.model}.{quantity}"
        known = {argument.name: argument for argument in entry(name).arguments}
        taken = {key: value for key, value in inputs.items() if key in known and known[key].fits(inputs)}
        return evaluate(name, **taken)


def prompt(length: Any) -> Any:
    """The acceptance of a search that sees every decay."""
    return np.ones(np.shape(length))


def displaced(shield: float, decay_volume: float, boost: float) -> Callable[[Any], Any]:
    """The acceptance of a search that sees decays in a volume behind a shield.

    Parameters
    ----------
    shield, decay_volume : float
        Lengths in metres.
    boost : float
        Momentum over mass of the particles.
    """

    def acceptance(length: Any) -> Any:
        flight = boost * np.asarray(length)
        return np.exp(-shield / flight) * -np.expm1(-decay_volume / flight)

    return acceptance


def recast(limit: Limit, source: Search, target: Search, acceptance: Callable[[Any], Any] = prompt) -> Limit:
    """Couplings of another model at which a search counts as much as at a published limit.

    Parameters
    ----------
    limit : Limit
        On the coupling of `source`.
    source, target : Search
    acceptance : callable
        Fraction of the decays that is seen, as a function of the proper decay length in metres: `prompt`,
        `displaced`, or another one.

    Returns
    -------
    Limit
        The smallest coupling of `target` with that count at each mass; NaN where none from 1e-12
        to 4 pi has it.

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
    found = [
        _coupling(target, mass, source.count(mass, coupling, acceptance), acceptance)
        for mass, coupling in zip(limit.mass, limit.coupling, strict=True)
    ]
    return Limit(limit.mass, np.array(found), f"{limit.reference}, recast from {source.model} to {target.model}")


def _coupling(search: Search, mass: float, count: np.ndarray, acceptance: Callable[[Any], Any]) -> float:
    """The smallest coupling with at least this count, or NaN."""
    from scipy.optimize import brentq

    if not count > 0:
        return float("nan")
    grid = np.geomspace(SMALLEST_COUPLING, LARGEST_COUPLING, STEPS)
    above = search.count(mass, grid, acceptance) >= count
    if not above.any() or above[0]:
        return float("nan")
    place = int(np.argmax(above))

    def excess(logarithm: float) -> float:
        value = float(search.count(mass, np.exp(logarithm), acceptance))
        return float(np.log(max(value, np.finfo(float).tiny) / float(count)))

    low, high = np.log(grid[place - 1]), np.log(grid[place])
    return float(np.exp(brentq(excess, low, high, xtol=1e-13)))
