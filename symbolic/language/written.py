"""Two ways to write an expression out: as kernels compute it, and as publications print it.

Nodes register their long form with `longhand`, and the form of the literature with `printed_form`.
"""

from __future__ import annotations

from functools import singledispatch

from sympy import Expr
from sympy.codegen.cfunctions import fma


@singledispatch
def longhand(e: Expr) -> Expr:
    """The rule of one kind of node for `written_out`: its long form, in expressions that kernels can compute."""
    return e


@singledispatch
def printed_form(e: Expr) -> Expr:
    """The rule of one kind of node for `as_published`."""
    return e


@printed_form.register(fma)
def _fma(e: fma) -> Expr:
    a, b, c = e.args
    return a * b + c


def written_out(expression: Expr, but: tuple[type, ...] = ()) -> Expr:
    """The expression with every node in its long form, apart from nodes of the types `but`."""
    kinds = tuple(kind for kind in longhand.registry if kind not in (object, *but))
    return expression.replace(lambda e: isinstance(e, kinds), longhand)


def as_published(expression: Expr) -> Expr:
    """The expression with every node as the literature writes it: integrals in their original variables, say."""
    kinds = tuple(kind for kind in printed_form.registry if kind is not object)
    while expression.has(*kinds):
        expression = expression.replace(lambda e: isinstance(e, kinds), printed_form)
    return expression
