"""Formulas as text: two-dimensional where they fit, otherwise with named parts."""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, Piecewise, Symbol, count_ops, cse, numbered_symbols, sstr, true
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.stringpict import prettyForm

from muforge.symbolic.language.functions import power_series
from muforge.symbolic.language.nodes.computed import Computed
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.language.written import as_published

LONGEST = 120
"""Operations up to which a formula is shown in one piece."""


class _Printer(PrettyPrinter):
    """Names as a user types them, integrals as the literature has them."""

    def _print_Symbol(self, expr: Symbol, bold_name: bool = False) -> prettyForm:
        return prettyForm(expr.name)

    def _print_UnevaluatedExpr(self, expr: Expr) -> prettyForm:
        return self._print(expr.args[0])

    def _print_power_series(self, expr: Expr) -> prettyForm:
        return prettyForm(sstr(expr))


def formula_text(variant: Variant, width: int) -> str:
    """The formula of a variant, at most `width` columns where that is possible."""
    return variant.formula.text(lambda expression: _expression_text(expression.replace(_is_part, _named), width))


def _is_part(expression: Expr) -> bool:
    return isinstance(expression, Computed)


def _named(part: Computed) -> Symbol:
    """A part that a kernel computes, as a call of that kernel."""
    return Symbol(f"{part.kernel}({', '.join(map(str, part.inputs))})")


def _expression_text(expression: Expr, width: int) -> str:
    plain = _as_published(expression)
    if count_ops(plain) <= LONGEST:
        for pictures in ([_pretty(plain)], [_pretty(term) for term in Add.make_args(plain)]):
            if max(len(line) for picture in pictures for line in picture.splitlines()) <= width:
                return "\n\n+\n\n".join(pictures)
    names = numbered_symbols("p", start=1)
    parts, (result,) = cse(plain, symbols=names, order="none")
    return "\n".join([*(f"{name} = {sstr(part)}" for name, part in parts), *_result_lines(result)])


def _result_lines(result: Expr) -> list[str]:
    """One line for each case."""
    if not isinstance(result, Piecewise):
        return [f"result = {sstr(result)}"]
    return [
        f"result = {sstr(value)}  {'otherwise' if condition == true else f'if {sstr(condition)}'}"
        for value, condition in result.args
    ]


def _as_published(expression: Expr) -> Any:
    """As the literature writes it, with long power series by their first terms."""
    expression = as_published(expression)
    return expression.replace(lambda e: isinstance(e, power_series) and len(e.args) > 6, _shortened)


def _shortened(series: Expr) -> Expr:
    """A long power series by its first terms."""
    return Symbol(sstr(series))


def _pretty(expression: Expr) -> str:
    settings = {"use_unicode": True, "wrap_line": False}
    return _Printer(settings).doprint(expression)
