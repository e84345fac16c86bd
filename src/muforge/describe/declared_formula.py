"""The formula of a variant as its author declared it, in pieces that a reader can take in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, Function, Integer, Rational, Symbol

from muforge.describe.as_text import LINES, as_text, fits
from muforge.describe.definitions import Written, read, with_named_integrals, with_named_parts, with_named_values
from muforge.symbolic.feynman import Momentum, Reaction
from muforge.symbolic.feynman.kinematics import Invariant, named_invariants
from muforge.symbolic.language.variant import Variant

WIDTH = 98
"""Columns of a formula."""
SQUARE = "|M|^2"
"""Name of a squared amplitude."""


@dataclass(frozen=True)
class Statement:
    """Formulas in pieces by their names, and words before them where they need some."""

    title: str
    formulas: Mapping[str, Written]


def formula_of(variant: Variant) -> Statement:
    """How a variant reads; a squared matrix element in its invariants, an equation by the side that vanishes."""
    quantity = variant.quantity.name.partition(".")[2]
    element = variant.formula.matrix_element
    if element is not None and element.momenta:
        square = element.factor * element.reaction.squared
        return Statement("", {quantity: _squared(quantity, square, element.reaction, element.momenta)})
    title, expressions = variant.formula.statement()
    named = {name or quantity: expression for name, expression in expressions.items()}
    return Statement(title, {name: _pieces(read(expression), name) for name, expression in named.items()})


def derivation_of(variant: Variant) -> Statement | None:
    """The squared amplitude that a formula was integrated from, summed over spins; None for others."""
    element = variant.formula.matrix_element
    if element is None or element.momenta:
        return None
    reaction = element.reaction
    momenta = {particle.name: f"p_{particle.name}" for particle in reaction.process.particles}
    squared = _squared(SQUARE, reaction.squared, reaction, momenta)
    return Statement(f"{reaction.process}, summed over spins:", {SQUARE: squared})


def _pieces(written: Written, name: str) -> Written:
    """The formula with names where it is too long without: for integrals, for parts, for repeated values."""
    if not written.values and fits(written.result, WIDTH):
        return replace(written, parts={part: part.name for part in written.parts})
    written = with_named_parts(with_named_integrals(written), WIDTH)
    if len(as_text(written, name, WIDTH)) <= LINES and not written.has_inner_cases:
        return written
    return with_named_values(written)


def _squared(name: str, square: Expr, reaction: Reaction, momenta: Mapping[str, str]) -> Written:
    """A squared amplitude by terms, with its invariants as products of momenta."""
    written = _pieces(read(square), name)
    named = named_invariants(reaction.process, reaction.invariants)
    invariants = {Symbol(symbol.name): _product(value, momenta) for symbol, value in named.items()}
    symbols = {symbol: Symbol(symbol.name) for symbol in named}
    values = {key: value.xreplace(symbols) for key, value in written.values.items()}
    return replace(written, result=written.result.xreplace(symbols), values=values | invariants).in_order()


class Dot(Function):
    """The scalar product of two momenta."""

    def _latex(self, printer: Any) -> str:
        first, second = map(printer._print, self.args)
        return rf"\left({first}\right)\cdot\left({second}\right)"


def _product(invariant: Invariant, momenta: Mapping[str, str]) -> Expr:
    """An invariant as a square or a scalar product of sums of momenta."""
    first, second = (_sum(momentum, momenta) for momentum in (invariant.first, invariant.second))
    product = first**2 if first == second else Dot(first, second)
    return product - invariant.mass**2


def _sum(momentum: Momentum, momenta: Mapping[str, str]) -> Expr:
    return sum((Rational(factor) * Symbol(momenta[name]) for name, factor in momentum.terms), Integer(0))
