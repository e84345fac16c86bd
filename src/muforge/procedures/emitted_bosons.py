"""Bosons that leptons of a beam radiate in a target: how many with which energy, for a coupling of 1.

Integrals over the energies of lepton and boson use the trapezoidal rule in the logit of the distance between both
ends, where it converges exponentially and thresholds of any power are resolved.  Half of the points give a second
value; halving the step squares the relative error of such a rule, which estimates the error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

Spectrum = Callable[..., tuple[Any, Any]]
"""The kernel of dsigma/dx in cm^2 for coupling 1: ``value, error = spectrum(E_beam=..., x=..., **elements)``."""

STEP = 0.35
"""Step of the logit of the distance between both ends."""
LEPTON_REACH, BOSON_REACH = (70, 70), (74, 104)
"""Steps on both sides: 3e-11 of a finite integrand is left out, and 2e-16 of it where X takes all energy."""
LEFT_OUT = 2e-9
"""Relative error of what is left out."""
LEAST_ENERGY = 1.02
"""The lepton keeps at least this energy, in units of its mass."""
SHOWER = 4 / 3
"""Bremsstrahlung in one radiation length, the b of Tsai's formula."""
DEPTHS, DEPTH_WIDTHS, DEPTH_TAIL = 120, 12.0, 40.0
"""Gauss points in the depth of the target, and up to where the Gamma distribution of the energy loss is followed."""


@dataclass(frozen=True)
class UnitRule:
    """A rule for integrals from 0 to 1.

    Parameters
    ----------
    up, down : ndarray
        Distances from 0 and from 1.
    weight, coarse : ndarray
        Weights of all points, and those of every second one.
    """

    up: np.ndarray
    down: np.ndarray
    weight: np.ndarray
    coarse: np.ndarray


@cache
def logit_rule(steps_down: int, steps_up: int) -> UnitRule:
    """The trapezoidal rule in ``ln x/(1-x)``, even numbers of steps to both sides; read-only."""
    t = STEP * np.arange(-steps_down, steps_up + 1)
    up, down = 1 / (1 + np.exp(-t)), 1 / (1 + np.exp(t))
    weight = STEP * up * down
    coarse = np.where(np.arange(len(t)) % 2 == 0, 2 * weight, 0.0)
    for values in (up, down, weight, coarse):
        values.flags.writeable = False
    return UnitRule(up, down, weight, coarse)


@dataclass(frozen=True)
class Leptons:
    """Leptons in a target by energy, along the last axis.

    Parameters
    ----------
    excess : ndarray
        Energy in GeV above the least one at which X is emitted.
    weight, coarse : ndarray
        What they count for in the integral over energies, by two rules.
    """

    excess: np.ndarray
    weight: np.ndarray
    coarse: np.ndarray


@dataclass(frozen=True)
class Emitted:
    """Bosons by momentum, along the last axis, for a coupling of 1.

    Parameters
    ----------
    momentum : ndarray
        In GeV.
    number, coarse : ndarray
        How many there are, by two rules.
    """

    momentum: np.ndarray
    number: np.ndarray
    coarse: np.ndarray

    def decaying(self, inverse: Any, shield: Any, volume: Any) -> tuple[Any, Any]:
        """How many decay behind a shield and inside a volume, and the error of that.

        Parameters
        ----------
        inverse : ndarray
            Mass times width over hbar c: the momentum over the mean flight, in GeV/m.
        shield, volume : ndarray
            Lengths in metres.
        """
        moving = np.where(self.momentum > 0, self.momentum, np.inf)  # no boson is at rest
        rate = inverse[..., None] / moving
        return self.counted(np.exp(-rate * shield[..., None]) * -np.expm1(-rate * volume[..., None]))

    def times(self, factor: float) -> Emitted:
        """As many times more bosons."""
        return Emitted(self.momentum, factor * self.number, factor * self.coarse)

    def counted(self, probability: Any) -> tuple[Any, Any]:
        """The number of bosons times a probability, and the error of that."""
        fine = np.sum(np.where(self.number != 0, self.number * probability, 0.0), axis=-1)
        coarse = np.sum(np.where(self.coarse != 0, self.coarse * probability, 0.0), axis=-1)
        relative = np.where(fine > 0, np.abs(coarse / np.where(fine > 0, fine, 1.0) - 1), 0.0)
        return fine, fine * np.minimum(relative, relative**2 + LEFT_OUT)


def one_energy(E_beam: np.ndarray, least: np.ndarray) -> Leptons:
    """A thin target: all leptons have the energy of the beam; none if that is too small."""
    ones = np.where(E_beam > least, 1.0, 0.0)[..., None]
    return Leptons(np.maximum(E_beam - least, 0.0)[..., None], ones, ones)


