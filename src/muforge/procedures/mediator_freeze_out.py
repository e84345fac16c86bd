"""Densities of dark matter that annihilates through the mediator of a model, from its cross section.

The cross section is evaluated once, at energies that lie dense at all thresholds and at the pole; averages at all
temperatures are sums over these.  Close to the pole the propagator is computed from the distance to it, which the
energy itself does not have.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values
from muforge.compute.evaluate import evaluate_quietly
from muforge.errors import ValidityWarning
from muforge.limits.model_point import inputs_taken
from muforge.procedures.freeze_out import OF_BATH, Problem, couplings_for, problem_of

STEP, REACH = 0.375, 66.0
"""Of the logarithmic distance from the ends of a panel."""
THRESHOLDS = ("m_e", "m_mu", "m_tau", "m_pi", "m_K", "m_K0", "m_pi0")
"""Particles whose pairs open channels."""
HADRONS = (0.9, 1.02, 1.7)
"""GeV: where the form of the R ratio changes, and the narrowest resonance in it."""


@dataclass(frozen=True)
class Energies:
    """Energies and what is known of them better than they are; one element.

    Parameters
    ----------
    E, excess : ndarray
        ``sqrt(s)``, and how much of it is above the threshold.
    from_pole : ndarray
        ``E - m_X``.
    weight : ndarray
        Of the integral over E.
    """

    E: np.ndarray
    excess: np.ndarray
    from_pole: np.ndarray
    weight: np.ndarray

    def some(self, which: np.ndarray) -> Energies:
        """Some of the energies."""
        return Energies(self.E[which], self.excess[which], self.from_pole[which], self.weight[which])


def energies(threshold: float, pole: float, places: list[float], scale: float) -> Energies:
    """Points between thresholds and pole on logistic maps, and beyond them on an exponential one.

    Parameters
    ----------
    threshold, pole : float
    places : list of float
        Where the cross section is not smooth.
    scale : float
        Energy above the last place at which the exponential map begins to be coarse.
    """
    breaks = np.unique([threshold, *(place for place in (*places, pole) if place > threshold)])
    t = np.arange(-REACH, REACH + STEP / 2, STEP)
    up, down = 1 / (1 + np.exp(-t)), 1 / (1 + np.exp(t))
    columns: list[tuple[np.ndarray, ...]] = []
    for low, high in zip(breaks, breaks[1:], strict=False):
        length = high - low
        above = length * up + (low - pole) if pole <= low else -(length * down + (pole - high))
        columns.append((low + length * up, length * up + (low - threshold), above, STEP * length * up * down))
    far = scale * np.exp(t[t < 8])
    last = breaks[-1]
    columns.append((last + far, far + (last - threshold), far + (last - pole), STEP * far))
    return Energies(*(np.concatenate(column) for column in zip(*columns, strict=True)))


class _Averages:
    """Thermal averages of one call, whose cross sections are remembered for each element and coupling.

    Parameters
    ----------
    texts : dict
        Names of quantities and of the mediator's mass.
    inputs : dict
        What the quantities take, an element each; options as text.
    constants : dict
    light, heavy : ndarray
    """

    def __init__(
        self,
        texts: dict[str, str],
        inputs: dict[str, Any],
        constants: dict[str, float],
        light: np.ndarray,
        heavy: np.ndarray,
    ) -> None:
        self._texts, self._inputs, self._constants = texts, inputs, constants
        self._light, self._heavy = light, heavy
        self._known: dict[tuple[int, float], tuple[Energies, np.ndarray]] = {}

    def __call__(self, x: np.ndarray, rows: np.ndarray, coupling: np.ndarray) -> np.ndarray:
        return np.stack([self._of(int(row), float(c), at) for row, c, at in zip(rows, coupling, x, strict=True)])

    def _of(self, row: int, coupling: float, x: np.ndarray) -> np.ndarray:
        from scipy.special import k1e, kve

        if (row, coupling) not in self._known:
            self._known = {key: value for key, value in self._known.items() if key[0] != row}
            self._known[row, coupling] = self._integrand(row, coupling)
        at, integrand = self._known[row, coupling]
        m_1, m_2 = self._light[row], self._heavy[row]
        relevant = integrand > 0
        E, excess, terms = at.E[relevant], at.excess[relevant], integrand[relevant]
        with np.errstate(all="ignore"):
            bath = k1e(np.outer(x, E / m_1)) * np.exp(np.outer(-x, excess / m_1))
        total = bath @ terms
        return np.asarray(x * total / (4 * m_1**3 * m_2**2 * kve(2, x) * kve(2, x * m_2 / m_1)))

    def _integrand(self, row: int, coupling: float) -> tuple[Energies, np.ndarray]:
        """``sigma lambda/E^2`` times E and the weights of the integral, sigma with the distance from the pole."""
        own = {name: value if isinstance(value, str) else value[row] for name, value in self._inputs.items()}
        if "unknown" in self._texts:
            own[self._texts["unknown"]] = coupling
        m_1, m_2 = self._light[row], self._heavy[row]
        M = own[self._texts["mediator"]]
        table = {**constant_values(), **self._constants}
        places = [2 * table[name] for name in THRESHOLDS] + [3 * table["m_pi"], table["m_mu"] + table["m_e"]]
        places += [table["m_tau"] + table[name] for name in ("m_e", "m_mu")] + list(HADRONS)
        at = energies(m_1 + m_2, M, places, m_1 / 5)
        at = at.some(at.E > m_1 + m_2)
        sigma = self._evaluated("cross_section", own, sqrt_s=at.E)
        width = float(self._evaluated("total_width", own))
        with np.errstate(all="ignore"):
            rounded = (at.E - M) ** 2 * (at.E + M) ** 2 + (M * width) ** 2
            right = at.from_pole**2 * (at.E + M) ** 2 + (M * width) ** 2
            difference = m_2 - m_1
            plain = (at.E - (m_1 + m_2)) / at.excess  # of the energy as it is rounded
            spread = at.excess * (at.E + m_1 + m_2) * (at.E - difference) * (at.E + difference)
            terms = sigma * np.sqrt(np.maximum(plain, 0)) * rounded / right * spread * at.weight
        return at, np.nan_to_num(terms, nan=0.0, posinf=0.0, neginf=0.0)

    def _evaluated(self, which: str, own: dict[str, Any], **more: Any) -> Any:
        return evaluated(self._texts[which], self._constants, own | more)


def evaluated(name: str, constants: dict[str, float], given: dict[str, Any]) -> Any:
    """A quantity with those inputs that it takes; what it approximates is said by the quantity that is made of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)
        return evaluate_quietly(name, constants=constants, outside="warn", **inputs_taken(name, given))


