"""Dispersion integrals by adaptive integration of the kernel's definition and of complex amplitudes."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Iterable


def two_pion_contribution(
    sqrt_s_min: float, sqrt_s_max: float, m_pi: float, alpha: float, m_mu: float, **shapes: float
) -> float:
    """With the amplitudes of Gounaris and Sakurai as complex numbers."""
    names = ("rho", "rho_prime", "rho_double_prime", "rho_triple_prime")
    weights = {name: shapes[f"{name}_c"] * cmath.exp(1j * shapes[f"{name}_phase"]) for name in names[1:]}
    weights["rho"] = 1.0
    omega, width = shapes["omega_m"], shapes["omega_Gamma"]
    mixing = shapes["omega_c"] * cmath.exp(1j * shapes["omega_phase"])

    def ratio(s: float) -> float:
        amplitudes = {n: weights[n] * _gounaris_sakurai(s, shapes[f"{n}_m"], shapes[f"{n}_Gamma"], m_pi) for n in names}
        propagator = omega**2 / (omega**2 - s - 1j * omega * width)
        amplitudes["rho"] *= (1 + mixing * propagator) / (1 + mixing)
        factor = abs(sum(amplitudes.values()) / sum(weights.values())) ** 2
        return (1 - 4 * m_pi**2 / s) ** 1.5 * factor / 4

    low = max(sqrt_s_min, 2 * m_pi)
    peaks = [(omega, width), *((shapes[f"{n}_m"], shapes[f"{n}_Gamma"]) for n in names)]
    places = [mass + k * width for mass, width in peaks for k in (-30, -8, -2, 0, 2, 8, 30)]
    return _integral(ratio, low, max(sqrt_s_max, low), places, alpha, m_mu)


def _gounaris_sakurai(s: float, mass: float, width: float, m_pi: float) -> complex:
    def momentum(s: float) -> float:
        return math.sqrt(max(s / 4 - m_pi**2, 0.0))

    def h(s: float) -> float:
        q = momentum(s)
        return 2 / math.pi * q / math.sqrt(s) * math.log((math.sqrt(s) + 2 * q) / (2 * m_pi))

    k, q = momentum(mass**2), momentum(s)
    slope = h(mass**2) * (1 / (8 * k**2) - 1 / (2 * mass**2)) + 1 / (2 * math.pi * mass**2)
    f = width * mass**2 / k**3 * (q**2 * (h(s) - h(mass**2)) + (mass**2 - s) * k**2 * slope)
    d = 3 / math.pi * (m_pi / k) ** 2 * math.log((mass + 2 * k) / (2 * m_pi))
    d += mass / (2 * math.pi * k) - m_pi**2 * mass / (math.pi * k**3)
    running = width * (q / k) ** 3 * mass / math.sqrt(s)
    return mass**2 * (1 + d * width / mass) / (mass**2 - s + f - 1j * mass * running)


def constant_r_contribution(r_ratio: float, sqrt_s_min: float, sqrt_s_max: float, alpha: float, m_mu: float) -> float:
    """Over the energy itself."""
    return _integral(lambda s: r_ratio, sqrt_s_min, sqrt_s_max, [], alpha, m_mu)


def perturbative_contribution(
    sqrt_s_min: float,
    sqrt_s_max: float,
    n_quark_flavors: float,
    alpha: float,
    m_mu: float,
    alpha_s_m_Z: float,
    m_Z: float,
    **unit: float,
) -> float:
    """With alpha_s from the differential equation, by steps of Runge and Kutta."""
    n = round(n_quark_flavors)
    charges = [-1 / 3, 2 / 3, -1 / 3, 2 / 3, -1 / 3, 2 / 3][:n]
    squares, total = 3 * sum(q**2 for q in charges), sum(charges) ** 2
    r_2 = 1.98571 - 0.115295 * n
    r_3 = -6.63694 - 1.20013 * n - 0.00518 * n**2 - 1.240 * total / squares
    coupling = _running(alpha_s_m_Z, m_Z)

    def ratio(s: float) -> float:
        a = coupling(math.sqrt(s)) / math.pi
        return squares * (1 + a + r_2 * a**2 + r_3 * a**3)

    return _integral(ratio, sqrt_s_min, sqrt_s_max, [1.5, 4.8], alpha, m_mu)


def _running(at_m_Z: float, m_Z: float) -> Callable[[float], float]:
    """alpha_s at an energy."""
    from scipy.integrate import solve_ivp

    def solved(start: float, stop: float, value: float, flavours: int) -> Callable[[float], float]:
        b_0, b_1 = (33 - 2 * flavours) / (12 * math.pi), (153 - 19 * flavours) / (24 * math.pi**2)
        found = solve_ivp(
            lambda _, a: -(a**2) * (b_0 + b_1 * a),
            (2 * math.log(start), 2 * math.log(stop)),
            [value],
            method="DOP853",
            rtol=1e-13,
            atol=1e-15,
            dense_output=True,
        )
        return lambda energy: float(found.sol(2 * math.log(energy))[0])

    up, five = solved(m_Z, 1e4, at_m_Z, 5), solved(m_Z, 4.8, at_m_Z, 5)
    four = solved(4.8, 1.5, five(4.8), 4)
    three = solved(1.5, 0.6, four(1.5), 3)

    def coupling(energy: float) -> float:
        return (up if energy > m_Z else five if energy >= 4.8 else four if energy >= 1.5 else three)(energy)

    return coupling


def _kernel(s: float, m_mu: float) -> float:
    """``int_0^1 dz z^2 (1-z)/(z^2 + (1-z) s/m_mu^2)``."""
    from scipy.integrate import quad

    ratio = s / m_mu**2
    places = [p for p in (1 - 1 / ratio, 1 - 1 / ratio**0.5) if 0 < p < 1] or None
    return float(
        quad(
            lambda z: z**2 * (1 - z) / (z**2 + (1 - z) * ratio), 0, 1, points=places, epsrel=1e-12, epsabs=0, limit=200
        )[0]
    )


def _integral(
    ratio: Callable[[float], float], low: float, high: float, places: Iterable[float], alpha: float, m_mu: float
) -> float:
    """``(alpha^2/(3 pi^2)) int ds K R/s`` over the logarithm of the energy."""
    from scipy.integrate import quad

    breaks = [low, *sorted(place for place in places if low < place < high), high]
    total = 0.0
    for start, stop in zip(breaks[:-1], breaks[1:], strict=True):
        total += quad(
            lambda x: 2 * _kernel(math.exp(2 * x), m_mu) * ratio(math.exp(2 * x)),
            math.log(start),
            math.log(stop),
            epsrel=1e-11,
            epsabs=0,
            limit=200,
        )[0]
    return alpha**2 / (3 * math.pi**2) * total
