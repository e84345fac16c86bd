"""Bosons exchanged between muons: photon, Z and a new boson X, by chirality.

``L = -X_a mubar gamma^a (g_L P_L + g_R P_R) mu - g X mubar mu``.  Propagators are those of unitary gauge with a fixed
width, ``1/(s - M^2 + i M Gamma)``, in the s channel alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sympy import Expr, Integer, Rational, Symbol, im, pi, re

from muforge.symbolic.families.muon_collider import amplitudes as derivation
from muforge.symbolic.nature.constants import Gamma_Z, alpha, m_Z, sin2_theta_W

E2 = 4 * pi * alpha
"""The squared electric charge."""
GZ2 = E2 / (sin2_theta_W * (1 - sin2_theta_W))
"""The squared coupling of the Z."""
LEFT, RIGHT = sin2_theta_W - Rational(1, 2), sin2_theta_W
"""Couplings of the Z to left-handed and right-handed muons, in units of its coupling."""


@dataclass(frozen=True)
class Exchanged:
    """A boson with the squares and products of its couplings to muons.

    Parameters
    ----------
    mass, width : Expr
    LL, LR, RR : Expr
        Products of the couplings of a vector to the two chiralities.
    scalar : Expr
        Squared coupling of a scalar.
    """

    mass: Expr
    width: Expr
    LL: Expr = Integer(0)
    LR: Expr = Integer(0)
    RR: Expr = Integer(0)
    scalar: Expr = Integer(0)

    def annihilating(self, sqrt_s: Expr) -> tuple[Expr, Expr]:
        """Real and imaginary part of ``1/(s - M^2 + i M Gamma)``."""
        if self.mass == 0:
            return 1 / sqrt_s**2, Integer(0)
        distance, depth = (sqrt_s - self.mass) * (sqrt_s + self.mass), self.mass * self.width
        modulus = distance**2 + depth**2
        return distance / modulus, -depth / modulus

    def scattering(self, minus_t: Expr) -> Expr:
        """``1/(t - M^2)``."""
        return -1 / (minus_t + self.mass**2)


PHOTON = Exchanged(Integer(0), Integer(0), E2, E2, E2)
Z = Exchanged(m_Z, Gamma_Z, GZ2 * LEFT**2, GZ2 * LEFT * RIGHT, GZ2 * RIGHT**2)
STANDARD = (PHOTON, Z)
WIDTHS = {"scalar": 8 * pi, "vector": 12 * pi}
"""Width of X to massless muons: ``g^2 m_X`` over this."""


def new_boson(boson: str, m_X: Expr, g_squared: Expr, width: Expr | None = None) -> Exchanged:
    """X, a scalar or a vector, by default with its width to muons, whose mass is neglected."""
    own = g_squared * m_X / WIDTHS[boson] if width is None else width
    if boson == "scalar":
        return Exchanged(m_X, own, scalar=g_squared)
    return Exchanged(m_X, own, g_squared, g_squared, g_squared)


@dataclass(frozen=True)
class Amplitude:
    """A helicity amplitude: how many spin states have it, its real and its imaginary part."""

    count: int
    real: Expr
    imaginary: Expr

    @property
    def squared(self) -> Expr:
        """Summed over its spin states."""
        return self.count * (self.real**2 + self.imaginary**2)

    def change(self, by: Amplitude) -> Expr:
        """By how much `squared` grows when another one is added, in terms that do not cancel for a small one."""
        own = 2 * self.count * (self.real * by.real + self.imaginary * by.imaginary)
        return by.squared + own


def helicity_amplitudes(bosons: Iterable[Exchanged], sqrt_s: Expr, y: Expr, rest: Expr) -> tuple[Amplitude, ...]:
    """Amplitudes of massless muons with ``t = -s y`` and ``u = -s rest``, ``rest = 1 - y``.

    - LL and RR: both chiralities are those of one side, s and t channel add up;
    - the pair annihilates with unlike chiralities, and a scalar is exchanged in the t channel;
    - the muon scatters off the other chirality, and a scalar annihilates;
    - scalars in both channels flip both chiralities.
    """
    s = sqrt_s**2
    counts = (1, 1, 2, 2, 2)
    real, imaginary = ([Integer(0)] * len(counts) for _ in range(2))
    for X in bosons:
        in_s, absorbed = (s * part for part in X.annihilating(sqrt_s))
        in_t = s * X.scattering(s * y)
        from_s = (2 * rest * X.LL, 2 * rest * X.RR, 2 * y * X.LR, X.scalar, X.scalar)
        from_t = (2 * rest * X.LL, 2 * rest * X.RR, y * X.scalar, 2 * X.LR, -y * X.scalar)
        real = [a + b * in_s + c * in_t for a, b, c in zip(real, from_s, from_t, strict=True)]
        imaginary = [a + b * absorbed for a, b in zip(imaginary, from_s, strict=True)]
    return tuple(map(Amplitude, counts, real, imaginary))


def strengths(bosons: Sequence[Exchanged], m: Expr, sqrt_s: Expr, minus_t: Expr) -> dict[Symbol, Expr]:
    """The symbols of `amplitudes.bhabha` for muons of mass m; longitudinal vectors act as pseudoscalars do."""
    found: dict[Symbol, Expr] = {}
    for name in ("LL", "LR", "RR", "1", "5"):
        couplings = [_coupling(X, name, m) for X in bosons]
        in_s = [X.annihilating(sqrt_s) for X in bosons]
        in_t = sum((c * X.scattering(minus_t) for c, X in zip(couplings, bosons, strict=True)), Integer(0))
        real, imaginary = (
            sum((c * parts[part] for c, parts in zip(couplings, in_s, strict=True)), Integer(0)) for part in (0, 1)
        )
        of_s, of_t = derivation.strength("s", name), derivation.strength("t", name)
        found |= {re(of_s): real, im(of_s): imaginary, of_t: in_t}
    return found


def _coupling(X: Exchanged, structure: str, m: Expr) -> Expr:
    """The product of couplings in one structure of the spinors."""
    if structure == "5":
        return Integer(0) if X.mass == 0 else -(X.LL - 2 * X.LR + X.RR) * (m / X.mass) ** 2
    return X.scalar if structure == "1" else {"LL": X.LL, "LR": X.LR, "RR": X.RR}[structure]
