"""The kinds of argument that a formula can take.

A formula annotates each of its arguments with one of the aliases below (or with a
``typing.Literal`` for an option).  Unit, limits and description of an argument are stated here once;
kernels, stubs, help texts and error messages derive from them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Literal

from sympy import Expr, Symbol

from muforge.symbolic.language.fourvectors import COMPONENTS, FourVector
from muforge.symbolic.nature.constants import m_e, m_mu, m_tau
from muforge.symbolic.nature.units import GeV, Unit, one

SETTINGS = (
    *("name", "grid", "constants", "tolerance", "threads", "return_error", "progress", "outside"),
    *("for_", "value", "between"),
)
"""How a quantity is computed, which callers say beside its arguments; no argument may be called so."""
RESULTS_OF_PARTS = "part_{}"
"""Names of the results of kernels that a composition combines, counted from 1; no argument may be called so."""


def user_of(name: str) -> str | None:
    """Who uses a name already, so that no argument may have it; None for other names."""
    if name in SETTINGS:
        return "a setting of muforge.evaluate or muforge.scan"
    first, _, last = RESULTS_OF_PARTS.partition("{}")
    if name.startswith(first) and name.removeprefix(first).removesuffix(last).isdecimal():
        return "a result of another kernel in formulas that combine them"
    return None


@dataclass(frozen=True)
class Real:
    """A real number with a unit and, where physics sets them, limits.

    Parameters
    ----------
    unit : Unit
    about : str
        Its meaning in a few words.
    above, at_least, at_most : float, optional
        Exclusive lower, inclusive lower and inclusive upper limit.
    plausible : float, optional
        Largest modulus that makes sense in physics; larger ones are computed, and said.
    range : tuple of float
        Moduli from which verification draws samples, on a logarithmic and on a linear scale.  Masses cover
        six decades on either side of the muon mass.
    whole : bool
        Whether it is a whole number.
    """

    unit: Unit
    about: str
    above: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    plausible: float | None = None
    range: tuple[float, float] = (1e-7, 1e5)
    whole: bool = False

    def contains(self, value: float) -> bool:
        """Whether a number is finite and within the limits."""
        above = self.above is None or value > self.above
        at_least = self.at_least is None or value >= self.at_least
        return isfinite(value) and above and at_least and (self.at_most is None or value <= self.at_most)

    def symbol(self, name: str) -> Symbol:
        """The sympy symbol that stands for this argument inside a formula."""
        if (self.above is not None and self.above >= 0) or (self.at_least is not None and self.at_least >= 0):
            return Symbol(name, positive=True)
        return Symbol(name, real=True)


@dataclass(frozen=True)
class Selected:
    """An option that only picks a constant, e.g. ``lepton="muon"`` picks ``m_mu``."""

    option: str
    constants: tuple[tuple[str, Symbol], ...]
    about: str


@dataclass(frozen=True)
class Lengths:
    """A list argument of one of a few fixed lengths, each with a kernel of its own."""

    lengths: tuple[int, ...]


@dataclass(frozen=True)
class Components:
    """A list argument whose elements have names of their own: ``p`` stands for ``p_E``, ``p_x`` and so on.

    `units` are given where they differ from each other.
    """

    suffixes: tuple[str, ...]
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class NeededFor:
    """An argument that some choices of an option need and the others do not take."""

    option: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class FunctionOf:
    """A number that depends on another argument and may be given as a function of it, or as a table."""

    argument: str


@dataclass(frozen=True)
class Fills:
    """An argument that no formula sees: it gives other arguments their values, as a named set of data does.

    Parameters
    ----------
    arguments : tuple of str
        Arguments that it gives values to.
    about : str
    choices : tuple of str
        Names of sets; empty for a number.
    """

    arguments: tuple[str, ...]
    about: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """A table whose columns are other arguments, lists of any length: no formula sees it.

    Parameters
    ----------
    columns : tuple of str
        The arguments that its columns give values to, in their order.
    about : str
    """

    columns: tuple[str, ...]
    about: str


@dataclass(frozen=True)
class Stacked:
    """An option whose choices are the elements of one result where it is not given: both edges of a band."""


@dataclass(frozen=True)
class GivenWith:
    """An optional argument that is given together with others or not at all."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class OneOf:
    """An optional argument of a group of which exactly one is given: a coupling, or the shift of a_mu that it makes."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Series:
    """A list argument of any length, summed over inside the formula."""


PERTURBATIVE = math.sqrt(4 * math.pi)
"""Couplings beyond this have g^2/(4 pi) > 1: perturbation theory says nothing about them."""

FourMomentum = Annotated[FourVector, Real(GeV, "four-momentum", range=(1e-2, 10.0)), Components(COMPONENTS)]
BosonMass = Annotated[Expr, Real(GeV, "mass of the new boson X", above=0)]
MasslessOrMassiveBoson = Annotated[Expr, Real(GeV, "mass of the new boson X", at_least=0)]
FermionMass = Annotated[Expr, Real(GeV, "mass of the fermion F in the loop", at_least=0)]
ScalarMass = Annotated[Expr, Real(GeV, "mass of the scalar S in the loop", above=0)]
Coupling = Annotated[Expr, Real(one, "coupling of X", plausible=PERTURBATIVE, range=(1e-6, 3.0))]
Charge = Annotated[Expr, Real(one, "electric charge in units of e", range=(0.1, 3.0))]
InvariantMassSquared = Annotated[Expr, Real(GeV**2, "invariant mass squared", range=(1e-3, 0.25))]
LeptonMass = Annotated[
    Expr,
    Selected("lepton", (("electron", m_e), ("muon", m_mu), ("tau", m_tau)), "lepton in the final state"),
]

Boson = Literal["scalar", "pseudoscalar", "vector", "axial"]
Group = Literal["b_minus_l", "lmu_le", "le_ltau", "lmu_ltau"]
