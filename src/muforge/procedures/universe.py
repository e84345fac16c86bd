"""Photons, electrons and baths of neutrinos in the early universe, and an X in equilibrium with one of them.

The independent variable is ``L = ln T_gamma``, which falls with time; the unknowns are ``ln(T_nu/T_gamma)`` of each
bath of neutrinos.  Energies are in units of T_gamma^4.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.procedures.temperature_tables import Table, plasma_table

HOTTEST, COLDEST = 20e-3, 4e-6
"""GeV: start of the evolution, and temperature of photons at which N_eff is read."""
COUPLINGS = {"nu_e": (0.727, 0.233), "nu_mu": (-0.273, 0.233), "nu_tau": (-0.273, 0.233)}
"""g_L and g_R of electrons to each flavour: arXiv:2001.04466."""
ANNIHILATION, SCATTERING = 32 * 0.884, 56 * 0.829
"""Fermi-Dirac statistics over Maxwell-Boltzmann: 0.884 and 0.829."""
FLAVOUR = 7 / 4 * math.pi**2 / 30
"""Energy of a flavour and its antiparticles over T_nu^4."""
LAST_EXCHANGE = 2.5e-3
"""GeV: about where neutrinos decouple.  Tolerances of a change follow its size."""
ABSOLUTE = 1e-11
"""Absolute tolerance of unknowns."""

Part = Callable[..., tuple[Any, Any]]
BATHS = {"common": (("nu_e", "nu_mu", "nu_tau"),), "electron_and_mu_tau": (("nu_e",), ("nu_mu", "nu_tau"))}


@dataclass(frozen=True)
class Universe:
    """What does not depend on X: constants, flavours in each bath, and tables.

    Parameters
    ----------
    baths : tuple of tuple of str
    alpha, m_e : float
    plasma : Table
        Energy density, enthalpy and heat capacity of electrons and photons, and for each bath the coefficients of
        annihilation and scattering, over ``ln T_gamma``.
    weights : tuple of float
        Energy of each bath over T_nu^4.
    expansion : float
        H over T_gamma^2 and the root of the energy in its units.
    exchange : float
        What the strengths of exchanges are multiplied with, in units of T_gamma^5.
    """

    baths: tuple[tuple[str, ...], ...]
    alpha: float
    m_e: float
    plasma: Table
    weights: tuple[float, ...]
    expansion: float
    exchange: float

    @classmethod
    def of(
        cls, baths: str, parts: dict[str, Part], constants: dict[str, Any], hottest: float, massive: bool = False
    ) -> Universe:
        """From the parts and constants that a procedure gets."""
        values = {name: float(np.ravel(value)[0]) for name, value in constants.items()}
        chosen = BATHS[baths]
        table = plasma_table(parts, COLDEST, hottest, [_strengths(bath, values["m_e"], massive) for bath in chosen])
        return cls(
            chosen,
            values["alpha"],
            values["m_e"],
            table,
            tuple(FLAVOUR * len(bath) for bath in chosen),
            math.sqrt(8 * math.pi / 3) / values["M_Planck"],
            values["G_F"] ** 2 / math.pi**5,
        )

    def n_eff(self, ratios: Sequence[float]) -> float:
        """N_eff from ``ln(T_nu/T_gamma)`` of each bath."""
        fourth = sum(len(bath) * math.exp(4 * r) for bath, r in zip(self.baths, ratios, strict=True))
        return (11 / 4) ** (4 / 3) * fourth

    def shift(self, ratios: Sequence[float], changes: Sequence[float]) -> float:
        """Change of N_eff if the logarithms change."""
        parts = zip(self.baths, ratios, changes, strict=True)
        return (11 / 4) ** (4 / 3) * sum(len(bath) * math.exp(4 * r) * math.expm1(4 * c) for bath, r, c in parts)


def _strengths(bath: Sequence[str], m_e: float, massive: bool) -> Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Coefficients of annihilation and scattering of a bath at temperatures of photons."""
    diagonal = sum(4 * (left**2 + right**2) for left, right in (COUPLINGS[flavour] for flavour in bath))
    mixed = sum(4 * left * right for left, right in (COUPLINGS[flavour] for flavour in bath))

    def at(temperatures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        one = np.ones_like(temperatures)
        if not massive:
            return diagonal * ANNIHILATION * one, diagonal * SCATTERING * one
        from muforge.procedures.electron_mass_rates import factors

        known = factors(m_e / temperatures)
        annihilation = diagonal * known["annihilation", "diagonal"] + mixed * known["annihilation", "mixed"]
        scattering = diagonal * known["scattering", "diagonal"] + mixed * known["scattering", "mixed"]
        return ANNIHILATION * annihilation, SCATTERING * scattering

    return at


@dataclass(frozen=True)
class Boson:
    """X in equilibrium with a bath: its mass, degrees of freedom, and moments over ``ln(m/T)``.

    Parameters
    ----------
    m, g : float
    moments : Table
        Energy density, enthalpy, heat capacity and number density of one degree of freedom.
    bath : int
        Number of the bath of neutrinos; -1 for electrons and photons.
    width : float
        Of decays to electrons, which carry energy to the bath of X.
    """

    m: float
    g: float
    moments: Table
    bath: int
    width: float = 0.0

    def at(self, log_T: float) -> list[float]:
        """Moments of all degrees of freedom, in units of the temperature."""
        return [self.g * value for value in self.moments(math.log(self.m) - log_T)]


def slopes(universe: Universe, boson: Boson | None, ratios: Sequence[float], L: float, row: list[float]) -> list[float]:
    """Derivatives of ``ln(T_nu/T_gamma)`` of each bath by L, with X in equilibrium with some bath or without X.

    `row` are the values of the table of the plasma.
    """
    T = math.exp(L)
    total, enthalpy, heat, *strengths = row
    fourth = [math.exp(4 * ratio) for ratio in ratios]
    energies = [weight * r for weight, r in zip(universe.weights, fourth, strict=True)]
    enthalpies, heats = [4 / 3 * e for e in energies], [4 * e for e in energies]
    total += sum(energies)
    exchange = universe.exchange * T**5
    gains = [exchange * flow_between(strengths[2 * k], strengths[2 * k + 1], ratio) for k, ratio in enumerate(ratios)]
    lost = sum(gains)
    if len(ratios) == 2:  # nu_e gain from nu_mu and nu_tau
        flow = 2 * exchange * math.exp(9 * ratios[1]) * flow_between(ANNIHILATION, SCATTERING, ratios[0] - ratios[1])
        gains = [gains[0] + flow, gains[1] - flow]
    if boson and boson.bath < 0:
        X = boson.at(L)
        total, enthalpy, heat = total + X[0], enthalpy + X[1], heat + X[2]
    elif boson:
        k = boson.bath
        X = [fourth[k] * value for value in boson.at(L + ratios[k])]
        total, enthalpies[k], heats[k] = total + X[0], enthalpies[k] + X[1], heats[k] + X[2]
        if boson.width:
            flow = boson.width * boson.m / T * (boson.at(L)[3] - X[3] * math.exp(-ratios[k]))
            gains[k] += flow
            lost += flow
    H = universe.expansion * T**2 * math.sqrt(total)
    cooling = -(3 * H * enthalpy + lost) / heat
    return [(gain - 3 * H * h) / c / cooling - 1 for gain, h, c in zip(gains, enthalpies, heats, strict=True)]


def flow_between(annihilation: float, scattering: float, ratio: float) -> float:
    """``F(T, T exp(ratio))/T^9``."""
    return -annihilation * math.expm1(9 * ratio) - scattering * math.exp(4 * ratio) * math.expm1(ratio)
