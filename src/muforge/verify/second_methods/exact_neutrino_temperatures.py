"""Temperatures of photons and neutrinos over the logarithm of the scale factor, with an implicit solver.

Densities are sums over momenta at every step, pressures of the interaction are differentiated numerically, and X is
followed by its energy and its number in physical units.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from muforge.symbolic.nature.constants import TABLE
from muforge.verify.second_methods.exact_electron_mass_rates import rate_factor

START, END = 20.0, 4e-3
"""MeV."""
MEV = 1e-3
TOLERANCE = 1e-9
STENCIL = 2e-3
COUPLINGS = ((0.727, 0.233), (-0.273, 0.233), (-0.273, 0.233))

Vector = np.ndarray


def standard_model(neutrino_temperatures: str, electron_mass_in_rates: bool, **constants: float) -> float:
    """N_eff without X."""
    return _Evolution(neutrino_temperatures, constants, electron_mass_in_rates).n_eff()


def shift_from_thermal_vector(neutrino_temperatures: str, m_X: float, **constants: float) -> float:
    """Three degrees of freedom with the last bath."""
    return _shift(neutrino_temperatures, constants, mass=m_X, degrees=3.0)


def shift_from_thermal_scalar(neutrino_temperatures: str, m_X: float, **constants: float) -> float:
    """One degree of freedom with the last bath."""
    return _shift(neutrino_temperatures, constants, mass=m_X, degrees=1.0)


def shift_from_electromagnetic_particle(
    neutrino_temperatures: str, m_X: float, degrees_of_freedom: float, **constants: float
) -> float:
    """X with the photons."""
    return _shift(neutrino_temperatures, constants, mass=m_X, degrees=degrees_of_freedom, with_photons=True)


def shift_from_mixed_vector(neutrino_temperatures: str, m_X: float, epsilon: float, **constants: float) -> float:
    """X with the last bath, and decays to electrons."""
    m_e, alpha = (_constant(constants, name) for name in ("m_e", "alpha"))
    r = (m_e / m_X) ** 2
    width = epsilon**2 * alpha * m_X / 3 * (1 + 2 * r) * math.sqrt(1 - 4 * r) if r < 0.25 else 0.0
    return _shift(neutrino_temperatures, constants, mass=m_X, degrees=3.0, to_electrons=width)


def shift_from_inverse_decays(m_X: float, g: float, **constants: float) -> float:
    """X from nothing."""
    width = g**2 * m_X / (12 * math.pi)
    return _shift("common", constants, mass=m_X, degrees=3.0, width=width, out_of_equilibrium=True)


def shift_from_decays(
    m_X: float, degrees_of_freedom: float, width_to_neutrinos: float, width_to_electrons: float, **constants: float
) -> float:
    """X from nothing, with decays to neutrinos and to electrons."""
    own = {"mass": m_X, "degrees": degrees_of_freedom, "width": width_to_neutrinos, "to_electrons": width_to_electrons}
    return _shift("common", constants, out_of_equilibrium=True, **own)


def _constant(constants: dict[str, float], name: str) -> float:
    return constants.get(name, float(TABLE[name].value))


def _shift(baths: str, constants: dict[str, float], **X: Any) -> float:
    return _Evolution(baths, constants, **X).n_eff() - _Evolution(baths, constants).n_eff()


@cache
def _nodes() -> tuple[Vector, Vector]:
    """Momenta over the temperature, and weights, in panels that become wider."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    edges = np.concatenate([[0.0], np.geomspace(0.05, 120.0, 10)])
    half, middle = np.diff(edges)[:, None] / 2, (edges[1:] + edges[:-1])[:, None] / 2
    return (middle + half * nodes).ravel(), (half * weights).ravel()


def _gas(sign: int, m: float, T: float) -> tuple[float, float, float]:
    """Energy density, pressure and number density of one degree of freedom, in units of the temperature's."""
    q, w = _nodes()
    E = np.sqrt((q * T) ** 2 + m**2)
    n = np.exp(-E / T) / (1 + sign * np.exp(-E / T)) if sign > 0 else np.exp(-E / T) / -np.expm1(-E / T)
    weight = w * T * (q * T) ** 2 * n / (2 * math.pi**2)
    return float(np.sum(weight * E)), float(np.sum(weight * (q * T) ** 2 / (3 * E))), float(np.sum(weight))


