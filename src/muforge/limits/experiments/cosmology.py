"""Dark matter in the early universe: its density today, and annihilation when atoms formed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.lookup import entry, names
from muforge.compute.evaluate import evaluate_quietly
from muforge.errors import DomainError
from muforge.limits.excluded import CouplingLimit, Edges, edges_of
from muforge.limits.measurements import Settings, number_of
from muforge.limits.model_point import SMALLEST_COUPLING, ModelPoint, inputs_taken
from muforge.limits.setups import AnySetup, named_limit

DARK = {"dark_matter": "dirac", "m_X_over_m_chi": 3.0, "g_chi": 1.0}
"""Dark matter of models that do not say what it is; others have their own."""
LARGEST = 10.0
STEPS = 60
CLOSE = 1e-7


def _dark(settings: Settings, masses: np.ndarray) -> dict[str, Any]:
    """Arguments of the quantities of a model that concern dark matter."""
    ratio = number_of("m_X_over_m_chi", settings["m_X_over_m_chi"])
    if ratio <= 0:
        raise DomainError(f"m_X_over_m_chi = {ratio:g}; a number above 0 is expected")
    return {"dark_matter": settings["dark_matter"], "m_chi": masses / ratio, "g_chi": settings["g_chi"]}


@dataclass(frozen=True)
class RelicDensity:
    """Dark matter of thermal origin that is not more than what is there; smaller couplings are excluded.

    The largest excluded coupling, `upper` of the limit, gives the observed density; it is the preferred one.
    """

    name: str = "relic_density"
    about: str = "density of thermal dark matter: couplings below that of the observed one leave too much"
    source: str = "Planck, arXiv:1807.06209: 0.1200 +- 0.0012; one thermal bath, standard expansion"

    @property
    def settings(self) -> Settings:
        """What a caller may set, and the defaults."""
        return {**DARK, "omega_dm_h2": 0.12}

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The coupling for the density, at each mass."""
        if not point.has("relic_density"):
            raise DomainError(f"{self.name} needs the relic density, which {point.model} does not have: no limit")
        wanted = number_of("omega_dm_h2", settings["omega_dm_h2"])
        found, reasons = np.full(len(masses), np.nan), [""] * len(masses)
        for place, mass in enumerate(masses):
            try:
                found[place] = _coupling(point, float(mass), settings, wanted)
            except DomainError as refusal:
                reasons[place] = str(refusal)
        least = np.where(np.isfinite(found), SMALLEST_COUPLING, np.nan)
        upper = np.where(np.isfinite(found), found, np.inf)
        return named_limit(self, point, masses, Edges(least, upper, found, tuple(reasons)))


def _coupling(point: ModelPoint, mass: float, settings: Settings, wanted: float) -> float:
    """The coupling with a density, by the model's own quantity or by secants."""
    fixed = {name: value(mass) if callable(value) else value for name, value in point.fixed.items()}
    given = {**_dark(settings, np.asarray(mass)), point.mass: mass, **fixed}
    own = f"{point.model}.{point.coupling}_relic_density"
    if own in names(point.model):
        constants = dict(point.constants or {}) | {"omega_dm_h2": wanted}
        return float(evaluate_quietly(own, constants=constants, outside=point.outside, **inputs_taken(own, given)))
    name = f"{point.model}.relic_density"
    taken = inputs_taken(name, given)

    def excess(place: float) -> float:
        inputs = taken | {point.coupling: float(np.exp(place))}
        density = evaluate_quietly(name, constants=point.constants, outside=point.outside, **inputs)
        return float(np.log(density / wanted))

    place, slope = 0.0, -2.0
    known: list[tuple[float, float]] = []
    for _ in range(STEPS):
        value = excess(place)
        if abs(value) < CLOSE:
            return float(np.exp(place))
        if known and known[-1][0] != place:
            slope = float(np.clip((value - known[-1][1]) / (place - known[-1][0]), -6.0, -0.3))
        known.append((place, value))
        place += float(np.clip(-value / slope, -3.0, 3.0))
        if place > np.log(LARGEST):
            break
    raise DomainError(f"no {point.coupling} up to {LARGEST:g} gives Omega h^2 = {wanted:g}")


@dataclass(frozen=True)
class Recombination:
    """Energy that annihilation at rest leaves in the gas, up to a limit."""

    name: str = "cmb_annihilation"
    about: str = "annihilation of dark matter at recombination: p_ann below its limit, 3.2e-28 cm^3/s/GeV"
    source: str = "Planck, arXiv:1807.06209 sec. 7.6; all dark matter is of this kind; f_eff must be given"

    @property
    def settings(self) -> Settings:
        """What a caller may set, and the defaults."""
        return {**DARK, "f_eff": None, "p_ann_limit": 3.2e-28}

    def limit(self, point: ModelPoint, masses: np.ndarray, settings: Settings) -> CouplingLimit:
        """The couplings with too much annihilation, at each mass."""
        quantity = "cmb_annihilation_ratio"
        if not point.has(quantity):
            raise DomainError(f"{self.name} needs {quantity}, which {point.model} does not have: no limit")
        if settings["f_eff"] is None:
            raise DomainError("f_eff = None; the fraction of the energy that heats the gas is expected, 0.2 for muons")
        others = {name: number_of(name, settings[name]) for name in ("f_eff", "p_ann_limit")}
        known = entry(f"{point.model}.{quantity}")

        def rate(mass: np.ndarray, coupling: np.ndarray) -> np.ndarray:
            dark = _dark(settings, np.asarray(mass))
            taken = {a.name for a in known.arguments} - {point.coupling, *point.fixed}
            inputs = {name: value for name, value in {**dark, **others}.items() if name in taken}
            return point.rate(quantity, inputs, (), mass, coupling)

        ones = np.ones(len(masses))
        return named_limit(self, point, masses, edges_of(masses, rate, -np.inf * ones, ones))


SETUPS: tuple[AnySetup, ...] = (RelicDensity(), Recombination())
"""Density and annihilation of dark matter that X couples to."""
