"""The intermediate representation: a flat list of operations in static single assignment form.

Operation number n may only use results of operations before it.  Loops are not nested blocks but
operations too: ``integral`` and ``sum`` take a value that depends on a loop variable and give one that
does not.  Which loop variables a value depends on (its *scope*) says where it is computed; hoisting is
nothing but reading off the scopes.

Kinds of operations, their arguments and data, are declared in `muforge.codegen.operations`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, Integer, Rational
from sympy.core.numbers import Float

from muforge.codegen.operations import OPERATIONS, Kind
from muforge.symbolic.language.nodes.tabulated import Tabulated

CONDITIONS = frozenset(name for name, kind in OPERATIONS.items() if kind.condition)
LEAVES = frozenset(name for name, kind in OPERATIONS.items() if kind.arity == 0)


class InternalError(RuntimeError):
    """muforge's own code generator broke a rule of its own; please report it."""


@dataclass(frozen=True)
class Loop:
    """Trapezoidal rules on the real line: nodes ``k step`` from ``-reach_low`` to ``reach_high``.

    There are `levels` of them, each with the step of the one before divided by `ratio`; if nothing else is said, it is
    halved, and the coarsest step is at most 2.
    """

    variable: str
    step: Rational
    reach_low: int
    reach_high: int
    levels: int = 0
    ratio: Rational = Integer(2)

    def __post_init__(self) -> None:
        if not self.levels:
            object.__setattr__(self, "levels", int(2 / self.step).bit_length())

    @property
    def coarsest(self) -> Rational:
        """Step of the first rule."""
        return self.step * self.ratio ** (self.levels - 1)


@dataclass(frozen=True)
class Column:
    """A function of an integration variable alone, tabulated at the nodes when C is written."""

    variable: str
    expression: Expr


@dataclass(frozen=True)
class Operation:
    op: str
    args: tuple[int, ...] = ()
    data: Any = None

    @property
    def kind(self) -> Kind:
        """What the table of operations says of it."""
        if self.op not in OPERATIONS:
            raise InternalError(f"there is no operation '{self.op}'")
        return OPERATIONS[self.op]


@dataclass(frozen=True)
class Program:
    """A kernel: its name, its arguments and its operations.

    Parameters
    ----------
    name : str
    inputs : tuple of str
        All arguments in the order of the call; the first `points` of them vary inside a batch.
    points : int
    series : tuple of str
        The inputs that are arrays summed over.
    operations : tuple of Operation
    outputs : tuple of int
        One operation for a real result, two (real and imaginary part) for a complex one.
    positive : frozenset of str
        Inputs that are above 0.
    """

    name: str
    inputs: tuple[str, ...]
    points: int
    series: tuple[str, ...]
    operations: tuple[Operation, ...]
    outputs: tuple[int, ...]
    positive: frozenset[str] = frozenset()

    def tables(self) -> list[Tabulated]:
        """The tabulated functions that occur, each in its own variable."""
        return list(dict.fromkeys(o.data for o in self.operations if o.op == "tabulated"))

    def scopes(self) -> list[frozenset[str]]:
        """For each operation, the loop variables that its value depends on."""
        scopes: list[frozenset[str]] = []
        for operation in self.operations:
            scope = frozenset().union(*(scopes[a] for a in operation.args))
            if operation.op == "node":
                scope = frozenset({operation.data})
            elif operation.op == "element":
                scope = frozenset({operation.data[1]})
            elif operation.op == "column":
                scope = frozenset({operation.data.variable})
            elif operation.op == "integral":
                scope -= {operation.data.variable}
            elif operation.op == "sum":
                scope -= {operation.data}
            scopes.append(scope)
        return scopes

    def uses(self, names: frozenset[str]) -> list[bool]:
        """For each operation, whether its value depends on one of the inputs `names`."""
        used: list[bool] = []
        for operation in self.operations:
            own = (operation.op == "input" and operation.data in names) or (
                operation.op == "element" and operation.data[0] in names
            )
            used.append(own or any(used[a] for a in operation.args))
        return used

    def with_operations(self, builder: Builder, outputs: tuple[int, ...]) -> Program:
        """The same kernel with other operations, without operations that no output needs."""
        needed = set()
        stack = list(outputs)
        while stack:
            value = stack.pop()
            if value not in needed:
                needed.add(value)
                stack += builder.operations[value].args
        renumber = {old: new for new, old in enumerate(sorted(needed))}
        operations = tuple(
            replace(builder.operations[old], args=tuple(renumber[a] for a in builder.operations[old].args))
            for old in sorted(needed)
        )
        return replace(self, operations=operations, outputs=tuple(renumber[o] for o in outputs))


class Builder:
    """Collects operations; an operation that is there already is reused (common subexpressions)."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._known: dict[Operation, int] = {}

    def add(self, op: str, *args: int, data: Any = None) -> int:
        """The number of the operation, new or known; trivial ones are simplified away."""
        operation = Operation(op, args, data)
        if len(args) != operation.kind.arity:
            raise InternalError(f"'{op}' got {len(args)} arguments, expected {operation.kind.arity}")
        simpler = self._simplify(op, args)
        if simpler is not None:
            return simpler
        if operation not in self._known:
            self._known[operation] = len(self.operations)
            self.operations.append(operation)
        return self._known[operation]

    def const(self, value: Expr) -> int:
        if isinstance(value, Float):
            value = Rational(float(value))
        return self.add("const", data=value)

    def _is(self, value: int, number: int) -> bool:
        operation = self.operations[value]
        return operation.op == "const" and operation.data == number

    def _simplify(self, op: str, args: tuple[int, ...]) -> int | None:
        if op == "mul":
            if self._is(args[0], 1):
                return args[1]
            if self._is(args[1], 1):
                return args[0]
        elif op == "div" and self._is(args[1], 1):
            return args[0]
        elif op in ("add", "sub") and self._is(args[1], 0):
            return args[0]
        elif op == "add" and self._is(args[0], 0):
            return args[1]
        elif op == "neg" and self.operations[args[0]].op == "neg":
            return self.operations[args[0]].args[0]
        elif op == "select" and args[1] == args[2]:
            return args[1]
        return None
