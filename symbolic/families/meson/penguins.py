"""Two-body decays of mesons to a scalar that mixes with the Higgs boson, by loops of the top and the W.

``L = C sbar_L b_R S + h.c.`` for B decays, ``C = 3 m_t^2 m_b V_ts V_tb sin_theta/(16 pi^2 v^3)``; with d and s in the
place of s and b for those of kaons.  The matrix element of the scalar density is ``f_0 (M^2 - m^2)/(m_b - m_s)``, half
of which belongs to one chirality.  B. Batell, M. Pospelov, A. Ritz, Phys. Rev. D 83 (2011) 054005.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Rational, pi, sqrt

from muforge.symbolic.families.decay.rates import two_body_width
from muforge.symbolic.language.formula import open_above
from muforge.symbolic.nature.constants import (
    V_ts_V_tb,
    V_ts_V_td,
    m_B,
    m_b,
    m_d,
    m_K,
    m_pi,
    m_s,
    m_t,
    one_GeV,
    tau_B_s,
    tau_K_s,
    v,
)

FORM_FACTOR_AT_ZERO, FORM_FACTOR_POLE = Rational("0.33"), 38 * one_GeV**2
"""Of B to K, ``f_0(q^2) = 0.33/(1 - q^2/38 GeV^2)``: P. Ball, R. Zwicky, Phys. Rev. D 71 (2005) 014015, rounded."""


@dataclass(frozen=True)
class Penguin:
    """A meson that turns into a lighter one and the scalar.

    Parameters
    ----------
    parent, product : Expr
        Masses of the mesons.
    heavy, light : Expr
        Masses of the quarks, the decaying one first.
    mixing : Expr
        Modulus of the product of two elements of the quarks' mixing matrix.
    lifetime : Expr
        Of the meson, in seconds.
    """

    parent: Expr
    product: Expr
    heavy: Expr
    light: Expr
    mixing: Expr
    lifetime: Expr

    def form_factor(self, m_X: Expr) -> Expr:
        """f_0 at the squared mass of the scalar; 1 for kaons."""
        if self.parent == m_K:
            return Integer(1)
        return FORM_FACTOR_AT_ZERO / (1 - m_X**2 / FORM_FACTOR_POLE)

    def width(self, m_X: Expr, sin_theta: Expr) -> Expr:
        """``abs(C)^2 f_0^2 [(M^2 - m^2)/(m_b - m_s)]^2 lambda^{1/2}/(64 pi M^3)``; 0 where the decay is closed."""
        M, m = self.parent, self.product
        C = 3 * m_t**2 * self.heavy * self.mixing * sin_theta / (16 * pi**2 * v**3)
        density = self.form_factor(m_X) * (M - m) * (M + m) / (self.heavy - self.light)
        above, below = (M - m - m_X) * (M + m + m_X), (M - m + m_X) * (M + m - m_X)
        momentum = sqrt(above * below) / (2 * M)
        width = two_body_width((C * density / 2) ** 2, M, momentum)
        return open_above(m + m_X, M, width)


B_TO_K = Penguin(m_B, m_K, m_b, m_s, V_ts_V_tb, tau_B_s)
K_TO_PI = Penguin(m_K, m_pi, m_s, m_d, V_ts_V_td, tau_K_s)
