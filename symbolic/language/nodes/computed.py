"""Formulas made of quantities that have kernels of their own: a sum of widths, a ratio, a decay length.

Such a formula gets no kernel: `muforge.evaluate` calls the kernels of its parts and combines their results.  The
formula is an ordinary expression all the same, which proofs and derivatives see whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import Atom, Basic, Expr, Rational, Symbol, default_sort_key
from sympy.core.expr import UnevaluatedExpr
from sympy.core.relational import Relational
from sympy.core.sympify import sympify

from muforge.symbolic.language.dimensions import DimensionError, Units, unit
from muforge.symbolic.language.names import symbols, symbols_in
from muforge.symbolic.language.nodes.let import with_own_names
from muforge.symbolic.language.nodes.node import Node
from muforge.symbolic.language.scaling import power, power_of
from muforge.symbolic.nature.units import Unit, one

if TYPE_CHECKING:
    from muforge.symbolic.language.quantity import Quantity
    from muforge.symbolic.language.variant import Variant


class Kernel(Atom):
    """The kernel of a variant, and which of its results, as part of an expression."""

    __slots__ = ("variant",)
    variant: Variant

    def __new__(cls, variant: Variant) -> Kernel:
        made = super().__new__(cls)
        made.variant = variant
        return made

    def _hashable_content(self) -> tuple[str, ...]:
        return (self.variant.name,)

    def _sympystr(self, printer: Any) -> str:
        return self.variant.name


class Computed(Node):
    """An expression that a kernel computes, from its inputs in order.

    Its expression is built on the first request: the formula of a nested integral takes a while.
    """

    computing: Kernel
    inputs: tuple[Expr, ...]

    @property
    def variant(self) -> Variant:
        """The quantity and its options."""
        return self.computing.variant

    @property
    def kernel(self) -> str:
        """Name of the kernel."""
        return self.variant.kernel

    @property
    def result(self) -> int:
        """Which result of the kernel, counted from 0."""
        return self.variant.result

    @property
    def expression(self) -> Expr:
        """The formula that the kernel computes."""
        symbols = self.variant.symbols
        given = {symbols[name]: value for name, value in zip(self.variant.inputs, self.inputs, strict=True)}
        return self.variant.expression.xreplace(given)

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.variant.is_real else self.expression.is_extended_real

    def _sympystr(self, printer: Any) -> str:
        return printer._print(self.expression)

    def _latex(self, printer: Any) -> str:
        return printer._print(self.expression)


@symbols.register(Computed)
def _symbols(e: Computed) -> frozenset[Symbol]:
    return frozenset().union(*map(symbols_in, e.inputs))


@unit.register(Computed)
def _unit(e: Computed, units: Units) -> Unit:
    """The unit that the quantity declares, which is checked for itself; inputs have those of its arguments."""
    for name, value in zip(e.variant.inputs, e.inputs, strict=True):
        wanted, got = e.variant.argument_units[name], units.of(value)
        if got not in (None, wanted):
            raise DimensionError(f"'{value}' [{got}] is given to {e.variant.name} as {name} [{wanted}]")
    return e.variant.unit


@power.register(Computed)
def _power(e: Computed, name: str) -> Rational | None:
    """The power through the inputs; only couplings and other pure numbers are looked for."""
    total = Rational(0)
    for argument, value in zip(e.variant.inputs, e.inputs, strict=True):
        inner = power_of(value, name)
        if inner == 0:
            continue
        if inner is None or e.variant.argument_units[argument] != one:
            return None
        outer = power_of(e.variant.expression, argument)
        if outer is None:
            return None
        total += inner * outer
    return total


def computed(quantity: Quantity, /, **arguments: Any) -> Expr:
    """A quantity as part of another one, computed by its own kernel.

    Parameters
    ----------
    quantity : Quantity
    **arguments
        Its options as text, its numbers as expressions.

    Raises
    ------
    ValueError
        If the quantity has no variant with these options.
    """
    numbers = {name: sympify(value) for name, value in arguments.items() if not isinstance(value, str | bool)}
    options = {name: value for name, value in arguments.items() if name not in numbers}
    optional = {a.name for a in quantity.arguments if a.optional and a.name in numbers}
    for variant in quantity.variants:
        if dict(variant.options) == options and set(variant.present) == optional:
            break
    else:
        raise ValueError(f"{quantity.name} has no variant for {options} with {sorted(optional)} given")
    if not variant.inputs:
        return variant.expression
    return Computed(Kernel(variant), *(numbers.get(name, variant.symbols[name]) for name in variant.inputs))


def parts_of(expression: Basic) -> tuple[Computed, ...]:
    """The parts of an expression that kernels compute, without parts of parts, in no particular order."""
    found: dict[Computed, None] = {}
    seen: set[Basic] = set()
    waiting = [expression]
    while waiting:
        e = waiting.pop()
        if e in seen:
            continue
        seen.add(e)
        if isinstance(e, Computed):
            found[e] = None
        else:
            waiting += e.args
    return tuple(found)


def whole(expression: Expr) -> Expr:
    """The expression with every part written out that has a kernel of its own.

    Parts in conditions stay in a shell, because sympy refuses to compare what it takes to be complex.  A name that has
    other values in other parts gets a number.
    """
    taken: dict[Symbol, Expr] = {}
    parts = {
        part: with_own_names(part.expression, taken) for part in sorted(parts_of(expression), key=default_sort_key)
    }
    if not parts:
        return expression
    in_shells = {part: UnevaluatedExpr(written) for part, written in parts.items()}
    conditions = {relation: relation.xreplace(in_shells) for relation in expression.atoms(Relational)}
    return expression.xreplace(conditions).xreplace(parts)
