r"""The loop of ``l_i -> l_j photon`` by a neutral boson X, with the lepton l_k between its vertices, all masses exact.

    I_k = int_{x, y > 0, x + y < 1} dx dy N_k/Delta_k ,    z = 1 - x - y ,
    Delta_k = (x + y) m_k^2 + z m_X^2 - z (x m_i^2 + y m_j^2) - i 0 .

With ``w = x + y`` and ``y = w v`` both are linear in v, ``N = a + b v`` and ``Delta = Delta_i + d v``, where ``Delta_i`` and
``Delta_j = Delta_i + d`` are the values with all of w at one of the leptons.  The integral over v is closed,

    int_0^1 dv (a + b v)/(Delta_i + d v) = [a l_1(d/Delta_i) + b l_2(d/Delta_i)]/Delta_i ,
    l_1(x) = ln(1 + x)/x ,    l_2(x) = (x - ln(1 + x))/x^2 ,

in terms that do not cancel.  Where l_i decays to l_k and X, ``Delta_i`` is negative between two values of w, and so is
``Delta_j`` where l_j decays to them; the interval of w is cut there.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Piecewise, Rational, log, pi, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared
from sympy.logic.boolalg import Boolean

from muforge.symbolic.language.formula import open_above
from muforge.symbolic.language.functions import larger, log1p_positive, log1pmx, smaller
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names

RULE = Trapezoid(Rational(1, 8), 112, 112)


@dataclass(frozen=True)
class Loop:
    """The masses of a loop.

    Parameters
    ----------
    boson : str
        ``scalar`` or ``vector``.
    m_i, m_j, m_k, m_X : Expr
        Decaying lepton, its daughter, the lepton in the loop, the boson.
    """

    boson: str
    m_i: Expr
    m_j: Expr
    m_k: Expr
    m_X: Expr

    def real(self) -> Expr:
        """Real part of ``I_k``."""
        return Piecewise((self._on_shell("real"), self._decays), (self._off_shell(), True))

    def imaginary(self) -> Expr:
        """Imaginary part of ``I_k``, 0 unless l_i decays to l_k and X."""
        return Piecewise((self._on_shell("imaginary"), self._decays), (Integer(0), True))

    @property
    def _decays(self) -> Boolean:
        return self.m_X < self.m_i - self.m_k

    def _numerator(self, w: Expr, z: Expr) -> tuple[Expr, Expr]:
        """A and b."""
        m_i, m_j, m_k = self.m_i, self.m_j, self.m_k
        scalar = w * (z * m_i + m_k), -w * z * (m_i - m_j)
        if self.boson == "scalar":
            return scalar
        longitudinal = (m_k - m_i) * (m_k - m_j) / self.m_X**2
        transverse = 4 * z * m_k - 2 * z * (z * m_i + m_j), -2 * z * w * (m_i - m_j)
        return transverse[0] + longitudinal * scalar[0], transverse[1] + longitudinal * scalar[1]

    def _slope(self, w: Expr, z: Expr) -> Expr:
        """D."""
        return z * w * (self.m_i - self.m_j) * (self.m_i + self.m_j)

    def _value(self, m: Expr, w: Expr, z: Expr) -> Expr:
        """``Delta`` with all of w at the lepton of mass m."""
        return w * (self.m_k - m) * (self.m_k + m) + (w * m) ** 2 + z * self.m_X**2

    def _inner(self, w: Expr, z: Expr, Delta_i: Expr) -> Expr:
        """W times the integral over v where both ends of Delta are positive."""
        a, b = self._numerator(w, z)
        x = Shared(self._slope(w, z) / Delta_i)
        return w * (a * log1p_positive(x) / x + b * log1pmx(x) / x**2) / Delta_i

    def _off_shell(self) -> Expr:
        """The integral where no lepton decays; Delta_i is smallest at one place, where the interval is cut."""
        names = Names()
        lowest = (self.m_i**2 + (self.m_X - self.m_k) * (self.m_X + self.m_k)) / (2 * self.m_i**2)
        middle = names("middle", smaller(Integer(1), larger(Integer(0), lowest)))
        above = names("above_middle", 1 - middle)

        def integrand(w: Expr, z: Expr) -> Expr:
            return self._inner(w, z, Shared(self._value(self.m_i, w, z)))

        low = over_interval(
            lambda w: integrand(w.value, above + w.from_high), "w_1", Integer(0), middle, width=middle, rule=RULE
        )
        high = over_interval(
            lambda w: integrand(w.value, w.from_high), "w_2", middle, Integer(1), width=above, rule=RULE
        )
        return names.around(open_above(Integer(0), middle, low) + open_above(Integer(0), above, high))

    def _on_shell(self, part: str) -> Expr:
        """One part of the integral where l_i decays to l_k and X."""
        names = Names()
        m_i, m_j, m_k, m_X = self.m_i, self.m_j, self.m_k, self.m_X

        half, low, beyond = self._roots(names, "i", m_i)
        gap = names("gap", 2 * half)
        also = m_X < m_j - m_k
        half_j, low_j, beyond_j = self._roots(names, "j", m_j)
        inner_low = names("inner_low", Piecewise((low_j, also), (low + half, True)))
        inner_gap = names("inner_gap", Piecewise((2 * half_j, also), (Integer(0), True)))
        before = names("before", inner_low - low)
        after = names("after", Piecewise((beyond_j - beyond, also), (half, True)))

        def outside(name: str, left: bool) -> Expr:
            def integrand(w: Point) -> Expr:
                distance = w.from_high if left else w.from_low
                z = beyond + gap + w.from_high if left else w.from_high
                return self._inner(w.value, z, Shared(m_i**2 * distance * (distance + gap)))

            if left:
                return over_interval(integrand, name, Integer(0), low, width=low, rule=RULE)
            return over_interval(integrand, name, low + gap, Integer(1), width=beyond, rule=RULE)

        def mixed(name: str, left: bool) -> Expr:
            """Delta_i is negative and Delta_j positive."""

            def integrand(w: Point) -> Expr:
                if left:
                    z = Shared(beyond + gap - w.from_low)
                    negative = m_i**2 * w.from_low * (gap - before + w.from_high)
                    near = m_j**2 * w.from_high * (w.from_high + inner_gap)
                else:
                    z = Shared(beyond + w.from_high)
                    negative = m_i**2 * w.from_high * (gap - after + w.from_low)
                    near = m_j**2 * w.from_low * (w.from_low + inner_gap)
                a, b = self._numerator(w.value, z)
                d = Shared(self._slope(w.value, z))
                weight = a / d + b * negative / d**2
                if part == "imaginary":
                    return pi * w.value * weight
                positive = Piecewise((near, also), (self._value(m_j, w.value, z), True))
                return w.value * (weight * log(positive / negative) + b / d)

            if left:
                return over_interval(integrand, name, low, inner_low, width=before, rule=RULE)
            return over_interval(integrand, name, inner_low + inner_gap, low + gap, width=after, rule=RULE)

        def inside(name: str) -> Expr:
            """Both are negative."""

            def integrand(w: Point) -> Expr:
                z = Shared(beyond + after + w.from_high)
                negative = Shared(m_j**2 * w.from_low * w.from_high)
                a, b = self._numerator(w.value, z)
                x = Shared(self._slope(w.value, z) / negative)
                return -w.value * ((a + b) * log1p_positive(x) / x - b * log1pmx(x) / x**2) / negative

            return over_interval(integrand, name, inner_low, inner_low + inner_gap, width=inner_gap, rule=RULE)

        total = mixed("w_4", True) + mixed("w_5", False)
        if part == "real":
            total += outside("w_3", True) + outside("w_6", False) + Piecewise((inside("w_7"), also), (0, True))
        return names.around(total)

    def _roots(self, names: Names, label: str, m: Expr) -> tuple[Expr, Expr, Expr]:
        """Half the distance of both roots of Delta with all of w at a lepton, and their distances from 0 and 1."""
        m_k, m_X = self.m_k, self.m_X
        kallen = (m - m_k - m_X) * (m + m_k + m_X) * (m - m_k + m_X) * (m + m_k - m_X)
        half = names(f"half_{label}", sqrt(kallen) / (2 * m**2))
        low = names(f"low_{label}", (m_X / m) ** 2 / ((m**2 + m_X**2 - m_k**2) / (2 * m**2) + half))
        return half, low, names(f"beyond_{label}", (m_k / m) ** 2 / (1 - low))
