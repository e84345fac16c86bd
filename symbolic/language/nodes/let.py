"""Named values inside formulas, which keep long ones short.

Where a value is used often, and values made of it are used often again, the formula as a tree grows exponentially; with
names it does not.  A name stands for one value in the whole formula.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Symbol


class Let(Expr):
    """``args = (body, name, value)``: the body, in which the name stands for the value."""

    is_commutative = True

    @property
    def body(self) -> Expr:
        return self.args[0]

    @property
    def name(self) -> Symbol:
        return self.args[1]

    @property
    def value(self) -> Expr:
        return self.args[2]

    @property
    def free_symbols(self) -> set[Symbol]:
        return (self.body.free_symbols - {self.name}) | self.value.free_symbols

    def _eval_is_extended_real(self) -> bool:
        return True

    def _sympystr(self, printer: Any) -> str:
        return f"({printer._print(self.body)} with {self.name} = {printer._print(self.value)})"


class Names:
    """Collects named values, to be put around what is made of them.

    ::

        names = Names()
        V2 = names("V2", omega**2 - m_mu**2 + U)
        return names.around(sqrt(V2) + 1 / V2)
    """

    def __init__(self) -> None:
        self._values: list[tuple[Symbol, Expr]] = []

    def __call__(self, name: str, value: Expr) -> Symbol:
        """The name of a value."""
        symbol = Symbol(name, real=True)
        self._values.append((symbol, value))
        return symbol

    def around(self, body: Expr) -> Expr:
        """The body with all names that it may contain."""
        for symbol, value in reversed(self._values):
            body = Let(body, symbol, value)
        return body
