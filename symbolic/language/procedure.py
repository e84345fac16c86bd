"""Quantities that a procedure of Python computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sympy import Basic, Expr, Symbol
from sympy.logic.boolalg import Boolean

from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.formula import Formula, Kind
from muforge.symbolic.language.nodes.computed import Computed
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.constants import TABLE
from muforge.symbolic.nature.units import Unit

Known = float | str | bool | list[float]
"""What a known value is given for: an option, a number, a list."""


@dataclass(frozen=True)
class KnownValue:
    """A value that is known independently of the procedure.

    Parameters
    ----------
    where : str
        Paper and table, or how it follows.
    inputs : mapping
        All arguments of the quantity, options among them.
    value : float
    tolerance : float
        Relative: half a unit of the last digit printed, for instance.
    """

    where: str
    inputs: Mapping[str, Known]
    value: float
    tolerance: float


@dataclass(frozen=True)
class Procedure(Kind):
    """A quantity that a function of Python computes from the arguments and from results of kernels.

    Formulas name the function only, which knows numerics.

    Parameters
    ----------
    name : str
        Module and function, ``counting.cls_upper_limit`` for `muforge.procedures.counting.cls_upper_limit`.
    second_method : str
        Module and function in `muforge.verify.second_methods` that computes the same in another way.
    known : tuple of KnownValue
        Values of the literature, for any options; a variant is compared with those that have its options.
    parts : mapping of str to Computed
        Argument of the function -> kernel that it may call, ``computed(quantity, m_X=m_X)`` for instance.  Inputs of
        the kernel that are arguments of this quantity, or constants, are filled in; the function gives the others by
        keyword: ``value, error = sigma_v(T=temperatures)``.
    constants : tuple of Symbol
        Physical constants that the function takes by keyword; constants of parts are filled in.
    words : mapping of Boolean to str
        Conditions on the arguments that are numbers, and how error messages say them.
    unit : Unit, optional
        Unit of this variant, where it is not the same for all variants of the quantity.
    approximations : tuple of Approximation
        What the procedure approximates, and where that is trusted.
    texts : mapping of str to str
        Further arguments of both functions: names of other quantities, for instance.
    elements : tuple of str
        Names of the numbers that it returns for one set of inputs, along a last axis; empty for a single number.
    """

    name: str
    second_method: str
    known: tuple[KnownValue, ...] = ()
    parts: Mapping[str, Computed] = field(default_factory=dict)
    constants: tuple[Symbol, ...] = ()
    words: Mapping[Boolean, str] = field(default_factory=dict)
    unit: Unit | None = None
    approximations: tuple[Approximation, ...] = ()
    elements: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, part in self.parts.items():
            if not isinstance(part, Computed) or not part.variant.has_kernel or part.variant.unknowns:
                raise DeclarationError(
                    f"procedure {self.name}: no kernel computes '{name}' alone; expected computed(quantity, ...) of a "
                    "quantity that is a formula without parts"
                )

    @property
    def physical(self) -> tuple[Boolean, ...]:  # type: ignore[override]
        return tuple(self.words)

    @property
    def made_of(self) -> tuple[Computed, ...]:
        return tuple(self.parts.values())

    @property
    def expressions(self) -> tuple[Expr, ...]:  # type: ignore[override]
        return tuple(self.parts.values())

    @property
    def other_units(self) -> Mapping[str, Unit]:  # type: ignore[override]
        return {name: unit for part in self.parts.values() for name, unit in part.variant.argument_units.items()}

    @property
    def compiled(self) -> bool:  # type: ignore[override]
        return False

    @property
    def whole(self) -> Expr:
        raise DeclarationError(f"the procedure {self.name} is no expression")

    @property
    def ingredients(self) -> tuple[Basic, ...]:
        of_parts = {s for part in self.parts.values() for s in part.free_symbols if s.name in TABLE}
        return (*self.constants, *sorted(of_parts, key=str), *self.physical)

    def slope(self, differentiate: Callable[[str], Expr], by: tuple[str, ...]) -> Formula:
        raise DeclarationError(f"the procedure {self.name} has no derivative")

    def statement(self) -> tuple[str, Mapping[str, Expr]]:
        return f"computed by muforge.procedures.{self.name}", self.parts