def _slope(function: Callable[[float], float], T: float) -> float:
    h = STENCIL * T
    return (8 * (function(T + h) - function(T - h)) - function(T + 2 * h) + function(T - 2 * h)) / (12 * h)


def _bend(function: Callable[[float], float], T: float) -> float:
    h = STENCIL * T
    near, far = function(T + h) + function(T - h), function(T + 2 * h) + function(T - 2 * h)
    return (16 * near - far - 30 * function(T)) / (12 * h**2)


class _Evolution:
    """One history; all in MeV.

    Parameters
    ----------
    baths : str
    constants : mapping
        In GeV.
    massive : bool
    mass, degrees : float
        Of X.
    width, to_electrons : float
        In GeV.
    with_photons, out_of_equilibrium : bool
    """

    def __init__(
        self,
        baths: str,
        constants: dict[str, float],
        massive: bool = False,
        *,
        mass: float = 0.0,
        degrees: float = 0.0,
        width: float = 0.0,
        to_electrons: float = 0.0,
        with_photons: bool = False,
        out_of_equilibrium: bool = False,
    ) -> None:
        self.flavours = ((0, 1, 2),) if baths == "common" else ((0,), (1, 2))
        self.G_F = _constant(constants, "G_F") * MEV**2
        self.M_Planck = _constant(constants, "M_Planck") / MEV
        self.m_e, self.m = _constant(constants, "m_e") / MEV, mass / MEV
        self.e2 = 4 * math.pi * _constant(constants, "alpha")
        self.massive, self.degrees = massive, degrees
        self.width, self.to_electrons = width / MEV, to_electrons / MEV
        self.with_photons, self.produced = with_photons, out_of_equilibrium
        self.start = max(START, 10 * self.m) if out_of_equilibrium else START

    def interaction(self, T: float) -> float:
        """Pressure of the plasma's interaction."""
        q, w = _nodes()
        p = q * T
        E = np.sqrt(p**2 + self.m_e**2)
        n = 1 / (np.exp(E / T) + 1)
        first = float(np.sum(w * T * p**2 / E * n))
        debye = 2 * self.e2 / math.pi**2 * float(np.sum(w * T * (p**2 + E**2) / E * n))
        second = -self.e2 * first**2 / (2 * math.pi**4) - self.e2 * T**2 * first / (6 * math.pi**2)
        return second + T * debye**1.5 / (12 * math.pi)

    def exchange(self, flavour: int, T: float, T_nu: float) -> float:
        """Energy that a flavour gains."""
        left, right = COUPLINGS[flavour]
        diagonal, mixed = 4 * (left**2 + right**2), 4 * left * right
        factors = [1.0, 0.0, 1.0, 0.0]
        if self.massive:
            factors = [_massive(process, coupling, self.m_e / T) for process in PROCESSES for coupling in PAIRINGS]
        annihilation = 32 * 0.884 * (T**9 - T_nu**9) * (diagonal * factors[0] + mixed * factors[1])
        scattering = 56 * 0.829 * T**4 * T_nu**4 * (T - T_nu) * (diagonal * factors[2] + mixed * factors[3])
        return self.G_F**2 / math.pi**5 * (annihilation + scattering)

    def slope(self, _: float, y: Vector) -> Vector:
        """Derivatives by the logarithm of the scale factor of the temperatures, and of X per comoving volume."""
        count = len(self.flavours)
        T, baths = y[0], y[1 : 1 + count]
        energy, pressure, _number = (4 * value for value in _gas(1, self.m_e, T))
        radiation = math.pi**2 / 15 * T**4
        slope_of_pressure = _slope(self.interaction, T)
        energy += radiation - self.interaction(T) + T * slope_of_pressure
        enthalpy = radiation * 4 / 3 + 4 * sum(_gas(1, self.m_e, T)[:2]) + T * slope_of_pressure
        heat = 4 * radiation / T + 4 * _slope(lambda t: _gas(1, self.m_e, t)[0], T) + T * _bend(self.interaction, T)
        one = 7 / 4 * math.pi**2 / 30
        energies = np.array([one * len(f) * t**4 for f, t in zip(self.flavours, baths, strict=True)])
        enthalpies, heats = 4 / 3 * energies, 4 * energies / baths
        gains = np.array(
            [sum(self.exchange(f, T, t) for f in group) for group, t in zip(self.flavours, baths, strict=True)]
        )
        lost = gains.sum()
        if count == 2:
            e, mu = baths
            flow = 32 * 0.884 * (mu**9 - e**9) + 56 * 0.829 * mu**4 * e**4 * (mu - e)
            flow *= 2 * self.G_F**2 / math.pi**5
            gains += np.array([flow, -flow])
        number_slope = 0.0
        T_X = T if self.with_photons else baths[-1]
        if self.degrees and not self.produced:
            rho, P, number = (self.degrees * value for value in _gas(-1, self.m, T_X))
            capacity = self.degrees * _slope(lambda t: _gas(-1, self.m, t)[0], T_X)
            if self.with_photons:
                energy, enthalpy, heat = energy + rho, enthalpy + rho + P, heat + capacity
            else:
                energies[-1] += rho
                enthalpies[-1] += rho + P
                heats[-1] += capacity
                flow = self.to_electrons * self.m * (self.degrees * _gas(-1, self.m, T)[2] - number)
                gains[-1] += flow
                lost += flow
        if self.produced:
            number = y[-1]
            equal, slowed, mean = self.boltzmann(T_X)
            h = 1e-3 * T_X
            capacity = number * (self.boltzmann(T_X + h)[2] - self.boltzmann(T_X - h)[2]) / (2 * h)
            hot, slowed_hot, _ = self.boltzmann(T)
            source, other = self.width * slowed * (equal - number), self.to_electrons * slowed_hot * (hot - number)
            H = self.hubble(energy + energies.sum() + number * mean)
            number_slope = (source + other) / H - 3 * number
            lost += other * mean
            gains[-1] += other * mean
            gains[-1] += -3 * H * number * (mean + T_X) - mean * H * number_slope
            heats[-1] += capacity
        else:
            H = self.hubble(energy + energies.sum())
        slopes = [-(3 * H * enthalpy + lost) / heat / H, *((gains - 3 * H * enthalpies) / heats / H)]
        return np.array([*slopes, number_slope] if self.produced else slopes)

    def hubble(self, energy: float) -> float:
        """The rate of expansion."""
        return math.sqrt(8 * math.pi * energy / 3) / self.M_Planck

    def boltzmann(self, T: float) -> tuple[float, float, float]:
        """Number in equilibrium, time dilation and mean energy without quantum statistics, by sums over momenta."""
        q, w = _nodes()
        E = np.sqrt((q * T) ** 2 + self.m**2)
        weight = w * q**2 * np.exp(-(E - self.m) / T)
        total = float(weight.sum())
        equal = self.degrees * T**3 * total * math.exp(-self.m / T) / (2 * math.pi**2)
        return equal, float((weight * self.m / E).sum()) / total, float((weight * E).sum()) / total

    def n_eff(self) -> float:
        """N_eff when photons have cooled."""
        from scipy.integrate import solve_ivp

        def cold(_: float, y: Vector) -> float:
            return float(y[0] - END)

        cold.terminal = True  # type: ignore[attr-defined]
        initial = [self.start] * (1 + len(self.flavours)) + [0.0] * self.produced
        settings: dict[str, Any] = {"method": "Radau", "rtol": TOLERANCE, "atol": 1e-13, "events": cold}
        found = solve_ivp(self.slope, (0.0, 40.0), initial, **settings)
        T, *baths = found.y_events[0][0][: 1 + len(self.flavours)]
        ratios = sum(len(f) * (t / T) ** 4 for f, t in zip(self.flavours, baths, strict=True))
        return float((11 / 4) ** (4 / 3) * ratios)


PROCESSES, PAIRINGS = ("annihilation", "scattering"), ("diagonal", "mixed")


@cache
def _spline(process: str, coupling: str) -> Any:
    from scipy.interpolate import CubicSpline

    places = np.linspace(math.log(0.02), math.log(12.0), 31)
    return CubicSpline(places, [rate_factor(process, coupling, x) for x in np.exp(places).tolist()])


def _massive(process: str, coupling: str, x: float) -> float:
    return float(_spline(process, coupling)(math.log(min(max(x, 0.02), 12.0))))
