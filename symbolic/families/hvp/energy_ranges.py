"""Arguments of contributions to a_mu from a range of energies: ``(alpha^2/(3 pi^2)) int ds K(s) R(s)/s``."""

from __future__ import annotations

from typing import Annotated

from sympy import Expr
from sympy.logic.boolalg import Boolean

from muforge.symbolic.language.arguments import Real
from muforge.symbolic.nature.units import GeV, one

LOW, HIGH = "lower end of the range of energies", "upper end of the range of energies"
PionLow = Annotated[Expr, Real(GeV, LOW, above=0, range=(0.28, 0.7))]
PionHigh = Annotated[Expr, Real(GeV, HIGH, above=0, range=(0.72, 1.5))]
AnyLow = Annotated[Expr, Real(GeV, LOW, above=0, range=(0.05, 1.0))]
AnyHigh = Annotated[Expr, Real(GeV, HIGH, above=0, range=(1.1, 1e3))]
QuarkLow = Annotated[Expr, Real(GeV, LOW, above=0, range=(0.8, 4.0))]
QuarkHigh = Annotated[Expr, Real(GeV, HIGH, above=0, range=(5.0, 100.0))]
ConstantR = Annotated[Expr, Real(one, "R, the same at all energies", at_least=0, range=(0.1, 4.0))]
Flavours = Annotated[
    Expr, Real(one, "quark flavours in R: 3, 4, 5 or 6", at_least=3, at_most=6, range=(3, 6), whole=True)
]


def ordered(low: Expr, high: Expr) -> dict[Boolean, str]:
    """The condition on a range."""
    return {high >= low: "sqrt_s_max at or above sqrt_s_min"}
