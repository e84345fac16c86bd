"""What the expansion of the universe and the equilibrium of dark matter are, along a history of x = m_chi/T."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.procedures.boltzmann import History

Kernel = Callable[..., tuple[Any, Any]]
SPIN_STATES = {"complex_scalar": 2, "majorana": 2, "dirac": 4, "pseudo_dirac": 4}
"""Degrees of freedom of particles and antiparticles together."""
PAIRS = {"complex_scalar": 0.5, "majorana": 1.0, "dirac": 0.5}
"""Factor of <sigma v> in the equation of the total density."""


@dataclass(frozen=True)
class Bath:
    """Degrees of freedom at the points of histories, one history a row.

    Parameters
    ----------
    entropy : ndarray
        ``g_s``.
    effective : ndarray
        ``sqrt(g_*)``.
    """

    entropy: np.ndarray
    effective: np.ndarray


def bath_of(over: History, m_chi: np.ndarray, entropy: Kernel, effective: Kernel, g_star: Any = None) -> Bath:
    """The standard model's degrees of freedom, or constant ones."""
    if g_star is not None:
        constant = np.broadcast_to(g_star[:, None], (len(m_chi), len(over.x)))
        return Bath(constant, np.sqrt(constant))
    T = m_chi[:, None] / over.x
    return Bath(entropy(temperature=T)[0], effective(temperature=T)[0])


def bath_of_table(over: History, m_chi: np.ndarray, temperatures: Any, energy: Any, entropy: Any) -> Bath:
    """Degrees of freedom from tables, between whose points ``ln g`` is a monotonic cubic in ``ln T``.

    Raises
    ------
    DomainError
        For temperatures that do not rise, or do not reach up to the beginning of the history.
    """
    from scipy.interpolate import PchipInterpolator

    T = m_chi[:, None] / over.x
    values, slopes = [], []
    for row, (places, g_rho, g_s) in enumerate(zip(temperatures, energy, entropy, strict=True)):
        if len(places) < 2 or not np.all(np.diff(places) > 0):
            raise DomainError(f"table_temperatures = {places.tolist()}; at least two that rise are expected")
        if T[row, 0] > places[-1]:
            raise DomainError(
                f"the table of degrees of freedom ends at {places[-1]:g} GeV; expected temperatures up to m_chi/5 = "
                f"{T[row, 0]:g} GeV"
            )
        at = np.log(np.clip(T[row], places[0], None))
        of_entropy = PchipInterpolator(np.log(places), np.log(g_s))
        of_energy = PchipInterpolator(np.log(places), np.log(g_rho))
        g = np.exp(of_entropy(at))
        slope = np.where(T[row] > places[0], of_entropy.derivative()(at), 0.0)
        values.append(g)
        slopes.append(g / np.sqrt(np.exp(of_energy(at))) * (1 + slope / 3))
    return Bath(np.array(values), np.array(slopes))


def equilibrium(over: History, spin: str, g_s: np.ndarray, splitting: np.ndarray | None = None) -> np.ndarray:
    """``ln Y_eq`` of all particles, ``Y_eq = 45 g/(4 pi^4 g_s) x^2 K_2(x)`` of each."""
    logs = _per_state(over) - np.log(g_s)
    if splitting is None:
        return np.asarray(logs + np.log(SPIN_STATES[spin]))
    return np.asarray(logs + np.log(2) + np.log1p(heavier(over, splitting)))


def heavier(over: History, splitting: np.ndarray) -> np.ndarray:
    """Heavier particles of a pseudo-Dirac pair over lighter ones, in equilibrium."""
    from scipy.special import kve

    above = (1 + splitting)[:, None]
    own = above**2 * kve(2, above * over.x) / _bessel(over)
    return np.asarray(own * np.exp(-(above - 1) * over.x))


def colder(over: History, share: np.ndarray) -> np.ndarray:
    """Change of ``ln Y_eq`` for particles of one mass with a temperature that is a part of that of photons."""
    from scipy.special import kve

    own = over.x / share
    return np.asarray(np.log(share * kve(2, own) / _bessel(over)) - (own - over.x))


def pairs(over: History, spin: str, splitting: np.ndarray | None = None) -> Any:
    """Factor of <sigma v> in the equation of the total density; coannihilation of a pseudo-Dirac pair."""
    if splitting is None:
        return PAIRS[spin]
    ratio = heavier(over, splitting)
    return 2 * ratio / (1 + ratio) ** 2


@cache
def _bessel(over: History) -> np.ndarray:
    from scipy.special import kve

    return np.asarray(kve(2, over.x))


@cache
def _per_state(over: History) -> np.ndarray:
    return np.asarray(np.log(45 / (4 * np.pi**4)) + 2 * over.z + np.log(_bessel(over)) - over.x)
