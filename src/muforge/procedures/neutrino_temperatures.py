"""Temperatures of photons and neutrinos, from T = 20 MeV to photons of 4 keV, with a light boson X.

The independent variable is ``L = ln T_gamma``, which falls with time; the unknowns are ``ln(T_nu/T_gamma)`` of each
bath of neutrinos, and the number of X where it is not in equilibrium.  Energies are in units of T_gamma^4.
"""

from __future__ import annotations

import math
import warnings
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
RELATIVE, ABSOLUTE = 1e-8, 1e-11
"""Tolerances of the solver."""
ERROR = 5e-7
"""Relative, of N_eff and of shifts: solver and tables, found by comparison with the second method."""
LAST_EXCHANGE = 2.5e-3
"""GeV: about where neutrinos decouple.  Tolerances of a change follow its size."""
SMALLEST, SMALLEST_PRODUCED = 1e-11, 1e-10
"""Smallest tolerances of a change in equilibrium and out of it, where the solver takes smaller steps for rounding."""
ROUNDING = 100.0
"""Error of shifts close to 0, in units of the smallest tolerance."""
RAREST = 1e-40
"""Smallest tolerance of a number over T^3."""
FAST, STARTING = 300.0, 20.0
"""Rate of inverse decays over H from which the excess is followed, and the largest logarithm of a deficit then."""
STEPS, FIRST = 6000, 1e-12
"""Most steps of the solver, and the first one."""
RELAXED = (1.0, 10.0, 100.0)
"""Absolute tolerances are multiplied with these where the solver does not get through: rounding may be larger."""
STIFF = 1e-7
"""Relative tolerance of the implicit solver that is tried then, where rates are very fast."""
LARGEST_RATIO = 3.0
"""Largest logarithm of a ratio of temperatures; a solution with more went astray."""
LARGEST_EXCESS = 300.0
"""Largest logarithm of a number of X over that in equilibrium, of steps that are tried."""
HOTTER, GONE = 1.5, 1e-14
"""X is gone where it would change energies by less than `GONE` in a Hubble time, even at `HOTTER` times T_gamma."""

Part = Callable[..., tuple[Any, Any]]
Constants = dict[str, float]
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


def _slopes(
    universe: Universe, boson: Boson | None, ratios: Sequence[float], L: float, row: list[float]
) -> list[float]:
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
    gains = [exchange * _flow(strengths[2 * k], strengths[2 * k + 1], ratio) for k, ratio in enumerate(ratios)]
    lost = sum(gains)
    if len(ratios) == 2:  # nu_e gain from nu_mu and nu_tau
        flow = 2 * exchange * math.exp(9 * ratios[1]) * _flow(ANNIHILATION, SCATTERING, ratios[0] - ratios[1])
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


def _flow(annihilation: float, scattering: float, ratio: float) -> float:
    """``F(T, T exp(ratio))/T^9``."""
    return -annihilation * math.expm1(9 * ratio) - scattering * math.exp(4 * ratio) * math.expm1(ratio)


def _standard(universe: Universe) -> float:
    """N_eff without X."""

    def slope(ratios: Any, L: float) -> list[float]:
        return _slopes(universe, None, ratios.tolist(), L, universe.plasma(L))

    return universe.n_eff(_solve(slope, [0.0] * len(universe.baths), HOTTEST, COLDEST, ABSOLUTE))


def _shift(universe: Universe, boson: Boson) -> float:
    """Shift of N_eff by X in equilibrium with some bath.

    The standard model and the difference from it are followed together, so that small shifts are accurate.
    """
    count = len(universe.baths)

    def slope(unknowns: Any, L: float) -> list[float]:
        standard, row = unknowns[:count].tolist(), universe.plasma(L)
        shifted = [a + b for a, b in zip(standard, unknowns[count:].tolist(), strict=True)]
        without, with_X = (_slopes(universe, b, ratios, L, row) for b, ratios in ((None, standard), (boson, shifted)))
        return [*without, *(b - a for a, b in zip(without, with_X, strict=True))]

    size = boson.g * math.exp(-boson.m / LAST_EXCHANGE)
    tolerances = [ABSOLUTE] * count + [max(ABSOLUTE * size, SMALLEST)] * count
    found = _solve(slope, [0.0] * (2 * count), HOTTEST, COLDEST, tolerances)
    return universe.shift(found[:count], found[count:])


