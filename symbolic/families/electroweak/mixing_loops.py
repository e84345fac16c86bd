r"""Loops with two particles that mix, as integrals over elements of inverse matrices.

A sum over mass eigenstates of a function of their masses is an element of this function of a matrix.  For the loops
here it is an integral over inverse matrices, ``1/(p + t m^2) -> (p + t M M^+)^{-1}``, whose elements are rational in
the entries of M.  No differences between eigenstates occur, which would cancel for a small mixing, and nothing is
special about equal masses.

Scalars have the matrix of squared masses ``[[m_A^2, o], [o, m_B^2]]``, ``o = kappa v c_12/sqrt 2``.  Fermions have the
mass matrix ``[[m_A, o], [o', m_B]]``, ``o = y_12 v c_12/sqrt 2`` and ``o' = y_12' v c_12/sqrt 2``.  With real y_1 and
y_2 and positive masses the phases of o and o' are physical; the moment is even in them, an electric dipole moment odd.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Max, Rational, cos, expand, log, pi, sin, sqrt

from muforge.symbolic.families.electroweak.multiplets import SymbolicState
from muforge.symbolic.families.gminus2 import amplitudes
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.nature.constants import m_mu

WIDE = Trapezoid(Rational(1, 4), 96, 96)
FARTHEST = Integer(10) ** 13
"""Masses may differ by this factor, ``2 ln 1e13 = 60``, with tails of ``exp(-36)`` beyond."""


@dataclass(frozen=True)
class Elements:
    """Elements of ``(p + t M M^+)^{-1}`` between the couplings of the muon.

    Parameters
    ----------
    first, second : Expr
        Both couplings from the doublet, or both from the singlet: no flip of chirality.
    flip : Expr
        One from each, with the mass of the fermion in the loop.
    """

    first: Expr
    second: Expr
    flip: Expr


@dataclass(frozen=True)
class MixedScalars:
    """The scalars of *ssf* in one charge state, and the mass of the fermion."""

    m_F: Expr
    m_A: Expr
    m_B: Expr
    off: Expr
    phase: Expr = Integer(0)

    @property
    def trace(self) -> Expr:
        """The sum of the squared masses."""
        return self.m_A**2 + self.m_B**2

    @property
    def determinant(self) -> Expr:
        """The product of the squared masses."""
        return (self.m_A * self.m_B - self.off) * (self.m_A * self.m_B + self.off)

    determinant_squared = determinant

    @property
    def smallest(self) -> Expr:
        """The lower mass."""
        spread = sqrt(((self.m_A - self.m_B) * (self.m_A + self.m_B)) ** 2 + 4 * self.off**2)
        return sqrt(2 * self.determinant / (self.trace + spread))

    def elements(self, x: Expr, y: Expr, m: Expr) -> Elements:
        """With ``x m_F^2 + y m_j^2 - x y m^2`` inverted, for x + y = 1."""
        p = x * ((self.m_F - m) * (self.m_F + m) + x * m**2)
        inverse = 1 / (p**2 + p * y * self.trace + y**2 * self.determinant)
        flip = -self.m_F * y * self.off * cos(self.phase)
        return Elements((p + y * self.m_B**2) * inverse, (p + y * self.m_A**2) * inverse, flip * inverse)


@dataclass(frozen=True)
class MixedFermions:
    """The fermions of *ffs* in one charge state, and the mass of the scalar."""

    m_S: Expr
    m_A: Expr
    m_B: Expr
    off: Expr
    other: Expr
    phase: Expr = Integer(0)
    other_phase: Expr = Integer(0)

    @property
    def trace(self) -> Expr:
        """The sum of the squared masses."""
        return self.m_A**2 + self.m_B**2 + self.off**2 + self.other**2

    @property
    def determinant(self) -> Expr:
        """The real part of the determinant d of M over the phase of o'; d itself for real couplings."""
        return self.m_A * self.m_B * cos(self.other_phase) - self.off * self.other * cos(self.phase)

    @property
    def determinant_squared(self) -> Expr:
        """The product of the squared masses."""
        product, both = self.off * self.other, self.phase + self.other_phase
        return (self.m_A * self.m_B - product * cos(both)) ** 2 + (product * sin(both)) ** 2

    @property
    def smallest(self) -> Expr:
        """The lower mass: twice the root of the product over the sum of ``m_1 + m_2`` and ``m_1 - m_2``, in any order.

        ``(m_1 -+ m_2)^2`` is a sum of squares for real couplings; else it cancels for nearly equal masses, and the
        result has half of the digits there.
        """
        if self.phase + self.other_phase == 0:
            product = abs(self.m_A * self.m_B - self.off * self.other)
            plus = (self.m_A + self.m_B) ** 2 + (self.off - self.other) ** 2
            minus = (self.m_A - self.m_B) ** 2 + (self.off + self.other) ** 2
        else:
            product = sqrt(self.determinant_squared)
            plus, minus = self.trace + 2 * product, Max(0, self.trace - 2 * product)
        return 2 * product / (sqrt(plus) + sqrt(minus))

    def elements(self, x: Expr, y: Expr, m: Expr) -> Elements:
        """With ``x m_i^2 + y m_S^2 - x y m^2`` inverted, for x + y = 1; the real part of that with a flip."""
        p = y * ((self.m_S - m) * (self.m_S + m) + y * m**2)
        inverse = 1 / (p**2 + p * x * self.trace + x**2 * self.determinant_squared)
        return Elements(
            (p + x * (self.m_B**2 + self.other**2)) * inverse,
            (p + x * (self.m_A**2 + self.other**2)) * inverse,
            (p * self.off * cos(self.phase) - x * self.other * self.determinant) * inverse,
        )


