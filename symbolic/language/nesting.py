"""How deep integrals are nested in an expression; shared subexpressions are looked at once."""

from __future__ import annotations

from functools import cache, singledispatch

from sympy import Basic, Integral


@cache
def dimensions(e: Basic) -> int:
    """The largest number of integrals, each inside the one before."""
    return depth(e)


@singledispatch
def depth(e: Basic) -> int:
    """The rule of one kind of expression for `dimensions`."""
    return max(map(dimensions, e.args), default=0)


@depth.register(Integral)
def _integral(e: Integral) -> int:
    return 1 + max(map(dimensions, e.args))
