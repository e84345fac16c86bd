"""The form factor of the pion: rho, its excitations and the omega, by Gounaris and Sakurai.

``F = [GS_rho (1 + C W)/(1 + C) + sum_i c_i e^{i phi_i} GS_i]/(1 + sum_i c_i e^{i phi_i})`` with the omega as
``W = m^2/(m^2 - s - i m Gamma)`` and its strength ``C = c e^{i phase}``.  Real and imaginary parts are kept apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr, Integer, cos, log, pi, sin, sqrt

from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.nature.constants import m_pi


@dataclass(frozen=True)
class Complex:
    """A complex number as its two parts."""

    re: Expr
    im: Expr

    def __add__(self, other: Complex) -> Complex:
        return Complex(self.re + other.re, self.im + other.im)

    def __mul__(self, other: Complex) -> Complex:
        return Complex(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)

    @property
    def squared(self) -> Expr:
        """The squared modulus."""
        return self.re**2 + self.im**2

    @classmethod
    def polar(cls, modulus: Expr, phase: Expr) -> Complex:
        """From modulus and phase."""
        return cls(modulus * cos(phase), modulus * sin(phase))


ONE = Complex(Integer(1), Integer(0))
Rho = tuple[Expr, Expr]
"""Mass and width."""
Admixture = tuple[Expr, Expr, Expr, Expr]
"""Mass, width, coefficient and phase."""


def velocity_squared(m: Expr) -> Expr:
    """``1 - 4 m_pi^2/m^2``, which does not cancel at the threshold."""
    return (m - 2 * m_pi) * (m + 2 * m_pi) / m**2


class _Shape:
    """The Gounaris-Sakurai amplitudes at the mass m."""

    def __init__(self, names: Names, m: Expr) -> None:
        self.names, self.m = names, m
        self.velocity = names("pion_velocity", sqrt(velocity_squared(m)))
        self.h = names("pion_h", _h(m, self.velocity))

    def amplitude(self, name: str, mass: Expr, width: Expr) -> Complex:
        """``M^2 (1 + d Gamma/M)/(M^2 - s + f(s) - i M Gamma(s))``."""
        m, names = self.m, self.names
        velocity = names(f"{name}_velocity", sqrt(velocity_squared(mass)))
        k = names(f"{name}_k", mass * velocity / 2)
        h = names(f"{name}_h", _h(mass, velocity))
        slope = h * (1 / (8 * k**2) - 1 / (2 * mass**2)) + 1 / (2 * pi * mass**2)
        distance = names(f"{name}_distance", (mass - m) * (mass + m))
        self_energy = width * mass**2 / k**3 * ((m * self.velocity / 2) ** 2 * (self.h - h) + distance * k**2 * slope)
        d = 3 / pi * m_pi**2 / k**2 * log((mass + 2 * k) / (2 * m_pi)) + mass / (2 * pi * k)
        d -= m_pi**2 * mass / (pi * k**3)
        strength = names(f"{name}_strength", mass**2 * (1 + d * width / mass))
        real = names(f"{name}_real", distance + self_energy)
        imaginary = names(f"{name}_imaginary", width * mass**2 * m**2 * self.velocity**3 / (8 * k**3))
        scale = names(f"{name}_scale", strength / (real**2 + imaginary**2))
        return Complex(scale * real, scale * imaginary)


def _h(m: Expr, velocity: Expr) -> Expr:
    """``(2/pi) (q/m) ln((m + 2 q)/(2 m_pi))`` with the momentum ``q = m velocity/2``."""
    return velocity / pi * log(m * (1 + velocity) / (2 * m_pi))


def form_factor_squared(m: Expr, rho: Rho, omega: Admixture, excited: Sequence[Admixture]) -> tuple[Names, Expr]:
    """``|F|^2`` at the mass m above two pion masses, with the names that it contains."""
    names = Names()
    shape = _Shape(names, m)
    mass, width, coefficient, phase = omega
    strength = Complex.polar(coefficient, phase)
    distance = names("omega_distance", (mass - m) * (mass + m))
    scale = names("omega_scale", mass**2 / (distance**2 + mass**2 * width**2))
    propagator = Complex(scale * distance, scale * mass * width)
    mixed = ONE + strength * propagator
    unmixed = names("omega_norm", (ONE + strength).squared)
    conjugate = Complex(1 + strength.re, -strength.im)
    mixing = mixed * conjugate
    ground = shape.amplitude("rho_0", *rho)
    ratio = Complex(names("mixing_re", mixing.re / unmixed), names("mixing_im", mixing.im / unmixed))
    total, norm = ground * ratio, ONE
    for place, (mass_i, width_i, coefficient_i, phase_i) in enumerate(excited, start=1):
        weight = Complex.polar(coefficient_i, phase_i)
        weight = Complex(names(f"rho_{place}_re", weight.re), names(f"rho_{place}_im", weight.im))
        total = total + weight * shape.amplitude(f"rho_{place}", mass_i, width_i)
        norm = norm + weight
    return names, total.squared / norm.squared


def two_pion_ratio(m: Expr, squared: Expr) -> Expr:
    """R of two pions from ``|F|^2``: ``(1/4)(1 - 4 m_pi^2/s)^{3/2} |F|^2``."""
    return velocity_squared(m) * sqrt(velocity_squared(m)) / 4 * squared