def _solve(
    slope: Callable[[Any, float], list[float]],
    initial: list[float],
    start: float,
    end: float,
    absolute: float | list[float],
) -> list[float]:
    """The unknowns when photons have cooled from one temperature to another.

    Raises
    ------
    DomainError
        If the solver stops before.
    """
    reached = start
    for relaxed in RELAXED:
        found, stopped = _by_steps(slope, initial, start, end, relaxed * np.asarray(absolute))
        if found is not None:
            return found
        reached = min(reached, stopped)
    found = _implicitly(slope, initial, start, end, np.asarray(absolute) * np.ones(len(initial)))
    if found is not None:
        return found
    raise DomainError(
        f"the evolution of temperatures stopped at T_gamma = {reached:.3g} GeV; expected constants closer to those of "
        "nature, masses between 1e-7 and 1 GeV, and smaller couplings"
    )


def _by_steps(
    slope: Callable[[Any, float], list[float]], initial: list[float], start: float, end: float, absolute: Any
) -> tuple[list[float] | None, float]:
    """The unknowns at the end by the solver of SciPy that is fastest; None, and where it stopped, if it did."""
    from scipy.integrate import odeint

    ends = [math.log(start), math.log(end)]
    settings: dict[str, Any] = {"rtol": RELATIVE, "atol": absolute, "mxstep": STEPS, "h0": -FIRST}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what stops the solver is said by the caller
            found, about = odeint(slope, initial, ends, full_output=True, **settings)
    except (OverflowError, ValueError, ZeroDivisionError):  # a step went astray
        return None, start
    if about["message"] == "Integration successful." and _possible(found[-1]):
        return [float(value) for value in found[-1]], end
    return None, math.exp(min(about["tcur"][-1], ends[0]))


def _implicitly(
    slope: Callable[[Any, float], list[float]], initial: list[float], start: float, end: float, absolute: Any
) -> list[float] | None:
    """The same by an implicit rule for very stiff equations; None if it stopped."""
    from scipy.integrate import Radau

    solver = Radau(
        lambda L, unknowns: slope(unknowns, L),
        math.log(start),
        initial,
        math.log(end),
        rtol=STIFF,
        atol=absolute,
        first_step=min(FIRST, abs(math.log(end / start))),
    )
    try:
        for _ in range(STEPS):
            solver.step()
            if solver.status != "running":
                break
    except (OverflowError, ValueError, ZeroDivisionError):
        return None
    return solver.y.tolist() if solver.status == "finished" and _possible(solver.y) else None


def _possible(unknowns: Any) -> bool:
    """Whether the first two unknowns, which are logarithms of ratios of temperatures, make sense."""
    return bool(np.isfinite(unknowns).all() and np.all(np.abs(unknowns[:2]) < LARGEST_RATIO))


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


