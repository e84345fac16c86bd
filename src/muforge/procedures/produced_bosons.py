"""A boson that inverse decays produce, and that need not be in equilibrium, with the temperatures of its time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.procedures.temperature_solver import solve
from muforge.procedures.universe import ABSOLUTE, COLDEST, HOTTEST, LAST_EXCHANGE, Universe, flow_between, slopes

ABOVE_MASS = 10.0
"""An X that is not in equilibrium is followed from so many times its mass on, if that is hotter."""
SMALLEST_PRODUCED = 1e-10
"""Smallest tolerance of a change, where the solver takes smaller steps for rounding."""
FAST, STARTING = 300.0, 20.0
"""Rate of inverse decays over H from which the excess is followed, and the largest logarithm of a deficit then."""
LARGEST_EXCESS = 300.0
"""Largest logarithm of a number of X over that in equilibrium, of steps that are tried."""
HOTTER, GONE = 1.5, 1e-14
"""X is gone where it would change energies by less than `GONE` in a Hubble time, even at `HOTTER` times T_gamma."""
RAREST = 1e-40
"""Smallest tolerance of a number over T^3."""


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
        flow = universe.exchange * T**5 * flow_between(annihilation, scattering, ratio)
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
            (without,) = slopes(universe, None, [standard], L, row)
            number, excess = (0.0, max(-LARGEST_EXCESS, min(last, LARGEST_EXCESS))) if equal else (last, None)
            with_X, other = self.slopes(standard + change, number, excess, L, row)
            return [without, with_X - without, other]

        fast = self.m * (speed / (2 * FAST)) ** (1 / 3)  # Gamma K_1/K_2 = FAST H, relativistic
        if fast < self.m:  # never so fast before X has become rare
            found = solve(
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
        found = solve(lambda y, L: slope(y, L, False), [0.0] * 3, start, change, [*tolerances, ABSOLUTE])
        if change > gone:
            relative, _ = self.equilibrium(self.m / (change * math.exp(found[0] + found[1])))
            excess = math.log(found[2] / relative) - 3 * (found[0] + found[1]) if found[2] > 0 else -STARTING
            found = [*found[:2], max(excess, -STARTING)]
            found = solve(lambda y, L: slope(y, L, True), found, change, gone, [*tolerances, 10 * ABSOLUTE])
            if gone > COLDEST:
                found = solve(self._without, found[:2], gone, COLDEST, tolerances)
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
        (before,), (after,) = (slopes(self.universe, None, [r], L, row) for r in (standard, standard + change))
        return [before, after - before]
