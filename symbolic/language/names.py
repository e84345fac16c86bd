"""Which symbols an expression contains; shared subexpressions are looked at once.

Nodes register their rules with `symbols`; bound variables are not counted.
"""

from __future__ import annotations

from functools import cache, singledispatch

from sympy import Basic, Indexed, Sum, Symbol


@cache
def symbols_in(e: Basic) -> frozenset[Symbol]:
    """The free symbols of an expression; for indexed ones those of the base and of free indices."""
    return symbols(e)


@cache
def names_in(e: Basic) -> frozenset[str]:
    """Names of the free symbols of an expression."""
    return frozenset(symbol.name for symbol in symbols_in(e))


@singledispatch
def symbols(e: Basic) -> frozenset[Symbol]:
    """The rule of one kind of expression for `symbols_in`."""
    return frozenset().union(*map(symbols_in, e.args))


@symbols.register(Symbol)
def _symbol(e: Symbol) -> frozenset[Symbol]:
    return frozenset({e})


@symbols.register(Indexed)
def _element(e: Indexed) -> frozenset[Symbol]:
    return frozenset({e.base.label}).union(*map(symbols_in, e.indices))


@symbols.register(Sum)
def _sum(e: Sum) -> frozenset[Symbol]:
    return symbols_in(e.function) - {index for index, *_ in e.limits}
