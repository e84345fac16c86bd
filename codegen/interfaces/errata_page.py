"""The page of misprints: every erratum that the quantities carry, for readers of the documentation."""

from __future__ import annotations

from collections.abc import Iterable

from muforge.codegen.notice import NOTICE
from muforge.symbolic.language.literature import Equation, Erratum
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.language.wording import equation_text, ratio_text, statement

INTRODUCTION = """\
Equations of the literature that are wrong as printed, found while their formulas were derived and compiled. Natural
units, symbols as in muforge. `muforge verify` shows each of them again: the right form equals the formula that is
compiled, the printed one does not; "printed/right" is the formula that follows from the printed equation over the
right one. Statements in words are recorded only."""


def errata_page(quantities: Iterable[Quantity]) -> str:
    """The text of ``errata.md``."""
    parts = [f"<!-- {NOTICE} -->\n\n# Misprints in the literature\n\n{INTRODUCTION}"]
    for quantity in quantities:
        if quantity.errata:
            parts += [f"## {quantity.name}", *map(_table, quantity.errata)]
    return "\n\n".join(parts) + "\n"


def _table(erratum: Erratum) -> str:
    rows = {
        "printed": _cell(erratum.printed),
        "right": _cell(erratum.right),
        "printed/right": ratio_text(erratum),
        "shown by": erratum.shown,
    }
    lines = [f"{statement(erratum)}:", "", "| | |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| {title} | {text} |" for title, text in rows.items() if text)])


def _cell(equation: Equation) -> str:
    return equation if isinstance(equation, str) else f"`{equation_text(equation)}`"
