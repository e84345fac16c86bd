"""The strong coupling with two loops, and the R ratio of free quarks with corrections of order alpha_s^3.

``d alpha_s/d ln Q^2 = -alpha_s^2 (b_0 + b_1 alpha_s)`` is solved exactly: with ``c = b_1/b_0`` and
``w = 1/alpha_s + c``, ``w - c ln w`` grows by ``b_0 ln(Q^2/Q_0^2)``.  The flavours change at 4.8 and 1.5 GeV, where
alpha_s is continuous.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, Piecewise, Rational, exp, log, pi

from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.nature.constants import alpha_s_m_Z, m_Z, one_GeV

FIVE_FLAVOURS, FOUR_FLAVOURS = Rational("4.8") * one_GeV, Rational("1.5") * one_GeV
"""Scales from where on five and four flavours run."""
NEWTON_STEPS = 3
"""Steps of Newton's method after which w is exact to rounding where alpha_s is below 1."""


def _coefficients(flavours: int) -> tuple[Expr, Expr]:
    """b_0 and ``c = b_1/b_0``."""
    b_0 = (33 - 2 * Integer(flavours)) / (12 * pi)
    b_1 = (153 - 19 * Integer(flavours)) / (24 * pi**2)
    return b_0, b_1 / b_0


def by_flavours(scale: Expr, five: Expr, four: Expr, three: Expr) -> Expr:
    """One of three expressions, by the flavours that run at a scale."""
    return Piecewise((five, scale >= FIVE_FLAVOURS), (four, scale >= FOUR_FLAVOURS), (three, True))


class Running:
    """alpha_s at a scale, with names for the values in between.

    Parameters
    ----------
    scale : Expr
        Energy.

    Attributes
    ----------
    alpha_s, at_bottom, at_charm : Expr
        At the scale, at `FIVE_FLAVOURS` and at `FOUR_FLAVOURS`.
    """

    def __init__(self, scale: Expr) -> None:
        self.names = Names()
        self.at_bottom = self._run("bottom", alpha_s_m_Z, m_Z, FIVE_FLAVOURS, 5)
        self.at_charm = self._run("charm", self.at_bottom, FIVE_FLAVOURS, FOUR_FLAVOURS, 4)
        self.alpha_s = self.at("scale", scale, "running_start")

    def at(self, name: str, scale: Expr, start_name: str = "") -> Expr:
        """alpha_s at another scale, under a name of its own."""
        start = by_flavours(scale, alpha_s_m_Z, self.at_bottom, self.at_charm)
        origin = by_flavours(scale, m_Z, FIVE_FLAVOURS, FOUR_FLAVOURS)
        coefficients = [_coefficients(flavours) for flavours in (5, 4, 3)]
        b_0, c = (by_flavours(scale, *(pair[i] for pair in coefficients)) for i in (0, 1))
        named = self.names(start_name or f"running_{name}_start", start)
        return self._solved(name, named, origin, scale, b_0, c)

    def _run(self, name: str, start: Expr, origin: Expr, scale: Expr, flavours: int) -> Expr:
        return self._solved(name, start, origin, scale, *_coefficients(flavours))

    def _solved(self, name: str, start: Expr, origin: Expr, scale: Expr, b_0: Expr, c: Expr) -> Expr:
        """alpha_s at `scale` from its value at `origin`."""
        c = self.names(f"running_{name}_c", c)
        w_start = self.names(f"running_{name}_from", 1 / start + c)
        target = self.names(f"running_{name}_target", w_start - c * log(w_start) + 2 * b_0 * log(scale / origin))
        w = self.names(f"running_{name}_0", target + c * log(target + c * log(target)))
        for step in range(NEWTON_STEPS):
            w = self.names(f"running_{name}_{step + 1}", w * (target - c + c * log(w)) / (w - c))
        return self.names(f"alpha_s_{name}", 1 / (w - c))


def lowest_scale() -> Expr:
    """The scale at which alpha_s is 1, about: 0.55 GeV for 0.118 at m_Z, and proportional to the QCD scale."""
    b_0, _ = _coefficients(5)
    return Rational("0.55") / Rational("91.1876") * m_Z * exp((1 / Rational("0.118") - 1 / alpha_s_m_Z) / (2 * b_0))


@dataclass(frozen=True)
class QuarkCharges:
    """Charges of the lightest quarks: ``3 sum Q^2``, and ``(sum Q)^2/(3 sum Q^2)``."""

    squares: Rational
    singlet: Rational


ELECTRIC: Mapping[int, QuarkCharges] = {
    3: QuarkCharges(Integer(2), Integer(0)),
    4: QuarkCharges(Rational(10, 3), Rational(2, 15)),
    5: QuarkCharges(Rational(11, 3), Rational(1, 33)),
    6: QuarkCharges(Integer(5), Rational(1, 5)),
}
BARYON: Mapping[int, QuarkCharges] = {n: QuarkCharges(Rational(n, 3), Rational(n, 3)) for n in (3, 4, 5)}
"""Baryon number: 1/3 for each quark."""


def quark_ratio(alpha_s: Expr, flavours: int, charges: QuarkCharges) -> Expr:
    """R of massless quarks: ``3 sum Q^2 (1 + a + r_2 a^2 + r_3 a^3)`` with ``a = alpha_s/pi``."""
    n = Integer(flavours)
    r_2 = Rational("1.98571") - Rational("0.115295") * n
    r_3 = -Rational("6.63694") - Rational("1.20013") * n - Rational("0.00518") * n**2
    r_3 -= Rational("1.240") * charges.singlet
    a = alpha_s / pi
    return charges.squares * (1 + a * (1 + a * (r_2 + a * r_3)))
