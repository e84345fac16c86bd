"""Formulas as text: two-dimensional where they fit, otherwise in pieces with names, a term a line."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sympy import Expr, Symbol, count_ops
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.pretty_symbology import pretty_use_unicode
from sympy.printing.pretty.stringpict import prettyForm
from sympy.printing.str import StrPrinter

from muforge.describe.definitions import Written
from muforge.describe.layout import STEP, Style, lines

LONGEST = 120
"""Operations up to which a formula is shown in one piece."""
LINES = 14
"""Lines up to which a formula stays without names for repeated values."""
TALLEST = 12
"""Lines up to which a two-dimensional formula reads well beside its name."""


class _Text(StrPrinter):
    """One line, powers as ``^``."""

    def _print_Dot(self, expr: Expr) -> str:
        first, second = (f"({text})" if " " in text else text for text in map(self._print, expr.args))
        return f"{first}.{second}"

    def _print_Abs(self, expr: Expr) -> str:
        return f"abs({self._print(expr.args[0])})"

    def _print_ImaginaryUnit(self, expr: Expr) -> str:
        return "i"

    def _print_ComplexInfinity(self, expr: Expr) -> str:
        return "infinite"

    def _print_Pow(self, expr: Expr, rational: bool = False) -> str:
        return str(super()._print_Pow(expr, rational)).replace("**", "^")


class _Pretty(PrettyPrinter):
    """Names as a user types them, integrals as the literature has them."""

    def _print_Symbol(self, expr: Symbol, bold_name: bool = False) -> prettyForm:
        return prettyForm(expr.name)

    def _print_ComplexInfinity(self, expr: Expr) -> prettyForm:
        return prettyForm("infinite")


@lru_cache(maxsize=4096)
def one_line(e: Any) -> str:
    """An expression on one line."""
    return str(_Text().doprint(e)).replace("**", "^")


PLAIN = Style(
    text=one_line,
    measure=lambda e: len(one_line(e)),
    times="*",
    opening="(",
    closing=")",
    power=lambda exponent: f"^{exponent}" if exponent.isalnum() else f"^({exponent})",
    if_="  if ",
    otherwise="  otherwise",
)


@dataclass(frozen=True)
class Picture:
    """A formula in two dimensions, and the number of the line that its name stands beside."""

    lines: list[str]
    baseline: int

    @property
    def width(self) -> int:
        return max(map(len, self.lines))


@lru_cache(maxsize=256)
def pretty(e: Expr) -> Picture:
    """An expression in two dimensions."""
    with_unicode = pretty_use_unicode(True)
    form = _Pretty({"use_unicode": True, "wrap_line": False})._print(e)
    pretty_use_unicode(with_unicode)
    return Picture([line.rstrip() for line in form.render(wrap_line=False).splitlines()], form.baseline)


def fits(e: Expr, width: int) -> bool:
    """Whether an expression reads well in two dimensions."""
    return count_ops(e) <= LONGEST and pretty(e).width <= width


def block(e: Expr, width: int) -> Picture | None:
    """An expression on one line or, where that does not do, in two dimensions; None if it is too long for both."""
    text = one_line(e)
    if len(text) <= width and "Integral" not in text and "Piecewise" not in text:
        return Picture([text], 0)
    if fits(e, width) and len(pretty(e).lines) <= TALLEST:
        return pretty(e)
    return None


class _Wrapper(textwrap.TextWrapper):
    """Breaks lines at spaces and behind signs of multiplication."""

    wordsep_simple_re = re.compile(r"(\s+|(?<=\*)(?=[^*\s]))")


def by_lines(e: Expr, width: int) -> list[str]:
    """An expression with each long term on a line of its own."""
    found = []
    for depth, text in lines(e, width, PLAIN):
        start = " " * (STEP * depth)
        wrapper = _Wrapper(
            width,
            initial_indent=start,
            subsequent_indent=start + " " * (2 * STEP),
            break_long_words=False,
            break_on_hyphens=False,
        )
        found += wrapper.wrap(text)
    return found


def as_text(written: Written, name: str, width: int) -> list[str]:
    """The pieces of a formula: the result, the integrals, the parts and the values that names stand for."""
    if written.in_one_piece and fits(written.result, width):
        return pretty(written.result).lines
    found = defined(name, written.result, width)
    for title, definitions in (
        ("with the integrals" if len(written.integrals) > 1 else "with the integral", _integrals(written, width)),
        ("made of", _parts(written, width)),
        ("where", _values(written, width)),
    ):
        texts = [" " * STEP + line for line in definitions]
        found += [title, *texts] if texts else []
    return found


def _parts(written: Written, width: int) -> Iterator[str]:
    for name, call in written.parts.items():
        if name.name != call:
            start = f"{name} = "
            yield from textwrap.wrap(start + call, width - STEP, subsequent_indent=" " * len(start))


def _values(written: Written, width: int) -> Iterator[str]:
    for name, value in written.values.items():
        yield from defined(name.name, value, width - STEP)


def _integrals(written: Written, width: int) -> Iterator[str]:
    for name, integral in written.integrals.items():
        start = f"{name} = "
        if fits(integral, width - STEP - len(start)):
            yield from beside(start, pretty(integral))
            continue
        integrand, (x, low, high) = integral.args[0], integral.args[1].args
        yield f"{start}integral over {x} from {one_line(low)} to {one_line(high)} of"
        yield from (" " * STEP + line for line in by_lines(integrand, width - 2 * STEP))


def defined(name: str, value: Expr, width: int) -> list[str]:
    """A name and its definition."""
    start = f"{name} = "
    shown = block(value, width - len(start))
    if shown is not None:
        return beside(start, shown)
    return [start.rstrip(), *(" " * STEP + line for line in by_lines(value, width - STEP))]


def beside(start: str, picture: Picture) -> list[str]:
    """A name beside a formula, at the height of its line."""
    blank = " " * len(start)
    return [(start if n == picture.baseline else blank) + line for n, line in enumerate(picture.lines)]
