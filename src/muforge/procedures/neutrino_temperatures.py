"""Temperatures of photons and neutrinos, from T = 20 MeV to photons of 4 keV, with a light boson X.

The independent variable is ``L = ln T_gamma``, which falls with time; the unknowns are ``ln(T_nu/T_gamma)`` of each
bath of neutrinos, and the number of X where it is not in equilibrium.  Energies are in units of T_gamma^4.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.procedures.temperature_tables import Table, boson_table, plasma_table

HOTTEST, COLDEST = 20e-3, 4e-6
"""GeV: start of the evolution, and temperature of photons at which N_eff is read."""
ABOVE_MASS = 10.0
"""An X that is not in equilibrium is followed from so many times its mass on, if that is hotter."""
COUPLINGS = {"nu_e": (0.727, 0.233), "nu_mu": (-0.273, 0.233), "nu_tau": (-0.273, 0.233)}
"""g_L and g_R of electrons to each flavour: arXiv:2001.04466."""
ANNIHILATION, SCATTERING = 32 * 0.884, 56 * 0.829
"""Fermi-Dirac statistics over Maxwell-Boltzmann: 0.884 and 0.829."""
FLAVOUR = 7 / 4 * math.pi**2 / 30
"""Energy of a flavour and its antiparticles over T_nu^4."""
RELATIVE, ABSOLUTE = 3e-9, 1e-12
"""Tolerances of the solver."""
ERROR = 2e-7
"""Of N_eff: solver and tables, found by comparison with the second method."""
STEPS = 20000
FIRST = 1e-12

Part = Callable[..., tuple[Any, Any]]
Constants = dict[str, float]
BATHS = {"common": (("nu_e", "nu_mu", "nu_tau"),), "electron_and_mu_tau": (("nu_e",), ("nu_mu", "nu_tau"))}


@dataclass(frozen=True)
class Universe:
    """What does not depend on X: constants, flavours in each bath, and tables.

    Parameters
    ----------
    baths : tuple of tuple of str
    G_F, M_Planck, alpha, m_e : float
    plasma : Table
        Energy density, enthalpy and heat capacity of electrons and photons, and for each bath the coefficients of
        annihilation and scattering, over ``ln T_gamma``.
    """

    baths: tuple[tuple[str, ...], ...]
    G_F: float
    M_Planck: float
    alpha: float
    m_e: float
    plasma: Table

    @classmethod
    def of(
        cls, baths: str, parts: dict[str, Part], constants: dict[str, Any], hottest: float, massive: bool = False
    ) -> Universe:
        """From the parts and constants that a procedure gets."""
        values = {name: float(np.ravel(value)[0]) for name, value in constants.items()}
        chosen = BATHS[baths]
        table = plasma_table(parts, COLDEST, hottest, [_strengths(bath, values["m_e"], massive) for bath in chosen])
        return cls(chosen, values["G_F"], values["M_Planck"], values["alpha"], values["m_e"], table)

    @property
    def weights(self) -> list[float]:
        """Energy of each bath over T_nu^4."""
        return [FLAVOUR * len(bath) for bath in self.baths]

    def n_eff(self, ratios: Sequence[float]) -> float:
        """N_eff from ``ln(T_nu/T_gamma)`` of each bath."""
        fourth = sum(len(bath) * math.exp(4 * r) for bath, r in zip(self.baths, ratios, strict=True))
        return (11 / 4) ** (4 / 3) * fourth


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


def _evolved(universe: Universe, boson: Boson | None, start: float = HOTTEST) -> float:
    """N_eff with X in equilibrium with some bath, or without X."""
    count = len(universe.baths)
    weights = universe.weights
    expansion = math.sqrt(8 * math.pi / 3) / universe.M_Planck
    exchange = universe.G_F**2 / math.pi**5
    plasma = universe.plasma
    between = 2 * exchange  # of nu_e with nu_mu and nu_tau together

    def slope(ratios: Any, L: float) -> list[float]:
        T = math.exp(L)
        energy, enthalpy, heat, *strengths = plasma(L)
        ratios = ratios.tolist()
        fourth = [math.exp(4 * ratio) for ratio in ratios]
        energies = [w * r for w, r in zip(weights, fourth, strict=True)]
        enthalpies, heats, gains = [4 / 3 * e for e in energies], [4 * e for e in energies], [0.0] * count
        total = energy + sum(energies)
        fifth = T**5
        lost = 0.0
        for k in range(count):
            flow = _flow(strengths[2 * k], strengths[2 * k + 1], ratios[k]) * exchange * fifth
            gains[k] += flow
            lost += flow
        if count == 2:
            hot, cold = ratios[1], ratios[0] - ratios[1]
            flow = between * fifth * math.exp(9 * hot) * _flow(ANNIHILATION, SCATTERING, cold)
            gains[0] += flow
            gains[1] -= flow
        if boson:
            if boson.bath < 0:
                X = boson.at(L)
                total, enthalpy, heat = total + X[0], enthalpy + X[1], heat + X[2]
            else:
                k = boson.bath
                X = [fourth[k] * value for value in boson.at(L + ratios[k])]
                total, enthalpies[k], heats[k] = total + X[0], enthalpies[k] + X[1], heats[k] + X[2]
                if boson.width:
                    excess = boson.at(L)[3] - X[3] * math.exp(-ratios[k])
                    flow = boson.width * boson.m / T * excess
                    gains[k] += flow
                    lost += flow
        H = expansion * T**2 * math.sqrt(total)
        cooling = -(3 * H * enthalpy + lost) / heat
        return [(gains[k] - 3 * H * enthalpies[k]) / heats[k] / cooling - 1 for k in range(count)]

    return universe.n_eff(_solve(slope, [0.0] * count, start)[:count])


def _flow(annihilation: float, scattering: float, ratio: float) -> float:
    """``F(T, T exp(ratio))/T^9``."""
    return -annihilation * math.expm1(9 * ratio) - scattering * math.exp(4 * ratio) * math.expm1(ratio)


def _solve(slope: Callable[[Any, float], list[float]], initial: list[float], start: float) -> list[float]:
    """The unknowns when photons have cooled.

    Raises
    ------
    DomainError
        If the solver stops before.
    """
    from scipy.integrate import odeint

    ends = [math.log(start), math.log(COLDEST)]
    found, about = odeint(
        slope, initial, ends, rtol=RELATIVE, atol=ABSOLUTE, h0=-FIRST, mxstep=STEPS, full_output=True, printmessg=False
    )
    if about["message"] != "Integration successful." or not np.isfinite(found[-1]).all():
        reached = math.exp(about["tcur"][-1])
        raise DomainError(
            f"the evolution of temperatures stopped at T_gamma = {reached:.3g} GeV ({about['message']}); expected "
            "constants closer to those of nature, and masses between 1e-7 and 1 GeV"
        )
    return [float(value) for value in found[-1]]


def _parts(given: dict[str, Any]) -> tuple[dict[str, Part], dict[str, Any]]:
    """Parts and constants among what a procedure gets."""
    parts = {name: value for name, value in given.items() if callable(value)}
    return parts, {name: value for name, value in given.items() if not callable(value)}


def _standard(universe: Universe) -> float:
    return _evolved(universe, None)


def standard_model(neutrino_temperatures: str, electron_mass_in_rates: bool, **given: Any) -> tuple[Any, Any]:
    """N_eff without X."""
    parts, constants = _parts(given)
    universe = Universe.of(neutrino_temperatures, parts, constants, HOTTEST, electron_mass_in_rates)
    shape = np.shape(constants["m_e"])
    return np.full(shape, _standard(universe)), np.full(shape, ERROR)


def _shifts(
    baths: str, bosons: Callable[[Table, Universe], list[Boson]], m_X: Any, given: dict[str, Any]
) -> tuple[Any, Any]:
    """Shifts for X in equilibrium with some bath."""
    parts, constants = _parts(given)
    universe = Universe.of(baths, parts, constants, HOTTEST)
    standard = _standard(universe)
    made = bosons(boson_table(parts, float(np.min(m_X)) / HOTTEST), universe)
    found = np.array([_evolved(universe, boson) - standard for boson in made]).reshape(m_X.shape)
    return found, np.full(m_X.shape, ERROR)


def _thermal(baths: str, m_X: Any, degrees: float, given: dict[str, Any]) -> tuple[Any, Any]:
    def bosons(table: Table, universe: Universe) -> list[Boson]:
        return [Boson(m, degrees, table, len(universe.baths) - 1) for m in np.ravel(m_X).tolist()]

    return _shifts(baths, bosons, m_X, given)


def shift_from_thermal_vector(neutrino_temperatures: str, m_X: Any, **given: Any) -> tuple[Any, Any]:
    """Three degrees of freedom in equilibrium with neutrinos."""
    return _thermal(neutrino_temperatures, m_X, 3.0, given)


def shift_from_thermal_scalar(neutrino_temperatures: str, m_X: Any, **given: Any) -> tuple[Any, Any]:
    """One degree of freedom in equilibrium with neutrinos."""
    return _thermal(neutrino_temperatures, m_X, 1.0, given)


def shift_from_electromagnetic_particle(
    neutrino_temperatures: str, m_X: Any, degrees_of_freedom: Any, **given: Any
) -> tuple[Any, Any]:
    """X in equilibrium with electrons and photons."""

    def bosons(table: Table, universe: Universe) -> list[Boson]:
        pairs = zip(np.ravel(m_X).tolist(), np.ravel(degrees_of_freedom).tolist(), strict=True)
        return [Boson(m, g, table, -1) for m, g in pairs]

    return _shifts(neutrino_temperatures, bosons, m_X, given)


def shift_from_mixed_vector(neutrino_temperatures: str, m_X: Any, epsilon: Any, **given: Any) -> tuple[Any, Any]:
    """X in equilibrium with neutrinos that decays to electrons through mixing."""

    def bosons(table: Table, universe: Universe) -> list[Boson]:
        pairs = zip(np.ravel(m_X).tolist(), np.ravel(epsilon).tolist(), strict=True)
        return [
            Boson(m, 3.0, table, len(universe.baths) - 1, epsilon**2 * electron_width(m, universe))
            for m, epsilon in pairs
        ]

    return _shifts(neutrino_temperatures, bosons, m_X, given)


def electron_width(m: float, universe: Universe) -> float:
    """Width of a vector with the photon's coupling to electron and positron."""
    r = (universe.m_e / m) ** 2
    return universe.alpha * m / 3 * (1 + 2 * r) * math.sqrt(1 - 4 * r) if r < 0.25 else 0.0


