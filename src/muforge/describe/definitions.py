"""A formula as a reader wants it: the result, its integrals, and the values that names stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from string import ascii_uppercase
from typing import Any

from sympy import (
    Abs,
    And,
    Dummy,
    Expr,
    Function,
    Integer,
    Integral,
    Mul,
    Piecewise,
    Pow,
    Symbol,
    Tuple,
    conjugate,
    latex,
    re,
    true,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.basic import Basic
from sympy.core.expr import UnevaluatedExpr
from sympy.core.relational import Relational
from sympy.functions import exp, log
from sympy.logic.boolalg import Boolean
from sympy.printing.pretty.stringpict import prettyForm

from muforge.symbolic.language import functions
from muforge.symbolic.language.nodes.computed import Computed
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.line_integral import as_written
from muforge.symbolic.language.written import printed_form

LARGE = 8
"""Nodes of the expression tree from which a value that is used more than once gets a name."""
LETTERS = [letter for letter in ascii_uppercase if letter not in "AEIKNOPQRSXZ"]
"""Letters that no argument, constant, part, particle or function of sympy is called."""


@dataclass(frozen=True)
class Written:
    """A formula in pieces, each in the order in which a reader meets its name.

    Parameters
    ----------
    result : Expr
        The formula itself, in which names stand for integrals, parts and values.
    integrals : dict of Symbol to Integral
    parts : dict of Symbol to str
        Quantities that the formula is made of, as calls.
    values : dict of Symbol to Expr
    """

    result: Expr
    integrals: dict[Symbol, Expr] = field(default_factory=dict)
    parts: dict[Symbol, str] = field(default_factory=dict)
    values: dict[Symbol, Expr] = field(default_factory=dict)

    @property
    def expressions(self) -> list[Expr]:
        """The result and everything that has a name."""
        return [self.result, *self.integrals.values(), *self.values.values()]

    @property
    def in_one_piece(self) -> bool:
        """Whether nothing has a name but the parts that stand in the formula as calls."""
        return not (self.integrals or self.values) and all(part.name == call for part, call in self.parts.items())

    @property
    def has_inner_cases(self) -> bool:
        """Whether cases stand inside a formula, and not at its head."""
        return any(isinstance(e, Piecewise) for top in self.expressions for e in _met([*top.args]))

    def in_order(self) -> Written:
        """The same pieces in the order in which a reader meets their names, without unused ones."""
        definitions: dict[Symbol, Expr] = {**self.integrals, **self.values}
        met: dict[Symbol, None] = {}
        waiting = [self.result]
        while waiting:
            for name in _symbols_in_order(waiting.pop(0)):
                if name not in met and (name in definitions or name in self.parts):
                    met[name] = None
                    waiting += [definitions[name]] if name in definitions else []
        return replace(
            self,
            integrals={name: self.integrals[name] for name in met if name in self.integrals},
            parts={name: self.parts[name] for name in met if name in self.parts},
            values={name: self.values[name] for name in met if name in self.values},
        )


def _symbols_in_order(e: Basic) -> Iterator[Symbol]:
    """The symbols of an expression from left to right, each once; shared parts are entered once."""
    seen: set[Basic] = set()
    stack = [e]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, Symbol):
            yield node
        stack += reversed(node.args)


class Reader:
    """Writes expressions in the functions of textbooks, and collects the values that the author named."""

    def __init__(self) -> None:
        self.values: dict[Symbol, Expr] = {}
        self.parts: dict[Symbol, str] = {}
        self._known: dict[tuple[Basic, frozenset[tuple[Symbol, Symbol]]], Basic] = {}
        self._renamed: dict[Symbol, Symbol] = {}

    def __call__(self, e: Basic) -> Basic:
        """The expression in textbook functions; names of the author stay, tables become their formulas."""
        place = e, frozenset(self._renamed.items())
        if place not in self._known:
            self._known[place] = self._read(e)
        return self._known[place]

    def _read(self, e: Basic) -> Basic:
        if isinstance(e, UnevaluatedExpr):
            return self(e.args[0])
        if isinstance(e, Let):
            return self._named(e)
        if isinstance(e, Computed):
            name = Symbol(part_text(e))
            self.parts[name] = name.name
            return name
        if isinstance(e, functions.power_series) and len(e.args) > 6:
            x = self(e.args[0])
            return FirstTerms(x, x, Integer(len(e.args) - 1), *e.args[1:4])
        published = printed_form(e)
        if published is not e:
            return self(published)
        if not e.args:
            return self._renamed.get(e, e) if isinstance(e, Symbol) else e
        args = [self(a) for a in e.args]
        changed = any(a is not b for a, b in zip(args, e.args, strict=True))
        return textbook(e, args, changed)

    def _named(self, e: Let) -> Basic:
        """What a name stands for is kept; the name has primes where another value has it already."""
        value, name = self(e.value), e.name
        if isinstance(value, Symbol):
            name = value
        else:
            while self.values.get(name, value) != value:
                name = Symbol(f"{name.name}'", real=True)
            self.values[name] = value
        outside = self._renamed
        self._renamed = {**outside, e.name: name}
        if name == e.name:
            self._renamed.pop(e.name)
        body = self(e.body)
        self._renamed = outside
        return body


def textbook(e: Basic, args: list[Basic], changed: bool) -> Basic:
    """A node of an expression with new arguments, in functions that textbooks have."""
    x = args[0]
    if isinstance(e, Integral):
        return as_written(x, *args[1].args) if changed else e
    if isinstance(e, Piecewise):
        return Piecewise(*args, evaluate=False) if changed else e
    if isinstance(e, log1p):
        return log(1 + x)
    if isinstance(e, expm1):
        return exp(x) - 1
    if isinstance(e, functions.modulus_squared):
        return Pow(Abs(x, evaluate=False), 2, evaluate=False)
    if isinstance(e, functions.real_product):
        return re(conjugate(x) * args[1], evaluate=False)
    if isinstance(e, functions.larger | functions.smaller):
        return Function("max" if isinstance(e, functions.larger) else "min")(*args)
    if isinstance(e, functions.dilogarithm):
        return Function("Li2")(x)
    if type(e).__module__ == functions.__name__:
        return e._eval_rewrite(None, tuple(args))
    return e.func(*args) if changed else e


class FirstTerms(Function):
    """A long power series by its first terms: ``args = (x, x, number of terms, c_0, c_1, c_2)``."""

    is_commutative = True

    @property
    def text(self) -> str:
        """The terms on one line, each after the first with its sign."""
        x, _, number, *coefficients = self.args
        power = str(x) if x.is_Atom else f"({x})"
        terms = [str(coefficients[0])]
        for n, c in enumerate(coefficients[1:], 1):
            terms.append(f"{'-' if c < 0 else '+'} {abs(c)}*{power}{'' if n == 1 else f'^{n}'}")
        return f"({' '.join(terms)} + ... [{number} terms])".replace("**", "^")

    def _sympystr(self, printer: Any) -> str:
        return self.text

    def _pretty(self, printer: Any) -> prettyForm:
        return prettyForm(self.text)

    def _latex(self, printer: Any) -> str:
        x, _, _, *coefficients = self.args
        terms = sum((c * Symbol("x") ** n for n, c in enumerate(coefficients)), Integer(0))
        return rf"\left(\left.{latex(terms, order='rev-lex')} + \dots\right|_{{x = {printer._print(x)}}}\right)"


def part_text(part: Computed) -> str:
    """A quantity that a formula is made of, as a call: its options, then its arguments; constants are left out."""
    variant = part.variant
    texts = [f"{name}={value}" for name, value in variant.options]
    for name, value in zip(variant.inputs, part.inputs, strict=True):
        text = str(value).replace("**", "^")
        if text != name:
            texts.append(f"{name}={text}")
        elif name not in variant.constants:
            texts.append(name)
    return f"{variant.quantity.name}({', '.join(texts)})"


def read(expression: Expr) -> Written:
    """The formula with its parts and the names that its author gave, integrals in place."""
    reader = Reader()
    result = in_cases(reader(expression))
    return Written(result, parts=reader.parts, values=reader.values).in_order()


def in_cases(e: Basic) -> Basic:
    """A formula that is different in different regions, as these cases: ``c {v if x}`` as ``{c v if x}``."""
    if isinstance(e, Mul):
        pieces = [factor for factor in e.args if isinstance(factor, Piecewise)]
        if len(pieces) != 1:
            return e
        rest = Mul(*(factor for factor in e.args if factor is not pieces[0]))
        return in_cases(Piecewise(*((rest * value, where) for value, where in pieces[0].args), evaluate=False))
    if not isinstance(e, Piecewise):
        return e
    cases: list[tuple[Basic, Basic]] = []
    for value, where in e.args:
        inner = in_cases(value)
        cases += [(v, And(where, w)) for v, w in inner.args] if isinstance(inner, Piecewise) else [(inner, where)]
    while len(cases) > 1 and cases[-1][1] == true and cases[-2][0] == cases[-1][0]:
        del cases[-2]
    return Piecewise(*cases, evaluate=False)


def with_named_integrals(written: Written) -> Written:
    """Every integral by a name: ``I``, or ``I_x`` by its variable if there are several."""
    integrals: dict[Basic, str] = {}
    for e in written.expressions:
        _find_integrals(e, integrals, set())
    taken = {s.name for e in written.expressions for s in _symbols_in_order(e)}
    names: dict[Basic, Symbol] = {}
    for integral, variable in integrals.items():
        name = "I" if len(integrals) == 1 else f"I_{variable}"
        while name in taken:
            name += "'"
        taken.add(name)
        names[integral] = Symbol(name)
    replaced = _Replacer(names)
    return Written(
        replaced(written.result),
        {name: replaced.inside(integral) for integral, name in names.items()},
        written.parts,
        {name: replaced(value) for name, value in written.values.items()},
    ).in_order()


def _find_integrals(e: Basic, found: dict[Basic, str], seen: set[Basic]) -> None:
    if e in seen:
        return
    seen.add(e)
    if isinstance(e, Integral):
        found.setdefault(e, e.args[1].args[0].name)
    for a in e.args:
        _find_integrals(a, found, seen)


def with_named_parts(written: Written, width: int) -> Written:
    """A short name for every part, if one of them is used more than once or has a call that fills a line."""
    uses: dict[Basic, int] = {}
    entered: set[Basic] = set()
    for e in written.expressions:
        uses[e] = uses.get(e, 0) + 1
        _count_uses(e, uses, entered)
    if all(uses.get(part, 0) < 2 and len(call) < width for part, call in written.parts.items()):
        return written
    numbers = [""] if len(written.parts) == 1 else [f"_{n}" for n in range(1, len(written.parts) + 1)]
    names = {part: Symbol(f"P{number}") for part, number in zip(written.parts, numbers, strict=True)}
    replaced = _Replacer({**names})
    return Written(
        replaced(written.result),
        {name: replaced.inside(integral) for name, integral in written.integrals.items()},
        {names[part]: call for part, call in written.parts.items()},
        {name: replaced(value) for name, value in written.values.items()},
    )


def with_named_values(written: Written) -> Written:
    """A letter for every large value that is used more than once, and for cases inside a formula."""
    uses: dict[Basic, int] = {}
    entered: set[Basic] = set()
    for e in written.expressions:
        uses[e] = uses.get(e, 0) + 1
        _count_uses(e, uses, entered)
    sizes: dict[Basic, int] = {}
    for e in written.expressions:
        _collapsed_size(e, uses, sizes)
    tops = set(written.expressions)
    shared = {e for e in sizes if _is_shared(e, uses, sizes) or (isinstance(e, Piecewise) and e not in tops)}
    ordered = [e for e in _met(written.expressions) if e in shared]
    own = {value: name for name, value in written.values.items()}
    names: dict[Basic, Symbol] = {}
    for e in ordered:
        if e in own:
            names[e] = own[e]
            continue
        names[e] = Dummy()
    replaced = _Replacer(names)
    new = {name: replaced.inside(value) for value, name in names.items()}
    old = {name: replaced.inside(value) for name, value in written.values.items()}
    integrals = {name: replaced.inside(value) for name, value in written.integrals.items()}
    return _lettered(Written(replaced(written.result), integrals, written.parts, {**old, **new}).in_order())


def _lettered(written: Written) -> Written:
    """Letters in the order of the alphabet for values that have no name yet."""
    taken = {s.name for e in written.expressions for s in _symbols_in_order(e) if not isinstance(s, Dummy)}
    letters = (f"{letter}{number}" for number in ["", *range(1, 100)] for letter in LETTERS)
    free = (letter for letter in letters if letter not in taken)
    names: dict[Basic, Symbol] = {name: Symbol(next(free)) for name in written.values if isinstance(name, Dummy)}
    replaced = _Replacer(names)
    return Written(
        replaced(written.result),
        {name: replaced(value) for name, value in written.integrals.items()},
        written.parts,
        {names.get(name, name): replaced(value) for name, value in written.values.items()},
    )


def _met(expressions: list[Expr]) -> Iterator[Basic]:
    seen: set[Basic] = set()
    for e in expressions:
        stack: list[Basic] = [e]
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                yield node
                stack += reversed(node.args)


def _count_uses(e: Basic, uses: dict[Basic, int], entered: set[Basic]) -> None:
    if e in entered:
        return
    entered.add(e)
    for a in e.args:
        uses[a] = uses.get(a, 0) + 1
        _count_uses(a, uses, entered)


def _collapsed_size(e: Basic, uses: dict[Basic, int], sizes: dict[Basic, int]) -> int:
    """Nodes of an expression in which shared values count as one."""
    if e not in sizes:
        sizes[e] = 1 + sum(_collapsed_size(a, uses, sizes) for a in e.args)
    return 1 if _is_shared(e, uses, sizes) else sizes[e]


def _is_shared(e: Basic, uses: dict[Basic, int], sizes: dict[Basic, int]) -> bool:
    if not isinstance(e, Expr) or isinstance(e, Boolean | Relational | Tuple | Integral) or not e.args:
        return False
    return uses.get(e, 0) > 1 and sizes[e] >= LARGE


class _Replacer:
    """Replaces values by their names, in every expression it is given."""

    def __init__(self, names: dict[Basic, Symbol]) -> None:
        self._known: dict[Basic, Basic] = dict(names)

    def __call__(self, e: Basic) -> Basic:
        if e not in self._known:
            self._known[e] = self.inside(e)
        return self._known[e]

    def inside(self, e: Basic) -> Basic:
        """The expression itself, not its name, with names in it."""
        args = [self(a) for a in e.args]
        if all(a is b for a, b in zip(args, e.args, strict=True)):
            return e
        if isinstance(e, Integral | Piecewise):
            return textbook(e, args, True)
        return e.func(*args)
