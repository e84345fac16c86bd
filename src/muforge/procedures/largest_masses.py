"""The largest mass that the lightest new charged particle may have, a maximum over masses and couplings.

The logarithm of a mass L is maximised, with the masses of all charged particles at least L: smooth conditions instead
of the smallest of several masses.  Magnetic moment and muon tuning are proportional to ``Y = y1 y2``, which is
eliminated.  SciPy's SLSQP starts from the best of random points, for each range of the angle of the couplings to the
Higgs boson and for each multiplet that may be the lightest charged one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.procedures.unitarity_caps import trilinear_unitarity_cap
from muforge.symbolic.families.electroweak.tensors import COMPONENTS, NEUTRAL, charge_states, unmixed

Part = Callable[..., tuple[Any, Any]]
LARGEST_PRODUCT = 8 * np.pi
"""Of y1 y2, and of the squares of both couplings of fermions to the Higgs boson: unitarity."""
LARGEST_TUNING = 100.0
LARGEST_RATIO, SMALLEST_RATIO = 10.0, 0.03
"""Of masses to that of the lightest charged multiplet; the second for multiplets without a charge."""
SEED = 20210130
SAMPLES = 768
STARTS = 16
"""Points from which the search goes uphill."""
SECTORS = 8
"""Of the half circle of angles."""
STEP = 1e-5
"""Of the central differences, in logarithms and angles."""
HALVINGS = 40
LOW_MASS, HIGH_MASS = 1.0, 1e9
"""GeV; where the scale of the masses is looked for."""
VIOLATION = 1e-6
FOUND = 1e-4
"""Relative error of a maximum that the conditions allow."""


def largest_mass(
    model: str,
    constraint: str,
    R_dimension: Any,
    R_hypercharge: Any,
    R_A_dimension: Any,
    R_A_hypercharge: Any,
    R_B_dimension: Any,
    R_B_hypercharge: Any,
    n_copies: Any,
    delta_a_mu: Any,
    m_mu: Any,
    m_tau: Any,
    v: Any,
    **parts: Part,
) -> tuple[Any, Any]:
    """One maximisation for each element of the arrays."""
    shape = n_copies.shape
    representations = {
        "R_dimension": R_dimension,
        "R_hypercharge": R_hypercharge,
        "R_A_dimension": R_A_dimension,
        "R_A_hypercharge": R_A_hypercharge,
        "R_B_dimension": R_B_dimension,
        "R_B_hypercharge": R_B_hypercharge,
    }
    largest_product = LARGEST_PRODUCT * (m_mu / m_tau if constraint.endswith("mfv") else np.ones(shape))
    found = np.empty(shape)
    for place in np.ndindex(shape):
        search = Search(
            model,
            constraint.startswith("naturalness"),
            {name: float(value[place]) for name, value in representations.items()},
            float(n_copies[place]),
            float(delta_a_mu[place]),
            float(largest_product[place]),
            float(v[place]),
            parts,
        )
        found[place] = search.largest()
    return found, FOUND * found


@cache
def _cap_of_ratio() -> Callable[[Any], Any]:
    """The logarithm of the trilinear cap as a function of that of the ratio of masses."""
    from scipy.interpolate import CubicSpline

    logarithms = np.linspace(np.log(1e-4), np.log(1e4), 300)
    spline = CubicSpline(logarithms, np.log(trilinear_unitarity_cap(np.exp(logarithms))[0]))
    return lambda logarithm: spline(logarithm)


@dataclass(frozen=True)
class Search:
    """The conditions of one model as functions of points: logarithms of masses, and couplings to the Higgs boson.

    A point is ``[ln m_R, ln m_A, ln m_B, ln kappa]`` or ``[ln m_R, ln m_A, ln m_B, ln rho, phi]``, where the couplings
    of fermions to the Higgs boson are ``rho cos phi`` and ``rho sin phi``.
    """

    model: str
    natural: bool
    representations: Mapping[str, float]
    n_copies: float
    delta_a_mu: float
    largest_product: float
    v: float
    parts: Mapping[str, Part] = field(hash=False)

    @cached_property
    def dimensions(self) -> tuple[int, int, int]:
        """Of R, R_A and R_B."""
        R, A, B = (round(self.representations[f"{name}_dimension"]) for name in ("R", "R_A", "R_B"))
        return R, A, B

    @cached_property
    def hypercharges(self) -> tuple[float, float, float]:
        """Of R, R_A and R_B."""
        R, A, B = (self.representations[f"{name}_hypercharge"] for name in ("R", "R_A", "R_B"))
        return R, A, B

    @cached_property
    def charged(self) -> list[int]:
        """Places of the multiplets that have a charged component."""
        return [
            place
            for place, (dimension, Y) in enumerate(zip(self.dimensions, self.hypercharges, strict=True))
            if any(abs(float(c.T3) + Y) > NEUTRAL for c in COMPONENTS[dimension])
        ]

    def call(self, name: str, points: np.ndarray) -> np.ndarray:
        """A kernel at points along the first axis."""
        m_R, m_A, m_B, size = np.exp(points[:, :4]).T
        given: dict[str, Any] = {"m_A": m_A, "m_B": m_B}
        if self.model == "ssf":
            given |= {"kappa": size} | ({} if name == "higgs_tuning" else {"m_F": m_R})
        else:
            given |= {"y12": size * np.cos(points[:, 4]), "y12_prime": size * np.sin(points[:, 4])}
            given |= {} if name == "higgs_tuning" else {"m_S": m_R}
        fixed = {key: np.full(len(points), value) for key, value in self.representations.items()}
        return np.asarray(self.parts[name](**given, **fixed)[0], dtype=float)

    def charged_masses(self, points: np.ndarray) -> np.ndarray:
        """Logarithms of the masses of all charged particles, along the last axis."""
        m_A, m_B, size = np.exp(points[:, 1:4]).T
        found = [points[:, place] for place, alone in self._bare if alone]
        for state in charge_states(self.dimensions):
            if abs(self.hypercharges[1] + float(state.T3_A)) <= NEUTRAL:
                continue
            off = size * self.v * np.sqrt(float(state.c_12_squared) / 2)
            if self.model == "ssf":
                spread = np.sqrt(((m_A - m_B) * (m_A + m_B)) ** 2 + 4 * off**2)
                product = np.maximum((m_A * m_B - off) * (m_A * m_B + off), 1e-30 * (m_A * m_B) ** 2)
                found.append(np.log(2 * product / (m_A**2 + m_B**2 + spread)) / 2)
            else:
                first, other = off * np.cos(points[:, 4]), off * np.sin(points[:, 4])
                plus = np.sqrt((m_A + m_B) ** 2 + (first - other) ** 2)
                minus = np.sqrt((m_A - m_B) ** 2 + (first + other) ** 2)
                found.append(np.log(2 * np.abs(m_A * m_B - first * other) / (plus + minus) + 1e-300))
        return np.stack(found, axis=-1)

    @property
    def starts_of_group(self) -> int:
        """How many points of each sector and lightest multiplet are good enough to start from."""
        return 6 if self.model == "ssf" else 2

    @cached_property
    def _bare(self) -> list[tuple[int, bool]]:
        """Places of the multiplets, and whether a charged component has the mass of its multiplet."""
        alone_A, alone_B = unmixed(self.dimensions)
        of_R = [c.T3 for c in COMPONENTS[self.dimensions[0]]]
        return [
            (place, any(abs(float(t) + self.hypercharges[place]) > NEUTRAL for t in isospins))
            for place, isospins in enumerate((of_R, alone_A, alone_B))
        ]

    def strength(self, points: np.ndarray) -> np.ndarray:
        """Logarithms of the largest shifts over the wanted one, for each condition on y1 y2."""
        with np.errstate(all="ignore"):
            moment = np.log(np.abs(self.call("moment", points)) / self.delta_a_mu)
            found = [moment + np.log(self.n_copies * self.largest_product)]
            if self.natural:
                found.append(moment + np.log(LARGEST_TUNING / self.call("muon_tuning", points)))
        return np.nan_to_num(np.stack(found, axis=-1), nan=-100.0, neginf=-100.0)

    def coupling_caps(self, points: np.ndarray) -> np.ndarray:
        """Logarithms of the largest couplings to the Higgs boson."""
        found = []
        if self.model == "ssf":
            ratio = points[:, 2] - points[:, 1]
            caps = _cap_of_ratio()
            found += [points[:, 1] + caps(ratio), points[:, 2] + caps(-ratio)]
            found.append(points[:, 1] + points[:, 2] + np.log(np.sqrt(2) / self.v * (1 - 1e-9)))
        else:
            found.append(np.full(len(points), np.log(LARGEST_PRODUCT) / 2))
        if self.natural:
            tuning = self.n_copies * self.call("higgs_tuning", points)
            found.append(points[:, 3] + np.log(LARGEST_TUNING / tuning) / 2)
        return np.stack(found, axis=-1)

    def ratios(self, points: np.ndarray, lightest: int) -> np.ndarray:
        """Logarithms of allowed ratios of masses over actual ones, for a lightest charged multiplet."""
        m_c = points[:, lightest]
        found = []
        for place in range(3):
            if place == lightest:
                continue
            found.append(np.log(LARGEST_RATIO) + m_c - points[:, place])
            smallest = 1.0 if place in self.charged else SMALLEST_RATIO
            found.append(points[:, place] - m_c - np.log(smallest))
        return np.stack(found, axis=-1)

    # ----- starts ------------------------------------------------------------------------------------

    def starts(self) -> list[tuple[np.ndarray, int]]:
        """The best of random points in each sector of angles, for each lightest charged multiplet."""
        generator = np.random.default_rng(SEED)
        lightest = np.resize(self.charged, SAMPLES)
        fractions = generator.random((SAMPLES, 3))
        masses = np.empty((SAMPLES, 3))
        for place in range(3):
            smallest = 0.0 if place in self.charged else np.log(SMALLEST_RATIO)
            ratio = smallest + fractions[:, place] ** 2 * (np.log(LARGEST_RATIO) - smallest)
            masses[:, place] = np.where(lightest == place, 0.0, ratio)
        depth = np.log(1 - 0.7 * generator.random(SAMPLES) ** 2) - 1e-3
        angle = np.pi * ((np.arange(SAMPLES) // len(self.charged)) % SECTORS + generator.random(SAMPLES)) / SECTORS
        angle -= np.pi / 2

        def at(scale: np.ndarray) -> np.ndarray:
            columns = [masses + scale[:, None], np.zeros((SAMPLES, 1))]
            points = np.hstack([*columns, angle[:, None]] if self.model == "ffs" else columns)
            points[:, 3] = np.min(self.coupling_caps(points), axis=-1) + depth
            return points

        low, high = np.full(SAMPLES, np.log(LOW_MASS)), np.full(SAMPLES, np.log(HIGH_MASS))
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            enough = np.min(self.strength(at(middle)), axis=-1) > 0
            low, high = np.where(enough, middle, low), np.where(enough, high, middle)
        points = at(low)
        reached = np.min(self.charged_masses(points), axis=-1)
        sectors = np.floor((angle + np.pi / 2) / np.pi * SECTORS).astype(int) if self.model == "ffs" else 0 * lightest
        found = []
        for group in sorted({*zip(lightest.tolist(), sectors.tolist(), strict=True)}):
            members = np.flatnonzero((lightest == group[0]) & (sectors == group[1]))
            best = members[np.argsort(-reached[members])][: self.starts_of_group]
            found += [(float(reached[member]), points[member], group[0]) for member in best]
        found.sort(key=lambda start: -start[0])
        return [(point, place) for _, point, place in found[:STARTS]]

    # ----- maximisation ------------------------------------------------------------------------------

    def conditions(self, points: np.ndarray, lightest: int) -> np.ndarray:
        """What must not be negative; the last column of points is the logarithm of L."""
        own, L = points[:, :-1], points[:, -1]
        return np.hstack(
            [
                self.strength(own),
                self.coupling_caps(own) - own[:, 3:4],
                self.charged_masses(own) - L[:, None],
                self.ratios(own, lightest),
            ]
        )

    def climbed(self, start: np.ndarray, lightest: int) -> float:
        """The logarithm of the largest L near a start; minus infinity if the conditions cannot be met."""
        from scipy.optimize import minimize

        first = np.append(start, np.min(self.charged_masses(start[None])))
        count = len(first)
        steps = STEP * np.vstack([np.zeros(count), np.eye(count), -np.eye(count)])
        known: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}

        def both(point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            key = point.tobytes()
            if key not in known:
                values = self.conditions(point + steps, lightest)
                known.clear()
                known[key] = values[0], (values[1 : count + 1] - values[count + 1 :]).T / (2 * STEP)
            return known[key]

        slope = np.zeros(count)
        slope[-1] = -1.0
        found = minimize(
            lambda point: -point[-1],
            first,
            jac=lambda _: slope,
            method="SLSQP",
            bounds=[*[(np.log(LOW_MASS), np.log(HIGH_MASS))] * 3, *[(-np.inf, np.inf)] * (count - 3)],
            constraints={"type": "ineq", "fun": lambda p: both(p)[0], "jac": lambda p: both(p)[1]},
            options={"maxiter": 120, "ftol": 1e-8},
        )
        met = np.min(self.conditions(found.x[None], lightest)) >= -VIOLATION
        return float(found.x[-1]) if met else -np.inf

    def largest(self) -> float:
        """The largest mass in GeV."""
        starts = self.starts()
        reached = [float(np.min(self.charged_masses(point[None]))) for point, _ in starts]
        climbed = [self.climbed(point, lightest) for point, lightest in starts]
        best = max(*reached, *climbed)
        if not np.isfinite(best):
            raise DomainError("no masses and couplings shift the moment by as much; lower delta_a_mu")
        return float(np.exp(best))