def shift_from_inverse_decays(m_X: Any, g: Any, **given: Any) -> tuple[Any, Any]:
    """A vector of two flavours that inverse decays produce from nothing."""
    parts, constants = _parts(given)
    hottest = max(HOTTEST, ABOVE_MASS * float(np.max(m_X)))
    universe = Universe.of("common", parts, constants, hottest)
    standard = _standard(universe)
    pairs = zip(np.ravel(m_X).tolist(), np.ravel(g).tolist(), strict=True)
    found = [_produced(universe, m, g**2 * m / (12 * math.pi)) - standard for m, g in pairs]
    return np.reshape(found, np.shape(m_X)), np.full(np.shape(m_X), ERROR)


def _produced(universe: Universe, m: float, width: float) -> float:
    """N_eff with a vector that neutrinos produce and that decays to them, with Maxwell-Boltzmann statistics."""
    from scipy.special import kve

    plasma = universe.plasma
    expansion = math.sqrt(8 * math.pi / 3) / universe.M_Planck
    exchange = universe.G_F**2 / math.pi**5
    weight = universe.weights[0]

    def slope(unknowns: Any, L: float) -> list[float]:
        ratio, number = unknowns.tolist()  # ln(T_nu/T_gamma) and n/T_gamma^3
        T, r = math.exp(L), math.exp(ratio)
        x = m / (r * T)
        first, second = kve(1, x), kve(2, x)
        dilation = first / second
        energy, enthalpy, heat, annihilation, scattering = plasma(L)
        neutrinos = weight * r**4
        mean = x * dilation + 3  # rho_X/(n T_nu)
        H = expansion * T**2 * math.sqrt(energy + neutrinos + number * r * mean)
        flow = exchange * T**5 * _flow(annihilation, scattering, ratio)
        equilibrium = 3 * (r * x) ** 2 * r * second * math.exp(-x) / (2 * math.pi**2)
        source = width * dilation * (equilibrium - number)
        heating = flow - 4 * H * neutrinos - r * (3 * H * number + mean * source)
        heat_X = number * r * (3 + x**2 * (1 - dilation**2) - 3 * x * dilation)
        cooling = -(3 * H * enthalpy + flow) / heat
        return [
            heating / (4 * neutrinos + heat_X) / cooling - 1,
            (source - 3 * H * number) / cooling - 3 * number,
        ]

    start = max(HOTTEST, ABOVE_MASS * m)
    return universe.n_eff(_solve(slope, [0.0, 0.0], start)[:1])
