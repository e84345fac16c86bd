"""Misprints in words: equations on a line, and by how much the printed one is off."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Rational, cancel, sstr

from muforge.symbolic.language.literature import Equation, Erratum, Limit
from muforge.symbolic.nature.constants import TABLE


def equation_text(equation: Equation) -> str:
    """An equation on one line."""
    return equation if isinstance(equation, str) else sstr(equation).replace("**", "^")


def statement(erratum: Erratum) -> str:
    """Where the equation stands and, for one that holds in a limit alone, in which."""
    if erratum.limit is None:
        return erratum.where
    values = ", ".join(f"{name} = {equation_text(value)}" for name, value in erratum.limit.values.items())
    return f"{erratum.where} (compared at {values})"


@cache
def ratio_text(erratum: Erratum) -> str:
    """The formula that follows from the printed equation over the right one; empty for statements in words.

    Raises
    ------
    ValueError
        If the ratio is not a number and the typical point does not name all that it depends on.
    """
    if erratum.equations is None:
        return ""
    printed, right = erratum.equations
    ratio = cancel(_at_limit(printed / right, erratum.limit))
    if not ratio.free_symbols:
        return _number_text(ratio)
    values, missing = {}, []
    for symbol in ratio.free_symbols:
        if symbol.name in erratum.at:
            values[symbol] = erratum.at[symbol.name]
        elif symbol.name in TABLE:
            values[symbol] = float(TABLE[symbol.name].value)
        else:
            missing.append(symbol.name)
    if missing:
        raise ValueError(
            f"erratum '{erratum.where}': the ratio of printed and right form depends on {sorted(missing)}; "
            "give these a value in at={...}"
        )
    used = {symbol.name for symbol in ratio.free_symbols}
    where = [", ".join(f"{name} = {value:g}" for name, value in erratum.at.items() if name in used)]
    where += ["the constants of the table"] if used - set(erratum.at) else []
    return f"{float(ratio.evalf(15, subs=values)):.4g} at {' and '.join(filter(None, where))}"


def _at_limit(expression: Expr, limit: Limit | None) -> Expr:
    values = limit.values if limit else {}
    return expression.xreplace({s: values[s.name] for s in expression.free_symbols if s.name in values})


def _number_text(number: Expr) -> str:
    if isinstance(number, Rational):
        return sstr(number)
    return f"{float(number):.4g}"
