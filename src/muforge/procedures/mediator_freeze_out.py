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

STEP, REACH, TO_POLE = 0.375, 33.0, 66.0
"""Of the logarithmic distance from the ends of a panel, and from the pole, which may be narrow."""
BEYOND = 4.5
"""Of the logarithm of the energy above the last break; the bath is empty there."""
THRESHOLDS = ("m_e", "m_mu", "m_tau", "m_pi", "m_K", "m_K0", "m_pi0")
"""Particles whose pairs open channels."""
RESONANCES = ("m_omega_782", "m_phi_1020")
"""Narrow peaks of the R ratio."""
HADRONS = (0.9, 1.0, 1.05, 1.2, 1.4, 1.5, 1.7, 3.73, 4.3, 4.8, 10.56, 11.2)
"""GeV: where the form of the R ratio changes."""


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
    columns: list[tuple[np.ndarray, ...]] = []
    for low, high in zip(breaks, breaks[1:], strict=False):
        length = high - low
        t = np.arange(-TO_POLE if low == pole else -REACH, TO_POLE if high == pole else REACH, STEP)
        up, down = 1 / (1 + np.exp(-t)), 1 / (1 + np.exp(t))
        above = length * up + (low - pole) if pole <= low else -(length * down + (pole - high))
        columns.append((low + length * up, length * up + (low - threshold), above, STEP * length * up * down))
    last = breaks[-1]
    far = scale * np.exp(np.arange(-TO_POLE if last == pole else -REACH, BEYOND, STEP))
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
        M = float(own[self._texts["mediator"]])
        table = {**constant_values(), **self._constants}
        places = [2 * table[name] for name in THRESHOLDS] + [3 * table["m_pi"], table["m_mu"] + table["m_e"]]
        places += [table["m_tau"] + table[name] for name in ("m_e", "m_mu")]
        places += [*HADRONS, *(table[name] for name in RESONANCES)]
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


@dataclass(frozen=True)
class Dark:
    """Dark matter of one call, an element each.

    Parameters
    ----------
    spin : str
    texts : dict
        Names of quantities and of the mediator's mass.
    given : dict
        What the quantities take.
    known : dict
        Constants.
    light : ndarray
    splitting : ndarray or None
    shape : tuple of int
    """

    spin: str
    texts: dict[str, str]
    given: dict[str, Any]
    known: dict[str, float]
    light: np.ndarray
    splitting: np.ndarray | None
    shape: tuple[int, ...]

    @property
    def heavy(self) -> np.ndarray:
        """Mass of the heavier particle."""
        return self.light if self.splitting is None else self.light * (1 + self.splitting)


def _read(inputs: dict[str, Any]) -> Dark:
    """Dark matter of a model from the inputs of a procedure."""
    texts = {name: inputs[name] for name in TEXTS if name in inputs}
    spin = inputs.get("declared") or inputs["dark_matter"]
    table = constant_values()
    known = {name: float(np.ravel(inputs[name])[0]) for name in table if name in inputs}
    numbers = {
        name: value
        for name, value in inputs.items()
        if not isinstance(value, str) and not callable(value) and name not in (*table, *ELSE)
    }
    shape = np.shape(next(iter(numbers.values())))
    count = int(np.prod(shape))
    given: dict[str, Any] = {name: np.broadcast_to(value, shape).ravel() for name, value in numbers.items()}
    given["dark_matter"] = spin
    mass = np.ravel(evaluated(texts["dark_mass"], known, given)) if "dark_mass" in texts else given["m_chi"]
    splitting = given.get("relative_splitting")
    if "splitting" in texts:
        declared = texts["splitting"]
        splitting = np.broadcast_to(given[declared] if declared in given else float(declared), count)
    return Dark(spin, texts, given, known, np.broadcast_to(mass, count).astype(float), splitting, shape)


def _problem(dark: Dark, inputs: dict[str, Any]) -> Problem:
    """The history of dark matter of a model."""
    average = _Averages(dark.texts, dark.given, dark.known, dark.light, dark.heavy)
    bath = {name: inputs[name] for name in OF_BATH if name in inputs}
    splitting = None if dark.splitting is None else dark.splitting.reshape(dark.shape)
    return problem_of(dark.spin, dark.light.reshape(dark.shape), average, relative_splitting=splitting, **bath)


TEXTS = ("cross_section", "total_width", "dark_mass", "mediator", "unknown", "splitting", "wave")
ELSE = ("g_star", "f_eff", "p_ann_limit")
"""Numbers that are not of the model."""


def relic_density(**inputs: Any) -> tuple[Any, Any]:
    """``Omega h^2`` with the mediator of a model."""
    dark = _read(inputs)
    rows = np.arange(len(dark.light))
    found, error = _problem(dark, inputs).densities(np.ones(len(rows)), rows)
    return found.reshape(dark.shape), error.reshape(dark.shape)


def coupling(omega_dm_h2: Any, **inputs: Any) -> tuple[Any, Any]:
    """The coupling for the observed density."""
    dark = _read(inputs)
    found, error = couplings_for(_problem(dark, inputs), np.ravel(omega_dm_h2))
    return found.reshape(dark.shape), (found * error).reshape(dark.shape)


SLOW = 1e-6
"""Excess of ``sqrt(s)`` over the threshold, in units of it, from which the limit at rest is extrapolated."""


def at_rest(**inputs: Any) -> tuple[Any, Any]:
    """``sigma v_rel`` at rest to all but neutrinos: linear in the excess of energy close to threshold."""
    dark = _read(inputs)
    value = np.zeros(len(dark.light))
    if dark.texts["wave"] == "s":
        near, far = (_times_velocity(dark, SLOW * step) for step in (1, 2))
        alone = dark.light == dark.heavy
        value = np.where(alone, 2 * near - far, 0.0)
    return value.reshape(dark.shape), 1e-9 * value.reshape(dark.shape)


def _times_velocity(dark: Dark, excess: float) -> np.ndarray:
    E = 2 * dark.light * (1 + excess)
    own = dark.given | {"sqrt_s": E, "products": "without_neutrinos"}
    above = E - 2 * dark.light
    velocity = 2 * np.sqrt(above * (E + 2 * dark.light)) / E
    return np.asarray(evaluated(dark.texts["cross_section"], dark.known, own) * velocity)


def cmb_annihilation_ratio(
    f_eff: Any, p_ann_limit: Any, hbarc2_GeV2_cm2: Any, c_cm_s: Any, **inputs: Any
) -> tuple[Any, Any]:
    """Annihilation at rest over its limit."""
    dark = _read(inputs)
    sigma_v, error = at_rest(**inputs)
    weight = 1.0 if dark.spin == "majorana" else 0.5
    factor = weight * f_eff * hbarc2_GeV2_cm2 * c_cm_s / (dark.light.reshape(dark.shape) * p_ann_limit)
    return factor * sigma_v, factor * error
