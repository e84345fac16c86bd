"""Limits from neutrino-electron scattering with many digits, by search for the coupling itself."""

from __future__ import annotations

from typing import Any

import mpmath
from mpmath import mpf

from muforge.symbolic.nature.constants import TABLE
from muforge.symbolic.nature.groups import CHARGES

DIGITS = 22
FLAVORS = ("electron", "muon", "tau")
HIGHEST, STEP = mpf(10) ** 12, mpf(100)
"""Squares of couplings are tried from the highest one down, in steps of this factor, until the rate is not above."""


def coupling_at_ratio(
    group: str,
    m_X: float,
    rate_ratio: float,
    E_nu: float,
    T_e_min: float,
    flavor_fractions_1: float,
    flavor_fractions_2: float,
    flavor_fractions_3: float,
    mixing: str = "zero",
    **constants: float,
) -> Any:
    """By search downwards from a coupling at which the rate is far above; the rate integrates the spectrum itself."""
    with mpmath.workdps(DIGITS):
        known = {name: mpf(constants.get(name, float(constant.value))) for name, constant in TABLE.items()}
        m_e, G_F, s2 = known["m_e"], known["G_F"], known["sin2_theta_W"]
        E, mass, low = mpf(E_nu), mpf(m_X), mpf(T_e_min)
        high = 2 * E**2 / (m_e + 2 * E)
        weights = (mpf(flavor_fractions_1), mpf(flavor_fractions_2), mpf(flavor_fractions_3))
        charges = [mpf(int(CHARGES[group].get(flavor, 0))) for flavor in FLAVORS]

        def product_over_square(flavor: int, T: Any) -> Any:
            """Coupling of a neutrino times that of the electron over ``g^2``."""
            if group == "b_minus_l":
                return charges[flavor] * charges[0]
            mixing_at = -2 * m_e * T if mixing == "process" else mpf(0)
            e = mpmath.sqrt(4 * mpmath.pi * known["alpha"])
            return -charges[flavor] * e * _loops(mixing_at, known)

        def spectrum(flavor: int, T: Any, square: Any) -> Any:
            shift = square * product_over_square(flavor, T) if square else mpf(0)
            shift /= 2 * mpmath.sqrt(2) * G_F * (mass**2 + 2 * m_e * T)
            left = s2 + (1 if flavor == 0 else -1) * mpf(1) / 2 + shift
            right = s2 + shift
            return left**2 + right**2 * (1 - T / E) ** 2 - left * right * m_e * T / E**2

        least = max(low, mass**2 / (2 * m_e))
        scales = sorted({low, high, *(x for x in (least * 10**k for k in range(20)) if low < x < high)})

        def rate(square: Any) -> Any:
            return sum(
                weight * mpmath.quad(lambda T, f=flavor: spectrum(f, T, square), scales, method="gauss-legendre")
                for flavor, weight in enumerate(weights)
                if weight
            )

        standard = rate(mpf(0))
        return mpmath.sqrt(_last_crossing(lambda square: rate(square) / standard - mpf(rate_ratio)))


def _last_crossing(excess: Any) -> Any:
    """The largest square of a coupling at which a function is 0 that is above 0 for all larger ones."""
    above = HIGHEST
    while excess(above / STEP) > 0:
        above /= STEP
    logarithms = mpmath.log(above / STEP), mpmath.log(above)
    return mpmath.exp(
        mpmath.findroot(lambda u: excess(mpmath.exp(u)), logarithms, solver="anderson", tol=mpf(10) ** -18)
    )


def _loops(q_squared: Any, known: Any) -> Any:
    """Kinetic mixing of L_mu - L_tau for g = 1 at a space-like transfer, in closed form."""
    e = mpmath.sqrt(4 * mpmath.pi * known["alpha"])
    difference = _loop(q_squared / known["m_tau"] ** 2) - _loop(q_squared / known["m_mu"] ** 2)
    return 8 * e / (4 * mpmath.pi) ** 2 / 6 * (2 * mpmath.log(known["m_tau"] / known["m_mu"]) + difference)


def _loop(y: Any) -> Any:
    """``6 int_0^1 dx x (1-x) log(1 - x (1-x) y)`` for negative y."""
    if y == 0:
        return mpf(0)
    beta = mpmath.sqrt(1 - 4 / y)
    return -mpf(8) / 3 + beta**2 + beta * (3 - beta**2) / 2 * mpmath.log((beta + 1) / (beta - 1))
