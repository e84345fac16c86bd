r"""Formulas as LaTeX: one ``align*``, in the pieces in which they are shown as text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sympy import Expr, Integral, Symbol
from sympy.printing.latex import LatexPrinter

from muforge.describe.as_text import one_line
from muforge.describe.declared_formula import SQUARE, WIDTH, Statement
from muforge.describe.layout import Style, lines
from muforge.describe.symbols import symbol


class _Latex(LatexPrinter):
    """Names by the one table of symbols; calls of quantities as text."""

    def _print_Symbol(self, expr: Symbol, style: str = "plain") -> str:
        return text(expr.name) if "(" in expr.name else symbol(expr.name)

    def _print_Li2(self, expr: Expr, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\operatorname{{Li}}_2{power}\left({self._print(expr.args[0])}\right)"


@lru_cache(maxsize=4096)
def latex(e: Any) -> str:
    """An expression as LaTeX."""
    return str(_Latex({"fold_short_frac": False}).doprint(e))


STYLE = Style(
    text=latex,
    measure=lambda e: len(one_line(e)),
    times=" ",
    opening=r"\Bigl(",
    closing=r"\Bigr)",
    power=lambda exponent: f"^{{{exponent}}}",
    if_=r"\quad\text{if } ",
    otherwise=r"\quad\text{otherwise}",
)


def text(words: str) -> str:
    """Words inside mathematics."""
    escaped = "".join(f"\\{c}" if c in "&%$#_{}" else c for c in words)
    return rf"\text{{{escaped.replace('^', chr(92) + 'textasciicircum{}')}}}"


def as_latex(statement: Statement) -> str:
    """Formulas as one ``align*``, for a document that loads amsmath."""
    rows = [f"&{text(statement.title)}"] if statement.title else []
    for name, written in statement.formulas.items():
        rows.append(_row(r"|\mathcal{M}|^2" if name == SQUARE else text(name), written.result))
        rows += [_row(symbol(key.name), value) for key, value in written.integrals.items()]
        rows += [f"{symbol(key.name)} &= {text(call)}" for key, call in written.parts.items() if key.name != call]
        rows += [_row(symbol(key.name), value) for key, value in written.values.items()]
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}\n"


def _row(name: str, value: Expr) -> str:
    return f"{name} &= " + " \\\\\n&".join(_broken(value))


def _broken(value: Expr) -> Iterator[str]:
    """An expression on as many lines as its text takes; cases and short integrals in one piece."""
    if isinstance(value, Integral) and len(one_line(value.args[0])) > WIDTH:
        x, low, high = value.args[1].args
        yield rf"\int_{{{latex(low)}}}^{{{latex(high)}}} d{latex(x)} {STYLE.opening}"
        for depth, line in lines(value.args[0], WIDTH, STYLE):
            yield r"\quad " * (depth + 1) + line
        yield STYLE.closing
        return
    if isinstance(value, Integral):
        yield latex(value)
        return
    for depth, line in lines(value, WIDTH, STYLE):
        yield r"\quad " * depth + line
