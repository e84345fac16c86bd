"""Formulas nested deeper than Python's functions may be: their inner parts get names, so that no walk is deep.

Continued fractions and other recursions make expressions with hundreds of levels.  Walks over expressions, sympy's and
ours, call themselves several times for every level, and Python ends that at a thousand calls.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from sympy import Basic, Expr, I, Symbol
from sympy.logic.boolalg import Boolean

from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.node import Node

DEEPEST = 60
"""Levels of a formula without names; built-in formulas have half as many."""


def in_steps(expression: Expr) -> Expr:
    """The expression as it is or, if it is deep, with names for inner parts of it that are computed first."""
    return _Cutter()(expression)


class _Cutter:
    """Cuts expressions and the arguments of nodes in them, each once."""

    def __init__(self) -> None:
        self._done: dict[Expr, Expr] = {}
        self._marks: dict[Basic, str] = {}

    def __call__(self, expression: Expr) -> Expr:
        if expression not in self._done:
            self._done[expression] = self._cut(expression)
        return self._done[expression]

    def _cut(self, expression: Expr) -> Expr:
        steps: list[tuple[Symbol, Expr]] = []
        new: dict[Basic, Basic] = {}
        levels: dict[Basic, int] = {}
        for e in _inner_first(expression, _parts):
            made = self._with(e, new)
            levels[made] = 1 + max((levels.get(part, 1) for part in _parts(made)), default=0)
            nameable = isinstance(made, Expr) and not isinstance(made, Boolean) and e != expression
            if nameable and levels[made] >= DEEPEST:
                name = self._name(made)
                steps.append((name, made))
                made, levels[name] = name, 1
            new[e] = made
        body = new[expression]
        for name, value in reversed(steps):
            body = Let(body, name, value)
        return body

    def _with(self, e: Basic, new: Mapping[Basic, Basic]) -> Basic:
        """An expression with new arguments; a node gets names inside its own."""
        if isinstance(e, Node):
            args = tuple(self(argument) if isinstance(argument, Expr) else argument for argument in e.args)
        else:
            args = tuple(new[argument] for argument in e.args)
        return e if args == e.args else e.func(*args)

    def _name(self, value: Expr) -> Symbol:
        """A name that depends on the value alone; complex if anything in the value is."""
        for e in _inner_first(value, lambda e: () if e in self._marks else e.args):
            if e not in self._marks:
                inside = ",".join(self._marks[part] for part in e.args) or str(e)
                self._marks[e] = hashlib.sha256(f"{type(e).__name__}({inside})".encode()).hexdigest()
        text = f"inner_{self._marks[value][:8]}"
        parts = _inner_first(value, _parts)
        is_complex = any(e is I or (isinstance(e, Symbol) and not e.is_extended_real) for e in parts)
        return Symbol(text) if is_complex else Symbol(text, real=True)


def _parts(e: Basic) -> tuple[Basic, ...]:
    """The arguments of an expression; nodes, which may have variables of their own, are formulas by themselves."""
    return () if isinstance(e, Node) else e.args


def _inner_first(expression: Basic, parts: Callable[[Basic], tuple[Basic, ...]]) -> list[Basic]:
    """An expression and all its parts once, each behind its own parts; without recursion."""
    found: dict[Basic, None] = {}
    waiting: list[Basic] = [expression]
    while waiting:
        missing = [part for part in parts(waiting[-1]) if part not in found]
        if missing:
            waiting += reversed(missing)
        else:
            found.setdefault(waiting.pop())
    return list(found)
