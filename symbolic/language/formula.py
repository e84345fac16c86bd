"""What the function of a quantity returns when an expression alone does not say everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Expr, Integer, Piecewise, Symbol
from sympy.logic.boolalg import Boolean

from muforge.symbolic.feynman import Reaction
from muforge.symbolic.nature.units import Unit


@dataclass(frozen=True)
class MatrixElement:
    """The squared amplitude that a formula is made of, for the proofs that concern it.

    Parameters
    ----------
    reaction : Reaction
        Process and amplitude, couplings stripped or not.
    factor : Expr
        What the sum over spins is multiplied with: couplings, averages.  Only with `momenta`.
    momenta : mapping of str to str
        Argument of the quantity that is the momentum of each particle, for a formula that is
        ``factor * sum |M|^2`` at given momenta; empty for others.
    """

    reaction: Reaction
    factor: Expr = field(default=Integer(1))
    momenta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Formula:
    """An expression, where it holds, and what it was derived from.

    Parameters
    ----------
    expression : Expr
    valid : tuple of Boolean
        Where the formula holds.  Kernels return NaN elsewhere.
    physical : tuple of Boolean
        Conditions that only `muforge.evaluate` checks; a kernel continues the formula analytically.
    words : mapping of Boolean to str
        Conditions in words, for error messages, where the comparison itself would not read well.
    unit : Unit, optional
        Unit of this variant, where it is not the same for all variants of the quantity.
    matrix_element : MatrixElement, optional
        The squared amplitude that the formula was derived from.
    """

    expression: Expr
    valid: tuple[Boolean, ...] = ()
    physical: tuple[Boolean, ...] = ()
    words: Mapping[Boolean, str] = field(default_factory=dict)
    unit: Unit | None = None
    matrix_element: MatrixElement | None = None


@dataclass(frozen=True)
class Root:
    """A quantity defined by an equation: `unknown` between `low` and `high` at which `residual` is 0."""

    residual: Expr
    unknown: Symbol
    low: Expr
    high: Expr
    valid: tuple[Boolean, ...] = ()


def open_above(threshold: Expr, mass: Expr, width: Expr) -> Expr:
    """`width` where `mass` exceeds `threshold`, exactly 0 where the channel is closed."""
    return Piecewise((width, mass > threshold), (0, True))
