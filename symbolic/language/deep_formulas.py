"""Formulas nested deeper than Python's functions may be: their inner parts get names, so that no walk is deep.

Continued fractions and other recursions make expressions with hundreds of levels.  Walks over expressions, sympy's and
ours, call themselves several times for every level, and Python ends that at a thousand calls.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sympy import Basic, Expr, I, Symbol
from sympy.logic.boolalg import Boolean

from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.node import Node

DEEPEST = 60
"""Levels of a formula without names; built-in formulas have half as many."""


def in_steps(expression: Expr) -> Expr:
    """The expression as it is or, if it is deep, with names for inner parts of it that are computed first."""
    steps: list[tuple[Symbol, Expr]] = []
    new: dict[Basic, Basic] = {}
    levels: dict[Basic, int] = {}
    for e in _inner_first(expression):
        made = _with(e, new)
        levels[made] = 1 + max((levels.get(part, 1) for part in _parts(made)), default=0)
        if levels[made] > DEEPEST and isinstance(made, Expr) and not isinstance(made, Boolean):
            name = _name(made)
            steps.append((name, made))
            made, levels[name] = name, 1
        new[e] = made
    body = new[expression]
    for name, value in reversed(steps):
        body = Let(body, name, value)
    return body


def _parts(e: Basic) -> tuple[Basic, ...]:
    """The arguments of an expression; nodes, which may have variables of their own, are formulas by themselves."""
    return () if isinstance(e, Node) else e.args


def _with(e: Basic, new: Mapping[Basic, Basic]) -> Basic:
    """An expression with new arguments; a node gets names inside its own."""
    if isinstance(e, Node):
        args = tuple(in_steps(argument) if isinstance(argument, Expr) else argument for argument in e.args)
    else:
        args = tuple(new[argument] for argument in e.args)
    return e if args == e.args else e.func(*args)


def _name(value: Expr) -> Symbol:
    """A name that no other value has; complex if anything in the value is."""
    parts = _inner_first(value)
    marks: dict[Basic, str] = {}
    for e in parts:
        inside = ",".join(marks[part] for part in _parts(e)) or str(e)
        marks[e] = hashlib.sha256(f"{type(e).__name__}({inside})".encode()).hexdigest()
    text = f"inner_{marks[value][:8]}"
    is_complex = any(e is I or (isinstance(e, Symbol) and not e.is_extended_real) for e in parts)
    return Symbol(text) if is_complex else Symbol(text, real=True)


def _inner_first(expression: Basic) -> list[Basic]:
    """All parts of an expression once, each behind its own parts; without recursion."""
    found: dict[Basic, None] = {}
    waiting: list[Basic] = [expression]
    while waiting:
        missing = [part for part in _parts(waiting[-1]) if part not in found]
        if missing:
            waiting += reversed(missing)
        else:
            found.setdefault(waiting.pop())
    return list(found)
