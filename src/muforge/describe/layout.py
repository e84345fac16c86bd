"""Long expressions on several lines: each long term on a line of its own, brackets around indented lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from sympy import Add, Expr, Function, Mul, Piecewise, Pow, fraction, true

STEP = 2
"""Columns by which a level is indented."""


@dataclass(frozen=True)
class Style:
    """How pieces of an expression are written.

    Parameters
    ----------
    text : callable
        An expression on one line.
    measure : callable
        Its width in columns.
    times : str
        Between factors.
    opening, closing : str
        Brackets around several lines.
    power : callable
        The exponent after a bracket, from its text.
    if_, otherwise : str
        Before a condition, and in place of one.
    """

    text: Callable[[Expr], str]
    measure: Callable[[Expr], int]
    times: str
    opening: str
    closing: str
    power: Callable[[str], str]
    if_: str
    otherwise: str


Lines = list[tuple[int, str]]
"""Depth and text of each line."""


def lines(e: Expr, width: int, style: Style) -> Lines:
    """An expression on lines of at most `width` columns where that is possible, each with its depth."""
    if style.measure(e) <= width:
        return [(0, style.text(e))]
    if isinstance(e, Piecewise):
        return _cases(e, width, style)
    if isinstance(e, Add):
        return _terms(e, width, style)
    numerator, denominator = fraction(e, exact=True)
    if isinstance(e, Mul) or denominator != 1:
        return _product(numerator, denominator, width, style)
    if isinstance(e, Pow):
        return _bracketed("", e.base, style.power(style.text(e.exp)), width, style)
    if isinstance(e, Function) and len(e.args) == 1:
        return _bracketed(type(e).__name__.lower(), e.args[0], "", width, style)
    if isinstance(e, Function) and type(e).__name__ in ("max", "min"):
        return _arguments(e, width, style)
    return [(0, style.text(e))]


def _cases(e: Piecewise, width: int, style: Style) -> Lines:
    found: Lines = []
    for value, condition in e.args:
        case = lines(value, width, style)
        depth, text = case[-1]
        end = style.otherwise if condition == true else f"{style.if_}{style.text(condition)}"
        if condition != true and len(text) + style.measure(condition) > width:
            found += [*case, (depth + 1, end.lstrip())]
        else:
            found += [*case[:-1], (depth, text + end)]
    return found


def _terms(e: Add, width: int, style: Style) -> Lines:
    found: Lines = []
    packed = False
    for number, term in enumerate(e.as_ordered_terms()):
        (depth, first), *rest = lines(term, width - STEP, style)
        sign = "- " if first.startswith("-") else "+ " if number else ""
        first = sign + first.removeprefix("-").lstrip()
        if packed and not rest and len(found[-1][1]) + len(first) < width:
            found[-1] = (depth, f"{found[-1][1]} {first}")
        else:
            found.append((depth, first))
        found += rest
        packed = not rest
    return found


def _product(numerator: Expr, denominator: Expr, width: int, style: Style) -> Lines:
    """Short factors first, each long one in brackets, then the denominator."""
    factors = Mul.make_args(numerator)
    long = [f for f in factors if not f.is_number and style.measure(f) > width // 3]
    short = Mul(*(f for f in factors if f not in long))
    if not long and denominator == 1:
        return [(0, style.text(numerator))]
    blocks = [_factor(factor, width, style) for factor in long]
    if short == -1 and blocks:
        blocks[0][0] = (0, "-" + blocks[0][0][1])
    elif short != 1 or not blocks:
        text = style.text(short)
        blocks.insert(0, [(0, f"({text})" if isinstance(short, Add) and long else text)])
    found = reduce(lambda a, b: _joined(a, style.times, b), blocks)
    if denominator == 1:
        return found
    return _joined(found, " / ", _divisor(denominator, width, style))


def _divisor(e: Expr, width: int, style: Style) -> Lines:
    if style.measure(e) > width // 2:
        return _factor(e, width, style)
    return [(0, style.text(e) if e.is_Atom or isinstance(e, Pow | Function) else f"({style.text(e)})")]


def _factor(factor: Expr, width: int, style: Style) -> Lines:
    if isinstance(factor, Pow):
        return _bracketed("", factor.base, style.power(style.text(factor.exp)), width, style)
    return _bracketed("", factor, "", width, style)


def _arguments(e: Function, width: int, style: Style) -> Lines:
    """A function of several arguments, each from a line of its own on."""
    found: Lines = [(0, type(e).__name__ + style.opening)]
    for argument in e.args:
        block = [(depth + 1, text) for depth, text in lines(argument, width - STEP, style)]
        depth, text = block[-1]
        found += [*block[:-1], (depth, text + ("" if argument == e.args[-1] else ","))]
    return [*found, (0, style.closing)]


def _joined(first: Lines, between: str, second: Lines) -> Lines:
    """Two blocks, the second going on in the last line of the first."""
    depth, end = first[-1]
    return [*first[:-1], (depth, end + between + second[0][1]), *second[1:]]


def _bracketed(before: str, e: Expr, after: str, width: int, style: Style) -> Lines:
    inner = lines(e, width - STEP, style)
    return [
        (0, before + style.opening),
        *((depth + 1, text) for depth, text in inner),
        (0, style.closing + after),
    ]
