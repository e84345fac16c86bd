"""Formulas made of quantities that have kernels of their own: a sum of widths, a ratio, a decay length.

Such a formula gets no kernel: `muforge.evaluate` calls the kernels of its parts and combines their results.  The
formula is an ordinary expression all the same, which proofs and derivatives see whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import Atom, Basic, Expr, Symbol
from sympy.core.sympify import sympify

if TYPE_CHECKING:
    from muforge.symbolic.language.quantity import Quantity, Variant


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


class Computed(Expr):
    """An expression that a kernel computes: ``args = (kernel, *its inputs in order)``.

    What it computes is found when it is asked for: to build the formula of a nested integral takes a while.
    """

    is_commutative = True

    @property
    def variant(self) -> Variant:
        """The quantity and its options."""
        return self.args[0].variant

    @property
    def kernel(self) -> str:
        """Name of the kernel."""
        return self.variant.kernel

    @property
    def result(self) -> int:
        """Which result of the kernel, counted from 0."""
        return self.variant.result

    @property
    def inputs(self) -> tuple[Expr, ...]:
        """Arguments of the kernel in order."""
        return self.args[1:]

    @property
    def expression(self) -> Expr:
        """What it computes."""
        symbols = self.variant.symbols
        given = {symbols[name]: value for name, value in zip(self.variant.inputs, self.inputs, strict=True)}
        return self.variant.expression.xreplace(given)

    @property
    def free_symbols(self) -> set[Symbol]:
        return set().union(*(value.free_symbols for value in self.inputs))

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.variant.quantity.constants else self.expression.is_extended_real  # integrals are real

    def _sympystr(self, printer: Any) -> str:
        return printer._print(self.expression)

    def _latex(self, printer: Any) -> str:
        return printer._print(self.expression)


def computed(quantity: Quantity, **arguments: Any) -> Expr:
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
    """The parts of an expression that kernels compute, those inside other parts left out; in no particular order."""
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
    """The expression with every part written out that has a kernel of its own."""
    return expression.xreplace({part: part.expression for part in parts_of(expression)})
