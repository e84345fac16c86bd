"""Printed equations: where they stand, their form and, for wrong ones, the right form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sympy import Expr, true
from sympy.logic.boolalg import Boolean

Equation: TypeAlias = "Expr | str"
Point: TypeAlias = Mapping[str, float]


@dataclass(frozen=True)
class Limit:
    """Where an equation that holds in a limit is compared with the formula.

    Parameters
    ----------
    values : mapping of str to Expr
        Inputs of the formula by name, and their values in the limit.
    corrections : float
        Relative size of the terms that the limit neglects there; 0 if it is taken exactly.
    """

    values: Mapping[str, Expr]
    corrections: float = 0.0


@dataclass(frozen=True, eq=False)
class Printed:
    """An equation of the literature that a formula must equal.

    Parameters
    ----------
    where : str
        Paper and equation.
    form : Expr
        Its right-hand side as printed, in the symbols of the formula.
    options : mapping of str to str or bool
        The variants that it is about; all by default.
    given : tuple of str
        Optional arguments that these variants have.
    holds : Boolean
        Where it holds, if not wherever the formula does.
    limit : Limit, optional
        For an equation that holds in a limit alone.
    at : mapping of str to float
        A typical point, around which forms that are not rational are compared; found if it is not complete.
    """

    where: str
    form: Expr
    options: Mapping[str, str | bool] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    holds: Boolean = true
    limit: Limit | None = None
    at: Point = field(default_factory=dict)


def as_it_stands(equation: Expr) -> Expr:
    """The formula that follows from an equation that is the formula."""
    return equation


@dataclass(frozen=True, eq=False)
class Erratum:
    """A wrong equation or statement of the literature, and the right one.

    Parameters
    ----------
    where : str
        Paper and equation.
    printed, right : Expr or str
        The equation as printed and as derived; words for a statement, which nothing can be computed from.
    shown : str
        How the error was shown, in a few words.
    options : mapping of str to str or bool
        The variants that it is about; all by default.
    given : tuple of str
        Optional arguments that these variants have.
    formula : callable
        The formula that follows from an equation which is only a part of it or a step towards it.
    limit : Limit, optional
        For an equation that is meant in a limit alone.
    at : mapping of str to float
        A typical point, around which forms that are not rational are compared, and where the ratio of the printed to
        the right formula is taken if it is not a number; constants have the values of the table unless named here.
    """

    where: str
    printed: Equation
    right: Equation
    shown: str
    options: Mapping[str, str | bool] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    formula: Callable[[Expr], Expr] = as_it_stands
    limit: Limit | None = None
    at: Point = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.printed, str) != isinstance(self.right, str):
            raise TypeError(
                f"{self.where}: printed = {self.printed!r} and right = {self.right!r}; give two expressions, "
                "which are compared with the formula, or words for both"
            )

    @property
    def equations(self) -> tuple[Expr, Expr] | None:
        """The formula that follows from the printed equation, and the right one; None for a statement in words."""
        if isinstance(self.printed, str) or isinstance(self.right, str):
            return None
        return self.formula(self.printed), self.formula(self.right)
