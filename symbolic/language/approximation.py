"""Approximations that formulas make: where they are trusted, what they neglect, what to use beyond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Basic, Expr, Symbol
from sympy.logic.boolalg import Boolean, true


@dataclass(frozen=True)
class Approximation:
    """An approximation, as data: `muforge.evaluate` says or refuses what lies outside, and help shows it.

    Parameters
    ----------
    name : str
        What the formula is: "lowest-order chiral perturbation theory".
    neglects : str
        What it leaves out.
    holds : Boolean
        Where it is trusted; `true` for an approximation with no boundary in the arguments, which is only described.
    beyond : str
        What is known outside, or what to use there; empty for an approximation with no boundary.
    words : str
        The condition `holds` in words, where the comparison itself would not read well.
    carries : bool
        Whether what is made of the formula, a sum of widths for instance, is as wrong outside.  It is not where the
        formula is a small part of the sum.
    mild : bool
        Whether the number is good for something outside as well: then it comes with a warning and is never refused.
    """

    name: str
    neglects: str
    holds: Boolean = true
    beyond: str = ""
    words: str = ""
    carries: bool = True
    mild: bool = False

    def at(self, values: Mapping[Symbol, Expr]) -> Approximation:
        """The same approximation with other arguments."""
        held: Basic = self.holds.xreplace(dict(values))
        words = self.words if held == self.holds else ""
        return Approximation(self.name, self.neglects, held, self.beyond, words, self.carries, self.mild)


def bounded(approximations: Iterable[Approximation]) -> tuple[Approximation, ...]:
    """Those with a boundary in the arguments, each once."""
    return tuple({a: None for a in approximations if a.holds != true})
