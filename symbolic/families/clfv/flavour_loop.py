r"""The loop of ``l_i -> l_j photon`` by a neutral boson X, with the lepton l_k between its vertices, all masses exact.

The coefficient of the dipole is made of four integrals of ``f = z, z x, z y, x + y`` over a triangle,

    J_f = int_{x, y > 0, x + y < 1} dx dy f/Delta ,    z = 1 - x - y ,
    Delta = (x + y) m_k^2 + z m_X^2 - z (x m_i^2 + y m_j^2) - i 0 .

With ``w = x + y`` and ``y = w v`` both are linear in v, ``f = a + b v`` and ``Delta = Delta_i + d v``, where
``Delta_i`` and ``Delta_j = Delta_i + d`` are the values with all of w at one of the leptons.  The integral over v is
closed,

    int_0^1 dv (a + b v)/(Delta_i + d v) = [a l_1(d/Delta_i) + b l_2(d/Delta_i)]/Delta_i ,
    l_1(x) = ln(1 + x)/x ,    l_2(x) = (x - ln(1 + x))/x^2 ,

in terms that do not cancel.  Where l_i decays to l_k and X, ``Delta_i`` is negative between two values of w, and so is
``Delta_j`` where l_j decays to them.  The interval of w is cut there, and where Delta is smallest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Piecewise, Rational, log, pi, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared
from sympy.logic.boolalg import Boolean

from muforge.symbolic.language.functions import log1p_positive, log1pmx
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names

RULE = Trapezoid(Rational(1, 8), 112, 112)
MOMENTS = ("z", "zx", "zy", "xy")
"""Names of ``z``, ``z x``, ``z y`` and ``x + y``."""


def coefficient(boson: str, m_i: Expr, m_j: Expr, m_k: Expr, m_X: Expr, J: Mapping[str, Expr]) -> Expr:
    """``32 pi^2 c/e`` of one lepton in the loop with unit couplings, from the integrals J.

    ``N_S = z (x m_i + y m_j) + (x+y) m_k`` for a scalar, and for a vector in unitary gauge
    ``N_V = 4 z m_k - 2 z (m_i (1-x) + m_j (1-y)) + (m_k - m_i)(m_k - m_j) N_S/m_X^2``.  A gamma5 beside l_k, l_i or l_j
    changes the sign of its mass.
    """
    scalar = m_i * J["zx"] + m_j * J["zy"] + m_k * J["xy"]
    if boson == "scalar":
        return scalar
    transverse = 2 * (2 * m_k - m_i - m_j) * J["z"] + 2 * (m_i * J["zx"] + m_j * J["zy"])
    return transverse + (m_k - m_i) * (m_k - m_j) / m_X**2 * scalar


@dataclass(frozen=True)
class Loop:
    """The masses of a loop.

    Parameters
    ----------
    moment : str
        The function f: one of `MOMENTS`.
    m_i, m_j, m_k, m_X : Expr
        Decaying lepton, its daughter, the lepton in the loop, the boson.
    """

    moment: str
    m_i: Expr
    m_j: Expr
    m_k: Expr
    m_X: Expr

    @property
    def parent_decays(self) -> Boolean:
        """Whether l_i decays to l_k and X."""
        return self.m_X < self.m_i - self.m_k

    @property
    def daughter_decays(self) -> Boolean:
        """Whether l_j decays to l_k and X."""
        return self.m_X < self.m_j - self.m_k

    def _numerator(self, w: Expr, z: Expr) -> tuple[Expr, Expr]:
        """A and b."""
        zero = Integer(0)
        return {"z": (z, zero), "zx": (z * w, -z * w), "zy": (zero, z * w), "xy": (w, zero)}[self.moment]

    def _slope(self, w: Expr, z: Expr) -> Expr:
        """D."""
        return z * w * (self.m_i - self.m_j) * (self.m_i + self.m_j)

    def _value(self, m: Expr, w: Expr, z: Expr) -> Expr:
        """``Delta`` with all of w at the lepton of mass m."""
        return w * self.m_k**2 + z * (z * self.m_X**2 + w * (self.m_X - m) * (self.m_X + m))

    def _lowest(self, m: Expr) -> Expr:
        """Where that is smallest."""
        return (m**2 + (self.m_X - self.m_k) * (self.m_X + self.m_k)) / (2 * m**2)

    def _positive(self, w: Expr, z: Expr, Delta_i: Expr) -> Expr:
        """W times the integral over v where both ends of Delta are positive."""
        a, b = self._numerator(w, z)
        x = Shared(self._slope(w, z) / Delta_i)
        return w * (a * log1p_positive(x) / x + b * log1pmx(x) / x**2) / Delta_i

    def _mixed(self, w: Expr, z: Expr, minus_Delta_i: Expr, Delta_j: Expr, part: str) -> Expr:
        """The same where Delta_i is negative and Delta_j positive: its real or its imaginary part."""
        a, b = self._numerator(w, z)
        d = Shared(self._slope(w, z))
        weight = a / d + b * minus_Delta_i / d**2
        return w * (pi * weight if part == "imaginary" else weight * log(Delta_j / minus_Delta_i) + b / d)

    def _negative(self, w: Expr, z: Expr, minus_Delta_j: Expr) -> Expr:
        """The same where both are negative."""
        a, b = self._numerator(w, z)
        x = Shared(self._slope(w, z) / minus_Delta_j)
        return -w * ((a + b) * log1p_positive(x) / x - b * log1pmx(x) / x**2) / minus_Delta_j

    def stable(self) -> Expr:
        """``I_k`` where l_i does not decay to l_k and X; it is real."""
        names = Names()
        lowest = names("lowest", self._lowest(self.m_i))
        inside = (lowest > 0) & (lowest < 1)
        middle = names("middle", Piecewise((lowest, inside), (Rational(1, 2), True)))
        above = names("above_middle", 1 - middle)

        def integrand(w: Expr, z: Expr) -> Expr:
            return self._positive(w, z, Shared(self._value(self.m_i, w, z)))

        low = over_interval(
            lambda w: integrand(w.value, above + w.from_high), "w_1", Integer(0), middle, width=middle, rule=RULE
        )
        high = over_interval(
            lambda w: integrand(w.value, w.from_high), "w_2", middle, Integer(1), width=above, rule=RULE
        )
        return names.around(low + high)

    def _roots(self, names: Names, label: str, m: Expr) -> tuple[Expr, Expr, Expr]:
        """Distance of both roots of Delta with all of w at a lepton, and their distances from 0 and 1."""
        m_k, m_X = self.m_k, self.m_X
        kallen = (m - m_k - m_X) * (m + m_k + m_X) * (m - m_k + m_X) * (m + m_k - m_X)
        gap = names(f"gap_{label}", sqrt(kallen) / m**2)
        low = names(f"low_{label}", (m_X / m) ** 2 / (self._lowest(m) + gap / 2))
        return gap, low, names(f"beyond_{label}", (m_k / m) ** 2 / (1 - low))

    def unstable(self, part: str, daughter: bool) -> Expr:
        """One part of ``I_k`` where l_i decays to l_k and X, and perhaps l_j as well.

        Parameters
        ----------
        part : str
            ``real`` or ``imaginary``.
        daughter : bool
            Whether l_j decays to them, too.
        """
        names = Names()
        m_i, m_j = self.m_i, self.m_j
        gap, low, beyond = self._roots(names, "i", m_i)
        if daughter:
            inner_gap, inner, inner_beyond = self._roots(names, "j", m_j)
            before, after = names("before", inner - low), names("after", inner_beyond - beyond)
        else:
            lowest = names("lowest", self._lowest(m_j))
            inside = (lowest > low) & (lowest < low + gap)
            inner_gap, inner = Integer(0), names("inner", Piecewise((lowest, inside), (low + gap / 2, True)))
            before = names("before", inner - low)
            after = names("after", gap - before)

        def left(w: Point) -> Expr:
            return self._positive(w.value, beyond + gap + w.from_high, m_i**2 * w.from_high * (w.from_high + gap))

        def right(w: Point) -> Expr:
            return self._positive(w.value, w.from_high, m_i**2 * w.from_low * (w.from_low + gap))

        def rising(w: Point) -> Expr:
            z = Shared(beyond + after + inner_gap + w.from_high)
            minus_Delta_i = m_i**2 * w.from_low * (after + inner_gap + w.from_high)
            near = m_j**2 * w.from_high * (w.from_high + inner_gap)
            return self._mixed(w.value, z, minus_Delta_i, near if daughter else self._value(m_j, w.value, z), part)

        def falling(w: Point) -> Expr:
            z = Shared(beyond + w.from_high)
            minus_Delta_i = m_i**2 * w.from_high * (before + inner_gap + w.from_low)
            near = m_j**2 * w.from_low * (w.from_low + inner_gap)
            return self._mixed(w.value, z, minus_Delta_i, near if daughter else self._value(m_j, w.value, z), part)

        def inside_both(w: Point) -> Expr:
            return self._negative(w.value, beyond + after + w.from_high, m_j**2 * w.from_low * w.from_high)

        total = over_interval(rising, "w_2", low, inner, width=before, rule=RULE)
        total += over_interval(falling, "w_3", inner + inner_gap, low + gap, width=after, rule=RULE)
        if part == "real":
            total += over_interval(left, "w_1", Integer(0), low, width=low, rule=RULE)
            total += over_interval(right, "w_4", low + gap, Integer(1), width=beyond, rule=RULE)
            if daughter:
                total += over_interval(inside_both, "w_5", inner, inner + inner_gap, width=inner_gap, rule=RULE)
        return names.around(total)
