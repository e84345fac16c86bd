"""Quantities that solve an equation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sympy import Add, Basic, Expr, Symbol
from sympy.core.sympify import sympify
from sympy.logic.boolalg import Boolean
from sympy.printing import sstr

from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.deep_formulas import in_steps
from muforge.symbolic.language.formula import Formula, Kind


@dataclass(frozen=True)
class Equation(Kind):
    """The quantity is the `unknown` between `low` and `high` at which `residual` is 0; a kernel computes the residual.

    Parameters
    ----------
    residual : Expr
    unknown : Symbol
    low, high : Expr
    valid : tuple of Boolean
        Where the residual is defined.  Its kernel returns NaN elsewhere.
    approximations : tuple of Approximation
        What the equation approximates, and where that is trusted.
    """

    residual: Expr
    unknown: Symbol
    low: Expr
    high: Expr
    valid: tuple[Boolean, ...] = ()
    approximations: tuple[Approximation, ...] = ()

    @property
    def unknowns(self) -> tuple[Symbol, ...]:  # type: ignore[override]
        return (self.unknown,)

    @property
    def result(self) -> Expr:  # type: ignore[override]
        return self.unknown

    @property
    def expressions(self) -> tuple[Expr, ...]:  # type: ignore[override]
        return (self.residual,)

    @property
    def alike(self) -> tuple[Expr, ...]:  # type: ignore[override]
        return (self.unknown, self.low, self.high)

    @property
    def whole(self) -> Expr:
        return self.residual

    @property
    def ingredients(self) -> tuple[Basic, ...]:
        return (self.residual, self.unknown, sympify(self.low), sympify(self.high), *self.valid)

    def in_steps(self) -> Equation:
        return replace(self, residual=in_steps(self.residual))

    def slope(self, differentiate: Callable[[str], Expr], by: tuple[str, ...]) -> Formula:
        """By the rule for implicit functions; the solution is an input of the result."""
        slope = -Add(*map(differentiate, by)) / differentiate(self.unknown.name)
        return Formula(slope, valid=self.valid, approximations=self.approximations)

    def statement(self) -> tuple[str, Mapping[str, Expr]]:
        limits = f"between {sstr(self.low)} and {sstr(self.high)}"
        return f"{self.unknown} {limits} at which this vanishes:", {"residual": self.residual}
