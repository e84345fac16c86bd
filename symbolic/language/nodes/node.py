"""How a node is declared: a class with named fields, and rules of its own beside it.

::

    class Let(Node):
        body: Expr
        name: Symbol
        value: Expr

    @symbols.register(Let)
    def _symbols(e: Let) -> frozenset[Symbol]:
        return (symbols_in(e.body) - {e.name}) | symbols_in(e.value)

The fields are sympy's ``args`` in their order.  Rules belong to functions of one kind of expression, its walkers:
`names.symbols`, `nesting.depth`, `dimensions.unit`, `scaling.power`, `calculus.slope`, `written.longhand` and
`written.printed_form`.  A node's module registers them, so that they are known wherever the node exists.
"""

from __future__ import annotations

from typing import Any, ClassVar, dataclass_transform

from sympy import Expr, Symbol
from sympy.core.sympify import sympify

from muforge.symbolic.language.names import symbols_in


def _field(place: int | slice) -> property:
    """The arguments at a place, as an attribute."""

    def read(self: Expr) -> Any:
        return self.args[place]

    return property(read)


@dataclass_transform(frozen_default=True)
class Node(Expr):
    """An expression of a kind that sympy lacks; a subclass annotates its fields, the last of which may be a tuple.

    Its values are real unless the subclass says otherwise.
    """

    is_commutative = True
    fields: ClassVar[tuple[str, ...]] = ()
    rest: ClassVar[str] = ""
    """The field that takes all further arguments, as a tuple; empty if there is none."""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        own = cls.__dict__.get("__annotations__", {})
        names = tuple(name for name in own if not str(own[name]).startswith("ClassVar"))
        cls.rest = names[-1] if names and str(own[names[-1]]).startswith("tuple") else ""
        cls.fields = tuple(name for name in names if name != cls.rest)
        for place, name in enumerate(cls.fields):
            setattr(cls, name, _field(place))
        if cls.rest:
            setattr(cls, cls.rest, _field(slice(len(cls.fields), None)))

    def __new__(cls, *args: Any) -> Any:
        if len(args) < len(cls.fields) or (len(args) > len(cls.fields) and not cls.rest):
            wanted = ", ".join([*cls.fields, *([f"*{cls.rest}"] if cls.rest else [])])
            raise TypeError(f"{cls.__name__} got {len(args)} arguments, expected {cls.__name__}({wanted})")
        return super().__new__(cls, *map(sympify, args))

    @property
    def free_symbols(self) -> set[Symbol]:
        return set(symbols_in(self))

    def _eval_is_extended_real(self) -> bool | None:
        return True