@dataclass(frozen=True)
class Produced:
    """X with Maxwell-Boltzmann statistics that inverse decays produce and that decays.

    Parameters
    ----------
    universe : Universe
        With one bath.
    m, degrees : float
        Mass and degrees of freedom.
    width, to_electrons : float
        Partial widths to neutrinos of all flavours, and to electrons or photons.
    """

    universe: Universe
    m: float
    degrees: float
    width: float
    to_electrons: float = 0.0

    def equilibrium(self, x: Any) -> tuple[Any, Any]:
        """Number in equilibrium over T^3 at ``x = m/T``, and the time dilation of decays."""
        from scipy.special import kve

        second = kve(2, x)
        return self.degrees / (2 * math.pi**2) * x**2 * second * np.exp(-x), kve(1, x) / second

    def slopes(
        self, ratio: float, number: float, excess: float | None, L: float, row: list[float]
    ) -> tuple[float, float]:
        """Derivatives by L of ``ln(T_nu/T_gamma)``, and of ``n/T_gamma^3`` or of the excess.

        The excess ``ln(n/n_eq)`` stands for the number where that is in equilibrium.
        """
        universe, T, r = self.universe, math.exp(L), math.exp(ratio)
        x = self.m / (r * T)
        relative, dilation = self.equilibrium(x)
        equal = r**3 * relative
        number = number if excess is None else equal * math.exp(excess)
        from_neutrinos = self.width * dilation * (equal - number if excess is None else -equal * math.expm1(excess))
        from_electrons = 0.0
        if self.to_electrons:
            hot, slowed = self.equilibrium(self.m / T)
            from_electrons = self.to_electrons * slowed * (hot - number)
        energy, enthalpy, heat, annihilation, scattering = row
        neutrinos = universe.weights[0] * r**4
        mean = x * dilation + 3  # rho_X/(n T_nu)
        H = universe.expansion * T**2 * math.sqrt(energy + neutrinos + number * r * mean)
        flow = universe.exchange * T**5 * _flow(annihilation, scattering, ratio)
        cooling = -(3 * H * enthalpy + flow + from_electrons * r * mean) / heat
        heating = flow - 4 * H * neutrinos - r * (3 * H * number + mean * from_neutrinos)
        heat_X = number * r * (3 + x**2 * (1 - dilation**2) - 3 * x * dilation)
        warming = heating / (4 * neutrinos + heat_X)
        if excess is None:
            return warming / cooling - 1, (from_neutrinos + from_electrons - 3 * H * number) / cooling - 3 * number
        growth = self.width * dilation * math.expm1(-excess) - 3 * H + (from_electrons / number if number else 0.0)
        return warming / cooling - 1, (growth - (3 + x * dilation) * warming) / cooling

    def shift(self) -> float:
        """Shift of N_eff: production from nothing, then equilibrium where inverse decays are fast."""
        universe = self.universe
        if self.width == 0 and self.to_electrons == 0:
            return 0.0
        speed = (self.width + self.to_electrons) / (universe.expansion * self.m**2)
        start = max(HOTTEST, ABOVE_MASS * self.m)
        size = self.degrees * min(1.0, speed) * math.exp(-self.m / LAST_EXCHANGE)
        tolerances = [ABSOLUTE, max(ABSOLUTE * size, SMALLEST_PRODUCED * start / HOTTEST)]

        def slope(unknowns: Any, L: float, equal: bool) -> list[float]:
            standard, change, last = unknowns.tolist()
            row = universe.plasma(L)
            (without,) = _slopes(universe, None, [standard], L, row)
            number, excess = (0.0, max(-LARGEST_EXCESS, min(last, LARGEST_EXCESS))) if equal else (last, None)
            with_X, other = self.slopes(standard + change, number, excess, L, row)
            return [without, with_X - without, other]

        fast = self.m * (speed / (2 * FAST)) ** (1 / 3)  # Gamma K_1/K_2 = FAST H, relativistic
        if fast < self.m:  # never so fast before X has become rare
            found = _solve(
                lambda y, L: slope(y, L, False),
                [0.0] * 3,
                start,
                COLDEST,
                [*tolerances, max(ABSOLUTE * min(1.0, speed) / FAST, RAREST)],
            )
            return universe.shift(found[:1], found[1:2])
        gone = self._gone()
        if gone > HOTTEST:  # neutrinos are in equilibrium with electrons again
            return 0.0
        change = max(min(fast, start * (1 - 1e-9)), COLDEST)
        found = _solve(lambda y, L: slope(y, L, False), [0.0] * 3, start, change, [*tolerances, ABSOLUTE])
        if change > gone:
            relative, _ = self.equilibrium(self.m / (change * math.exp(found[0] + found[1])))
            excess = math.log(found[2] / relative) - 3 * (found[0] + found[1]) if found[2] > 0 else -STARTING
            found = [*found[:2], max(excess, -STARTING)]
            found = _solve(lambda y, L: slope(y, L, True), found, change, gone, [*tolerances, 10 * ABSOLUTE])
            if gone > COLDEST:
                found = _solve(self._without, found[:2], gone, COLDEST, tolerances)
        return universe.shift(found[:1], found[1:2])

    def _gone(self) -> float:
        """Temperature of photons below which X in equilibrium is too rare to matter."""
        T = np.geomspace(self.m, COLDEST, 400)
        relative, _ = self.equilibrium(self.m / (HOTTER * T))
        in_Hubble_times = (self.width + self.to_electrons) / (self.universe.expansion * T**2)
        rare = in_Hubble_times * relative * HOTTER**3 * self.m / T < GONE
        return float(T[np.argmax(rare)]) if rare[-1] else COLDEST

    def _without(self, unknowns: Any, L: float) -> list[float]:
        """Derivatives of the standard model's ratio and of its change, when X is gone."""
        standard, change = unknowns.tolist()
        row = self.universe.plasma(L)
        (before,), (after,) = (_slopes(self.universe, None, [r], L, row) for r in (standard, standard + change))
        return [before, after - before]
