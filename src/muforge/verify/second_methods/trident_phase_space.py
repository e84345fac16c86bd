"""Cross sections of tridents from explicit spinors at momenta that are spread evenly over phase space.

Sobol points in Q2, the squared mass of neutrino and photon, that of the pair, both directions in their rest frames and,
for an average, the energy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.stats import qmc

from muforge.catalogue.lookup import constant_values

LOG_POINTS = 16
"""Of the points of one cross section, the logarithm by 2."""
BATCH = 2**14
ONE = np.eye(2)
PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
RIGHT = np.concatenate([ONE[np.newaxis], PAULI])  # sigma
LEFT = np.concatenate([ONE[np.newaxis], -PAULI])  # sigma-bar
ZERO = np.zeros((2, 2))
GAMMA = np.array([np.block([[ZERO, s], [b, ZERO]]) for s, b in zip(RIGHT, LEFT, strict=True)])
GAMMA_5 = np.diag([-1, -1, 1, 1]).astype(complex)
METRIC = np.array([1.0, -1.0, -1.0, -1.0])


def coherent_cross_section(form_factor: str, Z: float, A: float, E_nu: float, **flavour: Any) -> float:
    """On a nucleus of spin 0."""
    leptons = _leptons(**flavour)
    return _cross_section(_nucleus(form_factor, Z, A), leptons, lambda u: (np.full(len(u), E_nu), np.ones(len(u))))


def incoherent_cross_section(blocking: str, Z: float, A: float, E_nu: float, **flavour: Any) -> float:
    """On protons and neutrons."""

    def energy(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.full(len(u), E_nu), np.ones(len(u))

    return _on_nucleons(blocking, Z, A, _leptons(**flavour), energy)


def flux_averaged_cross_section(
    scattering: str, Z: float, A: float, energies: Sequence[float], fluxes: Sequence[float], **flavour: Any
) -> float:
    """The average over a flux, with the energy as one more random number."""
    order = np.argsort(energies)
    E, flux = np.array(energies)[order], np.array(fluxes)[order]
    width = E[-1] - E[0]

    def energy(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at = E[0] + width * u
        if len(E) == 1:
            return at, np.ones(len(u))
        return at, np.interp(at, E, flux) * width / np.trapezoid(flux, E)

    leptons, total = _leptons(**flavour), 0.0
    if scattering != "incoherent":
        total += _cross_section(_nucleus("helm", Z, A), leptons, energy)
    if scattering != "coherent":
        total += _on_nucleons("fermi_gas", Z, A, leptons, energy)
    return total


def _leptons(neutrino: str, pair: str, **_: Any) -> tuple[float, float, float, float]:
    """Masses of l- and l+, C_V and C_A, for particles."""
    c = constant_values()
    e, mu, s2 = c["m_e"], c["m_mu"], c["sin2_theta_W"]
    of_muon = neutrino.endswith("mu")
    if pair == "mu_e":
        return (mu, e, 1.0, 1.0) if of_muon else (e, mu, 1.0, 1.0)
    m = mu if pair == "mu_mu" else e
    both_currents = of_muon == (pair == "mu_mu")
    return (m, m, 2 * s2 + 0.5, 0.5) if both_currents else (m, m, 2 * s2 - 0.5, -0.5)


Target = tuple[float, Callable[[np.ndarray], np.ndarray], Callable[[np.ndarray], np.ndarray], float]
"""Mass, and the squares ``F_1^2 + tau F_2^2`` and ``(F_1 + F_2)^2``, and the largest momentum transfer that counts."""


def _nucleus(form_factor: str, Z: float, A: float) -> Target:
    fm = 1e-15 / constant_values()["hbarc_GeV_m"]
    cut = constant_values()["largest_transfer"]

    def squared(Q2: np.ndarray) -> np.ndarray:
        if form_factor == "exponential":
            return np.asarray((Z * np.exp(-(((0.58 + 0.82 * A ** (1 / 3)) * fm) ** 2) * Q2 / 6)) ** 2)
        from scipy.special import spherical_jn

        c = 1.23 * A ** (1 / 3) - 0.6
        x = np.sqrt(Q2 * (c**2 + 7 / 3 * np.pi**2 * 0.52**2 - 5 * 0.9**2)) * fm
        return np.asarray((Z * 3 * spherical_jn(1, x) / x * np.exp(-((0.9 * fm) ** 2) * Q2 / 2)) ** 2)

    return A * constant_values()["atomic_mass_unit"], squared, np.zeros_like, min(cut, 1.0)


def _on_nucleons(
    blocking: str, Z: float, A: float, leptons: tuple[float, float, float, float], energy: Callable[..., Any]
) -> float:
    c = constant_values()

    def nucleon(mass: float, charge: float, moment: float) -> Target:
        def factor(Q2: np.ndarray) -> np.ndarray:
            dipole = 1 / (1 + Q2 / c["dipole_scale"]) ** 4
            x = np.sqrt(Q2 + (Q2 / (2 * c["m_p"])) ** 2) / c["fermi_momentum"]
            return dipole * np.where((x < 2) & (blocking == "fermi_gas"), 0.75 * x - x**3 / 16, 1.0)

        def dirac(Q2: np.ndarray) -> np.ndarray:
            tau = Q2 / (4 * mass**2)
            F1, F2 = (charge + tau * moment) / (1 + tau), (moment - charge) / (1 + tau)
            return np.asarray((F1**2 + tau * F2**2) * factor(Q2))

        return mass, dirac, lambda Q2: moment**2 * factor(Q2), c["largest_transfer"]

    on_proton = _cross_section(nucleon(c["m_p"], 1.0, c["proton_magnetic_moment"]), leptons, energy)
    on_neutron = _cross_section(nucleon(c["m_n"], 0.0, c["neutron_magnetic_moment"]), leptons, energy)
    return Z * on_proton + (A - Z) * on_neutron


def _cross_section(target: Target, leptons: tuple[float, float, float, float], energy: Callable[..., Any]) -> float:
    """The average over Sobol points."""
    points = qmc.Sobol(8, scramble=True, seed=5).random_base2(LOG_POINTS)
    batches = points.reshape(-1, BATCH, 8)
    return float(np.mean([np.mean(_weights(batch, target, leptons, energy)) for batch in batches]))


def _weights(
    u: np.ndarray, target: Target, leptons: tuple[float, float, float, float], energy: Callable[..., Any]
) -> np.ndarray:
    """Contributions of points of the unit cube, in cm^2; 0 below threshold."""
    m1, m2, C_V, C_A = leptons
    M, electric, magnetic, cut = target
    E, weight = energy(u[:, 7])
    open_ = E > (m1 + m2) + (m1 + m2) ** 2 / (2 * M) * (1 + 1e-12)
    E = np.where(open_, E, 2 * (m1 + m2) + (m1 + m2) ** 2 / M)
    # Q2 in both-to-one scattering to the smallest mass of what is produced
    S, W2_low = M**2 + 2 * M * E, (m1 + m2) ** 2
    root = np.sqrt(S)
    p_in, E_out = M * E / root, (S + M**2 - W2_low) / (2 * root)
    p_out = np.sqrt(np.maximum(E_out**2 - M**2, 0.0))
    E_in = (S + M**2) / (2 * root)
    highest = 2 * (E_in * E_out + p_in * p_out - M**2)
    lowest = W2_low**2 * M**2 / S / highest
    high = np.minimum(highest, cut)
    span = np.log(high / lowest)
    Q2 = lowest * np.exp(span * u[:, 0])
    weight = weight * span * Q2
    q = np.sqrt(Q2)
    omega_high = 2 * M * E * q / (q + np.sqrt(Q2 + 4 * M**2))
    omega_low = (W2_low + Q2) / 2
    span = np.log(np.maximum(omega_high / omega_low, 1.0))
    omega = omega_low * np.exp(span * u[:, 1])
    weight = weight * span * omega * 2  # ds = 2 domega
    s = 2 * omega - Q2
    span = np.log(np.maximum(s / W2_low, 1.0))
    W2 = W2_low * np.exp(span * u[:, 2] ** 2)
    weight = weight * span * W2 * 2 * u[:, 2]

    root_s = np.sqrt(s)
    E_p, E_k = omega / root_s, (s - W2) / (2 * root_s)
    scale = W2 / (4 * E_p * E_k + 1e-300)
    span = np.log1p(1 / scale)
    less = np.minimum(scale * np.expm1(span * u[:, 3]), 1.0)  # (1 - cos)/2
    weight = weight * span * (scale + less)
    cosine, sine, phi = 1 - 2 * less, 2 * np.sqrt(less * (1 - less)), 2 * np.pi * u[:, 4]
    p = np.stack([E_p, 0 * E_p, 0 * E_p, E_p], 1)
    photon = np.stack([root_s - E_p, 0 * E_p, 0 * E_p, -E_p], 1)
    k = E_k[:, None] * np.stack([0 * phi + 1, sine * np.cos(phi), sine * np.sin(phi), cosine], 1)
    pair = p + photon - k
    P0 = (2 * M * E - omega) / root_s
    Pz = -(root_s - E_p) * P0 / E_p
    P = np.stack([P0, np.sqrt(np.maximum(P0**2 - Pz**2 - 4 * M**2 - Q2, 0.0)), 0 * P0, Pz], 1)

    W = np.sqrt(W2)
    E_1 = (W2 + m1**2 - m2**2) / (2 * W)
    p_1 = np.sqrt(np.maximum((W2 - W2_low) * (W2 - (m1 - m2) ** 2), 0.0)) / (2 * W)
    at_rest = _boosted(photon, pair, W, -1)
    axis = at_rest[:, 1:] / np.linalg.norm(at_rest[:, 1:], axis=1)[:, None]
    q_0, q_3 = at_rest[:, 0], np.linalg.norm(at_rest[:, 1:], axis=1)
    # -d of both leptons over 2 p q is a +- cos(theta), without cancellation between them
    scale = 2 * p_1 * q_3 + 1e-300
    near = [(4 * m**2 * q_3**2 - Q2 * (4 * e * (e - q_0) - Q2)) for m, e in ((m1, E_1), (m2, W - E_1))]
    gaps = [n / ((Q2 + 2 * e * q_0 + scale) * scale) for n, e in zip(near, (E_1, W - E_1), strict=True)]
    low, high_ = np.log(gaps[1] / (gaps[0] + 2)), np.log((gaps[1] + 2) / gaps[0])
    ratio = np.exp(low + (high_ - low) * u[:, 5])
    cosine = np.clip((ratio * (gaps[0] + 1) - gaps[1] - 1) / (1 + ratio), -1, 1)
    stretch = (high_ - low) * (gaps[1] + 1 + cosine) * (gaps[0] + 1 - cosine) / (gaps[0] + gaps[1] + 2)
    sine, phi = np.sqrt(1 - cosine**2), 2 * np.pi * u[:, 6]
    first = np.cross(axis, np.array([0.3, 0.7, 0.2]))
    first /= np.linalg.norm(first, axis=1)[:, None]
    second = np.cross(axis, first)
    direction = cosine[:, None] * axis + sine[:, None] * (np.cos(phi)[:, None] * first + np.sin(phi)[:, None] * second)
    minus = _boosted(np.concatenate([E_1[:, None], p_1[:, None] * direction], 1), pair, W, 1)
    plus = pair - minus

    # phase space of nucleus and rest, neutrino and pair, l- and l+
    weight = weight / (16 * np.pi * M * E) / (2 * np.pi) / (2 * np.pi)
    weight = weight * E_k / (4 * np.pi * root_s) * p_1 / (4 * np.pi * W) * stretch / 2
    squared = _contracted(p, photon, k, minus, plus, (m1, m2), (C_V, C_A), P, electric(Q2), magnetic(Q2) * Q2)
    c: Mapping[str, float] = constant_values()
    coupling = c["G_F"] ** 2 / 2 * (4 * np.pi * c["alpha"]) ** 2
    value = weight * coupling * squared / Q2**2 / (4 * M * E) * c["hbarc2_GeV2_cm2"]
    return np.where(open_ & np.isfinite(value), value, 0.0)


def _boosted(v: np.ndarray, frame: np.ndarray, mass: np.ndarray, sign: int) -> np.ndarray:
    """A vector from the rest frame of a momentum to where it is that momentum, or back (sign -1)."""
    along = sign * frame[:, 1:]
    product = np.sum(v[:, 1:] * along, axis=1)
    energy = (frame[:, 0] * v[:, 0] + product) / mass
    factor = product / (mass * (frame[:, 0] + mass)) + v[:, 0] / mass
    return np.concatenate([energy[:, None], v[:, 1:] + factor[:, None] * along], axis=1)


def _slash(v: np.ndarray) -> np.ndarray:
    return np.einsum("na,abc->nbc", v * METRIC, GAMMA)


def _left_handed(p: np.ndarray) -> np.ndarray:
    """The spinor of a massless particle, two components."""
    size = p[:, 0]
    transverse = p[:, 1] + 1j * p[:, 2]
    up, down = np.sqrt(np.maximum(size - p[:, 3], 0.0)), np.sqrt(np.maximum(size + p[:, 3], 0.0))
    phase = np.where(np.abs(transverse) > 0, transverse / np.maximum(np.abs(transverse), 1e-300), 1.0)
    return np.stack([-up * np.conj(phase), down], 1).astype(complex)


def _contracted(
    p: np.ndarray,
    photon: np.ndarray,
    k: np.ndarray,
    minus: np.ndarray,
    plus: np.ndarray,
    masses: tuple[float, float],
    couplings: tuple[float, float],
    P: np.ndarray,
    electric: np.ndarray,
    magnetic: np.ndarray,
) -> np.ndarray:
    """The squared amplitude with the tensor of the target."""
    current = 2 * np.einsum("ni,aij,nj->na", np.conj(_left_handed(k)), LEFT, _left_handed(p))
    weak = _slash(current) @ (couplings[0] * np.eye(4) - couplings[1] * GAMMA_5)
    unit = np.eye(4)
    spin_minus, spin_plus = _slash(minus) + masses[0] * unit, _slash(plus) - masses[1] * unit

    def virtual(v: np.ndarray, mass: float) -> np.ndarray:
        square = np.sum(v**2 * METRIC, axis=1) - mass**2
        return (_slash(v) + mass * unit) / square[:, None, None]

    behind = virtual(minus - photon, masses[0]) @ weak
    before = weak @ virtual(photon - plus, masses[1])

    def square(light: np.ndarray) -> np.ndarray:
        amplitude = light @ behind + before @ light
        adjoint = GAMMA[0] @ np.conj(np.swapaxes(amplitude, 1, 2)) @ GAMMA[0]
        return np.real(np.einsum("nij,nji->n", spin_minus @ amplitude, spin_plus @ adjoint))

    total = electric * square(_slash(P))
    if np.any(magnetic):
        total = total - magnetic * sum(METRIC[a] * square(np.broadcast_to(GAMMA[a], behind.shape)) for a in range(4))
    return np.asarray(total)
