"""Cross sections of neutrino tridents: the kernel of the differential one over the rest of phase space.

Gauss points in the logarithms of the photon's virtuality and of the pair's mass, of the weak momentum transfer, and in
the rapidity of the negative lepton in the rest frame of the pair; in the momentum of the photon where the form factor
of a nucleus oscillates.  A coarser grid estimates the error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np

from muforge.errors import DomainError

COARSE = 0.75
"""Points of the coarser grid in each variable, relative."""
LEAST_ERROR = 2e-5
"""Relative error that the two grids may have in common."""
RADIUS = 6.1
"""Radius of a nucleus in 1/GeV over the cube root of A."""
OSCILLATES, FADED = 1.5, 0.75
"""Momentum times radius from which on a form factor oscillates; momentum in GeV at which it is gone."""
SPLINE_POINTS = 29
"""Energies at which a flux average computes cross sections."""
ABOVE_THRESHOLD = 1e-2
"""The smallest of them, less the threshold and relative to it."""
LARGEST_ENERGY = 1e9
"""GeV: far beyond any beam; W and Z bosons, which propagate above a few 1e4 GeV, are left out."""
POINTS_BETWEEN = 4
"""Gauss points between two energies of a flux's table."""

Structure = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Target:
    """What scatters: a nucleus, or nucleons.

    Parameters
    ----------
    mass : float
    electric, magnetic : callable
        Coefficients of the target's tensor as functions of Q2.
    breaks : sequence of float
        Q2 at which they are not smooth, or begin to oscillate.
    radius : float
        Of what oscillates, in 1/GeV; 0 for nothing.
    """

    mass: float
    electric: Structure
    magnetic: Structure
    breaks: Sequence[float] = ()
    radius: float = 0.0


