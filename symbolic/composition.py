"""Formulas made of quantities that have kernels of their own: a sum of widths, a ratio, a decay length.

Such a formula gets no kernel: `muforge.evaluate` calls the kernels of its parts and combines their results.  The
formula is an ordinary expression all the same, which proofs and derivatives see whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import Basic, Expr, Symbol
from sympy.core.sympify import sympify

if TYPE_CHECKING:
    from muforge.symbolic.declare import Quantity


class Computed(Expr):
    """An expression that a kernel computes: ``args = (name of the kernel, expression, accuracy, *inputs in order)``."""

    is_commutative = True

    @property
    def kernel(self) -> str:
        """Name of the kernel."""
        return self.args[0].name

    @property
    def expression(self) -> Expr:
        """What it computes."""
        return self.args[1]

    @property
    def accuracy(self) -> float:
        """Relative accuracy that the kernel promises."""
        return float(self.args[2])

    @property
    def inputs(self) -> tuple[Expr, ...]:
        """Arguments of the kernel in order."""
        return self.args[3:]

    @property
    def free_symbols(self) -> set[Symbol]:
        return set().union(*(value.free_symbols for value in self.inputs))

    def _eval_is_extended_real(self) -> bool | None:
        return self.expression.is_extended_real

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
    expression = quantity(**options, **numbers)
    if parts_of(expression) or not variant.inputs:
        return expression
    constants = {symbol.name: symbol for symbol in expression.free_symbols}
    inputs = [numbers[name] if name in numbers else constants[name] for name in variant.inputs]
    return Computed(Symbol(variant.kernel), expression, sympify(quantity.accuracy), *inputs)


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
