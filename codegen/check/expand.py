"""IR -> sympy expression: the way back, which proves that a pass changed nothing."""

from __future__ import annotations

from collections import Counter

from sympy import Expr, I, Symbol

from muforge.codegen.ir import CONDITIONS, Program
from muforge.symbolic.language.nodes.let import Let

LONG = 24
"""Name a value that is used twice and takes at least this many operations."""

HUGE = 10**5
"""A formula of more operations, with every use of a value counted, has names also without integrals."""


def expand(program: Program, result: int = 0) -> Expr:
    """The formula of one of a program's results, as one expression in symbols named like its inputs."""
    if program.complex:
        real, imaginary = (expression_of(program, output) for output in program.outputs)
        return real + I * imaginary
    return expression_of(program, program.outputs[result])


def expression_of(program: Program, number: int) -> Expr:
    """The expression of one value of a program."""
    known: dict[int, Expr] = {}
    needed, stack = set(), [number]
    while stack:
        value = stack.pop()
        if value not in needed:
            needed.add(value)
            stack += program.operations[value].args
    naming = _Naming(program, needed)
    for value in sorted(needed):
        operation = program.operations[value]
        args = [known[a] for a in operation.args]
        if operation.op == "integral":
            args = [naming.around(args[0], value)]
        known[value] = naming.short(value, operation.kind.form(operation.kind.sympy, args, operation.data))
    return naming.around(known[number], None)


class _Naming:
    """Names for long values that are used several times; only with integrals and in formulas that would explode."""

    def __init__(self, program: Program, needed: set[int]) -> None:
        self.program = program
        self.scopes = program.scopes()
        uses = Counter(a for value in needed for a in program.operations[value].args)
        long = any(program.operations[value].op == "integral" for value in needed) or _size(program, needed) > HUGE
        self.often = {value for value, count in uses.items() if count > 1} if long else set()
        self.named: list[tuple[int, Symbol, Expr]] = []
        self._length: dict[int, int] = {}

    def short(self, value: int, expression: Expr) -> Expr:
        """The expression, or its name if that is worth one."""
        operation = self.program.operations[value]
        self._length[value] = 1 + sum(self._length[a] for a in operation.args)
        if value not in self.often or self._length[value] < LONG or operation.op in CONDITIONS:
            return expression
        name = Symbol(f"v_{value}", real=True)
        self.named.append((value, name, expression))
        self._length[value] = 1
        return name

    def around(self, body: Expr, integral: int | None) -> Expr:
        """The integrand of an integral, or the result, with the names that belong to it."""
        inside: frozenset[str] = frozenset()
        scope: frozenset[str] = frozenset()
        if integral is not None:
            inside = frozenset({self.program.operations[integral].data.variable})
            scope = self.scopes[integral]
        for value, name, expression in reversed(self.named):
            if inside <= self.scopes[value] <= scope | inside:
                body = Let(body, name, expression)
        return body


def _size(program: Program, needed: set[int]) -> int:
    """Operations of the largest of some values when every use of a value is written out."""
    sizes: dict[int, int] = {}
    for value in sorted(needed):
        sizes[value] = 1 + sum(sizes[a] for a in program.operations[value].args)
    return max(sizes.values())