def constant_loss(E_beam: np.ndarray, E_end: np.ndarray, least: np.ndarray) -> Leptons:
    """Leptons that lose the same energy everywhere, from that of the beam down to an end; ``int dE``."""
    rule = logit_rule(*LEPTON_REACH)
    low = np.maximum(E_end, least)
    span = np.maximum(E_beam - low, 0.0)[..., None]
    return Leptons((low - least)[..., None] + span * rule.up, span * rule.weight, span * rule.coarse)


def shower_loss(kind: str, E_beam: np.ndarray, least: np.ndarray, thickness: np.ndarray) -> Leptons:
    """Electrons of all depths of a target, ``int dt int dE I(E)``, with the thickness in radiation lengths.

    With ``y = ln(E_beam/E)`` the density in y of Tsai's formula, ``D(y) = int_0^T dt y^(bt-1) exp(-y)/Gamma(bt)``,
    behaves like ``1/(b y ln^2 y)`` for small y.  ``int D S dy = C S(0) + int D [S(y) - S(0)] dy`` with C the integral
    of D, so that the point y = 0 has the weight that is left.
    """
    rule = logit_rule(*LEPTON_REACH)
    is_open = E_beam > least
    farthest = np.log1p(np.where(is_open, E_beam - least, least) / least)[..., None]
    if kind == "exponential":
        top = np.where(is_open[..., None], np.minimum(thickness[..., None], farthest), 0.0)
        left = (farthest - top) + top * rule.down
        return Leptons(least[..., None] * np.expm1(left), top * rule.weight, top * rule.coarse)
    y = farthest * rule.up
    density, whole = _depths(thickness[..., None], y, farthest)
    energies = np.concatenate(
        [np.maximum(E_beam - least, 0.0)[..., None], least[..., None] * np.expm1(farthest * rule.down)], -1
    )
    weights = []
    for weight in (rule.weight, rule.coarse):
        inner = density * farthest * weight
        first = whole - np.sum(inner, axis=-1, keepdims=True)
        weights.append(np.where(is_open[..., None], np.concatenate([first, inner], axis=-1), 0.0))
    return Leptons(energies, *weights)


def _depths(thickness: np.ndarray, y: np.ndarray, farthest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``D(y)``, and its integral from 0 to the farthest y."""
    from scipy.special import gammainc, rgamma

    root, weight = np.polynomial.legendre.leggauss(DEPTHS)
    root, weight = (1 + root) / 2, weight / 2
    deepest = np.minimum(SHOWER * thickness, farthest + DEPTH_WIDTHS * np.sqrt(farthest) + DEPTH_TAIL)
    s = deepest * root**2  # shape of the Gamma distribution; for small y small ones count
    ds = deepest * 2 * root * weight
    at_depth = np.exp(s[..., None, :] * np.log(y)[..., :, None]) @ (rgamma(s) * ds)[..., :, None]
    density = np.exp(-y) / (SHOWER * y) * at_depth[..., 0]
    return density, np.sum(gammainc(s, farthest) * ds, axis=-1, keepdims=True) / SHOWER


def bosons_from(leptons: Leptons, spectrum: Spectrum, m_X: np.ndarray, m_l: np.ndarray, E_min: np.ndarray) -> Emitted:
    """Bosons that leptons emit with at least the energy E_min, per nucleus on a square centimetre.

    Parameters
    ----------
    leptons : Leptons
    spectrum : callable
    m_X, m_l, E_min : ndarray
        In one dimension, like the axes of `leptons` before the last one.
    """
    rule = logit_rule(*BOSON_REACH)
    excess = leptons.excess[..., None]
    X, lowest = m_X[..., None, None], np.maximum(m_X, E_min)[..., None, None]
    E = lowest + LEAST_ENERGY * m_l[..., None, None] + excess
    above = (lowest - X) + excess * rule.up  # kinetic energy of X
    x = (X + above) / E
    found, _ = spectrum(E_beam=E, x=x, m_X=X)
    at = found * excess / E
    flat = (*m_X.shape, -1)
    number = (at * rule.weight * leptons.weight[..., None]).reshape(flat)
    coarse = (at * rule.coarse * leptons.coarse[..., None]).reshape(flat)
    return Emitted(np.sqrt(above * (above + 2 * X)).reshape(flat), number, coarse)


def least_lepton_energy(m_X: np.ndarray, m_l: np.ndarray, E_min: np.ndarray) -> np.ndarray:
    """The energy of a lepton from which on it emits X with at least E_min."""
    return np.asarray(np.maximum(m_X, E_min) + LEAST_ENERGY * m_l)
