"""Temperatures of photons and neutrinos, from T = 20 MeV to photons of 4 keV, with a light boson X.

The independent variable is ``L = ln T_gamma``, which falls with time; the unknowns are ``ln(T_nu/T_gamma)`` of each
bath of neutrinos, and the number of X where it is not in equilibrium.  Energies are in units of T_gamma^4.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from muforge.procedures.produced_bosons import ABOVE_MASS, SMALLEST_PRODUCED, Produced
from muforge.procedures.temperature_solver import solve
from muforge.procedures.temperature_tables import Table, boson_table
from muforge.procedures.universe import ABSOLUTE, COLDEST, HOTTEST, LAST_EXCHANGE, Boson, Part, Universe, slopes

ERROR = 5e-7
"""Relative, of N_eff and of shifts: solver and tables, found by comparison with the second method."""
SMALLEST = 1e-11
"""Smallest tolerance of a change in equilibrium, where the solver takes smaller steps for rounding."""
ROUNDING = 100.0
"""Error of shifts close to 0, in units of the smallest tolerance."""


def _standard(universe: Universe) -> float:
    """N_eff without X."""

    def slope(ratios: Any, L: float) -> list[float]:
        return slopes(universe, None, ratios.tolist(), L, universe.plasma(L))

    return universe.n_eff(solve(slope, [0.0] * len(universe.baths), HOTTEST, COLDEST, ABSOLUTE))


def _shift(universe: Universe, boson: Boson) -> float:
    """Shift of N_eff by X in equilibrium with some bath.

    The standard model and the difference from it are followed together, so that small shifts are accurate.
    """
    count = len(universe.baths)

    def slope(unknowns: Any, L: float) -> list[float]:
        standard, row = unknowns[:count].tolist(), universe.plasma(L)
        shifted = [a + b for a, b in zip(standard, unknowns[count:].tolist(), strict=True)]
        without, with_X = (slopes(universe, b, ratios, L, row) for b, ratios in ((None, standard), (boson, shifted)))
        return [*without, *(b - a for a, b in zip(without, with_X, strict=True))]

    size = boson.g * math.exp(-boson.m / LAST_EXCHANGE)
    tolerances = [ABSOLUTE] * count + [max(ABSOLUTE * size, SMALLEST)] * count
    found = solve(slope, [0.0] * (2 * count), HOTTEST, COLDEST, tolerances)
    return universe.shift(found[:count], found[count:])


def _parts(given: dict[str, Any]) -> tuple[dict[str, Part], dict[str, Any]]:
    """Parts and constants among what a procedure gets."""
    parts = {name: value for name, value in given.items() if callable(value)}
    return parts, {name: value for name, value in given.items() if not callable(value)}


def standard_model(neutrino_temperatures: str, electron_mass_in_rates: bool, **given: Any) -> tuple[Any, Any]:
    """N_eff without X."""
    parts, constants = _parts(given)
    universe = Universe.of(neutrino_temperatures, parts, constants, HOTTEST, electron_mass_in_rates)
    shape = np.shape(constants["m_e"])
    return np.full(shape, value := _standard(universe)), np.full(shape, ERROR * value)


def _shifts(
    baths: str, bosons: Callable[[Table, Universe], list[Boson]], m_X: Any, given: dict[str, Any]
) -> tuple[Any, Any]:
    """Shifts for X in equilibrium with some bath."""
    parts, constants = _parts(given)
    universe = Universe.of(baths, parts, constants, HOTTEST)
    made = bosons(boson_table(parts, float(np.min(m_X)) / HOTTEST), universe)
    found = np.array([_shift(universe, boson) for boson in made]).reshape(m_X.shape)
    return found, ERROR * np.abs(found) + ROUNDING * SMALLEST


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
    return shift_from_decays(m_X, np.full(np.shape(m_X), 3.0), g**2 * m_X / (12 * np.pi), 0.0 * m_X, **given)


def shift_from_decays(
    m_X: Any, degrees_of_freedom: Any, width_to_neutrinos: Any, width_to_electrons: Any, **given: Any
) -> tuple[Any, Any]:
    """A boson that inverse decays produce from nothing."""
    parts, constants = _parts(given)
    universe = Universe.of("common", parts, constants, max(HOTTEST, ABOVE_MASS * float(np.max(m_X))))
    inputs = (m_X, degrees_of_freedom, width_to_neutrinos, width_to_electrons)
    rows = np.stack([np.ravel(values) for values in inputs], axis=-1).tolist()
    found = np.reshape([Produced(universe, *row).shift() for row in rows], np.shape(m_X))
    hotter = np.maximum(1.0, ABOVE_MASS * m_X / HOTTEST)  # tolerances grow with the temperature of the start
    return found, ERROR * np.abs(found) + 4 * ROUNDING * SMALLEST_PRODUCED * hotter * (found != 0)
