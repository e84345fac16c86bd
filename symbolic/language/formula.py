"""The kinds of quantities, for functions that return more than an expression.

A function returns one of three kinds: a `Formula`, an `Equation` whose solution is the quantity, or a `Procedure` of
Python.  Each kind is a class below `Kind`, which lists what the compiler and the proofs ask of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sympy import Add, Basic, Expr, Integer, Piecewise, Symbol
from sympy.logic.boolalg import Boolean

from muforge.symbolic.feynman import Reaction
from muforge.symbolic.language.approximation import Approximation, bounded
from muforge.symbolic.language.deep_formulas import in_steps
from muforge.symbolic.language.nodes.computed import Computed, parts_of, whole
from muforge.symbolic.nature.units import Unit


@dataclass(frozen=True)
class MatrixElement:
    """The squared amplitude that a formula is made of, for the proofs that concern it.

    Parameters
    ----------
    reaction : Reaction
        Process and amplitude, couplings stripped or not.
    factor : Expr
        The factor of the sum over spins: couplings, averages.  Only with `momenta`.
    momenta : mapping of str to str
        Argument of the quantity that is the momentum of each particle, for a formula that is
        ``factor * sum |M|^2`` at given momenta; empty for others.
    """

    reaction: Reaction
    factor: Expr = field(default=Integer(1))
    momenta: Mapping[str, str] = field(default_factory=dict)


class Kind:
    """The questions that every kind of quantity answers, with answers that hold for most.

    Attributes
    ----------
    valid, physical : tuple of Boolean
        Where the quantity is defined; see `Formula`.
    words : mapping of Boolean to str
        Conditions in words.
    approximations : tuple of Approximation
        What the formula itself approximates.
    unit : Unit or None
        Unit of this variant, where it is not that of the quantity.
    matrix_element : MatrixElement or None
    compiled : bool
        Whether a kernel of its own computes it.
    composed : bool
        Whether it combines the results of other kernels and nothing else is needed.
    unknowns : tuple of Symbol
        Inputs of the kernel that are no arguments of the quantity; they come first.
    result : Expr or None
        An expression with the unit of the quantity.
    expressions : tuple of Expr
        Expressions that each have some unit.
    alike : tuple of Expr
        Expressions that all have the same unit.
    other_units : mapping of str to Unit
        Units of symbols that are neither arguments, constants nor unknowns.
    """

    valid: tuple[Boolean, ...] = ()
    physical: tuple[Boolean, ...] = ()
    words: Mapping[Boolean, str] = MappingProxyType({})
    approximations: tuple[Approximation, ...] = ()
    unit: Unit | None = None
    matrix_element: MatrixElement | None = None
    compiled: bool = True
    composed: bool = False
    unknowns: tuple[Symbol, ...] = ()
    result: Expr | None = None
    expressions: tuple[Expr, ...] = ()
    alike: tuple[Expr, ...] = ()
    other_units: Mapping[str, Unit] = MappingProxyType({})

    @property
    def made_of(self) -> tuple[Computed, ...]:
        """Results of other kernels that it is made of."""
        return ()

    @property
    def inherited(self) -> tuple[Approximation, ...]:
        """Boundaries of the approximations that its parts make, if it does not say itself what they mean for it."""
        own, found = {a.name for a in self.approximations}, []
        for part in self.made_of:
            symbols = part.variant.symbols
            given = {symbols[name]: value for name, value in zip(part.variant.inputs, part.inputs, strict=True)}
            found += [a.at(given) for a in part.variant.formula.approximations if a.carries]
        return bounded(a for a in found if a.name not in own)

    @property
    def whole(self) -> Expr:
        """The expression that proofs and derivatives see, with everything written out."""
        raise NotImplementedError

    @property
    def ingredients(self) -> tuple[Basic, ...]:
        """Everything that it is made of, in a fixed order."""
        raise NotImplementedError

    def in_steps(self) -> Kind:
        """The same with names for inner parts of deep expressions."""
        return self

    def slope(self, differentiate: Callable[[str], Expr], by: tuple[str, ...]) -> Formula:
        """The derivative by inputs that change together; `differentiate` is that of `whole`, by one name."""
        raise NotImplementedError

    def statement(self) -> tuple[str, Mapping[str, Expr]]:
        """How it reads: words, if it needs any, and its expressions by name; the quantity itself has no name."""
        raise NotImplementedError


@dataclass(frozen=True)
class Formula(Kind):
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
    approximations : tuple of Approximation
        What the formula approximates, and where that is trusted.
    """

    expression: Expr
    valid: tuple[Boolean, ...] = ()
    physical: tuple[Boolean, ...] = ()
    words: Mapping[Boolean, str] = field(default_factory=dict)
    unit: Unit | None = None
    matrix_element: MatrixElement | None = None
    approximations: tuple[Approximation, ...] = ()

    @property
    def result(self) -> Expr:  # type: ignore[override]
        return self.expression

    @property
    def made_of(self) -> tuple[Computed, ...]:
        return parts_of(self.expression)

    @property
    def composed(self) -> bool:  # type: ignore[override]
        return bool(self.made_of)

    @property
    def compiled(self) -> bool:  # type: ignore[override]
        return not self.composed

    @property
    def whole(self) -> Expr:
        return whole(self.expression)

    @property
    def ingredients(self) -> tuple[Basic, ...]:
        return (self.expression, *self.physical, *self.valid)

    def in_steps(self) -> Formula:
        return replace(self, expression=in_steps(self.expression))

    def slope(self, differentiate: Callable[[str], Expr], by: tuple[str, ...]) -> Formula:
        made = Add(*map(differentiate, by))
        return Formula(made, self.valid, self.physical, self.words, approximations=self.approximations)

    def statement(self) -> tuple[str, Mapping[str, Expr]]:
        return "", {"": self.expression}


def open_above(threshold: Expr, mass: Expr, width: Expr) -> Expr:
    """`width` where `mass` exceeds `threshold`, exactly 0 where the channel is closed."""
    return Piecewise((width, mass > threshold), (0, True))