@dataclass(frozen=True)
class Pair:
    """The neutrino's interaction with a pair of leptons."""

    m_minus: float
    m_plus: float
    C_V: float
    C_A: float
    largest_transfer: float
    differential: Any

    @classmethod
    def of(
        cls,
        neutrino: str,
        pair: str,
        differential: Any,
        m_e: Any,
        m_mu: Any,
        sin2_theta_W: Any,
        largest_transfer: Any,
    ) -> Pair:
        """The pair of a flavour; for an antineutrino all particles are exchanged with their antiparticles."""
        masses = {"e": _one(m_e), "mu": _one(m_mu)}
        own = neutrino.rpartition("_")[2]
        cut = _one(largest_transfer)
        if pair == "mu_e":
            other = "e" if own == "mu" else "mu"
            return cls(masses[own], masses[other], 1.0, 1.0, cut, differential)
        lepton = pair.partition("_")[0]
        axial = 0.5 if lepton == own else -0.5
        return cls(masses[lepton], masses[lepton], axial + 2 * _one(sin2_theta_W), axial, cut, differential)

    def threshold(self, mass: float) -> float:
        """Smallest energy of the neutrino on a target at rest."""
        total = self.m_minus + self.m_plus
        return total + total**2 / (2 * mass)

    def cross_section(self, E: float, target: Target) -> tuple[float, float]:
        """Value and error; exactly 0 at and below threshold."""
        if not self.threshold(target.mass) < E:
            return 0.0, 0.0
        if E > LARGEST_ENERGY:
            raise DomainError(f"E_nu = {E:g}; at most {LARGEST_ENERGY:g} GeV is expected")
        fine, coarse = (self._integral(E, target, density) for density in (1.0, COARSE))
        return fine, abs(fine - coarse) + LEAST_ERROR * fine

    def _integral(self, E: float, target: Target, density: float) -> float:
        low, high = self._virtualities(E, target.mass)
        edges = [low, *(q for q in target.breaks if low < q < high), high]
        return sum(self._between(E, target, a, b, density) for a, b in zip(edges, edges[1:], strict=False))

    def _virtualities(self, E: float, M: float) -> tuple[float, float]:
        """The range of Q2: ``2 omega_max - Q2`` exceeds the smallest W2."""
        total = self.m_minus + self.m_plus
        W2, lever = total**2, 1 + 2 * E / M
        above = (E - self.threshold(M)) * (E + total - W2 / (2 * M))
        end = (2 * E**2 - W2 * (1 + E / M)) / lever + 2 * E * np.sqrt(above) / lever
        return W2**2 / (lever * end), min(end, self.largest_transfer)

    def _between(self, E: float, target: Target, low: float, high: float, density: float) -> float:
        """The integral over a range of Q2."""
        M, W2_low = target.mass, (self.m_minus + self.m_plus) ** 2
        span, momenta = np.log(high / low), np.sqrt(high) - np.sqrt(low)
        if target.radius**2 * low < OSCILLATES**2 * (1 - 1e-9):
            u, weight = _gauss(8 + 1.6 * span, density)
            Q2 = low * np.exp(span * u)
            weight = weight * span * Q2
        else:
            u, weight = _gauss(8 + 1.2 * target.radius * min(momenta, FADED), density)
            Q2 = (np.sqrt(low) + momenta * u) ** 2
            weight = weight * 2 * np.sqrt(Q2) * momenta
        q = np.sqrt(Q2)
        omega = 2 * M * E * q / (q + np.sqrt(Q2 + 4 * M**2))
        W2_high = np.maximum(2 * omega - Q2, W2_low)
        electric, magnetic = target.electric(Q2), target.magnetic(Q2)

        span = np.log(np.max(W2_high) / W2_low)
        u, weight_W2 = _gauss(9 + 0.9 * span, density)
        stretch = np.log(W2_high / W2_low)[:, None]
        W2 = W2_low * np.exp(stretch * u**2)  # the speed of the leptons begins as a square root
        weight = weight[:, None] * 2 * u * weight_W2 * stretch * W2

        K2_high = 2 * omega[:, None] * np.maximum(W2_high[:, None] - W2, 0.0) / W2_high[:, None]
        u, weight_K2 = _gauss(9 + 0.9 * span, density)
        stretch = np.log1p(K2_high / W2)[..., None]
        W2, Q2_here = W2[..., None], Q2[:, None, None]
        K2 = W2 * np.expm1(stretch * u)
        weight = weight[..., None] * weight_K2 * stretch * (W2 + K2)

        cosine, weight_cosine = self._cosines(Q2_here, W2, K2, *_gauss(8 + 0.5 * span, density))
        values, _ = self.differential(
            E_nu=E,
            mass=M,
            Q2=Q2_here[..., None],
            W2=W2[..., None],
            K2=K2[..., None],
            cos_theta=cosine,
            m_minus=self.m_minus,
            m_plus=self.m_plus,
            C_V=self.C_V,
            C_A=self.C_A,
            electric=electric[:, None, None, None],
            magnetic=magnetic[:, None, None, None],
        )
        return float(np.sum(weight * np.sum(weight_cosine * values, axis=-1)))

    def _cosines(self, Q2: Any, W2: Any, K2: Any, u: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cosines of the polar angle and weights, dense where one of the leptons is along the photon."""
        N, root = W2 + K2 + Q2, W2 * (W2 + 2 * (K2 + Q2)) + (K2 - Q2) ** 2
        delta = (self.m_minus - self.m_plus) * (self.m_minus + self.m_plus) / W2
        pair = np.maximum(W2 - (self.m_minus + self.m_plus) ** 2, 0.0) * (W2 - (self.m_minus - self.m_plus) ** 2)
        half = np.sqrt(pair * root) / (2 * W2)
        ends = []
        for mass, sign in ((self.m_minus, 1), (self.m_plus, -1)):
            d = sign * delta
            nearest = mass**2 * root / W2 + Q2 * ((1 + d) * (K2 - d * W2) - d * Q2)
            ends.append((nearest / ((N / 2 + d * (N / 2 - Q2) + half) * half))[..., None])
        minus, plus = ends
        low, high = np.log(plus / (minus + 2)), np.log((plus + 2) / minus)
        ratio = np.exp(low + (high - low) * u)
        cosine = np.clip((ratio * (minus + 1) - plus - 1) / (1 + ratio), -1, 1)
        return cosine, w * (high - low) * (plus + 1 + cosine) * (minus + 1 - cosine) / (minus + plus + 2)


@cache
def _points(count: int) -> tuple[np.ndarray, np.ndarray]:
    x, w = np.polynomial.legendre.leggauss(count)
    return (1 + x) / 2, w / 2


def _gauss(count: float, density: float) -> tuple[np.ndarray, np.ndarray]:
    """Gauss points and weights from 0 to 1."""
    return _points(max(int(np.ceil(count * density)), 4))


def _one(values: Any) -> float:
    """A number that does not change inside a call."""
    return float(np.ravel(values)[0])


def _nucleus(Z: float, A: float, nucleus: Any, atomic_mass_unit: Any) -> Target:
    radius = RADIUS * A ** (1 / 3)
    breaks = ((OSCILLATES / radius) ** 2, FADED**2)
    return Target(A * _one(atomic_mass_unit), lambda Q2: nucleus(Q2=Q2, Z=Z, A=A)[0], np.zeros_like, breaks, radius)


def _nucleons(blocking: str, m_p: Any, m_n: Any, fermi_momentum: Any, parts: dict[str, Any]) -> dict[str, Target]:
    """A proton and a neutron of a nucleus."""
    proton, k_F = _one(m_p), _one(fermi_momentum)
    edge = 8 * k_F**2 / (1 + np.sqrt(1 + 4 * k_F**2 / proton**2))  # where abs(q) is 2 k_F
    blocked = blocking == "fermi_gas"

    def structure(name: str) -> Structure:
        def value(Q2: np.ndarray) -> np.ndarray:
            found = parts[name](Q2=Q2)[0]
            return found * parts["blocking_factor"](Q2=Q2)[0] if blocked else found

        return value

    return {
        name: Target(mass, structure(f"{name}_electric"), structure(f"{name}_magnetic"), (edge,) if blocked else ())
        for name, mass in (("proton", proton), ("neutron", _one(m_n)))
    }


def _at_each(compute: Callable[..., tuple[float, float]], *arguments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Value and error for each set of numbers; equal sets are computed once."""
    known: dict[tuple[float, ...], tuple[float, float]] = {}
    shape = np.shape(arguments[0])
    found = np.empty((2, *shape))
    for index in np.ndindex(shape):
        point = tuple(float(values[index]) for values in arguments)
        if point not in known:
            known[point] = compute(*point)
        found[(slice(None), *index)] = known[point]
    return found[0], found[1]


def coherent_cross_section(
    *,
    neutrino: str,
    pair: str,
    form_factor: str,
    Z: Any,
    A: Any,
    E_nu: Any,
    nucleus: Any,
    atomic_mass_unit: Any,
    **interaction: Any,
) -> tuple[Any, Any]:
    """On a nucleus as a whole."""
    leptons = Pair.of(neutrino, pair, **interaction)

    def at(E: float, Z: float, A: float) -> tuple[float, float]:
        return leptons.cross_section(E, _nucleus(Z, A, nucleus, atomic_mass_unit))

    return _at_each(at, E_nu, Z, A)


def _on_nucleons(leptons: Pair, nucleons: dict[str, Target], E: float, Z: float, A: float) -> tuple[float, float]:
    on_protons, on_neutrons = (leptons.cross_section(E, nucleons[name]) for name in ("proton", "neutron"))
    value, error = (Z * p + (A - Z) * n for p, n in zip(on_protons, on_neutrons, strict=True))
    return value, error


def incoherent_cross_section(
    *,
    neutrino: str,
    pair: str,
    blocking: str,
    Z: Any,
    A: Any,
    E_nu: Any,
    m_p: Any,
    m_n: Any,
    fermi_momentum: Any,
    differential: Any,
    m_e: Any,
    m_mu: Any,
    sin2_theta_W: Any,
    largest_transfer: Any,
    **parts: Any,
) -> tuple[Any, Any]:
    """On the protons and neutrons of a nucleus."""
    leptons = Pair.of(neutrino, pair, differential, m_e, m_mu, sin2_theta_W, largest_transfer)
    nucleons = _nucleons(blocking, m_p, m_n, fermi_momentum, parts)
    return _at_each(lambda E, Z, A: _on_nucleons(leptons, nucleons, E, Z, A), E_nu, Z, A)


def flux_averaged_cross_section(
    *,
    scattering: str,
    neutrino: str,
    pair: str,
    Z: Any,
    A: Any,
    energies: Any,
    fluxes: Any,
    atomic_mass_unit: Any,
    m_p: Any,
    m_n: Any,
    fermi_momentum: Any,
    differential: Any,
    m_e: Any,
    m_mu: Any,
    sin2_theta_W: Any,
    largest_transfer: Any,
    **parts: Any,
) -> tuple[Any, Any]:
    """The average over a flux that is linear between energies."""
    leptons = Pair.of(neutrino, pair, differential, m_e, m_mu, sin2_theta_W, largest_transfer)
    nucleons = _nucleons("fermi_gas", m_p, m_n, fermi_momentum, parts)
    shape = np.shape(Z)
    found = np.empty((2, *shape))
    for index in np.ndindex(shape):
        charge, weight = float(Z[index]), float(A[index])
        table, flux = sorted_flux(energies[index], fluxes[index])
        total, error = np.zeros(2)
        if scattering != "incoherent":
            target = _nucleus(charge, weight, parts["nucleus"], atomic_mass_unit)
            of_nucleus = _average(
                partial(leptons.cross_section, target=target), leptons.threshold(target.mass), table, flux
            )
            total, error = total + of_nucleus[0], error + of_nucleus[1]
        if scattering != "coherent":
            for name, number in (("proton", charge), ("neutron", weight - charge)):
                target = nucleons[name]
                of_one = _average(
                    partial(leptons.cross_section, target=target), leptons.threshold(target.mass), table, flux
                )
                total, error = total + number * of_one[0], error + number * of_one[1]
        found[(slice(None), *index)] = total, error
    return found[0], found[1]


def sorted_flux(energies: np.ndarray, fluxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A flux's table with energies that ascend.

    Raises
    ------
    DomainError
        For energies that repeat, and a flux of 0.
    """
    order = np.argsort(energies, kind="stable")
    energies, fluxes = energies[order], fluxes[order]
    repeated = np.flatnonzero(np.diff(energies) == 0)
    if repeated.size:
        raise DomainError(f"the energy {energies[repeated[0]]:g} GeV stands twice in energies; each is expected once")
    if not np.any(fluxes > 0):
        raise DomainError("fluxes are 0 at all energies; one above 0 is expected")
    return energies, fluxes


def _average(
    cross_section: Callable[[float], tuple[float, float]], threshold: float, energies: np.ndarray, fluxes: np.ndarray
) -> tuple[float, float]:
    """The average of one cross section, whose logarithm is a spline in that of the energy above threshold.

    A flux of one energy has that energy alone.
    """
    from scipy.interpolate import CubicSpline

    if len(energies) == 1:
        return cross_section(float(energies[0]))
    high = energies[-1]
    low = max(energies[0], threshold * (1 + ABOVE_THRESHOLD))
    if high <= low:
        return 0.0, 0.0
    above = np.linspace(np.log(low - threshold), np.log(high - threshold), SPLINE_POINTS)
    values, errors = np.transpose([cross_section(threshold + x) for x in np.exp(above)])
    smooth = CubicSpline(above, np.log(values))
    edges = np.unique(np.concatenate([[low], energies[energies > low], [high]]))
    u, w = _points(POINTS_BETWEEN)
    E = edges[:-1, None] + np.diff(edges)[:, None] * u
    weight = np.diff(edges)[:, None] * w * np.interp(E, energies, fluxes)
    norm = np.trapezoid(fluxes, energies)
    x = np.log(E - threshold)
    average = float(np.sum(weight * np.exp(smooth(x))) / norm)
    thinner = CubicSpline(above[::2], np.log(values[::2]))
    spline_error = abs(average - float(np.sum(weight * np.exp(thinner(x))) / norm))
    return average, average * float(np.max(errors / values)) + spline_error