def _problem(spin: str, m_chi: Any, inputs: dict[str, Any], texts: dict[str, str]) -> tuple[Problem, tuple[int, ...]]:
    """The history of dark matter of a model."""
    table = constant_values()
    known = {name: float(np.ravel(inputs[name])[0]) for name in table if name in inputs}
    numbers = {
        name: value
        for name, value in inputs.items()
        if not isinstance(value, str) and not callable(value) and name not in table and name != "g_star"
    }
    if m_chi is not None:
        numbers["m_chi"] = m_chi
    shape = np.shape(next(iter(numbers.values())))
    own: dict[str, Any] = {name: np.broadcast_to(value, shape).ravel() for name, value in numbers.items()}
    own |= {"dark_matter": spin}
    light = own["m_chi"] if m_chi is not None else np.ravel(evaluated(texts["dark_mass"], known, own))
    light = np.broadcast_to(light, int(np.prod(shape))).astype(float)
    splitting = own.get("relative_splitting")
    if "splitting" in texts:
        declared = texts["splitting"]
        splitting = np.broadcast_to(own[declared] if declared in own else float(declared), light.shape)
    heavy = light if splitting is None else light * (1 + splitting)
    average = _Averages(texts, own, known, light, heavy)
    bath = {name: inputs[name] for name in OF_BATH if name in inputs}
    problem = problem_of(spin, light.reshape(shape), average, relative_splitting=_like(splitting, shape), **bath)
    return problem, shape


def _like(value: Any, shape: tuple[int, ...]) -> Any:
    return None if value is None else np.reshape(value, shape)


TEXTS = ("cross_section", "total_width", "dark_mass", "mediator", "unknown", "splitting")


def _read(inputs: dict[str, Any]) -> tuple[Problem, tuple[int, ...]]:
    texts = {name: inputs.pop(name) for name in TEXTS if name in inputs}
    spin = inputs.pop("declared", None) or inputs.pop("dark_matter")
    return _problem(spin, inputs.pop("m_chi", None) if not texts.get("dark_mass") else None, inputs, texts)


def relic_density(**inputs: Any) -> tuple[Any, Any]:
    """``Omega h^2`` with the mediator of a model."""
    problem, shape = _read(inputs)
    rows = np.arange(len(problem.m_chi))
    found, error = problem.densities(np.ones(len(rows)), rows)
    return found.reshape(shape), error.reshape(shape)


def coupling(omega_dm_h2: Any, **inputs: Any) -> tuple[Any, Any]:
    """The coupling for the observed density."""
    problem, shape = _read(inputs)
    found, error = couplings_for(problem, np.ravel(omega_dm_h2))
    return found.reshape(shape), (found * error).reshape(shape)
