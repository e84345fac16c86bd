"""Dark matter that a mediator decays to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer
from sympy.core.sympify import sympify

from muforge.symbolic.language.user_errors import DeclarationError

SPINS = ("complex_scalar", "majorana", "dirac", "pseudo_dirac")
"""Kinds of pairs; scalars couple to the first three."""


@dataclass(frozen=True)
class DarkMatter:
    """A particle that a mediator decays to in pairs.

    Parameters
    ----------
    spin : str
        ``complex_scalar``, ``majorana``, ``dirac`` or, for a vector, ``pseudo_dirac``.
    mass : Expr
        In GeV; of a pseudo-Dirac pair the lower one.
    coupling : Expr
        As `muforge.explain("decay.vector_to_dark_matter")` and `decay.spin_zero_to_dark_matter` say; an imaginary
        coupling of a scalar is a pseudoscalar's.
    relative_splitting : Expr
        ``(m_2 - m_1)/m_1`` of a pseudo-Dirac pair.
    """

    spin: str
    mass: Expr
    coupling: Expr
    relative_splitting: Expr = Integer(0)

    def __post_init__(self) -> None:
        if self.spin not in SPINS:
            raise DeclarationError(f"dark matter is {self.spin!r}; {', '.join(SPINS)} are known")
        if self.relative_splitting != 0 and self.spin != "pseudo_dirac":
            raise DeclarationError(f"dark matter that is {self.spin} has no splitting; pseudo_dirac has")
        object.__setattr__(self, "coupling", sympify(self.coupling))
        object.__setattr__(self, "mass", sympify(self.mass))


def coupling_of(dark_matter: Any) -> Expr:
    """The coupling to dark matter, of which nothing else may be known."""
    return dark_matter.coupling if isinstance(dark_matter, DarkMatter) else sympify(dark_matter)