Mixed = MixedScalars | MixedFermions


def flip_and_no_flip(Q_F: Expr, Q_S: Expr, x: Expr, y: Expr) -> tuple[Expr, Expr]:
    """Numerators of the loop of a fermion of weight x and a scalar of weight y, from Feynman rules.

    They multiply ``lambda_L lambda_R m_F m_mu`` and ``(lambda_L^2 + lambda_R^2) m_mu^2``.
    """
    on_fermion, on_scalar = amplitudes.scalar_loop("fermion"), amplitudes.scalar_loop("scalar")
    total = expand(-Q_F * on_fermion.numerator(x, y) - Q_S * on_scalar.numerator(y, x))
    flip = total.coeff(amplitudes.lambda_L, 1).coeff(amplitudes.lambda_R, 1) / (amplitudes.m_F * m_mu)
    return expand(flip), expand(total.coeff(amplitudes.lambda_L, 2) / m_mu**2)


def moment(
    states: Sequence[SymbolicState],
    model: str,
    mixed: Callable[[SymbolicState], Mixed],
    y1: Expr,
    y2: Expr,
) -> Expr:
    """Contribution to a_mu: the sum over charge states of loops with the exact mass of the muon."""

    def integrand(point: Point) -> Expr:
        x, y = point.from_low, point.from_high
        total = Rational(0)
        for state in states:
            Q_F, Q_S = (state.Q_R, state.Q_A) if model == "ssf" else (state.Q_A, state.Q_R)
            flip, keep = flip_and_no_flip(Q_F, Q_S, x, y)
            elements = mixed(state).elements(x, y, m_mu)
            same = (y1 * state.c_1) ** 2 * elements.first + (y2 * state.c_2) ** 2 * elements.second
            total += m_mu**2 * keep * same + m_mu * y1 * y2 * state.c_1 * state.c_2 * flip * elements.flip
        return total

    return over_interval(integrand, "x", Rational(0), Rational(1), rule=WIDE) / (8 * pi**2)


def flipped_moment(
    states: Sequence[SymbolicState], model: str, mixed: Callable[[SymbolicState], Mixed], y1: Expr, y2: Expr
) -> Expr:
    """The part of `moment` with the flip of chirality inside the loop, for a massless muon in the loop."""

    def integrand(point: Point) -> Expr:
        x, y = point.from_low, point.from_high
        total = Rational(0)
        for state in states:
            Q_F, Q_S = (state.Q_R, state.Q_A) if model == "ssf" else (state.Q_A, state.Q_R)
            flip, _ = flip_and_no_flip(Q_F, Q_S, x, y)
            total += state.c_1 * state.c_2 * flip * mixed(state).elements(x, y, Rational(0)).flip
        return total

    integral = over_interval(integrand, "x", Rational(0), Rational(1), rule=WIDE)
    return m_mu * y1 * y2 * integral / (8 * pi**2)


def over_half_line(integrand: Callable[[Expr], Expr], name: str, scale: Expr) -> Expr:
    """``int_0^oo dt f(t)`` with ``t = scale x/(1 - x)``."""

    def mapped(x: Point) -> Expr:
        return integrand(scale * x.from_low / x.from_high) * scale / x.from_high**2

    return over_interval(mapped, name, Rational(0), Rational(1), rule=WIDE)


def triangle(name: str, scale: Expr, quadratic: Callable[[Expr], Expr]) -> Expr:
    """``C(a, b, c) = int_0^oo t dt/((t + a)(t + b)(t + c))`` with ``a = scale^2``; `quadratic` is the rest."""
    a = scale**2

    def integrand(t: Expr) -> Expr:
        return t / ((t + a) * quadratic(t))

    return over_half_line(integrand, name, a)


def scalar_mass_correction(mixed: Sequence[MixedScalars], weights: Sequence[Expr]) -> Expr:
    """``-sum c_1 c_2 U_Aj U_Bj m_F B0(m_F^2, m_j^2)`` over charge states and mass eigenstates.

    The sum over both eigenstates is ``-o C(m_F^2, m_1^2, m_2^2)``, which is finite.
    """
    m_F = mixed[0].m_F

    def integrand(t: Expr) -> Expr:
        terms = (
            w * own.off * cos(own.phase) / (t**2 + t * own.trace + own.determinant)
            for w, own in zip(weights, mixed, strict=True)
        )
        return m_F * t / (t + m_F**2) * Add(*terms)

    return over_half_line(integrand, "s", m_F**2)


def fermion_mass_correction(mixed: Sequence[MixedFermions], weights: Sequence[Expr], scale: Expr) -> Expr:
    """``-sum c_1 c_2 W_Ai V_Bi m_i B0(m_i^2, m_S^2; scale)`` over charge states and mass eigenstates.

    With ``c = m_S^2`` and ``B0(a, c) = B0(c, c) + (c - a) C(a, c, c)`` the sum over eigenstates is an element of
    ``B0(c, c) M + (c - M M^+)(t + M M^+)^{-1} M``, the second term under the integral of C.
    """
    m_S = mixed[0].m_S
    c = m_S**2

    def integrand(t: Expr) -> Expr:
        terms = []
        for weight, own in zip(weights, mixed, strict=True):
            product = own.determinant_squared
            above = own.off * cos(own.phase) * (t * (c - own.trace) - product) - own.other * own.determinant * (t + c)
            terms.append(weight * above / (t**2 + t * own.trace + product))
        return t / (t + c) ** 2 * Add(*terms)

    logarithms = (
        2 * log(m_S / scale) * Add(*(w * own.off * cos(own.phase) for w, own in zip(weights, mixed, strict=True)))
    )
    return logarithms - over_half_line(integrand, "s", c)
